"""Files that hold many bulletins: each line, row or response an input, each broken one a failure."""

from __future__ import annotations

import gzip
import io
import json
from datetime import date, datetime
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from bulletin_nlp.batch import Failure, Input, find_inputs, read_document
from bulletin_nlp.errors import BulletinError
from bulletin_nlp.extraction.reading import Given

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")


PAGE = (
    "<html><head><title>推进会</title></head><body><h1>全市召开老旧小区改造推进会</h1><div><p>今年全市计划改造"
    "小区{}个，惠及居民一万三千五百户，总投资四亿八千三百万元，涉及十二个街道。</p><p>会议要求，各地要压实责任，"
    "倒排工期，挂图作战，确保六月底前全部开工、年底前全部完工，让居民早日受益。</p></div></body></html>"
)


def read(path: Path, **options) -> dict[str, object]:
    """What a container holds, by the part of the name that the container adds: a text or a code."""
    found: dict[str, object] = {}
    for item in find_inputs([path], **options):
        name = item.name.removeprefix(str(path)).removeprefix(":")
        if isinstance(item, Failure):
            found[name] = item.code
            continue
        try:
            found[name] = read_document(item, max_size=options.get("max_size", 20_000_000)).text
        except BulletinError as error:
            found[name] = error.code
    return found


def only(path: Path, **options) -> Given:
    (item,) = find_inputs([path], **options)
    assert isinstance(item, Input)
    return read_document(item).given


def test_each_line_of_jsonl_is_an_input_and_a_broken_one_a_failure(tmp_path):
    lines = [
        '{"text": "改造48个小区。"}',
        "",
        "{broken",
        '["改造"]',
        '{"title": "推进会"}',
        '{"text": 48}',
        '{"text": "   "}',
        '{"text": "改造。", "published": "last week"}',
        json.dumps({"html": PAGE.format(48)}),
        '{"text": "惠及\\ud800居民。"}',
    ]
    path = tmp_path / "pages.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + "\n".join(lines).encode("utf-8"))
    found = read(path)
    page = str(found.pop("9"))
    assert found == {
        "1": "改造48个小区。",
        "3": "input_damaged",
        "4": "input_damaged",
        "5": "input_damaged",
        "6": "input_damaged",
        "7": "input_empty",
        "8": "input_damaged",
        "10": "惠及\ufffd居民。",
    }
    assert "惠及居民一万三千五百户" in page
    assert "<p>" not in page


def test_what_a_line_says_of_its_bulletin_has_precedence_and_other_names_travel(tmp_path):
    path = tmp_path / "pages.ndjson"
    line = {
        "text": "改造。",
        "published": "2025/2/14",
        "url": "https://www.example.gov.cn/1",
        "site_name": "中山市",
        "publisher": "住建局",
        "external_id": 17,
        "title": "推进会",
        "栏目": "要闻",
        "views": 3,
        "tags": ["a"],
        "none": None,
    }
    path.write_text(json.dumps(line, ensure_ascii=False), encoding="utf-8")
    known = only(path, given=Given(published=date(2024, 1, 1), site_name="甲", extra={"batch": "7"}))
    assert (known.published, known.published_basis) == (date(2025, 2, 14), "given")
    assert (known.url, known.site_name, known.publisher) == (line["url"], "中山市", "住建局")
    assert (known.external_id, known.title) == ("17", "推进会")
    assert known.extra == {"batch": "7", "栏目": "要闻", "views": "3", "tags": '["a"]'}
    assert len(known.content_sha256 or "") == 64


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_jsonl_in_another_encoding_is_read(tmp_path, encoding):
    text = "今年全市计划改造城镇老旧小区四十八个，惠及居民一万三千户，各地要压实责任。"
    path = tmp_path / "pages.jsonl"
    lines = "".join(json.dumps({"text": f"{n}、{text}"}, ensure_ascii=False) + "\n" for n in range(3))
    path.write_bytes(lines.encode(encoding))
    assert read(path) == {str(n + 1): f"{n}、{text}" for n in range(3)}


def test_a_line_longer_than_the_limit_fails_and_the_next_is_read(tmp_path):
    path = tmp_path / "pages.jsonl"
    path.write_text('{"text": "' + "改" * 5000 + '"}\n{"text": "改造。"}\n', encoding="utf-8")
    assert read(path, max_size=1000) == {"1": "input_too_large", "2": "改造。"}


def test_each_row_of_parquet_is_an_input_with_what_its_columns_say(tmp_path):
    path = tmp_path / "pages.parquet"
    moment = datetime(2025, 2, 14, 9, 30)  # noqa: DTZ001 (a table's times have no zone)
    table = pa.table(
        {
            "text": ["改造。", None, "惠及。"],
            "html": [None, "<html><p>开工。</p></html>".encode("gb18030"), None],
            "published": pa.array([moment, None, None], pa.timestamp("ns")),
            "n": [1, 2, 3],
        }
    )
    pq.write_table(table, path, row_group_size=2)
    items = list(find_inputs([path]))
    assert [item.name for item in items] == [f"{path}:{row}" for row in (1, 2, 3)]
    first = read_document(items[0])
    assert first.text == "改造。"
    assert first.given.published.isoformat() == "2025-02-14T09:30:00+08:00"
    assert first.given.extra == {"n": "1"}
    assert read_document(items[2]).text == "惠及。"
    assert find_inputs([path]).count() == 3


def test_an_empty_parquet_file_has_no_inputs_and_a_wrong_one_is_a_failure(tmp_path):
    empty = tmp_path / "empty.parquet"
    pq.write_table(pa.table({"text": pa.array([], pa.string())}), empty)
    assert read(empty) == {}
    other = tmp_path / "other.parquet"
    pq.write_table(pa.table({"words": ["改造。"]}), other)
    assert read(other) == {"": "input_unsupported"}
    none = tmp_path / "none.parquet"
    none.write_bytes(b"no table")
    assert read(none) == {"": "input_damaged"}


def archive(responses: list[tuple[str, str, bytes]], *, gzip: bool = True) -> bytes:
    """A WARC of responses, each a status line, a content type and a body."""
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=gzip)
    writer.write_record(writer.create_warcinfo_record("a.warc", {"software": "by hand"}))
    for number, (status, content_type, body) in enumerate(responses):
        headers = StatusAndHeaders(status, [("Content-Type", content_type)], protocol="HTTP/1.1")
        url = f"https://www.example.gov.cn/{number}.html"
        writer.write_record(
            writer.create_warc_record(
                url,
                "response",
                payload=io.BytesIO(body),
                http_headers=headers,
                warc_headers_dict={"WARC-Date": "2025-02-14T01:30:00Z"},
            )
        )
    return buffer.getvalue()


def pages(count: int) -> list[tuple[str, str, bytes]]:
    return [("200 OK", "text/html; charset=gbk", PAGE.format(n).encode("gbk")) for n in range(count)]


@pytest.mark.parametrize("name", ["a.warc.gz", "a.warc"])
def test_the_pages_of_an_archive_are_inputs_and_what_was_left_out_is_counted(tmp_path, name):
    path = tmp_path / name
    others = [("404 Not Found", "text/html", b"none"), ("200 OK", "image/png", b"\x89PNG")]
    path.write_bytes(archive([*pages(2), *others], gzip=name.endswith(".gz")))
    inputs = find_inputs([path])
    found = list(inputs)
    assert [item.given.url for item in found] == [f"https://www.example.gov.cn/{n}.html" for n in (0, 1)]
    document = read_document(found[1])
    assert "改造小区1个" in document.text
    assert document.given.fetched_at.isoformat() == "2025-02-14T01:30:00+00:00"
    assert document.given.encoding == "gb18030"
    assert inputs.warnings == [
        f"{path}: left out 1 responses that are no text, 1 responses with a status other than 200"
    ]
    # the name leads back to the record
    offset = int(found[1].name.rpartition(":")[2])
    data = path.read_bytes()[offset:]
    assert (gzip.decompress(data) if name.endswith(".gz") else data).startswith(b"WARC/1.0")


def test_an_archive_that_breaks_off_gives_what_is_whole_and_one_failure(tmp_path):
    whole = archive(pages(3))
    path = tmp_path / "a.warc.gz"
    path.write_bytes(whole)
    third = int(list(read(path))[-1])
    for length in (third + 12, third + 200, len(whole) - 60):
        path.write_bytes(whole[:length])
        found = read(path)
        assert found.pop("") == "input_damaged"
        assert len(found) == 2
        assert all("改造小区" in str(text) for text in found.values())


def test_an_archive_that_is_none_is_one_failure(tmp_path):
    for name, data in (("a.warc", b"no archive at all"), ("b.warc.gz", gzip.compress(b"no archive"))):
        (tmp_path / name).write_bytes(data)
        assert read(tmp_path / name) == {"": "input_damaged"}


def test_a_response_larger_than_the_limit_fails_and_the_next_is_read(tmp_path):
    path = tmp_path / "a.warc.gz"
    large = ("200 OK", "text/plain", ("改造。" * 1000).encode())
    path.write_bytes(archive([large, *pages(1)]))
    first, second = read(path, max_size=2000).values()
    assert first == "input_too_large"
    assert "改造小区0个" in str(second)


def test_a_container_is_read_where_it_is_named_and_not_from_a_folder(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"text": "改造。"}\n', encoding="utf-8")
    (tmp_path / "b.txt").write_text("惠及。", encoding="utf-8")
    assert [Path(item.name).name for item in find_inputs([tmp_path])] == ["b.txt"]
    pattern = find_inputs([str(tmp_path / "*")])
    assert [Path(item.name).name for item in pattern] == ["a.jsonl:1", "b.txt"]
    assert pattern.count() is None
