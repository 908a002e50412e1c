"""Precision, recall and F1 of the extraction on annotated bulletins."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from bulletin_nlp.learn.corpus import AnnotatedBulletin
from bulletin_nlp.learn.matching import KINDS, Comparison, compare
from bulletin_nlp.record import Bulletin

__all__ = ["Evaluation", "Score", "evaluate"]


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of one kind and the measures that follow from them (1.0 where nothing was there to find)."""

    right: int
    spurious: int
    missing: int

    @property
    def precision(self) -> float:
        """Share of what was found that is right."""
        found = self.right + self.spurious
        return self.right / found if found else 1.0

    @property
    def recall(self) -> float:
        """Share of what is there that was found."""
        there = self.right + self.missing
        return self.right / there if there else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = 2 * self.right + self.spurious + self.missing
        return 2 * self.right / total if total else 1.0


@dataclass
class Evaluation:
    """The comparisons of a corpus, summed by kind and attribute."""

    comparisons: list[Comparison] = field(default_factory=list)

    def score(self, kind: str) -> Score:
        """Return the counts of one kind over the corpus."""
        return Score(
            right=sum(len(c.right[kind]) for c in self.comparisons),
            spurious=sum(len(c.spurious[kind]) for c in self.comparisons),
            missing=sum(len(c.missing[kind]) for c in self.comparisons),
        )

    def attributes(self) -> dict[str, tuple[int, int]]:
        """Return for each attribute how many of the compared are right."""
        totals: dict[str, tuple[int, int]] = {}
        for comparison in self.comparisons:
            for name, (right, total) in comparison.attributes.items():
                before = totals.get(name, (0, 0))
                totals[name] = (before[0] + right, before[1] + total)
        return dict(sorted(totals.items()))

    def probes(self) -> tuple[int, int]:
        """Return how many near-misses were extracted, and how many there are."""
        return sum(len(c.probes_failed) for c in self.comparisons), sum(c.probes for c in self.comparisons)

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain values for JSON."""
        kinds = {}
        for kind in KINDS:
            score = self.score(kind)
            kinds[kind] = {
                "right": score.right,
                "spurious": score.spurious,
                "missing": score.missing,
                "precision": round(score.precision, 4),
                "recall": round(score.recall, 4),
                "f1": round(score.f1, 4),
            }
        failed, probes = self.probes()
        return {
            "bulletins": len(self.comparisons),
            "kinds": kinds,
            "attributes": {k: {"right": r, "compared": t} for k, (r, t) in self.attributes().items()},
            "near_misses": {"extracted": failed, "checked": probes},
        }


def evaluate(
    corpus: Iterable[AnnotatedBulletin], extract: Callable[[AnnotatedBulletin], Bulletin]
) -> Evaluation:
    """Extract every bulletin of a corpus and compare.

    Args:
        corpus: annotated bulletins.
        extract: gives the record of one.
    """
    return Evaluation([compare(annotated, extract(annotated)) for annotated in corpus])
