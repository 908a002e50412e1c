"""``bulletin-nlp panel``, from pages to the two tables."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bulletin_nlp.cli.app import app

PAGES = {
    "plan": "花都区老旧小区改造计划\n2025年，花都区计划改造老旧小区48个。",
    "half": "花都区老旧小区改造进展\n2025年1-6月，花都区改造完成老旧小区12个。",
    "nine": "花都区老旧小区改造进展\n2025年1-9月，花都区改造完成老旧小区31个。",
}


def call(*arguments: str) -> Any:
    return CliRunner().invoke(app, list(arguments))


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    pages = tmp_path / "pages"
    pages.mkdir()
    for name, text in PAGES.items():
        (pages / f"{name}.txt").write_text(text, encoding="utf-8")
    result = call("extract", "pages", "--published", "2025-10-12", "-o", "bulletins.db")
    assert result.exit_code == 0, result.output
    return tmp_path


ASKED = ("panel", "--indicator", "communities_renovated", "--level", "county", "--db", "bulletins.db")


def test_the_panel_and_what_was_not_chosen_are_written_with_their_codebooks(store):
    result = call(*ASKED, "-o", "panel.csv", "--rejected", "rest.csv")
    assert result.exit_code == 0, result.output
    found = {row["status"]: row for row in rows(store / "panel.csv")}
    assert {status: row["value"] for status, row in found.items()} == {"planned": "48", "completed": "31"}
    assert (found["completed"]["region"], found["completed"]["months_covered"]) == ("440114", "9")
    (rest,) = rows(store / "rest.csv")
    assert (rest["reason"], rest["value"]) == ("earlier_in_year", "12")
    assert rest["chosen_fact_id"] == found["completed"]["fact_id"]
    assert "earlier_in_year" in (store / "rest.csv.codebook.md").read_text(encoding="utf-8")
    assert "level = county" in (store / "panel.csv.codebook.md").read_text(encoding="utf-8")


def test_without_a_file_the_panel_is_shown(store):
    result = call(*ASKED, "--status", "completed")
    assert result.exit_code == 0, result.output
    assert "花都区" in result.output
    assert "31" in result.output
    assert "48" not in result.output


def test_a_city_s_value_is_derived_from_its_districts_only_where_asked(store):
    city = ("panel", "--indicator", "改造小区数", "--level", "prefecture", "--db", "bulletins.db")
    assert call(*city, "-o", "none.csv").exit_code == 0
    assert rows(store / "none.csv") == []
    assert call(*city, "--derive", "-o", "city.csv").exit_code == 0
    found = {row["status"]: row for row in rows(store / "city.csv")}
    assert (found["completed"]["rule"], found["completed"]["qualifier"]) == ("derived_sum", "at_least")
    assert (found["completed"]["region"], found["completed"]["children_present"]) == ("440100", "1")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--codes", "soon"), "codes 'soon'"),
        (("--region", "不存在市"), "no place is called"),
        (("-o", "panel.docx"), ".docx"),
        (("-o", "p.csv", "--rejected", "p.csv"), "both p.csv"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused_before_any_work(store, arguments, told):
    result = call(*ASKED, *arguments)
    assert result.exit_code == 2
    assert told in result.output
    assert not (store / "p.csv").exists()
