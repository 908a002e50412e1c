"""A series: one line of the panel over time, with differences only where two points can be compared.

Why two points have no difference is one of the reasons of ``lexicon/data/series.toml``; ``docs/analysis.md``
explains them.
"""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from bulletin_nlp.analysis.baselines import baseline_name, baseline_start
from bulletin_nlp.analysis.bounds import Bounds, Number, plain
from bulletin_nlp.analysis.candidates import Candidate, key_of, measured
from bulletin_nlp.analysis.choice import choose
from bulletin_nlp.analysis.observations import Observation
from bulletin_nlp.analysis.publishers import Publishers
from bulletin_nlp.analysis.region_codes import Place
from bulletin_nlp.analysis.statements import Subject, comparable, subject_of
from bulletin_nlp.analysis.windows import Window
from bulletin_nlp.lexicon.divisions import Divisions

__all__ = ["Difference", "Series", "SeriesLine", "SeriesPoint", "series"]

_STATUSES = ("planned", "started", "in_progress", "completed", None)
_KINDS = ("target", "year_to_date", "part_of_year", "spans_years", "running_total", "level")


@dataclass(frozen=True, slots=True)
class Difference:
    """What a point is more than an earlier one that ends on ``since``; ``value`` is null for ranges."""

    since: date
    value: Number | None
    bounds: Bounds


@dataclass(frozen=True, slots=True)
class SeriesPoint:
    """A value of one window.

    ``chosen`` is the observation that is shown, ``also`` those that agree with it, ``against`` those that
    contradict it. Either ``difference`` or ``gap``, the reason why there is none, is given.
    """

    window: Window
    chosen: Observation
    also: tuple[Observation, ...]
    against: tuple[Observation, ...]
    difference: Difference | None
    gap: str | None

    @property
    def works(self) -> int:
        """How many works state the value or one that agrees with it."""
        return len({one.work for one in (self.chosen, *self.also)})


@dataclass(frozen=True, slots=True)
class SeriesLine:
    """The points of one subject, kind of window and baseline, in the order of time.

    ``window`` is a kind of :class:`~bulletin_nlp.analysis.windows.Window`; shares are levels.
    """

    subject: Subject
    window: str
    baseline: str | None
    points: tuple[SeriesPoint, ...]

    @property
    def missing_years(self) -> tuple[int, ...]:
        """The years between the first and the last point of which there is none."""
        years = {point.window.year for point in self.points if point.window.year is not None}
        return tuple(year for year in range(min(years), max(years)) if year not in years) if years else ()

    def latest_of_years(self) -> tuple[SeriesPoint, ...]:
        """Return the last point of each year."""
        return tuple({point.window.year: point for point in self.points}.values())


@dataclass(frozen=True, slots=True)
class Series:
    """The lines, planned before done; ``without_time`` are values of which no time is known."""

    lines: tuple[SeriesLine, ...]
    without_time: tuple[Observation, ...]


def series(
    observations: Iterable[Observation],
    *,
    indicator: str | None = None,
    region: str | None = None,
    status: str | None = None,
    category: str | None = None,
    baseline: str | None = None,
) -> Series:
    """Return the lines of what is asked for.

    Args:
        observations: stored metrics, in any order; copies that do not speak and what remains to be done are
            left out.
        indicator: its id; None for all.
        region: code of the very region; None for all.
        status: of the record's; None for all, each on lines of its own.
        category: as in the record; None for all, each on lines of its own.
        baseline: only running totals since then: ``2021``, 2021年, “十四五”.
    """
    since = baseline_name(baseline, baseline_start(baseline)) if baseline is not None else None
    lines: dict[tuple[Subject, str, str | None], list[Observation]] = defaultdict(list)
    without_time = []
    for seen in comparable(observations):
        asked = (
            (indicator, seen.indicator),
            (region, seen.region),
            (status, seen.status),
            (category, seen.category),
            (since, seen.window.baseline),
        )
        if any(wanted is not None and wanted != found for wanted, found in asked):
            continue
        if seen.window.kind == "period_unknown":
            without_time.append(seen)
        else:
            kind = measured(seen.indicator, seen.unit, seen.window.kind)
            lines[subject_of(seen), kind, seen.window.baseline].append(seen)
    ordered = sorted(lines, key=_line_order)
    publishers = Publishers(Divisions.load())
    return Series(tuple(_line(*key, lines[key], publishers) for key in ordered), tuple(without_time))


def _line_order(key: tuple[Subject, str, str | None]) -> tuple[object, ...]:
    subject, kind, baseline = key
    region, indicator, category, _, *rest = subject.sort_key()
    status = _STATUSES.index(subject.status) if subject.status in _STATUSES else len(_STATUSES)
    return (region, indicator, category, *rest, status, _KINDS.index(kind), baseline or "")


def _line(
    subject: Subject, kind: str, baseline: str | None, told: list[Observation], publishers: Publishers
) -> SeriesLine:
    by_window: dict[tuple[date, date], list[Observation]] = defaultdict(list)
    for seen in told:
        # A share of 1-9月 and one of 30 September are the same level.
        start = None if kind == "level" else seen.window.start
        by_window[seen.window.end or date.max, start or date.min].append(seen)
    points: list[SeriesPoint] = []
    for key in sorted(by_window):
        points.append(_point(by_window[key], points, publishers))
    return SeriesLine(subject, kind, baseline, tuple(points))


def _point(same: list[Observation], before: Sequence[SeriesPoint], publishers: Publishers) -> SeriesPoint:
    chosen = _chosen(same, publishers)
    others = [one for one in same if one is not chosen]
    also = tuple(one for one in others if one.bounds.overlaps(chosen.bounds))
    against = tuple(one for one in others if not one.bounds.overlaps(chosen.bounds))
    found = _difference(chosen, bool(against), before)
    difference, gap = (found, None) if isinstance(found, Difference) else (None, found)
    return SeriesPoint(chosen.window, chosen, also, against, difference, gap)


def _chosen(same: list[Observation], publishers: Publishers) -> Observation:
    """Return what is shown of one window, by the rules of the panel."""
    candidates = []
    for seen in same:
        place = Place(code=seen.region)
        candidates.append(Candidate(seen, seen.window, seen.bounds, place, key_of(seen, seen.window, place)))
    return choose(candidates, publishers).best.seen


def _difference(chosen: Observation, contradicted: bool, before: Sequence[SeriesPoint]) -> Difference | str:
    """Return the difference to the last point before that counts the same stretch of time, or the gap."""
    window = chosen.window
    if measured(chosen.indicator, chosen.unit, window.kind) == "level":
        return "level"
    if window.start is None or window.end is None:
        return "baseline_unknown"
    if not before:
        return "first"
    alike = [point for point in before if _same_stretch(point.window, window)]
    if not alike:
        return "other_length"
    earlier = alike[-1]
    if contradicted or earlier.against:
        return "contradicted"
    return Difference(
        earlier.window.end or date.min,
        _minus(chosen, earlier.chosen),
        _less(chosen.bounds, earlier.chosen.bounds),
    )


def _same_stretch(one: Window, other: Window) -> bool:
    """Tell whether two windows begin and end on the same days of their years, years apart."""
    if one.start is None or one.end is None or other.start is None or other.end is None:
        return False
    years = other.end.year - one.end.year
    begins = (one.start.month, one.start.day) == (other.start.month, other.start.day)
    return (
        years > 0
        and begins
        and other.start.year - one.start.year == years
        and _day(one.end) == _day(other.end)
    )


def _day(end: date) -> tuple[int, int]:
    """Return month and day; the last of a month is the last in any year."""
    last = end.day == monthrange(end.year, end.month)[1]
    return (end.month, 31 if last else end.day)


def _minus(one: Observation, other: Observation) -> Number | None:
    if one.value_max is not None or other.value_max is not None:
        return None
    return plain(one.value - other.value)


def _less(one: Bounds, other: Bounds) -> Bounds:
    lower = None if one.lower is None or other.upper is None else plain(one.lower - other.upper)
    upper = None if one.upper is None or other.lower is None else plain(one.upper - other.lower)
    return Bounds(lower, upper, one.lower_open or other.upper_open, one.upper_open or other.lower_open)
