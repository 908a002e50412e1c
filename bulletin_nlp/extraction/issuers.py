"""Issuers: the body that a page names as its publisher or source, in full."""

from __future__ import annotations

from bulletin_nlp.extraction.body_lexicon import body_lexicon
from bulletin_nlp.extraction.level_words import LevelWords
from bulletin_nlp.extraction.reading import Reading
from bulletin_nlp.lexicon.divisions import Division

__all__ = ["issuing_body"]


def issuing_body(
    reading: Reading, levels: LevelWords, endings: tuple[str, ...]
) -> tuple[str | None, Division | None]:
    """Return the publisher, or the source, where it is a body with one of the endings.

    Args:
        reading: the bulletin.
        levels: what its level words stand for.
        endings: how the name of the body ends (局, 委员会).
    """
    header, given = reading.header, reading.given
    for words in (header.publisher, given.publisher, header.content_source, given.content_source):
        if words and words.endswith(endings):
            return _in_full(words, reading, levels)
    return None, None


def _in_full(words: str, reading: Reading, levels: LevelWords) -> tuple[str, Division | None]:
    """Return a body's full name and place: 区教体局 on a page of 罗江区 is 罗江区教育和体育局."""
    lexicon = body_lexicon()
    for last, (length, bodies) in lexicon.automaton.iter_long(words):
        place = words[: last + 1 - length]
        if last + 1 < len(words) or not place or bodies[0].kind not in ("department", "body"):
            continue
        governing = reading.governing
        division = levels.resolve(place, len(reading.clean)) if place in lexicon.levels else governing
        if division is None or (place not in lexicon.levels and not place.endswith(division.name)):
            break
        full = bodies[0].full_in(division.code or "")
        return bodies[0].name.format(place=division.name, full=full), division
    return words, None
