"""Names of residential communities as they stand in a text: where each begins and ends.

An ending (小区, 家属院, 新村) shows that there may be a name; words of the lexicon show where it begins. A
name whose beginning nothing shows is not taken.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from bulletin_nlp.extraction.community_lexicon import Ending, vocabulary

__all__ = ["LONGEST", "SHORTEST", "Border", "Candidate", "Place", "border_of", "candidates_in", "is_general"]

#: A place name in the text: start, end, and whether it says its level (城关镇) or not (沈阳).
Place = tuple[int, int, bool]

#: Fewest and most characters of a name before its ending.
SHORTEST, LONGEST = 2, 12
# Longest stretch before an ending that is searched for the beginning of a name, in characters.
_REACH = 16

_NOT_NAME = re.compile(r"[^\w·]|_")
# What a link is that stands for a place: it ends the name of the place and begins none itself.
_PLACE_LINKS = frozenset("镇乡县市区")


@dataclass(slots=True)
class Border:
    """Where a name begins, and what shows it: a class of the lexicon, ``place``, ``list`` or ``clause``.

    ``before`` is where the word that shows it begins.
    """

    start: int
    shown_by: str
    before: int


@dataclass(slots=True)
class Candidate:
    """A stretch that ends like a community's name."""

    border: Border
    ending_start: int
    end: int
    ending: Ending


def border_of(text: str, end: int, places: Sequence[Place], floor: int = 0) -> Border | None:
    """Find where a name begins, or None where nothing shows it.

    Args:
        text: the clean text.
        end: end of the name's core (the start of its ending, where it has one).
        places: the place names of the text, sorted.
        floor: offset before which the name cannot begin.
    """
    start = max(floor, end - _REACH, 0)
    for match in _NOT_NAME.finditer(text, start, end):
        start = match.end()
    shown = ""
    if start == 0 or _NOT_NAME.match(text, start - 1):
        shown = "list" if text[max(start - 1, 0)] == "、" else "clause"
    elif start == floor:
        shown = "list"
    words = vocabulary()
    position = before = start
    for word_start, word_end, word, kind in words.borders(text[start:end]):
        word_start += start
        word_end += start
        if word_end <= position:
            continue
        if kind == "link":
            if end - word_end < SHORTEST:
                if words.joining.fullmatch(word) and word_start - position >= SHORTEST:
                    return None  # 绿化和小区
                continue
            if word in _PLACE_LINKS:
                if word_start == position:
                    continue
                kind = "place"
        position, before, shown = word_end, word_start, kind
    for index in range(bisect_left(places, (position,)), len(places)):
        place_start, place_end, leveled = places[index]
        if place_start >= end:
            break
        if place_end > end - SHORTEST:
            continue
        if leveled or (place_start == position and not words.ordinary.match(text, place_end)):
            position, before, shown = place_end, place_start, "place"
    return Border(position, shown, before) if shown else None


def is_general(text: str, start: int, end: int) -> bool:
    """Tell whether what stands before an ending only says which ones are meant (老旧, 试点, 全部)."""
    words = vocabulary()
    return bool(words.generic_tails.longest(text, start, end) or words.generic.fullmatch(text, start, end))


def candidates_in(text: str, places: Sequence[Place]) -> tuple[list[Candidate], list[int]]:
    """Return every stretch that ends like a community, and where endings stand that only make general terms.

    Args:
        text: the clean text.
        places: the place names of the text, sorted.
    """
    words = vocabulary()
    found: list[Candidate] = []
    general: list[int] = []
    for match in words.ending.finditer(text):
        start, word = match.start(), match.group(1)
        if text[max(start - 2, 0) : start] in words.common or text[start - 1 : start] in words.common:
            general.append(start)
            continue
        if not start or _NOT_NAME.match(text, start - 1):
            continue
        if word in words.has_other and words.other.match(text, match.end()):
            continue
        border = border_of(text, start, places)
        if border is None or is_general(text, border.start, start):
            general.append(start)
        elif border.shown_by == "count" and text.endswith(words.counted, 0, border.start):
            continue
        elif SHORTEST <= start - border.start <= LONGEST:
            found.append(Candidate(border, start, match.end(), words.endings[word]))
    # 长虹社区桂花新村, 东湖花园小区: the first only leads to the second.
    lead = {candidate.border.start for candidate in found} | {candidate.ending_start for candidate in found}
    return [candidate for candidate in found if candidate.end not in lead], general
