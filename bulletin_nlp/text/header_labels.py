"""Labels and their values: 发布时间：2025-03-04 来源：云岭日报 【字体：大 中 小】."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from bulletin_nlp.lexicon.loader import read_lexicon
from bulletin_nlp.text.printed_date import match_date

__all__ = ["Label", "find_labels", "match_document_number"]

#: Characters that a label may take up before its colon, spaces inside it included.
LONGEST_LABEL = 24

_COLON = re.compile("[:：]")
_BLANK = " \t\u3000\xa0\n"
_SPACE = "[ \t\u3000\xa0]"
_OPENING = "[〔【（("
_CLOSING = "]〕】）)"
#: A value begins after spaces, at most one line break and an opening bracket.
_BEFORE_VALUE = re.compile(rf"{_SPACE}{{0,12}}(?:\r?\n{_SPACE}{{0,12}}){{0,2}}[\[【（(]?{_SPACE}{{0,4}}")
_SAME_LINE = re.compile(rf"{_SPACE}{{0,12}}")
_VALUES = {
    "source": re.compile(r"[^\s|｜\]】）)。，；,;:：<>=\"]{2,40}"),
    "code": re.compile(r"[0-9A-Za-z][0-9A-Za-z/_.－—-]{3,59}"),
    "count": re.compile(r"\d{0,9}[ ]?[次人]{0,2}"),
    "words": re.compile(r"[^\s|｜\]】）)。，；]{1,40}(?:[ ][^\s|｜\]】）)。，；]{1,20}){0,3}"),
    "fonts": re.compile(r"[\[【（(]?[ \u3000]{0,4}(?:(?:超大|特大|大|中|小|默认)[ \u3000|]{0,4}){0,5}"),
    "line": re.compile(r"[^\n|｜]{1,120}"),
}


@dataclass(frozen=True, slots=True)
class Label:
    """A label with its value.

    ``id`` and ``field`` come from the lexicon; ``value`` is a date, a string, or null where nothing
    readable follows. ``start`` and ``end`` cover label, value and the brackets around them.
    """

    id: str
    field: str
    rank: int
    weak: bool
    value: date | datetime | str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Mark:
    """A label's words: where they begin, and where the value may begin."""

    entry: _Entry
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Entry:
    id: str
    field: str
    rank: int
    kind: str
    weak: bool


def find_labels(text: str, start: int = 0, end: int | None = None) -> Iterator[Label]:
    """Yield every label of a stretch with its value, in order.

    Args:
        text: Simplified text.
        start, end: the stretch searched; values may not leave it.
    """
    end = len(text) if end is None else end
    position = start
    while (mark := _next_mark(text, position, end)) is not None:
        label = _label(text, mark, end)
        yield label
        position = max(label.end, mark.end)


def match_document_number(text: str, start: int = 0) -> re.Match[str] | None:
    """Return the match of a document number (临建发〔2025〕12号) at ``start``, or None."""
    return _document_number().match(text, start)


def _next_mark(text: str, start: int, end: int) -> _Mark | None:
    """Return the next label's words: those before a colon, or alone between spaces."""
    grammar = _grammar()
    first: _Mark | None = None
    for colon in _COLON.finditer(text, start, end):
        first_character = max(start, colon.start() - LONGEST_LABEL)
        # Few colons stand behind the last character of a label: what is before the others is not searched.
        if text[first_character : colon.start()].rstrip(_BLANK)[-1:] not in grammar.ends:
            continue
        match = grammar.before_colon.search(text, first_character, colon.start())
        if match:
            first = _Mark(grammar.entries[_bare(match["word"])], match.start("word"), colon.end())
            break
    stop = first.start if first else end
    for hint in grammar.alone_hint.finditer(text, start, stop):
        alone = grammar.alone.match(text, hint.start(), stop)
        if alone:
            return _Mark(grammar.entries[_bare(alone["word"])], alone.start(), alone.end())
    return first


def _label(text: str, mark: _Mark, end: int) -> Label:
    entry, first = mark.entry, mark.start
    opened = first > 0 and text[first - 1] in _OPENING
    if opened:
        first -= 1
    value, last = _value(text, mark.end, entry.kind, end)
    closed = _SAME_LINE.match(text, last, end)
    after = closed.end() if closed else last
    inside = any(c in _OPENING for c in text[mark.end : last])
    if after < end and text[after] in _CLOSING and (opened or inside or entry.kind in {"date", "fonts"}):
        last = after + 1
    return Label(entry.id, entry.field, entry.rank, entry.weak, value, first, last)


def _value(text: str, position: int, kind: str, end: int) -> tuple[date | datetime | str | None, int]:
    """Return the value at ``position`` and where it ends; (None, position) where there is none."""
    lead = _SAME_LINE if kind in {"count", "fonts", "line"} else _BEFORE_VALUE
    before = lead.match(text, position, end)
    begin = before.end() if before else position
    if kind == "date":
        printed = match_date(text, begin)
        return (printed.value, printed.end) if printed and printed.end <= end else (None, position)
    if kind == "number":
        number = match_document_number(text, begin)
        if number:
            return re.sub(r"\s", "", number[0]), number.end()
        kind = "words"
    found = _VALUES[kind].match(text, begin, end)
    if found is None or not found[0]:
        return None, position
    # where the value is empty, what follows is the next label
    following = _next_mark(text, begin, min(end, found.end() + LONGEST_LABEL))
    last = min(following.start, found.end()) if following else found.end()
    value = text[begin:last].strip(" \t\u3000\xa0-—")
    if not value:
        return None, position
    return value, begin + len(text[begin:last].rstrip(" \t\u3000\xa0"))


def _bare(word: str) -> str:
    return "".join(word.split())


def _spaced(words: Iterable[str]) -> str:
    """Return an alternation of words, longest first, that allows spaces between their characters."""
    ordered = sorted(words, key=len, reverse=True)
    return "|".join(f"{_SPACE}{{0,4}}".join(map(re.escape, word)) for word in ordered)


@dataclass(frozen=True, slots=True)
class _Grammar:
    before_colon: re.Pattern[str]
    ends: frozenset[str]
    alone_hint: re.Pattern[str]
    alone: re.Pattern[str]
    entries: dict[str, _Entry]


@cache
def _grammar() -> _Grammar:
    entries: dict[str, _Entry] = {}
    colonless: list[str] = []
    for line in read_lexicon("header")["label"]:
        entry = _Entry(line["id"], line["field"], line["rank"], line["value"], line.get("weak", False))
        entries |= dict.fromkeys(line["words"], entry)
        colonless += line["words"] if line.get("colonless") else []
    # A short label may be the end of a longer word (资金来源), so it needs a boundary before it; one of
    # four characters is never that.
    long_words = [word for word in entries if len(word) >= 4]
    any_word = rf"(?:{_spaced(long_words)})|(?<![\u4e00-\u9fff])(?:{_spaced(entries)})"
    # the tables of documents are printed without colons: 发布机构 临江市住建局 公开方式 主动公开
    colonless = [word for word in colonless if len(word) > 2]
    firsts = "".join(sorted({word[0] for word in colonless}))
    return _Grammar(
        re.compile(rf"(?P<word>{any_word}){_SPACE}{{0,4}}$"),
        frozenset(word[-1] for word in entries),
        re.compile(rf"[{firsts}](?:(?<=^.)|(?<={_SPACE}.))", re.MULTILINE),
        re.compile(rf"(?P<word>{_spaced(colonless)})(?={_SPACE}+\S|\r?\n)"),
        entries,
    )


@cache
def _document_number() -> re.Pattern[str]:
    lexicon = read_lexicon("header")["document_number"]
    return re.compile("|".join(form.replace("{code}", lexicon["code"]) for form in lexicon["forms"]))
