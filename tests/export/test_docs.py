"""The page on exports says what the code does."""

from __future__ import annotations

import re
from pathlib import Path

from bulletin_nlp.export import KINDS, SUFFIXES, fact_columns, parquet, stata, workbook
from bulletin_nlp.record import FACT_KINDS

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "export.md").read_text(encoding="utf-8")


def test_the_formats_and_kinds_are_those_of_the_code():
    (head,) = [line for line in PAGE.splitlines() if line.startswith("| | `.csv`")]
    assert set(re.findall(r"`(\.\w+)`", head)) == set(SUFFIXES)
    assert all(f"`{kind}`" in PAGE for kind in KINDS)


def test_the_columns_that_all_facts_have_are_named_in_their_order():
    common = [
        column.name
        for column in fact_columns("metrics")
        if all(column in fact_columns(kind) for kind in FACT_KINDS) and column.name != "fact_id"
    ]
    section = PAGE.split("## Columns")[1].split("`fact_columns(kind)`")[0]
    assert re.findall(r"`(\w+)`", section) == common


def test_the_limits_are_those_of_the_code():
    assert f"more than {workbook.MOST_ROWS:,} rows" in PAGE
    assert f"decimal128({parquet._PRECISION}, {parquet._SCALE})" in PAGE
    assert f"up to {stata._MOST_LABELS} codes" in PAGE
