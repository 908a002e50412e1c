"""Exact numbers: ``int`` or ``Decimal`` in Python, JSON numbers on the wire."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

__all__ = ["Number"]


def _exact(value: object) -> object:
    """Read a JSON number by its digits, so that 48.2 stays 48.2."""
    return Decimal(repr(value)) if isinstance(value, float) else value


def _on_the_wire(value: int | Decimal) -> int | float:
    """Return the JSON number that has exactly this value.

    Raises:
        ValueError: no double has this value, so that writing it would change it.
    """
    if isinstance(value, int):
        return value
    number = float(value)
    if Decimal(repr(number)) != value:
        raise ValueError(f"{value} cannot be written as a JSON number without loss")
    return number


#: A number of the record. Integers stay integers; everything else is a ``Decimal``.
Number = Annotated[
    int | Decimal,
    BeforeValidator(_exact),
    PlainSerializer(_on_the_wire, when_used="json"),
    WithJsonSchema({"type": "number"}),
]
