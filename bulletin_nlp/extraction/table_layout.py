"""Where the tables of a text stand: their caption, their heads and their rows of cells, by offset.

A table comes in one of two ways: a line a row, with tabs, bars or spaces between the cells, or a line a cell,
as pages without their markup leave it. Numbers that stand alone in a cell show the place; the heads stand
above them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bulletin_nlp.extraction.table_cells import (
    Cell,
    Line,
    Span,
    cells_of,
    is_number,
    line_of,
    spaced_cells,
    table_lexicon,
)
from bulletin_nlp.extraction.table_heads import joined_units, spread, spread_levels

if TYPE_CHECKING:
    from collections.abc import Callable

    from bulletin_nlp.extraction.reading import Reading

__all__ = ["Layout", "Row", "find_layouts"]

_ALONE = re.compile(
    r"(?:^|[|｜\t \u3000])[-−]?\d[\d,，]*(?:\.\d+)?[ ]?[%％]?(?=[ \u3000]{0,8}(?:[|｜\t\n]|\Z)|[ \u3000])",
    re.M,
)
_HEADS = 40  # cells that the heads may have
_LEVELS = 3  # lines of heads, where a line is a row
_APART = 12  # lines between the numbers of two rows, where a line is a cell
_LABELS = 3  # cells that may stand before the numbers of a row
_CAPTION = 4  # lines above a table that tell its time and unit
_SHORT = 60  # characters of such a line
_LONG = 600  # characters; no row is longer


@dataclass(slots=True)
class Row:
    """A row: the cells before its numbers, and a cell for each column of numbers, null where it is empty."""

    labels: list[Cell]
    values: list[Cell | None]


@dataclass(slots=True)
class Layout:
    """A table from its heads to its last row.

    ``labels`` are the heads of the cells that name the rows, ``heads`` the cells over each column of numbers
    from the top down; ``caption`` covers the lines above, which may tell time and unit; ``unread`` are the
    stretches whose cells do not fit the heads.
    """

    start: int
    end: int
    caption: Span
    labels: list[list[Cell]]
    heads: list[list[Cell]]
    rows: list[Row] = field(default_factory=list)
    unread: list[Span] = field(default_factory=list)


def find_layouts(reading: Reading) -> list[Layout]:
    """Return what looks like a table, in order of place: heads, and below them numbers alone in their cells.

    Args:
        reading: the bulletin. Only its clean text and its lines are read.
    """
    lines = _Lines(reading.clean, reading.layout.line_starts)
    found: list[Layout] = []
    done = -1
    for match in _ALONE.finditer(reading.clean):
        index = lines.index(match.end() - 1)
        if index <= done:
            continue
        if lines[index].single:
            table, done = _of_cells(lines, index, done)
        else:
            table, done = _of_rows(lines, index, done)
        if table is not None:
            found.append(table)
    return found


class _Lines:
    """The lines of a text, cut when they are asked for."""

    def __init__(self, text: str, starts: list[int]) -> None:
        self.text, self._starts = text, starts

    def __len__(self) -> int:
        return len(self._starts)

    def __getitem__(self, index: int) -> Line:
        end = self._starts[index + 1] if index + 1 < len(self._starts) else len(self.text)
        return line_of(self.text, self._starts[index], min(end, self._starts[index] + _LONG))

    def index(self, offset: int) -> int:
        """Return the index of the line that holds an offset."""
        return bisect_right(self._starts, offset) - 1

    def above(self, index: int) -> int:
        """Return the index of the next line above that is not empty, -1 where there is none."""
        index -= 1
        while index >= 0 and self[index].empty:
            index -= 1
        return index

    def caption(self, index: int, done: int) -> Span:
        """Return the stretch above a line that may tell time and unit: the line before, and short ones."""
        first, above = index, self.above(index)
        for number in range(_CAPTION):
            if above <= done:
                break
            line = self[above]
            if number and (line.end - line.start > _SHORT or self.is_prose(line)):
                break
            first, above = above, self.above(above)
        return self._starts[first], self._starts[index]

    def is_prose(self, line: Line) -> bool:
        """Tell whether a line holds a sentence."""
        return "。" in self.text[line.start : line.end]


# --- a line a row -------------------------------------------------------------------------------------------


def _of_rows(lines: _Lines, index: int, done: int) -> tuple[Layout | None, int]:
    """Read a table of which a line with numbers is the first row; return it with its last line."""
    text = lines.text
    for cut in (cells_of, spaced_cells):
        first = cut(text, lines[index])
        if len(first) < 2 or not any(is_number(text, cell) for cell in first[1:]):
            continue
        levels: list[list[Cell]] = []
        above = lines.above(index)
        while above > done and len(levels) < _LEVELS and not lines.is_prose(lines[above]):
            cells = cut(text, lines[above])
            if len(cells) < 2 or any(is_number(text, cell) for cell in cells):
                break
            levels.append(cells)
            above = lines.above(above)
        if not levels:
            continue
        rows, last = _rows(lines, index, cut)
        widths = [len(cells) for cells in rows]
        width = max(set(widths), key=lambda size: (widths.count(size), size))
        columns, depth = spread_levels(text, levels, width)
        if columns is not None:
            return _row_table(lines, columns, levels[depth - 1], rows, done), last
    return None, index


def _rows(lines: _Lines, index: int, cut: Callable[[str, Line], list[Cell]]) -> tuple[list[list[Cell]], int]:
    """Return the cells of the lines from ``index`` on, with the last line that has cells."""
    rows: list[list[Cell]] = []
    last = index
    while index < len(lines):
        line = lines[index]
        if not line.empty:
            cells = cut(lines.text, line)
            if len(cells) < 2 or lines.is_prose(line):
                break
            rows.append(cells)
            last = index
        index += 1
    return rows, last


def _row_table(
    lines: _Lines, columns: list[list[Cell]], top: list[Cell], rows: list[list[Cell]], done: int
) -> Layout:
    text, lexicon = lines.text, table_lexicon()
    width, labels = len(columns), 1
    while labels < width - 1 and lexicon.is_label(text, columns[labels]):
        labels += 1
    caption = lines.caption(lines.index(top[0].start), done)
    table = Layout(top[0].start, rows[-1][-1].end, caption, columns[:labels], columns[labels:])
    for cells in rows:
        missing = width - len(cells)
        own = labels - missing
        if missing < 0 or own < 1 or (missing and not any(lexicon.is_total(text, c) for c in cells[:own])):
            table.unread.append(
                (cells[0].start, cells[-1].end)
            )  # 合计 may span the columns before the numbers
            continue
        values = [None if lexicon.is_blank(text, cell) else cell for cell in cells[own:]]
        table.rows.append(Row([cell for cell in cells[:own] if cell.end > cell.start], values))
    return table


# --- a line a cell ------------------------------------------------------------------------------------------


def _of_cells(lines: _Lines, index: int, done: int) -> tuple[Layout | None, int]:
    """Read a table of which each cell is a line, from its first number on; return it with its last line."""
    text, lexicon = lines.text, table_lexicon()
    before = _cells_above(lines, index, done)
    top = next((n for n, cell in enumerate(before) if lexicon.is_serial(text, cell)), None)
    if top is None:
        top = next((n for n, cell in enumerate(before) if lexicon.is_label(text, [cell])), None)
    if top is None:
        return None, index
    heads = joined_units(text, before[top:])
    labels = 1
    while labels < len(heads) and lexicon.is_label(text, [heads[labels]]):
        labels += 1
    numbered = lexicon.is_serial(text, heads[0])
    serial = 1 if numbered and text[lines[index].cell.start : lines[index].cell.end] == "1" else 0
    first: list[Cell] = []
    if not serial:
        # the labels of the first row stand between the heads and its numbers
        named = labels - numbered
        first, heads = heads[len(heads) - named :], heads[: len(heads) - named]
    if len(heads) <= labels:
        return None, index
    groups, last = _groups(lines, index + serial, first)
    sizes = [len(group.cells) - (numbered and n + 1 < len(groups)) for n, group in enumerate(groups)]
    width = max(set(sizes), key=lambda size: (sizes.count(size), size))
    while len(heads) > labels + width and lexicon.is_note(text, heads[-1]):
        heads.pop()
    columns = spread(text, heads[labels:], width)
    caption = lines.caption(lines.index(heads[0].start), done)
    table = Layout(
        heads[0].start,
        lines[last].end,
        caption,
        [[cell] for cell in heads[:labels]],
        columns if columns is not None else [[cell] for cell in heads[labels:]],
    )
    if columns is None:
        table.unread.append((heads[0].start, lines[last].end))
    else:
        _fill(text, table, groups, serial + 1 if numbered else None)
    return table, last


@dataclass(slots=True)
class _Group:
    """Cells with words and the numbers that follow them."""

    labels: list[Cell]
    cells: list[Cell]


def _fill(text: str, table: Layout, groups: list[_Group], serial: int | None) -> None:
    """Read the rows; the number of the next row stands after the numbers of a row."""
    lexicon = table_lexicon()
    width = len(table.heads)
    for index, group in enumerate(groups):
        cells = group.cells
        more = len(cells) - width
        follows = serial is not None and index + 1 < len(groups) and bool(cells)
        final = text[cells[-1].start : cells[-1].end] if follows else ""
        if follows and more == 1 and final.isdecimal():
            serial = int(final) + 1
            cells = cells[:-1]
        elif follows and more <= 0 and final == str(serial):
            # a cell is missing, and which one cannot be told
            serial = int(final) + 1
            more = -1
        if len(cells) != width or more < 0 or not group.labels:
            table.unread.append(((group.labels or cells)[0].start, (cells or group.labels)[-1].end))
            continue
        table.rows.append(
            Row(group.labels, [None if lexicon.is_blank(text, cell) else cell for cell in cells])
        )


def _cells_above(lines: _Lines, index: int, done: int) -> list[Cell]:
    """Return the cells with words above a number, up to a number or a sentence."""
    cells: list[Cell] = []
    above = lines.above(index)
    while above > done and len(cells) < _HEADS:
        line = lines[above]
        if not line.single or lines.is_prose(line) or is_number(lines.text, line.cell):
            break
        cells.append(line.cell)
        above = lines.above(above)
    return cells[::-1]


def _groups(lines: _Lines, index: int, first: list[Cell]) -> tuple[list[_Group], int]:
    """Return words and the numbers after them, in turn, with the last line that holds a number."""
    text, lexicon = lines.text, table_lexicon()
    groups: list[_Group] = [_Group(first, [])] if first else []
    waiting: list[Cell] = []
    last = max(index - 1, 0)
    while index < len(lines) and index <= last + _APART and len(waiting) <= _LABELS:
        line = lines[index]
        index += 1
        if line.empty:
            continue
        if not line.single or lines.is_prose(line):
            break
        number = is_number(text, line.cell)
        if number or (lexicon.is_blank(text, line.cell) and (waiting or groups)):
            if waiting or not groups:
                groups.append(_Group(waiting, []))
                waiting = []
            groups[-1].cells.append(line.cell)
            last = index - 1
        else:
            waiting.append(line.cell)
    return groups, last
