"""Failed inputs once more, and what differs between two runs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bulletin_nlp.batch import Job, JsonLinesFile, find_inputs, run
from bulletin_nlp.batch.comparing import Change, compare, records_of
from bulletin_nlp.batch.retrying import Retry
from bulletin_nlp.errors import BulletinError
from tests.batch.extractions import plain
from tests.batch.test_containers import archive, pages, read
from tests.store.factory import bulletin


def done(paths: list[Path], output: Path) -> tuple[bytes, list[str]]:
    """Run, and return the output with the manifest's entries."""
    run(find_inputs(paths), Job(plain), [JsonLinesFile(output, options={}, versions={})])
    return left(output)


def left(output: Path) -> tuple[bytes, list[str]]:
    manifest = manifest_of(output).read_text(encoding="utf-8").splitlines()
    return output.read_bytes(), manifest[1:-1]


def manifest_of(output: Path) -> Path:
    return output.with_name(output.name + ".manifest.jsonl")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    for n in range(10):
        text = "坏的。" if n in (0, 4, 9) else f"改造{n}个小区。"
        (folder / f"{n}.txt").write_text(text, encoding="utf-8")
    return folder


def test_failed_inputs_that_were_mended_come_where_an_unbroken_run_has_them(folder, tmp_path):
    lines = tmp_path / "more.jsonl"
    lines.write_text('{"text": "惠及。"}\n{broken\n', encoding="utf-8")
    paths = [folder, tmp_path / "late.txt", lines]
    output = tmp_path / "out.jsonl"
    done(paths, output)
    for n in (0, 4):
        (folder / f"{n}.txt").write_text(f"现已改造{n}个。", encoding="utf-8")
    (folder / "5.txt").write_text("不再看的一页。", encoding="utf-8")
    (folder / "new.txt").write_text("后来的一页。", encoding="utf-8")
    (tmp_path / "late.txt").write_text("迟到的一页。", encoding="utf-8")
    lines.write_text('{"text": "惠及。"}\n{"text": "补上。"}\n', encoding="utf-8")
    retry = Retry(manifest_of(output))
    assert retry.failed == 5
    tried: list[str] = []
    summary = retry.run(
        find_inputs(paths), Job(plain), on_progress=lambda name, _: tried.append(Path(name).name)
    )
    assert tried == ["0.txt", "4.txt", "9.txt", "late.txt", "more.jsonl:2"]
    assert summary.counts() == {"records": 4, "failed": 1}
    (folder / "5.txt").write_text("改造5个小区。", encoding="utf-8")
    (folder / "new.txt").unlink()
    assert left(output) == done(paths, tmp_path / "unbroken.jsonl")
    assert not list(tmp_path.glob("*.part"))


def test_an_input_that_is_no_more_keeps_its_failure_and_the_records_stay(folder, tmp_path):
    output = tmp_path / "out.jsonl"
    before = done([folder], output)
    for n in (0, 1):
        (folder / f"{n}.txt").unlink()
    summary = Retry(manifest_of(output)).run(find_inputs([folder]), Job(plain))
    assert summary.counts() == {"records": 0, "failed": 3}
    assert left(output) == before


def test_the_rest_of_an_archive_that_broke_off_is_added_in_its_place(folder, tmp_path):
    path = tmp_path / "a.warc.gz"
    whole = archive(pages(4))
    path.write_bytes(whole)
    third = int(list(read(path))[-2])
    path.write_bytes(whole[: third + 50])
    output = tmp_path / "out.jsonl"
    _, entries = done([path, folder], output)
    assert [json.loads(entry).get("code") for entry in entries[:3]] == [None, None, "input_damaged"]
    path.write_bytes(whole)
    summary = Retry(manifest_of(output)).run(find_inputs([path, folder]), Job(plain))
    assert summary.records == 2
    assert left(output) == done([path, folder], tmp_path / "unbroken.jsonl")


def test_a_manifest_that_cannot_be_used_is_refused(folder, tmp_path):
    output = tmp_path / "out.jsonl"
    done([folder], output)
    data = output.read_bytes()
    output.write_bytes(data + b"{}\n")
    with pytest.raises(BulletinError, match=r"manifest_invalid.*does not belong"):
        Retry(manifest_of(output))
    output.write_bytes(data)
    manifest_of(output).write_bytes(b"".join(manifest_of(output).read_bytes().splitlines(keepends=True)[:-1]))
    with pytest.raises(BulletinError, match=r"manifest_invalid.*has not ended"):
        Retry(manifest_of(output))
    with pytest.raises(BulletinError, match=r"manifest_invalid.*is no manifest"):
        Retry(output)


def test_an_error_during_a_retry_leaves_the_files_as_they_were(folder, tmp_path, monkeypatch):
    output = tmp_path / "out.jsonl"
    before = done([folder], output)

    def full(*_: object) -> None:
        raise BulletinError("output_unwritable", "the disk is full")

    monkeypatch.setattr(JsonLinesFile, "take", full)
    with pytest.raises(BulletinError, match="output_unwritable"):
        Retry(manifest_of(output)).run(find_inputs([folder]), Job(plain))
    assert left(output) == before
    assert not list(tmp_path.glob("*.part"))


def write(path: Path, *records: object) -> Path:
    path.write_text("".join(f"{record}\n" for record in records), encoding="utf-8")
    return path


def test_a_comparison_names_bulletins_and_facts_that_came_went_or_changed(tmp_path):
    old = bulletin().to_dict()
    new = json.loads(json.dumps(old))
    new["title"] = "推进会"
    new["metrics"][0] |= {"status": "started", "value": 49}
    gone = new["deadlines"].pop()
    came = {**new["regions"][0], "fact_id": "region-new"}
    new["regions"].append(came)
    other = {**old, "id": "b-other", "title": "另一"}
    first = write(tmp_path / "1.jsonl", json.dumps({**old, "id": "b-first"}), json.dumps(old))
    second = write(tmp_path / "2.jsonl", json.dumps(other), json.dumps(new))
    id, title = old["id"], "推进会"
    metric = old["metrics"][0]
    assert list(compare(first, second)) == [
        Change("only in the second", "b-other", "另一", "bulletin"),
        Change("changed", id, title, "bulletin", attributes={"title": (old["title"], title)}),
        Change("came", id, title, "regions", "region-new", came["span"]["text"]),
        Change(
            "changed",
            id,
            title,
            "metrics",
            metric["fact_id"],
            metric["span"]["text"],
            {"value": (48, 49), "status": ("planned", "started")},
        ),
        Change("went", id, title, "deadlines", gone["fact_id"], gone["span"]["text"]),
        Change("only in the first", "b-first", old["title"], "bulletin"),
    ]


def test_copies_of_a_bulletin_are_compared_one_by_one(tmp_path):
    line = bulletin().to_json()
    first, second = write(tmp_path / "1.jsonl", line, line), write(tmp_path / "2.jsonl", line)
    assert [change.what for change in compare(first, second)] == ["only in the first"]
    assert list(compare(first, first)) == []


def test_a_run_is_named_by_its_output_or_its_manifest(folder, tmp_path):
    output = tmp_path / "out.jsonl"
    done([folder], output)
    assert records_of(output) == records_of(manifest_of(output)) == output
    with pytest.raises(BulletinError, match="manifest_invalid"):
        records_of(tmp_path / "none.jsonl")
    with pytest.raises(BulletinError, match=r"manifest_invalid.*line 1"):
        list(compare(manifest_of(output), output))
