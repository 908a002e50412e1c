"""Dates and periods, in ISO terms."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from bulletin_nlp.extraction.anchor import find_anchor
from bulletin_nlp.extraction.date_reader import DateReader
from bulletin_nlp.extraction.event_day import find_event_date
from bulletin_nlp.extraction.written_dates import WrittenDate, written_dates

if TYPE_CHECKING:
    from bulletin_nlp.extraction.reading import Reading

__all__ = ["DateExpression", "find_dates"]


@dataclass(slots=True)
class DateExpression:
    """A date or period as it stands in the text.

    ``start`` and ``end`` are its span (without 前, 截至, 力争 and other words around it); ``first`` and
    ``last`` its first and last day, null where open or where no year is known; ``kind`` one of ``day``,
    ``month``, ``month_end``, ``month_start``, ``quarter``, ``quarter_end``, ``half``, ``half_end``, ``year``,
    ``year_end``, ``year_start``, ``plan`` (“十四五”), ``plan_end``, ``range``, ``span_of_years`` (近5年),
    ``festival``, ``duration`` (30日内); an end or start has one day, ``first`` and ``last`` alike.
    ``prefix`` and ``suffix`` are the ids of words that stand around it and change its sense (``until`` 截至,
    ``since`` 自 or 以来, ``by`` 到/至, ``before`` 前, ``within`` 内; ``by`` as suffix for 底/末), null where
    there are none; ``outer_start`` and ``outer_end`` cover these words too. ``year_inferred`` says that the
    year came from the anchor, ``has_year`` that a year is written in the expression itself.
    """

    start: int
    end: int
    kind: str
    first: date | None
    last: date | None
    prefix: str | None = None
    suffix: str | None = None
    year_inferred: bool = False
    outer_start: int = -1
    outer_end: int = -1
    has_year: bool = False


def find_dates(reading: Reading) -> None:
    """Set ``reading.dates``, ``reading.anchor`` and ``reading.event_date``; warn where years are inferred.

    A date with no year takes the year named before it in its sentence, else that of the anchor; with neither
    its days stay null and ``year_unknown`` is reported once.
    """
    if reading.dates or reading.anchor is not None:
        return
    written = [item for item in written_dates(reading.clean) if not reading.is_masked(item.start, item.end)]
    reading.anchor = find_anchor(reading, written)
    reader = DateReader(reading.clean, reading.anchor)
    reading.dates = _ranges(reading.clean, [_expression(item, reader) for item in written])
    _warn(reading)
    find_event_date(reading)


def _expression(item: WrittenDate, reader: DateReader) -> DateExpression:
    kind, (first, last), inferred = reader.read(item)
    suffix = item.suffix
    if suffix is None and kind.endswith("_end"):
        suffix = "by"
    return DateExpression(
        item.start,
        item.end,
        kind,
        first,
        last,
        item.prefix,
        suffix,
        inferred and last is not None,
        item.outer_start,
        item.outer_end,
        item.own_year is not None,
    )


_TO = re.compile(r"\s?(?:至|到|-|—{1,2}|–|~|～|－)\s?")
_JOINABLE = frozenset(["day", "month", "year", "quarter", "month_end", "year_end"])


def _ranges(text: str, dates: list[DateExpression]) -> list[DateExpression]:
    """Join 2017年8月15日至2018年3月29日 and the like into one range."""
    joined: list[DateExpression] = []
    for expression in dates:
        previous = joined[-1] if joined else None
        if (
            previous is not None
            and previous.kind in _JOINABLE
            and expression.kind in _JOINABLE
            and expression.start - previous.end <= 4
            and _TO.fullmatch(text, previous.end, expression.start)
            and not (previous.last and expression.last and previous.last > expression.last)
        ):
            previous.kind, previous.last, previous.end = "range", expression.last, expression.end
            previous.suffix, previous.outer_end = expression.suffix, expression.outer_end
            previous.year_inferred = previous.year_inferred or expression.year_inferred
        else:
            joined.append(expression)
    return joined


def _warn(reading: Reading) -> None:
    if reading.anchor is None:
        undated = next((item for item in reading.dates if item.last is None and not item.has_year), None)
        if undated is not None:
            reading.warn(
                "year_unknown",
                "nothing in the bulletin gives the year of this date",
                undated.start,
                undated.end,
            )
    elif reading.anchor.inferred:
        first = next((item for item in reading.dates if item.year_inferred), None)
        if first is not None:
            reading.warn(
                "year_inferred",
                f"the year {reading.anchor.year} was taken from the bulletin's own text",
                first.start,
                first.end,
            )
