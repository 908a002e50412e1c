"""Addressees: who a reply is addressed to by seat, and the leader who signed it off."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bulletin_nlp.extraction.holders import Appearance
from bulletin_nlp.extraction.names import may_open, name_after, name_before
from bulletin_nlp.extraction.posts import Post
from bulletin_nlp.extraction.reading import Reading
from bulletin_nlp.lexicon.divisions import Division
from bulletin_nlp.lexicon.loader import alternation, compiled, read_lexicon

__all__ = ["addressees", "signers"]

_SIGNER_REACH = 12


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """The tables of replies in ``titles.toml``."""

    #: what every match of ``seat`` holds, and every one of ``signed``: found at once in a text without any
    seat_words: re.Pattern[str]
    seat: re.Pattern[str]
    bodies: dict[str, str]
    signed_words: re.Pattern[str]
    signed: re.Pattern[str]


@compiled
def _lexicon() -> _Lexicon:
    data = read_lexicon("titles")
    bodies = {entry["title"]: entry["body"] for entry in data["addressee"]}
    reply = data["reply"]
    titles = alternation(list(bodies))
    salutation = (
        rf"(?<=\n)[ \u3000]*(?:{alternation(reply['honours'])})?[^\n，。：:]{{2,5}}(?P<to>{titles})[:：]"
    )
    proposal = (
        rf"(?P<by>{titles})(?:{alternation(reply['proposes'])})[^，。；\n]{{0,12}}"
        rf"(?:{alternation(reply['opens'])})"
    )
    return _Lexicon(
        seat_words=re.compile(f"(?:{titles})(?:[:：]|{alternation(reply['proposes'])})"),
        seat=re.compile(f"{salutation}|{proposal}"),
        bodies=bodies,
        signed_words=re.compile(alternation(reply["signed"])),
        signed=re.compile(rf"(?:^|(?<=\n))[ \u3000]*(?:{alternation(reply['signed'])})[:：]"),
    )


def addressees(reading: Reading) -> Iterator[Appearance]:
    """Return the members of the assemblies whose proposals a reply answers (林书远委员：您提出的…).

    The body is the assembly of the place that the bulletin is of, or none where that is not known.

    Args:
        reading: the bulletin with its governing division.
    """
    text, lexicon = reading.clean, _lexicon()
    if lexicon.seat_words.search(text) is None:
        return
    for match in lexicon.seat.finditer(text):
        group = "to" if match["to"] else "by"
        offset, title = match.start(group), match[group]
        name = name_before(text, offset, lambda start: _opens(text, start))
        if name is None or reading.is_masked(name.start, name.end):
            continue
        post = Post(title, "office", address=True)
        place = _seat(reading.governing)
        if place is not None:
            post.take(place.name + lexicon.bodies[title], place)
        yield Appearance(name, name.start, match.end(group), [post])


def signers(reading: Reading) -> Iterator[Appearance]:
    """Return the leaders who signed a reply off (领导签批：林书远); the text tells no post of theirs."""
    text, lexicon = reading.clean, _lexicon()
    if lexicon.signed_words.search(text) is None:
        return
    for match in lexicon.signed.finditer(text):
        line = text.find("\n", match.end())
        stop = min(line if line >= 0 else len(text), match.end() + _SIGNER_REACH)
        name = name_after(text, match.end(), stop)
        if name is not None and not reading.is_masked(name.start, name.end):
            yield Appearance(name, name.start, name.end)


def _opens(text: str, start: int) -> bool:
    """Tell whether a member's name may begin here: as a name does, or after 尊敬的 and the like."""
    return may_open(text, start) or text.endswith(tuple(read_lexicon("titles")["reply"]["before"]), 0, start)


def _seat(governing: Division | None) -> Division | None:
    """Return the place whose assembly is meant: a street has none."""
    return governing if governing is not None and governing.level != "township" else None
