"""Dates and periods, in ISO terms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

__all__ = ["DateExpression"]


@dataclass(slots=True)
class DateExpression:
    """A date or period as it stands in the text.

    ``start`` and ``end`` are its span (without 前, 截至, 力争 and other words around it); ``first`` and
    ``last`` its first and last day, null where open or where no year is known; ``kind`` one of ``day``,
    ``month``, ``month_end``, ``quarter``, ``half``, ``year``, ``year_end``, ``plan`` (“十四五”), ``range``,
    ``span_of_years`` (近5年), ``festival``, ``duration`` (30日内). ``prefix`` and ``suffix`` are the ids of words that
    stand around it and change its sense (``until`` 截至, ``since`` 自, ``before`` 前, ``by`` 底/末,
    ``within`` 内), null where there are none; ``year_inferred`` says that the year came from the anchor.
    """

    start: int
    end: int
    kind: str
    first: date | None
    last: date | None
    prefix: str | None = None
    suffix: str | None = None
    year_inferred: bool = False
