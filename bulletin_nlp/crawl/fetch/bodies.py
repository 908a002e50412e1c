"""Bodies of answers, read and unpacked within bounds."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from bulletin_nlp.crawl.outcome import Outcome

__all__ = ["Body", "read_body"]

_CHUNK = 65_536
_GZIP = b"\x1f\x8b"
_MOST_ENCODINGS = 3


class _Raw(Protocol):
    def stream(self, amt: int, decode_content: bool) -> Iterator[bytes]: ...

    def close(self) -> None: ...


class _TooLarge(Exception):
    pass


class _Broken(Exception):
    pass


@dataclass(frozen=True, slots=True)
class Body:
    """A body as unpacked; with a ``problem`` it is what had come until then."""

    data: bytes
    problem: Outcome | None = None
    message: str | None = None


def read_body(
    raw: _Raw,
    encodings: str | None,
    length: str | None,
    max_bytes: int,
    failure: Callable[[Exception], tuple[Outcome, str]],
) -> Body:
    """Read a body to its end.

    Args:
        raw: the response, as urllib3 has it.
        encodings: its ``Content-Encoding``.
        length: its ``Content-Length``.
        max_bytes: bytes of it, as sent and as unpacked; one more is too many.
        failure: what tells the outcome of a broken connection.
    """
    names = [name for name in re.split(r"[\s,]+", (encodings or "").lower()) if name not in ("", "identity")]
    unknown = [name for name in names if name not in ("gzip", "x-gzip", "deflate")]
    if unknown or len(names) > _MOST_ENCODINGS:
        raw.close()
        said = ", ".join(unknown or names)[:80]
        return Body(b"", Outcome("unsupported", "encoding"), f"the Content-Encoding {said!r} is not known")
    if length is not None and length.strip().isdigit() and int(length.strip()[:18]) > max_bytes:
        raw.close()
        return _too_large(b"", f"{int(length.strip()[:18]):,} bytes, the most is {max_bytes:,}")
    unpackers = [_Deflate() if name == "deflate" else _Gzip() for name in reversed(names)]
    unpacked, sent = bytearray(), 0
    try:
        for chunk in raw.stream(_CHUNK, decode_content=False):
            sent += len(chunk)
            if sent > max_bytes:
                raise _TooLarge
            _through(unpackers, chunk, unpacked, max_bytes)
        if sent and not all(unpacker.ended for unpacker in unpackers):
            raise _Broken
    except _TooLarge:
        raw.close()
        return _too_large(bytes(unpacked[:max_bytes]), f"more than {max_bytes:,} bytes, as sent or unpacked")
    except (_Broken, zlib.error):
        raw.close()
        return Body(
            bytes(unpacked), Outcome("unreachable", "incomplete"), "the answer's compression breaks off"
        )
    # whatever the connection raises ends as an outcome
    except Exception as error:
        raw.close()
        problem, message = failure(error)
        return Body(bytes(unpacked), problem, message)
    return Body(bytes(unpacked))


def _too_large(data: bytes, message: str) -> Body:
    return Body(data, Outcome("too_large"), message)


def _through(unpackers: list[_Gzip | _Deflate], chunk: bytes, unpacked: bytearray, most: int) -> None:
    """Unpack a piece step by step: no step makes more than a chunk before the next takes it."""
    if not unpackers:
        unpacked += chunk
        if len(unpacked) > most:
            raise _TooLarge
        return
    made = 0
    for piece in unpackers[0].unpack(chunk):
        # of encodings in one another each layer is bounded, not only the last
        made += len(piece)
        if made > most:
            raise _TooLarge
        _through(unpackers[1:], piece, unpacked, most)


class _Gzip:
    """gzip: several members are one body, what follows the last is padding (RFC 1952)."""

    def __init__(self) -> None:
        self._step = zlib.decompressobj(16 + zlib.MAX_WBITS)
        self._head = b""
        self._plain = False
        self._members = 0

    @property
    def ended(self) -> bool:
        return self._plain or self._step.eof or (self._members > 0 and len(self._head) < len(_GZIP))

    def unpack(self, data: bytes) -> Iterator[bytes]:
        if self._plain:
            yield data
            return
        while data:
            if self._step.eof:
                self._members += 1
                self._step = zlib.decompressobj(16 + zlib.MAX_WBITS)
                self._head = b""
            if len(self._head) < len(_GZIP):
                # held back until it can be told whether a member begins here
                self._head += data
                if len(self._head) < len(_GZIP):
                    return
                data, self._head = self._head, self._head[: len(_GZIP)]
                if self._head != _GZIP:
                    if self._members:
                        self._head = b""
                        return
                    # said to be gzip and sent as it is: some portals' caches do so
                    self._plain = True
                    yield data
                    return
            while data and not self._step.eof:
                yield self._step.decompress(data, _CHUNK)
                data = self._step.unconsumed_tail
            # what zlib keeps within when its piece is full
            while not self._step.eof and (rest := self._step.decompress(b"", _CHUNK)):
                yield rest
            data = self._step.unused_data if self._step.eof else b""


class _Deflate:
    """deflate: a zlib stream (RFC 9110, 8.4.1.2), or the bare one that many servers send."""

    def __init__(self) -> None:
        self._step = zlib.decompressobj()
        self._begun = b""

    @property
    def ended(self) -> bool:
        return self._step.eof

    def unpack(self, data: bytes) -> Iterator[bytes]:
        if len(self._begun) < 2:
            self._begun += data
            if len(self._begun) < 2:
                return
            data = self._begun
            first, second = data[0], data[1]
            if first & 0x0F != 8 or (first * 256 + second) % 31:
                self._step = zlib.decompressobj(-zlib.MAX_WBITS)
        while data and not self._step.eof:
            yield self._step.decompress(data, _CHUNK)
            data = self._step.unconsumed_tail
        while not self._step.eof and (rest := self._step.decompress(b"", _CHUNK)):
            yield rest
