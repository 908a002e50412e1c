"""The pages in ``docs`` say what the code does."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import typer.main

from bulletin_nlp.batch import SUFFIXES
from bulletin_nlp.batch.metadata import COLUMNS
from bulletin_nlp.cli.app import app
from bulletin_nlp.cli.messages import DEBUG, MISUSE
from bulletin_nlp.errors import CODES
from bulletin_nlp.store import SaveOutcome
from bulletin_nlp.store import tables as t
from bulletin_nlp.store.views import view_names

DOCS = Path(__file__).resolve().parents[2] / "docs"


def flattened() -> dict[str, Any]:
    """Every command by its full name; the default of a group bears the group's."""
    found: dict[str, Any] = {}
    for name, command in typer.main.get_command(app).commands.items():  # type: ignore[attr-defined]
        for part, inner in getattr(command, "commands", {"": command}).items():
            default = part == getattr(command, "default", "")
            found[name if default else f"{name} {part}"] = inner
    return found


COMMANDS = flattened()


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def rows(text: str) -> list[list[str]]:
    """The rows of a page's tables, cell by cell."""
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def section(command: str) -> str:
    """The part of the page on the command line that is about a command."""
    parts = re.findall(r"^## `.*?(?=^## |\Z)", page("cli.md"), re.M | re.S)
    (found,) = [part for part in parts if name_in(part) == command]
    return found


def name_in(part: str) -> str:
    """The command that a part is about: the lower-case words of its heading."""
    words = re.match(r"## `bulletin-nlp ((?:[a-z]+ ?)+)", part)
    return words[1].strip() if words else ""


def test_every_error_code_has_its_meaning_and_remedy():
    documented = [row for row in rows(page("errors.md").split("## Exit codes")[0]) if row[0] != "code"]
    assert [row[0].strip("`") for row in documented] == list(CODES)
    for _, meaning, remedy in documented:
        assert meaning
        assert remedy


def test_the_errors_of_wrong_usage_are_those_documented():
    (row,) = [row for row in rows(page("errors.md")) if row[0] == "2"]
    assert {code for code in CODES if f"`{code}`" in row[1]} == MISUSE


def test_every_command_has_its_section():
    parts = re.findall(r"^## `bulletin-nlp .*", page("cli.md"), re.M)
    assert {name_in(part) for part in parts} == set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_is_documented_and_no_other(command):
    options = {name for p in COMMANDS[command].params for name in p.opts if name.startswith("-")}
    documented = {name for row in rows(section(command)) for name in re.findall(r"`(-[\w-]+)", row[0])}
    assert documented == options


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_says_what_it_does(command):
    assert COMMANDS[command].help
    for parameter in COMMANDS[command].params:
        assert parameter.help, parameter.name


def test_the_columns_of_the_metadata_table_are_documented():
    documented = [row[0].strip("`") for row in rows(section("extract").split("### The metadata table")[1])]
    assert documented == ["column", *COLUMNS, "any other"]


def test_the_suffixes_and_the_environment_are_documented():
    for name in ("cli.md", "errors.md"):
        (listed,) = {match for match in re.findall(r"`(\.txt[^`]*)`", page(name)) if "html" in match}
        assert set(listed.split()) == SUFFIXES
    assert f"`{DEBUG}`" in page("cli.md")


def test_every_table_and_outcome_of_the_store_is_documented():
    first_cells = [row[0] for row in rows(page("store.md"))]
    expected = {*t.metadata.tables, t.SEARCH_INDEX, *view_names(), *SaveOutcome}
    assert set(re.findall(r"`(\w+)`", " ".join(first_cells))) == expected
