"""Sums of the values of parts: of the regions below one, and of regions merged since.

Only values of the same window are added, and only what adds up; never values of one region, and never
year-to-date values of different months. A sum of some of the parts is the least that the whole can be.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import TypeVar

from bulletin_nlp.analysis.bounds import Bounds, Number, plain
from bulletin_nlp.analysis.candidates import Key
from bulletin_nlp.analysis.choice import Choice
from bulletin_nlp.analysis.panel_rows import PanelRow
from bulletin_nlp.analysis.region_codes import Place
from bulletin_nlp.analysis.vocabulary import vocabulary

__all__ = ["add_parts", "adds_up", "is_additive", "same_window", "summed"]

T = TypeVar("T")

_ADDED = frozenset(["year_to_date", "target", "level", "running_total"])


def is_additive(choice: Choice) -> bool:
    """Tell whether values of several places add up: counts and amounts do, shares do not."""
    return vocabulary().adds_up(choice.best.seen.indicator, choice.best.seen.unit)


def adds_up(choice: Choice) -> bool:
    """Tell whether a value may be a part of a sum: a count or amount whose beginning is known."""
    window = choice.best.window
    return (
        is_additive(choice)
        and window.kind in _ADDED
        and (window.kind != "running_total" or window.baseline_dated)
    )


def same_window(choices: Sequence[Choice]) -> list[Choice]:
    """Return those of one window: that which most have, of several the latest."""
    groups: dict[tuple[date, date], list[Choice]] = defaultdict(list)
    for choice in choices:
        window = choice.best.window
        groups[window.end or date.min, window.start or date.min].append(choice)
    if not groups:
        return []
    return groups[max(groups, key=lambda days: (len(groups[days]), days))]


def add_parts(key: Key, place: Place, choices: Sequence[Choice], total: int) -> PanelRow:
    """Return the row of a sum.

    Args:
        key: of the whole; its year, indicator, status and so on are those of the parts.
        place: the whole.
        choices: the values to add, at least one, all of one window.
        total: how many parts there are. Where some are missing, the sum is what the whole is at least.
    """
    parts = sorted(choices, key=lambda c: (c.best.seen.region or "", c.best.seen.fact_id))
    window = parts[0].best.window
    complete = len(parts) == total
    bounds = summed(parts)
    return PanelRow(
        region=place.code or "",
        region_name=place.name,
        level=place.level or "",
        year=window.year or 0,
        indicator=key.indicator,
        subject=key.subject,
        category=key.category,
        status=key.status,
        baseline=key.baseline,
        unit=key.unit,
        value=_total([c.best.seen.value for c in parts]),
        value_max=_largest(parts) if complete else None,
        lower=bounds.lower,
        upper=bounds.upper if complete else None,
        qualifier=_qualifier(parts) if complete else "at_least",
        precision=_coarsest(parts),
        window=window.kind,
        as_of=_common([c.best.seen.as_of for c in parts]),
        period_start=window.start,
        period_end=window.end,
        months_covered=window.months,
        dated_by=_common([c.best.window.dated_by for c in parts]),
        works=len({c.best.seen.work for c in parts}),
        conflict=any(c.conflict for c in parts),
        rule="derived_sum",
        fact_id=None,
        bulletin_id=None,
        quote=None,
        url=None,
        code_published=None,
        children_present=len(parts),
        children_total=total,
        parts=tuple(c.best.seen.fact_id for c in parts),
    )


def summed(choices: Sequence[Choice]) -> Bounds:
    """Return where the sum of values lies."""
    total = Bounds(0, 0)
    for choice in choices:
        total = total + choice.best.bounds
    return total


def _total(values: Sequence[Number]) -> Number:
    total: Number = 0
    for value in values:
        total += value
    return plain(total)


def _largest(parts: Sequence[Choice]) -> Number | None:
    seen = [c.best.seen for c in parts]
    if all(one.value_max is None for one in seen):
        return None
    return _total([one.value if one.value_max is None else one.value_max for one in seen])


def _qualifier(parts: Sequence[Choice]) -> str:
    """Return the qualifier that all share, else that exact ones leave to the rest, else about."""
    stated = {c.best.seen.qualifier for c in parts} - {"exact"}
    if not stated:
        return "exact"
    return stated.pop() if len(stated) == 1 else "about"


def _coarsest(parts: Sequence[Choice]) -> Number | None:
    stated = [c.best.seen.precision for c in parts]
    return max((p for p in stated if p is not None), default=None) if None not in stated else None


def _common(values: Sequence[T]) -> T | None:
    return values[0] if len(set(values)) == 1 else None
