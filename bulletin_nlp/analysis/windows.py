"""What time a value counts: the year up to a day, a running total since a baseline, a target, a level.

Values are compared and joined only within one kind of window; ``docs/panel.md`` has the rules with examples.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from bulletin_nlp.analysis.baselines import UNKNOWN, baseline_name, baseline_start
from bulletin_nlp.analysis.vocabulary import vocabulary

if TYPE_CHECKING:
    from bulletin_nlp.analysis.observations import Observation

__all__ = ["DatedBy", "Window", "WindowKind", "months_between", "window_of"]

WindowKind = Literal[
    "year_to_date", "running_total", "target", "level", "part_of_year", "spans_years", "period_unknown"
]
DatedBy = Literal["period", "as_of", "event_date", "published"]


@dataclass(frozen=True, slots=True)
class Window:
    """What time a value counts.

    Attributes:
        kind: ``year_to_date`` from 1 January to a day of the same year; ``running_total`` since a baseline,
            over the years; ``target`` what is planned for a year; ``level`` how it stands on a day.
            ``part_of_year``, ``spans_years`` and ``period_unknown`` stand for no year.
        year: the year of its last day, null where unknown.
        start: first day, null where unknown, and of a level.
        end: last day, null where unknown.
        months: calendar months that it touches, null where a day is unknown.
        baseline: since when a running total runs: ``2021``, ``2020-07``, ``2020-07-15``, else the words that
            name it, else ``unknown``; null for everything else.
        dated_by: what gave ``end``.
    """

    kind: WindowKind
    year: int | None = None
    start: date | None = None
    end: date | None = None
    months: int | None = None
    baseline: str | None = None
    dated_by: DatedBy | None = None

    @property
    def baseline_dated(self) -> bool:
        """Whether two windows of this baseline can be joined: the day on which it begins is known."""
        return self.baseline is not None and self.start is not None


def months_between(start: date | None, end: date | None) -> int | None:
    """Return how many calendar months two days and what lies between them touch."""
    if start is None or end is None or end < start:
        return None
    return (end.year - start.year) * 12 + end.month - start.month + 1


def window_of(seen: Observation) -> Window:
    """Return what time an observation counts."""
    return _planned(seen) if seen.status == "planned" else _stated(seen)


def _planned(seen: Observation) -> Window:
    """A plan is for the time that it names, whatever day it was made on."""
    start, end = seen.period_start, seen.period_end
    if end is None or (start is not None and start > end):
        return Window("period_unknown")
    if start is None:
        return _window("target", None, end, "period") if _is_share(seen) else _running(seen, end, "period")
    if start.year != end.year:
        return (
            _running(seen, end, "period") if seen.cumulative else _window("spans_years", start, end, "period")
        )
    return _window("target" if _opens_year(start) else "part_of_year", start, end, "period")


def _stated(seen: Observation) -> Window:
    running = seen.cumulative and not _is_share(seen)
    start = seen.period_start or (baseline_start(seen.baseline) if running else None)
    end, dated_by = _end(seen, running)
    if end is None or (start is not None and start > end):
        return Window("period_unknown")
    if start is None:
        # 截至9月底 with no beginning: a level where it is no work done, else a total since no one knows when
        if _is_share(seen) or (seen.status is None and not running):
            return _window("level", None, end, dated_by)
        return _running(seen, end, dated_by)
    if _opens_year(start) and start.year == end.year:
        return _window("year_to_date", start, end, dated_by)
    if running and (start.year != end.year or seen.baseline is not None):
        return _running(seen, end, dated_by)
    return _window("part_of_year" if start.year == end.year else "spans_years", start, end, dated_by)


def _end(seen: Observation, running: bool) -> tuple[date | None, DatedBy | None]:
    """Return the last day that counts.

    That is the day up to which the figure holds, or the end of its period where that comes first. A running
    total without an end (“十四五”以来, 累计) runs to the day on which it is told.
    """
    if seen.as_of is not None and (seen.period_end is None or seen.as_of <= seen.period_end):
        return seen.as_of, "as_of"
    if seen.period_end is not None:
        return seen.period_end, "period"
    told_in_words_only = seen.period_start is None and seen.period_text is not None and seen.baseline is None
    if not running or told_in_words_only:
        return None, None
    if seen.event_date is not None:
        return seen.event_date, "event_date"
    return seen.published, ("published" if seen.published is not None else None)


def _running(seen: Observation, end: date, dated_by: DatedBy | None) -> Window:
    start = seen.period_start or baseline_start(seen.baseline)
    name = baseline_name(seen.baseline, start)
    return Window(
        "running_total", end.year, start, end, months_between(start, end), name or UNKNOWN, dated_by
    )


def _window(kind: WindowKind, start: date | None, end: date, dated_by: DatedBy | None) -> Window:
    return Window(kind, end.year, start, end, months_between(start, end), None, dated_by)


def _opens_year(day: date) -> bool:
    return (day.month, day.day) == (1, 1)


def _is_share(seen: Observation) -> bool:
    return vocabulary().is_share(seen.indicator, seen.unit)
