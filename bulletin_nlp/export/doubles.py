"""Numbers as doubles, for the formats that know no others."""

from __future__ import annotations

import math
from decimal import Decimal

from bulletin_nlp.errors import BulletinError
from bulletin_nlp.export.columns import Column

__all__ = ["LARGEST", "nearest_double"]

#: The largest number that is no code of a missing value in Stata (manual, "Missing values"); Excel's largest,
#: 9.99E+307, is close.
LARGEST = 8.988e307


def nearest_double(column: Column, value: int | Decimal, format: str) -> float:
    """Return the double that is nearest to a number.

    Args:
        column: the number's column.
        value: the number.
        format: what the table is written for, such as ``"Stata"``.

    Raises:
        BulletinError: ``option_invalid`` where the number is beyond :data:`LARGEST`.
    """
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if abs(number) > LARGEST:
        raise BulletinError(
            "option_invalid",
            f"column {column.name}: {Decimal(value):.3e} is too large for {format}",
            "write .csv or .jsonl",
        )
    return number
