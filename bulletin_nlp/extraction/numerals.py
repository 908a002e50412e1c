"""Numbers written in Han characters: 一万两千, 二百五, 十六点五, 二〇二五."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

__all__ = ["DIGITS", "NUMERAL", "Numeral", "as_number", "read_digits", "read_numeral"]

#: Han digits; the formal ones of invoices and 俩, which speech uses for 两, included.
DIGITS: dict[str, int] = {
    **dict(zip("零一二三四五六七八九", range(10), strict=True)),
    **dict(zip("〇壹贰叁肆伍陆柒捌玖", range(10), strict=True)),
    "○": 0,
    "两": 2,
    "俩": 2,
}
_SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_LARGE = {"万": 10**4, "亿": 10**8, "兆": 10**12}

#: Every character that may stand in a whole Han number, as the inside of a character class.
NUMERAL = "".join([*DIGITS, *_SMALL, *_LARGE])


@dataclass(frozen=True, slots=True)
class Numeral:
    """The value of a Han number and the size of its last stated digit (一万两千 → 12000, 1000)."""

    value: int | Decimal
    precision: int | Decimal


def as_number(value: int | Decimal) -> int | Decimal:
    """Return a whole ``Decimal`` as ``int`` and anything else unchanged."""
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    return value


def read_digits(text: str) -> int | None:
    """Read digits one by one, Arabic or Han, as years are written (二〇二五 → 2025).

    Returns:
        The number, or null where the text holds anything but digits.
    """
    if text.isdecimal():
        return int(text)
    value = 0
    for character in text:
        digit = DIGITS.get(character)
        if digit is None:
            return None
        value = value * 10 + digit
    return value if text else None


def read_numeral(text: str) -> Numeral | None:
    """Read a Han number; a last digit without its rank takes the next one down (两千四百五 → 2450).

    Args:
        text: characters of :data:`NUMERAL`, at most one 点, nothing else.

    Returns:
        The number, or null where the characters are none (两两, 万).
    """
    whole, dot, fraction = text.partition("点")
    numeral = _read_whole(whole)
    if numeral is None or not dot:
        return numeral
    digits = [DIGITS.get(character) for character in fraction]
    if not digits or None in digits:
        return None
    decimals = Decimal("".join(str(digit) for digit in digits)).scaleb(-len(digits))
    return Numeral(as_number(numeral.value + decimals), Decimal(1).scaleb(-len(digits)))


def _read_whole(text: str) -> Numeral | None:
    total = section = 0
    digit: int | None = None
    rank = highest = precision = 1
    after_zero = False
    for character in text:
        if character in DIGITS:
            if digit:  # two digits in a row are no cardinal
                return None
            digit = DIGITS[character]
            after_zero = after_zero or digit == 0
            precision = 1
        elif character in _SMALL:
            rank = precision = _SMALL[character]
            section += (digit or 1) * rank
            digit, after_zero = None, False
        elif character in _LARGE:
            rank = _LARGE[character]
            section += digit or 0
            if not total and not section:
                return None
            if total and rank >= highest:
                total = (total + section) * rank
            else:
                total += section * rank
            precision *= rank
            section, digit, highest, after_zero = 0, None, rank, False
        else:
            return None
    if digit:
        step = rank // 10 if rank > 10 and not after_zero else 1
        return Numeral(total + section + digit * step, step)
    if total + section == 0 and digit is None:
        return None
    return Numeral(total + section, precision)
