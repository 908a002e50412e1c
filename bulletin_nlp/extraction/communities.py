"""Residential communities: every name with the township and the county or city that it lies in."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter

from bulletin_nlp.extraction.community_lexicon import vocabulary
from bulletin_nlp.extraction.community_lists import Member, listed
from bulletin_nlp.extraction.community_names import SHORTEST, Candidate, Place, candidates_in
from bulletin_nlp.extraction.places import place_of
from bulletin_nlp.extraction.reading import Reading, RegionMention
from bulletin_nlp.lexicon.divisions import Division
from bulletin_nlp.record import Community, Evidence

__all__ = ["find_communities"]

# A place name that ends like this says its level.
_LEVEL_ENDINGS = ("省", "市", "州", "盟", "区", "县", "旗", "街道", "镇", "乡")
_SENTENCE_END = re.compile(r"[。！？\n]")
_PAUSE = re.compile(r"[，,。；;！？\n]")
# How many times a bulletin names the township that it is about, at the least.
_OFTEN = 2
_PARAGRAPH_END = re.compile(r"\n")
# The code of a province or of the whole country, which says too little.
_WIDE = re.compile(r"\d\d0000")


def find_communities(reading: Reading) -> None:
    """Find the residential communities of a bulletin.

    Adds one :class:`~bulletin_nlp.record.Community` a name to ``reading.communities``, with every mention.

    Args:
        reading: the bulletin, its regions found.
    """
    text = reading.clean
    if vocabulary().ending.search(text) is None:
        return
    places = [
        (place.start, place.end, text.endswith(_LEVEL_ENDINGS, place.start, place.end))
        for place in reading.region_mentions
        if _leads(text, place)
    ]
    mentions: dict[str, list[Member]] = {}
    for mention in _names_in(text, places):
        if not reading.is_masked(mention.start, mention.end):
            mentions.setdefault(mention.name, []).append(mention)
    if not mentions:
        return
    _merge(mentions)
    townships = _Townships(reading, mentions)
    reading.communities.extend(
        _community(reading, name, named, townships) for name, named in mentions.items()
    )


def _leads(text: str, place: RegionMention) -> bool:
    """Tell whether a name may begin after a place's.

    市 alone begins the name of a body (市水利局家属院), and so does the short name of a county or township
    (汉阳监狱家属区).
    """
    if place.end - place.start == 1:
        return False
    return _level(place) not in ("county", "township") or text.endswith(
        _LEVEL_ENDINGS, place.start, place.end
    )


def _merge(mentions: dict[str, list[Member]]) -> None:
    """Join 河湾村东马小区 to 东马小区 where the text names that too: the rest says where it lies."""
    for name in sorted(mentions, key=len, reverse=True):
        for cut in range(SHORTEST, len(name) - SHORTEST - 1):
            shorter = mentions.get(name[cut:])
            if shorter is None:
                continue
            for mention in mentions.pop(name):
                moved = min(mention.start + cut, mention.end - 1)
                shorter.append(Member(moved, mention.end, name[cut:], mention.kind))
            shorter.sort(key=lambda mention: mention.start)
            break


def _names_in(text: str, places: list[Place]) -> list[Member]:
    """Return the communities that a text names, in reading order, each mention once."""
    candidates, general = candidates_in(text, places)
    found = {member.end: member for member in listed(text, candidates, general, places)}
    lines = any(candidate.ending.needs == "left" and _is_line(text, candidate) for candidate in candidates)
    for candidate in candidates:
        if candidate.doubtful or candidate.end in found:
            continue
        if _stands_alone(text, candidate) or (lines and _is_line(text, candidate)):
            start, end = candidate.border.start, candidate.end
            found[end] = Member(start, end, text[start:end], candidate.ending.kind)
    return [found[end] for end in sorted(found)]


def _is_line(text: str, candidate: Candidate) -> bool:
    """Tell whether a name stands on a line of its own, as in a table."""
    start, end = candidate.border.start, candidate.end
    return (
        candidate.ending.kind == "compound"
        and (start == 0 or text[start - 1] == "\n")
        and (end == len(text) or text[end] == "\n")
    )


def _stands_alone(text: str, candidate: Candidate) -> bool:
    """Tell whether what stands around a name shows that it is a community."""
    words = vocabulary()
    shown = candidate.border.shown_by
    if candidate.ending.yard:
        core = candidate.border.start, candidate.ending_start
        if core[1] - core[0] > SHORTEST and words.institution.longest(text, *core):
            return True
    if candidate.ending.needs == "left":
        long = candidate.ending_start - candidate.border.start > SHORTEST
        if shown != "clause" and (shown != "list" or long):
            return True
        if candidate.end == len(text):
            return True
        return words.after.match(text, candidate.end) is not None
    if shown == "visit" or words.works.match(text, candidate.end):
        return True
    if candidate.ending.kind != "compound":
        return False
    before = candidate.border.before
    after_another = shown == "link" and words.strong.longest(text, max(before - 8, 0), before) > 0
    return after_another or shown in ("renovate", "place", "within")


class _Townships:
    """The townships that a bulletin names, by where they stand; not those in a name (石桥镇政府家属院)."""

    def __init__(self, reading: Reading, mentions: dict[str, list[Member]]) -> None:
        self._text = reading.clean
        inside = {member.start for named in mentions.values() for member in named}
        self._mentions = [
            m for m in reading.region_mentions if _level(m) == "township" and m.start not in inside
        ]
        self._starts = [m.start for m in self._mentions]

    def before(self, offset: int) -> RegionMention | None:
        """Return the township last named before ``offset`` in the same sentence."""
        return self._last(offset, _SENTENCE_END)

    def follows(self, start: int, end: int) -> bool:
        """Tell whether a township holds only what follows it in the list that a name stands in.

        So does one that the sentence names before the list as well: 58号院和东区街道农具厂家属院.
        """
        mention = self._last(start, _SENTENCE_END)
        index = bisect_right(self._starts, start)
        if mention is None or index == len(self._mentions):
            return False
        following = self._mentions[index]
        again = self._text[following.start : following.end] == self._text[mention.start : mention.end]
        return (
            again
            and _PAUSE.search(self._text, mention.end, start) is not None
            and _PAUSE.search(self._text, end, following.start) is None
        )

    def paragraph(self, offset: int) -> RegionMention | None:
        """Return the township last named before ``offset`` in the same paragraph."""
        mention = self._last(offset, _PARAGRAPH_END)
        return None if mention is None or self._is_one_of_several(mention) else mention

    def _is_one_of_several(self, mention: RegionMention) -> bool:
        """Tell whether a township stands in an enumeration, which goes on to other places."""
        return self._text.startswith("、", mention.start - 1) or self._text.startswith("、", mention.end)

    def _last(self, offset: int, end: re.Pattern[str]) -> RegionMention | None:
        index = bisect_right(self._starts, offset) - 1
        if index < 0:
            return None
        mention = self._mentions[index]
        return None if end.search(self._text, mention.end, offset) else mention

    def about(self) -> RegionMention | None:
        """Return the township that the bulletin is about.

        The only one it names, and names more than once, or the only one of its headline, named as often as
        all others.
        """
        names = Counter(self._text[mention.start : mention.end] for mention in self._mentions)
        if len(self._mentions) < _OFTEN:
            return None
        first = self._mentions[0]
        headline = self._text.find("\n")
        times = names[self._text[first.start : first.end]]
        headed = first.end <= headline and 2 * times >= len(self._mentions) and times >= _OFTEN
        headed = headed and (self._starts[1] > headline)
        return first if len(names) == 1 or headed else None


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


def _lineage(division: Division) -> tuple[str, ...]:
    """Return the codes of a township's county and of the city and province above it."""
    parent = division.parent or ""
    return (parent, parent[:4] + "00", parent[:2] + "0000")


def _carried(reading: Reading, named: list[Member], townships: _Townships) -> RegionMention | None:
    """Return the township last named earlier in the paragraph, or the one that the bulletin is about."""
    within = (townships.paragraph(mention.start) for mention in named)
    township = next((mention for mention in within if mention is not None), None) or townships.about()
    if township is None:
        return None
    divisions = (township.division,) if township.division else township.candidates
    lineage = {code for division in divisions for code in _lineage(division)}
    # A place of another county goes before the name.
    for mention in named:
        place = place_of(reading, mention.start, mention.end)
        if place.code and place.code[:6] not in lineage:
            return None
    return township


def _community(reading: Reading, name: str, named: list[Member], townships: _Townships) -> Community:
    """Return the record of one name from all its mentions."""
    spans = tuple(reading.span(mention.start, mention.end) for mention in named)
    best = next((span for span in spans if span.text == name), spans[0])
    within = (townships.before(mention.start) for mention in named)
    township = next((mention for mention in within if mention is not None), None)
    elsewhere = any(townships.follows(mention.start, mention.end) for mention in named)
    if elsewhere:
        township = None
    region: str | None = None
    evidence: dict[str, Evidence] = {}
    if township is None and not elsewhere:
        township = _carried(reading, named, townships)
        if township is not None:
            span = reading.span(township.start, township.end)
            evidence["township"] = Evidence(basis="document", span=span)
    if township is not None and township.division is not None and township.division.parent:
        region = township.division.parent
    else:
        places = (place_of(reading, mention.start, mention.end) for mention in named)
        place = next((place for place in places if place.code and not _WIDE.fullmatch(place.code)), None)
        if place is not None and place.code is not None:
            region = place.code[:6]
            basis = place.evidence(reading)
            if basis is not None:
                evidence["region"] = basis
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
