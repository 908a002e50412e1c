"""Rows into tables: many at once, in the manner that each database is quickest at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table, insert, text

from bulletin_nlp.store import tables as t
from bulletin_nlp.store.columns import ExactNumber
from bulletin_nlp.store.prepared import PreparedRecord, Row, row_columns

__all__ = ["STATED", "insert_row", "insert_stated", "next_keys"]

# SQLite keeps integers in 64 bits; what is larger is kept by its nearest double (the record has the digits).
_INT64 = 1 << 63

#: The tables of what a record states, parents first.
STATED = (
    *t.FACT_TABLES.values(),
    t.positions,
    t.measures,
    t.mentions,
    t.warnings,
    t.extra_values,
)


def insert_row(db: Connection, table: Table, **values: Any) -> int:
    """Insert a row and return its key."""
    (key_column,) = table.primary_key
    return int(db.execute(insert(table).values(**values).returning(key_column)).scalar_one())


def next_keys(db: Connection, table: Table, count: int) -> list[int]:
    """Return as many new keys of a table as asked for; the transaction must be one that writes."""
    (key,) = table.primary_key
    if db.dialect.name == "sqlite":
        # Nobody else writes: the transaction holds the lock.
        last = db.exec_driver_sql(f"SELECT coalesce(max({key.name}), 0) FROM {table.name}").scalar_one()  # noqa: S608
        return list(range(last + 1, last + 1 + count))
    sequence = text("SELECT nextval(pg_get_serial_sequence(:table, :key)) FROM generate_series(1, :count)")
    return [row[0] for row in db.execute(sequence, {"table": table.name, "key": key.name, "count": count})]


def insert_stated(
    db: Connection,
    records: Sequence[tuple[int, PreparedRecord]],
    now: datetime,
    times: Mapping[tuple[str, str], tuple[datetime, datetime]] | None = None,
) -> None:
    """Insert what records state.

    Args:
        db: the transaction.
        records: keys of bulletins and their records.
        now: when the facts were first seen and last changed.
        times: for a single record, the same of facts (by kind and id) that were there before.
    """
    for table in STATED:
        rows: list[Row] = []
        timed = table.name in t.FACT_TABLES
        new = (_moment(db, now),) * 2
        for key, record in records:
            found = record.rows.get(table.name, ())
            if not timed:
                rows.extend((key, *row) for row in found)
            elif times is None:
                rows.extend((key, *row, *new) for row in found)
            else:
                for row in found:
                    old = times.get((table.name, row[0]))
                    rows.append((key, *row, *(new if old is None else (_moment(db, m) for m in old))))
        if rows:
            columns = ["bulletin_key", *row_columns(table)] + (["first_seen", "updated_at"] if timed else [])
            _insert_many(db, table, columns, rows)


def _insert_many(db: Connection, table: Table, columns: list[str], rows: Iterable[Row]) -> None:
    names = ", ".join(f'"{name}"' for name in columns)
    if db.dialect.name == "postgresql":
        driver: Any = db.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    numbers = [columns.index(name) for name in _exact_numbers(table)]
    if numbers:
        rows = [_with_doubles(row, numbers) for row in rows]
    marks = ", ".join("?" * len(columns))
    db.exec_driver_sql(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", list(rows))  # noqa: S608


@cache
def _exact_numbers(table: Table) -> list[str]:
    return [column.name for column in table.c if isinstance(column.type, ExactNumber)]


def _with_doubles(row: Row, numbers: Sequence[int]) -> Row:
    values = list(row)
    for index in numbers:
        value = values[index]
        if isinstance(value, Decimal) or (isinstance(value, int) and not -_INT64 <= value < _INT64):
            values[index] = float(value)
    return tuple(values)


def _moment(db: Connection, moment: datetime) -> Any:
    """Return a moment as the column type :class:`UtcTime` keeps it."""
    if db.dialect.name == "sqlite":
        return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    return moment
