"""Full dates as portals print them: 2025-02-14 16:31, 2025年2月14日, 二〇一七年五月十五日.

A date without its year is none here: a list's ``02-14`` says nothing about the year, and none is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

__all__ = ["CHINA_TIME", "DATE_PATTERN", "PrintedDate", "match_date", "search_dates"]

#: Portals print Chinese time without saying so.
CHINA_TIME = timezone(timedelta(hours=8))

_HAN_DIGIT = "一二三四五六七八九〇○◯零ＯOo0"

_GAP = "[ \u3000]{0,2}"
#: A full date with its time of day, if one is printed. Copies of the metadata standard print 2017——04——12,
#: gov.cn prints 2017-04-12-21:37:05, ISO forms come from other systems.
DATE_PATTERN = rf"""
(?:
  (?P<year>(?:19|20)\d\d){_GAP}
  (?: 年{_GAP}(?P<month>\d{{1,2}}){_GAP}月{_GAP}(?P<day>\d{{1,2}}){_GAP}日
    | (?P<mark>[-./－–—‐]{{1,2}})[ ]?(?P<month2>\d{{1,2}})(?P=mark)[ ]?(?P<day2>\d{{1,2}})(?!\d)
  )
  (?: (?:[ \u3000\u00a0T]{{0,4}}|-)(?P<hour>\d{{1,2}})[:：](?P<minute>\d\d)
      (?:[:：](?P<second>\d\d)(?:\.\d{{1,6}})?)?
      (?:(?P<zone>Z|[+-]\d\d:?\d\d)|[ ]?(?P<half>[AaPp])[Mm](?![A-Za-z]))? (?!\d)
  )?
| (?P<han_year>二[{_HAN_DIGIT}]{{3}}){_GAP}年{_GAP}
  (?P<han_month>元|十?[一二三四五六七八九]|十){_GAP}月{_GAP}
  (?P<han_day>(?:[一二三]?十|廿|卅)?[一二三四五六七八九]|[一二三]?十|廿|卅){_GAP}日
)
"""
_DATE = re.compile(rf"(?<![\d.]){DATE_PATTERN}", re.VERBOSE)

_ONES = {c: i for i, c in enumerate("〇一二三四五六七八九")} | dict.fromkeys("○◯零ＯOo0", 0)
_TENS = {"十": 10, "一十": 10, "二十": 20, "廿": 20, "三十": 30, "卅": 30}


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A date with the characters that print it; a datetime (+08:00) where a time of day is printed."""

    value: date | datetime
    start: int
    end: int

    @property
    def day(self) -> date:
        """The day alone."""
        return self.value.date() if isinstance(self.value, datetime) else self.value


def match_date(text: str, start: int = 0) -> PrintedDate | None:
    """Return the date that begins exactly at ``start``, or None.

    Midnight to the second is what systems fill in where they know only the day: it gives a date.
    """
    match = _DATE.match(text, start)
    return _read(match) if match else None


def search_dates(text: str, start: int = 0, end: int | None = None) -> Iterator[PrintedDate]:
    """Yield every valid full date of a stretch, in order."""
    for match in _DATE.finditer(text, start, len(text) if end is None else end):
        found = _read(match)
        if found is not None:
            yield found


def _read(match: re.Match[str]) -> PrintedDate | None:
    try:
        value = _value(match)
    except ValueError:  # 2025-13-40
        return None
    return PrintedDate(value, match.start(), match.end())


def _value(match: re.Match[str]) -> date | datetime:
    if match["han_year"]:
        year = int("".join(str(_ONES[c]) for c in match["han_year"]))
        return date(year, _han_number(match["han_month"].replace("元", "一")), _han_number(match["han_day"]))
    year = int(match["year"])
    month, day = int(match["month"] or match["month2"]), int(match["day"] or match["day2"])
    if match["hour"] is None:
        return date(year, month, day)
    hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"] or 0)
    if match["half"] and 1 <= hour <= 12:
        hour = hour % 12 + (12 if match["half"] in "Pp" else 0)
    if (hour, minute, second) == (0, 0, 0):
        return date(year, month, day)
    zone = _zone(match["zone"])
    return datetime(year, month, day, hour, minute, second, tzinfo=zone).astimezone(CHINA_TIME)


def _han_number(digits: str) -> int:
    ones = _ONES.get(digits[-1], 0)
    tens = digits[:-1] if ones else digits
    return _TENS[tens] + ones if tens else ones


def _zone(printed: str | None) -> timezone:
    if printed is None:
        return CHINA_TIME
    if printed == "Z":
        return UTC
    sign = -1 if printed[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(printed[1:3]), minutes=int(printed[-2:])))
