"""One portal's part of a run: its lists, then the articles that are due."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from bulletin_nlp.batch import Input
from bulletin_nlp.batch.work import Outcome as Read
from bulletin_nlp.crawl.articles import article_input
from bulletin_nlp.crawl.asking import Asked, Asking
from bulletin_nlp.crawl.events import Event, EventName, OnEvent
from bulletin_nlp.crawl.gaps import Seen
from bulletin_nlp.crawl.list_visit import look_through
from bulletin_nlp.crawl.outcome import Outcome
from bulletin_nlp.crawl.report import VisitReport
from bulletin_nlp.crawl.revisiting import next_look
from bulletin_nlp.crawl.stopping import Stopped
from bulletin_nlp.lexicon.loader import read_lexicon
from bulletin_nlp.portals.description import Portal
from bulletin_nlp.store.crawl_entries import (
    ArchivePosition,
    ListedEntry,
    ListPageCount,
    ListState,
    NextListPage,
    Page,
    PageFailure,
    ReadBody,
    Settled,
    SettledPage,
)
from bulletin_nlp.store.entries import SaveOutcome
from bulletin_nlp.store.frontier import Frontier

__all__ = ["CHINA", "Received", "Visit"]

#: The days of portals: China has one zone and no summer time.
CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")

#: Failures that say that a page is there and has no article.
_NO_ARTICLE = frozenset({"page_no_article", "input_empty", "input_no_chinese"})

#: What saving a record made of its page. A copy is another address of a bulletin that is there.
_SAVED = {
    SaveOutcome.NEW: "new",
    SaveOutcome.REVISED: "changed",
    SaveOutcome.REREAD: "unchanged",
    SaveOutcome.UNCHANGED: "unchanged",
    SaveOutcome.COPY: "unchanged",
}


@dataclass(frozen=True, slots=True)
class Received:
    """An article that was received and waits to be read."""

    visit: Visit
    page: Page
    asked: Asked
    digest: str

    @property
    def input(self) -> Input:
        """What is read."""
        answer = self.asked.answer
        return article_input(
            self.visit.portal,
            self.page.url,
            answer.body,
            answer.content_type,
            fetched_at=answer.fetched_at,
            at=self.asked.at,
            listed=self.page.listed,
            columns=self.page.columns,
        )


class Visit:
    """A portal's part of a run.

    Articles are asked for here, one after the other, and read elsewhere: ``read`` takes what was received;
    whoever read it notes what :meth:`to_settle` returns and calls :meth:`was_settled`, from any thread.

    Args:
        portal: the portal.
        frontier: the frontier.
        run: key of the run.
        owner: who holds the portal.
        asking: how it is asked.
        stop: set where the run is to end after the page at hand.
        read: takes articles; waits where too many wait.
        seen: what earlier runs saw of its lists.
        most: articles that are asked for at most; None for all.
        on_event: told of what is done, from any thread.
        now: the moment, UTC.
    """

    def __init__(
        self,
        portal: Portal,
        frontier: Frontier,
        run: int,
        owner: str,
        asking: Asking,
        *,
        stop: threading.Event,
        read: Callable[[Received], None],
        seen: Seen,
        most: int | None,
        on_event: OnEvent,
        now: Callable[[], datetime],
    ) -> None:
        self.portal = portal
        self.seen = seen
        self.report = VisitReport(portal.name, portal.title)
        #: Why the portal is asked for nothing more in this run, and what was said of it.
        self.given_up: tuple[Outcome, str] | None = None
        self._frontier = frontier
        self._run = run
        self._owner = owner
        self._asking = asking
        self._stop = stop
        self._read = read
        self._most = most
        self._on_event = on_event
        self._now = now
        self._renewed = now()
        self._failed_in_row = 0
        self._waiting: set[int] = set()
        self._waited = threading.Condition()
        #: What ended the visit early; the store or the archive, or another run that took the portal.
        self.broken: BaseException | None = None

    def go(self) -> VisitReport:
        """Look through the lists, then at the articles that are due; return when all of them are settled."""
        for source in self.portal.lists:
            if not self.stopping:
                self.report.lists.append(look_through(self, source))
        asked = 0
        while not self.stopping and self.given_up is None and asked != self._most:
            page = self._next_due()
            if page is None:
                break
            self._look_at(page)
            asked += 1
        with self._waited:
            self._waited.wait_for(lambda: not self._waiting or self.broken is not None)
        return self.report

    @property
    def stopping(self) -> bool:
        """Whether the visit is to end."""
        return self._stop.is_set() or self.broken is not None

    def today(self) -> date:
        """Return the day at the portals."""
        return self._now().astimezone(CHINA).date()

    # -- lists -----------------------------------------------------------------------------------------

    def begin_list(self, column: str) -> ListState:
        """Return how far the run has come with a list."""
        return self._frontier.begin_list(self._run, self.portal.name, column, self._owner, self._now())

    def first_entries(self, column: str) -> int:
        """Return how many entries the run noted of a list's first page."""
        return self._frontier.first_entries(self._run, self.portal.name, column)

    def ask_list(self, url: str, column: str) -> Asked | None:
        """Ask for a page of a list; None where the portal is given up or the run is to end."""
        if self.given_up is not None:
            return None
        try:
            asked = self._asking.list_page(url, column)
        except Stopped:
            self._stop.set()
            return None
        self._renew()
        problem, message = asked.answer.problem, asked.answer.message
        self._mark(problem, message or "", article=False)
        return asked

    def note_list(
        self,
        column: str,
        entries: Sequence[ListedEntry],
        number: int,
        following: NextListPage | None,
        archived: ArchivePosition | None,
    ) -> ListPageCount:
        """Note the entries of a page of a list, which is the next, and where the page is archived."""
        return self._frontier.note_list_page(
            self._run,
            self.portal.name,
            column,
            self._owner,
            entries,
            number,
            following,
            self._now(),
            archived=archived,
        )

    def end_list(
        self, column: str, outcome: str, message: str | None, since: date | None, *, complete: bool
    ) -> None:
        """Note how the look through a list ended."""
        self._frontier.end_list(
            self._run,
            self.portal.name,
            column,
            self._owner,
            outcome,
            self._now(),
            complete=complete,
            since=since,
            until=self.today(),
            message=message,
        )

    def give_up(self, outcome: Outcome, message: str) -> None:
        """Ask the portal for nothing more in this run."""
        self.given_up = self.given_up or (outcome, message)

    # -- articles --------------------------------------------------------------------------------------

    def _next_due(self) -> Page | None:
        with self._waited:
            waiting = set(self._waiting)
        due = self._frontier.due(self.portal.name, self._run, limit=1 + len(waiting))
        return next((page for page in due if page.page_key not in waiting), None)

    def _look_at(self, page: Page) -> None:
        try:
            asked = self._asking.article(page)
        except Stopped:
            self._stop.set()
            return
        answer = asked.answer
        self._renew()
        self._mark(answer.problem, answer.message or "", article=True)
        if answer.problem is not None:
            self._settle(page, asked, answer.problem, answer.message)
        elif answer.not_modified:
            self._settle(page, asked, Outcome("unchanged"))
        else:
            received = Received(self, page, asked, hashlib.sha256(answer.body).hexdigest())
            if received.digest == page.body.content_sha256:
                self._settle(page, asked, Outcome("unchanged"), body=_body(received))
                return
            with self._waited:
                self._waiting.add(page.page_key)
            self._read(received)

    def to_settle(self, received: Received, read: Read) -> SettledPage:
        """Return what is to be noted of an article that was read.

        Args:
            received: the article.
            read: its record as prepared for the store, or its failure.
        """
        outcome, message = self._read_outcome(read)
        failure = read.failure
        return SettledPage(
            received.page.page_key,
            self._owner,
            self._settled(
                received.page,
                received.asked,
                outcome,
                message,
                _body(received) if failure is None else None,
            ),
            read.prepared,
            None if failure is None else PageFailure(failure.code, failure.message, failure.detail),
        )

    def was_settled(self, received: Received, read: Read, saved: SaveOutcome | ValueError | None) -> None:
        """Count an article that was noted in the store, and wait for it no longer.

        Args:
            received: the article.
            read: what it was read as.
            saved: what its record was to the store.
        """
        outcome, message = self._read_outcome(read)
        if isinstance(saved, SaveOutcome):
            outcome = Outcome(_SAVED[saved])
        elif isinstance(saved, ValueError):
            outcome, message = Outcome("failed", "extraction_failed"), str(saved)
        self._count(received.page, outcome, message)
        with self._waited:
            if read.failure is None:
                self.report.read += 1
                self.report.missed += "body" in read.missed
            self._waiting.discard(received.page.page_key)
            self._waited.notify_all()

    def break_off(self, error: BaseException) -> None:
        """Wait for nothing more: what was received will not be noted."""
        with self._waited:
            self.broken = self.broken or error
            self._waited.notify_all()

    def _read_outcome(self, read: Read) -> tuple[Outcome, str | None]:
        if read.failure is None:
            return Outcome("new"), None
        if read.failure.code in _NO_ARTICLE:
            kind = "layout_changed" if self.portal.article.body else "empty"
            return Outcome(kind), read.failure.message
        return Outcome("failed", read.failure.code), read.failure.message

    def _settle(
        self,
        page: Page,
        asked: Asked,
        outcome: Outcome,
        message: str | None = None,
        body: ReadBody | None = None,
    ) -> None:
        """Note what became of an article that is not to be read."""
        settled = self._settled(page, asked, outcome, message, body)
        self._frontier.settle(page.page_key, settled, self._run, self._owner, self._now())
        self._count(page, outcome, message)

    def _settled(
        self, page: Page, asked: Asked, outcome: Outcome, message: str | None, body: ReadBody | None
    ) -> Settled:
        now, answer = self._now(), asked.answer
        tries = 0 if outcome.seen else page.tries + 1
        return Settled(
            outcome=str(outcome),
            again=outcome.again,
            next_due=next_look(
                outcome, now=now, first_seen=page.first_seen, looked=page.fetched_at, tries=tries
            ),
            fetched_at=answer.fetched_at,
            tries=tries,
            message=message,
            status=answer.status,
            body=body,
            archived=asked.at,
        )

    def _count(self, page: Page, outcome: Outcome, message: str | None) -> None:
        with self._waited:
            self.report.outcomes[str(outcome)] += 1
        self.tell("page", url=page.url, outcome=str(outcome), **({"message": message} if message else {}))

    # -- both ------------------------------------------------------------------------------------------

    def tell(self, name: EventName, **fields: object) -> None:
        """Tell of something that was done."""
        self._on_event(Event(name, self._now(), self.portal.name, fields))

    def _mark(self, problem: Outcome | None, message: str, *, article: bool) -> None:
        """Give the portal up where an answer says so, or several in a row could not be looked at."""
        if problem is not None and problem.stops and not (article and problem.of_one_page):
            self.give_up(problem, message)
        failed = problem is not None and problem.kind in ("unreachable", "blocked")
        self._failed_in_row = self._failed_in_row + 1 if failed else 0
        if problem is not None and self._failed_in_row >= read_lexicon("crawl")["portal"]["failed_in_row"]:
            self.give_up(problem, message)

    def _renew(self) -> None:
        """Prolong the lease, when a tenth of it is over."""
        seconds, now = read_lexicon("crawl")["portal"]["lease_seconds"], self._now()
        if (now - self._renewed).total_seconds() * 10 >= seconds:
            self._frontier.renew(self.portal.name, self._owner, seconds, now)
            self._renewed = now


def _body(received: Received) -> ReadBody:
    answer = received.asked.answer
    return ReadBody(answer.etag, answer.last_modified, received.digest, received.asked.at)
