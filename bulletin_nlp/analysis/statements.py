"""What is compared with what: statements about one subject, those of several works taken together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from bulletin_nlp.analysis.bounds import Bounds
from bulletin_nlp.analysis.observations import Observation
from bulletin_nlp.analysis.vocabulary import vocabulary
from bulletin_nlp.analysis.windows import Window
from bulletin_nlp.lexicon.loader import read_lexicon

__all__ = ["Statement", "Subject", "comparable", "lies_below", "pair_of_works", "statements_of", "subject_of"]


@dataclass(frozen=True, slots=True)
class Subject:
    """What a value is about; values of two subjects are never compared.

    ``words`` is empty but for indicators that say only in their words what they are about (growth_rate).
    """

    region: str | None
    indicator: str
    words: str
    category: str | None
    status: str | None
    unit: str
    per: str | None
    excludes: tuple[str, ...]

    def having(self, status: str) -> Subject:
        """Return the same subject in another status."""
        return replace(self, status=status)

    def sort_key(self) -> tuple[str, ...]:
        """Return what subjects are sorted by: region, indicator, category, status."""
        return tuple(
            part or ""
            for part in (
                self.region,
                self.indicator,
                self.category,
                self.status,
                self.unit,
                self.per,
                self.words,
                " ".join(self.excludes),
            )
        )


@dataclass(frozen=True, slots=True)
class Statement:
    """One value over one window, and every observation of it, the first published first."""

    window: Window
    bounds: Bounds
    seen: tuple[Observation, ...]

    @property
    def works(self) -> frozenset[str]:
        """The works that state it."""
        return frozenset(one.work for one in self.seen)


def subject_of(seen: Observation) -> Subject:
    """Return what an observation is about."""
    by_words = seen.indicator in vocabulary().by_words
    return Subject(
        region=seen.region,
        indicator=seen.indicator,
        words="".join(seen.indicator_text.split()) if by_words else "",
        category=seen.category,
        status=seen.status,
        unit=seen.unit,
        per=seen.per,
        excludes=tuple(sorted(seen.excludes)),
    )


def comparable(observations: Iterable[Observation]) -> list[Observation]:
    """Return the observations that may be compared, the first published first.

    Left out are copies that do not speak for their work, what remains to be done, and what is said of no
    known region; also an unnamed part of a total (其中120个) that has the total's subject, and a growth rate
    that does not say of what.
    """
    once = {(one.bulletin_id, one.fact_id): one for one in observations if one.speaks}
    kept = []
    for (bulletin, _), one in once.items():
        total = once.get((bulletin, one.part_of)) if one.part_of else None
        unnamed_part = total is not None and subject_of(total) == subject_of(one)
        if one.region is not None and not one.remaining and not unnamed_part and _names_subject(one):
            kept.append(one)
    return sorted(kept, key=_told_order)


def _names_subject(seen: Observation) -> bool:
    """Tell whether a growth rate says what has grown: 同比增长 alone may be about anything."""
    known = vocabulary()
    return seen.indicator not in known.by_words or seen.indicator_text.strip() not in known.bare_words | {""}


def statements_of(observations: Iterable[Observation]) -> Iterator[tuple[Subject, list[Statement]]]:
    """Give each subject with its statements, in the order of the windows' last days.

    Args:
        observations: from :func:`comparable`.
    """
    days_told = read_lexicon("conflicts")["compared"]["days_told"]
    found: dict[Subject, dict[tuple[object, ...], list[Observation]]] = defaultdict(lambda: defaultdict(list))
    for one in observations:
        window = one.window
        # Whether a text dates a value by its period or by 截至 makes no other window; whether it does, may.
        dated = window.dated_by in days_told
        key = (window.kind, window.start, window.end, window.baseline, dated, one.bounds)
        found[subject_of(one)][key].append(one)
    for subject in sorted(found, key=Subject.sort_key):
        statements = [
            Statement(seen[0].window, seen[0].bounds, tuple(seen)) for seen in found[subject].values()
        ]
        yield subject, sorted(statements, key=_statement_order)


def lies_below(one: Bounds, other: Bounds) -> bool:
    """Tell whether every number of the first bounds is smaller than every number of the second."""
    if one.upper is None or other.lower is None or one.overlaps(other):
        return False
    return one.upper <= other.lower


def pair_of_works(one: Statement, other: Statement) -> tuple[Observation, Observation]:
    """Return an observation of each statement, of two works where there are two."""
    first = one.seen[0]
    for second in other.seen:
        if second.work != first.work:
            return first, second
    for first in one.seen:
        if first.work != other.seen[0].work:
            return first, other.seen[0]
    return one.seen[0], other.seen[0]


def _told_order(seen: Observation) -> tuple[date, str, str, str]:
    return (seen.published or date.max, seen.work, seen.bulletin_id, seen.fact_id)


def _statement_order(statement: Statement) -> tuple[date, date, tuple[date, str, str, str]]:
    window = statement.window
    return (window.end or date.max, window.start or date.min, _told_order(statement.seen[0]))
