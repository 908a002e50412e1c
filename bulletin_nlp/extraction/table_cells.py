"""Lines and cells of tables, by offset, and the words that tell one kind of cell from another."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bulletin_nlp.lexicon.loader import alternation, compiled, read_lexicon

__all__ = [
    "Cell",
    "Line",
    "Span",
    "TableLexicon",
    "Thing",
    "cells_of",
    "is_number",
    "line_of",
    "spaced_cells",
    "table_lexicon",
    "words_of",
]

Span = tuple[int, int]

_GAP = " \t\u3000|｜"
_BAR = re.compile(r"[|｜]")
_TAB = re.compile(r"\t")
_WIDE = re.compile(r" {2,}|\u3000+")
_INSIDE = re.compile(r"[|｜\t]| {2}|\u3000")
_SPACE = re.compile(r"[ \u3000\t]+")
_RULE = re.compile(r"[\s:|｜+-]*-{2,}[\s:|｜+-]*$")
_NOT_WORDS = re.compile(r"\s+")
_MARKS = re.compile(r"[\s()（）、/]+")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's trimmed text by offset."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line: ``cell`` is its text without bars and spaces around it.

    ``empty`` is true where nothing is left, or only a rule (|---|---|); ``single`` where no gap divides it.
    """

    start: int
    end: int
    cell: Cell
    empty: bool
    single: bool


def line_of(text: str, start: int, end: int) -> Line:
    """Return the line that covers a stretch."""
    while end > start and text[end - 1] in "\r\n":
        end -= 1
    cell = _trimmed(text, start, end)
    empty = cell.start >= cell.end or _RULE.match(text, cell.start, cell.end) is not None
    single = _INSIDE.search(text, cell.start, cell.end) is None and not (
        not is_number(text, cell) and any(is_number(text, part) for part in _parts(text, cell, _SPACE))
    )
    return Line(start, end, cell, empty, single)


def _trimmed(text: str, start: int, end: int, marks: str = _GAP) -> Cell:
    while end > start and text[end - 1] in marks:
        end -= 1
    while start < end and text[start] in marks:
        start += 1
    return Cell(start, end)


def _parts(text: str, cell: Cell, gap: re.Pattern[str]) -> list[Cell]:
    """Cut a stretch at every gap and trim the parts, which may be empty."""
    cells = []
    position = cell.start
    for match in gap.finditer(text, cell.start, cell.end):
        cells.append(_trimmed(text, position, match.start(), " \t\u3000"))
        position = match.end()
    cells.append(_trimmed(text, position, cell.end, " \t\u3000"))
    return cells


def cells_of(text: str, line: Line) -> list[Cell]:
    """Return the cells of a line that bars, tabs or wide spaces divide; empty ones stay."""
    start, end = line.start, line.end
    if _BAR.search(text, start, end):
        whole = _trimmed(text, start, end, " \t\u3000")
        low = whole.start + (text[whole.start] in "|｜")
        high = whole.end - (whole.end > low and text[whole.end - 1] in "|｜")
        return _parts(text, Cell(low, high), _BAR)
    if _TAB.search(text, start, end):
        return _parts(text, Cell(start, end), _TAB)
    return _parts(text, line.cell, _WIDE)


def spaced_cells(text: str, line: Line) -> list[Cell]:
    """Return the cells of a line that any space divides."""
    return [
        cell
        for part in _parts(text, line.cell, _BAR)
        for cell in _parts(text, part, _SPACE)
        if cell.end > cell.start
    ]


def is_number(text: str, cell: Cell) -> bool:
    """Tell whether a cell is a number, with or without a unit."""
    return table_lexicon().number.match(text, cell.start, cell.end) is not None


def words_of(text: str, cells: Sequence[Cell]) -> str:
    """Return the words of some cells without their spaces."""
    return "".join(_NOT_WORDS.sub("", text[cell.start : cell.end]) for cell in cells)


@dataclass(frozen=True, slots=True)
class Thing:
    """What a table may count without saying so in a head: its unit, and its indicator by status."""

    unit: str
    words: re.Pattern[str]
    indicators: Mapping[str, str]


class TableLexicon:
    """The words of tables; :func:`table_lexicon` gives the only one."""

    def __init__(self) -> None:
        cues = read_lexicon("metric_cues")
        table = cues["table"]
        unit = f" ?(?:[%％]|[万亿]?(?:{alternation(table['units'])})|[万亿])?"
        self.number = re.compile(rf"[-−]?\d[\d,，]*(?:\.\d+)?(?: \d{{3}})*{unit}$")
        #: a number that stands alone between gaps
        self.alone = re.compile(
            rf"(?:^|[|｜\t \u3000])[-−]?\d[\d,，]*(?:\.\d+)?{unit}"
            rf"(?=[ \u3000]{{0,8}}(?:[|｜\t\n]|\Z)|[ \u3000])",
            re.M,
        )
        self.serial = frozenset(table["serial"])
        self.places = frozenset(table["places"])
        self.names = frozenset(table["names"])
        self.notes = frozenset(table["notes"])
        self.blank = frozenset(table["blank"])
        self.totals = frozenset(table["totals"])
        self.groups = re.compile("|".join(table["groups"]))
        self.planned = re.compile(table["planned"])
        self.fulfilled = re.compile(table["fulfilled"])
        self.rate = re.compile(table["rate"])
        self.compounds: str = table["compounds"]
        self.plan_caption = re.compile(table["plan_caption"])
        self.done_caption = re.compile(table["done_caption"])
        self.carried = re.compile(f"(?:{alternation([*table['light'], *cues['modifiers']['words']])})*+")
        self.verbal = re.compile(f"(?:{alternation([*table['light'], *table['verbs']])})*+")
        self.light_end = re.compile(f"(?:{alternation(table['light'])})++$")
        self.counting: tuple[str, ...] = tuple(table["counting"])
        self.things = [
            Thing(entry["unit"], re.compile(alternation(entry["words"])), entry["indicators"])
            for entry in table["thing"]
        ]

    def is_serial(self, text: str, cell: Cell) -> bool:
        """Tell whether a head is that of the numbers of the rows (序号)."""
        return words_of(text, [cell]) in self.serial

    def is_label(self, text: str, cells: Sequence[Cell]) -> bool:
        """Tell whether a head stands over the numbers, places or names of the rows."""
        words = _MARKS.sub("", words_of(text, cells))
        return not words or words in self.serial or words in self.places or words in self.names

    def is_name(self, text: str, cells: Sequence[Cell]) -> bool:
        """Tell whether a head stands over the names of the compounds or projects that are renovated."""
        return _MARKS.sub("", words_of(text, cells)) in self.names

    def is_note(self, text: str, cell: Cell) -> bool:
        """Tell whether a head stands over remarks or ranks."""
        return words_of(text, [cell]) in self.notes

    def is_blank(self, text: str, cell: Cell) -> bool:
        """Tell whether a cell stands for no number: a dash, or words such as 全部开工."""
        return cell.start >= cell.end or words_of(text, [cell]) in self.blank

    def is_total(self, text: str, cell: Cell) -> bool:
        """Tell whether a cell says that its row holds totals."""
        return words_of(text, [cell]).rstrip(":：") in self.totals


@compiled
def table_lexicon() -> TableLexicon:
    """Return the words of tables, read once."""
    return TableLexicon()
