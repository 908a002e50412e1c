"""Saving records: what each is to the bulletins that are there, and what changes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update
from sqlalchemy.exc import DataError, IntegrityError

from bulletin_nlp.lexicon.loader import read_lexicon
from bulletin_nlp.store import tables as t
from bulletin_nlp.store.entries import SaveOutcome
from bulletin_nlp.store.facts import replace_facts
from bulletin_nlp.store.places import Place, find_bulletin, note_places, places_of, shares_place
from bulletin_nlp.store.prepared import PreparedRecord
from bulletin_nlp.store.search import index_terms, search_terms, unindex_terms
from bulletin_nlp.store.works import insert_sketches, join_work, let_one_speak
from bulletin_nlp.store.writing import insert_row, insert_rows, insert_stated, next_keys

__all__ = ["Item", "save_all"]

#: A record and the absolute path of its file (``"-"`` for standard input, None for none).
Item = tuple[PreparedRecord, str | None]

# What one lookup asks for at most; SQLite takes 32,766 values.
_LOOKUP = 500


def save_all(
    db: Connection, items: Sequence[Item], run: int | None, now: datetime
) -> list[SaveOutcome | ValueError]:
    """Save records within a transaction that writes, each on its own behind a savepoint.

    Those of which nothing is known yet are inserted together; where the database refuses them, one by one.
    ``docs/store.md`` says what each outcome means.

    Args:
        db: the transaction.
        items: the records, in order.
        run: key of the run, or None.
        now: the time to note.

    Returns:
        For each what it was to the store, or why it cannot be kept.
    """
    known = _Known()
    known.look_up(db, items)
    # What is known depends on what came before it, what is new on nothing: the new may go first, together.
    new: list[int] = []
    others: list[int] = []
    for index, item in enumerate(items):
        (others if known.has(item) else new).append(index)
        known.add(item)
    outcomes = dict(zip(new, _save_new(db, [items[index] for index in new], run, now), strict=True))
    for index in others:
        outcomes[index] = _save_alone(db, items[index], run, now)
    return [outcomes[index] for index in range(len(items))]


@dataclass(slots=True)
class _Known:
    """What the store knows of some records: their places, their contents, texts like theirs."""

    places: set[Place] = field(default_factory=set)
    contents: set[str] = field(default_factory=set)
    # Which bulletins have a hash in their sketch; those of the batch are counted from -1 downwards.
    owners: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    added: int = 0
    shared: int = field(default_factory=lambda: int(read_lexicon("copies")["sketch"]["shared"]))

    def look_up(self, db: Connection, items: Sequence[Item]) -> None:
        p = t.places.c
        values = sorted({place.value for record, name in items for place in places_of(record, name)})
        for part in _parts(values):
            for row in db.execute(select(p.kind, p.scope, p.value).where(p.value.in_(part))):
                self.places.add(Place(*row))
        ids = sorted({record.id for record, _ in items})
        for part in _parts(ids):
            self.contents.update(
                db.execute(select(t.bulletins.c.id).where(t.bulletins.c.id.in_(part))).scalars()
            )
            named = [f"w-{id}" for id in part]
            known = db.execute(select(t.works.c.work_id).where(t.works.c.work_id.in_(named))).scalars()
            self.contents.update(work_id.removeprefix("w-") for work_id in known)
        hashes = sorted({value for record, _ in items for value in record.sketch})
        for part in _parts(hashes):
            sketched = select(t.sketches.c.hash, t.sketches.c.bulletin_key)
            for value, key in db.execute(sketched.where(t.sketches.c.hash.in_(part))):
                self.owners[value].add(key)

    def has(self, item: Item) -> bool:
        record, name = item
        return (
            record.id in self.contents
            or any(place in self.places for place in places_of(record, name))
            or self._resembles(record)
        )

    def _resembles(self, record: PreparedRecord) -> bool:
        shared: Counter[int] = Counter()
        for value in record.sketch:
            shared.update(self.owners.get(value, ()))
        return bool(shared) and max(shared.values()) >= self.shared

    def add(self, item: Item) -> None:
        record, name = item
        self.contents.add(record.id)
        self.places.update(places_of(record, name))
        self.added -= 1
        for value in record.sketch:
            self.owners[value].add(self.added)


def _parts(values: list[Any]) -> list[list[Any]]:
    return [values[start : start + _LOOKUP] for start in range(0, len(values), _LOOKUP)]


def _save_new(
    db: Connection, items: Sequence[Item], run: int | None, now: datetime
) -> list[SaveOutcome | ValueError]:
    """Save records of which nothing is known, together."""
    if not items:
        return []
    if len(items) > 1:
        try:
            with db.begin_nested():
                _insert_new(db, items, run, now)
        except _unfit(db):
            pass
        else:
            return [SaveOutcome.NEW] * len(items)
    return [_save_alone(db, item, run, now) for item in items]


def _save_alone(db: Connection, item: Item, run: int | None, now: datetime) -> SaveOutcome | ValueError:
    try:
        with db.begin_nested():
            return _save_record(db, *item, run, now)
    except _unfit(db) as error:
        cause = getattr(error, "orig", error)
        return ValueError(f"the record does not fit the tables ({cause})")


def _unfit(db: Connection) -> tuple[type[Exception], ...]:
    """Return the errors that speak of a record's values and not of the database."""
    driver: Any = db.dialect.dbapi
    return (IntegrityError, DataError, driver.IntegrityError, driver.DataError, ValueError, OverflowError)


def _insert_new(db: Connection, items: Sequence[Item], run: int | None, now: datetime) -> None:
    keys = next_keys(db, t.bulletins, len(items))
    revisions = next_keys(db, t.revisions, len(items))
    works = next_keys(db, t.works, len(items))
    records = [(key, record) for key, (record, _) in zip(keys, items, strict=True)]
    seen = {"first_seen": now, "last_seen": now}
    insert_rows(
        db,
        t.works,
        [
            {"work_key": work, "work_id": f"w-{record.id}", "first_seen": now}
            for work, (_, record) in zip(works, records, strict=True)
        ],
    )
    insert_rows(
        db,
        t.bulletins,
        [
            {
                **record.bulletin,
                **seen,
                "bulletin_key": key,
                "revision_key": revision,
                "work_key": work,
                "speaks": True,
                "input": name,
                "updated_at": now,
            }
            for key, revision, work, (record, name) in zip(keys, revisions, works, items, strict=True)
        ],
    )
    insert_rows(
        db,
        t.revisions,
        [
            {
                **record.revision,
                **seen,
                "revision_key": revision,
                "bulletin_key": key,
                "number": 1,
                "digest": record.digest,
                "run_key": run,
            }
            for (key, record), revision in zip(records, revisions, strict=True)
        ],
    )
    insert_stated(db, records, now)
    insert_rows(
        db,
        t.places,
        [
            {
                "kind": place.kind,
                "scope": place.scope,
                "value": place.value,
                "bulletin_key": key,
                "revision_key": revision,
                **seen,
            }
            for key, revision, (record, name) in zip(keys, revisions, items, strict=True)
            for place in places_of(record, name)
        ],
    )
    insert_sketches(db, records)
    index_terms(db, [(key, record.terms) for key, record in records])


def _save_record(
    db: Connection, record: PreparedRecord, name: str | None, run: int | None, now: datetime
) -> SaveOutcome:
    places = places_of(record, name)
    key = find_bulletin(db, places, record.id)
    if key is None:
        key = insert_row(
            db,
            t.bulletins,
            id=record.id,
            id_scheme=record.bulletin["id_scheme"],
            first_seen=now,
            last_seen=now,
        )
        outcome, revision = SaveOutcome.NEW, _add_revision(db, key, 1, record, run, now)
    else:
        outcome, revision = _save_again(db, key, record, places, run, now)
    changed = outcome is not SaveOutcome.UNCHANGED
    if changed or _other_versions(db, revision, record):
        former = _current_bulletin(db, key)
        # A revision that a page went back to, or that newer rules read as before, takes the record at hand:
        # the facts' rows and the revision's source text belong together.
        _rewrite(db, revision, record)
        copy = outcome is SaveOutcome.COPY and not _outranks(former, record)
        if (changed and not copy) or former.revision_key == revision:
            _make_current(db, key, former, revision, record, name, now)
    _touch(db, key, revision, now)
    note_places(db, places, key, revision, now)
    return outcome


def _save_again(
    db: Connection, key: int, record: PreparedRecord, places: list[Place], run: int | None, now: datetime
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
    same = next((row for row in known if row.digest == record.digest), None)
    if current.digest == record.digest:
        return SaveOutcome.UNCHANGED, current.revision_key
    if shares_place(db, places, current.revision_key):
        outcome = SaveOutcome.REREAD if current.content_id == record.id else SaveOutcome.REVISED
    elif same is not None:
        return SaveOutcome.UNCHANGED, same.revision_key
    else:
        outcome = SaveOutcome.COPY
    if same is not None:  # the page went back to what it said before
        return outcome, same.revision_key
    return outcome, _add_revision(db, key, known[0].number + 1, record, run, now)


def _current_bulletin(db: Connection, key: int) -> Any:
    """Return what a bulletin was before it changes, with its text as it was indexed."""
    b, r = t.bulletins.c, t.revisions.c
    return db.execute(
        select(b.revision_key, b.title, b.id, b.work_key, b.standing, r.text)
        .join_from(t.bulletins, t.revisions, r.revision_key == b.revision_key, isouter=True)
        .where(b.bulletin_key == key)
    ).one()


def _outranks(former: Any, record: PreparedRecord) -> bool:
    """Tell whether a copy may speak for the bulletin rather than the one that does."""
    return former.standing is not None and str(record.bulletin["standing"]) < former.standing


def _other_versions(db: Connection, revision: int, record: PreparedRecord) -> bool:
    """Tell whether a revision was read by another version of the rules or the data."""
    columns = [t.revisions.c[name] for name in record.versions]
    row = db.execute(select(*columns).where(t.revisions.c.revision_key == revision)).one()
    return tuple(row) != tuple(record.versions.values())


def _add_revision(
    db: Connection, key: int, number: int, record: PreparedRecord, run: int | None, now: datetime
) -> int:
    return insert_row(
        db,
        t.revisions,
        bulletin_key=key,
        number=number,
        digest=record.digest,
        run_key=run,
        first_seen=now,
        last_seen=now,
        **record.revision,
    )


def _rewrite(db: Connection, revision: int, record: PreparedRecord) -> None:
    db.execute(update(t.revisions).where(t.revisions.c.revision_key == revision).values(**record.revision))


def _make_current(
    db: Connection,
    key: int,
    former: Any,
    revision: int,
    record: PreparedRecord,
    name: str | None,
    now: datetime,
) -> None:
    """Let a revision be what the store answers with, and put its facts in place of the former's."""
    if former.revision_key is not None:
        unindex_terms(db, key, search_terms(former.title, former.text))
    db.execute(
        update(t.bulletins)
        .where(t.bulletins.c.bulletin_key == key)
        .values(revision_key=revision, input=name, updated_at=now, **record.bulletin)
    )
    replace_facts(db, key, former.revision_key, revision, record, now)
    index_terms(db, [(key, record.terms)])
    if former.work_key is None or former.id != record.id:
        join_work(db, key, record, now)
    else:
        let_one_speak(db, former.work_key, now)


def _touch(db: Connection, key: int, revision: int, now: datetime) -> None:
    db.execute(update(t.bulletins).where(t.bulletins.c.bulletin_key == key).values(last_seen=now))
    db.execute(update(t.revisions).where(t.revisions.c.revision_key == revision).values(last_seen=now))
