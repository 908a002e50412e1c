"""A writer that is killed loses nothing that it said it had archived.

``BULLETIN_NLP_KILLS=200`` kills it so often.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bulletin_nlp.batch.inputs import Failure
from bulletin_nlp.crawl.archive import Archive, ArchivedAt, ArchiveWriter
from tests.crawl.archive.answers import PORTAL, answer, noise

KILLS = int(os.environ.get("BULLETIN_NLP_KILLS", "4"))
ROOT = Path(__file__).resolve().parents[3]
#: Writes answers of 1 kB and 300 kB until it is killed, and tells each place. The disk takes few bytes at
#: once, as a slow one may, so that many kills come in the middle of a record.
PROGRAM = """
import json, os, sys
from dataclasses import astuple
from pathlib import Path
from tests.crawl.archive.answers import PORTAL, answer, noise
from bulletin_nlp.crawl.archive import ArchiveWriter
body = noise(300_000)
write = os.write
os.write = lambda file, data: write(file, data[:50])
with ArchiveWriter(Path(sys.argv[1]), PORTAL, max_bytes=5_000_000, sync=False) as writer:
    for number in range(10**9):
        length = 1_000 if number % 3 else len(body)
        at = writer.response(answer(number, body=body[:length]), kind="article")
        print(json.dumps([number, length, *astuple(at)]), flush=True)
"""


def killed_run(folder: Path, chance: random.Random) -> list[list[object]]:
    """Let a process write, kill it after a while, and return what it said."""
    writing = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(folder)], stdout=subprocess.PIPE, cwd=ROOT, text=True
    )
    assert writing.stdout is not None
    said = [writing.stdout.readline() for _ in range(chance.randrange(1, 15))]
    time.sleep(chance.random() * 0.05)
    writing.kill()
    said += writing.stdout.readlines()
    writing.wait()
    return [json.loads(line) for line in said if line.endswith("\n")]


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL")
def test_what_was_told_is_there_after_a_kill(tmp_path: Path) -> None:
    chance = random.Random(6)  # noqa: S311
    body = noise(300_000)
    torn = all_torn = 0
    for kill in range(KILLS):
        folder = tmp_path / str(kill // 10)  # ten kills of one archive
        torn = torn if kill % 10 else 0
        said = killed_run(folder, chance)
        assert said
        archive = Archive(folder)
        before = list(archive.answers())
        failures = [one for one in before if isinstance(one, Failure)]
        assert len(failures) <= 1
        assert failures == [one for one in before[-1:] if isinstance(one, Failure)], "only a torn tail"
        torn += len(failures)
        all_torn += len(failures)
        with ArchiveWriter(folder, PORTAL, max_bytes=5_000_000) as writer:
            writer.response(answer(), kind="article")
        for number, length, *place in said:
            at = ArchivedAt(*place)  # type: ignore[arg-type]
            read = archive.read(at)
            assert (read.url, read.body) == (answer(number).url, body[:length])  # type: ignore[arg-type,misc]
        after = list(archive.answers())
        assert not [one for one in after if isinstance(one, Failure)]
        assert len(after) == len(before) - len(failures) + 1
        assert len(list((folder / PORTAL).glob("*.torn*"))) == torn
    print(f"{KILLS} kills, {all_torn} torn tails")


@pytest.mark.parametrize("lost", [1, 7, 100, 400])
def test_a_torn_tail_is_put_aside_and_the_file_goes_on(
    tmp_path: Path, lost: int, caplog: pytest.LogCaptureFixture
) -> None:
    writer = ArchiveWriter(tmp_path, PORTAL)
    first, second = (writer.response(answer(number), kind="article") for number in range(2))
    path = tmp_path / (first.file + ".open")
    whole = path.read_bytes()
    writer.close()
    path.with_name(path.name.removesuffix(".open")).unlink()
    path.write_bytes(whole[:-lost])
    archive = Archive(tmp_path)
    one, torn = archive.answers()
    assert one == archive.read(first)
    assert isinstance(torn, Failure)
    assert (torn.code, torn.name) == ("input_damaged", f"{first.file}:{second.offset}")
    with ArchiveWriter(tmp_path, PORTAL) as writer:
        third = writer.response(answer(2), kind="article")
    assert (third.file, third.offset) == (first.file, second.offset)
    assert [getattr(one, "url", one) for one in archive.answers()] == [answer().url, answer(2).url]
    assert path.with_name(path.name + ".torn").read_bytes() == whole[second.offset : -lost]
    assert "torn bytes were moved" in caplog.text


@pytest.mark.parametrize("left", [b"", b"\x1f\x8b\x08", b"\0" * 5000])
def test_a_file_without_a_record_is_begun_again(tmp_path: Path, left: bytes) -> None:
    (tmp_path / PORTAL).mkdir()
    path = tmp_path / PORTAL / f"{PORTAL}-20250214013000-00000.warc.gz.open"
    path.write_bytes(left)
    with ArchiveWriter(tmp_path, PORTAL) as writer:
        at = writer.response(answer(), kind="article")
    assert at.file == f"{PORTAL}/{PORTAL}-20250214013000-00000.warc.gz"
    (only,) = Archive(tmp_path).answers()
    assert only == Archive(tmp_path).read(at)


def test_several_files_that_were_left_are_closed_but_the_last(tmp_path: Path) -> None:
    for number in range(3):
        with ArchiveWriter(tmp_path, PORTAL) as writer:
            writer.response(answer(number), kind="article")
    for path in sorted((tmp_path / PORTAL).glob("*.gz")):
        path.rename(path.with_name(path.name + ".open"))
    with ArchiveWriter(tmp_path, PORTAL) as writer:
        at = writer.response(answer(3), kind="article")
        assert len(list((tmp_path / PORTAL).glob("*.open"))) == 1
    assert len(list((tmp_path / PORTAL).glob("*.gz"))) == 3
    assert [getattr(one, "url", one) for one in Archive(tmp_path).answers()] == [
        answer(number).url for number in range(4)
    ]
    assert at.file == f"{PORTAL}/{sorted(path.name for path in (tmp_path / PORTAL).glob('*.gz'))[-1]}"
