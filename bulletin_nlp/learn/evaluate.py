"""Precision, recall and F1 of the extraction on annotated bulletins."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from bulletin_nlp.errors import BulletinError
from bulletin_nlp.learn.corpus import AnnotatedBulletin
from bulletin_nlp.learn.matching import KINDS, Comparison, compare
from bulletin_nlp.record import Bulletin

__all__ = ["Evaluation", "Score", "evaluate", "read_annotated"]

# What an annotated bulletin may give; see docs/evaluation.md.
_GIVEN = frozenset({"published", "site_name", "publisher", "content_source", "title", "url"})


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

    def measures(self) -> dict[str, float]:
        """Return the figures that floors are set for: F1 of each kind, and two shares.

        ``metrics_all_right`` is the share of the expected metrics that were found with every attribute
        right, ``near_misses`` that of the near-misses left out. Accuracies over matched facts are not among
        them: they may fall because more is found.
        """
        figures = {kind: self.score(kind).f1 for kind in KINDS}
        expected = self.score("metrics").right + self.score("metrics").missing
        all_right, _ = self.attributes().get("metric.all", (0, 0))
        figures["metrics_all_right"] = all_right / expected if expected else 1.0
        failed, probes = self.probes()
        figures["near_misses"] = 1 - failed / probes if probes else 1.0
        return figures

    def to_dict(self, *, errors: bool = False) -> dict[str, Any]:
        """Return everything as plain values for JSON.

        Args:
            errors: whether every mistake of every bulletin is listed too.
        """
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
        listed = {"errors": [c.mistakes() for c in self.comparisons]} if errors else {}
        return {
            "bulletins": len(self.comparisons),
            "kinds": kinds,
            "attributes": {k: {"right": r, "compared": t} for k, (r, t) in self.attributes().items()},
            "near_misses": {"extracted": failed, "checked": probes},
            **listed,
        }


def read_annotated(annotated: AnnotatedBulletin) -> Bulletin:
    """Return the record of an annotated bulletin's text, with what is given with it.

    Raises:
        BulletinError: ``corpus_invalid`` where what is given cannot be used.
    """
    from bulletin_nlp.api import extract

    given = {name: value for name, value in annotated.given.items() if name in _GIVEN}
    try:
        return extract(annotated.source_text, **given)
    except BulletinError as error:
        raise BulletinError("corpus_invalid", f"{annotated.id}: {error.message}", error.remedy) from error


def evaluate(
    corpus: Iterable[AnnotatedBulletin], read: Callable[[AnnotatedBulletin], Bulletin] = read_annotated
) -> Evaluation:
    """Extract every bulletin of a corpus and compare.

    Args:
        corpus: annotated bulletins.
        read: gives the record of one.
    """
    return Evaluation([compare(annotated, read(annotated)) for annotated in corpus])
