"""Settling pages together with their records, within one transaction that writes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from bulletin_nlp.errors import BulletinError
from bulletin_nlp.store import crawl_tables as c
from bulletin_nlp.store.crawl_entries import ArchivePosition, PageFailure, Settled, SettledPage
from bulletin_nlp.store.crawl_leases import lease_lost
from bulletin_nlp.store.crawl_pages import archive_columns, note_archived
from bulletin_nlp.store.entries import SaveOutcome
from bulletin_nlp.store.failures import note_failures, resolve_failures
from bulletin_nlp.store.prepared import PreparedRecord
from bulletin_nlp.store.saving import save_all
from bulletin_nlp.store.writing import without_nul

__all__ = ["BECAME", "UNSAVED", "settle_pages"]

#: What a page's outcome is by what saving its record did.
BECAME: dict[SaveOutcome, str] = {
    SaveOutcome.NEW: "new",
    SaveOutcome.REVISED: "changed",
    SaveOutcome.REREAD: "unchanged",
    SaveOutcome.UNCHANGED: "unchanged",
    SaveOutcome.COPY: "unchanged",  # another address of a bulletin that is there
}
_SAVED = {"new": SaveOutcome.NEW, "changed": SaveOutcome.REVISED, "unchanged": SaveOutcome.UNCHANGED}

#: The code of a page whose record the tables do not take.
UNSAVED = "extraction_failed"

# What one lookup asks for at most; SQLite takes 32,766 values.
_LOOKUP = 500

Done = SaveOutcome | ValueError | BulletinError | None


def settle_pages(db: Connection, pages: Sequence[SettledPage], run: int, now: datetime) -> list[Done]:
    """Note what became of pages, and save their records and failures.

    Args:
        db: the transaction.
        pages: the pages; of one that comes twice the first counts.
        run: key of the run.
        now: the time to note.

    Returns:
        For each what its record was to the store, or why it cannot be kept, or that its portal is another's.

    Raises:
        KeyError: there is no such page.
    """
    rows = _rows(db, [page.page_key for page in pages])
    owners = _owners(db, sorted({row.portal for row in rows.values()}))
    done: dict[int, Done] = {}
    first: dict[int, int] = {}
    for index, page in enumerate(pages):
        row = rows[page.page_key]
        if owners.get(row.portal) != page.owner:
            done[index] = lease_lost(row.portal)
        elif row.state == "settled" and row.last_run == run and row.fetched_at == page.settled.fetched_at:
            # The same answer once more: its commit was not heard of.
            done[index] = _answered(row) if page.record is not None else None
        else:
            first.setdefault(page.page_key, index)
    todo = list(first.values())
    recorded = [index for index in todo if pages[index].record is not None]
    items = [(record, None) for index in recorded if (record := pages[index].record) is not None]
    done |= zip(recorded, save_all(db, items, run, now) if items else [], strict=True)
    mended: set[str] = set()
    for index in todo:
        page, row = pages[index], rows[pages[index].page_key]
        _settle(db, page, row, done.setdefault(index, None), run, now)
        if isinstance(done[index], SaveOutcome):
            mended |= {row.url, row.key}
    resolve_failures(db, mended, now)
    for portal, at in _furthest([(rows[pages[index].page_key].portal, pages[index]) for index in todo]):
        note_archived(db, portal, at)
    return [done[index if index in done else first[page.page_key]] for index, page in enumerate(pages)]


def _answered(row: Row[Any]) -> Done:
    """Return what was answered when a page's record was saved."""
    return _SAVED.get(row.outcome) or ValueError(row.message)


def _rows(db: Connection, keys: Sequence[int]) -> dict[int, Row[Any]]:
    found: dict[int, Row[Any]] = {}
    for start in range(0, len(keys), _LOOKUP):
        part = keys[start : start + _LOOKUP]
        rows = db.execute(select(c.crawl_pages).where(c.crawl_pages.c.page_key.in_(part)))
        found |= {row.page_key: row for row in rows}
    return found


def _owners(db: Connection, portals: Sequence[str]) -> dict[str, str | None]:
    p = c.crawl_portals.c
    rows = db.execute(select(p.portal, p.lease_owner).where(p.portal.in_(portals)))
    return {row.portal: row.lease_owner for row in rows}


def _settle(db: Connection, page: SettledPage, row: Row[Any], saved: Done, run: int, now: datetime) -> None:
    """Write one page, whose record is saved already, or cannot be, and its failure."""
    values = _settled_columns(page.settled, run)
    failure = page.failure
    if isinstance(saved, SaveOutcome) and page.record is not None:
        values |= _saved_columns(row, saved, page.record, now)
    elif isinstance(saved, ValueError):
        failure = PageFailure(UNSAVED, str(saved))
        values |= _unsaved_columns(row, saved)
    if failure is not None:
        noted = (row.url, failure.code, without_nul(failure.message) or "", without_nul(failure.detail))
        note_failures(db, [noted], run, now)
    db.execute(update(c.crawl_pages).where(c.crawl_pages.c.page_key == row.page_key).values(**values))


def _furthest(pages: Sequence[tuple[str, SettledPage]]) -> list[tuple[str, ArchivePosition]]:
    """Return of each portal the answer that stands last in the archive."""
    last: dict[str, ArchivePosition] = {}
    for portal, page in pages:
        at, before = page.settled.archived, last.get(portal)
        if at is not None and (before is None or (before.file, before.offset) < (at.file, at.offset)):
            last[portal] = at
    return list(last.items())


def _settled_columns(settled: Settled, run: int) -> dict[str, Any]:
    values: dict[str, Any] = {
        "state": "settled",
        "outcome": settled.outcome,
        "message": without_nul(settled.message),
        "status": settled.status,
        "again": settled.again,
        "next_due": settled.next_due,
        "tries": settled.tries,
        "fetched_at": settled.fetched_at,
        "last_run": run,
    }
    if settled.body is not None:
        body = settled.body
        values |= {"etag": without_nul(body.etag), "last_modified": without_nul(body.last_modified)}
        values |= {"content_sha256": body.content_sha256, **archive_columns(body.archived)}
    return values


def _saved_columns(
    page: Row[Any], saved: SaveOutcome, record: PreparedRecord, now: datetime
) -> dict[str, Any]:
    outcome = BECAME[saved]
    changed = page.changed_at if outcome == "unchanged" and page.changed_at is not None else now
    return {"outcome": outcome, "record_id": record.id, "changed_at": changed}


def _unsaved_columns(page: Row[Any], error: ValueError) -> dict[str, Any]:
    # Its validators stay the former's: a 304 to these would pass for a page that was read.
    former = {name: getattr(page, name) for name in ("etag", "last_modified", "content_sha256")}
    former |= {name: getattr(page, name) for name in archive_columns(None)}
    told = {"outcome": f"failed:{UNSAVED}", "message": without_nul(str(error)), "again": "next_run"}
    return {**former, **told}
