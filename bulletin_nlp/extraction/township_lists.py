"""Townships of a list that shares its last word: 坂田、布吉、横岗街道; 龙城、平湖等街道.

A short name in such a list is a township only where its full name is one of the same county as the list's
last one, or of the bulletin's own region.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from bulletin_nlp.extraction.reading import RegionMention
from bulletin_nlp.lexicon.divisions import Division, Divisions
from bulletin_nlp.lexicon.loader import alternation, read_lexicon

__all__ = ["find_listed_townships"]

_JOINS = frozenset("、和及与")
_ITEM = re.compile("[\u4e00-\u9fff]+$")
# Characters of a township's name without its last word.
_LONGEST, _SHORTEST = 4, 2


@cache
def _shared() -> tuple[re.Pattern[str], dict[str, list[str]]]:
    """Return what closes a list without a last name, and the suffixes that each closing word stands for."""
    table = read_lexicon("regions")["township_list"]
    closing = re.compile(rf"等[\\d一二三四五六七八九十两多余几]*个?(?P<word>{alternation(table['closing'])})")
    return closing, table["closing"]


def find_listed_townships(
    text: str, named: Iterable[RegionMention], governing: Division | None, divisions: Divisions
) -> list[RegionMention]:
    """Return the townships that lists name without their last word.

    Args:
        text: the clean text.
        named: the places found so far.
        governing: the bulletin's own region, within which 龙城、平湖等街道 is read.
        divisions: the table.
    """
    found: list[RegionMention] = []
    taken = {mention.start for mention in named}
    suffixes = sorted({end for ends in _shared()[1].values() for end in ends}, key=len, reverse=True)
    for mention in named:
        last = mention.division
        if last is None or last.level != "township" or mention.implied or last.parent is None:
            continue
        suffix = next((end for end in suffixes if last.name.endswith(end)), None)
        if suffix is not None and text[mention.start : mention.end] == last.name:
            peers = {d.name: d for d in divisions.children(last.parent)}
            found += _before(text, mention.start, [suffix], peers)
    if governing is not None and "等" in text:
        closing, ends = _shared()
        peers = {}
        for match in closing.finditer(text):
            peers = peers or _townships(governing, divisions)
            found += _before(text, match.start(), ends[match["word"]], peers, closed=True)
    return [mention for mention in found if mention.start not in taken]


def _townships(region: Division, divisions: Divisions) -> dict[str, Division]:
    """Return the townships of a county, or of a prefecture those whose name only one of them bears."""
    if region.code is None or region.level == "province":
        return {}
    if region.level == "township":
        return {d.name: d for d in divisions.children(region.parent or "")}
    townships: dict[str, Division] = {}
    twice: set[str] = set()
    for child in divisions.children(region.code):
        below = [child] if child.level == "township" else divisions.children(child.code or "")
        for division in below:
            if division.name in townships:
                twice.add(division.name)
            townships[division.name] = division
    return {name: division for name, division in townships.items() if name not in twice}


def _before(
    text: str, end: int, suffixes: list[str], peers: dict[str, Division], *, closed: bool = False
) -> Iterator[RegionMention]:
    """Yield the items of the list that ends at an offset, from the last to the first.

    ``closed`` tells that the list's last item ends there; else a mark stands there, before a full name.
    """
    while True:
        if not closed:
            if end == 0 or text[end - 1] not in _JOINS:
                return
            end -= 1
        closed = False
        run = _ITEM.search(text, max(0, end - _LONGEST), end)
        if run is None:
            return
        start = _item_start(text, run.start(), end, suffixes, peers)
        if start is None:
            return
        division = next(peers[text[start:end] + s] for s in suffixes if text[start:end] + s in peers)
        yield RegionMention(start, end, division)
        end = start


def _item_start(text: str, low: int, end: int, suffixes: list[str], peers: dict[str, Division]) -> int | None:
    """Return where the longest name that ends here begins."""
    for start in range(low, end - _SHORTEST + 1):
        if any(text[start:end] + suffix in peers for suffix in suffixes):
            return start
    return None
