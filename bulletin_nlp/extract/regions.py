"""Regions: the divisions that a bulletin names, and the one it is about."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from bulletin_nlp.extract.places import Place, national_issuer, note_places, place_of
from bulletin_nlp.extract.reading import Reading, RegionMention
from bulletin_nlp.extract.resolution import resolve
from bulletin_nlp.extract.toponyms import alternatives, find_toponyms
from bulletin_nlp.lexicon.divisions import NATION, Division, Divisions
from bulletin_nlp.lexicon.loader import read_lexicon
from bulletin_nlp.record import Region

__all__ = ["Place", "find_regions", "place_of"]

#: Lines at the head of a text that are taken for headings are at most this long, and there are at most three.
_HEADING_LENGTH = 60
_HEADING_LINES = 3
#: Characters after the headings in which a national body speaks for the whole text.
_LEAD_LENGTH = 200
#: Places before 全市 among which the one meant is looked for.
_LOOK_BACK = 20


@dataclass(frozen=True, slots=True)
class _Cues:
    implied: re.Pattern[str]
    nouns: dict[str, str]
    bare: re.Pattern[str]
    not_before: dict[str, str]
    body: re.Pattern[str]
    newsroom: re.Pattern[str]
    newsroom_name: re.Pattern[str]
    dateline: re.Pattern[str]


@cache
def _cues() -> _Cues:
    lexicon: dict[str, Any] = read_lexicon("regions")
    implied, bare, body, newsroom = (lexicon[key] for key in ("implied", "bare", "body", "newsroom"))
    nouns = alternatives(implied["nouns"])
    return _Cues(
        implied=re.compile(
            f"[{''.join(implied['determiners'])}]({nouns})(?!{alternatives(implied['not_after'])})"
        ),
        nouns=dict(implied["nouns"]),
        bare=re.compile(f"({alternatives(bare['not_before'])})(?={alternatives(bare['bodies'])})"),
        not_before=dict(bare["not_before"]),
        body=re.compile(
            f"(?:{alternatives(body['direct'])})|"
            f"(?:{alternatives(body['joined'])}|[^\\W\\d{body['gap_without']}]){{1,{body['gap']}}}?"
            f"(?:{alternatives(body['last'])})"
        ),
        newsroom=re.compile(
            f"\\s*(?:{alternatives(newsroom['before'])})(\\w{{2,6}}?)(?:{alternatives(newsroom['words'])})"
        ),
        newsroom_name=re.compile(
            f"(?:{alternatives(newsroom['before'])})(\\w{{2,6}}?)(?:{alternatives(newsroom['names'])})"
        ),
        dateline=re.compile(lexicon["dateline"]["after"]),
    )


def find_regions(reading: Reading) -> None:
    """Find the regions of a bulletin.

    Adds ``region_mentions``, ``governing``, ``regions`` and what :func:`place_of` reads to the reading, and
    an ``ambiguous_region`` warning for each name whose bearer the bulletin does not tell.
    """
    divisions = Divisions.load()
    day = _day(reading)
    given = _given_divisions(reading, divisions, day)
    toponyms = [
        t for t in find_toponyms(reading.clean, divisions, day) if not reading.is_masked(t.start, t.end)
    ]
    named = [m for m in resolve(reading.clean, toponyms, divisions, given) if not _is_dateline(reading, m)]
    for mention in named:
        mention.inside = _cues().body.match(reading.clean, mention.end) is not None
    governing = _governing(reading, named, given, divisions)
    if not named or (governing is None and all(m.division is None for m in named)):
        newsroom = _newsroom(reading, divisions, day)
        if newsroom is not None:
            governing = newsroom.division
            named = _resolve_again(reading, toponyms, divisions, [*given, newsroom.division], newsroom)
    reading.governing = governing
    reading.region_mentions = sorted(
        [*named, *_implied(reading, named, governing, divisions)], key=lambda m: (m.start, m.end)
    )
    note_places(reading)
    reading.default_place = _default_place(reading)
    _add_records(reading, divisions)


def _resolve_again(
    reading: Reading,
    toponyms: list[Any],
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


def _day(reading: Reading) -> date | None:
    """Return the bulletin's date, where the caller or the header gives one."""
    published = reading.given.published or reading.header.published
    return published.date() if isinstance(published, datetime) else published


def _given_divisions(reading: Reading, divisions: Divisions, day: date | None) -> list[Division]:
    """Return the divisions that publisher, site and source name; the publisher's come first."""
    given, header = reading.given, reading.header
    found: list[Division] = []
    for words in (
        given.publisher,
        header.publisher,
        header.content_source,
        given.content_source,
        given.site_name,
        header.site_name,
    ):
        if words:
            mentions = resolve(words, find_toponyms(words, divisions, day), divisions)
            newsroom = _cues().newsroom_name.fullmatch(words)
            if mentions:
                found.extend(m.division for m in mentions[-1:] if m.division is not None)
            elif newsroom:
                found.extend(_local(newsroom.group(1), divisions, day))
    return found


def _local(name: str, divisions: Divisions, day: date | None) -> list[Division]:
    """Return the city or county that a newsroom is named after, where there is only one."""
    bearers = [d for d in divisions.by_name(name, day) if d.level in ("prefecture", "county")]
    return bearers if len(bearers) == 1 else []


def _is_dateline(reading: Reading, mention: RegionMention) -> bool:
    """Tell whether a city only says where a news agency writes from."""
    return _cues().dateline.match(reading.clean, mention.end) is not None and mention.end < 200


def _governing(
    reading: Reading, named: list[RegionMention], given: list[Division], divisions: Divisions
) -> Division | None:
    """Return the region that the bulletin as a whole is about.

    In order: who issued it, what its headings name first, the site if the text names it or a part of it,
    what the text names first, its only region.
    """
    issuer = _first_of(reading, divisions, reading.given.publisher, reading.header.publisher)
    if issuer is not None:
        return issuer
    headings = _headings_end(reading)
    in_headings = [m for m in named if m.start < headings]
    first = _leading(reading, in_headings)
    if first is not None:
        return first
    codes = {m.division.code for m in named if m.division is not None}
    for division in given:
        if not codes or any(divisions.is_within(code, division.code) for code in codes):
            return division
    body = [m for m in named if m.start >= headings]
    if body and national_issuer(reading.clean, body[0].start) is not None:
        return None
    first = _leading(reading, body)
    if first is not None and first.level != "township":
        return first
    known = {m.division for m in named if m.division is not None}
    return known.pop() if len(known) == 1 and all(m.division for m in named) else None


def _default_place(reading: Reading) -> tuple[str | None, tuple[int, int] | None]:
    """Return the code that holds where nothing nearer does: the governing region's, or the nation's."""
    if reading.governing is not None:
        spans = [(m.start, m.end) for m in reading.region_mentions if m.division == reading.governing]
        return reading.governing.code, spans[0] if spans else None
    if reading.region_mentions and reading.region_mentions[0].division is None:
        return None, None
    issuer = national_issuer(reading.clean, _headings_end(reading) + _LEAD_LENGTH)
    return (NATION, issuer) if issuer else (None, None)


def _first_of(reading: Reading, divisions: Divisions, *names: str | None) -> Division | None:
    for words in names:
        if words:
            mentions = resolve(words, find_toponyms(words, divisions, _day(reading)), divisions)
            if mentions and mentions[-1].division is not None:
                return mentions[-1].division
    return None


def _headings_end(reading: Reading) -> int:
    """Return where the headings at the head of the text end."""
    if reading.header.title_span is not None:
        end = reading.header.title_span[1]
        line = (
            reading.layout.line(min(end + 1, len(reading.clean) - 1))
            if end + 1 < len(reading.clean)
            else None
        )
        if line and reading.clean.startswith(("——", "—", "--"), line[0]):
            return line[1]
        return end
    end = 0
    for start, stop in reading.layout.lines()[:_HEADING_LINES]:
        line_text = reading.clean[start:stop].strip()
        if len(line_text) > _HEADING_LENGTH or line_text.endswith(("。", "；", "：", ":")):
            break
        end = stop
    return end


def _leading(reading: Reading, mentions: list[RegionMention]) -> Division | None:
    """Return the first region named, the last of a chain (广东省中山市), or None where a list comes first."""
    if not mentions:
        return None
    index = 0
    while index + 1 < len(mentions) and mentions[index].end == mentions[index + 1].start:
        index += 1
    if index + 1 < len(mentions):
        gap = reading.clean[mentions[index].end : mentions[index + 1].start]
        if gap in ("、", "和", "与", "及") and _same_level(mentions[index], mentions[index + 1]):
            return None
    division = mentions[index].division
    if division is not None and division.level == "township" and index and mentions[index - 1].division:
        return mentions[index - 1].division
    return division


def _same_level(one: RegionMention, other: RegionMention) -> bool:
    return (
        one.division is not None and other.division is not None and one.division.level == other.division.level
    )


def _newsroom(reading: Reading, divisions: Divisions, day: date | None) -> RegionMention | None:
    """Return the place whose newsroom's name opens the text (今日竹山网讯), as evidence of last resort."""
    match = _cues().newsroom.match(reading.clean, _headings_end(reading)) or _cues().newsroom.match(
        reading.clean
    )
    if match is None:
        return None
    place = _local(match.group(1), divisions, day)
    return RegionMention(match.start(1), match.end(1), place[0], inside=True) if place else None


def _implied(
    reading: Reading,
    named: list[RegionMention],
    governing: Division | None,
    divisions: Divisions,
) -> list[RegionMention]:
    """Find 全省, 我市 and 省 before a body, where the bulletin tells which they are."""
    cues, text = _cues(), reading.clean
    base = governing if governing is not None and governing.level != "township" else None
    chain = [base, *divisions.ancestors(base)] if base is not None else []
    starts = [m.start for m in named]
    found: list[RegionMention] = []

    def free(start: int, end: int) -> bool:
        index = bisect_left(starts, end) - 1
        return (index < 0 or named[index].end <= start) and not reading.is_masked(start, end)

    for match in cues.implied.finditer(text):
        if free(*match.span()):
            division = _by_noun(reading, match.group(1), match.start(), chain, named, starts)
            if division is not None:
                found.append(RegionMention(match.start(), match.end(), division, implied=True))
    for match in cues.bare.finditer(text):
        start, end = match.span()
        before = text[start - 1] if start else "\n"
        if before not in cues.not_before[match.group(1)] and free(start, end):
            division = _by_noun(reading, match.group(1), start, chain, named, starts)
            if division is not None:
                found.append(RegionMention(start, end, division, implied=True, inside=True))
    return found


def _by_noun(
    reading: Reading,
    noun: str,
    offset: int,
    chain: list[Division],
    named: list[RegionMention],
    starts: list[int],
) -> Division | None:
    """Return what 市, 省 or 区 stands for: in the governing region's chain, else the last one named."""
    for division in chain:
        if division.name.endswith(noun):
            return division
    paragraph = reading.layout.line(offset)[0]
    last = bisect_left(starts, offset)
    for mention in reversed(named[max(0, last - _LOOK_BACK) : last]):
        if mention.start < paragraph:
            break
        if mention.division is not None and mention.division.name.endswith(noun):
            return mention.division
    return None


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
