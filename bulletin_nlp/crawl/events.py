"""What a crawl tells of itself while it goes on: for a display on a terminal, or for a log."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

__all__ = ["Event", "OnEvent", "log_line"]

EventName = Literal[
    "run_begun",  # portals
    "visit_begun",  # portal
    "list",  # a page of a list was read: column, url, number, outcome, entries, new, problems
    "page",  # an article was looked at: url, outcome, message
    "visit_ended",  # state, counts, alarms
    "run_ended",  # counts
    "warning",  # message
]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that a crawl did; ``portal`` is null where it concerns the run."""

    name: EventName
    at: datetime
    portal: str | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)


OnEvent = Callable[[Event], None]


def log_line(event: Event) -> str:
    """Return an event as one line of JSON: ``at``, ``event``, ``portal`` and its fields."""
    at = event.at.astimezone().isoformat(timespec="milliseconds")
    line: dict[str, Any] = {"at": at, "event": event.name}
    if event.portal is not None:
        line["portal"] = event.portal
    return json.dumps({**line, **event.fields}, ensure_ascii=False, default=str)
