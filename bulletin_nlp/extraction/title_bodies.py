"""Title bodies: the body that stands before a title, in a table or not."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from bulletin_nlp.extraction.assemblies import special_committee, whole_of
from bulletin_nlp.extraction.body_lexicon import OwnBody, body_lexicon
from bulletin_nlp.extraction.free_names import free_name_start
from bulletin_nlp.extraction.issuers import issuing_body
from bulletin_nlp.extraction.level_words import LevelWords, fits
from bulletin_nlp.extraction.reading import OrganizationMention, Reading, RegionMention
from bulletin_nlp.extraction.title_lexicon import Title, title_lexicon
from bulletin_nlp.lexicon.divisions import Division
from bulletin_nlp.lexicon.loader import read_lexicon

__all__ = ["PlacedBody", "TitleBodies", "TitleToken"]

_SPACES = " \u3000\u00a0"
# How many earlier bodies are asked for the writer's own.
_LOOK_BACK = 50
# Lengths of a body that is in no table, and of what a duty is over.
_BODY_MIN, _BODY_MAX = 2, 20
# How near an assembly stands before its committee that is written without it.
_NEAR = 40
_DUTY_MAX = 10
# The longest name of a place that no table knows.
_PLACE_MAX = 6
_STREET_MAX = 4


@dataclass(frozen=True, slots=True)
class TitleToken:
    """A title where it stands."""

    start: int
    end: int
    title: Title


@dataclass(frozen=True, slots=True)
class PlacedBody:
    """An own body that is written bare, with the title after it; ``name`` is null where it has no place."""

    start: int
    name: str | None
    division: Division | None
    title: str


class TitleBodies:
    """Finds the bodies before the titles of one bulletin.

    Args:
        reading: the bulletin with its region and organisation mentions.
    """

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._text = reading.clean
        self._lexicon = title_lexicon()
        self._bodies = body_lexicon()
        self.levels = LevelWords(reading)
        #: Bodies by where they end, the shortest where several do.
        self.ending: dict[int, OrganizationMention] = {}
        for mention in reading.organization_mentions:
            known = self.ending.get(mention.end)
            if known is None or mention.start > known.start:
                self.ending[mention.end] = mention
        self._places: dict[int, RegionMention] = {m.end: m for m in reading.region_mentions if not m.implied}
        self._before_name = frozenset(read_lexicon("roles")["before_name"]["characters"])
        self._separators = frozenset("".join(self._lexicon.links))
        self._within_bodies = frozenset(self._bodies.within)
        # What stands before a title is asked for as often as one asks where its chain begins.
        self._before: dict[int, OrganizationMention | None] = {}

    def head(self, token: TitleToken, floor: int) -> int:
        """Return where a title's body begins, or the title where no body stands before it.

        Args:
            token: the title.
            floor: offset that the body cannot pass, such as the end of the title before.
        """
        known = self.before(token) or self.place(token)
        if known is not None:
            place = self._places.get(known.start)
            # 吉林市 | 船营区委: the city belongs to the body's name.
            return place.start if place is not None else known.start
        if token.title.kind == "duty":
            return self.duty_start(token, floor)
        bare = self.street(token) or self.own_body(token, None)
        if bare is not None:
            return bare.start
        own = self.own_start(token)
        if own is not None:
            return own
        found = self.free(token, floor)
        return found.start if found is not None else self.start(token)

    def start(self, token: TitleToken) -> int:
        """Return where a title begins with the word that makes it a former one (原主任)."""
        former = self._lexicon.formerly
        return token.start - (self._text[token.start - 1 : token.start] == former)

    def before(self, token: TitleToken) -> OrganizationMention | None:
        """Return the body of the tables that ends where the title begins."""
        if token.start in self._before:
            return self._before[token.start]
        found = self._before[token.start] = self._read_before(token)
        return found

    def _read_before(self, token: TitleToken) -> OrganizationMention | None:
        start = token.start
        while start > 0 and self._text[start - 1] in _SPACES:
            start -= 1
        if self._text[start - 1 : start] == self._lexicon.formerly:
            start -= 1
        found = self.ending.get(start)
        if found is None and token.title.kind == "office":
            # 住建局长 shares its 局 with the body.
            found = self.ending.get(token.start + 1)
        return found

    def place(self, token: TitleToken) -> RegionMention | None:
        """Return the place that a title follows (镜湖区副区长), or shares its level word with (中山市长)."""
        place = self._places.get(token.start)
        if place is None and token.title.level is not None:
            place = self._places.get(token.start + len(token.title.level))
        return place

    def street(self, token: TitleToken) -> OrganizationMention | None:
        """Return the street or town whose name runs into a title for its leaders (窑湾街道领导)."""
        word, text = token.title.level, self._text
        if token.title.kind != "leaders" or word not in self._lexicon.leaders_of:
            return None
        place, end = self.place(token), token.start + len(word)
        if place is not None:
            name = place.division.name if place.division is not None else text[place.start : place.end]
            return OrganizationMention(place.start, end, name, text[place.start : end], place.division)
        begin = free_name_start(text, token.start, token.start - _PLACE_MAX, self._bodies)
        if not _BODY_MIN <= token.start - begin <= _STREET_MAX:
            return None
        return OrganizationMention(begin, end, text[begin:end], text[begin:end])

    def unknown_place(self, token: TitleToken) -> str | None:
        """Return the name before a title where it ends like a place but is in no table (云杉区副区长)."""
        word, start = token.title.level, token.start
        if word is None or not self._text.endswith(word, 0, start):
            return None
        begin = free_name_start(self._text, start, start - _PLACE_MAX, self._bodies)
        return self._text[begin:start] if start - begin > _BODY_MIN else None

    def own_start(self, token: TitleToken) -> int | None:
        """Return where a bare body (厅党组成员, 我委副主任) begins."""
        start = token.start - len(self._own_word(token))
        # 财经委 is no bare 委 that 经 stands before.
        if start == token.start or self._special_committee(token.start) is not None:
            return None
        before = self._text[start - 1] if start > 0 else ""
        if before and before in self._lexicon.own_body_before:
            return start - 1
        if "\u3400" <= before <= "\u9fff" and before not in self._before_name:
            return None
        return start

    def own(self, token: TitleToken) -> OrganizationMention | None:
        """Return the last body before the title that a bare 厅, 局 or 委 can stand for."""
        return self.named_before(token.start, self.own_endings(token))

    def named_before(self, offset: int, endings: tuple[str, ...]) -> OrganizationMention | None:
        """Return the last body before an offset whose full name has one of the endings."""
        mentions = self._reading.organization_mentions
        first = bisect_left(mentions, offset, key=lambda mention: mention.start)
        for mention in map(whole_of, reversed(mentions[max(0, first - _LOOK_BACK) : first])):
            if mention.name.endswith(endings):
                return mention
        return None

    def own_endings(self, token: TitleToken) -> tuple[str, ...]:
        """Return how the full name of the body ends that stands bare before a title."""
        ending = self._own_word(token)
        return (ending, self._lexicon.own_body_full.get(ending, ending))

    def _own_word(self, token: TitleToken) -> str:
        """Return the word for a bare body that ends where a title begins (厅, 政协), or nothing."""
        if self._text.endswith(self._lexicon.own_words, 0, token.start):
            return next(w for w in self._lexicon.own_words if self._text.endswith(w, 0, token.start))
        last = self._text[token.start - 1 : token.start]
        return last if last in self._lexicon.own_body else ""

    def publisher(self, endings: tuple[str, ...]) -> tuple[str | None, Division | None]:
        """Return the publisher of the page, or its source, where it is a body with such an ending."""
        return issuing_body(self._reading, self.levels, endings)

    def writer(self, chain: list[TitleToken]) -> tuple[str | None, Division | None]:
        """Return the body that a chain without one speaks of: the only one before it that fits (副厅长).

        Args:
            chain: titles of one person; the first that tells its kind of body decides.
        """
        told = (t.title.body_ends for t in chain if set(t.title.body_ends) <= self._lexicon.own_body)
        endings = next(told, None)
        if endings is None:
            return None, None
        before = (m for m in self._reading.organization_mentions if m.start < chain[0].start)
        named = {m.name: m for m in before if m.name.endswith(endings)}
        if len(named) == 1:
            mention = named.popitem()[1]
            return mention.name, mention.division
        name, division = self.publisher(endings)
        return (name, division) if not named or name in named else (None, None)

    def free(self, token: TitleToken, floor: int) -> OrganizationMention | None:
        """Return a body that is in no table, read leftwards from the title (市事务局副局长)."""
        return self.free_ending(self.start(token), token.title, floor)

    def free_ending(self, end: int, title: Title, floor: int) -> OrganizationMention | None:
        """Return a body that is in no table and ends at an offset, where a title of that kind can follow."""
        text, start, ends = self._text, end, title.body_ends
        if not text.endswith(ends, max(0, end - 4), end):
            # 宣传部长 shares its 部 with the body.
            if title.kind != "office" or len(ends) != 1 or not text.startswith(ends[0], end):
                return None
            end += 1
        committee = self._committee(end)
        if committee is not None:
            return committee
        begin = self._chained_start(end, floor)
        if begin is None:
            begin = free_name_start(text, end, max(floor, end - _BODY_MAX), self._bodies)
        division: Division | None = None
        name: str | None = None
        for place_end in range(end - 1, begin, -1):
            place = self._places.get(place_end)
            if place is not None and place.start >= begin:
                begin, division = place.start, place.division
                begin = self._party_start(begin)
                name = text[begin:end]
                break
        if text[begin:end] in ends or end - begin < _BODY_MIN or (end > start and end - begin < 3):
            return None
        if name is None:
            word = next((level for level in self._bodies.levels if text.startswith(level, begin)), None)
            division = self.levels.resolve(word, begin) if word is not None else None
            name = text[begin:end]
            if word is not None and division is not None:
                name = division.name + text[begin + len(word) : end]
        return OrganizationMention(begin, end, name, text[begin:end], division)

    def _party_start(self, begin: int) -> int:
        """Return where a body of another party begins: its name stands before the place (民革湘潭市委会)."""
        party = next((p for p in self._bodies.parties if self._text.endswith(p, 0, begin)), "")
        return begin - len(party)

    def _committee(self, end: int) -> OrganizationMention | None:
        """Return the part of a known body that is written after it (市政协提案和法制工委)."""
        for begin in range(end - _BODY_MIN, max(0, end - _BODY_MAX), -1):
            whole = self.ending.get(begin)
            if whole is None:
                continue
            if not whole.name.endswith(self._bodies.with_parts) or not self._is_one_name(begin, end):
                break
            name = whole.name + self._text[begin:end]
            return OrganizationMention(whole.start, end, name, self._text[whole.start : end], whole.division)
        return self._special_committee(end)

    def _special_committee(self, end: int) -> OrganizationMention | None:
        """Return the committee of the assembly named just before, written without it (、提案委主任)."""
        mentions = self._reading.organization_mentions
        index = bisect_left(mentions, end, key=lambda mention: mention.start) - 1
        if index < 0 or end - mentions[index].end > _NEAR:
            return None
        return special_committee(self._text, end, mentions[index])

    def own_body(self, token: TitleToken, near: Division | None) -> PlacedBody | None:
        """Return the street's or town's own body that stands bare before a title (街道党工委书记).

        Args:
            token: the title; the body's word may run into it (党委|委员).
            near: the division of the posts told before.
        """
        text = self._text
        if not (
            token.title.text.startswith(self._bodies.own_words)
            or text.endswith(self._bodies.own_words, 0, token.start)
        ):
            return None
        for own in self._bodies.own:
            inside = token.title.text.startswith(own.written)
            end = token.start + len(own.written) if inside else token.start
            start = end - len(own.written)
            if start < 0 or not text.startswith(own.written, start):
                continue
            before = text[start - 1 : start]
            if "\u3400" <= before <= "\u9fff" and before not in self._before_name:
                continue
            place = self._own_place(own, start, near)
            if place is None and (own.governing or own.follows):
                continue
            name = place.name + own.body if place is not None else None
            return PlacedBody(start, name, place, text[end : token.end])
        return None

    def _own_place(self, own: OwnBody, start: int, near: Division | None) -> Division | None:
        """Return the street or town whose own body is written bare."""
        if own.governing:
            place = self._reading.governing
            return place if place is not None and any(fits(place, word) for word in own.levels) else None
        if own.follows:
            return near if near is not None and any(fits(near, word) for word in own.levels) else None
        found = (self.levels.resolve(word, start, near) for word in own.levels)
        return next((place for place in found if place is not None), None)

    def _chained_start(self, end: int, floor: int) -> int | None:
        """Return where a body begins that fills the chain from its separator on (、住房改革与发展司司长)."""
        text = self._text
        begin = floor
        while begin < end and text[begin] in self._separators:
            begin += 1
        if begin == floor or floor == 0 or end - begin > _BODY_MAX:
            return None
        return begin if self._is_one_name(begin, end) else None

    def _is_one_name(self, begin: int, end: int) -> bool:
        """Tell whether nothing between the offsets cuts a name."""
        text = self._text
        words = {match.group() for match in self._bodies.cut.finditer(text, begin, end)}
        words -= self._bodies.kept
        plain = all("\u3400" <= character <= "\u9fff" for character in text[begin:end])
        return plain and words <= self._within_bodies

    def duty_start(self, token: TitleToken, floor: int) -> int:
        """Return where a duty's own name begins (沱江市级河长)."""
        return free_name_start(self._text, token.start, max(floor, token.start - _DUTY_MAX), self._bodies)
