"""Parquet as input: a row a bulletin, read a few rows at a time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from bulletin_nlp.batch.inputs import Failure, Input, Row
from bulletin_nlp.errors import BulletinError
from bulletin_nlp.extraction.reading import Given

__all__ = ["count_rows", "read_parquet"]

# Rows held at once: pages have up to a megabyte.
_ROWS = 32


def read_parquet(path: Path, given: Given) -> Iterator[Input | Failure]:
    """Yield the rows of a Parquet file, each with its number, counted from 1.

    Args:
        path: the file; it has a column ``text`` or ``html``.
        given: what is known about each row.

    Raises:
        BulletinError: ``input_unsupported`` where it has neither column, ``input_damaged``,
            ``option_invalid`` where Parquet cannot be read here.
    """
    import pyarrow as pa

    number = 0
    with _opened(path) as file:
        names = {name.lower() for name in file.schema_arrow.names}
        if not names & {"text", "html"}:
            raise BulletinError(
                "input_unsupported",
                "the table has neither a column 'text' nor 'html'",
                "name the column that holds the bulletins so",
            )
        try:
            # Threads would decode ahead of what is asked for.
            for batch in file.iter_batches(batch_size=_ROWS, use_threads=False):
                for values in batch.to_pylist():
                    number += 1
                    plain = {name: _plain(value) for name, value in values.items()}
                    yield Input(f"{path}:{number}", path, given, Row(plain))
        except (pa.ArrowException, OSError, ValueError) as error:
            raise _damaged(f"cannot be read after row {number}", error) from error


def count_rows(path: Path) -> int | None:
    """Return how many rows a Parquet file has, or None where it cannot be read."""
    try:
        with _opened(path) as file:
            return int(file.metadata.num_rows)
    except (BulletinError, OSError):
        return None


def _opened(path: Path) -> Any:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise BulletinError(
            "option_invalid", "Parquet cannot be read here", "pip install 'bulletin-nlp[parquet]'"
        ) from error
    try:
        return pq.ParquetFile(path)
    except (pa.ArrowException, ValueError) as error:
        raise _damaged("is no Parquet file", error) from error


def _damaged(what: str, error: Exception) -> BulletinError:
    first = (str(error).splitlines() or [type(error).__name__])[0]
    return BulletinError("input_damaged", f"the file {what} ({first})", "write it again")


def _plain(value: Any) -> Any:
    # pandas' own type of time would have to be known wherever the row is read
    return value.to_pydatetime(warn=False) if type(value) is not datetime and _is_timestamp(value) else value


def _is_timestamp(value: Any) -> bool:
    return isinstance(value, datetime) and hasattr(value, "to_pydatetime")
