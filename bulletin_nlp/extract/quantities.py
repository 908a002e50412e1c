"""Numbers with their units, exact."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from decimal import Decimal
from re import Match
from typing import TYPE_CHECKING

from bulletin_nlp.extract.numerals import NUMERAL, as_number, read_numeral
from bulletin_nlp.extract.quantity_lexicon import MULTIPLIERS, QuantityLexicon, quantity_lexicon

if TYPE_CHECKING:
    from bulletin_nlp.extract.reading import Reading

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
    from bulletin_nlp.extract.dates import find_dates

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


@dataclass(slots=True)
class _Atom:
    """A number read by itself: 万 as written (1 where there is none) and what its unit is of the base."""

    quantity: Quantity
    multiplier: int
    unit_factor: int | Decimal


def read_quantities(text: str, taken: list[tuple[int, int]] | None = None) -> list[Quantity]:
    """Return the quantities of a text, in order of place.

    Args:
        text: clean text.
        taken: sorted spans that are something else (dates).
    """
    lexicon = quantity_lexicon()
    taken = taken or []
    found: list[_Atom] = []
    for match in lexicon.arabic.finditer(text):
        if not _overlaps(taken, match.start(), match.end("number")):
            atom = _arabic(text, match, lexicon)
            if atom is not None:
                found.append(atom)
    quantities = _joined(text, found, lexicon)
    quantities = [quantity for quantity in quantities if not _is_name(text, quantity, lexicon)]
    numbers = [(quantity.start, quantity.end) for quantity in quantities]
    han = [
        quantity
        for match in lexicon.han.finditer(text)
        if (quantity := _han(text, match, lexicon)) is not None
        and not _overlaps(taken, quantity.start, quantity.end)
        and not _overlaps(numbers, quantity.start, quantity.end)
    ]
    if han:
        quantities = sorted([*quantities, *_han_ranges(text, han)], key=lambda quantity: quantity.start)
    for quantity in quantities:
        _qualify(text, quantity, lexicon)
    return quantities


def _overlaps(spans: list[tuple[int, int]], start: int, end: int) -> bool:
    index = bisect_right(spans, (end,)) - 1
    return index >= 0 and spans[index][1] > start


# --- one number -----------------------------------------------------------------------------------------


def _scaled(number: int | Decimal, factor: int | Decimal) -> int | Decimal:
    return as_number(number * factor)


def _arabic(text: str, match: Match[str], lexicon: QuantityLexicon) -> _Atom | None:
    start = match.start()
    digits = text[start : match.end("number")]
    if "," in digits or "，" in digits:
        digits = digits.replace(",", "").replace("，", "")
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
    factor = _scaled(multiplier, unit_factor)
    following = text[end : end + 1]
    if form is None and following and following.isascii() and (following.isalpha() or following in "_/@+"):
        return None
    quantity = Quantity(
        start,
        end,
        _scaled(number, factor),
        unit,
        form or "",
        precision=_scaled(precision, factor),
        qualifier="over" if match["marker"] or (match["marker2"] and end > match.end("number")) else "exact",
    )
    sign = text[start - 1 : start]
    if sign in ("-", "−", "－", "负") and sign and not _joins_numbers(text, start - 1, sign):
        quantity.start -= 1
        quantity.value = -quantity.value
    return _Atom(quantity, multiplier, unit_factor)


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
    form = match["unit"]
    unit = lexicon.units[form]
    digits = text[start : match.end("number")]
    numeral = read_numeral(digits + match["multiplier"] if not match["marker"] else digits)
    if len(digits) == 1 and digits in _FORMAL:
        return None
    bare = digits[0] in "百千万亿"
    if bare and not (match["marker"] or match["marker2"] or _left_qualifier(text, start, lexicon)):
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
    if unit.base == "个" and not _counts(text, start, end, lexicon):
        return None
    if value == 1 and not _counts_one(text, start, end, unit.thing, lexicon):
        return None
    if _is_slogan(text, start, end, lexicon):
        return None
    return Quantity(
        start,
        end,
        _scaled(value, unit.factor),
        unit.base,
        form,
        precision=_scaled(precision, unit.factor),
        qualifier="over" if match["marker"] or match["marker2"] else "exact",
        chinese=True,
    )


# Digits of invoices are letters of names when they stand alone (陆家嘴, 伍家岗).
_FORMAL = frozenset("壹贰叁肆伍陆柒捌玖拾佰仟俩")


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


# --- numbers that belong together ------------------------------------------------------------------------

_RANGE = frozenset(["至", "到", "-", "—", "——", "–", "~", "～", "－", "--", "─", "⁓", "∼"])
_LIST = frozenset(["、", "和", "及", "与"])


def _joined(text: str, atoms: list[_Atom], lexicon: QuantityLexicon) -> list[Quantity]:
    """Join the two ends of a range, 1万2千, and give the bare numbers of a list the last one's unit."""
    joined: list[_Atom] = []
    for atom in atoms:
        previous = joined[-1] if joined else None
        if previous is not None and atom.quantity.start - previous.quantity.end <= 4:
            gap = text[previous.quantity.end : atom.quantity.start].strip()
            if gap in _RANGE and previous.quantity.value_max is None and _make_range(previous, atom):
                continue
            if not gap and previous.quantity.unit is None and atom.multiplier < previous.multiplier:
                _append(previous, atom)
                continue
        joined.append(atom)
    quantities = [atom.quantity for atom in joined]
    for index in range(len(quantities) - 2, -1, -1):
        left, right = quantities[index], quantities[index + 1]
        if (
            left.unit is None
            and right.unit is not None
            and joined[index].multiplier == 1
            and right.start - left.end <= 3
            and text[left.end : right.start].strip() in _LIST
            and not _is_list_mark(text, left.start, left.end)
        ):
            left.unit, left.unit_text = right.unit, right.unit_text
            factor = lexicon.units[right.unit_text].factor
            left.value, left.precision = _scaled(left.value, factor), _scaled(left.precision, factor)
    return quantities


def _make_range(low: _Atom, high: _Atom) -> bool:
    """Make ``low`` the range from it to ``high``; unit and 万 of the end hold for a bare beginning."""
    start, end = low.quantity, high.quantity
    if start.unit is None:
        if end.unit is None and high.multiplier == 1:
            return False
        multiplier = high.multiplier if low.multiplier == 1 else 1
        factor: int | Decimal = _scaled(multiplier, high.unit_factor)
    elif start.unit == end.unit:
        factor = 1
    else:
        return False
    value = _scaled(start.value, factor)
    top = -end.value if end.value < 0 else end.value
    if value > top:
        return False
    start.value, start.value_max, start.precision = value, top, _scaled(start.precision, factor)
    start.end, start.unit, start.unit_text = end.end, end.unit, end.unit_text
    return True


def _append(whole: _Atom, rest: _Atom) -> None:
    """Make ``whole`` the sum of 1万 and 2千户."""
    first, second = whole.quantity, rest.quantity
    first.value = _scaled(first.value, rest.unit_factor) + second.value
    first.unit, first.unit_text, first.end = second.unit, second.unit_text, second.end
    first.precision, first.qualifier = second.precision, second.qualifier
    whole.multiplier, whole.unit_factor = rest.multiplier, rest.unit_factor


_HAN_LOW = re.compile(rf"(?P<low>[{NUMERAL}]{{1,6}})[至到]$")


def _han_ranges(text: str, quantities: list[Quantity]) -> list[Quantity]:
    """Join 三个至五个 and 三至五个; 三、五个 stays what it is."""
    joined: list[Quantity] = []
    for quantity in quantities:
        previous = joined[-1] if joined else None
        if text[quantity.start - 1 : quantity.start] in ("至", "到"):
            if previous is not None and previous.end == quantity.start - 1 and previous.unit == quantity.unit:
                previous.value_max, previous.end = quantity.value, quantity.end
                continue
            match = _HAN_LOW.search(text, max(0, quantity.start - 7), quantity.start)
            low = read_numeral(match["low"]) if match is not None else None
            if match is not None and low is not None and low.value < quantity.value:
                quantity.value_max, quantity.value, quantity.start = quantity.value, low.value, match.start()
        joined.append(quantity)
    return joined


# --- numbers that are names -------------------------------------------------------------------------------

_CELL = frozenset(["", "\t", "\n", "|", " "])
_CLOSING = {"”": "“", "’": "‘", "」": "「", "』": "『", "》": "《", "〉": "〈"}
_OPENING = {"“": "”", "‘": "’", "「": "」", "『": "』", '"': '"', "《": "》", "〈": "〉"}


def _is_slogan(text: str, start: int, end: int, lexicon: QuantityLexicon) -> bool:
    """Tell whether a number begins or ends a short quotation: “三个革命”, “惠企十条”."""
    longest = lexicon.names["quotation"]
    closing = _OPENING.get(text[start - 1 : start])
    if closing is not None and text.find(closing, end, start + longest + 1) >= 0:
        return True
    opening = _CLOSING.get(text[end : end + 1])
    return opening is not None and text.find(opening, max(0, end - longest - 1), start) >= 0


def _is_name(text: str, quantity: Quantity, lexicon: QuantityLexicon) -> bool:
    """Tell whether the form of a number shows it to be a code, a time, an ordinal or an address."""
    start, end = quantity.start, quantity.end
    previous, following = text[start - 1 : start], text[end : end + 1]
    if _is_slogan(text, start, end, lexicon):
        return True
    if start and lexicon.name_before.search(text, max(0, start - 8), start):
        return True
    if quantity.unit is not None:
        return quantity.unit in lexicon.address_units and bool(lexicon.address_after.match(text, end))
    if lexicon.name_after.match(text, end + 1 if following == " " else end):
        return True
    if quantity.precision == 1 and end - start > lexicon.names["digits"]:
        return True
    if (
        following in (":", "：", "∶", "-", "—", "–", "/", "~", "°", "×", "*")
        and text[end + 1 : end + 2].isdecimal()
    ):
        return following != "：" or text[end + 2 : end + 3].isdecimal()
    if previous in (":", "：", "∶") and text[start - 2 : start - 1].isdecimal():
        return True
    if previous in ("-", "—", "–", "~", "*", "×", "．", "－") and text[start - 2 : start - 1].isalnum():
        return True
    return _is_list_mark(text, start, end)


def _is_list_mark(text: str, start: int, end: int) -> bool:
    """Tell whether a bare number is the mark of a list: 1. or （2） or 3、 where a sentence may begin."""
    if end - start > 2:
        return False
    previous, following = text[start - 1 : start], text[end : end + 1]
    if previous in ("(", "（") and following in (")", "）"):
        return True
    if following not in (".", "、", "．", ")", "）") or text[end + 1 : end + 2].isdecimal():
        return False
    opens = text[max(0, start - 4) : start].rstrip(" \t\u3000")
    return opens[-1:] in ("", "\n", "。", "；", "：", ":")


# --- the words around a number -----------------------------------------------------------------------------


def _left_qualifier(text: str, start: int, lexicon: QuantityLexicon) -> str | None:
    before = text[start - 1 : start]
    if before not in lexicon.before_last and not before.isspace():
        return None
    left = text[max(0, start - lexicon.longest_before - 1) : start].rstrip()
    for size in range(min(lexicon.longest_before, len(left)), 0, -1):
        entry = lexicon.before.get(left[-size:])
        if entry is not None:
            qualifier, not_after = entry
            return None if left[-size - 1 : -size] and left[-size - 1 : -size] in not_after else qualifier
    return None


def _right_qualifier(text: str, end: int, lexicon: QuantityLexicon) -> str | None:
    if text[end : end + 1] not in lexicon.after_first:
        return None
    right = text[end : end + lexicon.longest_after]
    for size in range(len(right), 0, -1):
        qualifier = lexicon.after.get(right[:size])
        if qualifier is not None:
            return qualifier
    return None


def _qualify(text: str, quantity: Quantity, lexicon: QuantityLexicon) -> None:
    if quantity.qualifier == "exact":
        qualifier = _left_qualifier(text, quantity.start, lexicon)
        if qualifier is None:
            qualifier = _right_qualifier(text, quantity.end, lexicon)
        if qualifier is not None:
            quantity.qualifier = qualifier
    if quantity.unit is None:
        return
    rate = lexicon.rate_after.match(text, quantity.end)
    if rate is None:
        low = max(0, quantity.start - lexicon.per["window"])
        if text.find(lexicon.per["mark"], low, quantity.start) >= 0:
            rate = lexicon.rate_before.search(text, low, quantity.start)
    if rate is not None:
        form = rate["per"]
        quantity.per = lexicon.units[form].base if form in lexicon.units else form
        return
    average = text[max(0, quantity.start - 6) : quantity.start]
    for word, unit in lexicon.average.items():
        if word in average:
            quantity.per = unit
