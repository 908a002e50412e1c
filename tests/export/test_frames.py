"""Rows as data frames and as tables of DuckDB."""

from __future__ import annotations

import sys
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings

from bulletin_nlp.errors import BulletinError
from bulletin_nlp.export import Column, to_duckdb, to_pandas
from tests.export.tables import COLUMNS, ROW, rows

pandas = pytest.importorskip("pandas")
duckdb = pytest.importorskip("duckdb")


@pytest.mark.parametrize("table", [[], [ROW], [{}], [ROW, {}]])
def test_the_types_of_a_frame_do_not_depend_on_its_rows(table):
    assert {name: str(dtype) for name, dtype in to_pandas(table, COLUMNS).dtypes.items()} == {
        "region": "string",
        "status": "string",
        "n": "Int64",
        "value": "object",
        "due": "datetime64[s]",
        "seen": "datetime64[us, UTC]",
        "speaks": "boolean",
        "roles": "object",
    }


@given(rows())
@settings(max_examples=40, deadline=None)
def test_a_frame_has_what_the_rows_had(table):
    frame = to_pandas(table, COLUMNS)
    for column in COLUMNS:
        for found, row in zip(frame[column.name], table, strict=True):
            if row[column.name] is None:
                assert pandas.isna(found)
            else:
                found = found.date() if column.kind == "date" else found
                assert found == row[column.name]


def test_exact_numbers_add_up_exactly_past_missing_ones():
    frame = to_pandas([{"value": v} for v in (Decimal("0.1"), Decimal("0.2"), None, 2**70)], COLUMNS[3:4])
    assert frame["value"].sum() == 2**70 + Decimal("0.3")


def test_numbers_become_floats_on_request():
    frame = to_pandas([{"value": Decimal("0.1")}, {}], COLUMNS[3:4], exact=False)
    assert str(frame["value"].dtype) == "Float64"
    assert frame["value"].mean() == 0.1


def test_an_integer_beyond_64_bits_is_refused():
    with pytest.raises(BulletinError, match="column n has an integer of more than 64 bits"):
        to_pandas([{"n": 2**63}], COLUMNS)


def test_a_table_of_duckdb_has_exact_types_values_and_comments(tmp_path):
    assert to_duckdb([ROW, {}], COLUMNS, tmp_path / "a.duckdb", "t") == 2
    with duckdb.connect(str(tmp_path / "a.duckdb")) as found:
        described = found.execute(
            "SELECT column_name, data_type, comment FROM duckdb_columns() WHERE table_name = 't'"
        ).fetchall()
        first, second = found.execute("SELECT * EXCLUDE (seen) FROM t").fetchall()
    assert {name: kind for name, kind, _ in described} == {
        "region": "VARCHAR",
        "status": "VARCHAR",
        "n": "BIGINT",
        "value": "DECIMAL(38,6)",
        "due": "DATE",
        "seen": "TIMESTAMP WITH TIME ZONE",
        "speaks": "BOOLEAN",
        "roles": "VARCHAR[]",
    }
    assert described[0][2] == "Code of the region 区划代码"
    assert first == (
        "065000",
        "planned",
        48,
        Decimal("-483000000.37"),
        date(2025, 6, 30),
        True,
        ["主持", "出席"],
    )
    assert set(second) == {None}


def test_an_open_connection_is_used_and_names_are_quoted():
    connection = duckdb.connect()
    column = Column("a", "text", "it's; DROP TABLE t", "甲")
    assert to_duckdb([{"a": "x'; --"}], [column], connection, 'my "table"; --') == 1
    assert connection.execute('SELECT a FROM "my ""table""; --"').fetchall() == [("x'; --",)]


def test_a_table_that_exists_is_replaced_only_on_request():
    connection = duckdb.connect()
    to_duckdb([ROW, ROW], COLUMNS, connection, "t")
    with pytest.raises(BulletinError, match="the table 't' cannot be made") as caught:
        to_duckdb([ROW], COLUMNS, connection, "t")
    assert caught.value.code == "option_invalid"
    assert connection.execute("SELECT count(*) FROM t").fetchone() == (2,)
    assert to_duckdb([ROW], COLUMNS, connection, "t", replace=True) == 1
    assert connection.execute("SELECT count(*) FROM t").fetchone() == (1,)


def test_an_error_of_the_rows_leaves_the_former_table():
    connection = duckdb.connect()
    to_duckdb([ROW, ROW], COLUMNS, connection, "t")

    def torn() -> Any:
        yield ROW
        raise BulletinError("store_unreadable", "the store is gone")

    with pytest.raises(BulletinError, match="the store is gone"):
        to_duckdb(torn(), COLUMNS, connection, "t", replace=True)
    assert connection.execute("SELECT count(*) FROM t").fetchone() == (2,)


def test_a_database_that_cannot_be_opened_is_told(tmp_path):
    with pytest.raises(BulletinError) as caught:
        to_duckdb([ROW], COLUMNS, tmp_path / "none" / "a.duckdb", "t")
    assert caught.value.code == "output_unwritable"
    (tmp_path / "b.duckdb").write_text("no database, but some words that are long enough" * 100)
    with pytest.raises(BulletinError) as caught:
        to_duckdb([ROW], COLUMNS, tmp_path / "b.duckdb", "t")
    assert caught.value.code == "output_unwritable"


@pytest.mark.parametrize(("package", "extra"), [("duckdb", "duckdb,parquet"), ("pyarrow", "duckdb,parquet")])
def test_a_missing_extra_is_named(monkeypatch, tmp_path, package, extra):
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(BulletinError) as caught:
        to_duckdb([ROW], COLUMNS, tmp_path / "a.duckdb", "t")
    assert caught.value.remedy == f"pip install 'bulletin-nlp[{extra}]'"
