"""Lengths of time and amounts of bytes as people write them: ``6h``, ``1h30m``, ``2 GB``."""

from __future__ import annotations

import re
from datetime import timedelta

from bulletin_nlp.errors import BulletinError

__all__ = ["LEAST_INTERVAL", "parse_age", "parse_bytes", "parse_interval"]

#: A crawl is not repeated more often: portals publish a few times a day, and a run takes minutes.
LEAST_INTERVAL = timedelta(minutes=10)
_LONGEST = timedelta(days=366)
_UNITS = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
_INTERVAL = re.compile(
    r"(?:(?P<d>[0-9]{1,6})d)?(?:(?P<h>[0-9]{1,6})h)?(?:(?P<m>[0-9]{1,6})m)?(?:(?P<s>[0-9]{1,6})s)?"
)
# Decimal as disks are sold, binary where the unit says so (IEC 80000-13).
_BYTES = {"": 1, "b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9, "tb": 10**12}
_BYTES |= {"kib": 2**10, "mib": 2**20, "gib": 2**30, "tib": 2**40}
_AMOUNT = re.compile(r"([0-9]{1,18}(?:\.[0-9]{1,3})?)\s*([a-z]*)")


def parse_interval(text: str, *, least: timedelta = LEAST_INTERVAL) -> timedelta:
    """Read how often something is done.

    Args:
        text: days, hours, minutes and seconds in this order, such as ``6h``, ``90m``, ``1d``, ``1h30m``.
        least: a shorter interval is refused.

    Raises:
        BulletinError: ``option_invalid``.
    """
    interval = _length(text, "interval")
    if interval < least:
        raise BulletinError(
            "option_invalid", f"the interval {text!r} is too short", f"the least is {_written(least)}"
        )
    return interval


def parse_age(text: str) -> timedelta:
    """Read how old something may be, written as :func:`parse_interval` reads it.

    Raises:
        BulletinError: ``option_invalid``; an age of nothing is one, too.
    """
    return _length(text, "age")


def parse_bytes(value: int | str) -> int:
    """Read an amount of bytes: a whole number, or one with a unit such as ``500 MB``, ``2 GB``, ``1.5 GiB``.

    Raises:
        ValueError: it is none.
    """
    if isinstance(value, int):
        amount = value
    else:
        match = _AMOUNT.fullmatch(value.strip().lower())
        if match is None or match[2] not in _BYTES:
            raise ValueError("no amount of bytes; write a whole number, or 500 MB, 2 GB, 1.5 GiB")
        amount = (
            round(float(match[1]) * _BYTES[match[2]]) if "." in match[1] else int(match[1]) * _BYTES[match[2]]
        )
    if amount < 0:
        raise ValueError("an amount of bytes is not negative")
    return amount


def _length(text: str, what: str) -> timedelta:
    match = _INTERVAL.fullmatch("".join(text.split()).lower())
    found = (
        {_UNITS[unit]: int(number) for unit, number in match.groupdict().items() if number} if match else {}
    )
    length = timedelta(**found)
    if not found or not timedelta() < length <= _LONGEST:
        raise BulletinError(
            "option_invalid", f"{text[:40]!r} is no {what}", "write 6h, 90m, 1d or 1h30m, at most 366d"
        )
    return length


def _written(length: timedelta) -> str:
    seconds = int(length.total_seconds())
    return f"{seconds // 60}m" if seconds % 60 == 0 else f"{seconds}s"
