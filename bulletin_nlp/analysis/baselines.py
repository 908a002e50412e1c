"""Since when a running total runs: “十四五”以来, 2019年 and 2021年以来 made comparable."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from bulletin_nlp.analysis.vocabulary import vocabulary

__all__ = ["UNKNOWN", "baseline_name", "baseline_start"]

#: Stands for the baseline of a running total that names none.
UNKNOWN = "unknown"

_DIGITS = {han: value for value, han in enumerate("零一二三四五六七八九十")}
# 十四五 is the fourteenth five-year plan: its number in Han digits, then 五 for five years.
_PLAN = re.compile(r"(十?[一二三四五六七八九]|十)五")
_DAY = re.compile(r"(\d{4})年(?:(\d{1,2})月(?:份|(\d{1,2})日)?)?初?")


def baseline_name(words: str | None, start: date | None) -> str | None:
    """Return a name that is the same for baselines that are the same.

    Args:
        words: what the text calls it, such as “十四五”以来; null where it names none.
        start: its first day, where known.

    Returns:
        ``2021``, ``2020-07`` or ``2020-07-15``, as short as says it; without a day the words alone; null
        where there are none either.
    """
    if start is None:
        return (_bare(words) or None) if words else None
    if start.day != 1:
        return start.isoformat()
    return f"{start.year:04}" if start.month == 1 else f"{start.year:04}-{start.month:02}"


@lru_cache(maxsize=4096)
def baseline_start(words: str | None) -> date | None:
    """Return the first day that the words of a baseline name by themselves: a year, a plan, a known event."""
    if not words:
        return None
    bare = _bare(words)
    known = vocabulary().events.get(bare)
    if known is not None:
        return known
    plan = _PLAN.fullmatch(bare)
    if plan:
        return _plan_start(sum(_DIGITS[han] for han in plan[1]))
    day = _DAY.fullmatch(bare)
    if day is None:
        return None
    try:
        return date(int(day[1]), int(day[2] or 1), int(day[3] or 1))
    except ValueError:
        return None


def _plan_start(number: int) -> date:
    known = vocabulary()
    return date(known.plan_first + known.plan_years * (number - 1), 1, 1)


def _bare(words: str) -> str:
    """Return the words without quotation marks and what only says that something begins with them."""
    known = vocabulary()
    bare = "".join(c for c in words if c not in known.around)
    for word in known.before:
        if bare.startswith(word) and len(bare) > len(word):
            bare = bare[len(word) :]
            break
    shorter = True
    while shorter:
        shorter = False
        for word in known.after:
            if bare.endswith(word) and len(bare) > len(word):
                bare, shorter = bare[: -len(word)], True
    return bare
