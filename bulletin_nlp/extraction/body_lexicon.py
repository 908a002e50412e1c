"""The organisations lexicon in the form that is searched: one automaton of forms, rules around them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import ahocorasick

from bulletin_nlp.lexicon.loader import alternation, read_lexicon

__all__ = ["Body", "BodyLexicon", "OwnBody", "body_lexicon"]

_HAN = "\u3400-\u9fff"
_DEFAULT_NAME = "{place}{full}"


@dataclass(frozen=True, slots=True)
class Body:
    """One form of a body.

    ``name`` is the pattern of the full name; ``ends`` limits the last characters of the place before it;
    ``bare`` tells whether the form means a body with no place before it; ``blocks`` are characters that may
    not follow the form; an ``anchored`` body's free name begins with a place; ``elsewhere`` gives the full
    name in single provinces.
    """

    form: str
    kind: Literal["assembly", "body", "department", "national", "open", "street"]
    name: str
    full: str
    ends: tuple[str, ...] = ()
    bare: bool = False
    anchored: bool = False
    blocks: frozenset[str] = frozenset()
    elsewhere: tuple[tuple[str, str], ...] = ()

    def full_in(self, code: str) -> str:
        """Return the full name that the body has in the province of a division's code."""
        return next((full for province, full in self.elsewhere if code.startswith(province)), self.full)


@dataclass(frozen=True, slots=True)
class OwnBody:
    """A body written bare; it is that of the street or town that the text named last, or is about."""

    written: str
    levels: tuple[str, ...]
    body: str
    governing: bool
    follows: bool


@dataclass(frozen=True, slots=True)
class BodyLexicon:
    """Everything that ``organizations.toml`` says, compiled."""

    automaton: Any
    levels: tuple[str, ...]
    level_not_after: frozenset[str]
    level_not_within: tuple[str, ...]
    seats: dict[str, str]
    own: tuple[OwnBody, ...]
    own_words: tuple[str, ...]
    siblings: tuple[tuple[str, str], ...]
    party_units: dict[str, str]
    own_committees: frozenset[str]
    fields: frozenset[str]
    field_lengths: tuple[int, ...]
    cut: re.Pattern[str]
    kept: frozenset[str]
    founds: re.Pattern[str]
    within: tuple[str, ...]
    closing: frozenset[str]
    heads: tuple[str, ...]
    bank_heads: tuple[str, ...]
    with_parts: tuple[str, ...]
    parties: tuple[str, ...]
    before_bare: str
    of_ministry: str
    office_of_ministry: str
    ministries: tuple[str, ...]
    banks: tuple[str, ...]
    needs_stem: tuple[str, ...]
    not_next: frozenset[str]
    generic: frozenset[str]
    unit: re.Pattern[str]
    unit_not_first: tuple[str, ...]
    unit_ends: tuple[str, ...]


def _blocks(form: str, rules: dict[str, str]) -> frozenset[str]:
    return frozenset("".join(characters for ending, characters in rules.items() if form.endswith(ending)))


def _bodies(data: dict[str, Any]) -> list[Body]:
    rules = data["not_before"]
    found: list[Body] = []
    for entry in data["street"]:
        for form in entry["forms"]:
            full = form if entry.get("as_form") else entry["full"]
            found.append(Body(form, "street", "{stem}{full}", full, blocks=_blocks(form, rules)))
    for entry in data["department"]:
        for short in entry["short"]:
            for ending in entry["endings"]:
                short_ending, _, full_ending = ending.partition("|")
                form = short + short_ending
                full = entry.get("full", short) + (full_ending or short_ending)
                # Two characters are too few to stand alone.
                bare = len(form) > 2
                elsewhere = tuple(
                    (province, other["full"] + (full_ending or short_ending))
                    for other in entry.get("elsewhere", ())
                    if other["short"] == short
                    for province in other["provinces"]
                )
                blocks = _blocks(form, rules)
                found.append(
                    Body(
                        form,
                        "department",
                        _DEFAULT_NAME,
                        full,
                        bare=bare,
                        blocks=blocks,
                        elsewhere=elsewhere,
                    )
                )
    for entry in data["body"]:
        for form in entry["forms"]:
            blocks = _blocks(form, rules) | frozenset(entry.get("not_before", ""))
            full = form if entry.get("as_form") else entry["forms"][0]
            name = entry.get("name", _DEFAULT_NAME)
            found.append(Body(form, "body", name, full, tuple(entry.get("ends", ())), blocks=blocks))
    for form in data["assembly"]["bare"]:
        found.append(Body(form, "assembly", form, form, blocks=frozenset(data["assembly"]["not_before"])))
    for entry in data["national"]:
        for form in entry["forms"]:
            full = entry.get("full", form)
            found.append(Body(form, "national", full, full, bare=True, blocks=_blocks(form, rules)))
    for entry in data["open"]:
        for form in entry["forms"]:
            anchored = entry.get("anchored", False)
            found.append(
                Body(form, "open", "{stem}{full}", form, anchored=anchored, blocks=_blocks(form, rules))
            )
    return found


def _party_units(data: dict[str, Any]) -> dict[str, str]:
    """Return the departments of a party committee, and the committees beside it: 组织部, 纪委."""
    return {
        form[1:]: entry["name"]
        for entry in data["body"]
        for form in entry["forms"]
        if form.startswith("委") and len(form) > 2 and "name" in entry
    } | {form: entry["name"] for entry in data["body"] if entry.get("committee") for form in entry["forms"]}


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
    fields = frozenset(short for entry in data["department"] for short in entry["short"] if len(short) > 1)
    unit = data["unit"]
    after = rf"(?=[^{_HAN}]|$|{alternation(unit['before'])})"
    return BodyLexicon(
        automaton=automaton,
        levels=tuple(sorted(data["levels"], key=len, reverse=True)),
        level_not_after=frozenset(data["level_not_after"]),
        level_not_within=tuple(data["level_not_within"]),
        seats={form: seat["full"] for seat in data["seat"] for form in seat["forms"]},
        own=tuple(
            OwnBody(
                word,
                tuple(own["levels"]),
                own["body"],
                own.get("governing", False),
                own.get("follows", False),
            )
            for own in data["own"]
            for word in sorted(own["written"], key=len, reverse=True)
        ),
        own_words=tuple({word for own in data["own"] for word in own["written"]}),
        siblings=tuple((sibling["of"], sibling["written"]) for sibling in data["sibling"]),
        party_units=_party_units(data),
        own_committees=frozenset(f for e in data["body"] if e.get("committee") for f in e["forms"]),
        fields=fields,
        field_lengths=tuple(sorted({len(field) for field in fields}, reverse=True)),
        cut=re.compile(alternation([*data["cut"]["words"], *data["cut"]["keep"]])),
        founds=re.compile(alternation(data["cut"]["founds"])),
        kept=frozenset(data["cut"]["keep"]),
        within=tuple(data["cut"]["within"]),
        closing=frozenset(data["cut"]["closing"]),
        heads=tuple(data["anchors"]["heads"]),
        with_parts=tuple(data["parts"]["of"]),
        parties=tuple(data["parties"]["before_place"]),
        before_bare=data["assembly"]["before_bare"],
        of_ministry=data["parts"]["of_ministry"],
        office_of_ministry=data["parts"]["office_of_ministry"],
        ministries=tuple(data["parts"]["ministries"]),
        bank_heads=tuple(data["anchors"]["bank_heads"]),
        banks=tuple(data["anchors"]["banks"]),
        needs_stem=tuple(data["anchors"]["needs_stem"]),
        not_next=frozenset(data["anchors"]["not_next"]),
        generic=frozenset(data["anchors"]["generic"]),
        unit=re.compile(rf"[{_HAN}]{{2,12}}?(?:{alternation(unit['suffixes'])}){after}"),
        unit_not_first=tuple(unit["not_first"]),
        unit_ends=tuple(unit["suffixes"]),
    )
