"""``bulletin-nlp query``, with a store that answers what the test tells it to."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from typer.testing import CliRunner

from bulletin_nlp.cli.app import app
from bulletin_nlp.export import KINDS, fact_columns
from bulletin_nlp.store import Store

METRIC: dict[str, Any] = {
    "bulletin_id": "b1",
    "speaks": True,
    "title": "中山市召开老旧小区改造推进会",
    "published": date(2025, 2, 14),
    "indicator": "investment",
    "value": Decimal("483000000.5"),
    "unit": "元",
    "status": "planned",
    "region": "442000",
    "excludes": ("440300", "440100"),
    "confidence": 0.97,
    "quote": "4.83亿元",
    "updated_at": datetime(2025, 3, 1, tzinfo=UTC),
}


class Answer:
    """What the store answers, and what it was asked."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = [METRIC]
        self.asked: dict[str, Any] = {}

    def query(self, kind: str = "metrics", **asked: Any) -> Iterator[dict[str, Any]]:
        self.asked = {"kind": kind, **{name: value for name, value in asked.items() if value is not None}}
        yield from self.rows


@pytest.fixture
def answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Answer:
    monkeypatch.chdir(tmp_path)
    Store.open("bulletins.db").close()
    answer = Answer()
    monkeypatch.setattr(Store, "query", lambda _, **asked: answer.query(**asked), raising=False)
    return answer


def call(*arguments: str) -> Any:
    return CliRunner().invoke(app, ["query", *arguments])


def test_conditions_are_handed_to_the_store_in_its_terms(answer):
    result = call(
        *(
            "加装电梯",
            "--kind",
            "tasks",
            "--region",
            "中山市",
            "--indicator",
            "投资额",
            "--since",
            "2025年1月1日",
        ),
        *("--until", "2025-12-31", "--official", "周启明", "--portal", "中山市人民政府门户网站"),
        *("--task-type", "funding", "--limit", "7"),
    )
    assert result.exit_code == 0
    assert answer.asked == {
        "kind": "tasks",
        "text": "加装电梯",
        "region": "442000",
        "indicator": "investment",
        "since": date(2025, 1, 1),
        "until": date(2025, 12, 31),
        "official": "周启明",
        "portal": "中山市人民政府门户网站",
        "task_type": "funding",
        "limit": 7,
    }


@pytest.mark.parametrize(
    ("arguments", "kind"),
    [
        ((), "metrics"),
        (("电梯",), "bulletins"),
        (("电梯", "--limit", "3"), "bulletins"),
        (("电梯", "--region", "440000"), "metrics"),
        (("--official", "周启明"), "metrics"),
        (("电梯", "--kind", "officials"), "officials"),
    ],
)
def test_a_row_is_a_bulletin_where_only_words_are_given_else_a_metric(answer, arguments, kind):
    assert call(*arguments).exit_code == 0
    assert answer.asked["kind"] == kind


def test_metrics_are_shown_as_a_table_of_100_columns(answer):
    result = call()
    assert "483,000,000.5" in result.stdout
    assert "442000" in result.stdout
    assert max(map(cell_len, result.stdout.splitlines())) <= 100
    assert result.stderr == ""


def test_at_most_fifty_rows_are_shown_and_the_others_counted(answer):
    answer.rows = [METRIC] * 53
    result = call()
    assert result.stdout.count("483,000,000.5") == 50
    assert result.stderr == "3 more; -o FILE.csv writes them all\n"


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_shown(answer, kind):
    result = call("--kind", kind)
    assert result.exit_code == 0
    assert "2025-02-14" in result.stdout


def test_an_answer_without_rows_is_said_to_be_one(answer):
    answer.rows = []
    result = call()
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "nothing found\n")


def test_jsonl_has_every_column_and_row(answer):
    answer.rows = [METRIC] * 60
    lines = call("--format", "jsonl").stdout.splitlines()
    assert len(lines) == 60
    read = json.loads(lines[0], parse_float=Decimal)
    assert list(read) == [column.name for column in fact_columns("metrics")]
    assert read["value"] == Decimal("483000000.5")
    assert read["excludes"] == ["440300", "440100"]


def test_csv_goes_to_standard_output_with_a_mark_for_excel_on_request(answer):
    plain, marked = call("--format", "csv"), call("--format", "csv", "--excel")
    assert marked.stdout_bytes == b"\xef\xbb\xbf" + plain.stdout_bytes
    (row,) = csv.DictReader(io.StringIO(plain.stdout))
    assert row["value"] == "483000000.5"
    assert row["excludes"] == "440300;440100"


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".parquet", ".dta", ".jsonl"])
def test_a_table_is_written_with_a_codebook_that_says_what_was_asked(answer, tmp_path, suffix):
    result = call("--region", "广东省", "-o", f"metrics{suffix}")
    assert (result.exit_code, result.stdout) == (0, "")
    assert f"1 row in metrics{suffix}" in result.stderr
    text = (tmp_path / f"metrics{suffix}.codebook.md").read_text(encoding="utf-8")
    assert "metrics; region = 440000" in text
    assert "bulletin-nlp " in text
    assert "store 数据库: sqlite:///bulletins.db" in text


def test_a_password_of_the_store_is_not_written_into_the_codebook(answer, tmp_path, monkeypatch):
    monkeypatch.setattr(Store, "open", classmethod(lambda cls, *_, **__: cls(_Closed())))
    assert call("--db", "postgresql://reader:secret@db.example/b", "-o", "a.csv").exit_code == 0
    text = (tmp_path / "a.csv.codebook.md").read_text(encoding="utf-8")
    assert "db.example" in text
    assert "secret" not in text


class _Closed:
    def dispose(self) -> None:
        """Close nothing."""


def test_what_a_format_changes_is_told(answer):
    answer.rows = [{**METRIC, "quote": "=1+1"}]
    result = call("-o", "a.csv")
    assert (
        "quote: text that begins as a formula would has an apostrophe before it (cells: 1)" in result.stderr
    )


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--region", "中山"), "442000 广东省中山市"),
        (("--region", "中山是"), "did you mean 中山"),
        (("--region", "000000"), "no place has the code 000000"),
        (("--indicator", "investmnt"), "did you mean investment (投资额)"),
        (("--since", "soon"), "--since: "),
        (("--since", "2025-02-01", "--until", "2025-01-01"), "--since is after --until"),
        (("-o", "a.xls"), "end it in .csv"),
        (("-o", "a.csv", "--format", "csv"), "the suffix of -o names the format"),
        (("-o", "a.xlsx", "--excel"), "--excel is for CSV"),
        (("--excel",), "--excel is for CSV"),
        (("-o", "none/a.csv"), "check that the folder exists"),
    ],
)
def test_wrong_usage_is_told_in_one_line_with_a_way_out(answer, tmp_path, arguments, told):
    result = call(*arguments)
    assert result.exit_code == 2
    assert told in result.stderr
    assert result.stderr.count("\n") == 1
    assert result.stdout == ""
    assert [path.name for path in tmp_path.iterdir()] == ["bulletins.db"]


def test_a_store_that_is_not_there_is_told(answer):
    result = call("--db", "none.db")
    assert result.exit_code == 1
    assert result.stderr.startswith("[store_unreadable]")
