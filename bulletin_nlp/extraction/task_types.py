"""Which of the battle types a passage asks for, by the weight of its cues.

:mod:`~bulletin_nlp.extraction.task_decider` sets them beside the trained model, and decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

import ahocorasick

from bulletin_nlp.lexicon.loader import read_lexicon

__all__ = ["NONE", "NOTHING", "TaskDecision", "by_cues"]

#: The label of a passage that asks for none of the types.
NONE = "none"


@dataclass(frozen=True, slots=True)
class TaskDecision:
    """What a passage asks for: a type or None, and the probabilities of all types where a model spoke."""

    task_type: str | None
    probabilities: dict[str, float] | None = None


#: The decision on a passage without words.
NOTHING = TaskDecision(None)


@dataclass(frozen=True, slots=True)
class _Cues:
    automaton: Any
    #: with whether a pattern opens with a term (年底前…完工): then it is searched for where one stands
    patterns: list[tuple[re.Pattern[str], str, float, bool]]
    term: re.Pattern[str]
    aside: re.Pattern[str]
    threshold: float
    per_hundred: float
    margin: float
    heading: float


@cache
def _cues() -> _Cues:
    lexicon = read_lexicon("tasks")
    automaton = ahocorasick.Automaton()
    for group in lexicon["cue"]:
        for word in group.get("words", ()):
            automaton.add_word(word, (word, group["type"], float(group["weight"])))
    automaton.make_automaton()
    patterns = [
        (
            re.compile(pattern.replace("{term}", f"(?:{lexicon['term']['pattern']})")),
            group["type"],
            float(group["weight"]),
            pattern.startswith("{term}"),
        )
        for group in lexicon["cue"]
        for pattern in group.get("patterns", ())
    ]
    weights = lexicon["weights"]
    return _Cues(
        automaton,
        patterns,
        re.compile(lexicon["term"]["pattern"]),
        re.compile(lexicon["aside"]["pattern"]),
        float(weights["threshold"]),
        float(weights["per_hundred"]),
        float(weights["margin"]),
        float(weights["heading"]),
    )


def _weigh(text: str, factor: float, scores: dict[str, float]) -> None:
    """Add the weight of each different cue of a text in reading order, the longest where words overlap."""
    cues = _cues()
    seen: set[str] = set()
    hits: list[tuple[int, str, float]] = []
    for end, (word, task_type, weight) in cues.automaton.iter_long(text):
        if word not in seen:
            seen.add(word)
            hits.append((end, task_type, weight))
    term = cues.term.search(text)
    for pattern, task_type, weight, with_term in cues.patterns:
        if with_term and term is None:
            continue
        if match := pattern.search(text, term.start() if with_term and term else 0):
            hits.append((match.end(), task_type, weight))
    for _, task_type, weight in sorted(hits):
        scores[task_type] = scores.get(task_type, 0.0) + weight * factor


def by_cues(text: str, heading: str | None = None) -> str | None:
    """Return the type that a passage asks for by its cue words.

    Args:
        text: the passage without its heading, Simplified.
        heading: its heading, which counts more than what follows.

    Returns:
        The type, or None where the passage asks for none. Of types that weigh alike the first named is
        taken: what follows says how (组建专班，…，按期完成).
    """
    cues = _cues()
    scores: dict[str, float] = {}  # in the order in which the types are first named
    if heading:
        _weigh(heading, cues.heading, scores)
    text = cues.aside.sub("", text)
    _weigh(text, 1.0, scores)
    none = scores.pop(NONE, 0.0)
    if not scores:
        return None
    weight = max(scores.values())
    least = cues.threshold + cues.per_hundred * len(text) / 100
    if weight < least or weight < none + cues.margin:
        return None
    return next(name for name, score in scores.items() if score > weight - cues.margin)
