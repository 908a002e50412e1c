"""What is archived is read again as it came, by us and by others."""

from __future__ import annotations

import gzip
import io
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from bulletin_nlp.cli.app import app
from bulletin_nlp.crawl.archive import Archive, ArchivedAnswer, ArchiveWriter
from bulletin_nlp.crawl.fetch.answer import Answer, Redirect
from bulletin_nlp.crawl.outcome import Outcome
from bulletin_nlp.errors import BulletinError
from tests.crawl.archive.answers import MOMENT, PAGE, PORTAL, answer, noise, not_modified

CHINESE = "http://zjj.linjiang.gov.cn/新闻动态/老旧 小区.html?栏目=民生&p=%E4%B8%AD"
CASES: dict[str, Answer] = {
    "a page": answer(),
    "an address in Chinese": answer(url=CHINESE, final_url=CHINESE),
    "an address with a line end": answer(url="http://a.gov.cn/\r\nWARC-Type: request\r\n\r\nx"),
    "an address that looks encoded": answer(final_url="UTF-8''%41", message="UTF-8''%42"),
    "redirects": answer(
        final_url="http://zjj.linjiang.gov.cn/末页.html",
        redirects=(
            Redirect("http://zjj.linjiang.gov.cn/a", 302, "/末 页.html"),
            Redirect("http://zjj.linjiang.gov.cn/b", 301, ""),
        ),
    ),
    "headers twice": answer(headers=(("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"), ("set-cookie", "c=3"))),
    "headers in Chinese": answer(headers=(("Content-Disposition", "filename=附件.pdf"), ("X-Title", "公报"))),
    "headers in latin-1": answer(headers=(("X-Title", "å\x85¬æ\x8a¥"),)),
    "no headers": answer(headers=()),
    "an empty header": answer(headers=(("X-Empty", ""), ("X-Colon", ":a:b:"))),
    "a body that was packed": answer(
        headers=(("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked"), ("Content-Length", "77"))
    ),
    "a body that an archive sent": answer(headers=(("X-Archive-Orig-Content-Length", "5"),)),
    "an empty body": answer(body=b""),
    "a large body": answer(body=noise(5_000_000)),
    "a body of line ends": answer(body=b"\r\n\r\n\r\n"),
    "a body that holds an archive": answer(body=gzip.compress(b"WARC/1.1\r\n\r\n") * 3),
    "gone": answer(status=404, body=b"<h1>404</h1>"),
    "a challenge": answer(
        status=412, problem=Outcome("blocked", "challenge-412"), message="瑞数 412: the browser is asked"
    ),
    "a status that nobody knows": answer(status=521, problem=Outcome("blocked", "challenge-521")),
    "too large": answer(problem=Outcome("too_large")),
    "a failure of ours": answer(problem=Outcome("failed", "page_no_article")),
}


def same(read: ArchivedAnswer, given: Answer) -> bool:
    names = ("url", "final_url", "status", "headers", "body", "fetched_at", "redirects", "problem", "message")
    return all(getattr(read, name) == getattr(given, name) for name in names)


def check(path: Path) -> bool:
    """Whether ``warcio check`` finds all digests right."""

    class Command:
        inputs = (str(path),)
        verbose = False

    return Checker(Command).process_all() == 0


@pytest.mark.parametrize("case", CASES)
def test_an_answer_is_read_as_it_came(tmp_path: Path, case: str) -> None:
    given = CASES[case]
    with ArchiveWriter(tmp_path, PORTAL) as writer:
        writer.response(answer(99), kind="list", column="x")
        at = writer.response(given, kind="article", column="新闻 动态")
        assert same(Archive(tmp_path).read(at), given), "while the file is open"
    read = Archive(tmp_path).read(at)
    assert same(read, given)
    assert (read.at, read.portal, read.kind, read.column) == (at, PORTAL, "article", "新闻 动态")
    assert not read.revisit
    assert list(Archive(tmp_path).answers())[1] == read


def test_what_was_not_received_whole_is_marked(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path, PORTAL) as writer:
        whole = writer.response(answer(), kind="article")
        broken = writer.response(answer(1, problem=Outcome("unreachable", "incomplete")), kind="article")
    assert not Archive(tmp_path).read(whole).truncated
    assert Archive(tmp_path).read(broken).truncated


def test_a_body_beyond_all_bounds_is_cut_and_marked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bulletin_nlp.crawl.archive.records.BODY_MOST", 1_000)
    body = noise(1_001)
    with ArchiveWriter(tmp_path, PORTAL) as writer:
        first = writer.response(answer(body=body), kind="article")
        again = writer.response(answer(body=body), kind="article", former=first)
    for at in (first, again):
        read = Archive(tmp_path).read(at)
        assert read.truncated
        assert read.body == body[:1_000]
    assert check(tmp_path / first.file)


def test_only_a_304_is_archived_without_its_body(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path, PORTAL) as writer:
        first = writer.response(answer(), kind="article")
        with pytest.raises(ValueError, match="304"):
            writer.revisit(answer(1), former=first)


def test_every_field_of_ours_is_documented(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path, PORTAL) as writer:
        for given in CASES.values():
            at = writer.response(given, kind="article", column="动态")
        at = writer.revisit(not_modified(), former=at)
    with gzip.open(tmp_path / at.file) as file:
        written = set(re.findall(rb"^(WARC-Bulletin-[A-Za-z-]+):", file.read(), re.M))
    page = (Path(__file__).resolve().parents[3] / "docs" / "archive.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"`(WARC-Bulletin-[A-Za-z-]+)`", page))
    assert {name.decode() for name in written} == documented


def test_a_header_over_two_lines_becomes_one_line_and_no_other_header(tmp_path: Path) -> None:
    given = answer(headers=(("X-Long", "one\r\n two"), ("X-Evil", "a\nSet-Cookie: b"), ("X bad\nname", "c")))
    with ArchiveWriter(tmp_path, PORTAL) as writer:
        at = writer.response(given, kind="article")
    assert Archive(tmp_path).read(at).headers == (
        ("X-Long", "one two"),
        ("X-Evil", "a Set-Cookie: b"),
        ("X-bad-name", "c"),
    )


def test_only_answers_with_a_status_and_a_zone_are_archived(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path, PORTAL) as writer:
        for bad in (answer(status=None), answer(fetched_at=MOMENT.replace(tzinfo=None))):
            with pytest.raises(ValueError, match=r"answer"):
                writer.response(bad, kind="article")
        assert list(Archive(tmp_path).answers()) == []


@pytest.mark.parametrize("name", ["", "..", "a/b", "Linjiang", "临江"])
def test_a_portal_has_a_plain_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="no name of a portal"):
        ArchiveWriter(tmp_path, name)


def test_a_body_that_came_again_is_kept_once(tmp_path: Path) -> None:
    body = noise(50_000)
    with ArchiveWriter(tmp_path, PORTAL) as writer:
        first = writer.response(answer(body=body), kind="article", column="动态")
        second = writer.response(answer(1, body=body), kind="article", former=first)
        third = writer.response(answer(2, body=body), kind="article", former=second)
        other = writer.response(answer(3, body=body + b"x"), kind="article", former=third)
    read = [Archive(tmp_path).read(at) for at in (first, second, third, other)]
    assert [found.revisit for found in read] == [False, True, True, False]
    assert [len(found.body) for found in read] == [50_000, 50_000, 50_000, 50_001]
    assert read[2].refers_to == first, "never a chain"
    assert read[2].headers == answer(2).headers
    assert other.offset - second.offset < 3_000


def test_an_answer_that_nothing_changed_has_the_former_body(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path, PORTAL, max_bytes=1) as writer:
        first = writer.response(answer(), kind="list", column="动态")
        second = writer.revisit(not_modified(), former=first)
        third = writer.revisit(not_modified(), former=second)
    assert len({first.file, second.file, third.file}) == 3
    read = Archive(tmp_path).read(third)
    assert (read.status, read.revisit, read.kind, read.column) == (304, True, "list", "动态")
    assert read.headers == not_modified().headers
    assert read.body == answer().body
    assert read.content_type == "text/html; charset=utf-8"
    assert read.original.at == first


def test_a_former_place_that_is_lost_loses_no_body(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path, PORTAL, max_bytes=1) as writer:
        first = writer.response(answer(), kind="article")
        writer.response(answer(1), kind="article")
        (tmp_path / first.file).unlink()
        second = writer.response(answer(), kind="article", former=first)
        third = writer.revisit(not_modified(), former=first)
    archive = Archive(tmp_path)
    assert archive.read(second).body == answer().body
    with pytest.raises(BulletinError) as caught:
        archive.read(third)
    assert caught.value.code == "input_missing"
    found = list(archive.answers())
    assert [type(one) for one in found] == [ArchivedAnswer] * 3, "the 304 itself is there"


def test_other_tools_read_the_archive(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with ArchiveWriter(tmp_path, PORTAL) as writer:
        places = [writer.response(given, kind="article", column="动态") for given in CASES.values()]
        writer.response(CASES["a page"], kind="article", former=places[0])
        last = writer.revisit(not_modified(), former=places[0])
    path = tmp_path / last.file
    types, urls, bodies, offsets = [], [], [], []
    with path.open("rb") as file:
        records = ArchiveIterator(file)
        for record in records:
            types.append(record.rec_type)
            urls.append(record.rec_headers.get_header("WARC-Target-URI"))
            bodies.append(record.content_stream().read())
            offsets.append(records.get_record_offset())
            assert record.rec_headers.protocol == "WARC/1.1"
            if record.rec_type == "response":
                assert record.http_headers.get_header("Content-Length") == str(len(bodies[-1]))
                assert record.http_headers.get_header("Content-Encoding") is None
    assert types == ["warcinfo"] + ["response"] * len(CASES) + ["revisit"] * 2
    assert bodies[1:-2] == [given.body for given in CASES.values()]
    assert offsets[1:-2] == [at.offset for at in places]
    assert all(url.isascii() and " " not in url for url in urls[1:])
    assert b"bulletin_nlp/" in bodies[0]
    assert check(path)
    assert capsys.readouterr().out == ""


def test_the_archive_is_input_to_extract(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path / "archive", PORTAL) as writer:
        first = writer.response(answer(), kind="article")
        writer.response(answer(1, status=404), kind="article")
        writer.revisit(not_modified(), former=first)
    path = tmp_path / "archive" / first.file
    out = tmp_path / "out.jsonl"
    result = CliRunner().invoke(app, ["extract", str(path), "-o", str(out)])
    assert result.exit_code == 0, result.output
    (line,) = out.read_text(encoding="utf-8").splitlines()
    assert answer().url in line
    assert "3400" in line


def test_a_gzip_reader_sees_plain_records(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path, PORTAL) as writer:
        at = writer.response(answer(), kind="article", column="动态")
    with gzip.open(tmp_path / at.file) as file:
        text = io.TextIOWrapper(file, encoding="utf-8").read()
    assert "WARC-Bulletin-Column: UTF-8''%E5%8A%A8%E6%80%81\n" in text
    assert "WARC-Date: 2025-02-14T01:30:00.123456Z\n" in text
    assert PAGE.decode() in text
