"""``crawl_once``: a run by the settings, and the telling of alarms after it."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import UTC, datetime

from bulletin_nlp.batch import Extraction, Job
from bulletin_nlp.crawl.alarms import PortalAlarm, standing_alarm
from bulletin_nlp.crawl.events import Event, OnEvent
from bulletin_nlp.crawl.fetch import Fetcher, FetchSettings
from bulletin_nlp.crawl.notify import PortalState, notify
from bulletin_nlp.crawl.report import RunReport
from bulletin_nlp.crawl.run import Archiving, Asked, Crawl
from bulletin_nlp.crawl.settings import CrawlSettings
from bulletin_nlp.crawl.stopping import pausing
from bulletin_nlp.lexicon.loader import read_lexicon
from bulletin_nlp.portals import Portal
from bulletin_nlp.store import Store, prepare
from bulletin_nlp.store.frontier import Frontier

__all__ = ["crawl_once"]


def crawl_once(
    portals: Sequence[Portal],
    settings: CrawlSettings,
    asked: Asked = Asked(),  # noqa: B008 - it is frozen
    *,
    workers: int = 1,
    stop: threading.Event | None = None,
    on_event: OnEvent = lambda event: None,
) -> RunReport:
    """Visit portals once and tell of their alarms.

    Args:
        portals: the portals.
        settings: the settings.
        asked: what is asked of the run.
        workers: processes that read articles; 0 reads in this one.
        stop: set where the run is to end after the pages at hand.
        on_event: told of what is done, from any thread.

    Raises:
        BulletinError: the store or the archive cannot be opened or written.
    """
    archiving = Archiving(settings.archive, settings.archive_max_bytes, settings.min_free)
    cache = read_lexicon("crawl")["portal"]["cache"]
    fetching = FetchSettings(**settings.fetch_fields())
    stop = stop or threading.Event()
    with Store.open(settings.db, cache=cache) as store, Fetcher(fetching, sleep=pausing(stop)) as fetcher:
        frontier = Frontier(store)
        crawl = Crawl(
            frontier,
            fetcher,
            archiving,
            Job(Extraction(), settings.max_bytes, prepare),
            parallel=settings.parallel,
            workers=workers,
            stop=stop,
            on_event=on_event,
        )
        report = crawl.run(portals, asked)
        _tell(frontier, portals, settings, report, on_event)
        return report


def _tell(
    frontier: Frontier,
    portals: Sequence[Portal],
    settings: CrawlSettings,
    report: RunReport,
    on_event: OnEvent,
) -> None:
    """Note the alarm that stands at each portal that was visited, and tell of those that changed."""
    now = datetime.now(UTC)
    titles = {portal.name: portal.title for portal in portals}
    states = []
    for visit in report.visits:
        if visit.state in ("stopped", "held"):
            continue
        before = frontier.portal_state(visit.portal)
        stood = None if before.alarm is None else PortalAlarm(before.alarm, before.alarm_since or now)
        alarm = standing_alarm(stood, visit.alarms, now)
        after = frontier.set_alarm(visit.portal, alarm.code if alarm is not None else None, now)
        told = None if after.told_alarm is None else PortalAlarm(after.told_alarm, after.alarm_since or now)
        states.append(
            PortalState(
                portal=visit.portal,
                title=titles[visit.portal],
                alarm=alarm,
                told=told,
                muted_until=after.muted_until,
            )
        )
    result = notify(settings.notify, states, run=str(report.run), at=now)
    for portal, remembered in result.remember.items():
        frontier.tell_alarm(portal, remembered.code if remembered is not None else None)
    for warning in result.warnings:
        on_event(Event("warning", now, None, {"message": f"notification: {warning}"}))
