"""The organisations lexicon in the form that is searched: one automaton of forms, rules around them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import ahocorasick

from bulletin_nlp.lexicon.loader import read_lexicon

__all__ = ["Body", "BodyLexicon", "body_lexicon"]

_HAN = "\u3400-\u9fff"
_DEFAULT_NAME = "{place}{full}"


@dataclass(frozen=True, slots=True)
class Body:
    """One form of a body.

    ``name`` is the pattern of the full name; ``ends`` limits the last characters of the place before it;
    ``bare`` tells whether the form means a body with no place before it; ``blocks`` are characters that may
    not follow the form.
    """

    form: str
    kind: Literal["body", "department", "national", "open"]
    name: str
    full: str
    ends: tuple[str, ...] = ()
    bare: bool = False
    blocks: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class BodyLexicon:
    """Everything that ``organizations.toml`` says, compiled."""

    automaton: Any
    levels: tuple[str, ...]
    level_not_after: frozenset[str]
    cut: re.Pattern[str]
    within: tuple[str, ...]
    unit: re.Pattern[str]
    unit_not_first: tuple[str, ...]
    unit_ends: tuple[str, ...]


def _blocks(form: str, rules: dict[str, str]) -> frozenset[str]:
    return frozenset("".join(characters for ending, characters in rules.items() if form.endswith(ending)))


def _alternatives(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _bodies(data: dict[str, Any]) -> list[Body]:
    rules = data["not_before"]
    found: list[Body] = []
    for entry in data["open"]:
        for form in entry["forms"]:
            found.append(Body(form, "open", "{stem}{full}", form, blocks=_blocks(form, rules)))
    for entry in data["department"]:
        for short in entry["short"]:
            for ending in entry["endings"]:
                short_ending, _, full_ending = ending.partition("|")
                form = short + short_ending
                full = entry.get("full", short) + (full_ending or short_ending)
                # Two characters are too few to stand alone.
                bare = len(form) > 2
                found.append(
                    Body(form, "department", _DEFAULT_NAME, full, bare=bare, blocks=_blocks(form, rules))
                )
    for entry in data["body"]:
        for form in entry["forms"]:
            blocks = _blocks(form, rules) | frozenset(entry.get("not_before", ""))
            full = form if entry.get("as_form") else entry["forms"][0]
            name = entry.get("name", _DEFAULT_NAME)
            found.append(Body(form, "body", name, full, tuple(entry.get("ends", ())), blocks=blocks))
    for entry in data["national"]:
        for form in entry["forms"]:
            full = entry.get("full", form)
            found.append(Body(form, "national", full, full, bare=True, blocks=_blocks(form, rules)))
    return found


@cache
def body_lexicon() -> BodyLexicon:
    """Return the lexicon of bodies, compiled once."""
    data = read_lexicon("organizations")
    automaton = ahocorasick.Automaton()
    by_form: dict[str, list[Body]] = {}
    for body in _bodies(data):
        by_form.setdefault(body.form, []).append(body)
    for form, bodies in by_form.items():
        automaton.add_word(form, (len(form), tuple(bodies)))
    automaton.make_automaton()
    unit = data["unit"]
    after = rf"(?=[^{_HAN}]|$|{_alternatives(unit['before'])})"
    return BodyLexicon(
        automaton=automaton,
        levels=tuple(sorted(data["levels"], key=len, reverse=True)),
        level_not_after=frozenset(data["level_not_after"]),
        cut=re.compile(_alternatives(data["cut"]["words"])),
        within=tuple(data["cut"]["within"]),
        unit=re.compile(rf"[{_HAN}]{{2,12}}?(?:{_alternatives(unit['suffixes'])}){after}"),
        unit_not_first=tuple(unit["not_first"]),
        unit_ends=tuple(unit["suffixes"]),
    )
