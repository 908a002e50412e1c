"""Han numbers."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bulletin_nlp.extract.numerals import read_digits, read_numeral


@pytest.mark.parametrize(
    ("written", "value", "precision"),
    [
        ("三", 3, 1),
        ("两", 2, 1),
        ("十", 10, 10),
        ("二十三", 23, 1),
        ("一百零五", 105, 1),
        ("三百二", 320, 10),
        ("一千零五", 1005, 1),
        ("一万两千", 12000, 1000),
        ("一万三", 13000, 1000),
        ("九十二万四", 924000, 1000),
        ("一千两百三十四万", 12340000, 10000),
        ("四万亿", 4 * 10**12, 10**12),
        ("一万五千亿", 15 * 10**11, 10**11),
        ("四十五亿零四百零四万", 4504040000, 10000),
        ("壹佰伍拾", 150, 10),
        ("十六点五", Decimal("16.5"), Decimal("0.1")),
        ("零点五", Decimal("0.5"), Decimal("0.1")),
    ],
)
def test_a_han_number_has_its_exact_value_and_the_size_of_its_last_digit(
    written: str, value: int | Decimal, precision: int | Decimal
) -> None:
    numeral = read_numeral(written)
    assert numeral is not None
    assert (numeral.value, numeral.precision) == (value, precision)
    assert type(numeral.value) is type(value)


@pytest.mark.parametrize("written", ["两两", "万", "", "三点", "点五", "三点十"])
def test_characters_that_make_no_number_are_none(written: str) -> None:
    assert read_numeral(written) is None


@pytest.mark.parametrize(
    ("written", "value"),
    [("二〇二五", 2025), ("二零零八", 2008), ("2024", 2024), ("二十五", None), ("", None)],
)
def test_a_year_is_read_digit_by_digit(written: str, value: int | None) -> None:
    assert read_digits(written) == value
