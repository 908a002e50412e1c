"""Which names of the table are place names where they stand, not parts of words or streets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from bulletin_nlp.lexicon.divisions import Division, Divisions
from bulletin_nlp.lexicon.loader import alternation, read_lexicon

__all__ = ["Need", "Toponym", "find_toponyms"]

#: What a name needs to be believed: nothing; its parent or full name in the text; its parent beside it.
Need = Literal["nothing", "context", "parent"]

#: 大理州 and 长阳县 are as sure as the full names of these autonomous prefectures and counties.
_USUAL_ENDS = frozenset("州县旗")
_NEVER = ("\0",)
#: Characters of a short name that is no chance meeting of words.
_DISTINCT = 3
_RANK = {"province": 0, "prefecture": 1, "county": 2, "township": 3}


@dataclass(slots=True)
class Toponym:
    """A name in the text with the divisions that bear it; ``full`` tells 花都区 from 花都."""

    start: int
    end: int
    bearers: tuple[Division, ...]
    full: bool
    need: Need


@dataclass(frozen=True, slots=True)
class _Cues:
    traps: dict[str, tuple[tuple[int, str], ...]]
    street: re.Pattern[str]
    firm: re.Pattern[str]
    media: re.Pattern[str]
    short_street: re.Pattern[str]
    false_ends: dict[str, tuple[str, ...]]
    kept_ends: dict[str, tuple[str, ...]]
    periodical: re.Pattern[str]
    apps: tuple[str, ...]
    weak_short: frozenset[str]
    ordinary_short: frozenset[str]
    never_short: frozenset[str]
    landscape: tuple[str, ...]
    ordinary_full: frozenset[str]
    short_after: frozenset[str]
    ordinary_township: frozenset[str]
    township_suffixes: tuple[str, ...]


@cache
def _cues() -> _Cues:
    lexicon = read_lexicon("regions")
    traps: dict[str, list[tuple[int, str]]] = {}
    for entry in lexicon["trap"]:
        name = entry["name"]
        for word in entry["words"]:
            traps.setdefault(name, []).append((word.index(name) if name in word else 0, word))
    street, firm, media = lexicon["street"], lexicon["firm"], lexicon["media"]
    return _Cues(
        traps={name: tuple(words) for name, words in traps.items()},
        street=re.compile(
            f"(?!{alternation(street['not_after'])})(?:{alternation(street['before'])})"
            f"(?:{alternation(street['words'])})(?!{alternation(street['not_after_whole'])})"
        ),
        firm=re.compile(
            f"[^\\W\\d{firm['gap_without']}]{{0,{firm['gap']}}}?(?:{alternation(firm['words'])})"
        ),
        media=re.compile(f"(?!{alternation(media['not_after'])})(?:{alternation(media['words'])})"),
        short_street=re.compile(
            f"[^\\W\\d]{{2,5}}?街(?!{alternation(lexicon['short_street']['not_after'])}|\\d)"
        ),
        false_ends={end: tuple(words) for end, words in lexicon["false_end"]["words"].items()},
        kept_ends={end: tuple(words) for end, words in lexicon["false_end"]["except"].items()},
        apps=tuple(media["apps"]),
        periodical=re.compile(
            f"[^《》\n]{{0,12}}(?:》(?:{alternation(media['periodicals'])})|(?:{alternation(media['periodical_ends'])})》)"
        ),
        weak_short=frozenset(lexicon["weak_short"]["names"]),
        ordinary_short=frozenset(lexicon["ordinary_short"]["names"]),
        never_short=frozenset(lexicon["never_short"]["names"]),
        landscape=tuple(lexicon["landscape"]["words"]),
        ordinary_full=frozenset(lexicon["ordinary_full"]["names"]),
        short_after=frozenset(lexicon["ordinary_full"]["short_after"]),
        ordinary_township=frozenset(lexicon["ordinary_township"]["names"]),
        township_suffixes=tuple(lexicon["ordinary_township"]["suffixes"]),
    )


def find_toponyms(text: str, divisions: Divisions, on: date | None = None) -> list[Toponym]:
    """Find the place names of a text.

    Args:
        text: Simplified text.
        divisions: the table.
        on: the day at which names are read.

    Returns:
        Names in order. Those that need nothing or a context never overlap one another; a short county name
        never stands where a longer or surer name does.
    """
    sure: list[Toponym] = []
    unsure: list[Toponym] = []
    taken = 0
    spots = sorted(divisions.matches(text, on), key=lambda spot: (spot[0], -spot[1]))
    for start, end, bearers in spots:
        if start < taken:
            if sure and start == sure[-1].end - 1 and _share_a_letter(text, sure[-1], bearers, divisions):
                sure[-1].end, sure[-1].full = start, False
            else:
                continue
        toponym, blocked = _read(text, start, end, bearers)
        if blocked:
            taken = max(taken, blocked)
        if toponym is None:
            continue
        if toponym.need == "nothing" or toponym.full:
            sure.append(toponym)
            taken = toponym.end
        else:
            unsure.append(toponym)
    return _merged([*sure, *_short_streets(text, sure, divisions, on)], unsure)


def _short_streets(text: str, named: list[Toponym], divisions: Divisions, on: date | None) -> list[Toponym]:
    """Find subdistricts called 新华街 right after the county or city that has one called 新华街道."""
    found: list[Toponym] = []
    for toponym in named:
        match = _cues().short_street.match(text, toponym.end)
        if match is None:
            continue
        codes = {bearer.code for bearer in toponym.bearers}
        bearers = tuple(b for b in divisions.by_name(f"{match.group()}道", on) if b.parent in codes)
        if bearers:
            found.append(Toponym(*match.span(), bearers, True, "nothing"))
    return found


def _merged(sure: list[Toponym], unsure: list[Toponym]) -> list[Toponym]:
    """Put both kinds in order, leaving out unsure names that overlap a name before them or a sure one."""
    merged: list[Toponym] = []
    position = 0
    sure.sort(key=lambda toponym: toponym.start)
    for toponym in sorted([*sure, *unsure], key=lambda t: (t.start, -t.end)):
        while position < len(sure) and sure[position].end <= toponym.start:
            position += 1
        if toponym.need != "nothing" and not toponym.full:
            ahead = sure[position].start if position < len(sure) else toponym.end
            if ahead < toponym.end or (merged and merged[-1].end > toponym.start):
                continue
        merged.append(toponym)
    return merged


def _share_a_letter(text: str, city: Toponym, bearers: tuple[Division, ...], divisions: Divisions) -> bool:
    """Tell whether a city's 市 belongs to the name after it, a district of that city (青岛市北区)."""
    codes = {division.code for division in city.bearers}
    return (
        text[city.end - 1] == "市"
        and any(bearer.parent in codes for bearer in bearers)
        and bool(divisions.by_name(text[city.start : city.end - 1]))
    )


def _begins_word(text: str, start: int) -> bool:
    """Tell whether a name of two characters stands where one can begin."""
    before = text[start - 1] if start else "\n"
    return not before.isalpha() or before in _cues().short_after


def _is_distinct(name: str, bearers: tuple[Division, ...]) -> bool:
    """Tell whether a county's short name is believed by itself: 石河子, which no other division bears."""
    return len(name) >= _DISTINCT and len(bearers) == 1 and bearers[0].level == "county"


def _read(text: str, start: int, end: int, bearers: tuple[Division, ...]) -> tuple[Toponym | None, int]:
    """Return the name that stands here, if it is one, and up to where the text is spoken for."""
    cues = _cues()
    name = text[start:end]
    if len(bearers) == 1:
        full: tuple[Division, ...] = bearers if bearers[0].name == name else ()
    else:
        full = tuple([bearer for bearer in bearers if bearer.name == name])
    if not full and name[-1] in _USUAL_ENDS and end - start > 2:
        full = bearers
    if cues.media.match(text, end) or (
        start and text[start - 1] == "《" and cues.periodical.match(text, end)
    ):
        return None, end
    for offset, word in cues.traps.get(name, ()):
        if offset <= start and text.startswith(word, start - offset):
            return None, 0
    if full:
        if text.startswith(cues.false_ends.get(name[-1], _NEVER), end) and not text.startswith(
            cues.kept_ends.get(name[-1], _NEVER), end
        ):
            return None, 0  # 中山市场 leaves 中山, 区域 leaves nothing
        ordinary = (
            name in cues.ordinary_full
            or (len(name) == 2 and not _begins_word(text, start))
            or name in cues.ordinary_township
            or (len(name) <= 3 and name.endswith(cues.township_suffixes))
        )
        return Toponym(start, end, full, True, "parent" if ordinary else "nothing"), 0
    if text.endswith(cues.apps, 0, start):
        return None, end
    street = cues.street.match(text, end)
    if street:
        return None, street.end()
    if cues.firm.match(text, end):
        return None, 0
    rank = min(_RANK[bearer.level] for bearer in bearers)
    if rank > 1 and (name in cues.never_short or text.startswith(cues.landscape, end)):
        return None, 0
    if rank > 1 and name in cues.ordinary_short:
        return Toponym(start, end, bearers, False, "parent"), 0
    if (rank > 1 and not _is_distinct(name, bearers)) or name in cues.weak_short:
        return Toponym(start, end, bearers, False, "context"), 0
    highest = tuple(bearer for bearer in bearers if _RANK[bearer.level] == rank)
    return Toponym(start, end, highest, False, "nothing"), 0
