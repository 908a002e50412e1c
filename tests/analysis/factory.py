"""Observations made by hand, with no more said than a test is about."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from bulletin_nlp.analysis.observations import Observation

__all__ = ["day", "seen"]


def day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


_DAYS = ("published", "event_date", "period_start", "period_end", "as_of")


def seen(value: int | str | Decimal = 100, **said: Any) -> Observation:
    """Return 花都区's completed communities of January to September 2025, but for what is said.

    ``time`` is short for ``period_start`` and ``period_end``: ``2025-01-01/2025-09-30``, either may be empty.
    """
    if "time" in said:
        start, end = said.pop("time").split("/")
        said["period_start"], said["period_end"] = start or None, end or None
    else:
        said.setdefault("period_start", "2025-01-01")
        said.setdefault("period_end", "2025-09-30")
    for name in _DAYS:
        if isinstance(said.get(name), str):
            said[name] = day(said[name])
    number = Decimal(value) if isinstance(value, str) else value
    given: dict[str, Any] = {
        "bulletin_id": "b1",
        "fact_id": f"f-{number}",
        "indicator": "communities_renovated",
        "indicator_text": "改造老旧小区",
        "unit": "个",
        "status": "completed",
        "region": "440114",
        "published": day("2025-10-12"),
        "precision": 1,
    }
    return Observation(value=number, **{**given, **said})
