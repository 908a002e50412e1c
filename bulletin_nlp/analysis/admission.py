"""Which observations cannot stand in a panel by themselves, whatever else was published."""

from __future__ import annotations

from bulletin_nlp.analysis.observations import Observation
from bulletin_nlp.analysis.region_codes import Place
from bulletin_nlp.analysis.vocabulary import vocabulary
from bulletin_nlp.analysis.windows import Window

__all__ = ["refusal"]

_OF_NO_YEAR = frozenset(["part_of_year", "spans_years", "period_unknown"])


def refusal(seen: Observation, window: Window, place: Place) -> str | None:
    """Return why a value stands in no panel, the first reason that holds; null where it may.

    Args:
        seen: the observation.
        window: what time it counts.
        place: where it would stand.
    """
    known = vocabulary()
    if not seen.speaks:
        return "not_speaking_copy"
    if place.reason is not None:
        return place.reason
    if seen.remaining:
        return "remaining"
    if seen.per is not None:
        return "rate_per_unit"
    if seen.excludes:
        return "excludes_regions"
    if seen.part_of is not None and seen.category is None:
        return "part_of_total"
    if seen.indicator in known.by_words and seen.indicator_text.strip() in known.bare_words | {""}:
        return "subject_unknown"
    return window.kind if window.kind in _OF_NO_YEAR else None
