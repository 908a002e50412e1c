"""``notify``: tell each way that the settings give, within its time, and never fail the crawl."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bulletin_nlp.crawl.alarms import PortalAlarm
from bulletin_nlp.crawl.notify.notice import Change, Notice, PortalState, changes_of
from bulletin_nlp.crawl.settings_tables import NotifySettings

__all__ = ["Delivery", "NotDelivered", "Told", "notify"]

_log = logging.getLogger("bulletin_nlp.crawl.notify")
# Seconds that a way is given beyond its own timeout to end by itself.
_GRACE = 0.5


class NotDelivered(Exception):
    """A notification did not arrive; the message holds nothing secret."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """How one way (``command``, ``webhook`` or ``smtp``) ended; ``message`` says why it failed."""

    way: str
    delivered: bool
    message: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a run's notification.

    Args:
        remember: for each portal the alarm that is now the one told last.
        changes: what there was to tell.
        deliveries: how each way ended; none where there was nothing to tell.
    """

    remember: dict[str, PortalAlarm | None]
    changes: tuple[Change, ...] = ()
    deliveries: tuple[Delivery, ...] = ()

    @property
    def warnings(self) -> tuple[str, ...]:
        """A line for each way that failed, for the run's report."""
        return tuple(f"{d.way}: not told, {d.message}" for d in self.deliveries if not d.delivered)


def notify(settings: NotifySettings, states: Sequence[PortalState], *, run: str, at: datetime) -> Told:
    """Tell of every portal whose alarm is another than the one told last, in one notification.

    Changes count as told once one way has delivered them: where another fails, whoever was told already is
    not told again. Where all fail, or none is given, nothing is remembered, and the next run tells.

    Args:
        settings: whom to tell.
        states: the portals after the run.
        run: the run's id.
        at: the present moment (aware).
    """
    remember = {state.portal: state.told for state in states}
    changes = changes_of(states, at)
    if not changes or not settings.ways:
        return Told(remember, changes)
    deliveries = _deliver(settings, Notice(changes, run, at))
    if any(delivery.delivered for delivery in deliveries):
        remember |= {changed.portal: changed.alarm for changed in changes}
    told = Told(remember, changes, deliveries)
    for warning in told.warnings:
        _log.warning("notification: %s", warning)
    return told


def _deliver(settings: NotifySettings, notice: Notice) -> tuple[Delivery, ...]:
    ways: list[tuple[str, Callable[[], None]]] = []
    # imported late: requests, smtplib and subprocess are for those who are told this way
    if settings.command:
        from bulletin_nlp.crawl.notify.command import run_command

        command = settings.command
        ways.append(("command", lambda: run_command(command, notice, settings.timeout)))
    if (webhook := settings.webhook) is not None:
        from bulletin_nlp.crawl.notify.webhook import post

        ways.append(("webhook", lambda: post(webhook, notice, settings.timeout)))
    if (smtp := settings.smtp) is not None:
        from bulletin_nlp.crawl.notify.mail import send_mail

        ways.append(("smtp", lambda: send_mail(smtp, notice, settings.timeout)))
    return _bounded(ways, settings.timeout)


def _bounded(ways: Iterable[tuple[str, Callable[[], None]]], timeout: float) -> tuple[Delivery, ...]:
    """Take all ways at once, and wait for none longer than its time.

    A socket's timeout is of each piece: a server that sends one byte now and then would hold a crawl up.
    """
    ended: dict[str, Delivery] = {}

    def take(way: str, deliver: Callable[[], None]) -> None:
        try:
            deliver()
        except NotDelivered as error:
            ended[way] = Delivery(way, False, str(error))
        except Exception as error:
            # its message may hold an address or what a server said
            ended[way] = Delivery(way, False, f"unexpected {type(error).__name__}")
        else:
            ended[way] = Delivery(way, True)

    threads = {
        way: threading.Thread(target=take, args=(way, deliver), name=f"notify-{way}", daemon=True)
        for way, deliver in ways
    }
    for thread in threads.values():
        thread.start()
    deadline = time.monotonic() + timeout + _GRACE
    for thread in threads.values():
        thread.join(max(0.0, deadline - time.monotonic()))
    late = f"no end within {timeout:g} s"
    return tuple(ended.get(way) or Delivery(way, False, late) for way in threads)
