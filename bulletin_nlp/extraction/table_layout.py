"""Where the tables of a text stand: their caption, their heads and their rows of cells, by offset.

Numbers that stand alone in a cell show the place; the heads stand above them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_nlp.extraction.table_by_cell import read_cells
from bulletin_nlp.extraction.table_by_row import read_rows
from bulletin_nlp.extraction.table_cells import table_lexicon
from bulletin_nlp.extraction.table_lines import Layout, Lines, Row

if TYPE_CHECKING:
    from bulletin_nlp.extraction.reading import Reading

__all__ = ["Layout", "Row", "find_layouts"]


def find_layouts(reading: Reading) -> list[Layout]:
    """Return what looks like a table, in order of place: heads, and below them numbers alone in their cells.

    Args:
        reading: the bulletin. Only its clean text and its lines are read.
    """
    lines = Lines(reading.clean, reading.layout.line_starts)
    found: list[Layout] = []
    done = -1
    for match in table_lexicon().alone.finditer(reading.clean):
        index = lines.index(match.end() - 1)
        if index <= done:
            continue
        if lines[index].single:
            table, done = read_cells(lines, index, done)
        else:
            table, done = read_rows(lines, index, done)
        if table is not None:
            found.append(table)
    return found
