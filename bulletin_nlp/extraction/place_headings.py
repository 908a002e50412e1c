"""Headings that are a place and no more (房县), each of which gives its place to what stands below it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bulletin_nlp.extraction.reading import Reading

__all__ = ["headed_place", "note_headings"]

#: What may stand around the place of a heading: its number, its colon.
_BEFORE = re.compile(r"[\s\u3000●■◆▲★·*#]*(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]+)?\s*")
_AFTER = re.compile(r"\s*[：:]?\s*")
# A line that opens a chapter, below which no such place holds.
_CHAPTER = re.compile(r"\s*[一二三四五六七八九十]{1,3}、")
_LEAST = 2  # one line that is a place may be a signature or a label of the page


def note_headings(reading: Reading) -> None:
    """List on the reading the stretches below places that stand as headings.

    Args:
        reading: a reading whose regions were found.
    """
    text, layout = reading.clean, reading.layout
    found: list[tuple[int, str, tuple[int, int], bool]] = []
    for mention in reading.region_mentions:
        if mention.division is None or mention.division.code is None or mention.implied or mention.inside:
            continue
        start, end = layout.line(mention.start)
        before = _BEFORE.fullmatch(text, start, mention.start)
        if before is None or _AFTER.fullmatch(text, mention.end, end) is None:
            continue
        marked = before.group().strip() != ""
        found.append((start, mention.division.code, (mention.start, mention.end), marked))
    levels = Counter(len(code.rstrip("0")) for code in {one[1] for one in found})
    found = [one for one in found if levels[len(one[1].rstrip("0"))] >= _LEAST]
    reading.headed_places = []
    starts = layout.line_starts
    for index, (start, code, span, marked) in enumerate(found):
        end = found[index + 1][0] if index + 1 < len(found) else len(text)
        if not marked:
            for line in starts[bisect_right(starts, start) :]:
                if line >= end:
                    break
                if _CHAPTER.match(text, line) is not None:
                    end = line
                    break
        reading.headed_places.append((start, end, code, span))


def headed_place(reading: Reading, offset: int) -> tuple[str | None, tuple[int, int]] | None:
    """Return the code and the span of the heading that gives its place to an offset, null where none does."""
    headed = reading.headed_places
    index = bisect_right(headed, offset, key=lambda one: one[0]) - 1
    if index < 0 or offset >= headed[index][1]:
        return None
    return headed[index][2], headed[index][3]
