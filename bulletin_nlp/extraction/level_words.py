"""What a bare level word stands for: the 市 of 市住建局, the 区 of 副区长."""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property

from bulletin_nlp.extraction.reading import Reading
from bulletin_nlp.lexicon.divisions import Division, Divisions

__all__ = ["LevelWords", "fits"]

# How many earlier place names are asked for a place of the wanted level.
_LOOK_BACK = 60

_LEVELS: dict[str, tuple[str, ...]] = {
    "省": ("province",),
    "自治区": ("province",),
    "市": ("province", "prefecture", "county"),
    "州": ("prefecture",),
    "自治州": ("prefecture",),
    "盟": ("prefecture",),
    "区": ("county",),
    "县": ("county",),
    "自治县": ("county",),
    "旗": ("county",),
    "镇": ("township",),
    "乡": ("township",),
    "街道": ("township",),
}


def fits(division: Division, word: str) -> bool:
    """Tell whether a level word can stand for a division (市 for 中山市, 县 for 竹山县)."""
    return division.level in _LEVELS.get(word, ()) and division.name.endswith(word)


class LevelWords:
    """The divisions that the level words of one bulletin stand for.

    Args:
        reading: the bulletin with its region mentions and its governing division.
    """

    def __init__(self, reading: Reading) -> None:
        self._governing = reading.governing
        self._named = [m for m in reading.region_mentions if m.division is not None and not m.implied]
        self._starts = [m.start for m in self._named]

    @cached_property
    def _chain(self) -> tuple[Division, ...]:
        """The governing division and what is above it; a township says nothing of a bulletin's city."""
        governing = self._governing
        if governing is None:
            return ()
        if governing.level in ("province", "township"):
            return (governing,)
        return (governing, *Divisions.load().ancestors(governing))

    def resolve(self, word: str, offset: int, near: Division | None = None) -> Division | None:
        """Return the division that a level word stands for, or None where the text does not tell.

        Args:
            word: 省, 市, 区, 县 …
            offset: where it stands.
            near: the division of the body that was named just before (中山市委、市政府).
        """
        if near is not None and fits(near, word):
            return near
        for division in self._chain:
            if fits(division, word):
                return division
        last = bisect_left(self._starts, offset)
        for mention in reversed(self._named[max(0, last - _LOOK_BACK) : last]):
            if mention.division is not None and fits(mention.division, word):
                return mention.division
        # 市长 before the only city that the text names
        later = {m.division for m in self._named[last:] if m.division is not None and fits(m.division, word)}
        if later:
            return later.pop() if len(later) == 1 else None
        province = self._province
        return province if province is not None and fits(province, word) else None

    @cached_property
    def _province(self) -> Division | None:
        """The province that all named places lie in, where the text names none (省水利厅 beside 德州市)."""
        divisions = Divisions.load()
        named = {m.division for m in self._named if m.division is not None and m.division.level != "township"}
        above = {next(iter(reversed(divisions.ancestors(d))), None) for d in named}
        province = above.pop() if len(above) == 1 else None
        return province if province is not None and province.level == "province" else None
