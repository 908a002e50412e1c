"""A workbook, opened again."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, given, settings

from bulletin_nlp.errors import BulletinError
from bulletin_nlp.export import Column, workbook, write_rows
from tests.export.tables import COLUMNS, ROW, rows

openpyxl = pytest.importorskip("openpyxl")


def written(table: Any, folder: Path, columns: Any = COLUMNS, **options: Any) -> Any:
    write_rows(table, columns, folder / "a.xlsx", **options)
    return openpyxl.load_workbook(BytesIO((folder / "a.xlsx").read_bytes()))


def test_each_kind_of_column_has_its_kind_of_cell(tmp_path):
    sheet = written([ROW], tmp_path)["data"]
    head, cells = sheet.iter_rows()
    assert [cell.value for cell in head] == [column.name for column in COLUMNS]
    assert [cell.value.isoformat() if cell.is_date else cell.value for cell in cells] == [
        "065000",
        "planned",
        48,
        -483000000.37,
        "2025-06-30T00:00:00",
        "2025-02-14T08:30:00",
        True,
        "主持;出席",
    ]
    assert [cell.data_type for cell in cells] == ["s", "s", "n", "n", "d", "d", "b", "s"]
    assert (cells[4].number_format, cells[5].number_format) == ("yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss")


def test_the_header_is_frozen_and_columns_are_as_wide_as_their_words(tmp_path):
    sheet = written([{**ROW, "region": "老旧小区改造推进会"}, {"status": "x" * 500}], tmp_path)["data"]
    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].font.bold
    assert sheet.column_dimensions["A"].width == 2 * 9 + 2
    assert sheet.column_dimensions["B"].width == 60


@pytest.mark.parametrize("text", ["=1+1", '=HYPERLINK("x")', "#N/A", "+1", "-1", "@a", "1234", "TRUE", "="])
def test_text_stays_text_whatever_it_looks_like(tmp_path, text):
    cell = written([{"region": text}], tmp_path)["data"]["A2"]
    assert (cell.value, cell.data_type) == (text, "s")


@given(table=rows())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
def test_no_cell_is_a_formula_and_no_row_is_lost(tmp_path, table):
    book = written(table, tmp_path)
    for number, row in enumerate(table, 2):
        assert book["data"].cell(number, 2).value == row["status"]
        assert book["data"].cell(number, 7).value == row["speaks"]
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    with ZipFile(tmp_path / "a.xlsx") as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist() if "sheet" in name)


def test_control_characters_are_removed_and_told(tmp_path):
    told: list[str] = []
    sheet = written([{"region": "a\x07b\ufffec\r\nd\te"}], tmp_path, tell=told.append)["data"]
    assert sheet["A2"].value == "abc\nd\te"
    assert any("control characters" in line for line in told)


def test_a_long_text_is_cut_between_characters_and_told_in_the_file_as_well(tmp_path):
    told: list[str] = []
    texts = ["字" * 32_767, "字" * 32_768, "𠀀" * 16_384]
    book = written([{"region": text} for text in texts], tmp_path, COLUMNS[:1], tell=told.append)
    assert [len(cell.value) for (cell,) in book["data"].iter_rows(min_row=2)] == [32_767, 32_767, 16_383]
    assert told == [
        "region: text was cut to the 32,767 characters that a workbook's cell can hold (cells: 2)"
    ]
    explained = [[cell.value for cell in row] for row in book["codebook"].iter_rows()]
    assert any(row[0] == "region" and "was cut" in str(row[1]) for row in explained)


def test_numbers_of_more_than_fifteen_digits_are_told(tmp_path):
    told: list[str] = []
    values = [123456789012345, 1234567890123456, Decimal("0.1"), Decimal("0.1234567890123456")]
    written([{"value": value} for value in values], tmp_path, COLUMNS[3:4], tell=told.append)
    assert told == ["value: rounded, since a workbook keeps 15 digits (numbers: 2)"]


@pytest.mark.parametrize("value", [10**400, Decimal("1E+400")])
def test_a_number_that_no_double_has_is_refused(tmp_path, value):
    with pytest.raises(BulletinError, match=r"column value: .* too large for a workbook") as caught:
        written([{"value": value}], tmp_path)
    assert caught.value.code == "option_invalid"


def test_days_before_the_workbooks_calendar_stand_as_text(tmp_path):
    told: list[str] = []
    table = [
        {"due": date(1900, 2, 28)},
        {"due": date(1900, 3, 1)},
        {"seen": datetime(1850, 1, 1, tzinfo=UTC)},
    ]
    sheet = written(table, tmp_path, tell=told.append)["data"]
    assert sheet["E2"].value == "1900-02-28"
    assert sheet["E3"].value.date() == date(1900, 3, 1)
    assert sheet["F4"].value == "1850-01-01T00:00:00Z"
    assert len([line for line in told if "before March 1900" in line]) == 2


def test_more_rows_than_a_sheet_has_are_refused_with_a_way_out(tmp_path, monkeypatch):
    assert workbook.MOST_ROWS == 2**20 - 1
    monkeypatch.setattr(workbook, "MOST_ROWS", 3)
    write_rows([ROW] * 3, COLUMNS, tmp_path / "b.xlsx")
    with pytest.raises(BulletinError, match=r"no more than 3 rows.*\.csv or \.parquet") as caught:
        written([ROW] * 4, tmp_path)
    assert caught.value.code == "option_invalid"
    assert not (tmp_path / "a.xlsx").exists()


def test_the_second_sheet_is_the_codebook(tmp_path):
    book = written([ROW], tmp_path, about={"asked": "=1"})
    assert book.sheetnames == ["data", "codebook"]
    lines = [[cell.value for cell in row if cell.value] for row in book["codebook"].iter_rows()]
    assert ["region", "text 文本", "Code of the region", "区划代码", "1"] in lines
    assert ["status", "planned", "planned · 计划"] in lines
    assert ["asked", "=1"] in lines


def test_a_workbook_of_one_text_column_with_values_is_written(tmp_path):
    column = Column("a", "text", "A", "甲", (("=x", "formula-like"),))
    assert written([{"a": "=x"}], tmp_path, [column])["data"]["A2"].value == "=x"
