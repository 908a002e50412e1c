"""The columns of frames: declared once, said as an Arrow schema and as Spark's DDL.

Engines that spread a frame over machines want the schema before the first row is there, so it follows from
the options alone and never from the data.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

from bulletin_nlp.errors import BulletinError
from bulletin_nlp.record import FACT_KINDS

if TYPE_CHECKING:
    import pyarrow

__all__ = ["PRECISION", "SCALE", "FrameColumn", "Rows", "frame_columns", "frame_ddl", "frame_schema"]

#: What a row is.
Rows = Literal["bulletin", "fact"]

#: Digits of a number, and how many of them stand after the point: ``decimal128(38, 9)``. 38 digits are the
#: most that Spark and Parquet's readers take. Government figures reach 10¹⁶ (a national total in 元) and have
#: two decimals as a rule; nine leave room for small rates, and 29 before the point for whatever is counted.
PRECISION = 38
SCALE = 9

Kind = Literal["text", "integer", "number", "share", "date", "boolean", "list"]

# A share is a measured probability and no exact number, so it may be a double.
_DDL: dict[Kind, str] = {
    "text": "STRING",
    "integer": "BIGINT",
    "number": f"DECIMAL({PRECISION},{SCALE})",
    "share": "DOUBLE",
    "date": "DATE",
    "boolean": "BOOLEAN",
    "list": "ARRAY<STRING>",
}


@dataclass(frozen=True, slots=True)
class FrameColumn:
    """One column: its name, the kind of its values and one line on what it holds."""

    name: str
    kind: Kind
    label: str


def _columns(kind: Kind, /, **labels: str) -> tuple[FrameColumn, ...]:
    return tuple(FrameColumn(name, kind, label) for name, label in labels.items())


_ERROR = _columns(
    "text",
    error_code="code of the failure of this input, else null; the other columns of the result are null then",
    error_message="what went wrong and what to do about it, in one line",
)

_BULLETIN = (
    *_columns(
        "text",
        bulletin_id="content id of the bulletin",
        title="title, in Simplified Chinese",
        subtitle="subtitle",
        document_number="document number (文号)",
        index_number="index number (索引号)",
    ),
    *_columns("date", published="day of publication"),
    *_columns("text", published_basis="where that day came from"),
    *_columns("date", event_date="day that the bulletin reports on"),
    *_columns(
        "text",
        url="address of the page",
        external_id="the caller's own id",
        site_name="portal that hosts the page",
        publisher="body that issued it",
        content_source="source as printed",
        script="script of the source: Hans, Hant or mixed",
    ),
    *_columns("boolean", torn="whether characters were lost in this copy"),
    *_columns(
        "integer",
        **{f"n_{kind}": f"number of {kind}" for kind in FACT_KINDS},
        n_warnings="number of warnings",
    ),
    *_columns(
        "text", extractor_version="version that read it", record="the whole record as JSON (its wire form)"
    ),
    *_ERROR,
)

_OF_BULLETIN = (
    *_columns("text", bulletin_id="content id of the bulletin", title="its title"),
    *_columns("date", published="its day of publication", event_date="day that it reports on"),
    *_columns(
        "text",
        url="address of the page",
        external_id="the caller's own id",
        site_name="portal that hosts the page",
        publisher="body that issued it",
    ),
    *_columns("boolean", torn="whether characters were lost in this copy"),
)

_EVIDENCE = (
    *_columns("share", confidence="probability that the fact is right as a whole, or null"),
    *_columns("text", quote="the words it rests on"),
    *_columns(
        "integer",
        span_start="where they begin in the record's text, in code points",
        span_end="where they end, exclusive",
        source_start="where they begin in the source text",
        source_end="where they end there, exclusive",
    ),
    *_columns("text", fact="the whole fact as JSON", extractor_version="version that read it"),
    *_ERROR,
)

_METRIC = (
    *_OF_BULLETIN,
    *_columns(
        "text",
        fact_id="id of the fact, stable across runs",
        indicator="id from the indicator vocabulary",
        indicator_text="the words that name it",
        category="what part of it",
    ),
    *_columns("number", value="the number in base units", value_max="upper end of a range"),
    *_columns("text", unit="base unit", per="what a rate is by"),
    *_columns("number", precision="size of the last stated digit"),
    *_columns("text", qualifier="exact, about, over …", status="planned, started … or null"),
    *_columns(
        "boolean", remaining="whether it counts what has not been done", cumulative="whether it is a total"
    ),
    *_columns("text", baseline="since when a total counts"),
    *_columns("date", period_start="first day of what is counted", period_end="last day"),
    *_columns("text", period_text="the period's words"),
    *_columns("date", as_of="day up to which the figure holds"),
    *_columns("text", as_of_basis="where that day was read", region="code of the region"),
    *_columns("list", excludes="codes of regions left out"),
    *_columns("text", part_of="fact_id of the total that this is a part of", context="the clause"),
    *_columns(
        "list", unfit="number columns that are null in this row only because DECIMAL(38,9) cannot hold them"
    ),
    *_EVIDENCE,
)

_ANY_FACT = (
    *_OF_BULLETIN,
    *_columns(
        "text",
        kind="kind of the fact: metrics, officials …",
        fact_id="id of the fact, stable across runs",
        name="name of the official, body, region or community; the metric's indicator, the deadline's "
        "expression, the task's type",
        region="code of the region that it is about",
    ),
    *_EVIDENCE,
)


def frame_columns(rows: Rows = "bulletin", kinds: Sequence[str] = ("metrics",)) -> tuple[FrameColumn, ...]:
    """Return the result's own columns, which follow the key columns.

    Args:
        rows: ``"bulletin"`` or ``"fact"``.
        kinds: kinds of facts (names of :data:`~bulletin_nlp.record.FACT_KINDS`) for ``rows="fact"``. Metrics
            alone have columns of their own; any other choice has the columns that all facts share.

    Raises:
        BulletinError: ``option_invalid`` for a kind or a sort of row that does not exist.
    """
    if rows not in get_args(Rows):
        raise BulletinError("option_invalid", f"no rows are called {rows!r}", "use 'bulletin' or 'fact'")
    unknown = [kind for kind in kinds if kind not in FACT_KINDS]
    if isinstance(kinds, str) or unknown or not kinds:
        raise BulletinError(
            "option_invalid",
            f"kinds {kinds!r} cannot be used",
            f"give a sequence of {', '.join(FACT_KINDS)}",
        )
    if rows == "bulletin":
        return _BULLETIN
    return _METRIC if set(kinds) == {"metrics"} else _ANY_FACT


def frame_schema(
    rows: Rows = "bulletin",
    keys: Mapping[str, Any] | pyarrow.Schema | None = None,
    *,
    kinds: Sequence[str] = ("metrics",),
) -> pyarrow.Schema:
    """Return the schema of what :func:`~bulletin_nlp.batch.extract_frame` returns.

    Args:
        rows: ``"bulletin"`` or ``"fact"``.
        keys: the key columns, which come first: names with their Arrow types, or a schema of them.
        kinds: kinds of facts, as for :func:`frame_columns`.

    Returns:
        The schema; each field of the result has its ``label`` in its metadata.

    Raises:
        BulletinError: ``option_invalid``, also where a key has the name of a column of the result.
    """
    import pyarrow as pa

    types: dict[Kind, pa.DataType] = {
        "text": pa.string(),
        "integer": pa.int64(),
        "number": pa.decimal128(PRECISION, SCALE),
        "share": pa.float64(),
        "date": pa.date32(),
        "boolean": pa.bool_(),
        "list": pa.list_(pa.string()),
    }
    columns = frame_columns(rows, kinds)
    if isinstance(keys, pa.Schema):
        keys = dict(zip(keys.names, keys.types, strict=True))
    _check_keys(list(keys or ()), columns)
    return pa.schema(
        [pa.field(name, type) for name, type in (keys or {}).items()]
        + [pa.field(c.name, types[c.kind], metadata={"label": c.label}) for c in columns]
    )


def frame_ddl(
    rows: Rows = "bulletin",
    keys: Mapping[str, str] | None = None,
    *,
    kinds: Sequence[str] = ("metrics",),
) -> str:
    """Return the same schema as Spark's DDL.

    Args:
        rows: ``"bulletin"`` or ``"fact"``.
        keys: names of the key columns with their Spark types, as ``dict(frame.dtypes)`` has them.
        kinds: kinds of facts, as for :func:`frame_columns`.

    Raises:
        BulletinError: ``option_invalid``, also where a key has the name of a column of the result.
    """
    columns = frame_columns(rows, kinds)
    _check_keys(list(keys or ()), columns)
    named = [*(keys or {}).items(), *((column.name, _DDL[column.kind]) for column in columns)]
    return ", ".join(f"`{name.replace('`', '``')}` {type}" for name, type in named)


def _check_keys(keys: Sequence[str], columns: Sequence[FrameColumn]) -> None:
    # Spark's names do not differ by case.
    taken = {column.name.lower() for column in columns}
    clashes = [key for key in keys if key.lower() in taken]
    if clashes:
        raise BulletinError(
            "option_invalid",
            f"the key column {clashes[0]!r} has the name of a column of the result",
            "rename it, or leave it out of the keys",
        )
    if len({key.lower() for key in keys}) < len(keys):
        raise BulletinError("option_invalid", "a key column is named twice", "name each once")
