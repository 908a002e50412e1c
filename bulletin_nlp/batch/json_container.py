"""JSONL as input: a line an object with a text or a page, and what is known of it."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from bulletin_nlp.batch.inputs import Failure, Input, Line
from bulletin_nlp.extraction.reading import Given

__all__ = ["read_json_lines"]

_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_json_lines(path: Path, given: Given, max_size: int) -> Iterator[Input | Failure]:
    """Yield the lines of a JSONL file, each with its number; empty ones are no input.

    Args:
        path: the file, in UTF-8 or any encoding whose line break is one byte (GB18030, Big5), or UTF-16.
        given: what is known about each.
        max_size: bytes; a longer line is a failure and is not held.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        wide = file.read(2) in _WIDE
        file.seek(0)
        lines = _wide_lines(path) if wide else _lines(file, max_size)
        for number, data in enumerate(lines, start=1):
            name = f"{path}:{number}"
            if data is None or len(data) > max_size:
                yield Failure(
                    name,
                    "input_too_large",
                    f"the line is longer than the limit of {max_size / 1e6:g} MB",
                    "raise it with --max-size",
                )
            elif data.strip():
                yield Input(name, path, given, Line(data))


def _lines(file: BinaryIO, max_size: int) -> Iterator[bytes | None]:
    """Yield lines without their breaks, and None for one that is too long to be held."""
    first = True
    while line := file.readline(max_size + 2):
        if len(line) > max_size and not line.endswith(b"\n"):
            while line and not line.endswith(b"\n"):
                line = file.readline(1 << 16)
            yield None
        else:
            yield (line.removeprefix(codecs.BOM_UTF8) if first else line).rstrip(b"\r\n")
        first = False


def _wide_lines(path: Path) -> Iterator[bytes]:
    with path.open(encoding="utf-16", errors="replace") as file:
        for line in file:
            yield line.rstrip("\r\n").encode("utf-8")
