"""Han numbers."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bulletin_nlp.extraction.numerals import read_digits, read_numeral


@pytest.mark.parametrize(
    ("written", "value", "precision"),
    [
        ("三", 3, 1),
        ("两", 2, 1),
        ("十", 10, 10),
        ("二十三", 23, 1),
        ("一百零五", 105, 1),
        ("三百二", 320, 10),
        ("三千零七", 3007, 1),
        ("一万两千", 12000, 1000),
        ("两万六", 26000, 1000),
        ("十八万五", 185000, 1000),
        ("三千一百二十七万", 31270000, 10000),
        ("六万亿", 6 * 10**12, 10**12),
        ("两万三千亿", 23 * 10**11, 10**11),
        ("十二亿零三百零六万", 1203060000, 10000),
        ("贰佰叁拾", 230, 10),
        ("十六点五", Decimal("16.5"), Decimal("0.1")),
        ("零点七五", Decimal("0.75"), Decimal("0.01")),
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
    [("二〇二五", 2025), ("二零一六", 2016), ("2024", 2024), ("二十五", None), ("", None)],
)
def test_a_year_is_read_digit_by_digit(written: str, value: int | None) -> None:
    assert read_digits(written) == value
