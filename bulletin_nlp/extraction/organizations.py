"""Organisations: bodies named in the text, in full where the text tells the place."""

from __future__ import annotations

from collections.abc import Iterator

from bulletin_nlp.extraction.assemblies import bare_committee, is_congress, with_committee
from bulletin_nlp.extraction.body_lexicon import Body, body_lexicon
from bulletin_nlp.extraction.free_names import founded_start, free_name_start, joined_start
from bulletin_nlp.extraction.fuller_names import take_fuller_names
from bulletin_nlp.extraction.level_words import LevelWords
from bulletin_nlp.extraction.reading import OrganizationMention, Reading, RegionMention
from bulletin_nlp.lexicon.divisions import Division
from bulletin_nlp.record import Organization

__all__ = ["find_organizations", "record_organizations"]

_JOINS = "、和与及"
_FREE_MIN = 2
_STREET, _STREET_MAX = "街道", 4


def find_organizations(reading: Reading) -> None:
    """Find the bodies that a bulletin names.

    Adds ``reading.organization_mentions`` (sorted by start, then end) and ``reading.organizations`` (one
    entry a full name, with all its mentions). A body's own department (市住建局城市更新科) is one body.
    """
    finder = _Finder(reading)
    mentions = sorted(finder.mentions(), key=lambda m: (m.start, m.end))
    reading.organization_mentions = [m for m in mentions if not reading.is_masked(m.start, m.end)]
    take_fuller_names(reading.organization_mentions)
    record_organizations(reading)


def record_organizations(reading: Reading) -> None:
    """Write ``reading.organizations`` anew from the mentions: one entry a full name."""
    by_name: dict[str, list[OrganizationMention]] = {}
    for mention in reading.organization_mentions:
        by_name.setdefault(mention.name, []).append(mention)
    known = {organization.name for organization in reading.organizations}
    for name, mentions in by_name.items():
        if name in known:
            continue
        first = mentions[0]
        spans = tuple(reading.span(m.start, m.end) for m in mentions)
        reading.organizations.append(
            Organization(
                fact_id=reading.fact_id("organization", name),
                span=spans[0],
                mentions=spans,
                name=name,
                as_written=first.as_written,
                region=first.division.code if first.division is not None else None,
            )
        )


class _Finder:
    """The search through one bulletin."""

    def __init__(self, reading: Reading) -> None:
        self._text = reading.clean
        self._lexicon = body_lexicon()
        self._levels = LevelWords(reading)
        self._places: dict[int, RegionMention] = {}
        for mention in reading.region_mentions:
            known = self._places.get(mention.end)
            if known is None or mention.start < known.start:
                self._places[mention.end] = mention
        self._by_start = {m.start: m for m in reading.region_mentions if not m.implied}
        self._last: OrganizationMention | None = None
        # Up to where a committee of an assembly reaches: its fields of work are no departments.
        self._covered = 0
        #: the last people's congress, or a committee of it
        self._assembly: OrganizationMention | None = None

    def mentions(self) -> Iterator[OrganizationMention]:
        text = self._text
        for last, (length, bodies) in self._lexicon.automaton.iter_long(text):
            end = last + 1
            for body in bodies:
                if body.blocks and end < len(text) and text[end] in body.blocks:
                    continue
                found = self._read(body, end - length, end)
                if found and found[-1].end <= self._covered:
                    break
                if found:
                    plain, found[-1] = found[-1], with_committee(text, found[-1])
                    if found[-1] is not plain:
                        self._covered = found[-1].end
                    self._last = found[-1]
                    if is_congress(self._last):
                        self._assembly = self._last
                    yield from found
                    break

    def _read(self, body: Body, start: int, end: int) -> list[OrganizationMention]:
        if body.kind == "national":
            return [self._with_unit(OrganizationMention(start, end, body.full, self._text[start:end]))]
        if body.kind == "open":
            return self._open(body, start, end)
        if body.kind == "street":
            return self._street(body, start, end)
        if body.kind == "assembly":
            return self._of_assembly(start, end)
        place = self._places.get(start)
        if place is not None and not place.implied:
            return self._after_place(body, place, start, end)
        return (
            self._after_seat(body, start, end)
            or self._after_level_word(body, start, end)
            or self._bare(body, start, end)
        )

    def _of_assembly(self, start: int, end: int) -> list[OrganizationMention]:
        """Return the committee written bare after its congress was named (常委会副秘书长, 城环资工委主任)."""
        if self._assembly is None or (self._last is not None and self._last.end > start):
            return []
        found = bare_committee(self._text, self._assembly, start, end)
        if found is None or self._places.get(found.start) is not None:
            return []
        before = self._text[found.start - 1 : found.start]
        stands_bare = not "\u3400" <= before <= "\u9fff" or before in self._lexicon.before_bare
        return [found] if stands_bare else []

    def _after_seat(self, body: Body, start: int, end: int) -> list[OrganizationMention]:
        """Return the department of a body that stands for a place (兵团住房和城乡建设局)."""
        if body.kind != "department":
            return []
        text, seats = self._text, self._lexicon.seats
        if not text.endswith(tuple(seats), 0, start):
            return []
        for form, full in seats.items():
            if text.endswith(form, 0, start):
                begin = start - len(form)
                return [OrganizationMention(begin, end, full + body.full, text[begin:end])]
        return []

    def _after_place(
        self, body: Body, place: RegionMention, start: int, end: int
    ) -> list[OrganizationMention]:
        """Return the body of a named place, and of the places listed before it (雨湖区、岳塘区住建局)."""
        text, found = self._text, []
        name = self._name(body, place.division, text[place.start : place.end])
        if name is None:
            return []
        written = text[place.start : end]
        found.append(self._with_unit(OrganizationMention(place.start, end, name, written, place.division)))
        level = place.division.level if place.division is not None else None
        while place.start > 0 and text[place.start - 1] in _JOINS:
            earlier = self._places.get(place.start - 1)
            if (
                earlier is None
                or earlier.implied
                or earlier.division is None
                or earlier.division.level != level
            ):
                break
            place = earlier
            name = self._name(body, place.division, text[place.start : place.end])
            if name is not None:
                found.insert(
                    0, OrganizationMention(place.start, end, name, text[place.start : end], place.division)
                )
        return found

    def _after_level_word(self, body: Body, start: int, end: int) -> list[OrganizationMention]:
        text, lexicon = self._text, self._lexicon
        word = self._level_before(start)
        if word is None:
            return []
        begin = start - len(word)
        spaced = self._spaced_place(begin, word)
        if spaced is not None:
            return self._after_place(body, spaced, start, end)
        doubled = self._places.get(begin)
        if doubled is not None and not doubled.implied and text.endswith(word, 0, begin):
            # 兰山区区委 is the 区委 of 兰山区.
            return self._after_place(body, doubled, start, end)
        if begin > 0 and text[begin - 1] in lexicon.level_not_after:
            return []
        if text.endswith(lexicon.level_not_within, 0, start):
            return []
        if body.ends and not any(word.endswith(ending) for ending in body.ends):
            return []
        near = self._last.division if self._last is not None and 0 <= begin - self._last.end <= 2 else None
        division = self._levels.resolve(word, begin, near)
        written = text[begin:end]
        name = self._name(body, division, word) if division is not None else written
        if name is None:
            return []
        return [self._with_unit(OrganizationMention(begin, end, name, written, division))]

    def _level_before(self, end: int) -> str | None:
        """Return the level word that ends at an offset, the longest."""
        levels = self._lexicon.levels
        if not self._text.endswith(levels, 0, end):
            return None
        return next(level for level in levels if self._text.endswith(level, 0, end))

    def _spaced_place(self, begin: int, word: str) -> RegionMention | None:
        """Return the place whose level word was torn off by a space (淮南 市城乡建设局)."""
        if begin == 0 or self._text[begin - 1] != " ":
            return None
        place = self._places.get(begin - 1)
        if place is None or place.division is None or not place.division.name.endswith(word):
            return None
        return place

    def _bare(self, body: Body, start: int, end: int) -> list[OrganizationMention]:
        text = self._text
        if not body.bare:
            return []
        if (
            start > 0
            and "\u3400" <= text[start - 1] <= "\u9fff"
            and free_name_start(text, start, start - 2, self._lexicon) != start
        ):
            return []
        return [self._with_unit(OrganizationMention(start, end, text[start:end], text[start:end]))]

    def _open(self, body: Body, start: int, end: int) -> list[OrganizationMention]:
        text, lexicon = self._text, self._lexicon
        floor = self._last.end if self._last is not None and self._last.end <= start else 0
        begin = free_name_start(text, start, floor, lexicon)
        joined = joined_start(text, begin, self._place_start, lexicon)
        begin = joined if joined is not None else founded_start(text, begin, self._by_start, lexicon)
        place = next((p for p in map(self._by_start.get, range(begin, start)) if p is not None), None)
        word = None
        if place is not None:
            begin, division = place.start, place.division
            after_anchor = place.end
        else:
            word = next((level for level in lexicon.levels if text.startswith(level, begin)), None)
            division = self._levels.resolve(word, begin) if word is not None else None
            after_anchor = begin + len(word) if word is not None else begin
        stem = text[begin:start]
        if len(stem) < _FREE_MIN or stem in lexicon.generic:
            return []
        anchored = after_anchor > begin and text[after_anchor] not in lexicon.not_next
        if body.anchored:
            heads = lexicon.heads + (lexicon.bank_heads if body.form.endswith(lexicon.banks) else ())
            if not anchored and not stem.startswith(heads):
                return []
            if after_anchor == start and body.form.endswith(lexicon.needs_stem):
                return []
        name = text[begin:end]
        if word is not None and division is not None:
            name = division.name + text[after_anchor:end]
        return [OrganizationMention(begin, end, name, text[begin:end], division)]

    def _place_start(self, end: int) -> int | None:
        """Return where the place or the bare level word begins that ends at an offset."""
        place = self._places.get(end)
        if place is not None:
            return place.start
        word = self._level_before(end)
        if word is None or self._text[end - len(word) - 1 : end - len(word)] in self._lexicon.level_not_after:
            return None
        return end - len(word)

    def _street(self, body: Body, start: int, end: int) -> list[OrganizationMention]:
        """Return the office of a street, whose name ends with the word that the form begins with."""
        text = self._text
        place = self._place_over(start)
        begin = place.start if place is not None else self._street_start(start)
        if begin is None:
            return []
        name = text[begin:start] + body.full
        division = place.division if place is not None else None
        return [OrganizationMention(begin, end, name, text[begin:end], division)]

    def _place_over(self, start: int) -> RegionMention | None:
        """Return the place that runs over ``start`` and ends after 街道."""
        place = self._places.get(start + len(_STREET))
        return place if place is not None and not place.implied and place.start < start else None

    def _street_start(self, start: int) -> int | None:
        begin = free_name_start(self._text, start, start - _STREET_MAX - 1, self._lexicon)
        return begin if _FREE_MIN <= start - begin <= _STREET_MAX else None

    def _name(self, body: Body, division: Division | None, written: str) -> str | None:
        """Return the full name, or as written where the place is not decided, or None where none fits."""
        place = division.name if division is not None else written
        if body.ends and not place.endswith(body.ends):
            return None
        if division is None and not (len(place) > _FREE_MIN and place.endswith(self._lexicon.levels)):
            return f"{place}{body.form}"
        # A full name of several bearers (城关镇) tells the body's name as well.
        code = division.code if division is not None else None
        return body.name.format(place=place, full=body.full_in(code or ""))

    def _with_unit(self, mention: OrganizationMention) -> OrganizationMention:
        """Widen a body by its own department that follows (市住建局城市更新科)."""
        match = self._lexicon.unit.match(self._text, mention.end)
        if match is None or match.group().startswith(self._lexicon.unit_not_first):
            return mention
        return OrganizationMention(
            mention.start,
            match.end(),
            mention.name + match.group(),
            self._text[mention.start : match.end()],
            mention.division,
        )
