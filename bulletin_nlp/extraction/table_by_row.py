"""Tables of which each line is a row: tabs, bars or spaces stand between the cells."""

from __future__ import annotations

from collections.abc import Callable

from bulletin_nlp.extraction.table_cells import Cell, Line, cells_of, is_number, spaced_cells, table_lexicon
from bulletin_nlp.extraction.table_heads import spread_levels
from bulletin_nlp.extraction.table_lines import Layout, Lines, Row

__all__ = ["read_rows"]

_LEVELS = 3  # lines of heads


def read_rows(lines: Lines, index: int, done: int) -> tuple[Layout | None, int]:
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
        if not rows:  # the line is a sentence after all
            continue
        widths = [len(cells) for cells in rows]
        width = max(set(widths), key=lambda size: (widths.count(size), size))
        columns, depth = spread_levels(text, levels, width)
        if columns is not None:
            return _row_table(lines, columns, levels[depth - 1], rows, done), last
    return None, index


def _rows(lines: Lines, index: int, cut: Callable[[str, Line], list[Cell]]) -> tuple[list[list[Cell]], int]:
    """Return the cells of the lines from ``index`` on, with the last line that has cells."""
    rows: list[list[Cell]] = []
    last = index
    while index < len(lines):
        line = lines[index]
        if not line.empty:
            cells = cut(lines.text, line)
            if len(cells) < 2 or lines.is_prose(line) or not any(_fills(lines.text, cell) for cell in cells):
                break
            rows.append(cells)
            last = index
        index += 1
    return rows, last


def _fills(text: str, cell: Cell) -> bool:
    return is_number(text, cell) or (cell.end > cell.start and table_lexicon().is_blank(text, cell))


def _row_table(
    lines: Lines, columns: list[list[Cell]], top: list[Cell], rows: list[list[Cell]], done: int
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
