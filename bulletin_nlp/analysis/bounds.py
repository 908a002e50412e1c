"""Between which numbers a stated value lies: what 6万户, 300多万 and 近3.2万 leave open.

==========  ======================  ===========================================================
qualifier   as written              bounds
==========  ======================  ===========================================================
exact       1289户                  [1289, 1289]
exact       6万户                   [55000, 65000]: rounded to the last stated digit
exact       85%                     [84.5, 85.5]: what is measured is rounded even where it is whole
about       约3000户                [2500, 3500]: round numbers are rounded to their last digit that is not 0
over        300多万                 [3000000, 4000000)
nearly      近3.2万                 (31000, 32000]
at_least    不少于500户             [500, …)
at_most     不超过500户             [0, 500]
a range     3—5个                   [3, 5]
==========  ======================  ===========================================================
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bulletin_nlp.analysis.vocabulary import vocabulary

__all__ = ["Bounds", "Number", "bounds_of", "plain"]

Number = int | Decimal


@dataclass(frozen=True, slots=True)
class Bounds:
    """A stretch of numbers; ``lower`` or ``upper`` is null where open, an open end itself is left out."""

    lower: Number | None
    upper: Number | None
    lower_open: bool = False
    upper_open: bool = False

    @property
    def width(self) -> Number | None:
        """How much is left open, null where there is no end."""
        if self.lower is None or self.upper is None:
            return None
        return plain(self.upper - self.lower)

    def overlaps(self, other: Bounds) -> bool:
        """Tell whether some number lies in both: the two statements may both be true."""
        return not (self._lies_below(other) or other._lies_below(self))

    def __add__(self, other: Bounds) -> Bounds:
        """Return where the sum of two numbers lies."""
        return Bounds(
            _sum(self.lower, other.lower),
            _sum(self.upper, other.upper),
            self.lower_open or other.lower_open,
            self.upper_open or other.upper_open,
        )

    def _lies_below(self, other: Bounds) -> bool:
        if self.upper is None or other.lower is None:
            return False
        if self.upper == other.lower:
            return self.upper_open or other.lower_open
        return self.upper < other.lower


def bounds_of(
    value: Number,
    value_max: Number | None,
    qualifier: str,
    precision: Number | None,
    unit: str,
    indicator: str,
) -> Bounds:
    """Return between which numbers a stated value lies.

    Args:
        value: in the base unit; of a range the smaller one.
        value_max: of a range the larger one.
        qualifier: as in the record.
        precision: size of the last stated digit in the base unit, null where not known.
        unit: the base unit, which tells what is measured from what is counted.
        indicator: its id, which tells what may fall below zero.
    """
    low, high = (value, value) if value_max is None else sorted((value, value_max))
    signed = indicator in vocabulary().signed
    if high < 0:
        # a fall of over 5% is more than 5 in size: the same as a rise, mirrored
        mirrored = _bounds(-high, -low, qualifier, precision, unit, False)
        return Bounds(
            _minus(mirrored.upper), _minus(mirrored.lower), mirrored.upper_open, mirrored.lower_open
        )
    return _bounds(low, high, qualifier, precision, unit, signed)


def plain(number: Number) -> Number:
    """Return an exact number as ``int`` where it is whole."""
    whole = int(number)
    return whole if whole == number else number


def _bounds(
    low: Number, high: Number, qualifier: str, precision: Number | None, unit: str, signed: bool
) -> Bounds:
    floor = None if signed else 0
    if qualifier == "at_least":
        return Bounds(low, None)
    if qualifier == "at_most":
        return Bounds(floor, high)
    if qualifier == "over":
        return Bounds(low, plain(high + _round_step(high, precision)), upper_open=True)
    if qualifier == "nearly":
        below = plain(low - _round_step(low, precision))
        return Bounds(below, high, lower_open=True)
    if qualifier == "about":
        return _around(low, _round_step(low, precision), high, _round_step(high, precision), floor)
    if low != high:
        return Bounds(low, high)
    step = _step(low, precision)
    if step <= 1 and unit not in vocabulary().measured_units and low == int(low):
        return Bounds(low, high)
    return _around(low, step, high, step, floor)


def _around(low: Number, below: Number, high: Number, above: Number, floor: int | None) -> Bounds:
    lower, upper = plain(low - _half(below)), plain(high + _half(above))
    return Bounds(lower if floor is None or lower >= floor or low < floor else floor, upper)


def _step(value: Number, precision: Number | None) -> Number:
    """Return the size of the last stated digit; what no precision tells, the digits do."""
    if precision is not None and precision > 0:
        return precision
    exponent = Decimal(value).as_tuple().exponent
    return Decimal(1).scaleb(exponent) if isinstance(exponent, int) and exponent < 0 else 1


def _round_step(value: Number, precision: Number | None) -> Number:
    """Return the size of the last digit that is not 0, where that is coarser than the last stated one.

    约3000户 is written to the unit but meant to the thousand.
    """
    step = _step(value, precision)
    _, digits, exponent = Decimal(value).as_tuple()
    if not isinstance(exponent, int) or not any(digits):
        return step
    zeros = len(digits) - len("".join(map(str, digits)).rstrip("0"))
    return max(step, plain(Decimal(1).scaleb(exponent + zeros)))


def _half(number: Number) -> Number:
    return plain(Decimal(number) / 2)


def _minus(number: Number | None) -> Number | None:
    return None if number is None else -number


def _sum(one: Number | None, other: Number | None) -> Number | None:
    return None if one is None or other is None else plain(one + other)
