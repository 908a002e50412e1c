"""``lexicon check``, ``lexicon new`` and ``extract --lexicon``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bulletin_nlp.cli.app import app
from bulletin_nlp.lexicon.user import VARIABLE, active_lexicon, read_user_lexicon, using_lexicon
from bulletin_nlp.store import Store
from tests.lexicon.test_user_lexicon import FILES, INDICATORS, TEXT, TITLES, UNITS, written


@pytest.fixture(autouse=True)
def _as_before(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(VARIABLE, "")  # so that what a command sets is taken back
    with using_lexicon(None):
        yield


def call(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_a_new_vocabulary_passes_its_check(tmp_path: Path) -> None:
    made = call("lexicon", "new", tmp_path / "own" / "v")
    assert made.exit_code == 0
    assert sorted(path.name for path in (tmp_path / "own" / "v").iterdir()) == sorted(FILES)
    checked = call("lexicon", "check", tmp_path / "own" / "v")
    assert (checked.exit_code, "0 failed" in checked.stderr) == (0, True)


def test_a_new_vocabulary_overwrites_nothing(tmp_path: Path) -> None:
    folder = written(tmp_path / "v", {"units.toml": UNITS})
    result = call("lexicon", "new", folder)
    assert result.exit_code == 2
    assert "[output_unwritable]" in result.stderr
    assert [path.name for path in folder.iterdir()] == ["units.toml"]
    assert (folder / "units.toml").read_text(encoding="utf-8") == UNITS


def test_examples_that_pass_are_told_word_by_word(tmp_path: Path) -> None:
    titles = TITLES.replace('["总调度师"]', '["总调度师", "首席规划师"]')
    result = call("lexicon", "check", written(tmp_path / "v", {"titles.toml": titles}))
    assert result.exit_code == 0
    assert [line.split(": ")[1] for line in result.stdout.splitlines()] == [
        "市水务局总调度师林书远参加。",
        "市水务局首席规划师林书远参加。",
    ]
    assert result.stdout.startswith("passed   ")


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        (
            "titles.toml",
            'person = "林书远"',
            'person = "何敏"',
            "总调度师 何敏, found 市水务局 总调度师 林书远",
        ),
        ("titles.toml", "市水务局{word}", "我们见到{word}", "found no official"),
        ("units.toml", "value = 36", "value = 35", "expected 35 樘, found 36 樘"),
        ("indicators.toml", "value = 36", "value = 35", "own_doors = 35, found own_doors = 36 樘"),
        ("indicators.toml", "今年全区已更换", "全区有", "expected own_doors = 36, found no metric"),
        (
            "indicators.toml",
            "work = true",
            'counters = ["已更换单元门8樘。"]',
            "no own_doors, found own_doors = 8 樘",
        ),
    ],
)
def test_an_example_that_fails_is_told_with_its_entry_and_what_was_found(
    tmp_path: Path, name: str, old: str, new: str, told: str
) -> None:
    folder = written(tmp_path / "v", {**FILES, name: FILES[name].replace(old, new, 1)})
    result = call("lexicon", "check", folder)
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    (failed,) = [number for number, line in enumerate(lines) if line.startswith("failed")]
    assert f"{folder / name}, line 2, {name[:-6]} 1: " in lines[failed]
    assert told in lines[failed + 1]
    assert "1 failed" in result.stderr


def test_every_entry_that_is_refused_is_listed(tmp_path: Path) -> None:
    files = {"titles.toml": TITLES.replace("person", "name"), "indicators.toml": INDICATORS}
    result = call("lexicon", "check", written(tmp_path / "v", files))
    assert result.exit_code == 1
    assert [line.split()[0] for line in result.stdout.splitlines()] == ["refused", "refused"]
    assert "unknown key 'name'" in result.stdout
    assert "'樘' is not the base of a unit" in result.stdout
    assert "2 problems" in result.stderr


def test_the_check_has_a_form_for_programs(tmp_path: Path) -> None:
    folder = written(tmp_path / "v", FILES)
    shown = json.loads(call("lexicon", "check", folder, "--format", "json").stdout)
    assert shown["version"] == read_user_lexicon(folder).version
    assert shown["refused"] == []
    assert [example["passed"] for example in shown["examples"]] == [True] * 5


def test_a_check_leaves_the_vocabulary_in_use(tmp_path: Path) -> None:
    call("lexicon", "check", written(tmp_path / "v", FILES))
    assert active_lexicon() is None


def test_a_folder_that_does_not_exist_is_one_line(tmp_path: Path) -> None:
    for command in (["lexicon", "check", "nowhere"], ["extract", "-", "--lexicon", "nowhere"]):
        result = call(*command)
        assert result.exit_code == 1
        assert result.stderr.startswith("[lexicon_invalid] ")
        assert "nowhere: no such folder" in result.stderr
        assert len(result.stderr.splitlines()) == 1


def test_extract_reads_a_users_vocabulary_and_the_store_names_it(tmp_path: Path) -> None:
    folder = written(tmp_path / "v", FILES)
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    assert call("extract", "a.txt", "-o", "b.db").exit_code == 0
    result = call("extract", "a.txt", "-o", "b.db", "--lexicon", "v")
    assert result.exit_code == 0
    assert "1 reread" in result.stderr
    version = read_user_lexicon(folder).version
    with Store.open("b.db", create=False) as store:
        (listed,) = store.list()
        record = store.get(listed.id)
    assert record.data_versions["user_lexicon"] == version
    assert "own_doors" in {metric.indicator for metric in record.metrics}


def test_extract_names_the_folder_to_the_processes_that_it_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import os

    folder = written(tmp_path / "v", FILES)
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    assert call("extract", "a.txt", "--lexicon", "v", "--format", "json").exit_code == 0
    assert os.environ[VARIABLE] == str(folder.resolve())


def test_extract_reads_the_folder_that_the_environment_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = written(tmp_path / "v", FILES)
    monkeypatch.setenv(VARIABLE, str(folder))
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    record = json.loads(call("extract", "a.txt", "--format", "json").stdout)
    assert record["data_versions"]["user_lexicon"] == read_user_lexicon(folder).version
