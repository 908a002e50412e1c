"""``portals list`` and ``portals new``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bulletin_nlp.cli.app import app
from bulletin_nlp.portals import VARIABLE, portal, read_portals


@pytest.fixture(autouse=True)
def _as_before(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(VARIABLE, raising=False)


def call(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_every_portal_is_listed_a_line_each() -> None:
    result = call("portals", "list", "--format", "jsonl")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["name"] for row in rows] == list(read_portals())
    assert set(rows[0]) == {"name", "title", "family", "verified", "enabled", "lists"}
    shown = call("portals", "list")
    assert "广东省住房和城乡建设厅" in shown.stdout
    assert f"{len(rows)} portals, 0 enabled" in shown.stderr


def test_a_new_portal_can_be_read_and_is_listed() -> None:
    made = call("portals", "new", "linjiang-zjj")
    assert made.exit_code == 0
    assert made.stdout.splitlines() == [
        str(Path("portals") / part)
        for part in ("linjiang-zjj.toml", "tests/linjiang-zjj/list.html", "tests/linjiang-zjj/README.md")
    ]
    assert portal("linjiang-zjj", "portals").enabled is False
    assert Path("portals/tests/linjiang-zjj/list.html").read_bytes() == b""
    assert 'portal("linjiang-zjj", "../..")' in Path("portals/tests/linjiang-zjj/README.md").read_text(
        "utf-8"
    )
    assert "linjiang-zjj" in call("portals", "list", "--portals", "portals").stdout


def test_a_new_portal_overwrites_nothing() -> None:
    call("portals", "new", "linjiang")
    Path("portals/linjiang.toml").write_text("mine", encoding="utf-8")
    again = call("portals", "new", "linjiang")
    assert (again.exit_code, Path("portals/linjiang.toml").read_text(encoding="utf-8")) == (2, "mine")
    assert "[output_unwritable]" in again.stderr


@pytest.mark.parametrize("name", ["../x", "Lin Jiang", "", "a/b", "-a", "a" * 300])
def test_a_name_that_is_no_file_name_writes_nothing(name: str) -> None:
    result = call("portals", "new", "--", name)
    assert result.exit_code == 2
    assert "[option_invalid]" in result.stderr
    assert list(Path.cwd().iterdir()) == []


def test_a_portal_that_cannot_be_used_ends_in_one_line() -> None:
    Path("own").mkdir()
    Path("own/x.toml").write_text("name = 1", encoding="utf-8")
    result = call("portals", "list", "--portals", "own")
    assert result.exit_code == 1
    assert result.stderr.startswith("[portal_invalid] own/x.toml: key name:")
    assert len(result.stderr.splitlines()) == 1
