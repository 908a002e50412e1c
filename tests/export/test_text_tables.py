"""CSV and JSON lines say what the rows said."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from bulletin_nlp.errors import BulletinError
from bulletin_nlp.export import Column, write_rows, write_stream
from tests.export.tables import COLUMNS, ROW, rows

TRIGGERS = "=+-@\t\r\n＝＋－＠"


def as_text(table: list[dict[str, Any]], format: Any, columns: Any = COLUMNS) -> str:
    stream = io.StringIO(newline="")
    assert write_stream(table, columns, stream, format) == len(table)
    return stream.getvalue()


def plain(cell: str) -> str:
    """What docs/export.md tells readers: one apostrophe before what looks like a formula is no text."""
    bare = cell.lstrip("'")
    return cell[1:] if cell != bare and bare[:1] and bare[0] in TRIGGERS else cell


def read_csv_cell(kind: str, cell: str) -> Any:
    if cell == "":
        return () if kind == "list" else None
    readers: dict[str, Any] = {
        "text": plain,
        "integer": int,
        "number": Decimal,
        "date": date.fromisoformat,
        "datetime": datetime.fromisoformat,
        "boolean": {"true": True, "false": False}.__getitem__,
        "list": lambda cell: tuple(plain(cell).split(";")),
    }
    return readers[kind](cell)


@given(rows())
def test_a_csv_reads_back_as_it_was(table):
    found = list(csv.reader(io.StringIO(as_text(table, "csv"), newline="")))
    assert found[0] == [column.name for column in COLUMNS]
    for row, cells in zip(table, found[1:], strict=True):
        for column, cell in zip(COLUMNS, cells, strict=True):
            expected = row[column.name]
            if column.kind == "list":
                # a list without words, and a semicolon of an item, cannot be told in a cell
                expected = tuple(item.replace(";", "；") for item in expected or ())
                expected = () if expected == ("",) else expected
            assert read_csv_cell(column.kind, cell) == (None if expected == "" else expected)


@given(rows())
def test_json_lines_read_back_as_they_were(table):
    lines = as_text(table, "jsonl").split("\n")
    assert lines.pop() == ""
    for row, line in zip(table, lines, strict=True):
        read = json.loads(line, parse_float=Decimal)
        expected = {
            name: value.isoformat().replace("+00:00", "Z") if isinstance(value, date) else value
            for name, value in row.items()
        }
        expected["roles"] = None if row["roles"] is None else list(row["roles"])
        assert read == expected


def test_a_csv_has_codes_with_their_zeros_and_lines_that_end_in_a_line_feed():
    assert as_text([ROW, {}], "csv") == (
        "region,status,n,value,due,seen,speaks,roles\n"
        "065000,planned,48,-483000000.37,2025-06-30,2025-02-14T08:30:00Z,true,主持;出席\n"
        ",,,,,,,\n"
    )


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "\t=1", "\r=1", "\n=1", "＝1+1", "'=1"])
def test_text_that_a_spreadsheet_would_compute_gets_an_apostrophe(text):
    written = as_text([{"region": text, "roles": [text]}], "csv")
    (_, cells) = csv.reader(io.StringIO(written, newline=""))
    assert cells[0] == cells[-1] == "'" + text


def test_a_negative_number_gets_no_apostrophe():
    (line,) = as_text([{"n": -3, "value": Decimal("-0.5")}], "csv").splitlines()[1:]
    assert line == ",,-3,-0.5,,,,"


def test_numbers_are_written_without_exponents_unless_these_are_astronomic():
    values = [Decimal("1E+3"), Decimal("1E-9"), Decimal("1E+500"), 2**80]
    written = as_text([{"value": value} for value in values], "csv", COLUMNS[3:4]).splitlines()[1:]
    assert written == ["1000", "0.000000001", "1E+500", "1208925819614629174706176"]


def test_json_numbers_have_every_digit():
    values = [Decimal("0.10"), Decimal("123456789012345678901.5"), 2**80]
    written = as_text([{"value": value} for value in values], "jsonl", COLUMNS[3:4]).splitlines()
    assert written == [
        '{"value": 0.10}',
        '{"value": 123456789012345678901.5}',
        '{"value": 1208925819614629174706176}',
    ]


def test_nul_and_lone_surrogates_are_replaced_and_told():
    told: list[str] = []
    stream = io.StringIO()
    write_stream([{"region": "a\0b"}, {"region": "\udc80"}], COLUMNS[:1], stream, "csv", tell=told.append)
    assert stream.getvalue() == "region\na\ufffdb\n\ufffd\n"
    assert told == [
        "region: NUL and halves of surrogate pairs, which no text may hold, became U+FFFD (cells: 2)"
    ]


def test_a_semicolon_inside_an_item_is_made_wide_and_told():
    told: list[str] = []
    stream = io.StringIO()
    write_stream([{"roles": ["a;b", "c"]}], COLUMNS[-1:], stream, "csv", tell=told.append)
    assert stream.getvalue() == "roles\na；b;c\n"
    assert len(told) == 1


def test_a_byte_order_mark_is_written_on_request(tmp_path):
    write_rows([ROW], COLUMNS, tmp_path / "a.csv", excel_bom=True)
    write_rows([ROW], COLUMNS, tmp_path / "b.csv")
    assert (tmp_path / "a.csv").read_bytes() == b"\xef\xbb\xbf" + (tmp_path / "b.csv").read_bytes()


def test_a_float_is_read_by_its_shortest_digits_and_nan_is_an_empty_cell():
    assert as_text([{"value": 48.2}, {"value": float("nan")}], "csv", COLUMNS[3:4]) == 'value\n48.2\n""\n'


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("region", 440000.0),
        ("region", True),
        ("value", "48"),
        ("value", float("inf")),
        ("n", Decimal("0.5")),
        ("due", "soon"),
        ("speaks", 2),
        ("roles", '["a"]'),
    ],
)
def test_a_value_of_another_kind_is_refused_with_its_row_and_column(name, value):
    with pytest.raises(TypeError, match=f"row 2, column {name}: "):
        as_text([ROW, {**ROW, name: value}], "csv")


def test_dates_may_come_as_iso_text_and_zones_become_utc():
    row = {"due": "2025-06-30", "seen": "2025-02-14T16:30:00+08:00", "speaks": 1}
    assert as_text([row], "csv", COLUMNS[4:7]).splitlines()[1] == "2025-06-30,2025-02-14T08:30:00Z,true"


@pytest.mark.parametrize("names", [("a", "a"), ("a b",), ("=a",), ("a" * 33,), ()])
def test_names_that_no_format_takes_are_refused(names):
    with pytest.raises(BulletinError) as caught:
        as_text([], "csv", [Column(name, "text", "", "") for name in names])
    assert caught.value.code == "option_invalid"


def test_rows_are_written_while_more_come():
    stream = io.StringIO()

    def some() -> Iterator[dict[str, Any]]:
        for number in range(2_000):
            assert stream.getvalue().count("\n") >= number - 500
            yield {"n": number}

    assert write_stream(some(), COLUMNS[2:3], stream, "csv") == 2_000
    assert stream.getvalue().splitlines()[-1] == "1999"


def test_a_row_of_another_kind_is_counted_past_the_first_batch():
    with pytest.raises(TypeError, match="row 1001, column n: "):
        as_text([{"n": 1}] * 1_000 + [{"n": "x"}], "csv")
