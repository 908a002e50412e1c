"""The pieces that tasks are made of: sentences of a stretch, and a task before it becomes a record."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from bulletin_nlp.extraction.task_lexicon import Vocabulary

__all__ = [
    "LAST_SENTENCE_END",
    "SENTENCE",
    "SENTENCE_END",
    "Found",
    "asked_part",
    "overlaps",
    "sentences",
    "trim",
]

#: A sentence without its final mark, and the marks that end one.
SENTENCE = re.compile(r"[^。！？!?；;\n]+")
SENTENCE_END = re.compile(r"[。！？!?；;\n]")
#: All up to the last of these marks.
LAST_SENTENCE_END = re.compile(rf"(?s:.*){SENTENCE_END.pattern}")

_COMMA = re.compile("[，,]")
_EDGE = " \u3000\t\n，,、：:。；;."
_EDGES = frozenset(_EDGE)


@dataclass(slots=True)
class Found:
    """A task before it becomes a record.

    ``probabilities`` holds what the model said of each piece that was typed, empty where none was asked.
    """

    start: int
    end: int
    task_type: str
    measures: list[tuple[int, int]]
    battle: str | None = None
    number: int | None = None
    heading: str | None = None
    probabilities: list[dict[str, float]] = field(default_factory=list)


def overlaps(spans: list[tuple[int, int]], start: int, end: int) -> bool:
    """Tell whether a stretch touches one of the spans, which are sorted and apart."""
    if not spans:
        return False
    index = bisect_right(spans, (end,)) - 1
    return index >= 0 and spans[index][1] > start


def trim(text: str, start: int, end: int, characters: str = _EDGE) -> tuple[int, int]:
    """Leave out these characters at both ends of a stretch."""
    while start < end and text[start] in characters:
        start += 1
    while end > start and text[end - 1] in characters:
        end -= 1
    return start, end


def sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the sentences of a stretch without their final marks."""
    found: list[tuple[int, int]] = []
    for match in SENTENCE.finditer(text, start, end):
        piece = match.span()
        if text[piece[0]] in _EDGES or text[piece[1] - 1] in _EDGES:
            piece = trim(text, *piece)
            if piece[0] == piece[1]:
                continue
        found.append(piece)
    return found


def asked_part(text: str, start: int, end: int, words: Vocabulary) -> tuple[int, int]:
    """Return the part of a sentence that asks: without why it is asked, and without what it is good for."""
    while True:
        comma = max(text.rfind("，", start, end), text.rfind(",", start, end))
        if comma < 0 or not words.purpose.match(text, comma + 1, end):
            break
        end = comma
    asked = words.first_demand(text, start, end)
    if asked is not None:
        commas = [match.end() for match in _COMMA.finditer(text, start, asked)]
        if commas and words.reasons(text, start, commas[-1]):
            start = commas[-1]
    return trim(text, start, end)
