"""What the vocabulary of metrics is made of, and where its words stand in a text."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Cue", "Hit", "Hits", "Indicator", "Rule"]


@dataclass(frozen=True, slots=True)
class Cue:
    """A word that frames a number: ``role`` as in ``status.toml`` or a table of ``metric_cues.toml``."""

    role: str
    status: str | None = None
    mark: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One way in which words point to an indicator; the fields are those of ``indicators.toml``."""

    order: int
    indicator: Indicator
    units: frozenset[str]
    alone: bool = False
    whole: bool = False
    after: bool = False
    yields: bool = False
    with_: frozenset[str] = frozenset()
    near: frozenset[str] = frozenset()
    subject: frozenset[str] = frozenset()
    document: frozenset[str] = frozenset()
    status: frozenset[str] = frozenset()
    beside: frozenset[str] = frozenset()
    rivals: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset()
    unless: re.Pattern[str] | None = None
    unless_sentence: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator of the vocabulary, with its default status."""

    id: str
    name: str
    units: frozenset[str]
    status: str | None = None
    work: bool = False
    counters: Mapping[str, str] = field(default_factory=dict, hash=False)

    def unit(self, written: str) -> str:
        """Return the unit in which the indicator is kept: elevators of 台 are counted in 部."""
        return self.counters.get(written, written)


@dataclass(slots=True)
class Hit:
    """A cue or a naming word in the text; ``payload`` is a :class:`Cue` or the rules that the word names."""

    start: int
    end: int
    payload: Any


class Hits:
    """The hits of the lines that hold numbers, in order of place.

    ``names`` are naming words, ``cues`` framing words, ``classes`` pairs of an offset and a class.
    """

    def __init__(self, names: list[Hit], cues: list[Hit], classes: list[tuple[int, str]]) -> None:
        self.names, self.cues, self.classes = names, cues, classes
        self._name_starts = [hit.start for hit in names]
        self._cue_starts = [hit.start for hit in cues]

    def cue_index(self, offset: int) -> int:
        """Return the index of the first cue at or after an offset."""
        return bisect_left(self._cue_starts, offset)

    def cues_within(self, start: int, end: int) -> list[Hit]:
        """Return the cues that begin in a stretch."""
        return self.cues[self.cue_index(start) : self.cue_index(end)]

    def names_within(self, start: int, end: int) -> list[Hit]:
        """Return the naming words that begin in a stretch."""
        return self.names[bisect_left(self._name_starts, start) : bisect_left(self._name_starts, end)]

    def classes_within(self, start: int, end: int) -> frozenset[str]:
        """Return the classes of which a word begins in a stretch."""
        low = bisect_left(self.classes, (start, ""))
        return frozenset(name for _, name in self.classes[low : bisect_left(self.classes, (end, ""))])

    def classes_back(self, offset: int, limit: int) -> Iterator[str]:
        """Yield the classes of the words before an offset down to a limit, the last word first."""
        index = bisect_left(self.classes, (offset, ""))
        while index > 0 and self.classes[index - 1][0] >= limit:
            index -= 1
            yield self.classes[index][1]
