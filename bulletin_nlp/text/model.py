"""The cleaned text with everything cleaning learnt, as it is handed on to extraction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bulletin_nlp.text.alignment import Alignment

__all__ = ["FurnitureLine", "Text"]


@dataclass(frozen=True, slots=True)
class FurnitureLine:
    """A line that belongs to the page and not to the bulletin.

    ``start`` and ``end`` index the source; ``text`` is its cleaned, Simplified form; ``kind`` an id of the
    furniture lexicon (``leave_site``, ``byline``, ``neighbours``, ``toolbar`` …); ``value`` what the line
    gives about the bulletin (the portal's name in a leave-site question), or null.
    """

    kind: str
    start: int
    end: int
    text: str
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """A bulletin's text before and after cleaning.

    ``clean`` is Simplified and free of damage and furniture; ``alignment`` maps its spans to ``source``
    and back. ``torn`` are spans of ``clean`` whose characters were lost: nothing may be extracted from
    them. ``kept_annotations`` are spans of ``clean`` with a bracketed reading that did not fit the page's
    pattern of damage and was kept.
    """

    source: str
    clean: str
    alignment: Alignment
    script: Literal["Hant", "Hans", "mixed"]
    pinyin_annotations: int = 0
    torn: tuple[tuple[int, int], ...] = ()
    kept_annotations: tuple[tuple[int, int], ...] = ()
    furniture: tuple[FurnitureLine, ...] = ()
