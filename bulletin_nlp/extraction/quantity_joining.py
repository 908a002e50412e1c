"""Numbers that belong together: ranges, 1万2千, lists that share a unit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from bulletin_nlp.extraction.numerals import NUMERAL, as_number, read_numeral
from bulletin_nlp.extraction.quantity_lexicon import QuantityLexicon
from bulletin_nlp.extraction.quantity_names import is_list_mark

if TYPE_CHECKING:
    from bulletin_nlp.extraction.quantities import Quantity

__all__ = ["Atom", "han_ranges", "joined", "scaled"]


@dataclass(slots=True)
class Atom:
    """A number read by itself: 万 as written (1 where there is none) and what its unit is of the base."""

    quantity: Quantity
    multiplier: int
    unit_factor: int | Decimal


def scaled(number: int | Decimal, factor: int | Decimal) -> int | Decimal:
    return as_number(number * factor)


_RANGE = frozenset(["至", "到", "-", "—", "——", "–", "~", "～", "－", "--", "─", "⁓", "∼"])
_LIST = frozenset(["、", "和", "及", "与"])


def joined(text: str, atoms: list[Atom], lexicon: QuantityLexicon) -> list[Quantity]:
    """Join the two ends of a range, 1万2千, and give the bare numbers of a list the last one's unit."""
    kept: list[Atom] = []
    for atom in atoms:
        previous = kept[-1] if kept else None
        if previous is not None and atom.quantity.start - previous.quantity.end <= 4:
            gap = text[previous.quantity.end : atom.quantity.start].strip()
            if gap in _RANGE and previous.quantity.value_max is None and _make_range(previous, atom):
                continue
            if not gap and previous.quantity.unit is None and atom.multiplier < previous.multiplier:
                _append(previous, atom)
                continue
        kept.append(atom)
    quantities = [atom.quantity for atom in kept]
    for index in range(len(quantities) - 2, -1, -1):
        left, right = quantities[index], quantities[index + 1]
        if (
            (left.unit is None or _shortened(left, right))
            and right.unit is not None
            and kept[index].multiplier == 1
            and right.start - left.end <= 3
            and text[left.end : right.start].strip() in _LIST
            and not is_list_mark(text, left.start, left.end)
        ):
            left.unit, left.unit_text = right.unit, right.unit_text
            factor = lexicon.units[right.unit_text].factor
            left.value, left.precision = scaled(left.value, factor), scaled(left.precision, factor)
    return quantities


def _shortened(left: Quantity, right: Quantity) -> bool:
    """Tell whether a unit is the beginning of the next one: 6.4个和5.1个百分点."""
    return left.unit_text != right.unit_text and right.unit_text.startswith(left.unit_text)


def _make_range(low: Atom, high: Atom) -> bool:
    """Make ``low`` the range from it to ``high``; unit and 万 of the end hold for a bare beginning."""
    start, end = low.quantity, high.quantity
    if start.unit is None:
        if end.unit is None and high.multiplier == 1:
            return False
        multiplier = high.multiplier if low.multiplier == 1 else 1
        factor: int | Decimal = scaled(multiplier, high.unit_factor)
    elif start.unit == end.unit:
        factor = 1
    else:
        return False
    value = scaled(start.value, factor)
    top = -end.value if end.value < 0 else end.value
    if value > top:
        return False
    start.value, start.value_max, start.precision = value, top, scaled(start.precision, factor)
    start.end, start.unit, start.unit_text = end.end, end.unit, end.unit_text
    return True


def _append(whole: Atom, rest: Atom) -> None:
    """Make ``whole`` the sum of 1万 and 2千户."""
    first, second = whole.quantity, rest.quantity
    first.value = scaled(first.value, rest.unit_factor) + second.value
    first.unit, first.unit_text, first.end = second.unit, second.unit_text, second.end
    first.precision, first.qualifier = second.precision, second.qualifier
    whole.multiplier, whole.unit_factor = rest.multiplier, rest.unit_factor


_HAN_LOW = re.compile(rf"(?P<low>[{NUMERAL}]{{1,6}})[至到]$")


def han_ranges(text: str, quantities: list[Quantity]) -> list[Quantity]:
    """Join 三个至五个 and 三至五个; 三、五个 stays what it is."""
    kept: list[Quantity] = []
    for quantity in quantities:
        previous = kept[-1] if kept else None
        if text[quantity.start - 1 : quantity.start] in ("至", "到"):
            if previous is not None and previous.end == quantity.start - 1 and previous.unit == quantity.unit:
                previous.value_max, previous.end = quantity.value, quantity.end
                continue
            match = _HAN_LOW.search(text, max(0, quantity.start - 7), quantity.start)
            low = read_numeral(match["low"]) if match is not None else None
            if match is not None and low is not None and low.value < quantity.value:
                quantity.value_max, quantity.value, quantity.start = quantity.value, low.value, match.start()
        kept.append(quantity)
    return kept
