"""Lists of communities: an ending written once for all, and members that only the list vouches for.

从善坊、洪家基小区 names two 小区; 糖厂、粮库、文昌阁等3个老旧小区 names three communities.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bulletin_nlp.extraction.community_lexicon import Ending, vocabulary
from bulletin_nlp.extraction.community_names import (
    LONGEST,
    SHORTEST,
    Border,
    Candidate,
    Place,
    border_of,
    is_general,
)

__all__ = ["Member", "listed"]

# Longest enumeration that is read to either side of a member, in characters, and the longest member.
_LIST_REACH = 400
_MEMBER_REACH = 20
# Longest stretch between 等 and the ending that it leads to.
_SUM_REACH = 12
_NOT_LIST = re.compile(r"[^\w·、]")


@dataclass(slots=True)
class Member:
    """A community that a list names; ``name`` is complete, ``start`` and ``end`` cover what is written."""

    start: int
    end: int
    name: str
    kind: str


@dataclass(slots=True)
class _Item:
    """A member with the words that lead to it; ``core_end`` is where its own ending begins, if it has one."""

    start: int
    end: int
    core_end: int
    candidate: Candidate | None = None

    @property
    def ending(self) -> Ending | None:
        """The ending that the member has itself."""
        return self.candidate.ending if self.candidate else None

    def border(self, text: str, places: Sequence[Place]) -> Border | None:
        """Return where the member's name begins."""
        if self.candidate is not None and self.candidate.border.start > self.start:
            return self.candidate.border
        return border_of(text, self.core_end, places, self.start)


def listed(
    text: str, candidates: Sequence[Candidate], general: Sequence[int], places: Sequence[Place]
) -> Iterator[Member]:
    """Yield the communities that lists name.

    Args:
        text: the clean text.
        candidates: the stretches that end like a community, in reading order.
        general: where endings stand that only make general terms (老旧小区), in order.
        places: the place names of the text, sorted.
    """
    starts = [candidate.ending_start for candidate in candidates]
    read_to = 0
    for anchor in _anchors(text, candidates, general):
        if anchor < read_to:
            continue
        start = max(read_to, anchor - _LIST_REACH)
        for match in _NOT_LIST.finditer(text, start, anchor):
            start = match.end()
        after = _NOT_LIST.search(text, anchor, anchor + _LIST_REACH)
        read_to = after.start() if after else min(anchor + _LIST_REACH, len(text))
        inside = candidates[bisect_left(starts, start) : bisect_left(starts, read_to)]
        for items, summed in _lists_between(text, start, read_to, inside):
            if len(items) > 1:
                yield from _members(text, items, places, summed=summed)


def _anchors(text: str, candidates: Sequence[Candidate], general: Sequence[int]) -> list[int]:
    """Return offsets inside every enumeration that may be one of communities, in order."""
    found = [
        candidate.ending_start
        for candidate in candidates
        if text.startswith("、", candidate.end)
        or text.find("、", max(candidate.ending_start - _MEMBER_REACH, 0), candidate.end) >= 0
    ]
    words = vocabulary()
    for ending_start in general:
        start = max(ending_start - _SUM_REACH, 0)
        if text.find("、", max(start - _MEMBER_REACH, 0), ending_start) < 0:
            continue
        summary = words.sum_always.search(text, start, ending_start + _SUM_REACH)
        if summary:
            found.append(summary.start() - 1)
    return sorted(found)


def _lists_between(
    text: str, start: int, end: int, inside: Sequence[Candidate]
) -> Iterator[tuple[list[_Item], bool]]:
    """Cut an enumeration where a member is followed by other words than the next member.

    What follows the last member may go on to enumerate something else: 甲小区、乙小区的道路、管网. Yields
    each list with whether it is summed up as one of communities.
    """
    words = vocabulary()
    items: list[_Item] = []
    waiting = deque(inside)
    position = start
    for piece in text[start:end].split("、"):
        piece_end = position + len(piece)
        while position < piece_end:
            if not waiting or waiting[0].end > piece_end:
                summary = words.sum_always.search(text, position + 1, piece_end)
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
            joining = words.joining.match(text, position, piece_end)
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
    words = vocabulary()
    if words.sum_always.match(text, offset):
        return True
    lived = any(item.ending is not None for item in items)
    return lived and words.sum_lived.match(text, offset) is not None


def _plain(start: int, end: int) -> _Item:
    """Return a member without an ending of its own."""
    return _Item(start, end, end)


def _joined(text: str, start: int, candidate: Candidate) -> list[_Item]:
    """Return a member with an ending, or the two of 丙和丁小区."""
    words = vocabulary()
    items: list[_Item] = []
    for match in words.joining.finditer(text, start + SHORTEST, candidate.ending_start - SHORTEST + 1):
        if candidate.border.before == match.start():
            items.append(_plain(start, match.start()))
            start = match.end()
            break
    items.append(_Item(start, candidate.end, candidate.ending_start, candidate))
    return items


def _is_facility(text: str, item: _Item) -> bool:
    """Tell whether a member is no place to live: 县医院 is none, 永福里 and 柳林三区 may be."""
    words = vocabulary()
    facility = words.facility.longest(text, item.start, item.end)
    return facility > 0 and facility >= words.weak.longest(text, item.start, item.end)


def _is_vouched(text: str, items: list[_Item], places: Sequence[Place]) -> bool:
    """Tell whether a list is one of communities: by a member's ending, by what leads to it or follows it."""
    if any(item.ending is not None and item.ending.needs == "left" for item in items):
        return True
    first, last = items[0], items[-1]
    border = first.border(text, places)
    if border is not None and border.shown_by == "visit":
        return any(item.ending is not None for item in items)
    if border is not None and border.shown_by == "place":
        return any(item.ending is not None and item.ending.kind == "compound" for item in items)
    return vocabulary().works.match(text, last.end) is not None


def _communities_of(text: str, items: list[_Item]) -> tuple[list[_Item], str]:
    """Return the members that are communities, and the ending that the last hands to the others."""
    words = vocabulary()
    own = [item for item in items if item.ending is not None]
    plain = [item for item in items if item.ending is None and not _is_facility(text, item)]
    last = items[-1]
    # 甲小区、乙、丙小区: where another writes the ending itself, none is handed along.
    if last.ending is not None and last.ending.handed and len(own) == 1:
        if 1 + len(plain) == len(items):
            return items, text[last.core_end : last.end]
    elif 2 * len(own) > len(items):
        return own + plain, ""
    return own + [item for item in plain if words.weak.longest(text, item.start, item.end)], ""


def _members(text: str, items: list[_Item], places: Sequence[Place], *, summed: bool) -> Iterator[Member]:
    """Yield the members of a list that are communities."""
    words = vocabulary()
    handed = ""
    if not summed:
        if not _is_vouched(text, items, places):
            return
        items, handed = _communities_of(text, items)
    for item in items:
        border = item.border(text, places)
        if border is None or not SHORTEST <= item.core_end - border.start <= LONGEST:
            continue
        name = text[border.start : item.end]
        if name in words.endings or is_general(text, border.start, item.core_end):
            continue
        if item.ending is None and handed and not words.closed.longest(name, 0, len(name)):
            name += handed
        yield Member(border.start, item.end, name, item.ending.kind if item.ending else "compound")
