"""Numbers with their units, exact."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from decimal import Decimal
from re import Match
from typing import TYPE_CHECKING

from bulletin_nlp.extraction.numerals import DIGITS, as_number, read_numeral
from bulletin_nlp.extraction.quantity_joining import Atom, han_ranges, joined, scaled
from bulletin_nlp.extraction.quantity_lexicon import MULTIPLIERS, QuantityLexicon, quantity_lexicon
from bulletin_nlp.extraction.quantity_names import is_name, is_slogan
from bulletin_nlp.extraction.quantity_words import left_qualifier, qualify

if TYPE_CHECKING:
    from bulletin_nlp.extraction.reading import Reading

__all__ = ["Quantity", "find_quantities"]


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


def find_quantities(reading: Reading) -> None:
    """Set ``reading.quantities``: every number that counts or measures something, in order of place.

    Dates, codes, ordinals, addresses and slogans are left out where their form shows them; a number with no
    unit is kept (table cells), with ``unit`` null. Finds the dates first, as no quantity overlaps one.
    """
    if reading.quantities:
        return
    from bulletin_nlp.extraction.dates import find_dates

    find_dates(reading)
    # a numeral inside the name of a place counts nothing (三台县); region mentions and dates never overlap
    taken = sorted(
        [
            *((date.start, date.end) for date in reading.dates),
            *((mention.start, mention.end) for mention in reading.region_mentions if not mention.implied),
        ]
    )
    reading.quantities = [
        quantity
        for quantity in read_quantities(reading.clean, taken)
        if not reading.is_masked(quantity.start, quantity.end)
    ]


def read_quantities(text: str, taken: list[tuple[int, int]] | None = None) -> list[Quantity]:
    """Return the quantities of a text, in order of place.

    Args:
        text: clean text.
        taken: sorted spans that are something else (dates).
    """
    lexicon = quantity_lexicon()
    taken = taken or []
    found: list[Atom] = []
    for match in lexicon.arabic.finditer(text):
        if not _overlaps(taken, match.start(), match.end("number")):
            atom = _arabic(text, match, lexicon)
            if atom is not None:
                found.append(atom)
    quantities = joined(text, found, lexicon)
    quantities = [quantity for quantity in quantities if not is_name(text, quantity, lexicon)]
    numbers = [(quantity.start, quantity.end) for quantity in quantities]
    han = [
        quantity
        for match in lexicon.han.finditer(text)
        if (quantity := _han(text, match, lexicon)) is not None
        and not _overlaps(taken, quantity.start, quantity.end)
        and not _overlaps(numbers, quantity.start, quantity.end)
    ]
    if han:
        quantities = sorted([*quantities, *han_ranges(text, han)], key=lambda quantity: quantity.start)
    for quantity in quantities:
        qualify(text, quantity, lexicon)
    return quantities


_PERCENT = "百分之"
_SEPARATORS = re.compile(r"[,，\s]")


def _overlaps(spans: list[tuple[int, int]], start: int, end: int) -> bool:
    index = bisect_right(spans, (end,)) - 1
    return index >= 0 and spans[index][1] > start


# --- one number -----------------------------------------------------------------------------------------


def _arabic(text: str, match: Match[str], lexicon: QuantityLexicon) -> Atom | None:
    start = match.start()
    digits = text[start : match.end("number")]
    if not digits.isdecimal():
        digits = _SEPARATORS.sub("", digits)
    if len(digits) > lexicon.names["longest"]:
        return None
    number: int | Decimal
    precision: int | Decimal
    if digits.isdecimal():
        if len(digits) > 1 and int(digits[0]) == 0:
            return None
        number, precision = int(digits), 1
    else:
        number = Decimal(digits.replace("．", "."))
        precision = Decimal(1).scaleb(number.as_tuple().exponent)  # type: ignore[arg-type]
    multiplier = MULTIPLIERS[match["multiplier"]] if match["multiplier"] else 1
    form: str | None = match["unit"]
    unit: str | None
    unit_factor: int | Decimal
    end = match.end()
    if form is None and not match["multiplier"]:
        end = match.end("number")
    if form is None:
        unit, unit_factor = None, 1
    else:
        known = lexicon.units[form]
        unit, unit_factor = known.base, known.factor
    if form is None and multiplier == 1 and text.endswith(_PERCENT, 0, start):
        start, unit = start - len(_PERCENT), "%"  # 百分之30
    factor = scaled(multiplier, unit_factor)
    following = text[end : end + 1]
    if form is None and following and following.isascii() and (following.isalpha() or following in "_/@+"):
        return None
    quantity = Quantity(
        start,
        end,
        scaled(number, factor),
        unit,
        form or "",
        precision=scaled(precision, factor),
        qualifier="over" if match["marker"] or (match["marker2"] and end > match.end("number")) else "exact",
    )
    sign = text[start - 1 : start]
    if sign in ("-", "−", "－", "负") and sign and not _joins_numbers(text, start - 1, sign):
        quantity.start -= 1
        quantity.value = -quantity.value
    return Atom(quantity, multiplier, unit_factor)


def _joins_numbers(text: str, offset: int, sign: str) -> bool:
    """Tell whether a minus sign stands between two things, and so is a dash."""
    before = text[offset - 1 : offset]
    return (
        sign != "负" and bool(before) and ((before.isascii() and before.isalnum()) or before in "%％万亿)）")
    )


def _han(text: str, match: Match[str], lexicon: QuantityLexicon) -> Quantity | None:
    start, end = match.span()
    previous = text[start - 1 : start]
    if match["share"] is not None:
        return _han_share(text, match) if previous != "第" else None
    if previous and previous in lexicon.counted["not_after"]:
        return None
    form: str | None = match["unit"]
    if form is None:
        return _han_people(text, match)
    unit = lexicon.units[form]
    digits = text[start : match.end("number")]
    numeral = read_numeral(digits + match["multiplier"] if not match["marker"] else digits)
    if len(digits) == 1 and digits in _FORMAL:
        return None
    bare = digits[0] in "百千万亿"
    if bare and not (match["marker"] or match["marker2"] or left_qualifier(text, start, lexicon)):
        # 近万户, 上千户, 百余户: a rank with no digit counts only where a word says how it is meant
        return None
    if text.startswith(lexicon.counted["class_after"], end):
        return None
    value: int | Decimal
    precision: int | Decimal
    if numeral is not None and numeral.value:
        value, precision = numeral.value, numeral.precision
    elif bare and digits in MULTIPLIERS:
        value = precision = MULTIPLIERS[digits]
    else:
        return None
    if match["marker"] and match["multiplier"]:
        factor = MULTIPLIERS[match["multiplier"]]
        value, precision = value * factor, precision * factor
    if match["tenth"] is not None:
        # 六成五 is 65 %
        value, precision = value + _TENTHS[match["tenth"]], Decimal("0.1")
    if unit.base == "个" and not _counts(text, start, end, lexicon):
        return None
    if value == 1 and not _counts_one(text, start, end, unit.thing, lexicon):
        return None
    if is_slogan(text, start, end, lexicon):
        return None
    return Quantity(
        start,
        end,
        scaled(value, unit.factor),
        unit.base,
        form,
        precision=scaled(precision, unit.factor),
        qualifier="over" if match["marker"] or match["marker2"] else "exact",
        chinese=True,
    )


# Digits of invoices are letters of names when they stand alone (陆家嘴, 伍家岗).
_FORMAL = frozenset("壹贰叁肆伍陆柒捌玖拾佰仟俩")


_TENTHS = {**{word: Decimal(digit) / 10 for word, digit in DIGITS.items()}, "半": Decimal("0.5")}


def _han_people(text: str, match: Match[str]) -> Quantity | None:
    """十余万居民: a number of people without a unit."""
    digits = text[match.start() : match.end("number")]
    ranks = match["multiplier"] or ""
    numeral = read_numeral(digits if match["marker"] else digits + ranks)
    if numeral is None or not numeral.value or not (ranks or digits[-1] in "万亿"):
        return None
    factor = MULTIPLIERS[ranks] if match["marker"] and ranks else 1
    return Quantity(
        *match.span(),
        numeral.value * factor,
        None,
        "",
        precision=numeral.precision * factor,
        qualifier="over" if match["marker"] or match["marker2"] else "exact",
        chinese=True,
    )


def _han_share(text: str, match: Match[str]) -> Quantity | None:
    """百分之三十 is 30 %, 千分之三 is 3 ‰; 三分之二 is no quantity of the record."""
    unit = {"百": "%", "千": "‰"}.get(text[match.start()])
    if unit is None or match.start("share") - match.start() != 3:
        return None
    digits = match["share"]
    if digits[0].isdecimal():
        value: int | Decimal = as_number(Decimal(digits))
        exponent = Decimal(digits).as_tuple().exponent
        precision: int | Decimal = as_number(Decimal(1).scaleb(exponent))  # type: ignore[arg-type]
    else:
        numeral = read_numeral(digits)
        if numeral is None:
            return None
        value, precision = numeral.value, numeral.precision
    return Quantity(*match.span(), value, unit, "", precision=precision, chinese=True)


def _counts(text: str, start: int, end: int, lexicon: QuantityLexicon) -> bool:
    """Tell whether 个 counts things that bulletins count: 三个小区, 老旧小区有三个，"""
    counted = lexicon.counted
    if lexicon.counted_after.match(text, end, end + counted["window"]):
        return True
    at_end = text[end : end + 1] in ("", *"，。；、,;）)\n")
    window = text[max(0, start - counted["before_window"]) : start]
    return at_end and lexicon.counted_before.search(window) is not None


def _counts_one(text: str, start: int, end: int, thing: bool, lexicon: QuantityLexicon) -> bool:
    """一所 at a clause's end is a count; 一个, 一批, 一处 before a noun are articles."""
    previous = text[start - 1 : start]
    return (
        thing
        and bool(previous)
        and previous not in lexicon.counted["one_not_after"]
        and previous.isalpha()
        and text[end : end + 1] in ("", *"，。；、,;）)\n")
    )
