"""Dates in forms that only pages print: English and American, with two digits of the year, run together.

The forms are those of ``page_dates.toml``; what :mod:`bulletin_nlp.text.printed_date` reads comes first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache
from urllib.parse import urlsplit

from bulletin_nlp.lexicon.loader import read_lexicon
from bulletin_nlp.text.printed_date import CHINA_TIME, PrintedDate, match_date, search_dates

__all__ = ["date_in_url", "declared_date", "first_date", "labelled_date", "shown_dates"]

#: Two digits of a year: to here they are of this century, from there of the last, between them of none.
LAST_OF_THIS_CENTURY = 49
FIRST_OF_THE_LAST = 90
_OPENING = re.compile(r"[\s\u3000\xa0\[【（(]{0,12}")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_UNIVERSAL = ("UTC", "GMT")
# Full-width digits and marks, and the space that does not break; each for one character.
_NARROW = str.maketrans("０１２３４５６７８９／．－：\xa0", "0123456789/.-: ")


@dataclass(frozen=True, slots=True)
class _Form:
    pattern: re.Pattern[str]
    labelled: bool


def shown_dates(line: str) -> list[PrintedDate]:
    """Return the dates of a line in their order, in every form that needs no label."""
    line = line.translate(_NARROW)
    found = list(search_dates(line))
    for form in _forms():
        if not form.labelled:
            for match in form.pattern.finditer(line):
                printed = _printed(match)
                if printed and not any(printed.start < d.end and d.start < printed.end for d in found):
                    found.append(printed)
    return sorted(found, key=lambda printed: printed.start)


def labelled_date(text: str, start: int = 0) -> PrintedDate | None:
    """Return the date that stands at ``start``, after spaces and brackets, behind a label of a date."""
    text = text.translate(_NARROW)
    lead = _OPENING.match(text, start)
    begin = lead.end() if lead else start
    printed = match_date(text, begin)
    for form in _forms() if printed is None else ():
        match = form.pattern.match(text, begin)
        if match and (printed := _printed(match)):
            break
    return printed


def declared_date(value: str) -> date | datetime | None:
    """Return the date with which the value of a meta element or an attribute begins."""
    printed = labelled_date(value)
    return printed.value if printed else None


def first_date(text: str) -> date | datetime | None:
    """Return the first date of a text that a portal's selector chose, in every form."""
    printed = labelled_date(text) or next(iter(shown_dates(text)), None)
    return printed.value if printed else None


def date_in_url(url: str) -> date | None:
    """Return the day that an address gives in a form of a known CMS, or None.

    Args:
        url: the address; only its path is searched.
    """
    try:
        path = urlsplit(url).path
    except ValueError:
        return None
    for pattern in _addresses():
        for match in pattern.finditer(path):
            try:
                return date(int(match["year"]), int(match["month"]), int(match["day"]))
            except ValueError:
                continue
    return None


def _printed(match: re.Match[str]) -> PrintedDate | None:
    try:
        value = _value({name: part for name, part in match.groupdict().items() if part is not None})
    except (ValueError, OverflowError):  # 13/40/2005, 25:70
        return None
    return PrintedDate(value, match.start(), match.end()) if value else None


def _value(parts: dict[str, str]) -> date | datetime | None:
    """Raises ValueError where the parts make no date."""
    year = int(parts["year"]) if "year" in parts else _whole_year(int(parts["short_year"]))
    if year is None:
        return None
    if "one" in parts:
        one, two = int(parts["one"]), int(parts["two"])
        if one <= 12 and two <= 12 and one != two:
            return None
        month, day = (two, one) if one > 12 else (one, two)
    else:
        name = parts.get("month_name")
        month = _MONTHS.index(name[:3].lower()) + 1 if name else int(parts["month"])
        day = int(parts["day"])
    if "hour" not in parts:
        return date(year, month, day)
    hour, minute, second = int(parts["hour"]), int(parts["minute"]), int(parts.get("second", "0"))
    if "half" in parts and 1 <= hour <= 12:
        hour = hour % 12 + (12 if parts["half"] in "pP" else 0)
    if (hour, minute, second) == (0, 0, 0) and "half" not in parts:  # what systems fill in
        return date(year, month, day)
    moment = datetime(year, month, day, hour, minute, second, tzinfo=_zone(parts.get("zone")))
    return moment.astimezone(CHINA_TIME)


def _zone(printed: str | None) -> timezone:
    """Return the zone that a form prints; CST is that of China here."""
    if printed in _UNIVERSAL:
        return UTC
    if printed is None or printed[0] not in "+-":
        return CHINA_TIME
    offset = timedelta(hours=int(printed[1:3]), minutes=int(printed[3:]))
    return timezone(-offset if printed[0] == "-" else offset)


def _whole_year(short: int) -> int | None:
    if short <= LAST_OF_THIS_CENTURY:
        return 2000 + short
    return 1900 + short if short >= FIRST_OF_THE_LAST else None


@cache
def _forms() -> tuple[_Form, ...]:
    lexicon = read_lexicon("page_dates")
    forms = []
    for form in lexicon["form"]:
        pattern = form["pattern"]
        for name, part in lexicon["parts"].items():
            pattern = pattern.replace("{" + name + "}", part)
        forms.append(_Form(re.compile(rf"(?<![\w/.-]){pattern}", re.ASCII), form.get("labelled", False)))
    return tuple(forms)


@cache
def _addresses() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(form["pattern"]) for form in read_lexicon("page_dates")["address"])
