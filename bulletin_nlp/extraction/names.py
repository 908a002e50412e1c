"""Personal names: where one begins and ends, decided by characters, lexicon and what stands around it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from bulletin_nlp.extraction.name_lexicon import name_lexicon

__all__ = ["PersonName", "ends_well", "family_name", "may_open", "name_after", "name_before"]

_HAN_FIRST, _HAN_LAST = "\u3400", "\u9fff"
_SPACES = " \u3000\u00a0\t"
# The longest given part that is tried after a family name, and the longest run of a name of other kind.
_GIVEN_MAX = 2
_RUN_MAX = 16
# The longest name without a known family name that is read in a list.
_LISTED_MAX = 4
# A dictionary word this frequent (jieba's counts) is a word and not a given name.
_COMMON_WORD = 100
_RARE_WORD = 9


@dataclass(frozen=True, slots=True)
class PersonName:
    """A personal name in the text; ``name`` is written without the spaces that may stand inside."""

    start: int
    end: int
    name: str


@cache
def _segmenter() -> Any:
    """Return our own jieba segmenter, loaded when a name's end cannot be decided by its neighbours."""
    import logging

    import jieba

    jieba.setLogLevel(logging.WARNING)
    return jieba.Tokenizer()


def _is_han(character: str) -> bool:
    return _HAN_FIRST <= character <= _HAN_LAST


def ends_well(text: str, end: int) -> int:
    """Say how well a name ends at ``end``: 3 by punctuation or a word, 2 and 1 by a character, 0 not."""
    if end >= len(text):
        return 3
    character = text[end]
    if not _HAN_FIRST <= character <= _HAN_LAST:
        return 0 if character in "·•‧・∙" else 3
    lexicon = name_lexicon()
    if character in lexicon.follows_first:
        for length in lexicon.follows_lengths:
            if text[end : end + length] in lexicon.follows:
                return 3
    if character in lexicon.always:
        return 2
    return 1 if character in lexicon.often else 0


def family_name(name: str) -> str:
    """Return the family name, the first character where it is in no table of longer ones."""
    return name[:2] if name[:2] in name_lexicon().compound else name[:1]


def may_open(text: str, start: int) -> bool:
    """Tell whether a name may begin at ``start``: after no character, or one such as 由 and 和."""
    before = text[start - 1 : start]
    return not (before and _is_han(before)) or before in name_lexicon().before


def name_after(
    text: str, start: int, stop: int, opens: Callable[[int], bool] | None = None, listed: bool = False
) -> PersonName | None:
    """Return the personal name that begins at ``start``, spaces before it allowed.

    Args:
        text: the clean text.
        start: where the name may begin, such as the end of a title.
        stop: offset that the name cannot pass.
        opens: tells whether something else (a title, a body) begins at an offset; a name may end there.
        listed: the name stands in a list of names, so that its family name may be in no table.

    Returns:
        The name, or null where no end is likely.
    """
    while start < stop and text[start] in _SPACES:
        start += 1
    if start >= stop or not _is_han(text[start]):
        return None
    lexicon = name_lexicon()
    if text[start] in lexicon.words_first and any(
        text[start : start + length] in lexicon.words for length in (2, 3, 4)
    ):
        return None
    pointed = _pointed_name(text, start, stop) or _name_of_parts(text, start, stop)
    if pointed is not None:
        return pointed
    surname = 2 if text[start : start + 2] in lexicon.compound else 1
    known = surname == 2 or text[start] in lexicon.single or text[start] in lexicon.weak
    found = None
    if known:
        found = _spaced_name(text, start, surname, stop) or _plain_name(text, start, surname, stop, opens)
    if (
        found is not None
        and (road := lexicon.road.match(text, start)) is not None
        and road.end() >= found.end
    ):
        return None
    return found or (_listed_name(text, start, stop) if listed else None)


def name_before(text: str, end: int, opens: Callable[[int], bool]) -> PersonName | None:
    """Return the personal name that ends at ``end``, such as the one before a title (徐辉局长).

    Args:
        text: the clean text.
        end: where the name ends.
        opens: tells whether a name may begin at an offset (after punctuation, a body, a known word).
    """
    lexicon = name_lexicon()
    if text[end - 1 : end] in lexicon.always:
        return None
    for length in (3, 2, 4):
        start = end - length
        if start < 0 or not opens(start):
            continue
        surname = 2 if text[start : start + 2] in lexicon.compound else 1
        if surname == 1 and text[start] not in lexicon.single and text[start] not in lexicon.weak:
            continue
        if length - surname not in (1, 2) or any(text[start : start + n] in lexicon.words for n in (2, 3, 4)):
            continue
        if _may_be_given(text, start + surname, end) and not _is_weak_word(text, start, surname, end):
            return PersonName(start, end, text[start:end])
    return None


def _may_be_given(text: str, start: int, end: int) -> bool:
    not_given = name_lexicon().not_given
    for character in text[start:end]:
        if character in not_given or not _HAN_FIRST <= character <= _HAN_LAST:
            return False
    return True


def _is_weak_word(text: str, start: int, surname: int, end: int) -> bool:
    """Tell whether a weak family name and its given part are rather a function word and a common word."""
    if surname == 2 or text[start] not in name_lexicon().weak:
        return False
    segmenter = _segmenter()
    segmenter.initialize()  # at once where it is ready
    frequency = segmenter.FREQ
    given = text[start + surname : end]
    # 和群众、 is no name, but 国立功、 is: only a function word is followed by a word of its own.
    common = len(given) > 1 and frequency.get(given, 0) >= _COMMON_WORD
    # The dictionary holds names of three too, as rare words.
    known = frequency.get(text[start:end], 0) > (_RARE_WORD if len(given) > 1 else 0)
    return bool((common and text[start] in name_lexicon().function) or known)


def _pointed_name(text: str, start: int, stop: int) -> PersonName | None:
    """Return a name with points (买买提·艾力), its last part ending where it ends well."""
    lexicon = name_lexicon()
    match = lexicon.pointed.match(text, start, min(stop, start + 2 * _RUN_MAX))
    if match is None:
        return None
    last = max(match.group().rfind(point) for point in "·•‧・．∙") + start + 1
    known = lexicon.parts.match(text, last)
    for end in range(last + 1, match.end() + 1):
        # A known part (阿不都) is not cut by a character that may follow a name.
        if known is not None and known.start() < end < known.end():
            continue
        if ends_well(text, end) >= 2:
            return PersonName(start, end, text[start:end])
    return None


def _name_of_parts(text: str, start: int, stop: int) -> PersonName | None:
    """Return a name without family name (次仁多吉), made of known parts."""
    lexicon = name_lexicon()
    match = lexicon.parts.match(text, start, min(stop, start + _RUN_MAX))
    if match is None or match.end() - start < lexicon.parts_min or not ends_well(text, match.end()):
        return None
    return PersonName(start, match.end(), match.group())


def _spaced_name(text: str, start: int, surname: int, stop: int) -> PersonName | None:
    """Return a name of two that is stretched to three by spaces (杜  宇), or one that a break tore."""
    given = start + surname
    if given >= stop or text[given] not in _SPACES:
        return None
    while given < stop and text[given] in _SPACES:
        given += 1
    if given >= stop or given - start > 5:
        return None
    for length in (1, 2):
        end = given + length
        if end > stop or not _may_be_given(text, given, end) or text[end - 1] in name_lexicon().always:
            return None
        if ends_well(text, end) >= 2:
            return PersonName(start, end, text[start : start + surname] + text[given:end])
    return None


def _plain_name(
    text: str, start: int, surname: int, stop: int, opens: Callable[[int], bool] | None
) -> PersonName | None:
    lexicon = name_lexicon()
    best, best_rank = None, (0, 0)
    for given in range(1, _GIVEN_MAX + 1):
        end = start + surname + given
        if end > stop or not _may_be_given(text, end - 1, end):
            break
        if text[end - 1] in lexicon.always:
            continue
        opened = opens is not None and text[start] not in lexicon.function and opens(end)
        rank = (3 if opened else ends_well(text, end), given)
        # 林远来到…: a last character that begins a following word belongs to it (but 张志和参加), and one
        # between a name and a place (林远来湘潭市) is a word of its own.
        if best is not None and text[end - 1] in lexicon.often and (opened or best_rank[0] == 3):
            break
        if rank >= best_rank and rank[0] > 0:
            best, best_rank = end, rank
    if best is None:
        best = _advised_end(text, start, surname, stop)
    weak = surname == 1 and text[start] in lexicon.weak
    if best is None:
        return None
    least = 3 if text[start] in lexicon.function else 2
    if weak and (best_rank[0] < least or _is_weak_word(text, start, surname, best)):
        return None
    # 来湘潭市督导: a word before a place.
    if weak and opens is not None and opens(start + 1):
        return None
    return PersonName(start, best, text[start:best])


def _listed_name(text: str, start: int, stop: int) -> PersonName | None:
    """Return the member of a list that no table of names knows, where it is no word of the dictionary."""
    segmenter = _segmenter()
    segmenter.initialize()
    for length in (4, 3, 2):
        end = start + length
        if end > stop or ends_well(text, end) < 2 or not _may_be_given(text, start, end):
            continue
        if text[end - 1] in name_lexicon().always:
            continue
        # 欧其月布 holds no word: a longer run of characters is a name only so.
        parts = [text[start:end], *(text[i : i + 2] for i in range(start, end - 1))]
        parts = parts if length == _LISTED_MAX else parts[:2]
        if any(segmenter.FREQ.get(part, 0) for part in parts):
            return None
        return PersonName(start, end, text[start:end])
    return None


def _advised_end(text: str, start: int, surname: int, stop: int) -> int | None:
    """Ask the segmenter where a name ends that no neighbour ends: before a word of its dictionary."""
    lexicon = name_lexicon()
    if surname == 1 and text[start] in lexicon.weak:
        return None
    window = text[start : min(stop, start + 10)]
    segmenter = _segmenter()
    tokens = list(segmenter.cut(window))
    if len(tokens[0]) > 1 and segmenter.FREQ.get(tokens[0], 0) >= _COMMON_WORD:
        return None
    borders, offset = [], 0
    for token in tokens:
        offset += len(token)
        borders.append(offset)
    for length in (surname + 2, surname + 1):
        if length not in borders or length >= len(window):
            continue
        following = tokens[borders.index(length) + 1]
        known = len(following) > 1 and segmenter.FREQ.get(following, 0) > 0
        if known and tokens[0] == window[:length] and _may_be_given(text, start + surname, start + length):
            return start + length
    return None
