"""A table and its codebook appear whole or not at all."""

from __future__ import annotations

import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bulletin_nlp.errors import BulletinError
from bulletin_nlp.export import SUFFIXES, Column, write_rows
from tests.export.tables import COLUMNS, ROW

FORMATS = pytest.mark.parametrize("suffix", SUFFIXES)


@contextmanager
def files_no_larger_than(size: int) -> Iterator[None]:
    """What a full disk does, at a given number of bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def refused(rows: Any, place: Path, **options: Any) -> BulletinError:
    with pytest.raises(BulletinError) as caught:
        write_rows(rows, COLUMNS, place, **options)
    assert caught.value.remedy
    return caught.value


@FORMATS
def test_a_table_and_its_codebook_are_written_and_the_rows_counted(tmp_path, suffix):
    assert write_rows([ROW, ROW], COLUMNS, tmp_path / f"a{suffix}") == 2
    assert names(tmp_path) == [f"a{suffix}", f"a{suffix}.codebook.md"]


@FORMATS
def test_a_table_without_rows_is_written(tmp_path, suffix):
    assert write_rows([], COLUMNS, str(tmp_path / f"a{suffix}")) == 0
    assert names(tmp_path) == [f"a{suffix}", f"a{suffix}.codebook.md"]


@FORMATS
def test_an_error_of_the_rows_leaves_the_former_table(tmp_path, suffix):
    place = tmp_path / f"a{suffix}"
    write_rows([ROW], COLUMNS, place)
    before = place.read_bytes()

    def torn() -> Iterator[dict[str, Any]]:
        yield ROW
        raise BulletinError("store_unreadable", "the store is gone", "look for it")

    assert refused(torn(), place).code == "store_unreadable"
    assert place.read_bytes() == before
    assert names(tmp_path) == [f"a{suffix}", f"a{suffix}.codebook.md"]


@FORMATS
@pytest.mark.parametrize("size", [0, 100, 3_000])
def test_a_full_disk_leaves_nothing_behind(tmp_path, suffix, size):
    table = [{**ROW, "region": f"{number * 7919 % 10_007:06}" * 40} for number in range(400)]
    with files_no_larger_than(size):
        error = refused(table, tmp_path / f"a{suffix}")
    assert error.code == "output_unwritable"
    assert f"a{suffix}" in error.message
    assert names(tmp_path) == []


@FORMATS
def test_a_missing_folder_is_told_and_not_made(tmp_path, suffix):
    assert refused([ROW], tmp_path / "none" / f"a{suffix}").code == "output_unwritable"
    assert names(tmp_path) == []


@pytest.mark.parametrize("name", ["a.xls", "a", ".csv", "a.db", "a.csv.gz"])
def test_an_unknown_suffix_is_refused_with_those_that_are_known(tmp_path, name):
    error = refused([ROW], tmp_path / name)
    assert error.code == "option_invalid"
    assert all(suffix in error.remedy for suffix in SUFFIXES)
    assert names(tmp_path) == []


def test_a_folder_of_the_name_is_left_alone(tmp_path):
    (tmp_path / "a.csv").mkdir()
    assert refused([ROW], tmp_path / "a.csv").code == "output_unwritable"
    assert names(tmp_path) == ["a.csv"]


def test_a_codebook_that_cannot_be_written_keeps_the_table_from_appearing(tmp_path):
    (tmp_path / "a.csv.codebook.md").mkdir()
    assert refused([ROW], tmp_path / "a.csv").code == "output_unwritable"
    assert names(tmp_path) == ["a.csv.codebook.md"]


def test_a_link_is_followed(tmp_path):
    (tmp_path / "link.csv").symlink_to(tmp_path / "real.csv")
    write_rows([ROW], COLUMNS, tmp_path / "link.csv")
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_text(encoding="utf-8").startswith("region,")


def test_a_byte_order_mark_is_for_csv_alone(tmp_path):
    assert refused([ROW], tmp_path / "a.jsonl", excel_bom=True).code == "option_invalid"


@pytest.mark.parametrize(
    ("suffix", "package", "extra"),
    [(".xlsx", "openpyxl", "excel"), (".parquet", "pyarrow.parquet", "parquet"), (".dta", "pandas", "stata")],
)
def test_a_missing_extra_is_named(tmp_path, monkeypatch, suffix, package, extra):
    monkeypatch.setitem(sys.modules, package, None)
    error = refused([ROW], tmp_path / f"a{suffix}")
    assert (error.code, error.remedy) == ("option_invalid", f"pip install 'bulletin-nlp[{extra}]'")
    assert names(tmp_path) == []


def test_the_codebook_says_in_two_languages_what_every_column_holds(tmp_path):
    about = {"asked 查询": "metrics of 440000", "exported 导出日期": "2025-03-01"}
    write_rows([ROW, {"region": "a\0"}], COLUMNS, tmp_path / "a.csv", about=about)
    text = (tmp_path / "a.csv.codebook.md").read_text(encoding="utf-8")
    for column in COLUMNS:
        filled = 2 if column.name == "region" else 1
        (line,) = [line for line in text.splitlines() if line.startswith(f"| `{column.name}` |")]
        assert column.label in line
        assert column.label_zh in line
        assert line.endswith(f"| {filled} |")
    for code, meaning in COLUMNS[1].values:
        assert f"| `{code}` | {meaning} |" in text
    assert "* rows 行数: 2\n* asked 查询: metrics of 440000\n* exported 导出日期: 2025-03-01\n" in text
    assert "* `region`: NUL and halves of surrogate pairs" in text


def test_the_codebook_keeps_within_its_lines_what_would_break_them(tmp_path):
    column = Column("a", "text", "one | two\nthree", "一<二", (("x|y", "z\\"),))
    write_rows([], [column], tmp_path / "a.csv", about={"asked": "a\n\n# b\udc80"})
    text = (tmp_path / "a.csv.codebook.md").read_text(encoding="utf-8")
    assert "| `a` | text 文本 | one \\| two three | 一&lt;二 | 0 |" in text
    assert "| `x\\|y` | z\\\\ |" in text
    assert "* asked: a # b?" in text


def test_a_column_that_no_row_has_is_told(tmp_path):
    told: list[str] = []
    write_rows([{"n": 1}, {"n": 2}], COLUMNS[2:4], tmp_path / "a.csv", tell=told.append)
    assert told == ["value: no row has this column (rows: 2)"]
