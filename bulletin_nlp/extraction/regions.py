"""Regions: the divisions that a bulletin names, and the one it is about."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache
from typing import Any

from bulletin_nlp.extraction.governing import (
    day_of,
    default_place,
    given_divisions,
    governing_region,
    newsroom_place,
)
from bulletin_nlp.extraction.places import Place, note_places, place_of
from bulletin_nlp.extraction.reading import Reading, RegionMention
from bulletin_nlp.extraction.resolution import resolve
from bulletin_nlp.extraction.toponyms import Toponym, find_toponyms
from bulletin_nlp.extraction.township_lists import find_listed_townships
from bulletin_nlp.lexicon.divisions import Division, Divisions
from bulletin_nlp.lexicon.loader import alternation, read_lexicon
from bulletin_nlp.record import Region

__all__ = ["Place", "find_regions", "place_of"]

#: Places before 全市 among which the one meant is looked for.
_LOOK_BACK = 20


@dataclass(frozen=True, slots=True)
class _Cues:
    implied: re.Pattern[str]
    own: frozenset[str]
    bare: re.Pattern[str]
    not_before: dict[str, str]
    body: re.Pattern[str]
    dateline: re.Pattern[str]


@cache
def _cues() -> _Cues:
    lexicon: dict[str, Any] = read_lexicon("regions")
    implied, bare, body = (lexicon[key] for key in ("implied", "bare", "body"))
    nouns = alternation(implied["nouns"])
    return _Cues(
        implied=re.compile(
            f"[{''.join(implied['determiners'])}]({nouns})(?!{alternation(implied['not_after'])})"
        ),
        own=frozenset(implied["own"]),
        bare=re.compile(f"({alternation(bare['not_before'])})(?={alternation(bare['bodies'])})"),
        not_before=dict(bare["not_before"]),
        body=re.compile(
            f"(?:{alternation(body['direct'])})|"
            f"(?:{alternation(body['joined'])}|[^\\W\\d{body['gap_without']}]){{1,{body['gap']}}}?"
            f"(?:{alternation(body['last'])})"
        ),
        dateline=re.compile(lexicon["dateline"]["after"]),
    )


def find_regions(reading: Reading) -> None:
    """Find the regions of a bulletin.

    Adds ``region_mentions``, ``governing``, ``regions`` and what :func:`place_of` reads to the reading, and
    an ``ambiguous_region`` warning for each name whose bearer the bulletin does not tell.
    """
    divisions = Divisions.load()
    day = day_of(reading)
    given = given_divisions(reading, divisions, day)
    toponyms = [
        t for t in find_toponyms(reading.clean, divisions, day) if not reading.is_masked(t.start, t.end)
    ]
    named = [m for m in resolve(reading.clean, toponyms, divisions, given) if not _is_dateline(reading, m)]
    for mention in named:
        mention.inside = _cues().body.match(reading.clean, mention.end) is not None
    governing = governing_region(reading, named, given, divisions)
    if not named or (governing is None and all(m.division is None for m in named)):
        newsroom = newsroom_place(reading, divisions, day)
        if newsroom is not None:
            governing = newsroom.division
            named = _resolve_again(reading, toponyms, divisions, [*given, newsroom.division], newsroom)
    named += find_listed_townships(reading.clean, named, governing, divisions)
    named.sort(key=lambda m: (m.start, m.end))
    reading.governing = governing
    reading.region_mentions = sorted(
        [*named, *_implied(reading, named, governing, divisions)], key=lambda m: (m.start, m.end)
    )
    note_places(reading)
    reading.default_place = default_place(reading)
    _add_records(reading, divisions)


def _resolve_again(
    reading: Reading,
    toponyms: list[Toponym],
    divisions: Divisions,
    given: list[Division | None],
    newsroom: RegionMention,
) -> list[RegionMention]:
    """Resolve the names with the newsroom's place as their context, and add it to them."""
    known = [division for division in given if division is not None]
    mentions = resolve(reading.clean, toponyms, divisions, known)
    for mention in mentions:
        mention.inside = _cues().body.match(reading.clean, mention.end) is not None
    return [newsroom, *mentions]


def _is_dateline(reading: Reading, mention: RegionMention) -> bool:
    """Tell whether a city only says where a news agency writes from."""
    return _cues().dateline.match(reading.clean, mention.end) is not None and mention.end < 200


def _implied(
    reading: Reading,
    named: list[RegionMention],
    governing: Division | None,
    divisions: Divisions,
) -> list[RegionMention]:
    """Find 全省, 我市 and 省 before a body, where the bulletin tells which they are."""
    cues, text = _cues(), reading.clean
    base = governing if governing is not None and governing.level != "township" else None
    known = {m.division for m in named} | set(given_divisions(reading, divisions, day_of(reading)))
    chain = [base, *divisions.ancestors(base)] if base is not None else _shared_province(named, divisions)
    # A province may follow from its city; which city 我市 is, a district does not tell.
    told = [d for d in chain if d == base or d.level == "province" or d in known]
    starts = [m.start for m in named]
    found: list[RegionMention] = []

    def free(start: int, end: int) -> bool:
        index = bisect_left(starts, end) - 1
        return (index < 0 or named[index].end <= start) and not reading.is_masked(start, end)

    for match in cues.implied.finditer(text):
        if free(*match.span()):
            division = _by_noun(reading, match.group()[0], match.group(1), match.start(), told, named, starts)
            if division is not None:
                found.append(RegionMention(match.start(), match.end(), division, implied=True))
    for match in cues.bare.finditer(text):
        start, end = match.span()
        before = text[start - 1] if start else "\n"
        if before not in cues.not_before[match.group(1)] and free(start, end):
            division = _by_noun(reading, "", match.group(1), start, chain, named, starts)
            if division is not None:
                found.append(RegionMention(start, end, division, implied=True, inside=True))
    return found


def _shared_province(named: list[RegionMention], divisions: Divisions) -> list[Division]:
    """Return the province that every named place lies in, where there is one."""
    provinces = {
        (division, *divisions.ancestors(division))[-1]
        for division in {mention.division for mention in named}
        if division is not None
    }
    return list(provinces) if len(provinces) == 1 else []


def _by_noun(
    reading: Reading,
    determiner: str,
    noun: str,
    offset: int,
    chain: list[Division],
    named: list[RegionMention],
    starts: list[int],
) -> Division | None:
    """Return what 市, 省 or 区 stands for.

    我市 is the governing region or lies above it. 全市 is so too, unless the sentence has just named another
    one of that level (广州市开工3个，全市…); where there is no such region, it is the last one named.
    """
    own = next((division for division in chain if division.name.endswith(noun)), None)
    if own is not None and determiner in _cues().own:
        return own
    layout = reading.layout
    from_offset = (layout.line(offset) if own is None else layout.sentence(offset))[0]
    last = bisect_left(starts, offset)
    for mention in reversed(named[max(0, last - _LOOK_BACK) : last]):
        if mention.start < from_offset:
            break
        division = mention.division
        if division is not None and division.name.endswith(noun):
            return division if own is None or division.level == own.level else own
    return own


def _add_records(reading: Reading, divisions: Divisions) -> None:
    """Write one region for each division, and one for each ambiguous name."""
    groups: dict[object, list[RegionMention]] = {}
    for mention in reading.region_mentions:
        key: object = mention.division or reading.clean[mention.start : mention.end]
        groups.setdefault(key, []).append(mention)
    for mentions in groups.values():
        best = _best(reading, mentions)
        division = best.division or best.candidates[0]
        code = best.division.code if best.division else None
        if best.division is None:
            reading.warn(
                "ambiguous_region",
                f"{division.name} has {len(best.candidates)} candidates and the text does not decide",
                best.start,
                best.end,
            )
        words = reading.clean[best.start : best.end]
        reading.regions.append(
            Region(
                fact_id=reading.fact_id("region", division.name),
                span=reading.span(best.start, best.end),
                mentions=tuple(reading.span(m.start, m.end) for m in mentions),
                name=division.name,
                level=division.level,
                code=code,
                parent=best.division.parent if best.division else None,
                as_written=words,
                implied=all(m.implied for m in mentions),
                code_current=divisions.current(code) if code else (),
                candidates=()
                if best.division
                else tuple(candidate.code for candidate in best.candidates if candidate.code),
            )
        )


def _best(reading: Reading, mentions: list[RegionMention]) -> RegionMention:
    """Return the mention that shows a region best: its full name, else a short one, else 全省."""
    for mention in mentions:
        bearer = mention.division or mention.candidates[0]
        if reading.clean[mention.start : mention.end] == bearer.name:
            return mention
    return next((m for m in mentions if not m.implied), mentions[0])
