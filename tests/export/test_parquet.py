"""A Parquet file, read again."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from bulletin_nlp.errors import BulletinError
from bulletin_nlp.export import parquet, write_rows
from tests.export.tables import COLUMNS, ROW, rows

pyarrow = pytest.importorskip("pyarrow")


def written(table: Any, folder: Path, columns: Any = COLUMNS, **options: Any) -> Any:
    from pyarrow.parquet import read_table

    write_rows(table, columns, folder / "a.parquet", **options)
    return read_table(folder / "a.parquet")


@given(table=rows())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
def test_a_table_reads_back_as_it_was(tmp_path, table):
    found = written(table, tmp_path).to_pylist()
    for row in found:
        row["roles"] = None if row["roles"] is None else tuple(row["roles"])
    assert found == table


def test_types_are_exact(tmp_path):
    types = {field.name: str(field.type) for field in written([ROW], tmp_path).schema}
    assert types == {
        "region": "string",
        "status": "string",
        "n": "int64",
        "value": "decimal128(38, 6)",
        "due": "date32[day]",
        "seen": "timestamp[us, tz=UTC]",
        "speaks": "bool",
        "roles": "list<element: string>",
    }


def test_labels_and_what_was_asked_stand_in_the_file(tmp_path):
    schema = written([ROW], tmp_path, about={"asked": "全省"}).schema
    labels = {name.decode(): text.decode() for name, text in schema.field("status").metadata.items()}
    assert (labels["label"], labels["label_zh"]) == ("Status of the work", "状态")
    assert json.loads(labels["values"]) == dict(COLUMNS[1].values)
    assert json.loads(schema.metadata[b"about"]) == {"asked": "全省"}


@pytest.mark.parametrize(
    ("values", "scale"),
    [
        ([1, Decimal("0.25")], 6),
        ([1, Decimal("0.2500000000000")], 6),
        ([10**29, 5, Decimal("0.00000012")], 8),
        ([Decimal("0.000000000001"), 10**20], 12),
        ([1, 10**37], 0),
        ([Decimal("1E+33"), Decimal("0.1")], 1),
        ([Decimal("1E-38")], 38),
        ([0, Decimal("0E-40"), None], 6),
    ],
)
def test_a_column_gets_the_decimals_that_its_numbers_need_batch_after_batch(
    tmp_path, monkeypatch, values, scale
):
    monkeypatch.setattr(parquet, "BATCH", 1)
    table = written([{"value": value} for value in values], tmp_path, COLUMNS[3:4])
    assert table.schema.field("value").type == pyarrow.decimal128(38, scale)
    assert table.column("value").to_pylist() == values
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.parquet", "a.parquet.codebook.md"]


@pytest.mark.parametrize(
    "row",
    [{"value": 10**38}, {"value": Decimal("1E-39")}, {"value": Decimal("1E+400")}, {"n": 2**63}],
)
def test_a_number_that_does_not_fit_is_refused_with_a_way_out(tmp_path, row):
    with pytest.raises(BulletinError, match=r"column (value|n) .*write \.csv or \.jsonl") as caught:
        written([ROW, row], tmp_path)
    assert caught.value.code == "option_invalid"
    assert list(tmp_path.iterdir()) == []
