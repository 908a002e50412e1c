"""Values of options that a vocabulary knows: places and indicators, with near matches as the way out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from difflib import get_close_matches

from bulletin_nlp.errors import BulletinError
from bulletin_nlp.lexicon.divisions import NATION, Division, Divisions

__all__ = ["known_indicator", "known_region", "read_date"]

_CODE = re.compile(r"\d{6}(?:\d{3})?")
_NATION_NAMES = ("全国", "中国")
# More candidates than these are counted, not listed.
_LISTED = 8
# How alike a name must be to be offered: two characters of three.
_ALIKE = 0.6


def known_region(written: str) -> str:
    """Return the code of a place.

    Args:
        written: a code of 6 or 9 digits, or a full or short name; 全国 is the whole country.

    Raises:
        BulletinError: ``option_invalid`` where there is no such place, or several.
    """
    divisions = Divisions.load()
    name = written.strip()
    if name in (*_NATION_NAMES, NATION):
        return NATION
    if _CODE.fullmatch(name):
        if divisions.by_code(name) is None:
            raise BulletinError(
                "option_invalid", f"no place has the code {name}", "give its name, such as 中山市"
            )
        return name
    found = {division.code: division for division in divisions.by_name(name) if division.code}
    if len(found) == 1:
        return next(iter(found))
    if found:
        raise BulletinError(
            "option_invalid",
            f"{len(found)} places are called {name}",
            f"give a code: {_listed(divisions, list(found.values()))}",
        )
    near = get_close_matches(name, divisions.names(), n=5, cutoff=_ALIKE)
    raise BulletinError("option_invalid", f"no place is called {name!r}", _offer(near, "give its code"))


def known_indicator(written: str) -> str:
    """Return the id of an indicator.

    Args:
        written: its id or its Chinese name.

    Raises:
        BulletinError: ``option_invalid`` where the vocabulary has none.
    """
    from bulletin_nlp.export.closed_sets import indicator_names

    ids = dict(indicator_names())
    if written in ids:
        return written
    of_name = {name: id for id, name in ids.items()}
    if written in of_name:
        return of_name[written]
    near = get_close_matches(written, [*ids, *of_name], n=5, cutoff=_ALIKE)
    offered = [f"{of_name.get(match, match)} ({ids[of_name.get(match, match)]})" for match in near]
    raise BulletinError(
        "option_invalid",
        f"no indicator is called {written!r}",
        _offer(list(dict.fromkeys(offered)), f"use {', '.join(list(ids)[:_LISTED])} …"),
    )


def read_date(written: str | None, option: str) -> date | None:
    """Read the date of an option.

    Args:
        written: as for ``--published``: ``2025-02-14``, ``2025/2/14``, ``2025年2月14日``; None stays None.
        option: the option's name.

    Raises:
        BulletinError: ``option_invalid``.
    """
    from bulletin_nlp.batch import read_day

    if written is None:
        return None
    try:
        day = read_day(written)
    except BulletinError as error:
        raise BulletinError(error.code, f"{option}: {error.message}", error.remedy) from error
    return day.date() if isinstance(day, datetime) else day


def _offer(near: Sequence[str], otherwise: str) -> str:
    return f"did you mean {', '.join(near)}?" if near else otherwise


def _listed(divisions: Divisions, found: Iterable[Division]) -> str:
    """List places with their codes, each with what it lies in."""
    places = sorted(found, key=lambda place: (len(place.code or ""), place.code or ""))
    shown = [f"{place.code} {_full_name(divisions, place)}" for place in places[:_LISTED]]
    more = len(places) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


def _full_name(divisions: Divisions, place: Division) -> str:
    return "".join(above.name for above in reversed(divisions.ancestors(place))) + place.name
