"""Dates as they are written, before their year is known."""

from __future__ import annotations

import re
from dataclasses import dataclass
from re import Match

from bulletin_nlp.extraction.date_grammar import DateGrammar, date_grammar
from bulletin_nlp.extraction.numerals import read_digits, read_numeral

__all__ = ["WrittenDate", "calendar_number", "written_dates"]


_ARABIC = frozenset("0123456789")


@dataclass(slots=True)
class WrittenDate:
    """A date as written, before its year is known; ``kind`` is the name of its form in the grammar."""

    start: int
    end: int
    kind: str
    match: Match[str]
    own_year: int | None
    prefix: str | None
    suffix: str | None
    outer_start: int
    outer_end: int


def written_dates(text: str) -> list[WrittenDate]:
    """Return the dates and periods of a text in order, with the words around them."""
    grammar = date_grammar()
    candidates = [match.start() for match in grammar.number.finditer(text)]
    candidates += [match.start() for match in grammar.word.finditer(text)]
    candidates.sort()
    found: list[WrittenDate] = []
    reached = 0
    for start in candidates:
        if start < reached:
            continue
        reads = grammar.full_at_digit if text[start] in _ARABIC else grammar.full
        match = reads.match(text, start)
        if match is None or match.end() == start:
            continue
        end = match.end()
        while text[end - 1].isspace():
            end -= 1
        item = _with_words_around(text, match, end, grammar)
        if item is not None:
            found.append(item)
            reached = end
    return found


# 4月10日17:00前, 4月10日下午5时前: the hour belongs to the day.
_BY_THE_CLOCK = re.compile(
    r"\s?(?:上午|中午|下午|晚上?)?\s?[0-9]{1,2}(?:[:：][0-9]{2}|[时点](?:[0-9]{1,2}分|整)?)[之以]?前"
)


def _with_words_around(text: str, match: Match[str], end: int, grammar: DateGrammar) -> WrittenDate | None:
    start = match.start()
    kind = match.lastgroup or ""
    first = text[start]
    before = text[start - 1] if start else ""
    if before and (
        (before == "第" and kind not in ("quarter", "quarters"))
        or (first in "年月同" and before in grammar.data["parts"]["not_after"])
        or (first == "前" and before in grammar.data["parts"]["first_not_after"])
    ):
        return None
    if (
        kind == "since"
        and text[end - 1] == "年"
        and calendar_number(match["near_n"]) > grammar.data["near"]["most"]
    ):
        return None
    suffix, outer_end = None, end
    if kind == "plan":
        if not _is_plan(text, match, end):
            return None
        if match["plan_tail"] in ("以来", "前"):
            suffix = "since" if match["plan_tail"] == "以来" else "before"
    prefix, outer_start = None, start
    if before in grammar.before_last or before.isspace():
        prefix, outer_start = _word_before(text, start, grammar)
    if text[end : end + 1] in grammar.after_first:
        suffix, outer_end = _word_after(text, end, grammar) or (suffix, outer_end)
    elif kind == "day" and (clock := _BY_THE_CLOCK.match(text, end)):
        suffix, outer_end = "before", clock.end()
    own = match["y"] or match["yb"] or match["iso_y"]
    year = read_digits(own) if own else None
    if match["y2"] is not None:
        year = 2000 + int(match["y2"])
    return WrittenDate(start, end, kind, match, year, prefix, suffix, outer_start, outer_end)


def _is_plan(text: str, match: Match[str], end: int) -> bool:
    """Tell whether 十四五 without quotes is the plan: not 十五 alone, not before a unit (十五个)."""
    if text[match.start()] != "十" or match["plan_tail"] is not None or match["plan_end"] is not None:
        return True
    return match["plan_n"] != "十" and text[end : end + 1] not in ("个", "家", "万", "年", "千", "户", "项")


def _word_before(text: str, start: int, grammar: DateGrammar) -> tuple[str | None, int]:
    """Return the id of the word before a date, unless it is the end of another word, and where it begins."""
    low = max(0, start - grammar.longest_before - 1)
    left = text[low:start].rstrip()
    for size in range(min(grammar.longest_before, len(left)), 0, -1):
        entry = grammar.before.get(left[-size:])
        if entry is not None:
            further = left[-size - 1 : -size]
            return (None, start) if further and further in entry[1] else (entry[0], low + len(left) - size)
    return None, start


def _word_after(text: str, end: int, grammar: DateGrammar) -> tuple[str, int] | None:
    """Return the id of the word after a date, unless it is the start of another word, and where it ends."""
    right = text[end : end + grammar.longest_after + 1]
    for size in range(min(grammar.longest_after, len(right)), 0, -1):
        entry = grammar.after.get(right[:size])
        if entry is not None:
            further = right[size : size + 1]
            return None if further and further in entry[1] else (entry[0], end + size)
    return None


def calendar_number(text: str) -> int:
    """Read an Arabic or Han cardinal of a date; 元 and 正 are the first month."""
    if text.isdecimal():
        return int(text)
    if text in ("元", "正"):
        return 1
    numeral = read_numeral(text)
    return int(numeral.value) if numeral is not None else 0
