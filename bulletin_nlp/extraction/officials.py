"""Officials: persons who act in the bulletin by office."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

import ahocorasick

from bulletin_nlp.extraction.addressees import addressees, signers
from bulletin_nlp.extraction.deeds import deeds_after, deeds_before, deeds_of_pronouns
from bulletin_nlp.extraction.holders import Appearance, HolderReader
from bulletin_nlp.extraction.names import ends_well, family_name, may_open
from bulletin_nlp.extraction.organizations import record_organizations
from bulletin_nlp.extraction.posts import Post
from bulletin_nlp.extraction.reading import Reading
from bulletin_nlp.extraction.title_lexicon import title_lexicon
from bulletin_nlp.lexicon.divisions import Division
from bulletin_nlp.lexicon.loader import alternation, read_lexicon
from bulletin_nlp.record import Official, Position

__all__ = ["find_officials"]

# A name of two characters may be a word: a mention of it alone must end like a name.
_SHORT_NAME = 2
# Depth of a division: of an official's posts the one nearest to the ground is the seat.
_DEPTH = {"province": 1, "prefecture": 2, "county": 3, "township": 4}


@cache
def _shared() -> re.Pattern[str]:
    """Return what may stand between two persons who share a predicate."""
    words = read_lexicon("roles")["shared"]
    return re.compile(
        rf"[\s、，,]*(?:{alternation(words['conjunctions'])})?\s*(?:{alternation(words['bare'])})?"
    )


@dataclass(slots=True)
class _Mention:
    start: int
    end: int
    head: int
    name: str
    #: where the title after the name ends, or the name
    tail: int


@dataclass(slots=True)
class _Person:
    name: str
    posts: list[Post] = field(default_factory=list)
    mentions: list[_Mention] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)
    acting: bool = False


def find_officials(reading: Reading) -> None:
    """Find the officials of a bulletin, with posts, region and what they do.

    Adds ``reading.officials`` in order of first mention; bodies that only a title tells
    (事务局副局长) are added to the organisations.
    """
    holders = HolderReader(reading)
    appearances = sorted(
        [*holders.appearances(), *addressees(reading), *signers(reading)], key=lambda a: a.name.start
    )
    if holders.discovered:
        reading.organization_mentions = sorted(
            [*reading.organization_mentions, *holders.discovered], key=lambda m: (m.start, m.end)
        )
        record_organizations(reading)
    people = _merge(appearances)
    if not people:
        return
    mentions = _mentions(reading, appearances, people)
    _read_deeds(reading, mentions, people)
    for person in people.values():
        if person.acting:
            reading.officials.append(_record(reading, person))


def _merge(appearances: Iterable[Appearance]) -> dict[str, _Person]:
    """Bring together what is told of each person; a name stands for one person in a bulletin."""
    people: dict[str, _Person] = {}
    for appearance in appearances:
        name = appearance.name.name
        person = people.setdefault(name, _Person(name))
        person.acting = person.acting or appearance.acting
        for post in appearance.posts:
            _add_post(person, post)
    return people


def _add_post(person: _Person, post: Post) -> None:
    """Add a post unless it is known; 林书远主任 and 事务局局长林书远 repeat 副主任 and 市事务局局长."""
    for index, known in enumerate(person.posts):
        same = post.organization is None or post.organization == known.organization
        if same and post.address and known.title.endswith(post.title):
            return
        if known.title == post.title and known.organization and post.organization:
            if known.organization.endswith(post.organization):
                return
            if post.organization.endswith(known.organization):
                person.posts[index] = post
                return
        if known.title == post.title and (known.organization is None or post.organization is None):
            if known.organization is None:
                person.posts[index] = post
            return
        if (known.title, known.organization) == (post.title, post.organization):
            return
    person.posts.append(post)


def _mentions(reading: Reading, appearances: list[Appearance], people: dict[str, _Person]) -> list[_Mention]:
    """Return all mentions in order: those with posts, and the names alone."""
    text = reading.clean
    found = {
        a.name.start: _Mention(a.name.start, a.name.end, a.start, a.name.name, max(a.end, a.name.end))
        for a in appearances
    }
    for start, end, name in _names_alone(text, people):
        if start in found or reading.is_masked(start, end):
            continue
        if end - start <= _SHORT_NAME and ends_well(text, end) < 2:
            continue
        found[start] = _Mention(start, end, start, name, end)
    ordered = [found[start] for start in sorted(found)]
    for mention in ordered:
        people[mention.name].mentions.append(mention)
    return ordered


def _names_alone(text: str, people: dict[str, _Person]) -> Iterable[tuple[int, int, str]]:
    """Return the mentions by name alone, and by family name and title (林书记)."""
    addresses: dict[str, set[str]] = {}
    for person in people.values():
        for form in _addresses(person):
            addresses.setdefault(form, set()).add(person.name)
    automaton = ahocorasick.Automaton()
    for form, names in addresses.items():
        if len(names) == 1:
            automaton.add_word(form, (len(form), *names, True))
    for name in people:
        automaton.add_word(name, (len(name), name, False))
    automaton.make_automaton()
    for last, (length, name, address) in automaton.iter_long(text):
        start = last + 1 - length
        if not address or may_open(text, start):
            yield start, last + 1, name


def _addresses(person: _Person) -> Iterable[str]:
    """Return how a person is addressed by family name: 林书记 and 林副书记 of a 副书记."""
    titles = title_lexicon().by_text
    family = family_name(person.name)
    for post in person.posts:
        for start in range(len(post.title) - 1):
            if post.title[start:] in titles:
                yield family + post.title[start:]


def _read_deeds(reading: Reading, mentions: list[_Mention], people: dict[str, _Person]) -> None:
    """Give every person the deeds of the clauses whose subject the person is."""
    text = reading.clean
    group: list[_Mention] = []
    speakers: list[tuple[int, list[_Mention]]] = []
    for index, mention in enumerate(mentions):
        group.append(mention)
        following = mentions[index + 1] if index + 1 < len(mentions) else None
        if following is not None and _shared().fullmatch(text, mention.tail, following.head) is not None:
            continue
        stop = following.head if following is not None else len(text)
        deeds = [*deeds_before(text, group[0].head), *deeds_after(text, reading.layout, mention.tail, stop)]
        for member in group:
            _add_roles(people[member.name], deeds)
        speakers.append((group[0].start, group))
        group = []
    starts = [start for start, _ in speakers]
    for offset, word in deeds_of_pronouns(text):
        index = bisect_left(starts, offset) - 1
        if index >= 0 and len(speakers[index][1]) == 1:
            _add_roles(people[speakers[index][1][0].name], [word])


def _add_roles(person: _Person, deeds: list[str]) -> None:
    person.roles.extend(deed for deed in deeds if deed not in person.roles)


def _record(reading: Reading, person: _Person) -> Official:
    spans = tuple(reading.span(m.start, m.end) for m in person.mentions)
    positions = [Position(organization=post.organization, title=post.title) for post in person.posts]
    seat = _seat(post.division for post in person.posts)
    return Official(
        fact_id=reading.fact_id("official", person.name),
        span=spans[0],
        mentions=spans,
        name=person.name,
        positions=tuple(positions),
        region=seat.code if seat is not None else None,
        roles=tuple(person.roles),
    )


def _seat(divisions: Iterable[Division | None]) -> Division | None:
    """Return the division of the office: of several the one nearest to the ground."""
    named = [division for division in divisions if division is not None]
    return max(named, key=lambda d: _DEPTH[d.level], default=None)
