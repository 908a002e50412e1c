"""Conflicts: contradictions, values that fall, and targets with what became of them.

The closed sets and small archives as examples stand in ``lexicon/data/conflicts.toml``; ``docs/analysis.md``
explains the rules.
"""

from __future__ import annotations

from collections.abc import Iterable

from bulletin_nlp.analysis.conflict_rows import Conflict, conflict_columns, interval
from bulletin_nlp.analysis.contradictions import contradictions
from bulletin_nlp.analysis.falls import falls
from bulletin_nlp.analysis.observations import Observation
from bulletin_nlp.analysis.statements import comparable, statements_of
from bulletin_nlp.analysis.targets import targets

__all__ = ["Conflict", "conflict_columns", "conflicts", "interval"]


def conflicts(observations: Iterable[Observation]) -> list[Conflict]:
    """Return every conflict among observations, by region, indicator, category, status and time.

    Args:
        observations: stored metrics, in any order. Copies that do not speak for their work, what remains to
            be done, and what is said of no known region are left out.
    """
    told = dict(statements_of(comparable(observations)))
    found: list[Conflict] = []
    for subject, statements in told.items():
        of_subject = [*contradictions(statements), *falls(subject, statements)]
        if subject.status == "planned":
            of_subject += targets(subject, told)
        found += sorted(of_subject, key=_order)
    return found


def _order(found: Conflict) -> tuple[str, ...]:
    days = (found.first.window.end, found.second.window.end)
    ends = tuple(day.isoformat() if day else "" for day in days)
    facts = (found.first.bulletin_id, found.first.fact_id, found.second.bulletin_id, found.second.fact_id)
    return (*ends, found.type, found.rule, *facts)
