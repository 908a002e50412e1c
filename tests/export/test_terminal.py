"""Rows as people see them on a terminal."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

from rich.cells import cell_len
from rich.console import Console

from bulletin_nlp.export import Column, show_rows
from tests.export.tables import COLUMNS, ROW

TITLE = Column("title", "text", "Title", "标题")
VALUE = COLUMNS[3]


def shown(table: list[dict[str, Any]], columns: Any, width: int = 100) -> list[str]:
    stream = io.StringIO()
    assert show_rows(table, columns, Console(file=stream, width=width, color_system=None)) == len(table)
    return [line.rstrip() for line in stream.getvalue().splitlines()]


def test_numbers_stand_at_the_right_with_separators_of_thousands():
    values = [1289, Decimal("-483000000.37"), Decimal("1E+3"), None]
    lines = shown([{"value": value, "title": "x"} for value in values], (VALUE, TITLE))
    assert lines == [
        "          value  title",
        "          1,289  x",
        "-483,000,000.37  x",
        "          1,000  x",
        "                 x",
    ]


def test_chinese_text_folds_within_the_width_and_loses_nothing():
    title = "中山市住房和城乡建设局关于推进城镇老旧小区改造工作的通知" * 3
    lines = shown([{"title": title, "value": 48}], (TITLE, VALUE), width=40)
    assert max(map(cell_len, lines)) <= 40
    assert "".join(line.split("  ")[0] for line in lines[1:]) == title
    assert len(lines) > 3


def test_columns_that_find_no_room_are_named():
    lines = shown([ROW], COLUMNS, width=40)
    assert max(map(cell_len, lines)) <= 40
    assert " ".join(lines[2:]) == "not shown here: due, seen, speaks, roles"


def test_a_code_is_never_folded():
    assert "065000" in shown([ROW], COLUMNS, width=20)[1]


def test_booleans_lists_and_times_are_readable():
    (_, line) = shown([ROW], COLUMNS[4:])
    assert line.split() == ["2025-06-30", "2025-02-14T08:30:00Z", "yes", "主持;", "出席"]


def test_text_cannot_steer_the_terminal():
    lines = shown([{"title": "\x1b[31mred\x1b[0m\n[bold]x[/bold]"}], (TITLE,))
    assert lines[1] == "\ufffd[31mred\ufffd[0m [bold]x[/bold]"
