"""Works: one text however often it was published, and the copy that speaks for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, func, select, update

from bulletin_nlp.lexicon.loader import read_lexicon
from bulletin_nlp.store import tables as t
from bulletin_nlp.store.bulk import insert_many
from bulletin_nlp.store.copies import Copy, are_copies
from bulletin_nlp.store.prepared import PreparedRecord
from bulletin_nlp.store.writing import insert_row

__all__ = ["free_work_id", "insert_sketches", "join_work", "let_one_speak"]


def join_work(db: Connection, key: int, record: PreparedRecord, now: datetime) -> None:
    """Put a bulletin whose text is new to the store into the work whose copy it is, or into one of its own.

    Args:
        db: the transaction.
        key: the bulletin, whose current revision is the record.
        record: the record.
        now: the time to note.
    """
    former = db.execute(select(t.bulletins.c.work_key).where(t.bulletins.c.bulletin_key == key)).scalar()
    db.execute(delete(t.sketches).where(t.sketches.c.bulletin_key == key))
    works = _works_of_copies(db, key, record)
    if former is not None and not works and _members(db, former) == [key]:
        works = [former]
    if not works:
        work_id = free_work_id(db, record.id)
        works = [insert_row(db, t.works, work_id=work_id, first_seen=now)]
    kept, *merged = sorted(works)
    moving = t.bulletins.c.bulletin_key == key
    if merged:
        moving = moving | t.bulletins.c.work_key.in_(merged)
    db.execute(update(t.bulletins).where(moving).values(work_key=kept, updated_at=now))
    insert_sketches(db, [(key, record)])
    let_one_speak(db, kept, now)
    if former not in (None, kept):
        let_one_speak(db, former, now)


def free_work_id(db: Connection, record_id: str) -> str:
    """Return an id for a new work: ``w-`` and the id of its first record, numbered where that is taken."""
    wanted = f"w-{record_id}"
    name, number = wanted, 1
    while db.execute(select(t.works.c.work_key).where(t.works.c.work_id == name)).first() is not None:
        number += 1
        name = f"{wanted}-{number}"
    return name


def insert_sketches(db: Connection, records: Sequence[tuple[int, PreparedRecord]]) -> None:
    """Note the sketches of bulletins."""
    rows = [(value, key) for key, record in records for value in record.sketch]
    if rows:
        insert_many(db, t.sketches.name, ("hash", "bulletin_key"), rows)


def let_one_speak(db: Connection, work: int, now: datetime) -> None:
    """Choose the copy that speaks for a work, and drop a work that has no copy left.

    The smallest standing speaks; among equals the earliest published, the longest, the first stored.
    """
    b = t.bulletins.c
    rows = db.execute(
        select(b.bulletin_key, b.speaks)
        .join_from(t.bulletins, t.revisions, t.revisions.c.revision_key == b.revision_key)
        .where(b.work_key == work)
        .order_by(
            b.standing,
            b.published.is_(None),
            b.published,
            func.length(t.revisions.c.text).desc(),
            b.bulletin_key,
        )
    ).all()
    for index, row in enumerate(rows):
        if row.speaks is not (index == 0):
            db.execute(
                update(t.bulletins)
                .where(b.bulletin_key == row.bulletin_key)
                .values(speaks=index == 0, updated_at=now)
            )
    if not rows:
        db.execute(delete(t.works).where(t.works.c.work_key == work))


def _members(db: Connection, work: int) -> list[int]:
    b = t.bulletins.c
    return list(db.execute(select(b.bulletin_key).where(b.work_key == work)).scalars())


def _works_of_copies(db: Connection, key: int, record: PreparedRecord) -> list[int]:
    """Return the works of which a record is a copy."""
    if not record.sketch:
        return []
    rules = read_lexicon("copies")["sketch"]
    s, b = t.sketches.c, t.bulletins.c
    shared = func.count().label("shared")
    candidates = db.execute(
        select(s.bulletin_key, shared)
        .where(s.hash.in_(record.sketch), s.bulletin_key != key)
        .group_by(s.bulletin_key)
        .having(shared >= rules["shared"])
        .order_by(shared.desc(), s.bulletin_key)
        .limit(rules["candidates"])
    ).all()
    found = set()
    for candidate in candidates:
        row = db.execute(
            select(b.work_key, b.published, b.torn_spans, t.revisions.c.text)
            .join_from(t.bulletins, t.revisions, t.revisions.c.revision_key == b.revision_key)
            .where(b.bulletin_key == candidate.bulletin_key)
        ).one()
        if row.work_key in found:
            continue
        copy = Copy(
            text=row.text,
            torn=bool(row.torn_spans),
            published=row.published,
            names=_live(db, "officials", "name", candidate.bulletin_key),
            regions=_live(db, "regions", "code", candidate.bulletin_key),
        )
        if are_copies(record.copy, copy):
            found.add(row.work_key)
    return list(found)


def _live(db: Connection, kind: str, column: str, key: int) -> frozenset[str]:
    c = t.FACT_TABLES[kind].c
    query = select(c[column]).where(c.bulletin_key == key, c.retracted_at.is_(None))
    if kind == "regions":
        query = query.where(c.implied.is_(False))
    return frozenset(value for value in db.execute(query).scalars() if value)
