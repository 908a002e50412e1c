"""Bylines: the names of those who wrote, edited or pictured a bulletin, or may be asked about it."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from bulletin_nlp.lexicon.loader import read_lexicon

__all__ = ["find_bylines"]

_HAN = "[\u4e00-\u9fff]"
_COLON = re.compile("[:：]")
# 记者 right behind an opening bracket, or behind a newspaper's name there: （临江日报记者.
_BRACKET = re.compile(f"[（(【]{_HAN}{{0,6}}$")
_LEAD = re.compile(r"\s{0,12}")
_BLANK = " \t\u3000\xa0\n"
_SPACE = "[ \t\u3000\xa0]"
#: What a bare bracketed name at a line's end stands behind, spaces aside.
_BEFORE_BRACKETED = "[。！？!?”… \u3000]"
#: How much of the text's end a bare bracketed name may stand in: 。（王锐）.
TAIL_CHARACTERS = 400


def find_bylines(clean: str) -> tuple[tuple[int, int], ...]:
    """Return the spans of names in bylines, sorted.

    Args:
        clean: the clean, Simplified text.
    """
    found: set[tuple[int, int]] = set()
    patterns = _patterns()
    for match in patterns.reporters.finditer(clean):
        direct = not match["gap"] and not _BRACKET.search(clean, max(0, match.start() - 8), match.start())
        if not (direct and clean[match.end() : match.end() + 1] in patterns.ambiguous):
            found.update(_names(clean, match.end()))
    for colon in _COLON.finditer(clean):
        start = max(0, colon.start() - 16)
        # Few colons stand behind the last character of a role: the words before the others are not searched.
        if clean[start : colon.start()].rstrip(_BLANK)[-1:] not in patterns.role_ends:
            continue
        if patterns.role_before.search(clean, start, colon.start()):
            found.update(_names(clean, colon.end(), after_unit=True))
    for match in patterns.role_in_bracket.finditer(clean):
        found.update(_names(clean, match.end(), after_unit=True))
    tail = max(0, len(clean) - TAIL_CHARACTERS)
    for match in patterns.bracketed.finditer(clean, tail):
        found.update(_names(clean, match.start("names")))
    for match in patterns.pictured.finditer(clean):
        found.update(_names(clean, match.start("names")))
    return tuple(sorted(found))


def _names(clean: str, position: int, *, after_unit: bool = False) -> list[tuple[int, int]]:
    """Return the names that stand one after another from ``position`` on.

    With ``after_unit`` words that are no names may come first (水务局办公室 熊舟).
    """
    patterns = _patterns()
    lead = _LEAD.match(clean, position)
    position = lead.end() if lead else position
    names: list[tuple[int, int]] = []
    limit = position + 60
    while position < limit:
        match = patterns.name.match(clean, position)
        if match:
            names.append((match.start("name"), match.end("name")))
            position = match.end()
        elif after_unit and not names and (unit := patterns.unit.match(clean, position)):
            position = unit.end()
        else:
            break
        separator = patterns.separator.match(clean, position)
        if separator is None:
            break
        position = separator.end()
    return names


class _Patterns:
    """The lexicon as regular expressions, compiled once."""

    def __init__(self) -> None:
        byline, names = _lexicon()["byline"], read_lexicon("surnames")
        closers = "|".join(byline["closers"])
        surname = "[" + "".join((names["single"] + names["weak"]).split()) + "]"
        compound = "|".join(names["compound"])
        end = rf"(?=$|\n|[\s、，,。；;：:（）()【】\[\]|｜/／>]|{closers})"
        name = (
            rf"(?P<name>(?:{compound}){_HAN}{{1,2}}?|{_HAN}{{1,6}}·{_HAN}{{1,8}}"
            rf"|{surname}{_HAN}{{1,2}}?|{surname}{_SPACE}{{1,4}}{_HAN}(?!{_HAN}))"
        )
        self.name = re.compile(name + end)
        self.separator = re.compile(rf"{_SPACE}{{0,4}}[、，,/／|｜]?{_SPACE}{{0,4}}")
        self.unit = re.compile(rf"{_HAN}{{3,20}}(?={_SPACE}|[/／、])")
        self.ambiguous = byline["ambiguous"] + names["weak"]
        reporters = _longest_first(byline["reporters"])
        nobody = "|".join(byline["no_reporters"])
        self.reporters = re.compile(rf"(?:{reporters})(?!{nobody})(?P<gap>[:：]?{_SPACE}{{0,4}})")
        roles = _longest_first(byline["roles"])
        spaced = "|".join(
            rf"{word[0]}{_SPACE}{{0,6}}{word[1]}" if len(word) == 2 else word
            for word in sorted(byline["roles"], key=len, reverse=True)
        )
        self.role_before = re.compile(rf"(?<!{_HAN})(?:{spaced})(?:[/／](?:{roles}))?{_SPACE}{{0,4}}$")
        self.role_in_bracket = re.compile(rf"[（(【](?:{roles})(?:[/／](?:{roles}))?{_SPACE}{{1,4}}")
        self.role_ends = frozenset(word[-1] for word in byline["roles"])
        # The bracket comes first, so that the engine can skip to it.
        behind = "|".join(rf"(?<={_BEFORE_BRACKETED}[\t\xa0]{{{count}}}.)" for count in range(9))
        listed = rf"{_HAN}{{2,4}}(?:{_SPACE}?[、 ]{_SPACE}?{_HAN}{{2,4}}){{0,4}}"
        self.bracketed = re.compile(
            rf"[（(](?:{behind}){_SPACE}?(?P<names>{listed}){_SPACE}?[）)]\s*$",
            re.MULTILINE,
        )
        self.pictured = re.compile(rf"[（(](?P<names>{listed}){_SPACE}{{0,2}}(?:摄|摄影|文|图|供图)[）)]")


@cache
def _patterns() -> _Patterns:
    return _Patterns()


def _lexicon() -> dict[str, Any]:
    return read_lexicon("header")


def _longest_first(words: list[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))
