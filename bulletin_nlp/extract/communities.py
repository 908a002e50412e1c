"""Residential communities: every name with the township and the county or city that it lies in."""

from __future__ import annotations

import re
from bisect import bisect_right

from bulletin_nlp.extract.community_names import CommunityName, names_in
from bulletin_nlp.extract.reading import Reading, RegionMention
from bulletin_nlp.extract.regions import place_of
from bulletin_nlp.record import Community, Evidence, Span

__all__ = ["find_communities"]

# A place name that ends like this says its level.
_LEVEL_ENDINGS = ("省", "市", "州", "盟", "区", "县", "旗", "街道", "镇", "乡")
_PARAGRAPH_END = re.compile(r"[。！？\n]")
_PROVINCE_OR_MORE = re.compile(r"\d\d0000")


def find_communities(reading: Reading) -> None:
    """Find the residential communities of a bulletin.

    Adds one :class:`~bulletin_nlp.record.Community` a name to ``reading.communities``, with every mention.

    Args:
        reading: the bulletin, its regions found.
    """
    text = reading.clean
    places = [
        (mention.start, mention.end, text.endswith(_LEVEL_ENDINGS, mention.start, mention.end))
        for mention in reading.region_mentions
    ]
    mentions: dict[str, list[CommunityName]] = {}
    for name in names_in(text, places):
        if not reading.is_masked(name.start, name.end):
            mentions.setdefault(name.name, []).append(name)
    townships = _Townships(reading) if mentions else None
    for name, named in mentions.items():
        assert townships is not None  # noqa: S101 - one is made whenever there are names
        reading.communities.append(_community(reading, name, named, townships))


class _Townships:
    """The townships that a bulletin names, by where they stand."""

    def __init__(self, reading: Reading) -> None:
        self._text = reading.clean
        self._mentions = [m for m in reading.region_mentions if _level(m) == "township"]
        self._starts = [m.start for m in self._mentions]

    def before(self, offset: int) -> RegionMention | None:
        """Return the township last named before ``offset`` in the same sentence."""
        index = bisect_right(self._starts, offset) - 1
        if index < 0:
            return None
        mention = self._mentions[index]
        return None if _PARAGRAPH_END.search(self._text, mention.end, offset) else mention


def _level(mention: RegionMention) -> str | None:
    if mention.division is not None:
        return mention.division.level
    return mention.candidates[0].level if mention.candidates else None


def _township_name(reading: Reading, mention: RegionMention) -> str:
    if mention.division is not None:
        return mention.division.name
    if mention.candidates:
        return mention.candidates[0].name
    return reading.clean[mention.start : mention.end]


def _community(reading: Reading, name: str, named: list[CommunityName], townships: _Townships) -> Community:
    """Return the record of one name from all its mentions."""
    spans = tuple(reading.span(mention.start, mention.end) for mention in named)
    township: RegionMention | None = None
    place: tuple[str, str | None, Span | None] | None = None
    for mention in named:
        if township is None:
            township = townships.before(mention.start)
        if place is None:
            place = _place(reading, mention)
    region: str | None = None
    evidence: dict[str, Evidence] = {}
    if township is not None and township.division is not None and township.division.parent:
        region = township.division.parent
    elif place is not None:
        region, basis, span = place
        if basis in ("clause", "heading", "document", "given"):
            evidence["region"] = Evidence(basis=basis, span=span)
    best = next((span for span in spans if span.text == name), spans[0])
    return Community(
        fact_id=reading.fact_id("community", name),
        span=best,
        mentions=spans,
        evidence=evidence,
        name=name,
        kind=named[0].kind,
        township=_township_name(reading, township) if township else None,
        region=region,
    )


def _place(reading: Reading, mention: CommunityName) -> tuple[str, str | None, Span | None] | None:
    """Return the county or city that a mention lies in, with what says so, or None."""
    place = place_of(reading, mention.start, mention.end)
    code = place.code
    if code is None or _PROVINCE_OR_MORE.fullmatch(code):
        return None
    return code[:6], place.basis, place.span
