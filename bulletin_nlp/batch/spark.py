"""The frame's extraction in the form that Spark takes: a function of iterators, and a schema as DDL."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from bulletin_nlp.batch.frame_columns import Rows, frame_columns, frame_ddl
from bulletin_nlp.batch.frames import extract_frame, key_columns
from bulletin_nlp.batch.work import Extract

if TYPE_CHECKING:
    import pandas

__all__ = ["spark_map"]

FrameMap = Callable[[Iterable["pandas.DataFrame"]], Iterator["pandas.DataFrame"]]


def spark_map(
    dtypes: Sequence[tuple[str, str]],
    *,
    text: str = "text",
    keys: Sequence[str] | None = None,
    rows: Rows = "bulletin",
    kinds: Sequence[str] = ("metrics",),
    extract: Extract | None = None,
) -> tuple[FrameMap, str]:
    """Return what ``mapInPandas`` takes.

    Args:
        dtypes: ``dtypes`` of the Spark frame: its columns with their types.
        text, keys, rows, kinds, extract: as for :func:`~bulletin_nlp.batch.extract_frame`.

    Returns:
        The function, and the schema of what it yields.

    Raises:
        BulletinError: ``option_invalid``, before Spark has begun.

    Example:
        >>> work, schema = spark_map([("doc", "bigint"), ("text", "string")], rows="fact")
        >>> schema[:31]
        '`doc` bigint, `bulletin_id` STR'
    """
    types = dict(dtypes)
    kept = key_columns(list(types), text, keys)
    schema = frame_ddl(rows, {key: types[key] for key in kept}, kinds=kinds)

    lists = [column.name for column in frame_columns(rows, kinds) if column.kind == "list"]

    def work(frames: Iterable[pandas.DataFrame]) -> Iterator[pandas.DataFrame]:
        for frame in frames:
            result = extract_frame(frame, text=text, keys=kept, rows=rows, kinds=kinds, extract=extract)
            yield _with_plain_lists(result, lists)

    return work, schema


def _with_plain_lists(frame: pandas.DataFrame, lists: Sequence[str]) -> pandas.DataFrame:
    """Return a frame whose columns of lists hold None where they are null: Spark goes through each cell."""
    import pandas

    plain = {
        name: pandas.Series([None if cell is pandas.NA else list(cell) for cell in frame[name]], dtype=object)
        for name in lists
    }
    return frame.assign(**plain)
