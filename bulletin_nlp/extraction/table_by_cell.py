"""Tables of which each line is a cell, as pages without their markup leave them."""

from __future__ import annotations

from dataclasses import dataclass

from bulletin_nlp.extraction.table_cells import Cell, is_number, table_lexicon
from bulletin_nlp.extraction.table_heads import joined_units, spread
from bulletin_nlp.extraction.table_lines import Layout, Lines, Row

__all__ = ["read_cells"]

_HEADS = 40  # cells that the heads may have
_APART = 12  # lines between the numbers of two rows
_CELLS = 20_000  # cells of a table
_LABELS = 3  # cells that may stand before the numbers of a row


def read_cells(lines: Lines, index: int, done: int) -> tuple[Layout | None, int]:
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
    if serial:
        table = _numbered(lines, index, heads, labels)
        if table is not None:
            table.caption = lines.caption(lines.index(heads[0].start), done)
            return table, lines.index(table.end)
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


def _numbered(lines: Lines, index: int, heads: list[Cell], labels: int) -> Layout | None:
    """Read rows that have as many cells each, as the numbers 1, 2, 3 before them show.

    Cells of words may then stand among the numbers. A last row of totals has no number of its own.
    """
    text, lexicon = lines.text, table_lexicon()
    # the second row begins within as many cells as there are heads
    opening = [text[cell.start : cell.end] for cell in _cells_from(lines, index, len(heads) + 1)]
    if "2" not in opening[labels + 1 :]:
        return None
    cells = _cells_from(lines, index, _CELLS)
    words = [text[cell.start : cell.end] for cell in cells]
    second = next((n for n, word in enumerate(words) if n > labels and word == "2"), len(words))
    width = second
    while width < len(words) and (width - labels > len(heads) or not _counts(words, width)):
        width = next((n for n in range(width + 1, len(words)) if words[n] == "2"), len(words))
    if width >= len(words):
        return None
    columns = spread(text, heads[labels:], width - labels)
    if columns is None:
        return None
    count = 1
    while count * width < len(words) and words[count * width] == str(count + 1):
        count += 1
    table = Layout(heads[0].start, 0, (0, 0), [[cell] for cell in heads[:labels]], columns)
    kinds = [_kind(text, cell) for cell in cells[:width]]
    for first in range(0, count * width, width):
        row = cells[first : first + width]
        if len(row) < width or not all(
            _kind(text, cell) in (kind, "") or not kind for cell, kind in zip(row, kinds, strict=True)
        ):
            return None  # the last row may have lost a cell
        table.rows.append(_row(text, row[:labels], row[labels:]))
    rest = cells[count * width :]
    size = width - labels + 1
    needed = size
    while needed > 1 and kinds[labels + needed - 2] in ("", "字"):
        needed -= 1  # remarks at the end may be missing
    if rest and lexicon.is_total(text, rest[0]) and len(rest) >= needed:
        values = _row(text, rest[:1], rest[1:size]).values
        table.rows.append(Row(rest[:1], [*values, *[None] * (size - 1 - len(values))]))
    filled = [cell for cell in [*table.rows[-1].labels, *table.rows[-1].values] if cell is not None]
    table.end = filled[-1].end
    return table


def _cells_from(lines: Lines, index: int, limit: int) -> list[Cell]:
    """Return the cells from a line on, at most ``limit``, up to a sentence or a line of several cells."""
    cells: list[Cell] = []
    while index < len(lines) and len(cells) < limit:
        line = lines[index]
        if not line.empty:
            if not line.single or lines.is_prose(line):
                break
            cells.append(line.cell)
        index += 1
    return cells


def _kind(text: str, cell: Cell) -> str:
    """Return a mark for the kind of a cell, none for an empty one."""
    if table_lexicon().is_blank(text, cell):
        return ""
    return ("%" if text[cell.end - 1] in "%％" else "1") if is_number(text, cell) else "字"


def _counts(words: list[str], width: int) -> bool:
    """Tell whether every ``width`` cells the numbers go on from 1 to the last row that is whole."""
    count = 1
    while count * width < len(words) and words[count * width] == str(count + 1):
        count += 1
    return count > 1 and len(words) - count * width < 2 * width


def _row(text: str, labels: list[Cell], cells: list[Cell]) -> Row:
    lexicon = table_lexicon()
    return Row(labels, [None if lexicon.is_blank(text, cell) else cell for cell in cells])


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


def _cells_above(lines: Lines, index: int, done: int) -> list[Cell]:
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


def _groups(lines: Lines, index: int, first: list[Cell]) -> tuple[list[_Group], int]:
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
