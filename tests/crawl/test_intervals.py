"""Lengths of time and amounts of bytes as people write them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bulletin_nlp.crawl.intervals import parse_age, parse_bytes, parse_interval
from bulletin_nlp.errors import BulletinError


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("6h", 360), ("90m", 90), ("1d", 1440), ("1h30m", 90), (" 1h 30m ", 90), ("1D", 1440), ("600s", 10)],
)
def test_an_interval_is_read(text: str, minutes: int) -> None:
    assert parse_interval(text) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    "text", ["", "6", "h", "30m1h", "-6h", "6 hours", "0h", "9999d", "６h", "1h\x00", "9" * 5000]
)
def test_what_is_no_interval_is_refused_with_the_way_out(text: str) -> None:
    with pytest.raises(BulletinError, match=r"option_invalid.*write 6h, 90m"):
        parse_interval(text)


def test_an_interval_is_at_least_ten_minutes_unless_told() -> None:
    with pytest.raises(BulletinError, match="too short: the least is 10m"):
        parse_interval("9m")
    assert parse_interval("1s", least=timedelta(seconds=1)) == timedelta(seconds=1)


def test_an_age_may_be_short_and_is_never_nothing() -> None:
    assert parse_age("8h") == timedelta(hours=8)
    assert parse_age("1m") == timedelta(minutes=1)
    with pytest.raises(BulletinError, match="is no age"):
        parse_age("0m")


@pytest.mark.parametrize(
    ("written", "amount"),
    [(5, 5), ("5", 5), ("2 GB", 2 * 10**9), ("1.5GiB", 3 * 2**29), ("500 mb", 5 * 10**8), ("0", 0)],
)
def test_an_amount_of_bytes_is_read(written: int | str, amount: int) -> None:
    assert parse_bytes(written) == amount


@pytest.mark.parametrize("written", ["", "GB", "-1", "2 XB", "1e9", "nan", -1])
def test_what_is_no_amount_of_bytes_is_refused(written: int | str) -> None:
    with pytest.raises(ValueError, match="bytes"):
        parse_bytes(written)
