"""Entries of list pages: the pages that they make known, and those that are due again by them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from bulletin_nlp.store import crawl_tables as c
from bulletin_nlp.store.crawl_entries import ListedEntry, ListPageCount, NextListPage
from bulletin_nlp.store.crawl_lists import advance_list
from bulletin_nlp.store.writing import without_nul

__all__ = ["note_list_page"]

# The days of lists are days in China, which has one zone and no summer time.
_CHINA = timezone(timedelta(hours=8))

# Bytes of the longest address that is kept: an index of PostgreSQL takes entries of some 2,700.
_LONGEST = 2_000

# What one lookup asks for at most; SQLite takes 32,766 values.
_LOOKUP = 500


def note_list_page(
    db: Connection,
    run: int,
    portal: str,
    column: str,
    entries: Sequence[ListedEntry],
    number: int,
    following: NextListPage | None,
    now: datetime,
) -> ListPageCount:
    """Note the entries of a list page, and where the list goes on.

    An entry that is not known becomes a page that is due. A known page is due again where this column says
    something else of it, or where its next moment has come; not where this run has settled it already.

    Args:
        db: the transaction.
        run: key of the run.
        portal: name of the portal.
        column: name of the list.
        entries: the entries in order; of several with one key the first counts.
        number: the page's number in the list, from 1.
        following: the next page, None where there is none.
        now: the time to note.
    """
    first_of: dict[str, ListedEntry] = {}
    for entry in map(_kept, entries):
        first_of.setdefault(entry.key, entry)
    usable = [entry for entry in first_of.values() if _is_usable(entry)]
    noted = _Noted(run, column, number, now, ListPageCount(unusable=len(first_of) - len(usable)))
    for start in range(0, len(usable), _LOOKUP):
        noted.take(db, portal, usable[start : start + _LOOKUP])
    advance_list(db, run, portal, column, usable, number, following, noted.count)
    return noted.count


@dataclass(slots=True)
class _Noted:
    """The entries of one list page, as they are noted."""

    run: int
    column: str
    number: int
    now: datetime
    count: ListPageCount

    def take(self, db: Connection, portal: str, entries: Sequence[ListedEntry]) -> None:
        pages = _pages(db, portal, entries)
        added = [entry for entry in entries if entry.key not in pages]
        self._add(db, portal, added)
        keys = pages if not added else _pages(db, portal, entries)
        named = _columns(db, self.column, [row.page_key for row in pages.values()])
        known_pages: list[dict[str, Any]] = []
        seen_again: list[dict[str, Any]] = []
        seen_first: list[dict[str, Any]] = []
        fresh = revived = 0
        for entry in entries:
            page = keys[entry.key]
            known = entry.key in pages
            before = named.get(page.page_key)
            other = before is not None and self._says_otherwise(before, entry)
            revives = known and page.state == "settled" and page.last_run != self.run
            revives = revives and (other or (page.next_due is not None and page.next_due <= self.now))
            revived += revives
            fresh += before is None or before.last_run != self.run or before.last_number == self.number
            if known:
                known_pages.append(self._page(entry, page, takes=other, revives=revives))
            if before is None:
                seen_first.append(self._named_first(entry, page))
            else:
                seen_again.append(self._named_again(entry, before))
        _update_pages(db, known_pages)
        _update_columns(db, seen_again)
        if seen_first:
            db.execute(insert(c.crawl_page_columns), seen_first)
        self.count = ListPageCount(
            new=self.count.new + len(added),
            added=self.count.added + len(seen_first),
            known=self.count.known + len(pages),
            revived=self.count.revived + revived,
            fresh=self.count.fresh + fresh,
            unusable=self.count.unusable,
        )

    def _add(self, db: Connection, portal: str, entries: Sequence[ListedEntry]) -> None:
        if not entries:
            return
        today = self.now.astimezone(_CHINA).date()
        rows = [
            {
                "portal": portal,
                "key": entry.key,
                "url": entry.url,
                "title": entry.title,
                "listed": entry.listed,
                "listed_text": entry.listed_text,
                "day": entry.listed or today,
                "first_seen": self.now,
                "last_listed": self.now,
                "state": "due",
                "tries": 0,
            }
            for entry in entries
        ]
        db.execute(insert(c.crawl_pages), rows)

    def _page(self, entry: ListedEntry, page: Any, *, takes: bool, revives: bool) -> dict[str, Any]:
        """Return what a known page becomes; where columns differ, the one that changes is believed."""
        title = entry.title if (takes and entry.title) or page.title is None else page.title
        listed = entry.listed if (takes and entry.listed) or page.listed is None else page.listed
        taken = listed is not None and listed != page.listed
        return {
            "the_key": page.page_key,
            "url": entry.url,
            "title": title,
            "listed": listed,
            "listed_text": entry.listed_text if taken else page.listed_text,
            "day": listed if taken else page.day,
            "last_listed": self.now,
            "state": "due" if revives else page.state,
        }

    def _named_first(self, entry: ListedEntry, page: Any) -> dict[str, Any]:
        return {
            "page_key": page.page_key,
            "column": self.column,
            "title": entry.title,
            "listed": entry.listed,
            "first_seen": self.now,
            "last_seen": self.now,
            "last_run": self.run,
            "last_number": self.number,
        }

    def _named_again(self, entry: ListedEntry, before: Any) -> dict[str, Any]:
        return {
            "the_page_key": before.page_key,
            "the_column": self.column,
            "title": entry.title or before.title,
            "listed": entry.listed or before.listed,
            "last_seen": self.now,
            "last_run": self.run,
            # Where it was first met in this run: a page out of range brings it again.
            "last_number": before.last_number if before.last_run == self.run else self.number,
        }

    @staticmethod
    def _says_otherwise(before: Any, entry: ListedEntry) -> bool:
        title = bool(entry.title and before.title and entry.title != before.title)
        return title or bool(entry.listed and before.listed and entry.listed != before.listed)


def _pages(db: Connection, portal: str, entries: Sequence[ListedEntry]) -> dict[str, Any]:
    p = c.crawl_pages.c
    columns = (p.page_key, p.key, p.title, p.listed, p.listed_text, p.day, p.state, p.next_due, p.last_run)
    keys = [entry.key for entry in entries]
    rows = db.execute(select(*columns).where(p.portal == portal, p.key.in_(keys)))
    return {row.key: row for row in rows}


def _columns(db: Connection, column: str, keys: Sequence[int]) -> dict[int, Any]:
    k = c.crawl_page_columns.c
    columns = (k.page_key, k.title, k.listed, k.last_run, k.last_number)
    rows = db.execute(select(*columns).where(k.page_key.in_(keys), k.column == column))
    return {row.page_key: row for row in rows}


def _update_pages(db: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        db.execute(update(c.crawl_pages).where(c.crawl_pages.c.page_key == bindparam("the_key")), rows)


def _update_columns(db: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    k = c.crawl_page_columns.c
    here = (k.page_key == bindparam("the_page_key"), k.column == bindparam("the_column"))
    if rows:
        db.execute(update(c.crawl_page_columns).where(*here), rows)


def _kept(entry: ListedEntry) -> ListedEntry:
    return ListedEntry(
        url=without_nul(entry.url) or "",
        key=without_nul(entry.key) or "",
        title=without_nul(entry.title),
        listed=entry.listed,
        listed_text=without_nul(entry.listed_text),
    )


def _is_usable(entry: ListedEntry) -> bool:
    return all(0 < len(address.encode()) <= _LONGEST for address in (entry.url, entry.key))
