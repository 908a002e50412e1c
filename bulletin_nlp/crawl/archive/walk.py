"""Through a file record by record, over damaged ones."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from bulletin_nlp.batch.gzip_members import inflate
from bulletin_nlp.crawl.archive.parsing import Record, parse_record

__all__ = ["MOST", "Damaged", "Sound", "Whole", "read_member", "sound_records"]

#: Bytes that a record may have: the longest body that is archived, and its headers.
MOST = 120_000_000
#: Bytes of its beginning by which a member is known to hold a record.
_MAGIC = b"\x1f\x8b\x08"
_RECORD = b"WARC/1."
_SEARCHED = 1 << 20


@dataclass(frozen=True, slots=True)
class Whole:
    """A member that is sound: where it begins and ends, and what it holds."""

    offset: int
    end: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Sound:
    """A record that is sound, and where its member begins and ends."""

    offset: int
    end: int
    record: Record


@dataclass(frozen=True, slots=True)
class Damaged:
    """Bytes that are no sound record, up to the next one or the end of the file (``last``)."""

    offset: int
    end: int
    why: str
    last: bool


def read_member(file: BinaryIO, offset: int, most: int = MOST) -> Whole:
    """Return a member.

    Raises:
        ValueError: there is none, or it is damaged, breaks off or is larger than ``most`` bytes; the
            message says which.
        OSError: the file cannot be read.
    """
    data = bytearray()
    member = inflate(file, offset)
    try:
        while True:
            data += next(member)
            if len(data) > most:
                raise ValueError(f"the record is larger than {most / 1e6:g} MB")
    except StopIteration as stop:
        return Whole(offset, stop.value, bytes(data))
    except EOFError as error:
        raise ValueError(str(error)) from error
    except zlib.error as error:
        raise ValueError(f"the compression is damaged ({error})") from error


def sound_records(file: BinaryIO, offset: int = 0, most: int = MOST) -> Iterator[Sound | Damaged]:
    """Yield the records of a file from an offset on, and the gaps where there is none that can be read.

    Behind a gap only records of this file are taken: a page can hold an archive, and what of its bytes looks
    like a record must not become one when the record around it is damaged. The id of the file's warcinfo,
    which no server knows, tells them apart.

    Args:
        file: the file, open for reading in bytes.
        offset: where a record begins.
        most: bytes of a record; a larger one counts as damaged.

    Raises:
        OSError: the file cannot be read.
    """
    warcinfo_id = _warcinfo_id(file)
    after_gap = False
    for member in _walk(file, offset, most):
        if isinstance(member, Damaged):
            after_gap = True
            yield member
            continue
        try:
            record = parse_record(member.data)
            if after_gap and warcinfo_id not in (None, record.get("WARC-Warcinfo-ID")):
                raise ValueError("the record is not of this file")
        except ValueError as error:
            after_gap = True
            yield Damaged(member.offset, member.end, str(error), False)
        else:
            after_gap = False
            yield Sound(member.offset, member.end, record)


def _warcinfo_id(file: BinaryIO) -> str | None:
    """Return the id of the warcinfo that begins a file; None where none does."""
    try:
        record = parse_record(read_member(file, 0).data)
        return record.record_id if record.type == "warcinfo" else None
    except ValueError:
        return None


def _walk(file: BinaryIO, offset: int = 0, most: int = MOST) -> Iterator[Whole | Damaged]:
    """Yield the members of a file from an offset on, each with what it holds, and the gaps between.

    After damage the walk goes on where the next member begins that holds a record.

    Args:
        file: the file, open for reading in bytes.
        offset: where a member begins.
        most: bytes of a record; a larger one counts as damaged.

    Raises:
        OSError: the file cannot be read.
    """
    while True:
        file.seek(offset)
        if not file.read(1):
            return
        try:
            member = read_member(file, offset, most)
        except ValueError as error:
            following = _next_record(file, offset + 1)
            end = file.seek(0, 2) if following is None else following
            yield Damaged(offset, end, str(error), following is None)
            if following is None:
                return
            offset = following
        else:
            yield member
            offset = member.end


def _next_record(file: BinaryIO, offset: int) -> int | None:
    """Return where the next member begins that holds a record; None where none does."""
    while True:
        file.seek(offset)
        searched = file.read(_SEARCHED)
        at = searched.find(_MAGIC)
        while at != -1:
            if _begins_record(file, offset + at):
                return offset + at
            at = searched.find(_MAGIC, at + 1)
        if len(searched) < _SEARCHED:
            return None
        offset += len(searched) - len(_MAGIC) + 1


def _begins_record(file: BinaryIO, offset: int) -> bool:
    file.seek(offset)
    try:
        return zlib.decompressobj(wbits=31).decompress(file.read(1 << 10), 64).startswith(_RECORD)
    except zlib.error:
        return False
