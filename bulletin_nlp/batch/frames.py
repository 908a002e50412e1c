"""A frame of texts → a frame of records: what every engine runs on its part of the data."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from bulletin_nlp.batch.described import FIELDS
from bulletin_nlp.batch.frame_columns import Rows, frame_columns, frame_schema
from bulletin_nlp.batch.frame_rows import RowMaker
from bulletin_nlp.batch.work import Extract, Extraction
from bulletin_nlp.errors import BulletinError

if TYPE_CHECKING:
    import pandas

__all__ = ["extract_frame", "input_columns", "key_columns"]


def extract_frame(
    frame: pandas.DataFrame,
    *,
    text: str = "text",
    keys: Sequence[str] | None = None,
    rows: Rows = "bulletin",
    kinds: Sequence[str] = ("metrics",),
    extract: Extract | None = None,
) -> pandas.DataFrame:
    """Extract every row's bulletin.

    An input that fails gives exactly one row, with ``error_code`` and ``error_message``; it never ends the
    others. With ``rows="fact"`` a bulletin that states no fact of these kinds gives no row.

    Args:
        frame: a row a bulletin. Input columns: ``text`` or ``html`` (where both are there, the text is
            read), and optionally ``published``, ``url``, ``site_name``, ``publisher``, ``external_id``,
            ``title``.
        text: the name of the column of texts.
        keys: columns that are kept as they are, before the result's; by default all that are no input
            columns.
        rows: ``"bulletin"`` for a row a bulletin, ``"fact"`` for a row a fact.
        kinds: kinds of facts for ``rows="fact"``, as ``("metrics", "deadlines")``. Metrics alone have
            columns of their own; any other choice has the columns that all facts share.
        extract: the extraction, such as ``Extraction(task_model=Path("mine.skops"))``; by default the
            package's.

    Returns:
        The rows in the order of the frame and, within a bulletin, of its facts, numbered anew from 0. The
        result's columns have Arrow types, those of :func:`~bulletin_nlp.batch.frame_schema`, also where the
        frame is empty; key columns keep theirs.

    Raises:
        BulletinError: ``option_invalid`` where a column is missing, named twice or clashes with the result's,
            or where pandas is not installed.

    Example:
        >>> import pandas
        >>> frame = pandas.DataFrame({"doc": [7], "text": ["2025年，全省计划改造1289个小区。"]})
        >>> extract_frame(frame, rows="fact")[["doc", "value", "unit"]].values.tolist()
        [[7, Decimal('1289.000000000'), '个']]
    """
    pandas, pyarrow = _packages()
    columns = frame_columns(rows, kinds)
    names = _names(frame)
    inputs = input_columns(names, text)
    kept = key_columns(names, text, keys)
    schema = frame_schema(rows, kinds=kinds)
    # Refuses keys that clash with the result's columns.
    frame_schema(rows, {key: pyarrow.null() for key in kept}, kinds=kinds)
    maker = RowMaker(rows, kinds, columns, extract or Extraction())
    origins: list[int] = []
    made: list[dict[str, Any]] = []
    cells = [[_plain(value, pandas) for value in frame[column]] for column in inputs]
    for position, values in enumerate(zip(*cells, strict=True)):
        of_input = maker.rows_of(dict(zip(inputs.values(), values, strict=True)))
        origins += [position] * len(of_input)
        made += of_input
    table = pyarrow.table(
        {
            name: pyarrow.array([row.get(name) for row in made], schema.field(name).type)
            for name in schema.names
        },
        schema=schema,
    )
    result = table.to_pandas(types_mapper=pandas.ArrowDtype, ignore_metadata=True)
    beside = frame[kept].take(origins).reset_index(drop=True)
    return pandas.concat([beside, result], axis=1)


def input_columns(names: Sequence[str], text: str = "text") -> dict[str, str]:
    """Return the columns that say something of the input, with the name that inputs have for it.

    Args:
        names: the frame's columns.
        text: the name of the column of texts.

    Raises:
        BulletinError: ``option_invalid`` where there is no column to read.
    """
    meaning = {**{name: name for name in ("html", *FIELDS)}, text: "text"}
    found = {name: meaning[name] for name in names if name in meaning}
    if text not in found and "html" not in found:
        raise BulletinError(
            "option_invalid",
            f"the frame has neither a column {text!r} nor 'html'",
            "name the column that holds the bulletins: text=…",
        )
    return found


def key_columns(names: Sequence[str], text: str = "text", keys: Sequence[str] | None = None) -> list[str]:
    """Return the key columns: those asked for, or all that are no input columns.

    Args:
        names: the frame's columns.
        text: the name of the column of texts.
        keys: those asked for, or None.

    Raises:
        BulletinError: ``option_invalid`` where one does not exist.
    """
    if keys is None:
        inputs = input_columns(names, text)
        return [name for name in names if name not in inputs]
    if isinstance(keys, str):
        raise BulletinError("option_invalid", f"keys {keys!r} is no sequence", f"write [{keys!r}]")
    missing = [key for key in keys if key not in names]
    if missing:
        raise BulletinError(
            "option_invalid", f"there is no key column {missing[0]!r}", f"the columns are {', '.join(names)}"
        )
    twice = [key for key in keys if list(keys).count(key) > 1]
    if twice:
        raise BulletinError("option_invalid", f"the key column {twice[0]!r} is named twice", "name each once")
    return list(keys)


def _packages() -> tuple[Any, Any]:
    try:
        import pandas
        import pyarrow
    except ImportError as error:
        raise BulletinError(
            "option_invalid", f"{error.name} is not installed", "pip install 'bulletin-nlp[dask]'"
        ) from error
    return pandas, pyarrow


def _names(frame: pandas.DataFrame) -> list[str]:
    names = list(frame.columns)
    odd = [name for name in names if not isinstance(name, str)]
    if odd:
        raise BulletinError("option_invalid", f"the column name {odd[0]!r} is no text", "rename it")
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise BulletinError("option_invalid", f"two columns are called {twice[0]!r}", "rename one")
    return names


def _plain(value: Any, pandas: Any) -> Any:
    """Return a cell as plain Python has it: null as None, a day as a date."""
    if isinstance(value, str | bytes):
        return value
    if pandas.api.types.is_scalar(value) and pandas.isna(value):
        return None
    if isinstance(value, pandas.Timestamp):
        value = value.to_pydatetime(warn=False)
    if isinstance(value, datetime) and value.tzinfo is None and value.time() == time.min:
        # pandas has days only as midnights.
        return value.date()
    return value.item() if type(value).__module__ == "numpy" and getattr(value, "ndim", 1) == 0 else value
