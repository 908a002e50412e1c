"""Fuller names: a body that a text names in full and in short is one body."""

from __future__ import annotations

from bulletin_nlp.extraction.reading import OrganizationMention
from bulletin_nlp.lexicon.divisions import Division

__all__ = ["take_fuller_names"]

# Names that a text may shorten, and how long the short name is at most without its place.
_SHORTENED = ("局", "厅", "委员会")
_SHORT_MAX = 8


def take_fuller_names(mentions: list[OrganizationMention]) -> None:
    """Call each body by its fullest name: 市房管局 beside 市住房保障和房屋管理局 is the same.

    Args:
        mentions: the bodies of a bulletin; their names are changed in place.
    """
    names: dict[Division, set[str]] = {}
    placed = [(m, m.division) for m in mentions if m.division is not None and _begins_with_place(m)]
    for mention, division in placed:
        names.setdefault(division, set()).add(mention.name)
    for mention, division in placed:
        place = len(division.name)
        short = mention.name[place:]
        if len(short) > _SHORT_MAX or not short.endswith(_SHORTENED):
            continue
        fuller = [name for name in names[division] if _shortens(short, name[place:])]
        if len(fuller) == 1:
            mention.name = fuller[0]


def _begins_with_place(mention: OrganizationMention) -> bool:
    return mention.division is not None and mention.name.startswith(mention.division.name)


def _shortens(short: str, full: str) -> bool:
    """Tell whether a name is made of characters of a fuller one, in their order, with the same end."""
    if len(short) >= len(full) or short[-1] != full[-1] or full.count(short[-1]) > 1:
        return False
    rest = iter(full)
    return all(character in rest for character in short)
