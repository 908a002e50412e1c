"""Which region a stretch of text is about: the one named beside it, else that of the passage."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache
from typing import Literal

from bulletin_nlp.extraction.place_headings import headed_place, note_headings
from bulletin_nlp.extraction.reading import Reading
from bulletin_nlp.lexicon.divisions import NATION
from bulletin_nlp.lexicon.loader import alternation, read_lexicon
from bulletin_nlp.record import Evidence
from bulletin_nlp.record.spans import Basis, stated_evidence

__all__ = ["Place", "document_place", "national_issuer", "note_places", "place_of"]

_LIST_MARKS = frozenset("、和与及")
#: Between a place and its own figure: 上海(107.0%), 镜湖区⇥24.
_ATTACHED = frozenset(["", "(", "（", ":", "：", "\t", " "])
_PARTS = frozenset("；;")
_CLAUSE_ENDS = frozenset("，,：:")
_SHARED_OUT = "分别"
_UNNAMED = 24  # how far before a number the words for places without a name may begin


@dataclass(frozen=True, slots=True)
class Place:
    """The region that a stretch is about.

    ``code`` is a division's, ``100000`` for the whole country, or None where the text does not say. ``basis``
    is None where the place stands in the same clause, else ``clause`` (a neighbouring one), ``heading``,
    ``document`` or ``given``; ``span`` the words in the clean text, None for what the caller gave.
    """

    code: str | None
    basis: Basis | None = None
    span: tuple[int, int] | None = None

    def evidence(self, reading: Reading) -> Evidence | None:
        """Return the record's evidence, or None where the place stands in the same clause or is unknown."""
        if self.basis is None or self.code is None:
            return None
        return stated_evidence(self.basis, reading.span(*self.span) if self.span else None)


@dataclass(frozen=True, slots=True)
class _Cues:
    nation: re.Pattern[str]
    issuers: re.Pattern[str]
    not_after: tuple[str, ...]
    comparisons: tuple[str, ...]
    breaks: tuple[str, ...]
    partial: tuple[str, ...]
    beside: tuple[str, ...]
    belongs: tuple[str, ...]
    goes_on: tuple[str, ...]
    leads: re.Pattern[str]
    schools: re.Pattern[str]
    unnamed: re.Pattern[str]


@cache
def _cues() -> _Cues:
    lexicon = read_lexicon("regions")
    nation, topic, own = lexicon["nation"], lexicon["topic"], read_lexicon("places")
    leads = alternation([*topic["leads"], *own["leads"]["words"]])
    return _Cues(
        nation=re.compile(alternation(nation["words"])),
        issuers=re.compile(alternation(nation["issuers"])),
        not_after=tuple(nation["not_after"]),
        comparisons=tuple(nation["comparisons"]),
        breaks=tuple(topic["breaks"]),
        partial=tuple(topic["partial"]),
        beside=tuple(own["beside"]["words"]),
        belongs=tuple(own["belongs"]["words"]),
        goes_on=tuple(own["goes_on"]["words"]),
        schools=re.compile(own["schools"]["after"]),
        unnamed=re.compile(f"(?:{own['unnamed']['before']})$"),
        # an ordinal, dates, marks and the words of the list
        leads=re.compile(rf"(?:[\W\d年月日至底上下旬]|[一二三四五六七八九十]{{1,2}}是|{leads})*"),
    )


def national_issuer(text: str, before: int) -> tuple[int, int] | None:
    """Return the span of a national body that speaks before an offset."""
    for match in _cues().issuers.finditer(text, 0, before):
        if not text.endswith(_cues().not_after, max(0, match.start() - 4), match.start()):
            return match.span()
    return None


def note_places(reading: Reading) -> None:
    """List on the reading what can govern a number: region mentions and 全国, comparisons left out."""
    cues, text = _cues(), reading.clean
    places: list[tuple[int, int, str | None]] = []
    for mention in reading.region_mentions:
        if mention.implied and (mention.inside or text.startswith(cues.comparisons, mention.end)):
            continue
        if _compares(text, mention.start, mention.end) or cues.schools.match(text, mention.end):
            continue
        places.append((mention.start, mention.end, mention.division.code if mention.division else None))
    for match in cues.nation.finditer(text):
        if not text.startswith(cues.comparisons, match.end()):
            places.append((match.start(), match.end(), NATION))
    places.sort(key=lambda place: place[:2])
    reading.places = places
    note_headings(reading)


def _compares(text: str, start: int, end: int) -> bool:
    """Tell whether a place is the scope of a list or a rank (列入全省计划), or what holds the subject."""
    cues = _cues()
    if text.endswith(cues.beside, 0, start):
        return True
    return text.endswith(cues.belongs, 0, start) and text.startswith((*cues.comparisons, "的"), end)


def place_of(reading: Reading, start: int, end: int) -> Place:
    """Return the region that a stretch of text is about.

    Args:
        reading: a reading whose regions were found.
        start: first character of the stretch in the clean text.
        end: the character after its last.
    """
    text, layout, places, cues = reading.clean, reading.layout, reading.places, _cues()
    clause_start, clause_end = layout.clause(start)
    sentence_start, sentence_end = layout.sentence(start)
    index = bisect_left(places, (start,))
    if index < len(places) and places[index][0] < end:
        return Place(places[index][2], None, places[index][:2])
    if _is_unnamed(text, places, index, start):
        return Place(None)
    if (
        index
        and places[index - 1][0] >= sentence_start
        and not _breaks(text, clause_start, places[index - 1][1])
    ):
        return _from_before(reading, index - 1, start, clause_start)
    if text.startswith(cues.breaks, clause_start) or text.startswith(cues.breaks, sentence_start):
        return document_place(reading)
    if index < len(places) and places[index][0] < sentence_end:
        next_clause = layout.clause(min(clause_end, len(text) - 1))
        if places[index][0] < next_clause[1] and not _in_list(text, places, index):
            basis: Literal["clause"] | None = None if places[index][0] < clause_end else "clause"
            return Place(places[index][2], basis, places[index][:2])
    return _from_paragraph(reading, index - 1, sentence_start)


def _is_unnamed(text: str, places: list[tuple[int, int, str | None]], index: int, start: int) -> bool:
    """Tell whether a number is that of a zone, or of places that are not named: 其他县市改造小区99个."""
    unnamed = _cues().unnamed.search(text, max(0, start - _UNNAMED), start)
    return unnamed is not None and (index == 0 or places[index - 1][1] <= unnamed.start())


def _breaks(text: str, clause_start: int, place_end: int) -> bool:
    """Tell whether the clause turns back to the document's topic after a place in an earlier clause."""
    return place_end <= clause_start and text.startswith(_cues().breaks, clause_start)


def _from_before(reading: Reading, index: int, start: int, clause_start: int) -> Place:
    """Read the nearest place before, in the same sentence."""
    text, places = reading.clean, reading.places
    place_start, place_end, code = places[index]
    basis: Literal["clause"] | None = None if place_start >= clause_start else "clause"
    between = text[place_end:start]
    first = index
    while first and _listed(text, places[first - 1], places[first]):
        first -= 1
    if not between and first < index:
        return document_place(reading)  # 衡阳、郴州、永州3个市: the number counts the list
    if between in _ATTACHED:
        return Place(code, basis, (place_start, place_end))
    if first < index:
        shared = text.find(_SHARED_OUT, place_end, start)
        if shared >= 0:
            shares = [q.start for q in reading.quantities if shared < q.start <= start]
            if 0 < len(shares) <= index - first + 1:
                chosen = places[first + len(shares) - 1]
                return Place(chosen[2], basis, chosen[:2])
    if between.lstrip().startswith(_cues().partial):
        return document_place(reading)
    if first < index:
        return Place(None, basis, (places[first][0], place_end))
    return Place(code, basis, (place_start, place_end))


def _from_paragraph(reading: Reading, index: int, sentence_start: int) -> Place:
    """Read the subject of the nearest earlier sentence of the paragraph that names a place."""
    text, places, cues = reading.clean, reading.places, _cues()
    paragraph = reading.layout.line(sentence_start)[0]
    if paragraph and text.startswith(cues.goes_on, paragraph):
        paragraph = reading.layout.line(paragraph - 1)[0]
    if index < 0 or places[index][0] < paragraph:
        return _passage_place(reading, sentence_start)
    earlier = reading.layout.sentence(places[index][0])[0]
    while sentence_start > paragraph and text[sentence_start - 1] not in _PARTS and earlier > paragraph:
        if text[earlier - 1] not in _PARTS:
            break
        earlier = reading.layout.sentence(earlier - 1)[0]
    if text.startswith(cues.breaks, earlier):
        return _passage_place(reading, sentence_start)
    first = index
    while first and places[first - 1][0] >= earlier:
        first -= 1
    named = {place[2]: place for place in places[first : index + 1]}
    own = named.get(reading.default_place[0])
    if own is not None:
        # 黄山市下达我区19个: the bulletin's own region is there
        return Place(own[2], "clause", own[:2])
    if _several(set(named)):
        # 甲镇…；乙镇…: no place is the topic
        return _passage_place(reading, sentence_start)
    while first < index and places[first][1] == places[first + 1][0]:
        first += 1
    if _in_list(text, places, first) or text.startswith(cues.partial, places[first][1]):
        return _passage_place(reading, sentence_start)
    if not _is_subject(reading, earlier, places[first]):
        return _passage_place(reading, sentence_start)
    return Place(places[first][2], "clause", places[first][:2])


def _passage_place(reading: Reading, offset: int) -> Place:
    """Return the region of the heading above an offset, else that of the bulletin."""
    headed = headed_place(reading, offset)
    return document_place(reading) if headed is None else Place(headed[0], "heading", headed[1])


def _is_subject(reading: Reading, sentence_start: int, place: tuple[int, int, str | None]) -> bool:
    """Tell whether a place is what its sentence is about; where the bulletin has no region, any place is."""
    if reading.default_place[0] is None or place[2] == reading.default_place[0]:
        return True
    if _cues().leads.fullmatch(reading.clean, sentence_start, place[0]) is not None:
        return True
    # 自2029年启动以来，南城区累计改造16个: a place that opens a clause which counts
    if reading.clean[place[0] - 1] not in _CLAUSE_ENDS:
        return False
    end = reading.layout.clause(place[0])[1]
    index = bisect_left(reading.quantities, place[1], key=lambda q: q.start)
    return index < len(reading.quantities) and reading.quantities[index].start < end


def document_place(reading: Reading) -> Place:
    """Return the region that a bulletin is about as a whole.

    Args:
        reading: a reading whose regions were found.
    """
    code, span = reading.default_place
    title = reading.header.title_span
    if title is not None:
        index = bisect_left(reading.places, title[:1])
        named = [place for place in reading.places[index : index + 2] if place[0] < title[1]]
        if len(named) == 1 and named[0][2] == NATION:
            return Place(NATION, "heading", named[0][:2])
    if code is None:
        return Place(None)
    if span is None:
        return Place(code, "given")
    in_title = title is not None and title[0] <= span[0] < title[1]
    return Place(code, "heading" if in_title else "document", span)


def _listed(text: str, one: tuple[int, int, str | None], other: tuple[int, int, str | None]) -> bool:
    """Tell whether two places are neighbours in a list (山东、河南)."""
    return text[one[1] : other[0]] in _LIST_MARKS and _depth(one[2]) == _depth(other[2])


def _in_list(text: str, places: list[tuple[int, int, str | None]], index: int) -> bool:
    return (index > 0 and _listed(text, places[index - 1], places[index])) or (
        index + 1 < len(places) and _listed(text, places[index], places[index + 1])
    )


def _several(codes: set[str | None]) -> bool:
    """Tell whether two of the codes are of one level."""
    depths = [_depth(code) for code in codes]
    return len(set(depths)) < len(depths)


def _depth(code: str | None) -> int:
    """Return the depth of a code's level, municipalities and provinces being one."""
    if code is None:
        return 3
    return 0 if code.endswith("0000") else 1 if code.endswith("00") and len(code) == 6 else len(code) // 3
