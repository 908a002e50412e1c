"""Which of several values of one key stands, by which rule, and why the others do not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bulletin_nlp.analysis.candidates import Candidate
from bulletin_nlp.analysis.observations import Observation
from bulletin_nlp.analysis.publishers import Publishers

__all__ = ["Choice", "choose"]

_QUALIFIERS = ("exact", "about", "nearly", "over", "at_least", "at_most")
# What tells values apart that contradict each other, by the rule's name, in the order in which it is asked.
_OF_DONE = ("not_torn", "own_government", "later_published", "more_confident")
_OF_PLANS = ("latest_plan", "not_torn", "own_government", "more_confident")
_LAST = "first_in_order"


@dataclass(frozen=True, slots=True)
class Choice:
    """What stands.

    Attributes:
        best: the value chosen.
        rule: the rule that decided.
        works: how many works state a value of its window that agrees with it, its own included.
        conflict: whether a statement of its window contradicts it.
        others: the rest, each with the reason.
    """

    best: Candidate
    rule: str
    works: int
    conflict: bool
    others: tuple[tuple[Candidate, str], ...]


def choose(candidates: Sequence[Candidate], publishers: Publishers) -> Choice:
    """Choose among the values of one key: the latest window, then what is preferred, then the most precise.

    Args:
        candidates: at least one, all of one key, with windows that end.
        publishers: tells whose government published.
    """
    last = max(_end(c) for c in candidates)
    window = [c for c in candidates if _end(c) == last]
    planned = candidates[0].seen.status == "planned"
    preference = {id(c): _preference(c, planned, publishers) for c in window}
    window.sort(key=lambda c: preference[id(c)])
    preferred = window[0]
    agreeing = [c for c in window if c.bounds.overlaps(preferred.bounds)]
    best = min(agreeing, key=lambda c: (_openness(c), preference[id(c)]))
    others: list[tuple[Candidate, str]] = []
    against: list[Candidate] = []
    works = {best.seen.work}
    for candidate in candidates:
        if candidate is best:
            continue
        if _end(candidate) != last:
            others.append((candidate, "earlier_in_year"))
        elif candidate.bounds.overlaps(best.bounds):
            works.add(candidate.seen.work)
            others.append((candidate, "same_value_again" if _says_same(candidate, best) else "less_precise"))
        else:
            against.append(candidate)
            others.append((candidate, "superseded" if planned else "contradicted"))
    rule = _rule(preferred, against, preference, planned)
    if rule is None:
        rule = "agreed" if len(window) > 1 else "latest_in_year" if others else "only_value"
    return Choice(best, rule, len(works), bool(against), tuple(others))


def _end(candidate: Candidate) -> date:
    assert candidate.window.end is not None  # noqa: S101 (windows that count have an end)
    return candidate.window.end


def _preference(candidate: Candidate, planned: bool, publishers: Publishers) -> tuple[Any, ...]:
    """Return what candidates of one window are sorted by, the preferred one first."""
    seen = candidate.seen
    own = seen.region is not None and publishers.governs(seen.publisher, seen.region)
    ranks = {
        "latest_plan": -_ordinal(seen),
        "not_torn": seen.torn,
        "own_government": not own,
        "later_published": -_ordinal(seen),
        "more_confident": -float(seen.confidence or 0),
    }
    order = _OF_PLANS if planned else _OF_DONE
    return (*(ranks[name] for name in order), seen.work, seen.bulletin_id, seen.fact_id)


def _ordinal(seen: Observation) -> int:
    return seen.published.toordinal() if seen.published is not None else 0


def _openness(candidate: Candidate) -> tuple[Any, ...]:
    """Return how much a value leaves open, least first."""
    width = candidate.bounds.width
    return (width is None, width or 0, _QUALIFIERS.index(candidate.seen.qualifier))


def _says_same(one: Candidate, other: Candidate) -> bool:
    return _stated(one.seen) == _stated(other.seen) or one.bounds == other.bounds


def _stated(seen: Observation) -> tuple[Any, ...]:
    return (seen.value, seen.value_max, seen.qualifier)


def _rule(
    preferred: Candidate, against: Sequence[Candidate], preference: dict[int, tuple[Any, ...]], planned: bool
) -> str | None:
    """Return what told the preferred value from the next one that contradicts, null where none does."""
    if not against:
        return None
    rank, other = preference[id(preferred)], min(preference[id(c)] for c in against)
    for name, one, two in zip(_OF_PLANS if planned else _OF_DONE, rank, other, strict=False):
        if one != two:
            return name
    return _LAST
