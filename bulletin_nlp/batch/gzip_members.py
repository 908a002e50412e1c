"""The members of a gzip file one by one: WARC compresses each record by itself (ISO 28500, annex D)."""

from __future__ import annotations

import zlib
from collections.abc import Generator
from typing import BinaryIO

__all__ = ["inflate"]

#: Bytes read at once, and the most that is unpacked at once: a few bytes may stand for very many.
_READ = 1 << 15
_PIECE = 1 << 20


def inflate(file: BinaryIO, offset: int) -> Generator[bytes, None, int]:
    """Yield what a gzip member holds in pieces of at most 1 MB, and return where it ends.

    Its checksum and length are compared when the last piece has been taken.

    Args:
        file: a file open for reading in bytes.
        offset: where the member begins.

    Returns:
        The offset of the first byte behind the member.

    Raises:
        EOFError: the file ends before the member does.
        zlib.error: there is no member, or it is damaged.
        OSError: the file cannot be read.
    """
    if not 0 <= offset < 1 << 62:
        raise EOFError("no file has such an offset")
    file.seek(offset)
    position = offset
    member = zlib.decompressobj(wbits=31)
    while not member.eof:
        read = file.read(_READ)
        if not read:
            raise EOFError("the file breaks off")
        position += len(read)
        while read and not member.eof:
            if piece := member.decompress(read, _PIECE):
                yield piece
            read = member.unconsumed_tail
    return position - len(member.unused_data)
