"""Where a user's vocabulary would change what the package reads: there it is refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bulletin_nlp.lexicon.loader import package_lexicon
from bulletin_nlp.lexicon.user_entries import UserEntry, UserIndicator, UserTitle, UserUnit
from bulletin_nlp.lexicon.user_files import Problem

__all__ = ["collisions"]


def collisions(entries: list[UserEntry]) -> list[Problem]:
    """Return why some entries cannot stand beside the package's or beside each other.

    Ids, titles and written units that exist are refused. A word that names an indicator of the package is
    refused where both count in the same unit; with another unit it is merged: the package's rules are asked
    first.

    Args:
        entries: the user's, each in itself without fault.
    """
    titles = [entry for entry in entries if isinstance(entry, UserTitle)]
    units = [entry for entry in entries if isinstance(entry, UserUnit)]
    indicators = [entry for entry in entries if isinstance(entry, UserIndicator)]
    return [*_titles(titles), *_units(units), *_indicators(indicators, units)]


def _titles(titles: list[UserTitle]) -> Iterator[Problem]:
    data = package_lexicon("titles")
    known = {*data["not_titles"]}
    for group in data["title"]:
        known.update(group.get("words", ()))
        for head in group.get("heads", ()):
            known.update([head, *(prefix + head for prefix in data["prefixes"])])
    own: dict[str, str] = {}
    for title in titles:
        for word in title.words:
            deputies = title.deputies and word not in known
            for form in [word, *(prefix + word for prefix in data["prefixes"] if deputies)]:
                if form in known:
                    yield Problem(title.place, f"the package knows {form!r} already", "leave it out")
                elif form in own:
                    yield Problem(title.place, f"{form!r} stands in {own[form]} too", "leave one out")
                own.setdefault(form, title.place)


def _units(units: list[UserUnit]) -> Iterator[Problem]:
    forms = _package_forms()
    bases = set(forms.values())
    named = {form for unit in units for form, factor in unit.forms if form == unit.base and factor == 1}
    own: dict[str, str] = {}
    for unit in units:
        if unit.base in forms and unit.base not in bases:
            yield Problem(
                unit.place,
                f"{unit.base!r} is kept in {forms[unit.base]!r}",
                f"write base = {forms[unit.base]!r}",
            )
        elif unit.base not in bases and unit.base not in named:
            yield Problem(
                unit.place,
                f"the base {unit.base!r} is no unit of the package and none of the forms",
                f'add "{unit.base}" = "1" to the forms, or name a base of the package',
            )
        for form, _ in unit.forms:
            if form in forms:
                yield Problem(
                    unit.place,
                    f"the package reads {form!r} already, as {forms[form]!r}",
                    "leave the form out",
                )
            elif form in own:
                yield Problem(unit.place, f"{form!r} stands in {own[form]} too", "leave one out")
            own.setdefault(form, unit.place)


def _package_forms() -> dict[str, str]:
    """Return the written units of the package with their bases."""
    return {form: unit["base"] for unit in package_lexicon("units")["unit"] for form in unit["forms"]}


def _indicators(indicators: list[UserIndicator], units: list[UserUnit]) -> Iterator[Problem]:
    tables = package_lexicon("indicators")
    known: dict[str, dict[str, Any]] = {entry["id"]: entry for entry in tables["indicator"]}
    forms = _package_forms() | {form: unit.base for unit in units for form, _ in unit.forms}
    bases = {*forms.values(), *(unit.base for unit in units)}
    words = list(_package_words(tables, known))
    own: dict[str, str] = {}
    for entry in indicators:
        if entry.id in known:
            yield Problem(
                entry.place,
                f"{entry.id!r} is an indicator of the package ({known[entry.id]['name']})",
                f"choose another id, such as own_{entry.id}"[:90],
            )
        elif entry.id in own:
            yield Problem(entry.place, f"{entry.id!r} stands in {own[entry.id]} too", "choose another id")
        own.setdefault(entry.id, entry.place)
        for unit in entry.units:
            if unit not in bases:
                yield Problem(entry.place, f"{unit!r} is not the base of a unit", _base_for(unit, forms))
        for word, id, counted in words:
            shared = sorted(counted & set(entry.units))
            if word in entry.words and shared:
                yield Problem(
                    entry.place,
                    f"{word!r} counted in {shared[0]!r} is {id!r} of the package",
                    "leave the word out, or write a longer one",
                )
                break
    yield from _shared_words(indicators)


def _package_words(
    tables: dict[str, Any], known: dict[str, dict[str, Any]]
) -> Iterator[tuple[str, str, frozenset[str]]]:
    for rule in tables["rule"]:
        units = frozenset(rule.get("units", known[rule["indicator"]]["units"]))
        for word in rule.get("words", ()):
            yield word, rule["indicator"], units


def _base_for(unit: str, forms: dict[str, str]) -> str:
    if unit in forms:
        return f"write {forms[unit]!r}, in which it is kept"
    return "add it to units.toml, or name a base unit of the package"


def _shared_words(indicators: list[UserIndicator]) -> Iterator[Problem]:
    """Of two indicators with a word and a unit in common the second would never be found."""
    for number, entry in enumerate(indicators):
        for other in indicators[:number]:
            if other.id == entry.id or not set(other.units) & set(entry.units):
                continue
            shared = sorted(set(other.words) & set(entry.words))
            if shared:
                yield Problem(entry.place, f"{shared[0]!r} points to {other.id!r} too", "leave one out")
                break
