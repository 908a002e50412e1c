"""A run: every input ends as a record or as a failure, and outputs hold what they should."""

from __future__ import annotations

import io
import json
import os
import sqlite3
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from bulletin_nlp import page
from bulletin_nlp.batch import (
    Failure,
    Input,
    Job,
    JsonLinesFile,
    Outcome,
    Settled,
    find_inputs,
    open_output,
    read_document,
    run,
)
from bulletin_nlp.errors import BulletinError
from bulletin_nlp.extraction.reading import Given
from bulletin_nlp.record import Bulletin, Source
from bulletin_nlp.store import Store
from tests.store.factory import TEXT, bulletin, plain_bulletin


def extract(text: str, given: Given) -> Bulletin:
    """An extraction that finds nothing, and fails where the text says so."""
    if "坏" in text:
        raise KeyError("a bug of the extraction")
    return plain_bulletin(
        text, published=given.published, source=Source(url=given.url, encoding=given.encoding)
    )


class Kept:
    """A sink that keeps what it is given."""

    prepare = None
    anew = None

    def __init__(self) -> None:
        self.records: list[str] = []
        self.failures: list[Failure] = []
        self.counts: dict[str, int] | None = None
        self.unsettled = Settled()

    def past(self):
        return iter(())

    def begin(self, done):
        assert done is None

    def take(self, name, outcome):
        if outcome.failure is not None:
            self.failures.append(outcome.failure)
        else:
            self.records.append(json.loads(outcome.line)["text"])
            self.unsettled.outcomes["kept"] += 1

    def flush(self):
        settled, self.unsettled = self.unsettled, Settled()
        return settled

    def close(self, counts):
        self.counts = dict(counts)

    def abandon(self):
        return False


def taken(record: Bulletin) -> Outcome:
    return Outcome(None, record.id, record.to_json())


def test_each_input_ends_as_a_record_or_a_failure_and_the_rest_goes_on(tmp_path):
    contents = {
        "1.txt": "改造48个小区。".encode(),
        "2.txt": b"",
        "3.txt": b" \n\t\n",
        "4.txt": b"no Chinese at all",
        "5.txt": b"\x00\x01\x02\x03" * 100,
        "6.txt": "坏的。".encode(),
        "7.txt": "改造城中村一百个，惠及居民三万户，计划今年全部完成。".encode("gb18030"),
        "8.txt": b"%PDF-1.7 \xe4\xb8\xad",
        "9.txt": "完".encode() * 200,
    }
    for name, data in contents.items():
        (tmp_path / name).write_bytes(data)
    found = find_inputs([tmp_path / "none.txt", tmp_path])
    sink, seen = Kept(), []
    summary = run(
        found, Job(extract, 500), [sink], on_progress=lambda name, failure: seen.append(Path(name).name)
    )
    assert sink.records == ["改造48个小区。", "改造城中村一百个，惠及居民三万户，计划今年全部完成。"]
    assert [(Path(f.input).name, f.code) for f in summary.failures] == [
        ("none.txt", "input_missing"),
        ("2.txt", "input_empty"),
        ("3.txt", "input_empty"),
        ("4.txt", "input_no_chinese"),
        ("5.txt", "input_binary"),
        ("6.txt", "extraction_failed"),
        ("8.txt", "input_unsupported"),
        ("9.txt", "input_too_large"),
    ]
    assert sink.failures == summary.failures
    assert sink.counts == summary.counts() == {"records": 2, "failed": 8, "kept": 2}
    assert seen == ["none.txt", *sorted(contents)]


def test_a_bug_is_one_line_and_its_traceback_is_kept_apart(tmp_path):
    (tmp_path / "a.txt").write_text("坏的。", encoding="utf-8")
    sink = Kept()
    run(find_inputs([tmp_path]), Job(extract), [sink])
    (failure,) = sink.failures
    assert "\n" not in str(failure)
    assert "Traceback" not in str(failure)
    assert "KeyError: 'a bug of the extraction'" in (failure.detail or "")


def test_an_interruption_is_no_failure_of_an_input(tmp_path):
    (tmp_path / "a.txt").write_text("改造。", encoding="utf-8")

    def interrupted(text: str, given: Given) -> Bulletin:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(find_inputs([tmp_path]), Job(interrupted), [])


def test_a_large_file_is_refused_before_it_is_read(tmp_path, monkeypatch):
    large = tmp_path / "large.txt"
    with large.open("wb") as file:
        file.truncate(50_000_000)
    monkeypatch.setattr("bulletin_nlp.batch.document._read", lambda *_: pytest.fail("it was read"))
    with pytest.raises(BulletinError, match=r"input_too_large.*50.0 MB, the limit is 20 MB") as raised:
        read_document(Input("large.txt", large))
    assert "--max-size" in raised.value.remedy


def test_standard_input_is_read_and_limited(monkeypatch):
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO("改造48个。".encode())))
    document = read_document(Input("-", None))
    assert (document.text, document.given.encoding) == ("改造48个。", "utf-8")
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(b"x" * 11)))
    with pytest.raises(BulletinError, match="input_too_large"):
        read_document(Input("-", None), max_size=10)


def test_a_file_that_vanished_or_is_a_folder_is_a_failure_with_a_code(tmp_path):
    with pytest.raises(BulletinError, match="input_missing"):
        read_document(Input("a.txt", tmp_path / "a.txt"))
    with pytest.raises(BulletinError, match="input_unreadable"):
        read_document(Input("a", tmp_path))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_read_permission_is_a_failure_with_a_code(tmp_path):
    (tmp_path / "a.txt").write_text("改造。", encoding="utf-8")
    (tmp_path / "a.txt").chmod(0)
    with pytest.raises(BulletinError, match="input_unreadable"):
        read_document(Input("a.txt", tmp_path / "a.txt"))


ARTICLE = page.Article(
    text="改造48个小区。",
    title="推进会",
    published=date(2025, 2, 14),
    published_basis="meta",
    site_name="页面",
    publisher="住建局",
    content_source="日报",
    url="https://www.example.gov.cn/1",
)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (Given(), (date(2025, 2, 14), "meta", "页面", "https://www.example.gov.cn/1")),
        (
            Given(published=date(2024, 1, 1), site_name="用户", url="https://given"),
            (date(2024, 1, 1), "given", "用户", "https://given"),
        ),
    ],
)
def test_a_page_gives_its_article_and_what_the_caller_said_has_precedence(
    tmp_path, monkeypatch, given, expected
):
    monkeypatch.setattr(page, "looks_like_html", lambda text: text.startswith("<html"), raising=False)
    monkeypatch.setattr(page, "read_page", lambda html, **known: ARTICLE, raising=False)
    (tmp_path / "a.html").write_text("<html><p>改造48个小区。</p></html>", encoding="utf-8")
    document = read_document(Input("a.html", tmp_path / "a.html", given))
    known = document.given
    assert document.text == ARTICLE.text
    assert (known.published, known.published_basis, known.site_name, known.url) == expected
    assert (known.title, known.publisher, known.content_source) == ("推进会", "住建局", "日报")
    assert len(known.content_sha256 or "") == 64


def test_a_jsonl_file_appears_when_the_run_is_over(tmp_path):
    (tmp_path / "a.txt").write_text("改造。", encoding="utf-8")
    (tmp_path / "b.txt").write_text("惠及。", encoding="utf-8")
    target = tmp_path / "out.jsonl"
    target.write_text("former", encoding="utf-8")
    states = []
    run(
        find_inputs([tmp_path]),
        Job(extract),
        [JsonLinesFile(target)],
        on_progress=lambda name, failure: states.append(target.read_text(encoding="utf-8")),
    )
    assert states == ["former", "former"]
    lines = target.read_text(encoding="utf-8").splitlines()
    assert [Bulletin.model_validate_json(line).text for line in lines] == ["改造。", "惠及。"]
    assert json.loads(lines[0])["text"] == "改造。"
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "a.txt",
        "b.txt",
        "out.jsonl",
        "out.jsonl.manifest.jsonl",
    ]


def test_a_run_without_any_record_leaves_a_former_file_alone(tmp_path):
    target = tmp_path / "out.jsonl"
    target.write_text("former", encoding="utf-8")
    run(find_inputs([tmp_path / "none.txt"]), Job(extract), [JsonLinesFile(target)])
    assert target.read_text(encoding="utf-8") == "former"
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl"]


def test_an_abandoned_jsonl_file_keeps_its_records_beside_the_former_file(tmp_path):
    target = tmp_path / "out.jsonl"
    target.write_text("former", encoding="utf-8")
    sink = JsonLinesFile(target)
    sink.begin(None)
    sink.take("a.txt", taken(plain_bulletin("改造。")))
    assert sink.abandon()
    assert target.read_text(encoding="utf-8") == "former"
    assert len((tmp_path / "out.jsonl.part").read_text(encoding="utf-8").splitlines()) == 1


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ("none/out.jsonl", "output_unwritable"),
        ("out.xml", "option_invalid"),
        ("out", "option_invalid"),
        ("nonsense://x", "option_invalid"),
        ("none/out.db", "output_unwritable"),
        ("sqlite:///none/out.db", "output_unwritable"),
    ],
)
def test_an_output_that_cannot_be_written_is_known_before_any_work(tmp_path, monkeypatch, place, code):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BulletinError) as raised:
        open_output(place)
    assert raised.value.code == code
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device here")
def test_a_full_disk_ends_the_run_with_one_error(tmp_path):
    sink = open_output("/dev/full")
    # More than any buffer holds back.
    record = plain_bulletin("改造。" * 100_000)
    with pytest.raises(BulletinError, match="output_unwritable"):
        sink.take("a.txt", taken(record))


def test_a_store_keeps_records_failures_and_the_run(tmp_path):
    (tmp_path / "a.txt").write_text("改造。", encoding="utf-8")
    (tmp_path / "b.txt").write_text("坏。", encoding="utf-8")
    place = f"sqlite:///{tmp_path / 'out.db'}"
    for outcome in ("new", "unchanged"):
        sink = open_output(place, options={"site": None}, versions={"bulletin-nlp": "1"})
        summary = run(find_inputs([tmp_path]), Job(extract), [sink])
        assert summary.outcomes == {outcome: 1}
    with Store.open(place) as store:
        assert [listed.input for listed in store.list()] == [str(tmp_path / "a.txt")]
        (failure,) = store.failures()
        assert (failure.code, failure.times) == ("extraction_failed", 2)
        assert "Traceback" in (failure.detail or "")
        assert [stored.counts for stored in store.runs()] == [
            {"records": 1, "failed": 1, "new": 1},
            {"records": 1, "failed": 1, "unchanged": 1},
        ]
        (tmp_path / "b.txt").write_text("好。", encoding="utf-8")
        run(find_inputs([tmp_path / "b.txt"]), Job(extract), [open_output(place)])
        assert store.failures() == []


def test_a_record_that_the_store_cannot_keep_is_a_failure_and_the_rest_goes_on(tmp_path):
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "b.txt").write_text("改造。", encoding="utf-8")

    def twice(text: str, given: Given) -> Bulletin:
        record = extract(text, given)
        if text != TEXT:
            return record
        (deadline,) = bulletin(furniture="").deadlines
        return record.model_copy(update={"deadlines": (deadline, deadline)})

    place = f"sqlite:///{tmp_path / 'out.db'}"
    summary = run(find_inputs([tmp_path]), Job(twice), [open_output(place)])
    assert [Path(failure.input).name for failure in summary.failures] == ["a.txt"]
    with Store.open(place) as store:
        assert [listed.title for listed in store.list()] == ["改造。"]


def test_a_store_that_fails_during_the_run_ends_it_with_one_error(tmp_path):
    (tmp_path / "a.txt").write_text("改造。", encoding="utf-8")
    sink = open_output(str(tmp_path / "out.db"))
    with sqlite3.connect(tmp_path / "out.db") as db:
        db.execute("DROP TABLE places")
    with pytest.raises(BulletinError, match="output_unwritable"):
        run(find_inputs([tmp_path / "a.txt"]), Job(extract), [sink])
