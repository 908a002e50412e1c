"""One map between a text and what cleaning made of it.

Each cleaning step returns the edits it made; an :class:`Alignment` composes them and maps a span both ways.
A step that keeps the length (Traditional to Simplified, full width to half width) needs no edit.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import NamedTuple

__all__ = ["Alignment", "Edit", "apply_edits"]


class Edit(NamedTuple):
    """One replacement: characters ``start`` to ``end`` of a step's input became ``replacement``.

    ``start`` is less than ``end``: cleaning never adds characters that stand for nothing.
    """

    start: int
    end: int
    replacement: str = ""


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """Return the text with the edits made.

    Args:
        text: the step's input.
        edits: sorted by ``start``, not overlapping.
    """
    pieces = []
    position = 0
    for start, end, replacement in edits:
        pieces.append(text[position:start])
        if replacement:
            pieces.append(replacement)
        position = end
    pieces.append(text[position:])
    return "".join(pieces)


class _Step:
    """The edits of one step as parallel sorted arrays, for bisection."""

    __slots__ = ("after_ends", "after_starts", "before_ends", "before_starts", "length")

    def __init__(self, edits: Iterable[Edit], length_before: int) -> None:
        self.before_starts: list[int] = []
        self.before_ends: list[int] = []
        self.after_starts: list[int] = []
        self.after_ends: list[int] = []
        position = shift = 0
        for start, end, replacement in edits:
            size = len(replacement)
            if start < position or end <= start or end > length_before:
                raise ValueError(f"edit {start}:{end} overlaps another, is empty or lies outside the text")
            self.before_starts.append(start)
            self.before_ends.append(end)
            self.after_starts.append(start + shift)
            self.after_ends.append(start + shift + size)
            shift += size - (end - start)
            position = end
        self.length = length_before + shift

    def backward(self, start: int, end: int) -> tuple[int, int]:
        index = bisect_right(self.after_starts, start) - 1
        if index >= 0:
            inside = start < self.after_ends[index]
            start = (
                self.before_starts[index]
                if inside
                else self.before_ends[index] + start - self.after_ends[index]
            )
        last = end - 1
        index = bisect_right(self.after_starts, last) - 1
        if index >= 0:
            inside = last < self.after_ends[index]
            end = self.before_ends[index] + (0 if inside else end - self.after_ends[index])
        return start, end

    def forward(self, start: int, end: int) -> tuple[int, int] | None:
        index = bisect_right(self.before_starts, start) - 1
        if index >= 0:
            inside = start < self.before_ends[index]
            start = (
                self.after_starts[index]
                if inside
                else self.after_ends[index] + start - self.before_ends[index]
            )
        index = bisect_left(self.before_starts, end) - 1
        if index >= 0:
            end = self.after_ends[index] + max(0, end - self.before_ends[index])
        return (start, end) if start < end else None


class Alignment:
    """The map between a source text and its clean text.

    It keeps the steps as they were made and walks them one by one, each by bisection: a look-up takes
    O(steps · log edits).
    """

    __slots__ = ("_steps", "clean_length", "source_length")

    def __init__(self, source_length: int, steps: tuple[_Step, ...] = ()) -> None:
        self.source_length = source_length
        self._steps = steps
        self.clean_length = steps[-1].length if steps else source_length

    @classmethod
    def identity(cls, length: int) -> Alignment:
        """Return the alignment of a text with itself.

        Args:
            length: number of code points of the text.
        """
        return cls(length)

    def then(self, edits: Iterable[Edit]) -> Alignment:
        """Return this alignment followed by a further step.

        Args:
            edits: what the step did; they index the text so far, sorted and not overlapping.

        Raises:
            ValueError: an edit is empty, overlaps another or lies outside the text.
        """
        step = _Step(edits, self.clean_length)
        if not step.before_starts:
            return self
        return Alignment(self.source_length, (*self._steps, step))

    def to_source(self, start: int, end: int) -> tuple[int, int]:
        """Map a span of the clean text to the source.

        What was removed inside the span is covered; what was removed at its edges is not.

        Args:
            start: first code point of the span in the clean text.
            end: the code point after its last; more than ``start``.

        Raises:
            ValueError: the span is empty or lies outside the clean text.
        """
        if not 0 <= start < end <= self.clean_length:
            raise ValueError(f"span {start}:{end} is not in a clean text of {self.clean_length} characters")
        for step in reversed(self._steps):
            start, end = step.backward(start, end)
        return start, end

    def to_clean(self, start: int, end: int) -> tuple[int, int] | None:
        """Map a span of the source to the clean text.

        Args:
            start: first code point of the span in the source.
            end: the code point after its last; more than ``start``.

        Returns:
            The span of what is left of it, or None where nothing is left.

        Raises:
            ValueError: the span is empty or lies outside the source.
        """
        if not 0 <= start < end <= self.source_length:
            raise ValueError(f"span {start}:{end} is not in a source of {self.source_length} characters")
        span: tuple[int, int] | None = (start, end)
        for step in self._steps:
            if span is None:
                return None
            span = step.forward(*span)
        return span
