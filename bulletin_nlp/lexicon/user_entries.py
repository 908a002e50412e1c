"""The entries of a user's vocabulary: titles, units and indicators, each with its example."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from bulletin_nlp.lexicon.loader import package_lexicon
from bulletin_nlp.lexicon.user_fields import Fields, RefusedError, as_exact, is_shaped
from bulletin_nlp.lexicon.user_files import Entry, Problem

__all__ = ["UserEntry", "UserIndicator", "UserTitle", "UserUnit", "read_entries"]

_STATUSES = ["planned", "started", "in_progress", "completed"]


@dataclass(frozen=True, slots=True)
class UserTitle:
    """Words for an office.

    ``kind`` is a kind of ``titles.toml``; with ``deputies`` the words are also titles behind 副 and the like;
    ``needs_body`` words are titles only behind a body. The example, in which ``{word}`` stands for each of
    the words, must give ``person`` with the title, and the ``organization`` where one is named.
    """

    place: str
    words: tuple[str, ...]
    kind: str
    deputies: bool
    needs_body: bool
    example: str
    person: str
    organization: str


@dataclass(frozen=True, slots=True)
class UserUnit:
    """Ways to write a unit.

    ``forms`` are the written forms with how many of the ``base`` one of each is (exact); ``not_before`` the
    characters that make a form the beginning of another word; ``han`` units may follow a Han numeral. The
    example must give ``value`` in the base.
    """

    place: str
    base: str
    forms: tuple[tuple[str, int | Decimal], ...]
    not_before: tuple[tuple[str, str], ...]
    han: bool
    example: str
    value: int | Decimal


@dataclass(frozen=True, slots=True)
class UserIndicator:
    """Something that bulletins count, with the words that name it.

    ``near`` are words of which one must stand in the sentence, ``unless`` words that must not stand in the
    clause; ``status`` holds where no word tells one; ``work`` counts take the status of their work. The
    example, in which ``{word}`` stands for each of the words, must give ``value``; none of the ``counters``
    may give the indicator.
    """

    place: str
    id: str
    name: str
    units: tuple[str, ...]
    words: tuple[str, ...]
    near: tuple[str, ...]
    unless: tuple[str, ...]
    status: str | None
    work: bool
    example: str
    value: int | Decimal
    counters: tuple[str, ...]


UserEntry = UserTitle | UserUnit | UserIndicator


def read_entries(entries: tuple[Entry, ...]) -> tuple[list[UserEntry], list[Problem]]:
    """Return the entries that keep the rules, and why the others do not.

    Args:
        entries: as they stand in the files.
    """
    found: list[UserEntry] = []
    problems: list[Problem] = []
    readers: dict[str, Callable[[Entry], UserEntry]] = {
        "title": _title,
        "unit": _unit,
        "indicator": _indicator,
    }
    for entry in entries:
        try:
            found.append(readers[entry.kind](entry))
        except RefusedError as refused:
            problems.append(refused.problem)
    return found, problems


def _title(entry: Entry) -> UserTitle:
    fields = Fields(entry, ("words", "kind", "deputies", "needs_body", "example", "person", "organization"))
    words = fields.words("words", "han")
    example = fields.text("example")
    _hold_a_word(fields, example, words)
    return UserTitle(
        place=entry.place,
        words=words,
        kind=fields.choice("kind", package_lexicon("user")["titles"]["kinds"], "office") or "",
        deputies=fields.flag("deputies"),
        needs_body=fields.flag("needs_body"),
        example=example,
        person=fields.text("person"),
        organization=fields.text("organization", optional=True),
    )


def _unit(entry: Entry) -> UserUnit:
    fields = Fields(entry, ("base", "forms", "not_before", "han", "example", "value"))
    base = fields.word("base", fields.get("base"), "unit", 1)
    forms = _forms(fields)
    not_before = _not_before(fields, [form for form, _ in forms])
    example = fields.text("example")
    if not any(form in example for form, _ in forms):
        raise fields.refused(
            "the example holds none of the entry's forms", "write one of them behind a number"
        )
    return UserUnit(
        place=entry.place,
        base=base,
        forms=forms,
        not_before=not_before,
        han=fields.flag("han"),
        example=example,
        value=fields.number("value"),
    )


def _indicator(entry: Entry) -> UserIndicator:
    fields = Fields(
        entry,
        ("id", "name", "units", "words", "near", "unless", "status", "work", "example", "value", "counters"),
    )
    id = fields.get("id")
    if not isinstance(id, str) or not is_shaped("id", id):
        raise fields.refused(
            f"{id!r} is no id",
            "write 3 to 60 lower-case letters, figures and underscores, such as own_green_roofs",
        )
    words = fields.words("words", "name")
    example = fields.text("example")
    _hold_a_word(fields, example, words)
    return UserIndicator(
        place=entry.place,
        id=id,
        name=fields.word("name", fields.get("name"), "name", 2),
        units=fields.words("units", "unit", least=1),
        words=words,
        near=fields.words("near", "name", optional=True),
        unless=fields.words("unless", "name", optional=True, least=1),
        status=fields.choice("status", _STATUSES, None),
        work=fields.flag("work"),
        example=example,
        value=fields.number("value"),
        counters=fields.texts("counters"),
    )


def _hold_a_word(fields: Fields, example: str, words: tuple[str, ...]) -> None:
    if "{word}" not in example and not any(word in example for word in words):
        raise fields.refused(
            "the example holds none of the entry's words", "write one of them, or {word} to try each"
        )


def _forms(fields: Fields) -> tuple[tuple[str, int | Decimal], ...]:
    forms = fields.get("forms")
    if not isinstance(forms, dict) or not forms:
        raise fields.refused("'forms' tells no form", 'write forms = { "泊" = "1" }')
    rules = package_lexicon("user")["unit"]
    found: list[tuple[str, int | Decimal]] = []
    for form, factor in forms.items():
        fields.word("forms", form, "unit", 1)
        if form[0] in rules["never_first"]:
            raise fields.refused(f"{form!r} begins as a number does", "write the unit without its number")
        if form in rules["dates"]:
            raise fields.refused(f"{form!r} after a number makes a date or a time", "write a longer form")
        exact = as_exact(factor)
        if exact is None or exact <= 0:
            raise fields.refused(
                f"{form!r} is {factor!r} of its base",
                'write how many of the base one of it is, such as "1" or "0.001"',
            )
        found.append((form, exact))
    return tuple(found)


def _not_before(fields: Fields, forms: list[str]) -> tuple[tuple[str, str], ...]:
    """Return the characters after a form that make another word; a form of one character must tell them."""
    value = fields.entry.table.get("not_before", {})
    if not isinstance(value, dict):
        raise fields.refused("'not_before' is no table", 'write not_before = { "泊" = "车位" }')
    for form, characters in value.items():
        if form not in forms:
            raise fields.refused(
                f"'not_before' names {form!r}, which is no form of the entry", "leave it out"
            )
        if not isinstance(characters, str) or (characters and not is_shaped("han", characters)):
            raise fields.refused(
                f"'not_before' of {form!r} holds what is no Han character", "write Han characters"
            )
    for form in forms:
        if len(form) == 1 and is_shaped("han", form) and form not in value:
            raise fields.refused(
                f"{form!r} has one character, with which other words may begin",
                f'say with which characters: not_before = {{ "{form}" = "…" }}, or "" where there are none',
            )
    return tuple(value.items())
