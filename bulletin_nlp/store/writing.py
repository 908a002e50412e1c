"""Rows into tables: one and its key, or many of what records state."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache, lru_cache, partial
from typing import Any

from sqlalchemy import JSON, Connection, Table, insert, text

from bulletin_nlp.store import tables as t
from bulletin_nlp.store.bulk import Row, insert_many
from bulletin_nlp.store.columns import ExactNumber, UtcTime
from bulletin_nlp.store.prepared import PreparedRecord, plain, row_columns

__all__ = ["STATED", "insert_row", "insert_rows", "insert_stated", "next_keys", "without_nul"]

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
    new = (_moment(db, now),) * 2
    for table in STATED:
        name = table.name
        timed = name in t.FACT_TABLES
        rows: list[Row] = []
        for key, record in records:
            found = record.rows.get(name)
            if not found:
                continue
            before = (key,)
            if not timed:
                rows += [before + row for row in found]
            elif times is None:
                rows += [before + row + new for row in found]
            else:
                for row in found:
                    old = times.get((name, row[0]))
                    rows.append(before + row + (new if old is None else tuple(_moment(db, m) for m in old)))
        if rows:
            columns = ["bulletin_key", *row_columns(table)] + (["first_seen", "updated_at"] if timed else [])
            insert_many(db, table.name, columns, rows, _exact_numbers(table))


def insert_rows(db: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all have the same columns.

    Args:
        db: the transaction.
        table: the table.
        rows: values by column, as Python has them.
    """
    if not rows:
        return
    kept: list[Callable[[Any], Any]] = []
    for name in rows[0]:
        kind = table.c[name].type
        if isinstance(kind, UtcTime):
            kept.append(lambda value: value if value is None else _moment(db, value))
        elif isinstance(kind, JSON):
            kept.append(partial(plain, is_json=True))
        else:
            kept.append(plain)
    flat = [tuple([keep(v) for keep, v in zip(kept, row.values(), strict=True)]) for row in rows]
    insert_many(db, table.name, list(rows[0]), flat)


def without_nul(text: str | None) -> str | None:
    """Return a text that every database keeps: without NUL and without halves of characters."""
    return text and text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


@cache
def _exact_numbers(table: Table) -> list[str]:
    return [column.name for column in table.c if isinstance(column.type, ExactNumber)]


def _moment(db: Connection, moment: datetime) -> Any:
    """Return a moment as the column type :class:`UtcTime` keeps it."""
    return _written(moment) if db.dialect.name == "sqlite" else moment


@lru_cache(maxsize=64)  # what is saved together is noted with one moment
def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
