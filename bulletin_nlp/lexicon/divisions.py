"""The dated table of divisions, province to township."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

__all__ = ["Division"]


@dataclass(frozen=True, slots=True)
class Division:
    """One division for one stretch of time.

    ``code`` has 6 digits (GB/T 2260), 9 for a township, and is null where none is known; ``parent`` is the
    parent's code; ``valid_from`` and ``valid_to`` (last day) are null where not known.
    """

    code: str | None
    name: str
    level: Literal["province", "prefecture", "county", "township"]
    parent: str | None
    short_names: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
