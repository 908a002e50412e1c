"""Damage to single characters: what is invisible, entities, tags, advertisers' names in dates, commas."""

from __future__ import annotations

import html
import re
from functools import cache
from typing import NamedTuple

from bulletin_nlp.lexicon.loader import read_lexicon
from bulletin_nlp.text.alignment import Edit
from bulletin_nlp.text.script import HAN

__all__ = ["comma_edits", "damage_edits"]


def damage_edits(text: str) -> list[Edit]:
    """Return the edits that take out invisible characters, entities, tags and advertisers' names in dates.

    Args:
        text: the source.
    """
    patterns = _patterns()
    edits = []
    for match in patterns.damage.finditer(text):
        found = match[0]
        if match.lastgroup == "entity":
            replacement = _entity(found, patterns.invisible)
            if replacement is not None:
                edits.append(Edit(match.start(), match.end(), replacement))
        elif match.lastgroup == "lost":
            edits.append(
                Edit(match.start(), match.end(), html.unescape("&" + found[1:]).replace("\xa0", " "))
            )
        else:
            edits.append(Edit(match.start(), match.end(), "\n" if match.lastgroup == "line_end" else ""))
    return edits


def comma_edits(text: str) -> list[Edit]:
    """Return the edits that take out a comma before another mark, and doubled commas."""
    return [Edit(match.start(), match.end()) for match in _COMMAS.finditer(text)]


# A comma in a number (1,234) or an empty cell of a table (镇,,12) is none of these.
_COMMAS = re.compile(
    rf"[,，](?:(?<=[{HAN}”’」』）)》%％\d].)[,，]*(?=[。、；！？])"
    rf"|(?<=[{HAN}”’」』）)》%％].)[,，]*(?=[,，][{HAN}“‘「『《（(]))"
)


class _Patterns(NamedTuple):
    damage: re.Pattern[str]
    invisible: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    data = read_lexicon("damage")
    invisible = "".join(
        f"{re.escape(chr(first))}-{re.escape(chr(last))}" for first, last in data["invisible"]["ranges"]
    )
    lost = "|".join(data["entities"]["lost_ampersand"])
    inline, breaks = ("|".join(data["tags"][kind]) for kind in ("inline", "breaks"))
    attributes = r"(?:\s[^<>\n]{0,300})?/?>"
    # The first character is one class, which lets the engine skip to it.
    damage = re.compile(
        rf"[{invisible}&?<《](?:"
        rf"(?<=&)(?P<entity>(?:amp;)*(?:#\d{{1,7}}|#[xX][0-9a-fA-F]{{1,6}}|[A-Za-z]{{2,8}});)"
        rf"|(?<=\?)(?P<lost>(?:{lost});)"
        rf"|(?<=<)(?P<line_end>(?i:{breaks}){attributes})"
        rf"|(?<=<)(?P<tag>/?(?i:{inline}|{breaks}){attributes})"
        rf"|(?P<spam>(?:(?<=\d《)[^《》\n\d]{{1,30}}》(?=[年月]\d)"
        rf"|(?:(?<=月\d《)|(?<=月\d\d《))[^《》\n\d]{{1,30}}》(?=日)"
        rf"|(?<=[12][09]《)[^《》\n\d]{{1,30}}》(?=\d\d年)))"
        rf"|(?<=[{invisible}])(?P<invisible>))"
    )
    return _Patterns(damage, re.compile(f"[{invisible}]"))


def _entity(found: str, invisible: re.Pattern[str]) -> str | None:
    """Return the character that an entity stands for, or None if there is no such entity."""
    entity = "&" + found[1:].replace("amp;", "") if found != "&amp;" else found
    if entity == "&":
        return None
    character = html.unescape(entity)
    if character == entity or len(character) > 2:
        return None
    return invisible.sub("", character.replace("\xa0", " "))
