"""The lines of a text as parts of tables, and what a table is once its rows are known."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

from bulletin_nlp.extraction.table_cells import Cell, Line, Span, line_of

__all__ = ["Layout", "Lines", "Row"]

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


class Lines:
    """The lines of a text, cut when they are asked for.

    Args:
        text: the clean text.
        starts: where its lines begin.
    """

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
