"""From the bytes of a record to its header's fields and its block."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from bulletin_nlp.batch.gzip_members import inflate
from bulletin_nlp.crawl.archive.fields import read_words
from bulletin_nlp.crawl.archive.place import ArchivedAt

__all__ = ["Record", "parse_record", "read_header"]

#: Bytes of a record's header; addresses of redirects are the longest that is in it.
_HEADER_MOST = 2_000_000
_FIRST = re.compile(rb"WARC/1\.\d")


@dataclass(frozen=True, slots=True)
class Record:
    """A record: the fields of its header in their order, and its block."""

    fields: tuple[tuple[str, str], ...]
    block: bytes = b""

    def get(self, name: str) -> str | None:
        """Return the first field of a name, as it is written."""
        return next((value for key, value in self.fields if key.lower() == name.lower()), None)

    def all(self, name: str) -> list[str]:
        """Return every field of a name."""
        return [value for key, value in self.fields if key.lower() == name.lower()]

    def need(self, name: str) -> str:
        """Return a field that must be there.

        Raises:
            ValueError: it is not.
        """
        value = self.get(name)
        if value is None:
            raise ValueError(f"the record has no {name}")
        return value

    @property
    def type(self) -> str:
        """``WARC-Type``."""
        return self.get("WARC-Type") or ""

    @property
    def record_id(self) -> str:
        """``WARC-Record-ID``."""
        return self.need("WARC-Record-ID")

    @property
    def date(self) -> datetime:
        """``WARC-Date``, aware."""
        date = datetime.fromisoformat(self.need("WARC-Date"))
        if date.tzinfo is None:
            raise ValueError("WARC-Date has no zone")
        return date

    @property
    def original(self) -> ArchivedAt | None:
        """Where the record is that a revisit refers to; None of a record that refers to none."""
        file = self.get("WARC-Bulletin-Refers-To-File")
        if file is None:
            return None
        offset = self.need("WARC-Bulletin-Refers-To-Offset")
        if not re.fullmatch(r"[0-9]{1,18}", offset):
            raise ValueError("the place that the record refers to is no number")
        return ArchivedAt(read_words(file), int(offset), read_words(self.need("WARC-Refers-To")))


def parse_record(data: bytes) -> Record:
    """Read a record that fills a gzip member.

    Raises:
        ValueError: it is no record of WARC 1, or its length is not what its header says.
    """
    header, ends, rest = data.partition(b"\r\n\r\n")
    if not ends:
        raise ValueError("the record's header does not end")
    fields = _fields(header)
    length = fields.need("Content-Length")
    if not re.fullmatch(r"[0-9]{1,12}", length) or rest[int(length) :] != b"\r\n\r\n":
        raise ValueError("the record's length is not what its header says")
    return Record(fields.fields, rest[: int(length)])


def read_header(path: Path, offset: int) -> Record:
    """Read only the header of a record; its block is left out.

    Raises:
        ValueError: there is no record at the offset, or it is damaged.
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        return _fields(_header(file, offset))


def _header(file: BinaryIO, offset: int) -> bytes:
    begun = b""
    try:
        for piece in inflate(file, offset):
            begun += piece
            header, ends, _ = begun.partition(b"\r\n\r\n")
            if ends:
                return header
            if len(begun) > _HEADER_MOST:
                break
    except (EOFError, zlib.error) as error:
        raise ValueError(str(error)) from error
    raise ValueError("the record's header does not end")


def _fields(header: bytes) -> Record:
    first, *lines = header.split(b"\r\n")
    if not _FIRST.fullmatch(first):
        raise ValueError("this is no record of WARC")
    fields = []
    for line in lines:
        name, colon, value = line.decode("utf-8").partition(":")
        if not colon:
            raise ValueError("a field of the record's header has no colon")
        fields.append((name, value.strip()))
    return Record(tuple(fields))
