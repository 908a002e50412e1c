"""``run_every``: a job at once and then at intervals, until it is told to stop (APScheduler)."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Event
from types import FrameType
from typing import Any

from bulletin_nlp.errors import BulletinError

__all__ = ["ended_by_signals", "run_every"]

_log = logging.getLogger("bulletin_nlp.crawl.schedule")
# Seconds between two looks at whether a signal came: what runs in a signal may not touch an event that the
# main thread is about to wait for.
_LOOK = 0.1


def run_every(
    interval: timedelta, job: Callable[[Event], object], *, stop: Event | None = None, signals: bool = True
) -> int:
    """Run a job at once and then at intervals, one run at a time, until ``stop`` is set or a signal comes.

    Intervals count from the beginning of the first run. A run that is due while the last one still goes on is
    left out; runs that were missed (the machine slept) are made up for by one. A job that raises is logged,
    and the schedule goes on. On SIGTERM or SIGINT ``stop`` is set, the job that runs is waited for, and the
    function returns; a second signal ends the process at once.

    Args:
        interval: time between the beginnings of two runs.
        job: what is run, in another thread; it gets ``stop`` and ends, between two pages, once it is set.
        stop: ends the schedule; None makes one.
        signals: whether signals end it; they do in the main thread only.

    Returns:
        The number of runs that were begun.

    Raises:
        BulletinError: ``option_invalid`` where APScheduler is not installed.
    """
    stop = Event() if stop is None else stop
    begun = 0

    def run() -> None:
        nonlocal begun
        if stop.is_set():
            return
        begun += 1
        try:
            job(stop)
        except (Exception, SystemExit) as error:
            shown = str(error) if isinstance(error, BulletinError) else f"{type(error).__name__}: {error}"
            _log.error(
                "the run failed, the schedule goes on: %s", shown, exc_info=_log.isEnabledFor(logging.DEBUG)
            )

    with _signalled(signals) as came:
        scheduler = _scheduler()
        scheduler.add_job(
            run,
            "interval",
            seconds=interval.total_seconds(),
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,  # however late, it is run
            next_run_time=datetime.now(UTC),
        )
        scheduler.start()
        try:
            while not stop.wait(_LOOK):
                if came:
                    _log.info("%s: the run ends after the page it is at", signal.Signals(came[0]).name)
                    stop.set()
        finally:
            # also where the caller's own signals raise
            stop.set()
            scheduler.shutdown(wait=True)
    return begun


@contextmanager
def ended_by_signals(stop: Event, *, wanted: bool = True) -> Iterator[None]:
    """Let SIGTERM and SIGINT set an event for which this thread never waits; a second one ends the process.

    Args:
        stop: the event.
        wanted: otherwise signals do what they did.
    """
    if not wanted or threading.current_thread() is not threading.main_thread():
        yield
        return

    def note(number: int, frame: FrameType | None) -> None:
        stop.set()
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, signal.SIG_DFL)

    before = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _scheduler() -> Any:
    try:
        from apscheduler.events import EVENT_JOB_MAX_INSTANCES
        from apscheduler.schedulers.background import BackgroundScheduler
    except ImportError:
        raise BulletinError(
            "option_invalid", "a schedule needs APScheduler", "pip install 'bulletin-nlp[crawl]'"
        ) from None
    # what it logs is said here in our words
    quiet = logging.getLogger("bulletin_nlp.crawl.schedule.apscheduler")
    quiet.setLevel(logging.ERROR)
    scheduler = BackgroundScheduler(logger=quiet, timezone=UTC)
    scheduler.add_listener(
        lambda _: _log.warning("a run is left out: the last one still goes on"), EVENT_JOB_MAX_INSTANCES
    )
    return scheduler


@contextmanager
def _signalled(wanted: bool) -> Iterator[list[int]]:
    """Give the signals that came; after the first, the next one ends the process as it does by default."""
    came: list[int] = []
    if not wanted or threading.current_thread() is not threading.main_thread():
        yield came
        return

    def note(number: int, frame: FrameType | None) -> None:
        came.append(number)
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, signal.SIG_DFL)

    before = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield came
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
