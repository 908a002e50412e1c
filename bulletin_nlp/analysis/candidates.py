"""Observations as the rules of a panel see them, and the key of the row that each belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bulletin_nlp.analysis.bounds import Bounds
from bulletin_nlp.analysis.observations import Observation
from bulletin_nlp.analysis.region_codes import Place
from bulletin_nlp.analysis.vocabulary import vocabulary
from bulletin_nlp.analysis.windows import Window

__all__ = ["Candidate", "Key", "key_of", "measured"]


@dataclass(frozen=True, slots=True)
class Key:
    """What there is one row for; ``measured`` keeps levels apart from what a year counts."""

    region: str | None
    year: int | None
    indicator: str
    subject: str | None
    category: str | None
    status: str | None
    baseline: str | None
    unit: str
    measured: str

    @property
    def order(self) -> tuple[Any, ...]:
        """What rows are sorted by; null comes first."""
        what = (self.indicator, self.subject, self.category, self.status, self.baseline, self.unit)
        values = (self.region, self.year, *what, self.measured)
        return tuple((value is not None, value) for value in values)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An observation with what the rules ask of it."""

    seen: Observation
    window: Window
    bounds: Bounds
    place: Place
    key: Key


def key_of(seen: Observation, window: Window, place: Place) -> Key:
    """Return the row that a value belongs to."""
    return Key(
        region=place.code if place.reason is None else seen.region,
        year=window.year,
        indicator=seen.indicator,
        subject=seen.indicator_text if seen.indicator in vocabulary().by_words else None,
        category=seen.category,
        status=seen.status,
        baseline=window.baseline,
        unit=seen.unit,
        measured=measured(seen.indicator, seen.unit, window.kind),
    )


def measured(indicator: str, unit: str, kind: str) -> str:
    """Return what kind of number it is: a share of 1-9月 and one of 30 September are both a level."""
    if kind == "year_to_date" and vocabulary().is_share(indicator, unit):
        return "level"
    return kind
