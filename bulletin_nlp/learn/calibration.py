"""From judged facts to confidences, and how well these hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bulletin_nlp.extraction.confidence import stratum
from bulletin_nlp.learn.matching import Comparison

__all__ = ["Bin", "fit", "held_out", "reliability"]

#: A stratum's share is drawn towards its kind's as if this many facts more had been seen there.
PRIOR = 10
#: A kind with fewer judged facts than this is not measured.
LEAST = 30

#: No fact is promised to be certain.
SUREST = 0.999

#: kind → stratum → share of facts that are right as a whole; ``any`` stands for strata not seen
Shares = dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class Bin:
    """Facts with confidences from ``low`` to ``high``: how many, their mean confidence, the share right."""

    kind: str
    low: float
    high: float
    facts: int
    confidence: float
    right: float


def fit(comparisons: Iterable[Comparison]) -> Shares:
    """Return the share of right facts of each stratum, smoothed towards that of its kind.

    Args:
        comparisons: records compared with their annotations.
    """
    counts: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for comparison in comparisons:
        for kind, fact, right in comparison.verdicts:
            name = stratum(fact)
            if name is not None:
                counts[kind][name][0] += right
                counts[kind][name][1] += 1
    shares: Shares = {}
    for kind, strata in sorted(counts.items()):
        total = sum(n for _, n in strata.values())
        if total < LEAST:
            continue
        # one right and one wrong fact more, so that no share is ever certain
        overall = (sum(r for r, _ in strata.values()) + 1) / (total + 2)
        shares[kind] = {"any": round(overall, 3)}
        for name, (hits, seen) in sorted(strata.items()):
            shares[kind][name] = min(round((hits + PRIOR * overall) / (seen + PRIOR), 3), SUREST)
    return shares


def held_out(comparisons: Sequence[Comparison], folds: int = 5) -> list[tuple[str, float, bool]]:
    """Return kind, confidence and verdict of every fact, each rated by the bulletins of the other folds.

    Args:
        comparisons: records compared with their annotations; a bulletin is never split.
        folds: how many parts.
    """
    rated = []
    for fold in range(folds):
        shares = fit(c for index, c in enumerate(comparisons) if index % folds != fold)
        for index, comparison in enumerate(comparisons):
            if index % folds == fold:
                for kind, fact, right in comparison.verdicts:
                    name = stratum(fact)
                    if name is not None and kind in shares:
                        rated.append((kind, shares[kind].get(name, shares[kind]["any"]), right))
    return rated


def reliability(
    rated: Iterable[tuple[str, float, bool]], edges: Sequence[float] = (0, 0.6, 0.8, 0.9, 1)
) -> list[Bin]:
    """Return the reliability table: what was promised beside what was right.

    Args:
        rated: kind, confidence and verdict of facts.
        edges: bounds of the bins, the last included.
    """
    groups: dict[tuple[str, int], list[tuple[float, bool]]] = defaultdict(list)
    for kind, confidence, right in rated:
        index = next((i for i, edge in enumerate(edges[1:]) if confidence < edge), len(edges) - 2)
        groups[kind, index].append((confidence, right))
    return [
        Bin(
            kind=kind,
            low=edges[index],
            high=edges[index + 1],
            facts=len(group),
            confidence=sum(c for c, _ in group) / len(group),
            right=sum(r for _, r in group) / len(group),
        )
        for (kind, index), group in sorted(groups.items(), key=lambda item: item[0])
    ]
