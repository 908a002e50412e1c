"""Free names: where a body's name begins that is in no table."""

from __future__ import annotations

import re
from collections.abc import Callable, Container

from bulletin_nlp.extraction.body_lexicon import BodyLexicon

__all__ = ["founded_start", "free_name_start", "joined_start"]

_HAN_RUN = re.compile("[\u3400-\u9fff]*$")
_AND = "和与及"
# The longest free name that is read before an ending such as 领导小组.
_FREE_MAX = 24


def free_name_start(text: str, start: int, floor: int, lexicon: BodyLexicon) -> int:
    """Return where the free name that ends at ``start`` begins: after the last word it cannot hold.

    Args:
        text: the clean text.
        start: where the known ending begins.
        floor: offset before which nothing is read.
    """
    window_start = max(floor, start - _FREE_MAX)
    run = _HAN_RUN.search(text, window_start, start)
    begin = run.start() if run is not None else start
    for match in lexicon.cut.finditer(text, begin, start):
        # The 会 of 委员会 ends the name and cuts nothing, nor does the 经 of 经济.
        if match.group() in lexicon.kept:
            continue
        if match.end() < start or match.group() not in lexicon.closing:
            begin = match.end()
    return begin


def joined_start(
    text: str, begin: int, place_at: Callable[[int], int | None], lexicon: BodyLexicon
) -> int | None:
    """Return where the place begins whose body's name a 和 cut (叙州区住房保障和 | 房地产事务中心).

    Args:
        text: the clean text.
        begin: where the free name begins, after what cut it.
        place_at: tells where the place begins that ends at an offset, or null.
        lexicon: the lexicon of bodies, whose fields of work may stand before the 和.
    """
    if begin == 0 or text[begin - 1] not in _AND:
        return None
    for length in lexicon.field_lengths:
        start = begin - 1 - length
        if start > 0 and text[start : begin - 1] in lexicon.fields:
            place = place_at(start)
            if place is not None:
                return place
    return None


def founded_start(text: str, begin: int, places: Container[int], lexicon: BodyLexicon) -> int:
    """Return where the name of a group begins that is founded, though a verb inside it cut it.

    Args:
        text: the clean text.
        begin: where the free name begins, after what cut it.
        places: where places begin; the group's name begins with one, or with a bare level word.
        lexicon: the lexicon of bodies.
    """
    if not text.endswith(lexicon.within, 0, begin):
        return begin
    run = _HAN_RUN.search(text, max(0, begin - _FREE_MAX), begin)
    found = list(lexicon.founds.finditer(text, run.start() if run is not None else begin, begin))
    if not found:
        return begin
    start = found[-1].end()
    return start if start in places or text.startswith(lexicon.levels, start) else begin
