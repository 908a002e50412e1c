"""Damage costs the record that it is in, is told, and never ends the reading."""

from __future__ import annotations

import gzip
import random
import tracemalloc
import zlib
from itertools import pairwise
from pathlib import Path

import pytest

from bulletin_nlp.batch.inputs import Failure
from bulletin_nlp.crawl.archive import Archive, ArchivedAnswer, ArchivedAt, ArchiveWriter
from bulletin_nlp.crawl.archive.fields import as_uri, read_words, write_words
from bulletin_nlp.errors import BulletinError
from tests.crawl.archive.answers import PORTAL, answer, noise, not_modified


def archived(folder: Path, bodies: list[bytes]) -> tuple[Path, list[ArchivedAt]]:
    """Archive pages in one file; return it and their places."""
    with ArchiveWriter(folder, PORTAL, sync=False) as writer:
        places = [writer.response(answer(n, body=body), kind="article") for n, body in enumerate(bodies)]
    return folder / places[0].file, places


def told(folder: Path) -> list[str]:
    return [
        one.url if isinstance(one, ArchivedAnswer) else f"{one.code} {one.name}"
        for one in Archive(folder).answers()
    ]


@pytest.mark.parametrize("damage", [b"\0" * 40, b"\x1f\x8b\x08\0\0\0", noise(64)])
@pytest.mark.parametrize("shift", [2, 12, 300])
def test_a_damaged_record_is_told_and_the_next_one_read(tmp_path: Path, damage: bytes, shift: int) -> None:
    path, places = archived(tmp_path, [noise(3_000, n) for n in range(5)])
    data = bytearray(path.read_bytes())
    begin = places[2].offset + shift
    data[begin : begin + len(damage)] = damage
    path.write_bytes(data)
    expected = [answer(number).url for number in range(5)]
    expected[2] = f"input_damaged {places[2].file}:{places[2].offset}"
    assert told(tmp_path) == expected
    with pytest.raises(BulletinError) as caught:
        Archive(tmp_path).read(places[2])
    assert caught.value.code == "input_damaged"
    assert f"{places[2].file}, offset {places[2].offset}" in caught.value.message
    assert Archive(tmp_path).read(places[3]).body == noise(3_000, 3)
    behind = list(Archive(tmp_path).answers(after=places[2]))
    assert [isinstance(one, Failure) for one in behind] == [True, False, False]


def test_bytes_that_are_missing_or_added_are_stepped_over(tmp_path: Path) -> None:
    path, places = archived(tmp_path, [noise(3_000, n) for n in range(5)])
    data = path.read_bytes()
    begin = places[1].offset
    path.write_bytes(data[:begin] + data[begin + 500 : places[3].offset] + b"xxx" + data[places[3].offset :])
    assert [line.split()[0] for line in told(tmp_path)] == [
        answer(0).url,
        "input_damaged",
        answer(2).url,
        "input_damaged",
        answer(3).url,
        answer(4).url,
    ]


def test_a_damaged_beginning_costs_no_answer(tmp_path: Path) -> None:
    path, places = archived(tmp_path, [noise(3_000, n) for n in range(3)])
    path.write_bytes(b"\0" * 100 + path.read_bytes()[100:])
    assert told(tmp_path) == [f"input_damaged {places[0].file}:0"] + [answer(n).url for n in range(3)]


def test_an_archive_within_a_page_is_never_taken_for_ours(tmp_path: Path) -> None:
    """The bytes of a page stand in the file as they are where they cannot be compressed."""
    forged_path, _ = archived(tmp_path / "forged", [b"forged"])
    forged = forged_path.read_bytes()
    page = noise(70_000) + forged + noise(70_000, 2)
    path, places = archived(tmp_path / "archive", [b"before", page, b"behind"])
    data = bytearray(path.read_bytes())
    assert forged in data, "the test shows nothing otherwise"
    data[places[1].offset + 300] ^= 1
    path.write_bytes(data)
    answers = [one for one in Archive(tmp_path / "archive").answers() if isinstance(one, ArchivedAnswer)]
    assert [one.body for one in answers] == [b"before", b"behind"]
    # Nor is a torn record cut in its middle.
    path.unlink()
    cut = data.index(forged) + len(forged) + 1_000
    path.with_name(path.name + ".open").write_bytes(data[:cut])
    with ArchiveWriter(tmp_path / "archive", PORTAL) as writer:
        at = writer.response(answer(9), kind="article")
    assert at.offset == places[1].offset


def test_records_of_others_are_stepped_over(tmp_path: Path) -> None:
    path, places = archived(tmp_path, [b"ours"])

    def record(kind: str, fields: str = "", block: bytes = b"HTTP/1.1 200 OK\r\n\r\nx") -> bytes:
        header = f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:x>\r\n{fields}"
        length = f"Content-Length: {len(block)}\r\n\r\n"
        return gzip.compress((header + length).encode() + block + b"\r\n\r\n")

    ours = (
        "WARC-Date: 2025-02-14T00:00:00Z\r\nWARC-Target-URI: http://a.gov.cn/\r\nWARC-Bulletin-Portal: p\r\n"
    )
    article = ours + "WARC-Bulletin-Kind: article\r\n"
    bad = [
        record("response"),
        record("response", ours),
        record("response", ours + "WARC-Bulletin-Kind: x\r\n"),
        record("response", article, b"no HTTP"),
        record("response", article + "WARC-Bulletin-Column: UTF-8''%FF\r\n"),
        record("response", article + "WARC-Bulletin-Redirect: x\r\n"),
        record("response", article + "WARC-Bulletin-Header-Encoding: rot13\r\n"),
        record("response", article.replace("2025-02-14", "2025-99-14")),
        record("response", article.replace("Z\r\n", "\r\n")),
        gzip.compress(b"no record"),
        gzip.compress(b"WARC/1.1\r\nContent-Length: 5\r\n\r\nx\r\n\r\n"),
        gzip.compress(b"WARC/1.1\r\nContent-Length: x\r\n\r\nx\r\n\r\n"),
        gzip.compress(b"WARC/1.1\r\nno colon\r\n\r\nx\r\n\r\n"),
        gzip.compress(b"WARC/1.1\r\n\xff: x\r\n\r\nx\r\n\r\n"),
    ]
    path.write_bytes(
        path.read_bytes()
        + record("request")
        + record("response", article)
        + record("metadata")
        + b"".join(bad)
    )
    found = list(Archive(tmp_path).answers())
    assert [isinstance(one, Failure) for one in found] == [False, False] + [True] * len(bad)
    assert found[0] == Archive(tmp_path).read(places[0])


def test_a_record_that_unpacks_to_very_much_is_refused(tmp_path: Path) -> None:
    path, places = archived(tmp_path, [b"first", b"last"])
    member = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(member.compress(b"WARC/1.1\r\n" if not n else b"\0" * 1_000_000) for n in range(300))
    data = path.read_bytes()
    at = places[1].offset
    path.write_bytes(data[:at] + bomb + member.flush() + data[at:])
    assert told(tmp_path) == [answer(0).url, f"input_damaged {places[0].file}:{at}", answer(1).url]


def test_revisits_that_lead_in_a_circle_or_to_another_body_are_told(tmp_path: Path) -> None:
    body = noise(2_000)
    with ArchiveWriter(tmp_path, PORTAL, max_bytes=1) as writer:
        first = writer.response(answer(body=body), kind="article")
        second = writer.response(answer(1, body=body), kind="article", former=first)
        third = writer.revisit(not_modified(2), former=second)
    data = gzip.decompress((tmp_path / third.file).read_bytes())
    for seen, put in ((first.file, third.file), (first.record_id, third.record_id)):
        data = data.replace(f": {seen}\r\n".encode(), f": {put}\r\n".encode())
    begin = data.index(b"WARC/1.1", 10)
    moved = data.replace(f"Offset: {first.offset}\r\n".encode(), f"Offset: {third.offset}\r\n".encode())
    (tmp_path / third.file).write_bytes(
        (tmp_path / third.file).read_bytes()[: third.offset] + gzip.compress(moved[begin:])
    )
    with pytest.raises(BulletinError, match="refers to another"):
        Archive(tmp_path).read(third)
    # The first file is replaced by one with another body in a record of the same id and place.
    data = gzip.decompress((tmp_path / first.file).read_bytes())
    begin = data.index(b"WARC/1.1", 10)
    (tmp_path / first.file).write_bytes(
        (tmp_path / first.file).read_bytes()[: first.offset]
        + gzip.compress(data[begin:].replace(body, body[::-1]))
    )
    with pytest.raises(BulletinError, match="another body"):
        Archive(tmp_path).read(second)
    lazy = [one for one in Archive(tmp_path).answers() if isinstance(one, ArchivedAnswer)]
    assert len(lazy) == 3, "the answers are there; their bodies are told when they are asked for"


def code_of_reading(folder: Path, place: ArchivedAt, given: ArchivedAnswer) -> str | None:
    """Read a place; None where it is what it was, else the error's code."""
    try:
        return None if Archive(folder).read(place) == given else "another"
    except BulletinError as error:
        return error.code


def body_or_code(found: ArchivedAnswer) -> bytes | str:
    try:
        return found.body
    except BulletinError as error:
        return error.code


def some_answers(folder: Path) -> tuple[Path, dict[ArchivedAt, ArchivedAnswer]]:
    with ArchiveWriter(folder, PORTAL, sync=False) as writer:
        places = [
            writer.response(answer(number, body=body), kind="article", column="动态")
            for number, body in enumerate([noise(200, 1), b"abc " * 200, b"", noise(300, 2)])
        ]
        places.append(writer.response(answer(0, body=noise(200, 1)), kind="article", former=places[0]))
        places.append(writer.revisit(not_modified(3), former=places[3]))
    return folder / places[0].file, {at: Archive(folder).read(at) for at in places}


def test_no_flipped_bit_does_worse_than_a_failure(tmp_path: Path) -> None:
    path, given = some_answers(tmp_path)
    whole = path.read_bytes()
    chance = random.Random(7)  # noqa: S311
    for _ in range(400):
        data = bytearray(whole)
        for _ in range(chance.choice([1, 1, 2, 5])):
            data[chance.randrange(len(data))] = chance.randrange(256)
        if chance.random() < 0.2:
            del data[chance.randrange(len(data)) :]
        path.write_bytes(data)
        for one in Archive(tmp_path).answers():
            if isinstance(one, ArchivedAnswer):
                assert one == given[one.at], "a record is as it was, or a failure"
                assert body_or_code(one) in (given[one.at].body, "input_damaged")
            else:
                assert one.code == "input_damaged"
        for place, answered in given.items():
            assert code_of_reading(tmp_path, place, answered) in (None, "input_damaged")


def test_no_odd_record_does_worse_than_a_failure(tmp_path: Path) -> None:
    """What has a sound checksum but was changed before it was compressed."""
    path, given = some_answers(tmp_path)
    whole = path.read_bytes()
    ends = [*sorted(at.offset for at in given), len(whole)]
    records = [gzip.decompress(whole[begin:end]) for begin, end in pairwise(ends)]
    chance = random.Random(8)  # noqa: S311
    kinds = set()
    for _ in range(400):
        parts = [bytearray(record) for record in records]
        for part in parts:
            at = chance.randrange(min(len(part), 1_200))
            part[at : at + chance.choice([0, 1, 1, 3])] = chance.choice(
                [b"", b":", b"\r\n", b"9" * 30, b"%", b"\xff", b" ", chance.randbytes(2)]
            )
        path.write_bytes(whole[: ends[0]] + b"".join(gzip.compress(part, 1) for part in parts))
        for one in Archive(tmp_path).answers():
            kinds.add(type(one))
            if isinstance(one, ArchivedAnswer):
                assert isinstance(body_or_code(one), bytes | str)
            else:
                assert one.code == "input_damaged"
    assert kinds == {ArchivedAnswer, Failure}


def test_reading_holds_one_record_in_memory(tmp_path: Path) -> None:
    bodies = [noise(1_000_000, n) for n in range(20)]
    archived(tmp_path, bodies)
    tracemalloc.start()
    count = sum(isinstance(one, ArchivedAnswer) for one in Archive(tmp_path).answers())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 20
    assert peak < 8_000_000


@pytest.mark.parametrize("words", ["", " ", "a", "a b", "临江", "UTF-8''x", "%41", "\ud800", "a\r\nb", "\0"])
def test_words_are_visible_ascii_and_come_back(words: str) -> None:
    written = write_words(words)
    assert written
    assert all("!" <= letter <= "~" for letter in written + as_uri(words or "x"))
    assert read_words(written) == words
