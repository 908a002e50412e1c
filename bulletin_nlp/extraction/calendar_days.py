"""Days of the calendar that periods begin and end on."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

__all__ = ["day", "month", "months_from", "quarter", "working_days_after", "year"]

Period = tuple[date | None, date | None]

_UNKNOWN: Period = (None, None)


def day(year: int | None, month: int, number: int) -> Period:
    """Return a day twice, or nulls where the year is unknown or there is no such day (30 February)."""
    if year is None or not 1 <= month <= 12 or not 1 <= number <= monthrange(year, month)[1]:
        return _UNKNOWN
    return date(year, month, number), date(year, month, number)


def month(year: int | None, first: int, last: int | None = None) -> Period:
    """Return the first day of a month and the last day of the same or a later one of the year."""
    last = first if last is None else last
    if year is None or not 1 <= first <= last <= 12:
        return _UNKNOWN
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])


def quarter(year: int | None, first: int, last: int | None = None) -> Period:
    """Return the first day of a quarter (1–4) and the last day of the same or a later one."""
    last = first if last is None else last
    return month(year, first * 3 - 2, last * 3)


def year(first: int | None, last: int | None = None) -> Period:
    """Return the first day of a year and the last day of the same or a later one."""
    last = first if last is None else last
    if first is None or last is None or not 1 <= first <= last <= 9999:
        return _UNKNOWN
    return date(first, 1, 1), date(last, 12, 31)


def months_from(start: date, months: int) -> date:
    """Return the day some months after a day, the last of its month where the month is shorter."""
    index = start.year * 12 + start.month - 1 + months
    number, month_number = divmod(index, 12)
    return date(number, month_number + 1, min(start.day, monthrange(number, month_number + 1)[1]))


def working_days_after(start: date, days: int) -> date:
    """Return the day some weekdays after a day; public holidays, which differ by year, are not known here."""
    current = start
    while days > 0:
        current += timedelta(days=1)
        if current.weekday() < 5:
            days -= 1
    return current
