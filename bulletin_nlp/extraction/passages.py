"""Ordinal structures: 一是…二是…, 一抓…二抓…, 一、…二、…, （一）…, 1.…, 首先…其次…

A structure is a run of marks of one form, numbered from one. Each mark opens a passage that reaches to the
next mark of its structure or of one around it, or to the end of the paragraph.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

__all__ = ["Passage", "innermost", "passages_in"]

_DIGITS = {digit: value for value, digit in enumerate("一二三四五六七八九", 1)}
# A mark stands at the start of a line or after one of these.
_MARK = re.compile(
    r"[。；;：:，,！？!?\n \u3000\t“”—》](?:"
    r"(?P<n>[一二三四五六七八九十]{1,3})(?P<form>是|要|、|(?=[抓盯促]))"
    r"|第(?P<n2>[一二三四五六七八九十])(?:[，,、：:]|(?=是|要))"
    r"|其(?P<n3>[一二三四五六七八九])(?:[，,]|(?=是|要))"
    r"|[（(](?P<n4>[一二三四五六七八九十]{1,3}|\d{1,2})[）)]、?"
    r"|(?P<n5>\d{1,2})[.．、](?!\d)"
    r"|(?P<n6>[①-⑳])"
    r"|(?P<word>首先|其次|再次|最后|再者|此外)(?:[，,]|(?=是|要)))"
)
_WORDS = {"首先": 1, "其次": 2, "再次": 3, "再者": 3}
# Inside a line, 一、 stands after one of these.
_CLOSED = tuple("。；;：:")
# Most spaces before a mark that stands at the start of its line.
_INDENT = 8
# Most characters of a passage's line.
_LONGEST = 10_000
# A line with no more than this after its mark is a heading, and its passage goes on below.
_HEADING_LINE = 30


@dataclass(slots=True)
class Passage:
    """A passage: ``start`` is that of its mark, ``body`` where its words begin.

    ``structure`` numbers the structures in the order of their first marks, ``lead`` is where the structure
    begins. ``outer`` is true where the passage holds another structure.
    """

    start: int
    body: int
    end: int
    number: int
    structure: int
    lead: int
    at_line: bool
    outer: bool = False


@dataclass(slots=True)
class _Mark:
    start: int
    end: int
    number: int
    form: str
    at_line: bool


def _number(han: str) -> int:
    """Return the value of 一 to 九十九."""
    tens, ten, ones = han.rpartition("十")
    if not ten:
        return _DIGITS.get(ones, 0) if len(ones) == 1 else 0
    return (_DIGITS.get(tens, 0) if tens else 1) * 10 + (_DIGITS.get(ones, 0) if ones else 0)


def _marks(text: str) -> list[_Mark]:
    found: list[_Mark] = []
    for match in _MARK.finditer(f"\n{text}"):
        group = match.lastgroup or "n"
        start = match.start("n" if group == "form" else group) - 1
        if group in ("n2", "n3", "n4"):
            start -= 1  # 第, 其 or the bracket
        indent = text[max(start - _INDENT, 0) : start].rpartition("\n")
        at_line = not indent[2].strip() and (bool(indent[1]) or start <= _INDENT)
        if group == "form":
            form, number = match["form"], _number(match["n"])
        elif group == "word":
            form, number = "word", _WORDS.get(match["word"], 0)
        elif group == "n6":
            form, number = "circle", ord(match["n6"]) - ord("①") + 1
        else:
            value = match[group]
            digits = value.isdigit()
            form, number = f"{group}{digits}", int(value) if digits else _number(value)
        if form == "、" and not at_line and text[start - 1 : start] not in _CLOSED:
            continue
        found.append(_Mark(start, match.end() - 1, number, form, at_line))
    return found


def _structures(text: str, marks: list[_Mark]) -> list[tuple[_Mark, int]]:
    """Give each mark the number of its structure; marks of no structure are left out."""
    open_structures: dict[str, tuple[int, int, int]] = {}  # form → structure, last number, last offset
    members: list[tuple[_Mark, int]] = []
    sizes: list[int] = []
    for mark in marks:
        known = open_structures.get(mark.form)
        if mark.number == 1:
            structure = len(sizes)
            sizes.append(0)
        elif (
            known
            and mark.number in (known[1] + 1, 0)
            and (mark.at_line or "\n" not in text[known[2] : mark.start].rstrip())
        ):
            structure = known[0]
            mark.number = known[1] + 1
        else:
            continue
        open_structures[mark.form] = (structure, mark.number, mark.end)
        sizes[structure] += 1
        members.append((mark, structure))
    # An excerpt may end in its first section: 一、主要任务, and no 二、 any more.
    return [
        (mark, structure)
        for mark, structure in members
        if sizes[structure] > 1
        or (mark.form == "、" and mark.at_line and _is_heading(text, mark.end, _line_end(text, mark.end)))
    ]


def _is_heading(text: str, body: int, end: int) -> bool:
    """Tell whether the words of a line are but the heading of what stands below."""
    line = text[body:end].strip()
    return len(line) <= _HEADING_LINE and not line.endswith(("。", "；", "！", ";"))


def _line_end(text: str, offset: int) -> int:
    limit = min(offset + _LONGEST, len(text))
    end = text.find("\n", offset, limit)
    return end if end >= 0 else limit


def _paragraph_end(text: str, passage: Passage) -> int:
    """Return the end of a passage's line, or of the paragraph below where the line is but a heading."""
    end = _line_end(text, passage.body)
    if not passage.at_line or not _is_heading(text, passage.body, end):
        return end
    while end < len(text) and text[end] in "\n \u3000\t":
        end += 1
    return _line_end(text, end)


def innermost(passages: list[Passage], starts: list[int], offset: int) -> Passage | None:
    """Return the innermost passage in whose words an offset lies, or None.

    Args:
        passages: the passages of a text in reading order.
        starts: where each of them starts.
        offset: a place in the text.
    """
    for passage in reversed(passages[: bisect_right(starts, offset)]):
        if passage.body <= offset < passage.end:
            return passage
    return None


def passages_in(text: str) -> list[Passage]:
    """Return the passages of every ordinal structure of a text, in reading order."""
    passages: list[Passage] = []
    leads: dict[int, int] = {}
    waiting: list[Passage] = []  # passages that have not met the mark that ends them, outermost first
    for mark, structure in _structures(text, _marks(text)):
        if structure in leads:
            while waiting and waiting[-1].structure >= structure:
                last = waiting.pop()
                last.end = mark.start if last.structure == structure else _paragraph_end(text, last)
        else:
            leads[structure] = mark.start
            while waiting and not _goes_on(text, waiting[-1], mark.start):
                last = waiting.pop()
                last.end = _paragraph_end(text, last)
            if waiting:
                waiting[-1].outer = True
        passage = Passage(
            mark.start, mark.end, mark.end, mark.number, structure, leads[structure], mark.at_line
        )
        passages.append(passage)
        waiting.append(passage)
    for passage in waiting:
        passage.end = _paragraph_end(text, passage)
    for passage in passages:
        passage.end = passage.body + len(text[passage.body : passage.end].rstrip())
    return passages


def _goes_on(text: str, passage: Passage, offset: int) -> bool:
    """Tell whether a passage still goes on where a new structure begins."""
    end = _line_end(text, passage.body)
    return offset <= end or (passage.at_line and _is_heading(text, passage.body, end))
