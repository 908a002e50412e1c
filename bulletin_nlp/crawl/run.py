"""A run: portals visited at the same time, articles read by worker processes, all settled in the store."""

from __future__ import annotations

import threading
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from queue import Empty, Full, Queue
from typing import Any, Literal

from bulletin_nlp.batch import Input, Job
from bulletin_nlp.batch.pool import DEFAULT_TIME_LIMIT, Pool
from bulletin_nlp.batch.work import Outcome as Read
from bulletin_nlp.crawl.alarms import alarms_of
from bulletin_nlp.crawl.archive import Archive, ArchiveWriter
from bulletin_nlp.crawl.asking import Asking, kept_answers
from bulletin_nlp.crawl.events import Event, OnEvent
from bulletin_nlp.crawl.fetch import Fetcher
from bulletin_nlp.crawl.gaps import Seen
from bulletin_nlp.crawl.report import RunReport, VisitReport, facts_of, stored_report, visit_fields
from bulletin_nlp.crawl.visit import Received, Visit
from bulletin_nlp.errors import BulletinError
from bulletin_nlp.lexicon.loader import read_lexicon
from bulletin_nlp.portals.description import Portal
from bulletin_nlp.store.crawl_entries import Alarm as NotedAlarm
from bulletin_nlp.store.crawl_entries import OpenRun
from bulletin_nlp.store.crawl_leases import owner_name
from bulletin_nlp.store.frontier import Frontier

__all__ = ["Archiving", "Asked", "Crawl"]

# Seconds between two looks at whether there is something to do.
_MOMENT = 0.05


@dataclass(frozen=True, slots=True)
class Asked:
    """What a run is asked to do.

    Args:
        since: entries before this day are left out, and lists are looked through down to it.
        most: articles of each portal at most; None for all.
        repair: look through the lists down to the last success and to what earlier runs could not see.
    """

    since: date | None = None
    most: int | None = None
    repair: bool = False


@dataclass(frozen=True, slots=True)
class Archiving:
    """Where answers are archived, how large a file becomes, and how much of the disk stays free (bytes)."""

    folder: Path
    max_bytes: int
    min_free: int


class Crawl:
    """A run over portals.

    A run that was killed or interrupted goes on where the same is asked again within a day: what its lists
    said, what was fetched and what was read is not done twice.

    Args:
        frontier: the frontier; closing its store is the caller's.
        fetcher: what asks; likewise.
        archiving: where answers are kept.
        job: what reads articles, its ``prepare`` set.
        parallel: portals visited at the same time.
        workers: processes that read; 0 reads in this one, without a time limit.
        time_limit: seconds for reading one article.
        stop: set where the run is to end after the pages at hand; it goes on when the same is asked again.
        on_event: told of what is done, from any thread.
        now: the moment, UTC.
    """

    def __init__(
        self,
        frontier: Frontier,
        fetcher: Fetcher,
        archiving: Archiving,
        job: Job,
        *,
        parallel: int = 4,
        workers: int = 1,
        time_limit: float = DEFAULT_TIME_LIMIT,
        stop: threading.Event | None = None,
        on_event: OnEvent = lambda event: None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._frontier = frontier
        self._fetcher = fetcher
        self._archiving = archiving
        self._job = job
        self._parallel = parallel
        self._workers = workers
        self._time_limit = time_limit
        self._on_event = on_event
        self._now = now
        self._owner = owner_name()
        self._stop = stop or threading.Event()
        self._visits: list[Visit] = []
        self._received: Queue[Received] = Queue(read_lexicon("crawl")["portal"]["most_waiting"])
        self._unsettled: list[tuple[Received, Read]] = []
        self._run = 0
        self._error: BaseException | None = None

    def run(
        self, portals: Sequence[Portal], asked: Asked, *, versions: Mapping[str, str] | None = None
    ) -> RunReport:
        """Visit portals and return what became of it.

        Args:
            portals: the portals.
            asked: what is asked.
            versions: what the run is done with.

        Raises:
            BulletinError: the store or the archive cannot be written, or no worker can start; what was
                settled before stays.
        """
        opened = self._frontier.open_run(
            _options(portals, asked), self._owner, _lease(), self._now(), versions=versions
        )
        self._run = opened.run_key
        self._fetcher.expect(portals)
        try:
            visits = self._visit_all(portals, asked, opened)
            finished = None if self._stop.is_set() else self._now()
            if finished is not None:
                counts: Counter[str] = Counter()
                for visit in visits:
                    counts.update(visit.outcomes)
                self._frontier.finish_run(opened.run_key, counts, finished)
        finally:
            with suppress(BulletinError):
                self._frontier.leave_run(opened.run_key, self._owner)
        return RunReport(opened.run_key, opened.started, finished, visits)

    def _visit_all(self, portals: Sequence[Portal], asked: Asked, opened: OpenRun) -> list[VisitReport]:
        """Visit the portals; of those that an interrupted run was done with, return what it found."""
        done = {
            visit.portal: visit
            for visit in (self._frontier.visits(opened.run_key) if opened.resumed else ())
            if visit.finished is not None
        }
        with ThreadPoolExecutor(max(1, self._parallel), thread_name_prefix="portal") as threads:
            futures = {
                portal.name: threads.submit(self._visit, portal, asked, opened)
                for portal in portals
                if portal.name not in done
            }
            try:
                self._read(list(futures.values()))
            except BaseException as error:
                self._break_off(error)
                raise
        visits = [
            futures[portal.name].result()
            if portal.name in futures
            else stored_report(portal, done[portal.name], self._frontier.lists(opened.run_key, portal.name))
            for portal in portals
        ]
        if self._error is not None:
            raise self._error
        return visits

    # -- a portal, in its thread -------------------------------------------------------------------------

    def _visit(self, portal: Portal, asked: Asked, opened: OpenRun) -> VisitReport:
        report = VisitReport(portal.name, portal.title)
        if self._stop.is_set():
            report.state = "stopped"
            return report
        try:
            if not self._frontier.lease(portal.name, self._owner, _lease(), self._now()):
                return self._held(report, "another run visits it")
            try:
                report = self._visit_leased(portal, asked, opened)
            finally:
                with suppress(BulletinError):
                    self._frontier.release(portal.name, self._owner)
        except BulletinError as error:
            if error.code == "lease_lost":
                return self._held(report, str(error))
            self._break_off(error)
            report.state, report.message = "failed", str(error)
            return report
        except BaseException as error:
            self._break_off(error)
            raise
        self._on_event(Event("visit_ended", self._now(), portal.name, visit_fields(report)))
        return report

    def _held(self, report: VisitReport, why: str) -> VisitReport:
        """Return and tell that another run has a portal, which is no failure: it is looked at."""
        report.state, report.message = "held", why
        self._on_event(Event("visit_ended", self._now(), report.portal, visit_fields(report)))
        return report

    def _visit_leased(self, portal: Portal, asked: Asked, opened: OpenRun) -> VisitReport:
        frontier, place, run = self._frontier, self._archiving, opened.run_key
        resumed = opened.started if opened.resumed else None
        self._on_event(Event("visit_begun", self._now(), portal.name, {}))
        with ArchiveWriter(
            place.folder, portal.name, max_bytes=place.max_bytes, min_free=place.min_free
        ) as writer:
            frontier.begin_visit(run, portal.name, self._owner, self._now())
            archive = Archive(place.folder)
            seen = Seen(frontier, portal, asked.since, repair=asked.repair)
            kept = kept_answers(archive, portal.name, frontier.last_archived(portal.name), resumed)
            visit = Visit(
                portal,
                frontier,
                run,
                self._owner,
                Asking(portal, self._fetcher, writer, archive, kept),
                stop=self._stop,
                read=self._take,
                seen=seen,
                most=asked.most,
                on_event=self._on_event,
                now=self._now,
            )
            self._visits.append(visit)
            report = visit.go()
        if visit.broken is not None:
            raise visit.broken
        if self._error is not None or self._stop.is_set():
            report.state = "stopped"
            return report
        report.gaps = seen.note(report.lists, self._now())
        report.state = _state(visit)
        if opened.resumed:  # with what the interrupted part had settled
            report.outcomes = Counter(frontier.settled_counts(run, portal.name))
        if visit.given_up is not None:
            report.message = f"{visit.given_up[0]}: {visit.given_up[1]}"
        report.alarms = alarms_of(portal, facts_of(report, visit.today()))
        frontier.end_visit(
            run,
            portal.name,
            self._owner,
            report.state,
            self._now(),
            counts=dict(report.outcomes),
            alarms=[NotedAlarm(alarm.code, alarm.message) for alarm in report.alarms],
            message=report.message,
        )
        return report

    def _take(self, received: Received) -> None:
        """Hand an article on to be read; wait where too many wait."""
        while self._error is None:
            with suppress(Full):
                self._received.put(received, timeout=_MOMENT)
                return

    # -- articles, in the main thread --------------------------------------------------------------------

    def _read(self, futures: Sequence[Future[VisitReport]]) -> None:
        """Read what is received until every portal is done."""
        under_way: deque[Received] = deque()
        if not self._workers:
            self._job.load()
            for received in self._arriving(futures):
                if received is not None:
                    self._settle_later(received, self._job.outcome(received.input))
            return

        def inputs() -> Iterator[Input | None]:
            for received in self._arriving(futures):
                if received is None:
                    yield None
                else:
                    under_way.append(received)
                    yield received.input

        with Pool(self._job, self._workers, time_limit=self._time_limit) as pool:
            for _, read in pool.outcomes(inputs()):
                received = under_way.popleft()
                self._settle_later(received, read)

    def _settle_later(self, received: Received, read: Read) -> None:
        """Hold an article that was read until some are, or nothing else is to be done."""
        self._unsettled.append((received, read))
        if len(self._unsettled) >= read_lexicon("crawl")["portal"]["most_unsettled"]:
            self._settle_now()

    def _settle_now(self) -> None:
        """Note in one transaction what was read."""
        held, self._unsettled = self._unsettled, []
        if not held:
            return
        pages = [received.visit.to_settle(received, read) for received, read in held]
        done = self._frontier.settle_all(pages, self._run, self._now())
        for (received, read), saved in zip(held, done, strict=True):
            if isinstance(saved, BulletinError):
                received.visit.break_off(saved)
            else:
                received.visit.was_settled(received, read, saved)

    def _arriving(self, futures: Sequence[Future[VisitReport]]) -> Iterator[Received | None]:
        """Yield what is received, None where there is nothing now; end when every portal is done."""
        while True:
            try:
                yield self._received.get(timeout=_MOMENT)
            except Empty:
                self._settle_now()
                if all(future.done() for future in futures):
                    return
                yield None

    def _break_off(self, error: BaseException) -> None:
        self._error = self._error or error
        self._stop.set()
        for visit in self._visits:
            visit.break_off(error)


def _lease() -> float:
    return float(read_lexicon("crawl")["portal"]["lease_seconds"])


def _options(portals: Sequence[Portal], asked: Asked) -> dict[str, Any]:
    return {
        "portals": sorted(portal.name for portal in portals),
        "since": asked.since.isoformat() if asked.since is not None else None,
        "most": asked.most,
        "repair": asked.repair,
    }


def _state(visit: Visit) -> Literal["complete", "partial", "failed"]:
    looked = [looked.outcome is None for looked in visit.report.lists]
    if not any(looked):
        return "failed"
    return "complete" if all(looked) and visit.given_up is None else "partial"
