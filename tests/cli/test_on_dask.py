"""``extract --engine dask``: what it says, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from bulletin_nlp import batch
from bulletin_nlp.batch.inputs import Failure
from bulletin_nlp.batch.parts import PartsSummary
from bulletin_nlp.cli.app import app
from tests.batch.parquet_cases import write_bulletins


def call(*arguments: object):
    return CliRunner().invoke(app, ["extract", *map(str, arguments)])


@pytest.fixture
def bulletins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return write_bulletins(tmp_path / "in.parquet", 50)


def test_a_file_becomes_a_folder_of_parts_and_failed_inputs_are_counted(bulletins):
    result = call("in.parquet", "-o", "out", "--engine", "dask", "-j", "1", "--rows", "fact")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.splitlines() == [
        "50 inputs, 99 rows in 1 parts, 1 failed (1 input_empty; see the column error_code) → out"
    ]
    assert pq.read_table("out").num_rows == 99
    assert json.loads(Path("out/_manifest.json").read_text(encoding="utf-8"))["rows_are"] == "fact"


def test_what_could_not_be_done_at_all_is_listed(bulletins, monkeypatch):
    asked: dict[str, object] = {}
    failure = Failure("b.parquet", "input_damaged", "the Parquet file cannot be read", "write it again")

    def run_on_dask(inputs, output, **options):
        asked.update(options, inputs=inputs, output=output)
        return PartsSummary((), (failure,))

    monkeypatch.setattr(batch, "run_on_dask", run_on_dask)
    result = call("in.parquet", "-o", "out", "--engine", "dask", "--scheduler", "tcp://10.0.0.1:8786")
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        "b.parquet: [input_damaged] the Parquet file cannot be read: write it again",
        "0 inputs, 0 rows in 0 parts, 1 files or partitions could not be done → out",
    ]
    assert (asked["scheduler"], asked["workers"], asked["rows"]) == ("tcp://10.0.0.1:8786", None, "bulletin")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--engine", "dask"], "writes one folder"),
        (["--engine", "dask", "-o", "a", "-o", "b"], "writes one folder"),
        (["--engine", "dask", "-o", "out", "--published", "2025-02-14"], "--published does not go with"),
        (["--engine", "dask", "-o", "out", "--format", "json"], "--format does not go with"),
        (["--engine", "dask", "-o", "out", "--time-limit", "60"], "--time-limit does not go with"),
        (["--engine", "dask", "-o", "out", "-j", "2", "--scheduler", "tcp://x:1"], "-j does not go with"),
        (["--engine", "dask", "-o", "out", "-j", "0"], "at least 1"),
        (["--rows", "fact"], "--rows needs --engine dask"),
        (["--scheduler", "tcp://x:1"], "--scheduler needs --engine dask"),
    ],
)
def test_options_that_say_nothing_to_the_engine_are_refused(bulletins, options, words):
    result = call("in.parquet", *options)
    assert result.exit_code == 2
    (line,) = result.stderr.splitlines()
    assert words in line
    assert not Path("out").exists()


def test_a_path_that_does_not_exist_is_told_before_any_process_starts(bulletins):
    result = call("none.parquet", "-o", "out", "--engine", "dask")
    assert (result.exit_code, result.stderr.count("input_missing")) == (1, 1)
    assert not Path("out").exists()
