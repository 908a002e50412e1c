"""What a page says around a table: of what it is, how far the work is, when it was so, and in which units."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from bulletin_nlp.extraction.metric_frames import Cursor, Time, Work
from bulletin_nlp.extraction.metric_lexicon import Hits, metric_lexicon
from bulletin_nlp.extraction.numerals import as_number
from bulletin_nlp.extraction.quantity_lexicon import MULTIPLIERS, quantity_lexicon
from bulletin_nlp.extraction.table_cells import Thing, table_lexicon, words_of

if TYPE_CHECKING:
    from bulletin_nlp.extraction.reading import Reading
    from bulletin_nlp.extraction.table_lines import Layout

__all__ = ["Surroundings", "Unit", "unit_in", "unit_of"]

_SCALE = r"(?P<scale>万亿|百万|千万|万|亿|千|百)?"
_BRACKET = re.compile(r"[（(](?:单位[：:]?)?" + _SCALE + r"(?P<unit>[\u4e00-\u9fff%％㎡]{1,4}|k?m[2²]?)[）)]")
_AT_END = re.compile(
    r"[/／,，]?(?P<scale>万|亿)(?P<unit>元|平方米|平米|㎡|m2|m²|户|人)$"
    r"|[/／](?P<unit2>[\u4e00-\u9fff㎡]{1,3})$|(?P<unit3>[%％])$"
)
_BARE = re.compile(_SCALE + r"(?P<unit>[\u4e00-\u9fff%％㎡]{1,4}|k?m[2²]?)$")
_IN_CELL = re.compile(r"\d ?" + _SCALE + r"(?P<unit>[\u4e00-\u9fff㎡]{1,3})$")
_UNIT_LINE = re.compile(r"(?:计量)?单位[：:]\s*([^\s)）|\n]{1,24})")
_CUT = re.compile(r"[、,，/／;；和]")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of the record and how many of it one of the written unit is."""

    base: str
    factor: int | Decimal


def unit_of(scale: str | None, form: str | None) -> Unit | None:
    """Return a written unit, null where none is known: 万 and 平方米."""
    known = quantity_lexicon().units.get((form or "").replace("％", "%"))
    if known is None:
        return None
    factor = Decimal(known.factor) * (MULTIPLIERS[scale] if scale else 1)
    return Unit(known.base, as_number(factor))


def unit_in(words: str) -> tuple[str, Unit | None]:
    """Return a head without its unit, and the unit: 完成投资（万元）, 投资额/万元, 开工率%."""
    for pattern in (_BRACKET, _AT_END):
        for match in pattern.finditer(words):
            groups = match.groupdict()
            form = groups["unit"] or groups.get("unit2") or groups.get("unit3")
            unit = unit_of(groups["scale"], form)
            if unit is not None:
                return words[: match.start()] + words[match.end() :], unit
    return words, None


class Surroundings:
    """What the page says around a table: of what it is, when, and in which units.

    Args:
        reading: the bulletin.
        layout: the table.
        subjects: gives the classes that the bulletin is about.
    """

    def __init__(self, reading: Reading, layout: Layout, subjects: Callable[[], frozenset[str]]) -> None:
        self.reading, self.layout, self._subjects = reading, layout, subjects
        start, end = layout.caption
        self.caption = reading.clean[start:end]
        title = reading.header.title_span
        self.title = reading.clean[slice(*title)] if title is not None else ""
        self.head_words = [words_of(reading.clean, head) for head in [*layout.labels, *layout.heads]]

    @cached_property
    def hits(self) -> Hits:
        """The words of the caption and of the heads, by offset."""
        last = max((cell.end for head in self.layout.heads for cell in head), default=self.layout.start)
        return metric_lexicon().scan(self.reading.clean, [(self.layout.caption[0], last)])

    @cached_property
    def classes(self) -> frozenset[str]:
        """The classes named around the table, and those that the bulletin is about."""
        low = self.layout.caption[0]
        near = self.hits.classes_within(low, self.layout.end)
        title = metric_lexicon().scan(self.title, [(0, len(self.title))]) if self.title else None
        return near | self.subjects | (title.classes_within(0, len(self.title)) if title else frozenset())

    @cached_property
    def subjects(self) -> frozenset[str]:
        """The classes that the bulletin is about."""
        return self._subjects()

    @cached_property
    def units(self) -> list[Unit]:
        """The units of a line such as 单位：个、万元."""
        match = _UNIT_LINE.search(self.caption)
        if match is None:
            return []
        found = []
        for word in _CUT.split(match[1]):
            bare = _BARE.match(word)
            unit = unit_of(bare["scale"], bare["unit"]) if bare is not None else None
            if unit is not None:
                found.append(unit)
        return found

    def units_of_cells(self, index: int) -> list[Unit]:
        """Return the unit that the first cell of a column holds itself: 9820万元."""
        cells = (row.values[index] for row in self.layout.rows)
        first = next((cell for cell in cells if cell is not None), None)
        if first is None:
            return []
        match = _IN_CELL.search(self.reading.clean, first.start, first.end)
        unit = unit_of(match["scale"], match["unit"]) if match is not None else None
        return [] if unit is None else [unit]

    @cached_property
    def things(self) -> list[Thing]:
        """What the table may count where no head names it, by the caption, else the title, else the text."""
        for text in (self.caption, self.title, self.reading.clean):
            found = [thing for thing in table_lexicon().things if thing.words.search(text)]
            if found:
                return found
        return []

    def caption_status(self) -> str | None:
        """Return the status that the caption tells: 改造计划表, 新开工情况, 完成情况."""
        if table_lexicon().plan_caption.search(self.caption):
            return "planned"
        work = Work()
        for hit in self.hits.cues_within(*self.layout.caption):
            work.read(hit)
        if work.status == "started" and not work.plan:
            return "started"
        return "completed" if table_lexicon().done_caption.search(self.caption) else None

    def time(self) -> Time:
        """Return the time that the lines above tell, the nearest first."""
        low, high = self.layout.caption
        while high > low:
            start, end = self.reading.layout.line(high - 1)
            cursor = Cursor(self.reading, self.hits, max(start, low), end)
            cursor.advance(end)
            if cursor.time.said and not cursor.time.bare:
                return cursor.time
            high = start
        return Time()
