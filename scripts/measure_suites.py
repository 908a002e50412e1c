"""Measure the number and date readers on other projects' suites, where these speak the bulletins' language.

    python scripts/measure_suites.py FOLDER

FOLDER holds the suites as JSON Lines (``ms_number.jsonl`` …: ``input``, ``context``, ``expected`` with
``text``, ``start``, ``value``). A case counts where its expected words are made of what bulletins write:
plain cardinals with 万 and 亿, percentages with %, 百分之 or 成, amounts in 元, dates and periods with 年, 月
and 日. Chat-like expressions (下周三, 大年初一, 打对折, 俩) are left out.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from bulletin_nlp.extraction.dates import find_dates
from bulletin_nlp.extraction.numerals import read_numeral
from bulletin_nlp.extraction.quantities import read_quantities
from bulletin_nlp.extraction.reading import Given, Reading
from bulletin_nlp.text.clean import clean
from bulletin_nlp.text.header import Header
from bulletin_nlp.text.script import raw_to_simplified

HAN_NUMBER = re.compile("[零〇一二三四五六七八九十百千万亿两点]+")
ARABIC_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?[万亿]?")
PERCENT = re.compile(
    r"[\d,.]+ ?%|百分之[\d,.零〇一二三四五六七八九十百千点]+|[一二三四五六七八九十]点?[一二三四五六七八九]?成"
)
MONEY = re.compile(r"(?:人民币)?[ \d,.一二三四五六七八九十百千万亿两点]+元")
DATE = re.compile(
    r"(?:[12]\d{3}年|[二一][〇零○一二三四五六七八九]{3}年|今年|明年|去年|本年)?[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}[日号]?|[12]\d{3}[-./]\d{1,2}[-./]\d{1,2}"
)
PERIOD = re.compile(
    r"(?:从|自)?(?:[12]\d{3}年?|[二一][〇零○一二三四五六七八九]{3}年|今年|明年|去年)?"
    r"(?:[\d一二三四五六七八九十]{1,3}月(?:份|[\d一二三四五六七八九十]{1,3}[日号]?)?|[上下]半年|第?[一二三四1-4]季度)?"
    r"(?:(?:到|至|-|—|~)(?:[12]\d{3}年?)?(?:[\d一二三四五六七八九十]{1,3}月?)?(?:[\d一二三四五六七八九十]{1,3}[日号]?)?)?"
)


def cases(path: Path) -> Iterator[tuple[str, str, Any, dict[str, Any]]]:
    """Yield input, expected words, expected value and context of the cases with one expectation."""
    for line in path.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        if len(case["expected"]) == 1 and case["expected"][0].get("value"):
            expected = case["expected"][0]
            words = raw_to_simplified(expected["text"])
            yield raw_to_simplified(case["input"]), words, expected["value"], case["context"]


def number(value: Any) -> Decimal | None:
    """Return the expected number of a case."""
    try:
        return Decimal(str(value["value"]).rstrip("%"))
    except (InvalidOperation, KeyError, TypeError):
        return None


def quantity_is(unit: str, text: str, wanted: Decimal | None) -> bool:
    """Tell whether the text's quantities hold the value in a unit."""
    return any(q.unit == unit and Decimal(q.value) == wanted for q in read_quantities(text))


def han(_: str, words: str, value: Any, __: Any) -> bool:
    """Read a Han cardinal by itself."""
    numeral = read_numeral(words)
    return numeral is not None and Decimal(numeral.value) == number(value)


def arabic(_: str, words: str, value: Any, __: Any) -> bool:
    """Read an Arabic number as a count."""
    return quantity_is("个", f"共有{words}个小区。", number(value))


def percent(text: str, _: str, value: Any, __: Any) -> bool:
    """Find a percentage in its text."""
    return quantity_is("%", text, number(value))


def money(text: str, _: str, value: Any, __: Any) -> bool:
    """Find an amount of 元 in its text."""
    return quantity_is("元", text, number(value))


def dated(text: str, _: str, value: Any, context: Any) -> bool:
    """Find a date or period; either of the suite's resolutions is right."""
    reference = context.get("reference_datetime") or context.get("ReferenceDateTime") or "2017-03-22T00:00:00"
    day = datetime.fromisoformat(reference).date()
    reading = Reading(clean(text), Header(), Given(published=day))
    find_dates(reading)
    found = {(d.first, d.last) for d in reading.dates if d.first and d.last}
    for resolution in ("FutureResolution", "PastResolution"):
        wanted = value.get(resolution, {})
        if "date" in wanted and any(d == (date.fromisoformat(wanted["date"]),) * 2 for d in found):
            return True
        if {"startDate", "endDate"} <= wanted.keys():
            first, after = (date.fromisoformat(wanted[key]) for key in ("startDate", "endDate"))
            # the suite's end is the day after a period, and the last day itself where a range names it
            if any(d[0] == first and abs((after - d[1]).days) <= 1 for d in found):
                return True
    return False


SUITES: list[tuple[str, str, re.Pattern[str], Callable[[str, str, Any, Any], bool]]] = [
    ("Han numbers", "ms_number", HAN_NUMBER, han),
    ("Arabic numbers", "ms_number", ARABIC_NUMBER, arabic),
    ("percentages", "ms_percent", PERCENT, percent),
    ("amounts", "ms_currency", MONEY, money),
    ("dates", "ms_date", DATE, dated),
    ("periods", "ms_date_period", PERIOD, dated),
]


def main(folder: Path) -> None:
    """Print right and counted cases of each suite, and the cases missed."""
    for name, file, language, check in SUITES:
        chosen = [c for c in cases(folder / f"{file}.jsonl") if language.fullmatch(c[1].replace(" ", ""))]
        missed = [c for c in chosen if not check(c[0], c[1].replace(" ", ""), c[2], c[3])]
        print(f"{name:15} {len(chosen) - len(missed)}/{len(chosen)}", *(c[0][:30] for c in missed), sep="  ")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
