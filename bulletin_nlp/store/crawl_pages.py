"""Pages in the frontier: which are due, what became of them, and how far the archive is dealt with.

Every function works in a transaction that writes, unless it only reads.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, or_, select, update

from bulletin_nlp.store import crawl_tables as c
from bulletin_nlp.store.crawl_entries import ArchivePosition, DuePage, Page, ReadBody

__all__ = [
    "archive_columns",
    "due_pages",
    "find_page",
    "last_archived",
    "note_archived",
    "pages_of",
    "revive_unseen",
    "settled_counts",
]

# What one lookup asks for at most; SQLite takes 32,766 values.
_LOOKUP = 500

_LIKE = str.maketrans({"\\": "\\\\", "%": "\\%", "_": "\\_"})


def due_pages(db: Connection, portal: str, run: int, limit: int) -> list[DuePage]:
    """Return the pages that a run may still ask for, the newest first, at the end those that failed."""
    p = c.crawl_pages.c
    asked = (
        select(c.crawl_pages)
        .where(p.portal == portal, p.state == "due", or_(p.last_run.is_(None), p.last_run != run))
        .order_by(p.day.desc(), p.page_key)
    )
    rows = list(db.execute(asked.where(p.tries == 0).limit(limit)).mappings())
    if len(rows) < limit:
        rows += db.execute(asked.where(p.tries > 0).limit(limit - len(rows))).mappings()
    return _read(db, rows)


def revive_unseen(db: Connection, portal: str, run: int, now: datetime) -> int:
    """Let pages be due that could not be looked at and whose next moment has come, listed or not."""
    p = c.crawl_pages.c
    revived = (
        update(c.crawl_pages)
        .where(p.portal == portal, p.state == "settled", p.again == "next_run", p.next_due <= now)
        .where(or_(p.last_run.is_(None), p.last_run != run))
    )
    return db.execute(revived.values(state="due")).rowcount


def settled_counts(db: Connection, run: int, portal: str) -> dict[str, int]:
    """Return how many pages a run has settled with which outcome."""
    p = c.crawl_pages.c
    counted = (
        select(p.outcome, func.count())
        .where(p.portal == portal, p.state == "settled", p.last_run == run)
        .group_by(p.outcome)
        .order_by(p.outcome)
    )
    return {str(outcome): int(number) for outcome, number in db.execute(counted)}


def find_page(db: Connection, portal: str, key: str) -> Page | None:
    """Return a page by its canonical address."""
    p = c.crawl_pages.c
    asked = select(c.crawl_pages).where(p.portal == portal, p.key == key)
    return next(iter(_read(db, db.execute(asked).mappings().all())), None)


def pages_of(
    db: Connection, portal: str | None, outcome: str | None, state: str | None, limit: int
) -> list[Page]:
    """Return pages for a person to look at, the newest first.

    Args:
        db: the connection.
        portal: of this portal only.
        outcome: with an outcome that begins so, such as ``blocked``.
        state: ``due`` or ``settled`` only.
        limit: how many at most.
    """
    p = c.crawl_pages.c
    conditions: list[ColumnElement[bool]] = []
    if portal is not None:
        conditions.append(p.portal == portal)
    if outcome is not None:
        conditions.append(p.outcome.like(outcome.translate(_LIKE) + "%", escape="\\"))
    if state is not None:
        conditions.append(p.state == state)
    asked = select(c.crawl_pages).where(*conditions).order_by(p.day.desc(), p.page_key).limit(limit)
    return _read(db, db.execute(asked).mappings().all())


def note_archived(db: Connection, portal: str, at: ArchivePosition) -> None:
    """Note that an answer is dealt with, so that a recovery starts behind it."""
    p = c.crawl_portals.c
    before = last_archived(db, portal)
    if before is None or (before.file, before.offset) < (at.file, at.offset):
        there = archive_columns(at)
        db.execute(update(c.crawl_portals).where(p.portal == portal).values(**there))


def last_archived(db: Connection, portal: str) -> ArchivePosition | None:
    """Return the furthest answer of a portal's archive that was dealt with."""
    p = c.crawl_portals.c
    asked = select(p.archive_file, p.archive_offset, p.archive_record_id).where(p.portal == portal)
    row = db.execute(asked).one_or_none()
    return None if row is None or row.archive_file is None else ArchivePosition(*row)


def archive_columns(at: ArchivePosition | None) -> dict[str, Any]:
    return {
        "archive_file": at.file if at else None,
        "archive_offset": at.offset if at else None,
        "archive_record_id": at.record_id if at else None,
    }


def _read(db: Connection, rows: Sequence[Mapping[Any, Any]]) -> list[Page]:
    named = _columns_of(db, [row["page_key"] for row in rows])
    return [_page(row, tuple(named[row["page_key"]])) for row in rows]


def _columns_of(db: Connection, keys: Sequence[int]) -> dict[int, list[str]]:
    k = c.crawl_page_columns.c
    named: dict[int, list[str]] = defaultdict(list)
    for start in range(0, len(keys), _LOOKUP):
        asked = select(k.page_key, k.column).where(k.page_key.in_(keys[start : start + _LOOKUP]))
        for key, column in db.execute(asked.order_by(k.first_seen, k.column)):
            named[key].append(column)
    return named


def _page(row: Mapping[Any, Any], columns: tuple[str, ...]) -> Page:
    at = None
    if row["archive_file"] is not None:
        at = ArchivePosition(row["archive_file"], row["archive_offset"], row["archive_record_id"])
    body = ReadBody(row["etag"], row["last_modified"], row["content_sha256"], at)
    own = {name: row[name] for name in Page.__dataclass_fields__ if name not in ("body", "columns")}
    return Page(body=body, columns=columns, **own)
