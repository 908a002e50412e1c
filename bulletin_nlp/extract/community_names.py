"""Names of residential communities as they stand in a text: where each begins and ends.

An ending (小区, 家属院, 新村) shows that there may be a name; words of the lexicon show where it begins. A name
whose beginning nothing shows is not taken. Lists hand an ending along and vouch for members without one.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from bulletin_nlp.lexicon.loader import read_lexicon

__all__ = ["CommunityName", "Place", "names_in"]

#: A place name in the text: start, end, and whether it says its level (城关镇) or not (沈阳).
Place = tuple[int, int, bool]

#: Longest stretch before an ending that is searched for the beginning of a name, in characters.
_REACH = 16
#: Fewest and most characters of a name before its ending.
_SHORTEST, _LONGEST = 2, 12

_NOT_NAME = re.compile(r"[^\w·]|[_]")
_LIST = re.compile(r"(?<![\w·、])[\w·]++(?:、[\w·]++)+")
_COUNT = r"第?[\d.]+余?万?余?[个处批栋幢座套户家条片所项年月日号楼期]|[一二三四五六七八九十两几数百千万多余]+[个处批栋幢座套户家]"


@dataclass(slots=True)
class CommunityName:
    """A name in the text; ``name`` is complete, ``start`` and ``end`` cover what is written of it."""

    start: int
    end: int
    name: str
    kind: str


@dataclass(slots=True)
class _Ending:
    """What the lexicon says of an ending."""

    kind: str
    needs: str
    handed: bool


@dataclass(slots=True)
class _Border:
    """Where a name begins, and what shows it: a class of the lexicon, ``place``, ``list`` or ``clause``."""

    start: int
    shown_by: str
    before: int  # where the word that shows it begins


@dataclass(slots=True)
class _Candidate:
    """A name with an ending of its own."""

    border: _Border
    end: int
    ending: _Ending
    ending_start: int


def _any_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda w: (-len(w), w)))


class _Vocabulary:
    """The lexicon, compiled."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.endings = {
            word: _Ending(entry["kind"], entry["needs"], entry.get("handed", False))
            for entry in data["ending"]
            for word in entry["words"]
        }
        strong = [word for word, ending in self.endings.items() if ending.needs != "list"]
        self.strong_endings = tuple(strong)
        self.weak_endings = tuple(word for word, ending in self.endings.items() if ending.needs == "list")
        other = data["other"]
        self.ending = re.compile(f"({_any_of(strong)})(?:{_any_of(data['part']['words'])})?")
        self.other = re.compile(_any_of(other["words"]))
        self.has_other = frozenset(other["ending"])
        generic = data["generic"]
        self.generic_tails = frozenset([*generic["tail"], *generic["end"]])
        self.tail_lengths = sorted({len(word) for word in self.generic_tails})
        self.generic = re.compile(f"(?:{_any_of([*generic['tail'], *generic['whole']])})*+")
        self.class_of = {
            word: name
            for name in ("visit", "renovate", "place", "before", "link")
            for word in data[name]["words"]
        }
        kept = data["link"]["kept"]
        self.class_of.update(dict.fromkeys(kept, "kept"))
        self.border = re.compile(f"{_COUNT}|{_any_of(self.class_of)}")
        # 南京路小区, 长安花园小区: the name of a city begins that of a street or an estate.
        self.ordinary = re.compile(_any_of([*data["street"]["words"], *strong]))
        self.after = re.compile(_any_of(data["after"]["words"]))
        self.works = re.compile(f"\\w{{0,6}}?(?:{_any_of(data['works']['words'])})")
        self.joining = re.compile(_any_of(data["joining"]["words"]))
        self.closed = tuple(data["closed"]["words"])
        self.facility = tuple(data["facility"]["words"])
        counted = r"[\d一二三四五六七八九十两几多数余]+[个处批栋]"
        summed = data["sum"]
        modifiers = _any_of(summed["modifiers"])
        self.sum_always = re.compile(
            f"(?:等(?:{counted})?|{counted})(?:{modifiers})*+(?:{_any_of(summed['always'])})"
        )
        self.sum_lived = re.compile(rf"等(?:{counted})?[\w]{{0,12}}?(?:{_any_of(summed['lived'])})")


@cache
def _vocabulary() -> _Vocabulary:
    return _Vocabulary(read_lexicon("communities"))


# What a link is that stands for a place: it ends the name of the place and begins none itself.
_PLACE_LINKS = frozenset("镇乡县市区")


def _border(text: str, end: int, places: Sequence[Place], floor: int = 0) -> _Border | None:
    """Find where the name that ends at ``end`` begins, or None where nothing shows it.

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
    before = start
    vocabulary = _vocabulary()
    position = start
    for match in vocabulary.border.finditer(text, start, end):
        word = match.group()
        kind = vocabulary.class_of.get(word, "before")
        if kind == "kept":
            continue
        if kind == "link":
            if end - match.end() < _SHORTEST:
                if vocabulary.joining.fullmatch(word) and match.start() - position >= _SHORTEST:
                    return None  # 绿化和小区
                continue
            if word in _PLACE_LINKS:
                if match.start() == position:
                    continue
                kind = "place"
        position, before, shown = match.end(), match.start(), kind
    for place_start, place_end, leveled in places[bisect_left(places, (position,)) :]:
        if place_start >= end:
            break
        if place_end > end - _SHORTEST:
            continue
        if leveled or (place_start == position and not vocabulary.ordinary.match(text, place_end)):
            position, before, shown = place_end, place_start, "place"
    return _Border(position, shown, before) if shown else None


def _is_general(text: str, start: int, end: int) -> bool:
    """Tell whether what stands before an ending only says which ones are meant (老旧, 试点, 全部)."""
    vocabulary = _vocabulary()
    if vocabulary.generic.fullmatch(text, start, end):
        return True
    return any(
        text[end - length : end] in vocabulary.generic_tails
        for length in vocabulary.tail_lengths
        if end - length >= start
    )


def _candidates(text: str, places: Sequence[Place]) -> Iterator[_Candidate]:
    """Yield every stretch that ends like a community and is no general term."""
    vocabulary = _vocabulary()
    for match in vocabulary.ending.finditer(text):
        (start, _), end = match.span(1), match.end()
        if (
            not start
            or text[start - 2 : start] in vocabulary.generic_tails
            or _NOT_NAME.match(text, start - 1)
        ):
            continue
        word = match.group(1)
        if word in vocabulary.has_other and vocabulary.other.match(text, end):
            continue
        border = _border(text, start, places)
        if border is None or not _SHORTEST <= start - border.start <= _LONGEST:
            continue
        if _is_general(text, border.start, start):
            continue
        yield _Candidate(border, end, vocabulary.endings[word], start)


def _stands_alone(text: str, candidate: _Candidate) -> bool:
    """Tell whether what stands around a name shows that it is a community."""
    vocabulary = _vocabulary()
    shown = candidate.border.shown_by
    if candidate.ending.needs == "left":
        return shown not in ("clause", "list") or vocabulary.after.match(text, candidate.end) is not None
    if shown == "visit" or vocabulary.works.match(text, candidate.end):
        return True
    if candidate.ending.kind != "compound":
        return False
    after_another = shown == "link" and text.endswith(vocabulary.strong_endings, 0, candidate.border.before)
    return after_another or shown in ("renovate", "place")


@dataclass(slots=True)
class _Item:
    """A member of a list: its words without what leads to them, and the ending that it has itself."""

    start: int
    end: int
    core_end: int
    ending: _Ending | None = None


def _lists(text: str, candidates: Sequence[_Candidate]) -> Iterator[tuple[list[_Item], bool]]:
    """Yield every list that may be one of communities, and whether it is summed up as such."""
    starts = [candidate.ending_start for candidate in candidates]
    vocabulary = _vocabulary()
    for match in _LIST.finditer(text):
        start, end = match.span()
        inside = candidates[bisect_left(starts, start) : bisect_left(starts, end)]
        if inside or vocabulary.sum_always.search(text, start, min(end + 24, len(text))):
            yield from _lists_between(text, start, end, inside)


def _lists_between(
    text: str, start: int, end: int, inside: Sequence[_Candidate]
) -> Iterator[tuple[list[_Item], bool]]:
    """Cut an enumeration where a member is followed by other words than the next member.

    What follows the last member may go on to enumerate something else: 甲小区、乙小区的道路、管网.
    """
    vocabulary = _vocabulary()
    items: list[_Item] = []
    waiting = deque(inside)
    position = start
    for piece in text[start:end].split("、"):
        piece_end = position + len(piece)
        while position < piece_end:
            if not waiting or waiting[0].end > piece_end:
                summary = vocabulary.sum_always.search(text, position + 1, piece_end)
                close = summary.start() if summary else text.find("等", position + 1, piece_end)
                items.append(_plain(position, close if close > 0 else piece_end))
                if close > 0:
                    yield items, summary is not None or _sums_up(text, close, items)
                    items = []
                break
            candidate = waiting.popleft()
            if candidate.ending_start <= position:
                continue
            items.extend(_joined(text, position, candidate))
            position = candidate.end
            joining = vocabulary.joining.match(text, position, piece_end)
            if joining:
                position = joining.end()
            elif position < piece_end:
                yield items, _sums_up(text, position, items)
                items = []
        position = piece_end + 1
    if items:
        yield items, _sums_up(text, items[-1].end, items)


def _sums_up(text: str, offset: int, items: Sequence[_Item]) -> bool:
    """Tell whether the words after a list call its members communities (等5个老旧小区)."""
    vocabulary = _vocabulary()
    if vocabulary.sum_always.match(text, offset):
        return True
    lived = any(item.ending is not None for item in items)
    return lived and vocabulary.sum_lived.match(text, offset) is not None


def _plain(start: int, end: int) -> _Item:
    """Return a member without an ending of its own."""
    return _Item(start, end, end)


def _joined(text: str, start: int, candidate: _Candidate) -> list[_Item]:
    """Return a member with an ending, or the two of 丙和丁小区."""
    vocabulary = _vocabulary()
    items: list[_Item] = []
    for match in vocabulary.border.finditer(text, start, candidate.ending_start - 1):
        if vocabulary.joining.fullmatch(match.group()) and match.start() - start >= _SHORTEST:
            items.append(_plain(start, match.start()))
            start = match.end()
            break
    items.append(_Item(start, candidate.end, candidate.ending_start, candidate.ending))
    return items


def _is_facility(words: str) -> bool:
    """Tell whether a member is no place to live: 县医院 is none, 永福里 and 柳林三区 may be."""
    vocabulary = _vocabulary()
    facility = max((len(word) for word in vocabulary.facility if words.endswith(word)), default=0)
    return facility > 0 and not any(
        len(word) > facility and words.endswith(word) for word in vocabulary.weak_endings
    )


def _vouched(text: str, items: list[_Item], places: Sequence[Place]) -> bool:
    """Tell whether a list is one of communities: by a member's ending, by what leads to it or follows it."""
    if any(item.ending is not None and item.ending.needs == "left" for item in items):
        return True
    first, last = items[0], items[-1]
    border = _border(text, first.core_end, places, first.start)
    if border is not None and border.shown_by == "visit":
        return any(item.ending is not None for item in items)
    if border is not None and border.shown_by == "place":
        return any(item.ending is not None and item.ending.kind == "compound" for item in items)
    return _vocabulary().works.match(text, last.end) is not None


def _members(text: str, items: list[_Item], places: Sequence[Place], *, summed: bool) -> list[CommunityName]:
    """Return the members of a list that are communities, with the ending that the last hands along."""
    vocabulary = _vocabulary()
    if not summed and not _vouched(text, items, places):
        return []
    own = [item for item in items if item.ending is not None]
    last = items[-1]
    taken = items if summed else own
    handed = ""
    if not summed:
        plain = [item for item in items if item.ending is None]
        plain = [item for item in plain if not _is_facility(text[item.start : item.end])]
        complete = len(own) + len(plain) == len(items)
        if last.ending is not None and last.ending.handed and len(own) == 1 and complete:
            handed = text[last.core_end : last.end]
            taken = items
        elif 2 * len(own) > len(items):
            taken = own + plain
        else:
            taken = own + [i for i in plain if text.endswith(vocabulary.weak_endings, i.start, i.end)]
    members: list[CommunityName] = []
    for item in taken:
        border = _border(text, item.core_end, places, item.start)
        if border is None or not _SHORTEST <= item.core_end - border.start <= _LONGEST:
            continue
        name = text[border.start : item.end]
        if name in vocabulary.endings or _is_general(text, border.start, item.core_end):
            continue
        if item.ending is None and handed and not name.endswith(vocabulary.closed):
            name += handed
        members.append(
            CommunityName(border.start, item.end, name, item.ending.kind if item.ending else "compound")
        )
    return members


def names_in(text: str, places: Sequence[Place]) -> list[CommunityName]:
    """Return the communities that a text names, in reading order, each mention once.

    Args:
        text: the clean text.
        places: the place names of the text, sorted.
    """
    candidates = list(_candidates(text, places))
    # 长虹社区桂花新村: the first only says where the second lies.
    lead = {candidate.border.start for candidate in candidates}
    candidates = [candidate for candidate in candidates if candidate.end not in lead]
    found: dict[int, CommunityName] = {}
    for items, summed in _lists(text, candidates):
        if len(items) > 1:
            found.update((member.end, member) for member in _members(text, items, places, summed=summed))
    for candidate in candidates:
        if candidate.end not in found and _stands_alone(text, candidate):
            start = candidate.border.start
            found[candidate.end] = CommunityName(
                start, candidate.end, text[start : candidate.end], candidate.ending.kind
            )
    return [found[end] for end in sorted(found)]
