"""When an address is asked for again (``crawl.toml``, ``[revisit]``)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bulletin_nlp.crawl.outcome import Outcome
from bulletin_nlp.lexicon.loader import read_lexicon

__all__ = ["next_look"]


def next_look(
    outcome: Outcome, *, now: datetime, first_seen: datetime, looked: datetime | None, tries: int
) -> datetime | None:
    """Return the moment from which on a run may ask for an address again; None for never.

    Args:
        outcome: what became of it now.
        now: when that was.
        first_seen: when a list first named it.
        looked: when it was last looked at before, or None.
        tries: how many times in a row it could not be looked at, this time included; 0 where it could.
    """
    rules: dict[str, Any] = read_lexicon("crawl")["revisit"]
    if outcome.again == "no":
        return None
    if outcome.again == "next_run":
        if tries <= 1:
            return now
        hours = min(rules["failed_hours"] * 2 ** (tries - 2), rules["most_failed_hours"])
        return now + timedelta(hours=hours)
    age = now - first_seen
    if age < timedelta(days=rules["recent_days"]):
        return now
    waited = (now - looked) if looked is not None else timedelta()
    days = next(
        (days for days in rules["later_days"] if timedelta(days=days) > waited), rules["later_days"][-1]
    )
    return now + timedelta(days=days)
