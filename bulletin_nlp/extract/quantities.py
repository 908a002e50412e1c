"""Numbers with their units, exact."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

__all__ = ["Quantity"]


@dataclass(slots=True)
class Quantity:
    """A number with its unit as it stands in the text.

    ``start`` and ``end`` cover the number, markers inside it (300多万个) and the unit; ``value`` is in the
    unit's base (6万户 → 60000, ``户``); ``unit`` is null where no unit is written; ``per`` the unit of a
    rate (每部10万元 → 部); ``precision`` the size of the last stated digit in the base unit. ``qualifier``
    is an id of the record's vocabulary, from words on either side. ``chinese`` is true for 三个, 百分之三十.
    """

    start: int
    end: int
    value: int | Decimal
    unit: str | None
    unit_text: str
    value_max: int | Decimal | None = None
    precision: int | Decimal = 1
    qualifier: str = "exact"
    per: str | None = None
    chinese: bool = False
