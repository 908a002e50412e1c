"""The examples of ``docs/panel.md`` come out as the page says."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from bulletin_nlp.analysis.observations import Observation
from bulletin_nlp.analysis.panel import Panel, PanelQuestion, build_panel
from bulletin_nlp.analysis.panel_columns import panel_columns, rejected_columns
from bulletin_nlp.analysis.vocabulary import vocabulary
from tests.analysis.factory import seen

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "panel.md").read_text(encoding="utf-8")
EXAMPLES = [
    (re.findall(r"^##+ (.*)", PAGE[: block.start()], re.M)[-1], tomllib.loads(block[1]))
    for block in re.finditer(r"```toml\n(.*?)```", PAGE, re.S)
]


def fact(said: dict[str, Any]) -> Observation:
    name = said["id"]
    rest = {
        key: None if value == "none" else value for key, value in said.items() if key not in ("id", "work")
    }
    rest["excludes"] = tuple(rest.get("excludes", ()))
    return seen(fact_id=name, bulletin_id=f"b-{name}", work_id=said.get("work", f"w-{name}"), **rest)


def panel_of(example: dict[str, Any]) -> Panel:
    asked = {"level": "county", **example.get("asked", {})}
    return build_panel(map(fact, example["facts"]), PanelQuestion(indicators=frozenset(), **asked))


def told(panel: Panel) -> list[str]:
    """The rows in the words of the page."""
    lines = []
    for row in panel.rows:
        said = [row.fact_id or "sum", row.rule]
        for name, value in (("region", row.region), ("value", row.value), ("works", row.works)):
            said.append(f"{name}={value}")
        said.append(f"of={row.children_present}/{row.children_total}")
        said.append("conflict" if row.conflict else "agree")
        said.append(row.qualifier)
        lines.append(" ".join(said))
    return sorted(lines)


def says(line: str, expected: str) -> bool:
    beginning = re.match(r".*?(?: (?:only_value|derived_sum|agreed|\w+_\w+))", expected)
    assert beginning
    rest = expected[beginning.end() :].split()
    told_conflict = ("conflict" in rest) == (" conflict" in line)
    return line.startswith(beginning[0] + " ") and told_conflict and all(f" {w} " in f"{line} " for w in rest)


@pytest.mark.parametrize(("name", "example"), EXAMPLES, ids=[f"{i} {e[0]}" for i, e in enumerate(EXAMPLES)])
def test_the_example_comes_out_as_the_page_says(name, example):
    panel = panel_of(example)
    lines, expected = told(panel), sorted(example.get("chosen", []))
    assert len(lines) == len(expected), lines
    for one in expected:
        assert sum(says(line, one) for line in lines) == 1, (one, lines)
    assert sorted(f"{r.fact_id} {r.reason}" for r in panel.rejected) == sorted(example.get("rejected", []))


def test_every_rule_and_reason_has_an_example_and_a_row_on_the_page():
    said = " ".join(
        line for _, example in EXAMPLES for line in example.get("chosen", []) + example.get("rejected", [])
    )
    tables = PAGE.split("## Columns")[1]
    rare = {"part_of_merged", "never_added", "parts_differ"}  # test_panel_codes.py
    for kind in ("rule", "reason"):
        for code, _ in vocabulary().closed_sets[kind]:
            assert f"`{code}`" in tables
            assert code in said or code in rare, code
    for code, _ in vocabulary().closed_sets["window"]:
        assert f"| `{code}` |" in PAGE


def test_every_column_is_named_on_the_page():
    for column in (*panel_columns(), *rejected_columns()):
        assert f"`{column.name}`" in PAGE, column.name
        assert column.label_zh
        assert len(column.name) <= 32
