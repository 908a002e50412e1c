"""Saving a record: what it is to the bulletins that are there, and what changes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select, update

from bulletin_nlp.record import Bulletin
from bulletin_nlp.store import tables as t
from bulletin_nlp.store.entries import SaveOutcome
from bulletin_nlp.store.places import Place, find_bulletin, note_places, places_of, shares_place
from bulletin_nlp.store.rows import (
    bulletin_columns,
    fact_rows,
    record_digest,
    revision_columns,
    versions_of,
)

__all__ = ["insert_row", "save_record"]


def save_record(
    db: Connection, bulletin: Bulletin, name: str | None, run: int | None, now: datetime
) -> SaveOutcome:
    """Save a record within a transaction; ``docs/store.md`` says what each outcome means.

    Args:
        db: the transaction.
        bulletin: the record.
        name: absolute path of its file, ``"-"`` or None.
        run: key of the run, or None.
        now: the time to note.
    """
    places = places_of(bulletin, name)
    digest = record_digest(bulletin)
    key = find_bulletin(db, places, bulletin.id)
    if key is None:
        key = insert_row(
            db, t.bulletins, id=bulletin.id, id_scheme=bulletin.id_scheme, first_seen=now, last_seen=now
        )
        outcome, revision = SaveOutcome.NEW, _add_revision(db, key, 1, bulletin, digest, run, now)
    else:
        outcome, revision = _save_again(db, key, bulletin, digest, places, run, now)
    changed = outcome is not SaveOutcome.UNCHANGED
    if changed or _other_versions(db, revision, bulletin):
        # A revision that a page went back to, or that newer rules read as before, takes the record at hand:
        # the facts' rows and the revision's source text belong together.
        _rewrite(db, revision, bulletin)
        if (changed and outcome is not SaveOutcome.COPY) or _is_current(db, key, revision):
            _make_current(db, key, revision, bulletin, name)
    _touch(db, key, revision, now)
    note_places(db, places, key, revision, now)
    return outcome


def _save_again(
    db: Connection,
    key: int,
    bulletin: Bulletin,
    digest: str,
    places: list[Place],
    run: int | None,
    now: datetime,
) -> tuple[SaveOutcome, int]:
    """Decide what a further record of a known bulletin is; return that and the revision it stands in."""
    r = t.revisions.c
    known = db.execute(
        select(r.revision_key, r.number, r.content_id, r.digest)
        .where(r.bulletin_key == key)
        .order_by(r.number.desc())
    ).all()
    current_key = db.execute(
        select(t.bulletins.c.revision_key).where(t.bulletins.c.bulletin_key == key)
    ).scalar_one()
    current = next(row for row in known if row.revision_key == current_key)
    same = next((row for row in known if row.digest == digest), None)
    if current.digest == digest:
        return SaveOutcome.UNCHANGED, current_key
    if shares_place(db, places, current_key):
        outcome = SaveOutcome.REREAD if current.content_id == bulletin.id else SaveOutcome.REVISED
    elif same is not None:
        return SaveOutcome.UNCHANGED, same.revision_key
    else:
        outcome = SaveOutcome.COPY
    if same is not None:  # the page went back to what it said before
        return outcome, same.revision_key
    return outcome, _add_revision(db, key, known[0].number + 1, bulletin, digest, run, now)


def _other_versions(db: Connection, revision: int, bulletin: Bulletin) -> bool:
    """Tell whether a revision was read by another version of the rules or the data."""
    versions = versions_of(bulletin)
    columns = [t.revisions.c[name] for name in versions]
    row = db.execute(select(*columns).where(t.revisions.c.revision_key == revision)).one()
    return tuple(row) != tuple(versions.values())


def _is_current(db: Connection, key: int, revision: int) -> bool:
    current = select(t.bulletins.c.revision_key).where(t.bulletins.c.bulletin_key == key)
    return bool(db.execute(current).scalar_one() == revision)


def _add_revision(
    db: Connection, key: int, number: int, bulletin: Bulletin, digest: str, run: int | None, now: datetime
) -> int:
    return insert_row(
        db,
        t.revisions,
        bulletin_key=key,
        number=number,
        digest=digest,
        run_key=run,
        first_seen=now,
        last_seen=now,
        **revision_columns(bulletin),
    )


def _rewrite(db: Connection, revision: int, bulletin: Bulletin) -> None:
    db.execute(
        update(t.revisions).where(t.revisions.c.revision_key == revision).values(**revision_columns(bulletin))
    )


def _make_current(db: Connection, key: int, revision: int, bulletin: Bulletin, name: str | None) -> None:
    """Let a revision be what the store answers with, and put its facts in place of the former's."""
    db.execute(
        update(t.bulletins)
        .where(t.bulletins.c.bulletin_key == key)
        .values(revision_key=revision, input=name, **bulletin_columns(bulletin))
    )
    tables = list(fact_rows(bulletin))
    for table, _ in reversed(tables):
        db.execute(delete(table).where(table.c.bulletin_key == key))
    for table, rows in tables:
        if rows:
            db.execute(insert(table), [{"bulletin_key": key, **row} for row in rows])


def _touch(db: Connection, key: int, revision: int, now: datetime) -> None:
    db.execute(update(t.bulletins).where(t.bulletins.c.bulletin_key == key).values(last_seen=now))
    db.execute(update(t.revisions).where(t.revisions.c.revision_key == revision).values(last_seen=now))


def insert_row(db: Connection, table: Table, **values: Any) -> int:
    """Insert a row and return its key."""
    (key_column,) = table.primary_key
    return int(db.execute(insert(table).values(**values).returning(key_column)).scalar_one())
