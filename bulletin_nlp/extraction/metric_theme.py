"""The five-year plan that a release is about, so that it counts over the plan what it gives no date."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from bulletin_nlp.extraction.dates import DateExpression
from bulletin_nlp.lexicon.loader import alternation, read_lexicon

if TYPE_CHECKING:
    from bulletin_nlp.extraction.reading import Reading

__all__ = ["continues", "find_theme", "opens_parts"]

_AGAIN = 2  # a plan that is the theme is named more than once


@dataclass(frozen=True, slots=True)
class _Theme:
    words: re.Pattern[str]
    reach: int
    lead: int


@cache
def _theme() -> _Theme:
    data = read_lexicon("status")["theme"]
    return _Theme(re.compile(alternation(data["words"])), data["reach"], data["lead"])


@cache
def opens_parts() -> tuple[str, ...]:
    """Return the words that open a paragraph about the parts of a region: 分地区看."""
    return tuple(read_lexicon("status")["parts"]["words"])


@cache
def continues() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the marks after which a line is not yet over, and the words that open one that goes on."""
    data = read_lexicon("status")["lines"]
    return tuple(data["open"]), tuple(data["words"])


def find_theme(reading: Reading) -> DateExpression | None:
    """Return the plan that a release is about, null where it is about none.

    A title that names a year is about that year, however often its text names a plan (a work report).

    Args:
        reading: the bulletin, its dates found.
    """
    plans = [d for d in reading.dates if d.kind == "plan" and d.first is not None and d.last is not None]
    if len(plans) < _AGAIN:
        return None
    text, theme, title = reading.clean, _theme(), reading.header.title_span
    if title is not None and any(title[0] <= d.start < title[1] and d.kind == "year" for d in reading.dates):
        return None
    opening = max(theme.lead, title[1] + theme.lead if title is not None else 0)
    for plan in plans:
        if plan.start >= opening:
            break
        around = max(0, plan.start - theme.reach), min(len(text), plan.end + theme.reach)
        same = [other for other in plans if other.first == plan.first]
        if theme.words.search(text, *around) and len(same) >= _AGAIN:
            return plan
    return None
