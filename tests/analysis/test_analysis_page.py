"""The page on the analyses names the closed sets as the data has them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bulletin_nlp.lexicon.loader import read_lexicon

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "analysis.md").read_text(encoding="utf-8")


def first_cells(head: str) -> list[str]:
    """The codes in the first column of the table with this head."""
    table = PAGE.split(f"\n| {head} |", 1)[1].split("\n\n", 1)[0]
    return re.findall(r"^\| `(\w+)`", table, re.M)


@pytest.mark.parametrize(
    ("lexicon", "entries", "head"),
    [
        ("series", "gap", "gap"),
        ("conflicts", "type", "type"),
        ("conflicts", "rule", "rule"),
        ("conflicts", "reason", "reason"),
        ("coverage", "state", "state"),
    ],
)
def test_every_code_is_explained_in_its_order(lexicon: str, entries: str, head: str) -> None:
    assert first_cells(head) == [entry["id"] for entry in read_lexicon(lexicon)[entries]]


def test_the_signs_of_the_states_are_those_shown() -> None:
    shown = dict(re.findall(r"^\| `(\w+)` \| `(.)` \|", PAGE, re.M))
    assert shown == {
        state["id"]: state["symbol"] for state in read_lexicon("coverage")["state"] if state["symbol"]
    }


def test_the_reasons_of_a_verdict_are_those_shown() -> None:
    shown = dict(re.findall(r"^\| `(\w+)` \| `(met|missed|undecided)` \|", PAGE, re.M))
    assert shown == {reason["id"]: reason["verdict"] for reason in read_lexicon("conflicts")["reason"]}
