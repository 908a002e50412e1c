"""The region that a bulletin as a whole is about, and what the caller and the header say of it."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import cache

from bulletin_nlp.extraction.places import national_issuer
from bulletin_nlp.extraction.reading import Reading, RegionMention
from bulletin_nlp.extraction.resolution import resolve
from bulletin_nlp.extraction.toponyms import find_toponyms
from bulletin_nlp.lexicon.divisions import NATION, Division, Divisions
from bulletin_nlp.lexicon.loader import alternation, read_lexicon

__all__ = ["day_of", "default_place", "given_divisions", "governing_region", "newsroom_place"]

#: Lines at the head of a text that are taken for headings are at most this long, and there are at most three.
_HEADING_LENGTH = 60
_HEADING_LINES = 3
#: Characters after the headings in which a national body speaks for the whole text.
_LEAD_LENGTH = 200


@cache
def _newsroom_cues() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what opens a text (今日竹山网讯) and what is a source's or a site's whole name (柴桑发布)."""
    newsroom = read_lexicon("regions")["newsroom"]
    before = f"(?:{alternation(newsroom['before'])})(\\w{{2,6}}?)"
    return (
        re.compile(f"\\s*{before}(?:{alternation(newsroom['words'])})"),
        re.compile(f"{before}(?:{alternation(newsroom['names'])})"),
    )


def day_of(reading: Reading) -> date | None:
    """Return the bulletin's date, where the caller or the header gives one."""
    published = reading.given.published or reading.header.published
    return published.date() if isinstance(published, datetime) else published


def given_divisions(reading: Reading, divisions: Divisions, day: date | None) -> list[Division]:
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
            newsroom = _newsroom_cues()[1].fullmatch(words)
            if mentions:
                found.extend(m.division for m in mentions[-1:] if m.division is not None)
            elif newsroom:
                found.extend(_local(newsroom.group(1), divisions, day))
    return found


def _local(name: str, divisions: Divisions, day: date | None) -> list[Division]:
    """Return the city or county that a newsroom is named after, where there is only one."""
    bearers = [d for d in divisions.by_name(name, day) if d.level in ("prefecture", "county")]
    return bearers if len(bearers) == 1 else []


def governing_region(
    reading: Reading, named: list[RegionMention], given: list[Division], divisions: Divisions
) -> Division | None:
    """Return the region that the bulletin as a whole is about.

    In order: who issued it, what its headings name first, the site if the text names it or a part of it,
    whose newsroom opens it or what it calls its own (我市), what the text names first, its only region.
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
    own = _own(reading, named, divisions)
    if own is not None:
        return own
    first = _leading(reading, body)
    if first is not None and first.level != "township":
        return first
    known = {m.division for m in named if m.division is not None}
    return known.pop() if len(known) == 1 and all(m.division for m in named) else None


def _own(reading: Reading, named: list[RegionMention], divisions: Divisions) -> Division | None:
    """Return the named region whose newsroom opens the text, else the only one that 我市 can stand for."""
    known = [m.division for m in named if m.division is not None]
    newsroom = newsroom_place(reading, divisions, day_of(reading))
    if newsroom is not None and newsroom.division in known:
        return newsroom.division
    match = _own_words().search(reading.clean)
    if match is None:
        return None
    fitting = dict.fromkeys(d for d in known if d.level != "township" and d.name.endswith(match["noun"]))
    return next(iter(fitting)) if len(fitting) == 1 else None


@cache
def _own_words() -> re.Pattern[str]:
    """Return 我市 and the like, which a text says of its own region only."""
    implied = read_lexicon("regions")["implied"]
    return re.compile(
        f"[{''.join(implied['own'])}](?P<noun>{alternation(implied['nouns'])})"
        f"(?!{alternation(implied['not_after'])})"
    )


def default_place(reading: Reading) -> tuple[str | None, tuple[int, int] | None]:
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
            mentions = resolve(words, find_toponyms(words, divisions, day_of(reading)), divisions)
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


def newsroom_place(reading: Reading, divisions: Divisions, day: date | None) -> RegionMention | None:
    """Return the place whose newsroom's name opens the text (今日竹山网讯), as evidence of last resort."""
    match = _newsroom_cues()[0].match(reading.clean, _headings_end(reading)) or _newsroom_cues()[0].match(
        reading.clean
    )
    if match is None:
        return None
    place = _local(match.group(1), divisions, day)
    return RegionMention(match.start(1), match.end(1), place[0], inside=True) if place else None
