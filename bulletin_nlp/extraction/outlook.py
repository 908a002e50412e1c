"""Stretches of a bulletin that tell what is going to be done: below 工作安排, after 下一步.

A heading's stretch reaches to the next heading of its rank or a higher one, or to one that looks back; an
opening's to the end of its paragraph. Words and limits: ``outlook.toml``.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from bulletin_nlp.extraction.dates import DateExpression
from bulletin_nlp.lexicon.loader import alternation, read_lexicon

if TYPE_CHECKING:
    from bulletin_nlp.extraction.reading import Reading

__all__ = ["Outlook", "Outlooks", "find_outlooks"]


@dataclass(frozen=True, slots=True)
class Outlook:
    """A stretch that looks ahead.

    ``start`` and ``end`` are its bounds, ``told`` the span of the words that say so, ``year`` the year that
    a heading names, null where it names none.
    """

    start: int
    end: int
    told: tuple[int, int]
    year: DateExpression | None = None


class Outlooks:
    """The stretches of a bulletin that look ahead, by offset.

    Args:
        stretches: in order; none overlaps another.
    """

    def __init__(self, stretches: list[Outlook]) -> None:
        self._stretches = stretches
        self._starts = [stretch.start for stretch in stretches]

    def at(self, offset: int) -> Outlook | None:
        """Return the stretch that holds an offset, or None."""
        index = bisect_right(self._starts, offset) - 1
        if index >= 0 and offset < self._stretches[index].end:
            return self._stretches[index]
        return None


@dataclass(frozen=True, slots=True)
class _Words:
    ahead: re.Pattern[str]
    back: re.Pattern[str]
    fulfilled: re.Pattern[str]
    unfulfilled: re.Pattern[str]
    titles: tuple[str, ...]
    longest: int
    opening: re.Pattern[str]
    opening_back: re.Pattern[str]


@cache
def _words() -> _Words:
    data = read_lexicon("outlook")
    heading, opening = data["heading"], data["opening"]
    return _Words(
        ahead=re.compile(alternation(heading["ahead"])),
        back=re.compile(alternation(heading["back"])),
        fulfilled=re.compile(alternation(heading["fulfilled"])),
        unfulfilled=re.compile(alternation(heading["unfulfilled"])),
        titles=tuple(heading["titles"]),
        longest=heading["longest"],
        opening=re.compile(alternation(opening["words"])),
        opening_back=re.compile(alternation(opening["back"])),
    )


# The mark of a heading tells its rank; a line without a mark may be a heading of the highest.
_MARKS = re.compile(
    r"[ \t\u3000\u00a0]*(?:(?P<first>第?[一二三四五六七八九十]{1,3}(?:、|[,，.．章节部分]{1,2}))"
    r"|(?P<second>[（(][一二三四五六七八九十]{1,3}[）)])"
    r"|(?P<third>\d{1,2}[.．、](?!\d))|(?P<fourth>[（(]\d{1,2}[）)]))?"
)
_RANKS = {None: 0, "first": 1, "second": 2, "third": 3, "fourth": 4}
_STOP = re.compile("[。；：:！？]")


@dataclass(slots=True)
class _Section:
    """The section that is open while lines are read."""

    rank: int
    start: int
    told: tuple[int, int]


def find_outlooks(reading: Reading) -> Outlooks:
    """Return the stretches of a bulletin that look ahead.

    Args:
        reading: the bulletin, its dates found.
    """
    words, text = _words(), reading.clean
    found: list[Outlook] = []
    section: _Section | None = _of_title(reading)
    for start, end in reading.layout.lines():
        mark = _MARKS.match(text, start, end)
        rank = _RANKS[mark.lastgroup] if mark is not None else 0
        begin = mark.end() if mark is not None else start
        stop = _STOP.search(text, begin, min(end, begin + words.longest + 1))
        close = stop.start() if stop is not None else end
        # 三、下一步工作。…: a numbered heading may have its text on its own line
        heading = 0 < len(text[begin:close].strip()) <= words.longest and (rank > 0 or close >= end - 2)
        if heading:
            told = words.ahead.search(text, begin, close)
            back = _looks_back(text, begin, close)
            if section is not None and (back or (0 < rank <= section.rank) or told is not None):
                _close(reading, found, section, start)
                section = None
            if told is not None and not back:
                section = _Section(rank, start, told.span())
                continue
        if section is None:
            _read_openings(reading, found, start, end)
    if section is not None:
        _close(reading, found, section, len(text))
    return Outlooks(found)


def _looks_back(text: str, start: int, end: int) -> bool:
    """Tell whether a heading is about what is done: 完成情况, 全面完成目标任务, but not 确保全面完成."""
    words = _words()
    if words.back.search(text, start, end) is not None:
        return True
    done = words.fulfilled.search(text, start, end)
    return done is not None and words.unfulfilled.search(text, start, done.start()) is None


def _of_title(reading: Reading) -> _Section | None:
    """Open the section of a document that is a plan as a whole."""
    span = reading.header.title_span
    if span is None or not reading.clean[slice(*span)].rstrip("）) 》").endswith(_words().titles):
        return None
    return _Section(0, span[0], span)


def _close(reading: Reading, found: list[Outlook], section: _Section, end: int) -> None:
    line = reading.layout.line(section.told[0])
    years = [d for d in reading.dates if line[0] <= d.start < line[1] and d.kind == "year"]
    year = years[0] if len(years) == 1 and years[0].last is not None else None
    found.append(Outlook(section.start, end, section.told, year))


def _read_openings(reading: Reading, found: list[Outlook], start: int, end: int) -> None:
    """Add the stretches of a paragraph that begin with 下一步."""
    words, text, layout = _words(), reading.clean, reading.layout
    if words.opening.search(text, start, end) is None:
        return
    ahead: tuple[int, tuple[int, int]] | None = None
    position = start
    while position < end:
        following = min(layout.sentence(position)[1], end)
        begin = position + len(text[position:following]) - len(text[position:following].lstrip())
        opening = words.opening.match(text, begin, following)
        if ahead is None and opening is not None:
            ahead = position, opening.span()
        elif ahead is not None and words.opening_back.match(text, begin, following):
            found.append(Outlook(ahead[0], position, ahead[1]))
            ahead = None
        position = following
    if ahead is not None:
        found.append(Outlook(ahead[0], end, ahead[1]))
