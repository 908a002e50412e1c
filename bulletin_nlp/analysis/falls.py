"""Counts that should only grow and are smaller on a later day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby

from bulletin_nlp.analysis.bounds import Bounds, Number
from bulletin_nlp.analysis.conflict_rows import Conflict
from bulletin_nlp.analysis.statements import Statement, Subject, lies_below, pair_of_works
from bulletin_nlp.analysis.vocabulary import vocabulary
from bulletin_nlp.lexicon.loader import read_lexicon

__all__ = ["falls"]

# type and rule by the kind of window
_FALLS = {
    "running_total": ("falling_total", "total_falls"),
    "year_to_date": ("falling_year_to_date", "year_to_date_falls"),
}


def falls(subject: Subject, statements: Iterable[Statement]) -> Iterator[Conflict]:
    """Give each value that lies below one of an earlier day, held against the highest of these.

    Only what is counted up can fall: works started and completed, no shares, no growth rates. Both values run
    from the same known day.
    """
    counted = subject.status is None or subject.status in read_lexicon("conflicts")["falling"]["statuses"]
    if not counted or not vocabulary().adds_up(subject.indicator, subject.unit):
        return
    series: dict[tuple[object, ...], list[Statement]] = defaultdict(list)
    for statement in statements:
        window = statement.window
        if window.kind in _FALLS and window.start is not None and window.end is not None:
            # a stock of which a bulletin only says since when it has watched it may well fall
            if subject.status is None and not all(one.cumulative for one in statement.seen):
                continue
            series[window.kind, window.start].append(statement)
    for (kind, _), told in series.items():
        yield from _of_series(*_FALLS[str(kind)], told)


def _of_series(type_: str, rule: str, told: list[Statement]) -> Iterator[Conflict]:
    highest: Statement | None = None
    days_told = read_lexicon("conflicts")["compared"]["days_told"]
    for _, of_day in groupby(sorted(told, key=_last_day), key=_last_day):
        of_that_day = list(of_day)
        for later in of_that_day:
            # A total dated by its publication may hold for an earlier day. As the earlier of two it may
            # stand: its true day is earlier still.
            if highest and later.window.dated_by in days_told and lies_below(later.bounds, highest.bounds):
                yield _fall(type_, rule, highest, later)
        for statement in of_that_day:
            if highest is None or _reach(statement.bounds) >= _reach(highest.bounds):
                highest = statement


def _last_day(statement: Statement) -> date:
    return statement.window.end or date.max


def _reach(bounds: Bounds) -> tuple[bool, Number, bool]:
    """Return what the highest lower bound is the greatest by."""
    return (bounds.lower is not None, bounds.lower or 0, bounds.lower_open)


def _fall(type_: str, rule: str, earlier: Statement, later: Statement) -> Conflict:
    first, second = pair_of_works(earlier, later)
    return Conflict(
        "within_work" if first.work == second.work else type_,
        rule,
        first,
        second,
        tuple(sorted(one.fact_id for one in earlier.seen if one is not first)),
        tuple(sorted(one.fact_id for one in later.seen if one is not second)),
    )
