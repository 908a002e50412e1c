"""Lines, sentences and clauses of a text, by offset."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property

__all__ = ["Layout"]

# A sentence ends after 。！？； or … (with closing quotes and brackets), or at a line break.
# The first character of either mark is one class, which lets the engine skip to it.
_SENTENCE_END = re.compile(
    r"[。！？!?；;…\n](?:(?<=[。！？!?])[。！？!?]*[”’」』）)》]*|(?<=；)|(?<=;)(?![A-Za-z0-9_&])|(?<=…)…*|(?<=\n)\n*)"
)
# A clause also ends at a comma or colon; a comma inside a number (1,234) does not count.
_CLAUSE_END = re.compile(
    r"[。！？!?；：，…,:;\n](?:(?<=[。！？!?；：，…])[。！？!?；：，…]*[”’」』）)》]*"
    r"|(?<=[,:;])(?:(?!\d)|(?<!\d.))|(?<=\n)\n*)"
)
_LINE_END = re.compile(r"\n")


def _cut(text: str, end_mark: re.Pattern[str]) -> list[int]:
    """Return the start of every piece, the first being 0."""
    starts = [0, *[match.end() for match in end_mark.finditer(text)]]
    if starts[-1] == len(text) and len(starts) > 1:
        del starts[-1]
    return starts


def _piece(starts: list[int], offset: int, length: int) -> tuple[int, int]:
    following = bisect_right(starts, offset)
    return starts[following - 1], starts[following] if following < len(starts) else length


class Layout:
    """Where the lines, sentences and clauses of a text begin and end.

    Args:
        text: the clean text. Pieces include their closing punctuation.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._length = len(text)

    @cached_property
    def line_starts(self) -> list[int]:
        """Start of each line."""
        return _cut(self._text, _LINE_END)

    @cached_property
    def sentence_starts(self) -> list[int]:
        """Start of each sentence."""
        return _cut(self._text, _SENTENCE_END)

    @cached_property
    def clause_starts(self) -> list[int]:
        """Start of each clause."""
        return _cut(self._text, _CLAUSE_END)

    def line(self, offset: int) -> tuple[int, int]:
        """Return the line that holds ``offset``, its line break included."""
        return _piece(self.line_starts, offset, self._length)

    def sentence(self, offset: int) -> tuple[int, int]:
        """Return the sentence that holds ``offset``."""
        return _piece(self.sentence_starts, offset, self._length)

    def clause(self, offset: int) -> tuple[int, int]:
        """Return the clause that holds ``offset``."""
        return _piece(self.clause_starts, offset, self._length)

    def sentences(self) -> list[tuple[int, int]]:
        """Return every sentence in order."""
        return self._pieces(self.sentence_starts)

    def clauses(self) -> list[tuple[int, int]]:
        """Return every clause in order."""
        return self._pieces(self.clause_starts)

    def lines(self) -> list[tuple[int, int]]:
        """Return every line in order."""
        return self._pieces(self.line_starts)

    def _pieces(self, starts: list[int]) -> list[tuple[int, int]]:
        return list(zip(starts, [*starts[1:], len(self._text)], strict=True))
