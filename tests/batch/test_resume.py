"""A run that was broken off goes on when the same is asked again, and ends with the same bytes."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from bulletin_nlp.batch import Input, Job, JsonLinesFile, Outcome, Summary, find_inputs, open_output, run
from bulletin_nlp.batch.manifest import read_manifest
from bulletin_nlp.errors import BulletinError
from tests.batch.extractions import plain

OPTIONS = {"paths": ["pages"], "site": None}
VERSIONS = {"bulletin-nlp": "1", "lexicons": "a"}


class Broken(Exception):
    """What breaks a run in these tests."""


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    for n in range(12):
        text = "坏的。" if n in (2, 7) else f"改造{n}个小区。"
        (folder / f"{n:02}.txt").write_text(text, encoding="utf-8")
    return folder


class Extractions:
    """An extraction that counts its texts and may break the run at one of them."""

    def __init__(self, break_at: int | None = None) -> None:
        self.texts = 0
        self.break_at = break_at

    def __call__(self, text, given):
        self.texts += 1
        if self.texts == self.break_at:
            raise KeyboardInterrupt
        return plain(text, given)


def sink(path: Path, options=OPTIONS, versions=VERSIONS, resume=True) -> JsonLinesFile:
    return JsonLinesFile(path, options=options, versions=versions, resume=resume)


def go(pages: Path, output: Path, extract, notes: list[str] | None = None, **options) -> Summary:
    out = sink(output, **options)
    try:
        return run(
            find_inputs([pages]), Job(extract), [out], on_note=(notes if notes is not None else []).append
        )
    except BaseException:
        out.abandon()
        raise


def broken(pages: Path, output: Path, at: int) -> None:
    with pytest.raises(KeyboardInterrupt):
        go(pages, output, Extractions(break_at=at))


def parts(output: Path) -> tuple[Path, Path]:
    return output.with_name("out.jsonl.part"), output.with_name("out.jsonl.manifest.jsonl.part")


def entries(manifest: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in manifest.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def whole(pages: Path, tmp_path: Path) -> tuple[bytes, list[dict[str, object]]]:
    """Output and manifest of a run that was never broken."""
    output = tmp_path / "whole" / "out.jsonl"
    output.parent.mkdir()
    go(pages, output, plain)
    return output.read_bytes(), entries(output.with_name("out.jsonl.manifest.jsonl"))


def test_a_manifest_says_what_was_asked_and_what_became_of_each_input(whole, pages):
    data, (header, *inputs, last) = whole
    assert (header["manifest"], header["options"], header["versions"]) == (1, OPTIONS, VERSIONS)
    assert [Path(str(entry["input"])).name for entry in inputs] == [f"{n:02}.txt" for n in range(12)]
    assert [n for n, entry in enumerate(inputs) if "code" in entry] == [2, 7]
    assert inputs[2]["code"] == "extraction_failed"
    assert all(len(str(entry["sha256"])) == 64 for entry in inputs)
    ends = [0, *(int(str(entry["end"])) for entry in inputs)]
    for entry, (start, end) in zip(inputs, pairwise(ends), strict=True):
        line = data[start:end]
        assert json.loads(line)["id"] == entry["id"] if line else "code" in entry
    assert ends[-1] == len(data)
    assert last["counts"] == {"records": 10, "failed": 2}
    assert last["finished"] >= header["started"]


@pytest.mark.parametrize("at", [2, 3, 4, 8, 12])
def test_a_broken_run_goes_on_and_ends_with_the_same_bytes(pages, tmp_path, whole, at):
    output = tmp_path / "out.jsonl"
    output.write_text("former", encoding="utf-8")
    broken(pages, output, at)
    assert output.read_text(encoding="utf-8") == "former"
    assert all(part.exists() for part in parts(output))
    extract, notes = Extractions(), []
    summary = go(pages, output, extract, notes)
    assert extract.texts == 12 - (at - 1)
    assert notes == [f"going on after {at - 1} inputs that an interrupted run had done"]
    assert summary.counts() == {"records": 10, "failed": 2}
    assert [Path(failure.input).stem for failure in summary.failures] == ["02", "07"]
    assert output.read_bytes() == whole[0]
    manifest = entries(output.with_name("out.jsonl.manifest.jsonl"))
    assert manifest[1:-1] == whole[1][1:-1]
    assert manifest[-1]["counts"] == whole[1][-1]["counts"]
    assert not any(part.exists() for part in parts(output))


@pytest.mark.parametrize(
    "damage",
    [
        lambda lines, manifest: lines.write_bytes(lines.read_bytes() + b'{"half of a rec'),
        lambda lines, manifest: manifest.write_bytes(manifest.read_bytes()[:-20]),
        lambda lines, manifest: manifest.write_bytes(manifest.read_bytes() + b"\0" * 100),
        lambda lines, manifest: lines.write_bytes(lines.read_bytes()[:-10]),
        lambda lines, manifest: manifest.write_bytes(manifest.read_bytes()[:30]),
        lambda lines, manifest: lines.unlink(),
        lambda lines, manifest: manifest.unlink(),
    ],
)
def test_whatever_a_power_cut_leaves_the_run_ends_with_the_same_bytes(pages, tmp_path, whole, damage):
    output = tmp_path / "out.jsonl"
    broken(pages, output, 6)
    damage(*parts(output))
    go(pages, output, plain)
    assert output.read_bytes() == whole[0]
    assert entries(output.with_name("out.jsonl.manifest.jsonl"))[1:-1] == whole[1][1:-1]


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"options": {**OPTIONS, "site": "甲"}}, "the interrupted run had other options (site)"),
        ({"versions": {**VERSIONS, "lexicons": "b"}}, "the interrupted run had other versions (lexicons)"),
    ],
)
def test_a_run_that_is_asked_something_else_starts_anew_and_says_why(pages, tmp_path, options, why):
    output = tmp_path / "out.jsonl"
    broken(pages, output, 6)
    assert sink(output, **options).anew == why
    extract = Extractions()
    go(pages, output, extract, **options)
    assert extract.texts == 12


def test_a_run_starts_anew_where_it_is_told_to(pages, tmp_path, whole):
    output, extract = tmp_path / "out.jsonl", Extractions()
    broken(pages, output, 6)
    go(pages, output, extract, resume=False)
    assert extract.texts == 12
    assert output.read_bytes() == whole[0]


def test_a_run_whose_inputs_are_others_starts_anew_and_says_so(pages, tmp_path):
    output = tmp_path / "out.jsonl"
    broken(pages, output, 6)
    (pages / "01a.txt").write_text("惠及。", encoding="utf-8")
    extract, notes = Extractions(), []
    summary = go(pages, output, extract, notes)
    assert extract.texts == summary.done() == 13
    assert "started anew: the inputs are no longer those" in notes[0]
    assert "01a.txt" in notes[0]
    broken(pages, output, 6)
    for path in sorted(pages.iterdir())[3:]:
        path.unlink()
    notes.clear()
    assert go(pages, output, plain, notes).counts() == {"records": 3, "failed": 0}
    assert "there are fewer" in notes[0]


def test_a_run_that_was_killed_before_the_files_had_their_names_only_gives_them(pages, tmp_path, whole):
    output = tmp_path / "out.jsonl"
    out = sink(output)
    out.begin(None)
    for item in find_inputs([pages]):
        out.take(item.name, Job(plain).outcome(item))
    out.abandon()
    extract = Extractions()
    go(pages, output, extract)
    assert extract.texts == 0
    assert output.read_bytes() == whole[0]


@pytest.mark.skipif(os.name != "posix", reason="locks of POSIX")
def test_two_runs_cannot_write_one_file(tmp_path):
    first = sink(tmp_path / "out.jsonl")
    with pytest.raises(BulletinError, match=r"output_unwritable.*another run"):
        sink(tmp_path / "out.jsonl")
    first.abandon()
    assert not sink(tmp_path / "out.jsonl").abandon()
    assert list(tmp_path.iterdir()) == []


def test_an_unnamed_manifest_is_refused(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"text": "改造。"}\n', encoding="utf-8")
    for name in ("a.jsonl", "none.jsonl"):
        with pytest.raises(BulletinError, match="manifest_invalid"):
            read_manifest(tmp_path / name)


class Remembering:
    """A sink such as a store, which has done so many inputs of an interrupted run."""

    prepare = None
    anew = None

    def __init__(self, past: list[Outcome], names: list[str]) -> None:
        self._past = list(zip(names, past, strict=False))
        self.begun: str | None = "not"
        self.taken: list[str] = []

    def past(self) -> Iterator[object]:
        from bulletin_nlp.batch.manifest import Entry

        return (Entry.of(name, outcome, 0) for name, outcome in self._past)

    def begin(self, done):
        self.begun = done.name if done is not None else None

    def take(self, name, outcome):
        self.taken.append(Path(name).stem)

    def flush(self):
        from bulletin_nlp.batch import Settled

        return Settled()

    def close(self, counts):
        self.counts = counts

    def abandon(self):
        return True


def test_several_outputs_go_on_from_what_all_of_them_have(pages, tmp_path, whole):
    output = tmp_path / "out.jsonl"
    broken(pages, output, 6)
    items = list(find_inputs([pages]))
    assert all(isinstance(item, Input) for item in items)
    store = Remembering([Outcome() for _ in range(3)], [item.name for item in items])
    summary = run(find_inputs([pages]), Job(plain), [store, sink(output)])
    assert store.begun == items[2].name
    assert store.taken == [f"{n:02}" for n in range(3, 12)]
    assert summary.done() == 12
    assert output.read_bytes() == whole[0]


def test_a_pipe_takes_lines_and_cannot_be_gone_on_with(pages):
    out = open_output("/dev/null")
    summary = run(find_inputs([pages]), Job(plain), [out])
    assert summary.resumed == 0
    assert summary.records == 10
