"""What a fact has said over time, from the revisions that hold it in full."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, select

from bulletin_nlp.record import FACT_KINDS
from bulletin_nlp.store import tables as t
from bulletin_nlp.store.entries import FactState

__all__ = ["fact_history"]


def fact_history(db: Connection, fact_id: str) -> list[FactState]:
    """Return the states of every fact with an id, bulletin by bulletin, oldest first."""
    states: list[FactState] = []
    for kind in FACT_KINDS:
        c, b = t.FACT_TABLES[kind].c, t.bulletins.c
        rows = db.execute(
            select(c.bulletin_key, c.first_seen, c.retracted_at, b.id, b.revision_key)
            .join_from(t.FACT_TABLES[kind], t.bulletins, b.bulletin_key == c.bulletin_key)
            .where(c.fact_id == fact_id)
            .order_by(c.bulletin_key)
        ).all()
        for row in rows:
            states += _states(db, kind, fact_id, row)
    return states


def _states(db: Connection, kind: str, fact_id: str, fact: Any) -> list[FactState]:
    h = t.fact_changes.c
    changes = db.execute(
        select(h.change, h.changed_at, h.before_revision)
        .where(h.bulletin_key == fact.bulletin_key, h.kind == kind, h.fact_id == fact_id)
        .order_by(h.change_key)
    ).all()
    found = []
    since = fact.first_seen
    for change in changes:
        if change.change != "returned":
            stated = _in_revision(db, change.before_revision, kind, fact_id)
            found.append(FactState(fact.id, kind, fact_id, since, change.changed_at, change.change, stated))
        since = change.changed_at
    if fact.retracted_at is None:
        stated = _in_revision(db, fact.revision_key, kind, fact_id)
        found.append(FactState(fact.id, kind, fact_id, since, None, None, stated))
    return found


def _in_revision(db: Connection, revision: int, kind: str, fact_id: str) -> dict[str, Any]:
    r = t.revisions.c
    record = json.loads(db.execute(select(r.record).where(r.revision_key == revision)).scalar_one())
    return next((fact for fact in record[kind] if fact["fact_id"] == fact_id), {})
