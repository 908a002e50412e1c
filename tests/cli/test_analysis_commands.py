"""``conflicts`` and ``coverage``, with a store that answers what the test tells it to."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bulletin_nlp.cli.app import app
from bulletin_nlp.cli.series_view import bar
from bulletin_nlp.record import Source
from bulletin_nlp.store import Store, StoredFailure
from tests.store.factory import plain_bulletin

METRICS: list[dict[str, Any]] = [
    {
        "bulletin_id": f"b{number}",
        "work_id": f"w{number}",
        "speaks": True,
        "fact_id": f"f{number}",
        "indicator": "communities_renovated",
        "value": value,
        "unit": "个",
        "status": "completed",
        "region": "440114",
        "period_start": "2025-01-01",
        "period_end": "2025-09-30",
        "published": "2025-10-12",
        "quote": f"{value}个",
        "url": f"https://zjj.example.gov.cn/{number}.html",
    }
    for number, value in enumerate([120, 150])
]
BULLETINS: list[dict[str, Any]] = [
    {
        "bulletin_id": "b0",
        "site_name": "某市住建局",
        "url": "https://zjj.example.gov.cn/0.html",
        "published": "2025-01-12",
    },
    {
        "bulletin_id": "b9",
        "site_name": "某市住建局",
        "url": "https://zjj.example.gov.cn/9.html",
        "published": "2025-03-12",
    },
    {"bulletin_id": "b10", "site_name": "某市住建局", "url": None, "published": None},
]
NOW = datetime(2026, 1, 1, tzinfo=UTC)
FAILURE = StoredFailure(
    "https://zjj.example.gov.cn/202502/t20250218_77.html",
    *("page_no_article", "no article was found", 1, NOW, NOW, None, None),
)


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    monkeypatch.chdir(tmp_path)
    Store.open("bulletins.db").close()
    monkeypatch.setattr(Store, "failures", lambda _: [FAILURE])
    questions: list[dict[str, Any]] = []

    def query(_: Store, kind: str = "metrics", **conditions: Any) -> Iterator[Mapping[str, Any]]:
        questions.append({"kind": kind, **conditions})
        for row in METRICS if kind == "metrics" else BULLETINS:
            day = row["published"]
            yield {**row, "published": date.fromisoformat(day) if day else None}

    monkeypatch.setattr(Store, "query", query, raising=False)
    return questions


def call(*arguments: str) -> Any:
    return CliRunner().invoke(app, [*arguments])


def test_conflicts_are_shown_with_both_values(asked: list[dict[str, Any]]) -> None:
    result = call("conflicts", "--region", "花都区", "--indicator", "改造小区数")
    assert result.exit_code == 0, result.output
    assert "between_works" in result.stdout
    assert "120" in result.stdout
    assert "150" in result.stdout
    assert "2 figures compared: 1 between_works" in result.stderr
    assert asked == [{"kind": "metrics", "region": "440114", "indicator": "communities_renovated"}]


def test_conflicts_are_written_with_their_codebook(asked: list[dict[str, Any]]) -> None:
    result = call("conflicts", "-o", "conflicts.csv")
    assert result.exit_code == 0, result.output
    (row,) = csv.DictReader(Path("conflicts.csv").read_text(encoding="utf-8").splitlines())
    assert (row["rule"], row["first_fact_id"], row["second_fact_id"]) == ("bounds_apart", "f0", "f1")
    assert "bounds_apart" in Path("conflicts.csv.codebook.md").read_text(encoding="utf-8")


def test_conflicts_go_to_other_tools_line_by_line(asked: list[dict[str, Any]]) -> None:
    (line,) = call("conflicts", "--format", "jsonl").stdout.splitlines()
    row = json.loads(line)
    assert (row["type"], row["first_value"], row["second_bounds"]) == ("between_works", 120, "[150, 150]")


def test_the_months_of_a_portal_stand_in_a_line(asked: list[dict[str, Any]]) -> None:
    result = call("coverage", "--indicator", "communities_renovated")
    assert result.exit_code == 0, result.output
    (line,) = [line for line in result.stdout.splitlines() if line.startswith("zjj.example.gov.cn")]
    assert line.split() == ["zjj.example.gov.cn", "2025", "1", "!", "·"]
    assert "could_not_read" in result.stdout
    assert "in no month, without a date: 1 bulletins, 0 failures of zjj.example.gov.cn" in result.stderr


def test_coverage_goes_to_other_tools_month_by_month(asked: list[dict[str, Any]]) -> None:
    result = call("coverage", "--format", "jsonl", "--since", "2024-12-01", "--until", "2025-03-31")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(row["month"], row["state"]) for row in rows] == [
        ("2024-12-01", "not_looked"),
        ("2025-01-01", "found"),
        ("2025-02-01", "could_not_read"),
        ("2025-03-01", "none_found"),
    ]
    assert rows[0]["indicator"] is None


def told(status: str, value: int, days: str, **said: Any) -> dict[str, Any]:
    start, end = days.split("/")
    fact = f"{status}-{value}"
    return {
        **METRICS[0],
        "fact_id": fact,
        "work_id": fact,
        "bulletin_id": fact,
        "status": status,
        "value": value,
    } | {
        "period_start": start,
        "period_end": end,
        "quote": f"{value}个",
        **said,
    }


def test_planned_and_done_stand_side_by_side(
    asked: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        told("planned", 100, "2024-01-01/2024-12-31"),
        told("completed", 90, "2024-01-01/2024-12-31"),
        told("planned", 200, "2025-01-01/2025-12-31"),
        told("completed", 150, "2025-01-01/2025-09-30", quote="15\x1b[31m0个"),
        told("completed", 80, "2022-01-01/2022-12-31"),
        told("completed", 7, "2024-01-01/2024-12-31", region="440114001"),
    ]
    monkeypatch.setattr("tests.cli.test_analysis_commands.METRICS", rows)
    result = call("series", "--indicator", "communities_renovated", "--region", "440114")
    assert result.exit_code == 0, result.output
    lines = [" ".join(line.split()) for line in result.stdout.splitlines()]
    assert "year planned completed" in lines
    assert any(line.startswith("2024 100个 ██████ 90个 █████") for line in lines)
    assert any(line.startswith("2025 200个 ████████████ 150个 █████████ to 09-30") for line in lines)
    assert any(line.startswith("2023 nothing stated") for line in lines)
    assert any("+10 to 2022-12-31" in line for line in lines)
    assert any("(other_length)" in line for line in lines)
    assert "other_length: no point before it counts a stretch of the same length" in " ".join(lines)
    assert "7个" not in result.stdout
    assert "\x1b" not in result.stdout


def test_points_go_to_other_tools_with_their_reasons(asked: list[dict[str, Any]]) -> None:
    result = call(
        *(
            "series",
            "--indicator",
            "改造小区数",
            "--region",
            "花都区",
            "--status",
            "completed",
            "--format",
            "jsonl",
        )
    )
    (row,) = [json.loads(line) for line in result.stdout.splitlines()]
    assert (row["as_of"], row["gap"], row["difference"]) == ("2025-09-30", "first", None)
    assert (row["value"], row["against"]) == (150, ["f0"]) or (row["value"], row["against"]) == (120, ["f1"])


def test_a_value_without_a_time_is_told(asked: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [{**METRICS[0], "period_start": None, "period_end": None, "period_text": "1-9月"}]
    monkeypatch.setattr("tests.cli.test_analysis_commands.METRICS", rows)
    result = call("series", "--indicator", "communities_renovated", "--region", "440114")
    assert "no value with a known time was found" in result.stderr
    assert "its time is unknown: 120个 (f0, https://zjj.example.gov.cn/0.html)" in result.stderr


@pytest.mark.parametrize(
    ("value", "shown"), [(0, ""), (-5, ""), (1, "▏"), (50, "██████"), (100, "████████████")]
)
def test_a_bar_is_as_long_as_its_value(value: int, shown: str) -> None:
    assert bar(value, 100) == shown


@pytest.mark.parametrize("command", ["conflicts", "coverage"])
def test_an_output_without_a_format_is_refused_before_any_work(
    command: str, asked: list[dict[str, Any]]
) -> None:
    result = call(command, "-o", "rows.txt")
    assert result.exit_code == 2
    assert "[option_invalid]" in result.stderr
    assert asked == []


@pytest.mark.parametrize("command", ["conflicts", "coverage"])
def test_an_empty_store_says_so(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Store.open(tmp_path / "bulletins.db").close()
    nothing: Callable[..., Iterator[Any]] = lambda *_, **__: iter(())  # noqa: E731
    monkeypatch.setattr(Store, "query", nothing, raising=False)
    result = call(command, "--db", str(tmp_path / "bulletins.db"))
    assert result.exit_code == 0
    assert "no conflict" in result.stderr or "nothing is known" in result.stderr


def test_a_store_of_bulletins_answers_all_three(tmp_path: Path) -> None:
    """Invented bulletins of one city, read and kept as users do."""
    from bulletin_nlp import extract

    pages = {
        "2024-02-10": "中山市召开老旧小区改造推进会\n2024年，全市计划新开工改造老旧小区40个。",
        "2024-07-12": "中山市老旧小区改造进展\n2024年1-6月，中山市已开工改造老旧小区18个。",
        "2024-07-15": "街头见闻\n今年1-6月，中山市已开工改造老旧小区25个，市民点赞。",
        "2024-09-20": "中山市加装电梯工作动态\n市领导到小区走访，听取意见。",
        "2025-01-15": "中山市老旧小区改造情况通报\n2024年，中山市开工改造老旧小区41个。",
    }
    db = str(tmp_path / "b.db")
    with Store.open(db) as store:
        for day, text in pages.items():
            store.save(extract(text, published=day, url=f"https://zjj.example.gov.cn/{day}.html"))
    found = [
        json.loads(line) for line in call("conflicts", "--db", db, "--format", "jsonl").stdout.splitlines()
    ]
    told = {(row["type"], row["verdict"], row["first_value"], row["second_value"]) for row in found}
    assert told == {("between_works", None, 18, 25), ("target", "met", 40, 41)}
    shown = call("series", "--indicator", "communities_renovated", "--region", "中山市", "--db", db).stdout
    assert "CONTRADICTED by 18个" in " ".join(shown.split())
    line = next(
        line.split()
        for line in call("coverage", "--indicator", "communities_renovated", "--db", db).stdout.splitlines()
        if " 2024 " in line
    )
    assert line[2:] == ["1", "?", "?", "?", "?", "2", "?", "·", "?", "?", "?"]


def test_a_copy_on_another_portal_is_shown_by_that_portal_too(tmp_path: Path) -> None:
    place = f"sqlite:///{tmp_path / 'copies.db'}"
    with Store.open(place) as store:
        for host in ("zjj.linjiang.example", "www.baishi.example"):
            source = Source(url=f"https://{host}/1.html", site_name="临江市住建局")
            store.save(plain_bulletin("改造老旧小区48个。", published=date(2025, 2, 14), source=source))
        assert store.count() == 1
    result = call("coverage", "--db", place, "--format", "jsonl")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert {(row["portal"], row["read"]) for row in rows} == {
        ("zjj.linjiang.example", 1),
        ("baishi.example", 1),
    }
