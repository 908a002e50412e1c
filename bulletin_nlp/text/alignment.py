"""One map between a text and what cleaning made of it.

Each cleaning step returns the edits it made; an :class:`Alignment` composes them and maps a span both ways.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["Alignment", "Edit"]


@dataclass(frozen=True, slots=True)
class Edit:
    """One replacement: characters ``start`` to ``end`` of a step's input became ``replacement``."""

    start: int
    end: int
    replacement: str


class Alignment:
    """To be written: identity for now."""

    @classmethod
    def identity(cls, length: int) -> Alignment:
        """Return the alignment of a text with itself."""
        raise NotImplementedError

    def then(self, edits: Iterable[Edit]) -> Alignment:
        """Return this alignment followed by a further step, whose edits index the text so far."""
        raise NotImplementedError

    def to_source(self, start: int, end: int) -> tuple[int, int]:
        """Map a non-empty span of the clean text to the source (what was removed inside is covered)."""
        raise NotImplementedError

    def to_clean(self, start: int, end: int) -> tuple[int, int] | None:
        """Map a span of the source to the clean text, or None where nothing of it is left."""
        raise NotImplementedError
