"""A table for the terminal: as many columns as its width has room for, the others named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from bulletin_nlp.export.cells import check_columns, read_rows
from bulletin_nlp.export.columns import Column
from bulletin_nlp.export.tally import Tally
from bulletin_nlp.export.text_tables import LONGEST_PLAIN, iso

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["show_rows"]

# Spaces between two columns.
_GAP = 2
# The least width of a text that folds. Numbers, days and codes never fold.
_FOLDED = 10
# Longer texts are no codes but names and sentences.
_LONGEST_CODE = 12
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f]")


def show_rows(rows: Iterable[Mapping[str, Any]], columns: Sequence[Column], console: Console) -> int:
    """Print rows as a table.

    Numbers stand at the right with separators of thousands, texts fold. Where not all columns fit, those that
    come last are left out and named below the table.

    Args:
        rows: mappings from column names to values; held in memory.
        columns: the columns, the most telling first.
        console: where the table is printed; it has the width.

    Returns:
        How many rows were shown.
    """
    from rich.table import Table
    from rich.text import Text

    check_columns(columns)
    cells = [[_shown(value) for value in row] for row in read_rows(rows, columns, Tally(columns))]
    laid_out = [_Layout.of(column, [row[index] for row in cells]) for index, column in enumerate(columns)]
    fitting = _fitting(laid_out, console.width)
    table = Table(box=None, padding=(0, _GAP, 0, 0), header_style="dim")
    for layout in laid_out[:fitting]:
        table.add_column(
            Text(layout.name),
            justify="right" if layout.numeric else "left",
            no_wrap=not layout.folds,
            overflow="fold",
            min_width=layout.width,
        )
    for row in cells:
        table.add_row(*(Text(text) for text in row[:fitting]))
    console.print(table)
    if fitting < len(columns):
        console.print(Text("not shown here: " + ", ".join(c.name for c in columns[fitting:]), style="dim"))
    return len(cells)


@dataclass(frozen=True, slots=True)
class _Layout:
    """How a column is laid out; ``width`` is the least that it needs, its head included."""

    name: str
    numeric: bool
    folds: bool
    width: int

    @classmethod
    def of(cls, column: Column, texts: Sequence[str]) -> _Layout:
        from rich.cells import cell_len

        longest = max(map(cell_len, texts), default=0)
        folds = column.kind in ("text", "list") and longest > _LONGEST_CODE
        width = max(_FOLDED if folds else longest, cell_len(column.name))
        return cls(column.name, column.kind in ("number", "integer"), folds, width)


def _fitting(layouts: Sequence[_Layout], width: int) -> int:
    """Return how many columns, from the first, have room beside each other; one at least."""
    used = 0
    for index, layout in enumerate(layouts):
        used += layout.width + _GAP
        if used > width:
            return max(index, 1)
    return len(layouts)


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, Decimal):
        return f"{value:,f}" if abs(value.adjusted()) < LONGEST_PLAIN else str(value)
    if isinstance(value, date):
        return iso(value)
    if isinstance(value, tuple):
        value = "; ".join(value)
    # Nothing of a text may steer the terminal.
    return _CONTROLS.sub("\ufffd", " ".join(str(value).split()))
