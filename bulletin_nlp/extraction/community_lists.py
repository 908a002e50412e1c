"""Lists of communities: an ending written once for all, and members that only the list vouches for.

从善坊、洪家基小区 names two 小区; 糖厂、粮库、文昌阁等3个老旧小区 names three communities.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import deque
from collections.abc import Iterator, Sequence

from bulletin_nlp.extraction.community_lexicon import vocabulary
from bulletin_nlp.extraction.community_members import Item, Member, members
from bulletin_nlp.extraction.community_names import SHORTEST, Candidate, Place, border_of

__all__ = ["Member", "listed"]

# Longest enumeration that is read to either side of a member, in characters, and the longest member.
_LIST_REACH = 400
_MEMBER_REACH = 20
# Longest stretch between 等 and the ending that it leads to.
_SUM_REACH = 12
# A remark in brackets stands inside a list without ending it (甲小区（3栋、5栋）、乙小区): blanked with a
# character that no text holds, it keeps its length.
_BLANK = "\ufdd0"
_REMARK = re.compile(r"[（(][^（）()。；\n]{1,24}[）)]")
_NOT_LIST = re.compile(rf"[^\w·、#\-—～{_BLANK}]")
_LAST_NOT_LIST = re.compile(rf"(?s:.*){_NOT_LIST.pattern}")


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
    if "（" in text or "(" in text:
        text = _REMARK.sub(_blanked, text)
    starts = [candidate.ending_start for candidate in candidates]
    read_to = 0
    for anchor in _anchors(text, candidates, general):
        if anchor < read_to:
            continue
        start = max(read_to, anchor - _LIST_REACH)
        opened = _LAST_NOT_LIST.match(text, start, anchor)
        start = opened.end() if opened else start
        after = _NOT_LIST.search(text, anchor, anchor + _LIST_REACH)
        read_to = after.start() if after else min(anchor + _LIST_REACH, len(text))
        inside = [
            candidate
            for candidate in candidates[bisect_left(starts, start) : bisect_left(starts, read_to)]
            if text[candidate.ending_start] != _BLANK
        ]
        for items, summed in _lists_between(text, start, read_to, inside):
            if len(items) > 1:
                yield from members(text, items, places, summed=summed)


def _blanked(match: re.Match[str]) -> str:
    return _BLANK * len(match.group())


def _anchors(text: str, candidates: Sequence[Candidate], general: Sequence[int]) -> list[int]:
    """Return offsets inside every enumeration that may be one of communities, in order."""
    found = [
        candidate.ending_start
        for candidate in candidates
        if not candidate.doubtful
        if text.startswith(("、", _BLANK), candidate.end)
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
) -> Iterator[tuple[list[Item], bool]]:
    """Cut an enumeration where a member is followed by other words than the next member.

    What follows the last member may go on to enumerate something else: 甲小区、乙小区的道路、管网. Yields
    each list with whether it is summed up as one of communities.
    """
    words = vocabulary()
    items: list[Item] = []
    waiting = deque(inside)
    position = start
    for piece in text[start:end].split("、"):
        piece_start, piece_end = position, position + len(piece)
        joined = False
        while position < piece_end:
            if not waiting or waiting[0].end > piece_end:
                summary = words.sum_always.search(text, position + 1, piece_end)
                close = summary.start() if summary else text.find("等", position + 1, piece_end)
                # After a member 甲小区 the rest of its piece (旁的平房) is none.
                if joined or position == piece_start:
                    items.extend(_split(text, position, close if close > 0 else piece_end, joined=joined))
                if close > 0:
                    yield items, summary is not None or _sums_up(text, close, items)
                    items = []
                break
            candidate = waiting.popleft()
            if candidate.ending_start <= position:
                continue
            items.extend(_joined(text, position, candidate, joined=joined))
            position = candidate.end
            while position < piece_end and text[position] == _BLANK:
                position += 1
            joining = words.joining.match(text, position, piece_end)
            joined = joining is not None
            if joining:
                position = joining.end()
            elif position < piece_end:
                yield items, _sums_up(text, position, items)
                items = []
        position = piece_end + 1
    if items:
        yield items, _sums_up(text, items[-1].end, items)


def _sums_up(text: str, offset: int, items: Sequence[Item]) -> bool:
    """Tell whether the words after a list call its members communities (等5个老旧小区)."""
    words = vocabulary()
    if words.sum_always.match(text, offset):
        return True
    lived = any(item.ending is not None for item in items)
    if lived and words.sum_works.match(text, offset):
        return True
    return lived and words.sum_lived.match(text, offset) is not None


def _plain(text: str, start: int, end: int, *, joined: bool = False) -> Item:
    """Return a member without an ending of its own."""
    blank = text.find(_BLANK, start + 1, end)
    end = blank if blank > 0 else end
    return Item(start, end, end, joined=joined)


def _split(text: str, start: int, end: int, *, joined: bool) -> list[Item]:
    """Return a member without an ending, or the two of 丙里和丁园."""
    border = border_of(text, end, (), start)
    linked = border is not None and border.shown_by == "link" and border.before - start >= SHORTEST
    if border and linked and vocabulary().joining.fullmatch(text, border.before, border.start):
        return [_plain(text, start, border.before, joined=joined), _plain(text, border.start, end)]
    return [_plain(text, start, end, joined=joined)]


def _joined(text: str, start: int, candidate: Candidate, *, joined: bool) -> list[Item]:
    """Return a member with an ending, or the two of 丙和丁小区."""
    words = vocabulary()
    items: list[Item] = []
    for match in words.joining.finditer(text, start + SHORTEST, candidate.ending_start - SHORTEST + 1):
        if candidate.border.before == match.start():
            items.append(_plain(text, start, match.start(), joined=joined))
            start = match.end()
            joined = False
            break
    items.append(Item(start, candidate.end, candidate.ending_start, candidate, joined=joined))
    return items
