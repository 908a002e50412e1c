"""A DTA file, read again."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from bulletin_nlp.errors import BulletinError
from bulletin_nlp.export import Column, write_rows
from tests.export.tables import COLUMNS, ROW, rows

pandas = pytest.importorskip("pandas")


def written(table: Any, folder: Path, columns: Any = COLUMNS, **options: Any) -> Any:
    write_rows(table, columns, folder / "a.dta", **options)
    return pandas.read_stata(folder / "a.dta")


def labels(folder: Path) -> tuple[dict[str, str], dict[str, Any]]:
    with pandas.io.stata.StataReader(folder / "a.dta") as reader:
        return reader.variable_labels(), reader.value_labels()


def test_each_kind_of_column_has_its_kind_of_variable(tmp_path):
    frame = written([ROW, {}], tmp_path)
    assert frame.region.tolist() == ["065000", ""]
    assert frame.status.tolist()[0] == "planned"
    assert frame.status.isna().tolist() == [False, True]
    assert frame.n.tolist()[0] == 48
    assert frame.n.isna().tolist() == [False, True]
    assert frame.value.tolist()[0] == -483000000.37
    assert frame.due[0].date() == date(2025, 6, 30)
    assert frame.seen[0].isoformat() == "2025-02-14T08:30:00"
    assert frame.due.isna().tolist() == frame.seen.isna().tolist() == [False, True]
    assert frame.speaks.tolist()[0] == "true"
    assert frame.roles.tolist() == ["主持;出席", ""]
    with pandas.io.stata.StataReader(tmp_path / "a.dta") as reader:
        assert reader.read(convert_dates=False, convert_categoricals=False).status.tolist()[0] == 0


def test_columns_and_short_closed_sets_are_labelled(tmp_path):
    long = Column("a", "text", "x" * 90, "甲", tuple((str(number), "") for number in range(30)))
    written([ROW | {"a": "7"}], tmp_path, [*COLUMNS, long])
    variables, values = labels(tmp_path)
    assert variables == {**{column.name: column.label for column in COLUMNS}, "a": "x" * 80}
    assert {name: list(found.values()) for name, found in values.items()} == {
        "status": ["planned", "completed"],
        "speaks": ["false", "true"],
    }


def test_a_code_outside_the_closed_set_makes_the_column_text_and_is_told(tmp_path):
    told: list[str] = []
    frame = written([ROW, {"status": "stalled"}], tmp_path, tell=told.append)
    assert frame.status.tolist() == ["planned", "stalled"]
    assert any(line.startswith("status: text without value labels") for line in told)


def test_texts_longer_than_a_fixed_one_can_be_are_kept(tmp_path):
    texts = ["字" * 681, "字" * 682, "", "x" * 100_000]
    frame = written([{"region": text} for text in texts], tmp_path, COLUMNS[:1])
    assert frame.region.tolist() == texts


def test_lost_digits_are_told(tmp_path):
    told: list[str] = []
    values = [2**53, 2**53 + 1, Decimal("0.1"), Decimal("0.12345678901234567890")]
    frame = written([{"value": value} for value in values], tmp_path, COLUMNS[3:4], tell=told.append)
    assert frame.value.tolist()[:3] == [2**53, 2**53, 0.1]
    assert told == ["value: rounded to what a double keeps (numbers: 2)"]


@given(table=rows())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
def test_texts_and_numbers_read_back(tmp_path, table):
    frame = written(table, tmp_path)
    assert frame.region.tolist() == [row["region"] or "" for row in table]
    for found, row in zip(frame.value.tolist(), table, strict=True):
        assert found == float(row["value"]) if row["value"] is not None else found != found
    for found, row in zip(frame.due, table, strict=True):
        assert (None if pandas.isna(found) else found.date()) == row["due"]


@pytest.mark.parametrize("value", [10**400, Decimal("9E+307"), Decimal("-1E+400")])
def test_a_number_that_stata_cannot_hold_is_refused(tmp_path, value):
    with pytest.raises(BulletinError, match=r"column value: .* too large for Stata") as caught:
        written([{"value": value}], tmp_path)
    assert caught.value.code == "option_invalid"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["if", "_n", "面积"])
def test_names_that_stata_cannot_have_are_refused(tmp_path, name):
    with pytest.raises(BulletinError, match=f"no column called '{name}'") as caught:
        written([], tmp_path, [Column(name, "text", "", "")])
    assert caught.value.code == "option_invalid"
