"""Tables in memory: pandas data frames and DuckDB tables."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bulletin_nlp.errors import BulletinError
from bulletin_nlp.export.cells import check_columns, read_batches
from bulletin_nlp.export.columns import Column
from bulletin_nlp.export.extras import load_package
from bulletin_nlp.export.tally import Tally

if TYPE_CHECKING:
    import duckdb
    import pandas

__all__ = ["to_duckdb", "to_pandas"]

_DTYPES = {
    "text": "string",
    "list": "object",
    "date": "datetime64[s]",
    "datetime": "datetime64[us, UTC]",
    "boolean": "boolean",
}
_INT64 = 2**63


def to_pandas(
    rows: Iterable[Mapping[str, Any]], columns: Sequence[Column], *, exact: bool = True
) -> pandas.DataFrame:
    """Return rows as a data frame.

    Texts, codes among them, are ``string``, never numbers; integers ``Int64``, booleans ``boolean``; dates
    ``datetime64[s]``, times ``datetime64[us, UTC]``; lists tuples of texts. Whatever is missing is ``NA`` or
    ``NaT``; in columns of objects (lists, exact numbers) it is None.

    Args:
        rows: mappings from column names to values; held in memory.
        columns: the columns, whose types do not depend on the rows.
        exact: keep numbers as objects, ``int`` and ``Decimal``, that add up exactly; otherwise they become
            ``Float64``, with which pandas is faster and every function works.

    Raises:
        BulletinError: ``option_invalid`` where pandas is missing, or an integer has more than 64 bits.
    """
    found = load_package("pandas", "stata")
    check_columns(columns)
    held: list[list[Any]] = [[] for _ in columns]
    for batch in read_batches(rows, columns, Tally(columns)):
        for cells, more in zip(held, batch, strict=True):
            cells.extend(more)
    series = {}
    for column, values in zip(columns, held, strict=True):
        if column.kind == "number":
            dtype = "object" if exact else "Float64"
            values = values if exact else [None if value is None else float(value) for value in values]
        elif column.kind == "integer":
            dtype = "Int64"
            if any(value is not None and not -_INT64 <= value < _INT64 for value in values):
                raise BulletinError(
                    "option_invalid",
                    f"column {column.name} has an integer of more than 64 bits",
                    "make its kind number",
                )
        else:
            dtype = _DTYPES[column.kind]
        if column.kind == "datetime":
            # pandas reads a list of aware times and None more slowly, and as objects
            naive = [value.replace(tzinfo=None) if isinstance(value, datetime) else None for value in values]
            series[column.name] = found.Series(naive, dtype="datetime64[us]").dt.tz_localize("UTC")
        else:
            series[column.name] = found.Series(values, dtype=dtype)
    return found.DataFrame(series)


def to_duckdb(
    rows: Iterable[Mapping[str, Any]],
    columns: Sequence[Column],
    connection_or_path: duckdb.DuckDBPyConnection | str | Path,
    table: str,
    *,
    replace: bool = False,
) -> int:
    """Make a table of a DuckDB database from rows, whole or not at all.

    Its types are those of the Parquet export (exact numbers ``DECIMAL(38, …)``, lists ``VARCHAR[]``); each
    column has its label as a comment.

    Args:
        rows: mappings from column names to values; read once, never held all at once.
        columns: the columns.
        connection_or_path: an open connection, or the path of a database, which is made where there is none.
        table: name of the table.
        replace: take the place of a table of that name; otherwise that is an error.

    Returns:
        How many rows the table has.

    Raises:
        BulletinError: ``option_invalid`` (a missing extra, the table exists, a number that does not fit) or
            ``output_unwritable``.
    """
    load_package("duckdb", "duckdb,parquet")
    load_package("pyarrow", "duckdb,parquet")
    check_columns(columns)
    if isinstance(connection_or_path, str | Path):
        import duckdb

        try:
            with duckdb.connect(str(connection_or_path)) as connection:
                return _make_table(rows, columns, connection, table, replace=replace)
        except duckdb.IOException as error:
            raise BulletinError(
                "output_unwritable",
                f"{connection_or_path} cannot be written ({str(error).splitlines()[0]})",
                "check that the folder exists, its rights, the space left and that nobody else has it open",
            ) from error
    return _make_table(rows, columns, connection_or_path, table, replace=replace)


def _make_table(
    rows: Iterable[Mapping[str, Any]],
    columns: Sequence[Column],
    connection: duckdb.DuckDBPyConnection,
    table: str,
    *,
    replace: bool,
) -> int:
    import duckdb

    from bulletin_nlp.export.parquet import BATCH, write_parquet

    tally = Tally(columns)
    with tempfile.TemporaryDirectory() as folder:
        passed = Path(folder) / "rows.parquet"
        try:
            write_parquet(read_batches(rows, columns, tally, size=BATCH), columns, passed, {})
        except OSError as error:
            raise BulletinError(
                "output_unwritable",
                f"the folder for temporary files cannot be written ({error.strerror or error})",
                "free some space, or name another folder in TMPDIR",
            ) from error
        name = _quoted(table)
        connection.execute("BEGIN")
        try:
            make = "CREATE OR REPLACE TABLE" if replace else "CREATE TABLE"
            # The name is quoted, and the rows come from the file: nothing of them is read as SQL.
            query = f"{make} {name} AS SELECT * FROM read_parquet(?)"  # noqa: S608
            connection.execute(query, [str(passed)])
            for column in columns:
                label = f"{column.label} {column.label_zh}".replace("'", "''")
                connection.execute(f"COMMENT ON COLUMN {name}.{_quoted(column.name)} IS '{label}'")
            connection.execute("COMMIT")
        except BaseException as error:
            connection.execute("ROLLBACK")
            if isinstance(error, duckdb.CatalogException):
                raise BulletinError(
                    "option_invalid",
                    f"the table {table!r} cannot be made ({str(error).splitlines()[0]})",
                    "name another, or replace it",
                ) from error
            raise
    return tally.rows


def _quoted(name: str) -> str:
    """Return a name as SQL quotes it."""
    return '"' + name.replace('"', '""') + '"'
