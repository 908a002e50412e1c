"""Putting a reading's facts in place of the former's: what is gone is retracted, what changed is noted."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from bulletin_nlp.record import FACT_KINDS
from bulletin_nlp.store import tables as t
from bulletin_nlp.store.prepared import PreparedRecord, row_columns
from bulletin_nlp.store.writing import insert_stated

__all__ = ["replace_facts"]


class _Kept(NamedTuple):
    """A fact as it stands in its table; ``digest`` is null where an older schema kept it."""

    digest: str | None
    first_seen: datetime
    updated_at: datetime
    retracted_at: datetime | None


def replace_facts(
    db: Connection,
    key: int,
    former: int | None,
    revision: int,
    record: PreparedRecord,
    now: datetime,
) -> None:
    """Let the fact tables say what a record says.

    A fact keeps its row and its times while it states the same. One that states something else, or is found
    again, is noted in ``fact_changes`` with the two revisions that hold it in full; one that is no longer
    found stays where it is, with the moment of its retraction.

    Args:
        db: the transaction.
        key: the bulletin.
        former: key of the revision that spoke before, or None for a new bulletin.
        revision: key of the record's revision.
        record: the record.
        now: the time to note.
    """
    if former is None:
        insert_stated(db, [(key, record)], now)
        return
    changes: list[dict[str, Any]] = []
    kept: dict[tuple[str, str], _Kept] = {}
    unchanged: set[tuple[str, str]] = set()
    for kind in FACT_KINDS:
        table = t.FACT_TABLES[kind]
        c = table.c
        stored = {
            row.fact_id: _Kept(row.digest, row.first_seen, row.updated_at, row.retracted_at)
            for row in db.execute(
                select(c.fact_id, c.digest, c.first_seen, c.updated_at, c.retracted_at).where(
                    c.bulletin_key == key
                )
            )
        }
        found = _digests(record, kind)
        for fact_id, fact in stored.items():
            if fact_id not in found:
                if fact.retracted_at is None:
                    changes.append({"kind": kind, "fact_id": fact_id, "change": "retracted"})
                continue
            kept[kind, fact_id] = fact
            if fact.retracted_at is not None:
                changes.append({"kind": kind, "fact_id": fact_id, "change": "returned"})
            elif fact.digest not in (None, found[fact_id]):
                changes.append({"kind": kind, "fact_id": fact_id, "change": "changed"})
            else:
                unchanged.add((kind, fact_id))
        db.execute(
            update(table).where(c.bulletin_key == key, c.retracted_at.is_(None)).values(retracted_at=now)
        )
        # What is found again is written anew below, with its old times; what is not keeps its row.
        again = [{"id": fact_id} for fact_id in stored if fact_id in found]
        for inner in (table, t.mentions) if again else ():
            db.execute(
                delete(inner).where(inner.c.bulletin_key == key, inner.c.fact_id == bindparam("id")), again
            )
    for table in (t.warnings, t.extra_values):
        db.execute(delete(table).where(table.c.bulletin_key == key))
    times = {
        place: (fact.first_seen, fact.updated_at if place in unchanged else now)
        for place, fact in kept.items()
    }
    insert_stated(db, [(key, record)], now, times)
    if changes:
        noted = {
            "bulletin_key": key,
            "changed_at": now,
            "before_revision": former,
            "after_revision": revision,
        }
        db.execute(insert(t.fact_changes), [{**change, **noted} for change in changes])


def _digests(record: PreparedRecord, kind: str) -> dict[str, str]:
    columns = row_columns(t.FACT_TABLES[kind])
    fact_id, digest = columns.index("fact_id"), columns.index("digest")
    return {row[fact_id]: row[digest] for row in record.rows.get(kind, ())}
