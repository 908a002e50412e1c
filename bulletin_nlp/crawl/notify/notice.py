"""What there is to tell after a run: the portals whose alarm is another than the one told last."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bulletin_nlp.crawl.alarms import AlarmEvent, PortalAlarm, alarm_kinds, change

__all__ = ["Change", "Notice", "PortalState", "changes_of"]

#: Version of the payload: fields may be added to it, none is taken away or renamed.
VERSION = 1


@dataclass(frozen=True, slots=True)
class PortalState:
    """A portal as the store knows it after a run.

    Args:
        portal: its name.
        title: what people call it.
        alarm: the alarm that stands.
        told: the alarm that people were told last; None after a recovery was told, or where nothing was.
        muted_until: until this moment (aware) nothing is told.
    """

    portal: str
    title: str
    alarm: PortalAlarm | None = None
    told: PortalAlarm | None = None
    muted_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A change to tell: ``previous`` is the alarm that was told last."""

    event: AlarmEvent
    portal: str
    title: str
    alarm: PortalAlarm | None
    previous: PortalAlarm | None

    @property
    def code(self) -> str:
        """The code of the alarm, or of the one that is over."""
        alarm = self.alarm or self.previous
        return "" if alarm is None else alarm.code


def changes_of(states: Iterable[PortalState], at: datetime) -> tuple[Change, ...]:
    """Return what there is to tell: nothing while the alarm told last stands, or the portal is muted.

    Args:
        states: the portals after a run.
        at: the present moment (aware), by which mutes end.
    """
    found = []
    for state in states:
        event = change(state.told, state.alarm)
        muted = state.muted_until is not None and at < state.muted_until
        if event is not None and not muted:
            found.append(Change(event, state.portal, state.title, state.alarm, state.told))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Notice:
    """One notification of all changes of a run.

    Args:
        changes: at least one.
        run: the run's id.
        at: moment of the notification (aware).
    """

    changes: tuple[Change, ...]
    run: str
    at: datetime

    def payload(self) -> dict[str, Any]:
        """Return the notification as ``docs/alarms.md`` describes it."""
        return {
            "version": VERSION,
            "run": self.run,
            "at": _moment(self.at),
            "changes": [
                {
                    "event": changed.event,
                    "portal": changed.portal,
                    "title": changed.title,
                    "alarm": _alarm(changed.alarm),
                    "previous": _alarm(changed.previous),
                }
                for changed in self.changes
            ],
        }

    def as_json(self) -> bytes:
        """Return the payload as one line of JSON in UTF-8."""
        text = json.dumps(self.payload(), ensure_ascii=False)
        return text.encode("utf-8", "replace") + b"\n"


def _alarm(alarm: PortalAlarm | None) -> dict[str, Any] | None:
    if alarm is None:
        return None
    return {
        "code": alarm.code,
        "severity": alarm_kinds().get(alarm.code, {}).get("severity"),
        "message": alarm.message,
        "since": _moment(alarm.since),
    }


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")
