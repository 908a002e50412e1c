"""Readings whose places are given, so that bodies and officials are tested by themselves."""

from __future__ import annotations

import re

from bulletin_nlp.extraction.officials import find_officials
from bulletin_nlp.extraction.organizations import find_organizations
from bulletin_nlp.extraction.reading import Reading, RegionMention
from bulletin_nlp.lexicon.divisions import Division, Divisions
from bulletin_nlp.record import Official
from tests.extraction.factory import reading_of

PLACES = (
    "湘潭市",
    "湖南省",
    "雨湖区",
    "岳塘区",
    "湘潭县",
    "韶山市",
    "姜畲镇",
    "窑湾街道",
    "新疆维吾尔自治区",
)
_PLACES = re.compile("|".join(PLACES))


def division(name: str) -> Division:
    """Return the division of that name, in Hunan where there are several."""
    bearers = Divisions.load().by_name(name)
    return next((d for d in bearers if (d.code or "").startswith("43")), bearers[0])


def placed(text: str, governing: str | None = None) -> Reading:
    """Return the reading of a clean text with mentions of :data:`PLACES` and a governing division."""
    reading = reading_of(text, clean=False)
    reading.region_mentions = [
        RegionMention(m.start(), m.end(), division(m.group())) for m in _PLACES.finditer(text)
    ]
    reading.governing = division(governing) if governing is not None else None
    return reading


def officials_of(text: str, governing: str | None = None) -> dict[str, Official]:
    """Return the officials of a text by name."""
    reading = placed(text, governing)
    find_organizations(reading)
    find_officials(reading)
    return {official.name: official for official in reading.officials}


def organizations_of(text: str, governing: str | None = None) -> list[str]:
    """Return the full names of a text's bodies in order."""
    reading = placed(text, governing)
    find_organizations(reading)
    return [organization.name for organization in reading.organizations]
