"""Files that hold many bulletins, each read as a stream of inputs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from bulletin_nlp.batch.inputs import Failure, Input
from bulletin_nlp.errors import BulletinError
from bulletin_nlp.extraction.reading import Given

__all__ = ["count_documents", "read_container"]


def read_container(
    path: Path, format: str, given: Given, max_size: int, warn: Callable[[str], None]
) -> Iterator[Input | Failure]:
    """Yield what a container holds.

    Where the rest of it cannot be read, a failure in the container's own name ends the stream.

    Args:
        path: the file.
        format: ``jsonl``, ``parquet`` or ``warc``.
        given: what is known about everything in it.
        max_size: bytes; a larger line or record is a failure.
        warn: takes a line on what was left out on purpose.
    """
    from bulletin_nlp.batch.json_container import read_json_lines
    from bulletin_nlp.batch.parquet_container import read_parquet
    from bulletin_nlp.batch.warc_container import read_warc

    try:
        if format == "jsonl":
            yield from read_json_lines(path, given, max_size)
        elif format == "parquet":
            yield from read_parquet(path, given)
        else:
            yield from read_warc(path, given, max_size, warn)
    except BulletinError as error:
        yield Failure.of(str(path), error)
    except OSError as error:
        yield Failure(
            str(path), "input_unreadable", f"the file cannot be read ({error.strerror})", "see its rights"
        )


def count_documents(path: Path, format: str) -> int | None:
    """Return how many inputs a container holds, where its index tells; else None."""
    from bulletin_nlp.batch.parquet_container import count_rows

    return count_rows(path) if format == "parquet" else None
