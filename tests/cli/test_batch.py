"""Long runs as processes: killed, stopped, gone on with, retried and compared."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bulletin_nlp.batch import Failure
from bulletin_nlp.cli.progress import lines, state
from tests.cli.test_process import ROOT, RUN, process

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")

TEXT = "3月3日，中山市召开老旧小区改造推进会。2025年，全市计划改造小区{}个，确保6月底前全部开工。"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    lines = [json.dumps({"text": TEXT.format(n), "id": n}, ensure_ascii=False) for n in range(1, 41)]
    lines[5] = "{broken"
    (tmp_path / "pages.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return tmp_path


def start(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", RUN, *arguments]
    return subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )


def children(pid: int) -> list[int]:
    """The processes that a process started, which are not gone yet."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid and fields[0] != "Z":
            found.append(int(stat.parent.name))
    return found


def wait_for(condition, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.01)


def alive(pids: list[int]) -> list[int]:
    return [pid for pid in pids if Path(f"/proc/{pid}").exists() and "Z" not in _state(pid)]


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "Z"


EXTRACT = ("extract", "pages.jsonl", "-j", "2", "-o", "out.jsonl")


def begun(folder: Path) -> bool:
    manifest = folder / "out.jsonl.manifest.jsonl.part"
    return manifest.exists() and manifest.read_bytes().count(b"\n") > 1


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes are looked up in /proc")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_run_that_is_stopped_leaves_no_process_and_goes_on_to_the_same_bytes(folder, number):
    whole = folder / "whole"
    whole.mkdir()
    (whole / "pages.jsonl").write_bytes((folder / "pages.jsonl").read_bytes() * 8)
    (folder / "pages.jsonl").write_bytes((whole / "pages.jsonl").read_bytes())
    run = start(folder, *EXTRACT)
    wait_for(lambda: begun(folder))
    workers = children(run.pid)
    assert len(workers) >= 2
    run.send_signal(number)
    _, errors = run.communicate(timeout=60)
    wait_for(lambda: not alive(workers), 30)
    assert run.returncode == (-9 if number == signal.SIGKILL else 130)
    if number != signal.SIGKILL:
        # Before it may stand a line on how far the run was.
        line = errors.decode().splitlines()[-1]
        assert re.fullmatch(
            r"interrupted: (1 input is|\d+ inputs are) done; the same command goes on from there", line
        )
    again = process(*EXTRACT, cwd=folder)
    assert again.returncode == 1
    assert b"going on after" in again.stderr
    assert b"312 records, 8 failed" in again.stderr
    assert process(*EXTRACT, cwd=whole).returncode == 1
    assert (folder / "out.jsonl").read_bytes() == (whole / "out.jsonl").read_bytes()
    manifests = [
        path.joinpath("out.jsonl.manifest.jsonl").read_bytes().splitlines()[1:-1] for path in (folder, whole)
    ]
    assert manifests[0] == manifests[1]


def test_what_failed_is_retried_and_two_runs_are_compared(folder):
    first = process(*EXTRACT, cwd=folder)
    assert b"pages.jsonl:6: [input_damaged] the line is no JSON" in first.stderr
    (folder / "first.jsonl").write_bytes((folder / "out.jsonl").read_bytes())
    lines_of = (folder / "pages.jsonl").read_text(encoding="utf-8").splitlines()
    lines_of[5] = json.dumps({"text": TEXT.format(6)}, ensure_ascii=False)
    (folder / "pages.jsonl").write_text("\n".join(lines_of) + "\n", encoding="utf-8")
    # from elsewhere: the run's own folder is where its paths count from
    retried = process("retry", str(folder / "out.jsonl.manifest.jsonl"), cwd=folder.parent)
    assert (retried.returncode, retried.stderr.count(b"\n")) == (0, 1), retried.stderr
    assert b"1 record" in retried.stderr
    records = [json.loads(line) for line in (folder / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [re.findall(r"小区(\d+)个", record["text"])[0] for record in records] == [
        str(n) for n in range(1, 41)
    ]
    again = process("retry", "out.jsonl.manifest.jsonl", cwd=folder)
    assert (again.returncode, again.stderr) == (0, b"nothing failed: out.jsonl.manifest.jsonl\n")
    table = process("diff", "first.jsonl", "out.jsonl.manifest.jsonl", cwd=folder)
    assert table.returncode == 0
    assert "only in the second" in table.stdout.decode()
    assert table.stderr == b"1 only in the second\n"
    rows = process("diff", "out.jsonl", "first.jsonl", "--format", "jsonl", cwd=folder).stdout
    (row,) = [json.loads(row) for row in rows.splitlines()]
    assert (row["what"], row["bulletin"], row["kind"]) == ("only in the first", records[5]["id"], "bulletin")


def test_what_failed_in_a_store_is_retried(folder):
    (folder / "a.txt").write_bytes(b"")
    assert process("extract", "a.txt", "none.txt", "-o", "out.db", cwd=folder).returncode == 1
    (folder / "a.txt").write_text(TEXT.format(1), encoding="utf-8")
    retried = process("retry", "--db", "out.db", "-j", "0", cwd=folder)
    assert retried.returncode == 1
    assert b"none.txt: [input_missing]" in retried.stderr
    assert b"1 record (1 new), 1 failed" in retried.stderr
    listed = process("list", "--db", "out.db", "--format", "json", cwd=folder)
    assert len(json.loads(listed.stdout)) == 1
    failures = json.loads(
        process("list", "--db", "out.db", "--failures", "--format", "json", cwd=folder).stdout
    )
    assert [Path(failure["input"]).name for failure in failures] == ["none.txt"]


def test_retry_needs_a_manifest_or_a_store(folder):
    for arguments in ([], ["a.manifest.jsonl", "--db", "a.db"]):
        assert process("retry", *arguments, cwd=folder).returncode == 2


def test_a_line_says_now_and_then_how_far_a_run_is():
    now, said = [0.0], []
    step = lines(lambda: 1000, clock=lambda: now[0], say=said.append)
    for _ in range(70):
        now[0] += 1
        step("a.txt", Failure("a.txt", "input_empty", "") if now[0] == 20 else None)
    assert said == ["1,030 inputs, 1.0/s, 1 failed", "1,060 inputs, 1.0/s, 1 failed"]


def test_the_state_of_a_run_has_rate_time_left_and_failures():
    assert state(50, 0, 7250, 0, 0.5) == "50 of 7,250 inputs, 100.0/s, 1:12 left"
    assert state(10, 990, 1_000_000, 3, 1) == "1,000 of 1,000,000 inputs, 10.0/s, 27:45:00 left, 3 failed"
    assert state(0, 0, None, 0, 0) == "0 inputs, 0.0/s"
