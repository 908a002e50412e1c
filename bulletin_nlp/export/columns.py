"""What a column of an exported table holds: its type in every format, and its entry in the codebook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Column", "ColumnKind"]

ColumnKind = Literal["text", "integer", "number", "date", "datetime", "boolean", "list"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Args:
        name: as in the table's header; lower case, at most 32 characters (Stata's limit).
        kind: type of its values. ``number`` is an exact ``int`` or ``Decimal``; ``text`` is never made a
            number, so that codes keep their zeros; ``list`` is a sequence of texts.
        label: one line for the codebook, in English.
        label_zh: the same in Chinese.
        values: the codes that may occur with their meaning, where they are a closed set.
    """

    name: str
    kind: ColumnKind
    label: str
    label_zh: str
    values: tuple[tuple[str, str], ...] = ()
