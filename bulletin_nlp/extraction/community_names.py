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
# What does not show that a place follows. How long a verb is, in characters.
_WEAK = ("before", "clause")
_VERB = 2
# What leads to a name that needs more than a cue after it.
_PLACED = frozenset({"place", "within", "visit", "list"})
# What a link is that stands for a place: it ends the name of the place and begins none itself.
_PLACE_LINKS = frozenset("镇乡县市区")
# 白塔市镇 is a town.
_TOWNSHIP_ENDS = frozenset("镇乡")


@dataclass(slots=True)
class Border:
    """Where a name begins, and what shows it: a class of the lexicon, ``place``, ``list`` or ``clause``.

    ``within`` is a place followed by 的. ``before`` is where the word that shows it begins; ``visited`` tells
    whether a verb of visiting goes before.
    """

    start: int
    shown_by: str
    before: int
    visited: bool = False


@dataclass(slots=True)
class Candidate:
    """A stretch that ends like a community's name.

    ``doubtful`` where the words before the ending are general by themselves (青年小区, 教师新村): only beside
    other names is it a name.
    """

    border: Border
    ending_start: int
    end: int
    ending: Ending
    doubtful: bool = False


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
    visited = False
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
                if word_start == position or text[word_end] in _TOWNSHIP_ENDS:
                    continue
                kind = "place"
        elif kind == "count":
            if word_start - position >= SHORTEST and word.endswith(words.count_inside):
                continue  # 水利局16号家属院
        elif word == "的" and shown == "place" and word_start == position:
            kind = "within"
        visited = visited or kind == "visit"
        position, before, shown = word_end, word_start, kind
    for match in words.joined.finditer(text, start, end - SHORTEST):
        # 惠民小区和安居小区: what follows an ending joins, whatever word it begins.
        if match.end() <= position:
            continue
        position, before, shown = match.end(), match.end() - 1, "link"
    for index in range(bisect_left(places, (position,)), len(places)):
        place_start, place_end, leveled = places[index]
        if place_start >= end:
            break
        if place_end > end - SHORTEST:
            continue
        if leveled and text.startswith(words.body, place_end):
            continue
        if leveled or (place_start == position and not _begins_name(text, place_end, end)):
            position, before, shown = place_end, place_start, "place"
    if shown == "place" and text.endswith(words.village_after, 0, position):
        village = words.village.match(text, position, end)
        position = village.end() if village else position
    return Border(position, shown, before, visited) if shown else None


def _is_of(text: str, start: int, ending: Ending) -> bool:
    """Tell whether what an ending must follow stands before it, where the lexicon says so."""
    return not ending.of or text.endswith(ending.of, 0, start)


def _begins_name(text: str, start: int, end: int) -> bool:
    """Tell whether the short name of a city before ``start`` begins a name (南京路小区, 沈阳电厂宿舍)."""
    words = vocabulary()
    return bool(words.ordinary.match(text, start) or words.institution.longest(text, start + 1, end))


def is_general(text: str, start: int, end: int) -> bool:
    """Tell whether what stands before an ending only says which ones are meant (老旧, 试点, 全部)."""
    return bool(vocabulary().generic_tails.longest(text, start, end)) or _is_modifier(text, start, end)


def _is_modifier(text: str, start: int, end: int) -> bool:
    """Tell whether what stands before an ending is made of general words alone (青年, 职工)."""
    return vocabulary().generic.fullmatch(text, start, end) is not None


def _aged(text: str, end: int) -> int:
    """Return 1 where what is old before an ending is an institution's (镇政府老家属区), else 0."""
    words = vocabulary()
    if text[end - 1 : end] not in words.aged:
        return 0
    return int(words.institution.longest(text, max(end - 4, 0), end - 1) > 0)


def _is_verb(text: str, start: int, end: int) -> bool:
    """Tell whether what stands before an ending is a verb (考虑), modified or not (综合考虑)."""
    return end - start in (_VERB, 2 * _VERB) and vocabulary().is_verb(text[end - _VERB : end])


def _neighbourhood(text: str, border: Border) -> bool:
    """Tell whether a neighbourhood leads to a yard's number (柳荫路社区18号院): it belongs to the name."""
    return text[border.before : border.start] in vocabulary().neighbourhoods


def _inside(first: Candidate, second: Candidate) -> bool:
    """Tell whether a name begins where a longer one does."""
    return second.border.start <= first.border.start and first.end < second.end


def candidates_in(text: str, places: Sequence[Place]) -> tuple[list[Candidate], list[int]]:
    """Return every stretch that ends like a community, and where endings stand that only make general terms.

    Doubtful candidates are among the first and their endings among the second.

    Args:
        text: the clean text.
        places: the place names of the text, sorted.
    """
    words = vocabulary()
    found: list[Candidate] = []
    general: list[int] = []
    for match in words.ending.finditer(text):
        start, word = match.start(), match.group(1)
        core_end = start - _aged(text, start)
        last, tail = text[core_end - 1 : core_end], text[max(core_end - 2, 0) : core_end]
        if (
            last in words.common
            or tail in words.common
            or text.endswith(words.endings[word].not_of, 0, start)
            or not _is_of(text, start, words.endings[word])
        ):
            general.append(start)
            continue
        if not start or _NOT_NAME.match(text, start - 1):
            continue
        if word in words.has_other and words.other.match(text, match.end()):
            continue
        border = border_of(text, start, places)
        part = match.group(2)
        if part in words.endings and (border is None or start - border.start < SHORTEST):
            # 翠苑四区: too short a name without what is built like an ending.
            start, core_end, word = match.start(2), match.start(2), part
            border = border_of(text, start, places)
        if (
            border is None
            or words.generic_tails.longest(text, border.start, core_end)
            or text.startswith(words.not_first, border.start)
            or (words.endings[word].placed and border.shown_by not in _PLACED)
        ):
            general.append(start)
        elif word in words.numbered and text[border.start : start].isdigit() and _neighbourhood(text, border):
            border = border_of(text, border.before, places) or border
            found.append(Candidate(border, start, match.end(), words.endings[word]))
        elif border.shown_by in _WEAK and _is_verb(text, border.start, core_end):
            general.append(start)  # 统筹考虑小区的年代
        elif _is_modifier(text, border.start, start):
            general.append(start)
            if start - border.start >= SHORTEST:
                found.append(Candidate(border, start, match.end(), words.endings[word], doubtful=True))
        elif border.shown_by == "count" and text.endswith(words.counted, 0, border.start):
            continue
        elif SHORTEST <= start - border.start <= LONGEST:
            found.append(Candidate(border, start, match.end(), words.endings[word]))
    # 长虹社区桂花新村, 东湖花园小区: the first only leads to the second.
    lead = {candidate.border.start for candidate in found} | {candidate.ending_start for candidate in found}
    # 银河公寓西小区: the part is named, not the whole.
    lead.update(found[i - 1].end for i in range(1, len(found)) if _inside(found[i - 1], found[i]))
    return [candidate for candidate in found if candidate.end not in lead], general
