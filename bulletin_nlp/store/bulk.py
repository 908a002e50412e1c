"""Many rows at once, in the manner that each database is quickest at."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

__all__ = ["Row", "insert_many"]

Row = tuple[Any, ...]

# SQLite keeps integers in 64 bits; what is larger is kept by its nearest double (the record has the digits).
_INT64 = 1 << 63


def insert_many(
    db: Connection, table: str, columns: Sequence[str], rows: Sequence[Row], numbers: Sequence[str] = ()
) -> None:
    """Insert rows of plain values, as :func:`bulletin_nlp.store.prepared.plain` makes them.

    Args:
        db: the transaction.
        table: name of the table.
        columns: names of the columns.
        rows: a value for each column, row by row.
        numbers: the columns of exact numbers, which SQLite keeps in its own manner.
    """
    names = ", ".join(f'"{name}"' for name in columns)
    if db.dialect.name == "postgresql":
        driver: Any = db.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    if numbers:
        places = [columns.index(name) for name in numbers]
        rows = [_with_doubles(row, places) for row in rows]
    marks = ", ".join("?" * len(columns))
    db.exec_driver_sql(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)  # noqa: S608


def _with_doubles(row: Row, places: Sequence[int]) -> Row:
    # Nearly every number is a small integer: the row stays as it is.
    for place in places:
        value = row[place]
        if isinstance(value, Decimal) or (isinstance(value, int) and not -_INT64 <= value < _INT64):
            row = (*row[:place], float(value), *row[place + 1 :])
    return row
