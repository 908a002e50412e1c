"""Members of a list of communities: which are communities, and what the list hands along to them.

云、山、桥小区 hands 小区 to 云 and 山; 烟草、粮油公司宿舍 hands 公司宿舍; 工房一区、二区 hands 工房.
"""

from __future__ import annotations

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

__all__ = ["Item", "Member", "members"]

# What shows that a name in the middle of a list begins where it does.
_CLEAN = ("place", "within", "renovate", "visit")
# What shows that a list begins, though an enumeration of something else goes before.
_LEADS = ("visit", "renovate", "within", "clause")
# How many members with a residential ending make a list one of communities, whatever leads to it.
_ENOUGH = 2
# How far before a list a verb of visiting is looked for, in characters.
_VISIT_REACH = 120
# Longest heading before a list, in characters.
_HEADING_REACH = 12


@dataclass(slots=True)
class Member:
    """A community that a list names; ``name`` is complete, ``start`` and ``end`` cover what is written."""

    start: int
    end: int
    name: str
    kind: str


@dataclass(slots=True)
class Item:
    """A member with the words that lead to it; ``core_end`` is where its own ending begins, if it has one.

    ``joined`` where 和 binds it to the member before.
    """

    start: int
    end: int
    core_end: int
    candidate: Candidate | None = None
    joined: bool = False

    @property
    def ending(self) -> Ending | None:
        """The ending that the member has itself, unless it may be a general term."""
        return self.candidate.ending if self.candidate and not self.candidate.doubtful else None

    def border(self, text: str, places: Sequence[Place]) -> Border | None:
        """Return where the member's name begins."""
        if self.candidate is not None and self.candidate.border.start > self.start:
            return self.candidate.border
        return border_of(text, self.core_end, places, self.start)


def members(text: str, items: Sequence[Item], places: Sequence[Place], *, summed: bool) -> Iterator[Member]:
    """Yield the members of a list that are communities.

    Args:
        text: the clean text.
        items: the members in reading order.
        places: the place names of the text, sorted.
        summed: whether the list is summed up as one of communities (等5个老旧小区).
    """
    words = vocabulary()
    borders = [item.border(text, places) for item in items]
    begin = _begin(items, borders)
    items, borders = items[begin:], borders[begin:]
    if not summed and not _is_vouched(text, items, borders[0]):
        return
    handed = _handed(text, items)
    if summed:
        # 燃料院、药厂小区等老旧小区: the sum calls them 小区, whatever they are called.
        handed = ["" if _weak(text, item) else ending for item, ending in zip(items, handed, strict=True)]
    taken = _taken(text, items, handed, summed=summed)
    base = ""
    for index, (item, border) in enumerate(zip(items, borders, strict=True)):
        if not taken[index] or border is None:
            continue
        if item.ending is None and index and border.start > item.start and border.shown_by not in _CLEAN:
            continue
        name = text[border.start : item.end]
        if name in words.parts and index:
            # 工房一区、二区: the second writes its part alone.
            if base:
                yield Member(border.start, item.end, base + name, "compound")
            continue
        if not SHORTEST <= item.core_end - border.start <= LONGEST or name in words.endings:
            continue
        if item.candidate is None and is_general(text, border.start, item.core_end):
            continue
        name += handed[index]
        part = words.part.longest(name, 0, len(name))
        base = name[: len(name) - part] if part else ""
        yield Member(border.start, item.end, name, item.ending.kind if item.ending else "compound")


def _begin(items: Sequence[Item], borders: Sequence[Border | None]) -> int:
    """Return the index of the first member: 甲、乙一行走进丙、丁小区 begins with 丙."""
    for index, (item, border) in enumerate(zip(items, borders, strict=True)):
        if border is not None and (
            border.visited or (border.start > item.start and border.shown_by in _LEADS)
        ):
            return index
        if item.candidate is not None:
            break
    return 0


def _is_vouched(text: str, items: Sequence[Item], border: Border | None) -> bool:
    """Tell whether a list is one of communities: by a member's ending, by what leads to it or follows it."""
    words = vocabulary()
    own = [item.ending for item in items if item.ending is not None]
    if any(ending.needs == "left" for ending in own):
        return True
    compounds = sum(ending.kind == "compound" for ending in own)
    if compounds >= _ENOUGH:
        return True
    if border is not None:
        if border.visited:
            return bool(own)
        if border.shown_by in ("place", "within"):
            return compounds > 0 or (len(own) >= _ENOUGH and _is_visited(text, border.before))
        leads_to = border.before
        if border.shown_by == "clause":
            leads_to = border.start
        if compounds and words.heading.search(text, max(leads_to - _HEADING_REACH, 0), leads_to):
            return True
    return words.works.match(text, items[-1].end) is not None


def _is_visited(text: str, offset: int) -> bool:
    """Tell whether a sentence says before ``offset`` that somebody went somewhere (来到甲区乙社区，丙区…)."""
    floor = max(offset - _VISIT_REACH, 0)
    start = max(text.rfind(mark, floor, offset) for mark in "。；\n")
    return vocabulary().visiting.search(text, max(start, floor), offset) is not None


def _is_facility(text: str, item: Item) -> bool:
    """Tell whether a member is no place to live: 县医院 is none, 永福里 and 柳林三区 may be."""
    facility = vocabulary().facility.longest(text, item.start, item.end)
    return facility > 0 and facility >= _weak(text, item)


def _weak(text: str, item: Item) -> int:
    """Return the length of the ending that makes a member a community in a list alone."""
    return vocabulary().weak.longest(text, item.start, item.end)


def _handed(text: str, items: Sequence[Item]) -> list[str]:
    """Return what the list hands along to each member: the ending of the first member after it that has one.

    Where a member before writes its ending itself, none is handed along (甲小区、乙、丙小区), except to those
    that 和 binds together (甲宿舍和乙、丙公司宿舍).
    """
    handed = [""] * len(items)
    begin = 0
    for index, item in enumerate(items):
        if item.candidate is None:
            if item.joined:
                begin = index
            continue
        run = range(begin, index) if begin is not None else range(0)
        begin = len(items)
        if item.ending is None or not item.ending.handed or not run:
            continue
        # 状元路、飞云路小区; 状元路、五一、昌明小区: among others a street is a name like theirs.
        streets = vocabulary().street.longest(text, item.start, item.core_end) > 0 or any(
            not _is_facility(text, items[member]) for member in run
        )
        suffixes = [_suffix(text, items[member], item, streets=streets) for member in run]
        if None not in suffixes:
            for member, suffix in zip(run, suffixes, strict=True):
                handed[member] = suffix or ""
    return handed


def _suffix(text: str, item: Item, owner: Item, *, streets: bool) -> str | None:
    """Return what ``owner`` hands along to a member before it, None where that is no community.

    ``streets`` tells whether the list may name communities after streets.
    """
    words = vocabulary()
    ending = text[owner.core_end : owner.end]
    if owner.ending is not None and owner.ending.yard:
        if words.institution.longest(text, item.start, item.end):
            return ending
        institution = words.institution_handed.longest(text, owner.start, owner.core_end)
        ending = text[owner.core_end - institution : owner.end]
    if _is_facility(text, item):
        return ending if streets and words.street.longest(text, item.start, item.end) else None
    if words.closed.longest(text, item.start, item.end) or words.part.longest(text, item.start, item.end):
        return ""
    # 书院里、鼓楼新村 are two names; 书院里、鼓楼小区 two 小区.
    weak = _weak(text, item) and ending not in words.endings_for_all
    return "" if weak else ending


def _taken(text: str, items: Sequence[Item], handed: Sequence[str], *, summed: bool) -> list[bool]:
    """Return which members are communities."""
    if summed:
        return [item.candidate is None or item.ending is not None or _beside(text, items) for item in items]
    own = sum(item.ending is not None for item in items)
    lived = any(item.ending is not None and item.ending.kind == "compound" for item in items)
    taken = []
    for item, suffix in zip(items, handed, strict=True):
        if item.ending is not None or suffix:
            taken.append(True)
        elif item.candidate is not None:
            taken.append(_beside(text, items))
        elif _is_facility(text, item):
            taken.append(False)
        else:
            taken.append(lived and (2 * own > len(items) or _weak(text, item) > 0))
    return taken


def _beside(text: str, items: Sequence[Item]) -> bool:
    """Tell whether a list names two communities beyond doubt."""
    certain = 0
    for item in items:
        weak = item.candidate is None and _weak(text, item) and not _is_facility(text, item)
        certain += item.ending is not None or bool(weak)
    return certain > 1
