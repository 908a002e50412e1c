"""Values of one subject and window that cannot both be true, between works and within one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations

from bulletin_nlp.analysis.bounds import Bounds
from bulletin_nlp.analysis.candidates import measured
from bulletin_nlp.analysis.conflict_rows import Conflict
from bulletin_nlp.analysis.observations import Observation
from bulletin_nlp.analysis.statements import Statement, lies_below
from bulletin_nlp.analysis.windows import Window
from bulletin_nlp.lexicon.loader import read_lexicon

__all__ = ["contradictions"]

_RULE = "bounds_apart"


def contradictions(statements: Iterable[Statement]) -> Iterator[Conflict]:
    """Give the contradictions among the statements about one subject.

    Of a work that contradicts itself its lowest value is held against its highest. Two works contradict each
    other where no value of the one overlaps any of the other; works that state the same are one side.
    """
    by_window: dict[tuple[object, ...], list[Statement]] = defaultdict(list)
    for statement in statements:
        if _is_told(statement.window):
            window, one = statement.window, statement.seen[0]
            kind = measured(one.indicator, one.unit, window.kind)
            # A share of 1-9月 and one of 30 September are the same level.
            start = None if kind == "level" else window.start
            by_window[kind, start, window.end, window.baseline].append(statement)
    for same in by_window.values():
        if len({statement.bounds for statement in same}) > 1:
            yield from _of_window(same)


def _is_told(window: Window) -> bool:
    """Tell whether a text says what time a value counts, so that another may count the same."""
    rules = read_lexicon("conflicts")["compared"]
    if window.kind == "running_total" and not window.baseline_dated:
        return False
    return window.kind in rules["windows"] and window.dated_by in rules["days_told"]


def _of_window(same: list[Statement]) -> Iterator[Conflict]:
    by_work: dict[str, list[Observation]] = defaultdict(list)
    for statement in same:
        for seen in statement.seen:
            by_work[seen.work].append(seen)
    # Works that state the same values, whatever their order, are one side.
    sides: dict[frozenset[Bounds], list[Observation]] = defaultdict(list)
    for of_work in by_work.values():
        yield from _within(of_work)
        sides[frozenset(seen.bounds for seen in of_work)] += of_work
    for (one, of_one), (other, of_other) in combinations(sides.items(), 2):
        if not any(a.overlaps(b) for a in one for b in other):
            yield _between(of_one, of_other)


def _within(seen: list[Observation]) -> Iterator[Conflict]:
    apart = [(a, b) for a, b in combinations(_one_a_value(seen), 2) if not a.bounds.overlaps(b.bounds)]
    pairs = [(a, b) if lies_below(a.bounds, b.bounds) else (b, a) for a, b in apart]
    if pairs:
        low, high = min(
            pairs, key=lambda pair: (pair[0].value, -pair[1].value, pair[0].fact_id, pair[1].fact_id)
        )
        yield Conflict("within_work", _RULE, low, high, _also(low, seen), _also(high, seen))


def _between(one: list[Observation], other: list[Observation]) -> Conflict:
    first, second = sorted((min(one, key=_order), min(other, key=_order)), key=_order)
    return Conflict(
        "between_works", _RULE, first, second, _also(first, one + other), _also(second, one + other)
    )


def _one_a_value(seen: list[Observation]) -> list[Observation]:
    return list({one.bounds: one for one in sorted(seen, key=_order, reverse=True)}.values())


def _also(chosen: Observation, seen: list[Observation]) -> tuple[str, ...]:
    """Return the ids of the other facts that state the same value."""
    same = {one.fact_id for one in seen if one.bounds == chosen.bounds and one is not chosen}
    return tuple(sorted(same - {chosen.fact_id}))


def _order(seen: Observation) -> tuple[str, str, str, str]:
    day = seen.published.isoformat() if seen.published else "9999-12-31"
    return (day, seen.work, seen.bulletin_id, seen.fact_id)
