"""The archive's files: rotation, one writer, full disks."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from bulletin_nlp.crawl.archive import Archive, ArchivedAnswer, ArchivedAt, ArchiveWriter
from bulletin_nlp.crawl.archive.place import next_name
from bulletin_nlp.errors import BulletinError
from tests.crawl.archive.answers import PORTAL, answer, noise

from .answers import MOMENT


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / PORTAL).iterdir() if path.name != ".lock")


def urls(folder: Path, portal: str | None = None, after: ArchivedAt | None = None) -> list[str]:
    """The addresses of all answers, and the lines of failures."""
    found = Archive(folder).answers(portal, after=after)
    return [one.url if isinstance(one, ArchivedAnswer) else str(one) for one in found]


def code_of(action: Callable[[], object]) -> str:
    with pytest.raises(BulletinError) as caught:
        action()
    assert caught.value.remedy
    return caught.value.code


def test_a_file_is_open_until_it_is_closed(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path, PORTAL) as writer:
        assert files(tmp_path) == []
        at = writer.response(answer(), kind="article")
        assert files(tmp_path) == [at.file.removeprefix(f"{PORTAL}/") + ".open"]
    assert files(tmp_path) == [at.file.removeprefix(f"{PORTAL}/")]


def test_a_full_file_is_closed_and_another_begun(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path, PORTAL, max_bytes=25_000) as writer:
        places = [
            writer.response(answer(number, body=noise(10_000, number)), kind="article") for number in range(7)
        ]
    names = files(tmp_path)
    assert len(names) == 3
    assert [at.file for at in places] == [f"{PORTAL}/{names[number // 3]}" for number in range(7)]
    assert urls(tmp_path) == [answer(number).url for number in range(7)]
    with ArchiveWriter(tmp_path, PORTAL) as writer:
        at = writer.response(answer(7), kind="article")
    assert at.file == f"{PORTAL}/{files(tmp_path)[-1]}"
    assert len(files(tmp_path)) == 4, "a closed file is never changed"


def test_names_sort_by_time_even_where_the_clock_goes_back() -> None:
    last = None
    names = []
    for moment in [MOMENT, MOMENT, MOMENT.replace(year=2024), MOMENT.replace(year=2026)]:
        last = next_name(PORTAL, last, moment)
        names.append(last)
    assert names[0] == f"{PORTAL}-20250214013000-00000.warc.gz"
    assert names == sorted(set(names))
    wrapped = next_name(PORTAL, f"{PORTAL}-20250214013000-99999.warc.gz", MOMENT)
    assert wrapped == f"{PORTAL}-20250214013001-00000.warc.gz"


def test_answers_go_on_behind_a_place(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path, PORTAL, max_bytes=25_000) as writer:
        places = [
            writer.response(answer(number, body=noise(10_000, number)), kind="article") for number in range(7)
        ]
    with ArchiveWriter(tmp_path, "other") as writer:
        other = writer.response(answer(8), kind="article")
    with ArchiveWriter(tmp_path, f"{PORTAL}-2") as writer:
        writer.response(answer(9), kind="article")
    behind = [answer(number).url for number in range(7)]
    for number, at in enumerate(places):
        assert urls(tmp_path, PORTAL, at) == behind[number + 1 :]
        assert urls(tmp_path, None, at) == [*behind[number + 1 :], answer(9).url, answer(8).url]
    assert urls(tmp_path, None, other) == []
    first = tmp_path / places[0].file
    first.write_bytes(b"damaged")
    assert urls(tmp_path, PORTAL, places[3]) == behind[4:], "files before are not read"
    first.unlink()
    assert urls(tmp_path, PORTAL, places[1]) == behind[3:], "nor need they be there"


def test_no_archive_has_no_answers(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "none")
    assert list(archive.answers()) == []
    assert list(archive.answers(PORTAL)) == []
    assert archive.portals() == []


@pytest.mark.parametrize(
    "file", ["", "x", "../secret", f"{PORTAL}/../../secret", f"{PORTAL}/.lock", "/etc/passwd"]
)
def test_a_place_leads_nowhere_else(tmp_path: Path, file: str) -> None:
    with ArchiveWriter(tmp_path / "archive", PORTAL) as writer:
        writer.response(answer(), kind="article")
    (tmp_path / "secret").write_text("x")
    assert (
        code_of(lambda: Archive(tmp_path / "archive").read(ArchivedAt(file, 0, "<urn:uuid:x>")))
        == "input_missing"
    )


def test_a_place_names_the_record(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path, PORTAL) as writer:
        first = writer.response(answer(), kind="article")
        second = writer.response(answer(1), kind="article")
    archive = Archive(tmp_path)
    for at in (
        ArchivedAt(first.file, second.offset, first.record_id),
        ArchivedAt(first.file, 0, first.record_id),
        ArchivedAt(first.file, first.offset + 1, first.record_id),
        ArchivedAt(first.file, 10**9, first.record_id),
        ArchivedAt(first.file, -1, first.record_id),
        ArchivedAt(first.file, 10**30, first.record_id),
    ):
        assert code_of(lambda at=at: archive.read(at)) == "input_damaged"  # type: ignore[misc]


def test_a_portal_has_one_writer(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path, PORTAL) as writer:
        writer.response(answer(), kind="article")
        assert code_of(lambda: ArchiveWriter(tmp_path, PORTAL)) == "archive_unwritable"
        program = (
            "import sys; from pathlib import Path; from bulletin_nlp.crawl.archive import ArchiveWriter\n"
            "from bulletin_nlp.errors import BulletinError\n"
            "try: ArchiveWriter(Path(sys.argv[1]), sys.argv[2])\n"
            "except BulletinError as error: print(error)"
        )
        other = subprocess.run(
            [sys.executable, "-c", program, str(tmp_path), PORTAL], capture_output=True, text=True, check=True
        )
        assert other.stdout.startswith("[archive_unwritable]")
        assert "another run" in other.stdout
        writer.response(answer(1), kind="article")
        with ArchiveWriter(tmp_path, "other"):
            pass
    ArchiveWriter(tmp_path, PORTAL).close()
    assert urls(tmp_path) == [answer().url, answer(1).url]


def test_a_closed_writer_writes_nothing(tmp_path: Path) -> None:
    writer = ArchiveWriter(tmp_path, PORTAL)
    writer.close()
    writer.close()
    with pytest.raises(ValueError, match="closed"):
        writer.response(answer(), kind="article")


def test_portals_are_written_at_once(tmp_path: Path) -> None:
    def write(portal: str) -> None:
        with ArchiveWriter(tmp_path, portal, max_bytes=2_000, sync=False) as writer:
            for number in range(40):
                writer.response(answer(number), kind="article")

    threads = [threading.Thread(target=write, args=(f"portal-{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert urls(tmp_path) == [answer(number).url for number in range(40)] * 4


def test_a_full_disk_is_told_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = 10_000_000
    monkeypatch.setattr("shutil.disk_usage", lambda path: SimpleNamespace(free=free))
    with ArchiveWriter(tmp_path, PORTAL, min_free=5_000_000) as writer:
        at = writer.response(answer(), kind="article")
        before = (tmp_path / (at.file + ".open")).read_bytes()
        free = 5_000_100
        assert code_of(lambda: writer.response(answer(1), kind="article")) == "archive_full"
        assert (tmp_path / (at.file + ".open")).read_bytes() == before
        free = 10_000_000
        writer.response(answer(2), kind="article")
    free = 0
    with ArchiveWriter(tmp_path, PORTAL) as writer:
        assert code_of(lambda: writer.response(answer(3), kind="article")) == "archive_full"
    assert len(files(tmp_path)) == 1
    assert urls(tmp_path) == [answer().url, answer(2).url]


@pytest.mark.parametrize("call", ["write", "fsync"])
def test_a_failed_write_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    real_write = os.write
    wrote = 0

    def half(file: int, data: memoryview) -> int:
        nonlocal wrote
        wrote += 1
        if wrote > 1:
            raise OSError(28, "No space left on device")
        return real_write(file, data[:100])

    def failing(file: int) -> None:
        raise OSError(5, "Input/output error")

    with ArchiveWriter(tmp_path, PORTAL) as writer:
        at = writer.response(answer(), kind="article")
        path = tmp_path / (at.file + ".open")
        before = path.read_bytes()
        with monkeypatch.context() as patch:
            patch.setattr(os, call, half if call == "write" else failing)
            assert code_of(lambda: writer.response(answer(1), kind="article")) == "archive_unwritable"
        assert path.read_bytes() == before
        writer.response(answer(2), kind="article")
    assert urls(tmp_path) == [answer().url, answer(2).url]


LIMITED = """
import resource, sys
from pathlib import Path
from tests.crawl.archive.answers import PORTAL, answer, noise
from bulletin_nlp.crawl.archive import ArchiveWriter
from bulletin_nlp.errors import BulletinError
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
writer = ArchiveWriter(Path(sys.argv[1]), PORTAL)
for number in range(20):
    try:
        writer.response(answer(number, body=noise(30_000, number)), kind="article")
    except BulletinError as error:
        print(number, error.code)
        break
writer.response(answer(99), kind="article")
writer.close()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits of processes are of POSIX")
def test_a_limit_of_the_system_cuts_no_record(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).resolve().parents[3],
    )
    assert done.stdout == "3 archive_unwritable\n"
    assert urls(tmp_path) == [answer(number).url for number in (0, 1, 2, 99)]


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    assert code_of(lambda: ArchiveWriter(tmp_path / "file", PORTAL)) == "archive_unwritable"
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive" / PORTAL).write_text("x")
    assert code_of(lambda: ArchiveWriter(tmp_path / "archive", PORTAL)) == "archive_unwritable"
    assert list(Archive(tmp_path / "archive").answers(PORTAL)) == []
