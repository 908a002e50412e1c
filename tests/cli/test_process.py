"""The commands as processes: what is imported, what a closed pipe does, what encoding comes out."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bulletin_nlp.store import Store
from tests.store.factory import bulletin, plain_bulletin

ROOT = Path(__file__).resolve().parents[2]
RUN = "from bulletin_nlp.cli import main; main()"
HEAVY = {
    "spacy",
    "sklearn",
    "jieba",
    "sqlalchemy",
    "alembic",
    "bulletin_nlp.record",
    "bs4",
    "lxml",
    "numpy",
    "pypinyin",
}


def process(*arguments: str, code: str = RUN, **options) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **options.pop("env", {})}
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env=environment,
        capture_output=True,
        timeout=60,
        check=False,
        **options,
    )


@pytest.mark.parametrize("arguments", [["--help"], ["extract", "--help"], ["show", "-h"], ["list", "-h"]])
def test_help_imports_nothing_heavy(arguments):
    code = (
        "import atexit, sys\n"
        f"atexit.register(lambda: print('HEAVY', sorted({HEAVY!r} & set(sys.modules)), file=sys.stderr))\n"
        + RUN
    )
    done = process(*arguments, code=code)
    assert done.returncode == 0
    assert b"Usage: bulletin-nlp" in done.stdout
    assert b"HEAVY []" in done.stderr


def test_output_is_utf_8_whatever_the_locale(tmp_path):
    with Store.open(tmp_path / "a.db") as store:
        store.save(bulletin())
    for format in ("json", "table"):
        done = process(
            "show", "b", "--db", str(tmp_path / "a.db"), "--format", format, env={"PYTHONIOENCODING": "ascii"}
        )
        assert done.returncode == 0
        assert "从善坊小区" in done.stdout.decode("utf-8")


@pytest.mark.skipif(os.name != "posix", reason="pipes of POSIX")
@pytest.mark.parametrize("format", ["table", "jsonl"])
def test_a_reader_that_has_seen_enough_is_no_error(tmp_path, format):
    with Store.open(tmp_path / "a.db") as store:
        for n in range(1000):  # some 100 kB, more than a pipe holds
            store.save(plain_bulletin(f"改造{n}个小区。"))
    reading, writing = os.pipe()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", RUN, "list", "--db", str(tmp_path / "a.db"), "--format", format]
    child = subprocess.Popen(command, env=environment, stdout=writing, stderr=subprocess.PIPE)
    os.close(writing)
    os.read(reading, 10)
    os.close(reading)
    _, errors = child.communicate(timeout=60)
    assert (child.returncode, errors) == (0, b"")


def test_results_and_messages_go_to_their_own_streams(tmp_path):
    done = process("list", "--db", "none.db", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.startswith(b"[store_unreadable]")
    assert json.loads(process("schema").stdout)["title"] == "Bulletin"


def test_nothing_to_do_shows_the_help(tmp_path):
    done = process(cwd=tmp_path)
    assert done.returncode == 2
    assert b"extract" in done.stdout + done.stderr


@pytest.mark.skipif(os.name != "posix", reason="terminals of POSIX")
def test_a_progress_bar_goes_to_the_terminal_and_not_among_the_results(tmp_path):
    import pty

    for name in ("a", "b"):
        (tmp_path / f"{name}.txt").write_text(f"{name}市改造48个小区。", encoding="utf-8")
    terminal, shown = pty.openpty()
    command = [sys.executable, "-c", RUN, "extract", str(tmp_path), "--format", "jsonl"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm"}
    child = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=shown)
    os.close(shown)
    # read while it runs: the terminal holds no more than some thousand bytes
    bar = b""
    with contextlib.suppress(OSError):  # how Linux tells that the other end is closed
        while piece := os.read(terminal, 100_000):
            bar += piece
    os.close(terminal)
    results, _ = child.communicate(timeout=60)
    assert child.returncode == 0
    assert b"2 of 2 inputs" in bar
    assert [json.loads(line)["text"][0] for line in results.splitlines()] == ["a", "b"]
