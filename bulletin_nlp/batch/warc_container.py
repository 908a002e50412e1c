"""WARC as input: the pages and texts that servers sent, as an archive keeps them (ISO 28500)."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from bulletin_nlp.batch.gzip_members import inflate
from bulletin_nlp.batch.inputs import Failure, Input, Response
from bulletin_nlp.errors import BulletinError
from bulletin_nlp.extraction.reading import Given

__all__ = ["read_warc"]

_TEXTS = ("text/html", "application/xhtml+xml", "text/plain")


def read_warc(
    path: Path, given: Given, max_size: int, warn: Callable[[str], None]
) -> Iterator[Input | Failure]:
    """Yield the responses of a WARC file that are pages or texts, named by the record's offset.

    Responses with a status other than 200 and those that are no text are left out and counted.

    Args:
        path: the file; compressed (``.warc.gz``) record by record.
        given: what is known about each.
        max_size: bytes; a larger response is a failure.
        warn: takes the line that says how many were left out.

    Raises:
        BulletinError: ``input_damaged`` where the file breaks off, ``option_invalid`` where WARC cannot be
            read here.
        OSError: the file cannot be read.
    """
    try:
        from warcio.archiveiterator import ArchiveIterator
        from warcio.exceptions import ArchiveLoadFailed
    except ImportError as error:
        raise BulletinError(
            "option_invalid", "WARC cannot be read here", "pip install 'bulletin-nlp[crawl]'"
        ) from error

    left_out: Counter[str] = Counter()
    offset = 0
    with path.open("rb") as file:
        records = ArchiveIterator(file)
        try:
            for record in records:
                # Not get_record_offset(): that reads the record to its end.
                offset = records.offset
                if record.rec_type == "response":
                    yield from _response(path, offset, record, given, max_size, left_out)
        except (ArchiveLoadFailed, zlib.error, EOFError, ValueError, UnicodeError) as error:
            raise _damaged(offset, str(error) or type(error).__name__) from error
        finally:
            if left_out:
                counted = ", ".join(f"{n} {why}" for why, n in sorted(left_out.items()))
                warn(f"{path}: left out {counted}")
        if path.name.lower().endswith(".gz"):
            _check_end(file, offset)


def _response(
    path: Path, offset: int, record: Any, given: Given, max_size: int, left_out: Counter[str]
) -> Iterator[Input | Failure]:
    headers = record.http_headers
    content_type = headers.get_header("Content-Type") if headers else None
    if headers is None or headers.get_statuscode() != "200":
        left_out["responses with a status other than 200"] += 1
        return
    if content_type and not content_type.lower().startswith(_TEXTS):
        left_out["responses that are no text"] += 1
        return
    body = _body(record.content_stream(), max_size + 1)
    name = f"{path}:{offset}"
    if len(body) > max_size:
        yield Failure(
            name,
            "input_too_large",
            f"the response is larger than the limit of {max_size / 1e6:g} MB",
            "raise it with --max-size",
        )
        return
    if getattr(record.raw_stream, "limit", 0):
        raise _damaged(offset, "the file breaks off")
    known = replace(
        given,
        url=record.rec_headers.get_header("WARC-Target-URI") or given.url,
        fetched_at=_fetched(record.rec_headers.get_header("WARC-Date")) or given.fetched_at,
    )
    yield Input(name, path, known, Response(body, content_type))


def _body(stream: Any, most: int) -> bytes:
    """Read a response, which comes in pieces, up to so many bytes."""
    pieces: list[bytes] = []
    while most > 0 and (piece := stream.read(most)):
        pieces.append(piece)
        most -= len(piece)
    return b"".join(pieces)


def _fetched(written: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(written) if written else None
    except ValueError:
        return None


def _check_end(file: BinaryIO, offset: int) -> None:
    """See that the last record is whole and nothing follows: the reader takes half a header for the end."""
    end = offset
    try:
        member = inflate(file, offset)
        while True:
            next(member)
    except StopIteration as stop:
        end = stop.value
    except EOFError as error:
        if file.tell() > offset:
            raise _damaged(offset, str(error)) from error
        return
    file.seek(end)
    if file.read(1 << 16).strip(b"\0\r\n"):
        raise _damaged(offset, "the file breaks off after this record")


def _damaged(offset: int, why: str) -> BulletinError:
    first = (why.strip().splitlines() or [""])[0]
    return BulletinError(
        "input_damaged", f"the archive cannot be read from offset {offset} on ({first})", "fetch it again"
    )
