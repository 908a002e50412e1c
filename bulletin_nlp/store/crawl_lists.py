"""How far a run has come with each list. Every function works in a transaction that writes, or only reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from bulletin_nlp.store import crawl_tables as c
from bulletin_nlp.store.crawl_entries import ListedEntry, ListPageCount, ListState, NextListPage
from bulletin_nlp.store.writing import without_nul

__all__ = ["advance_list", "begin_list", "end_list", "first_entries", "list_states"]


def begin_list(db: Connection, run: int, portal: str, column: str, now: datetime) -> ListState:
    """Return how far a run has come with a list; note that it begins where it has not begun."""
    present = list_states(db, run, portal, column)
    if not present:
        row = {"run_key": run, "portal": portal, "column": column, "started": now}
        db.execute(insert(c.crawl_lists).values(**row, pages=0, entries=0, new=0))
        present = list_states(db, run, portal, column)
    return present[0]


def list_states(
    db: Connection, run: int, portal: str | None = None, column: str | None = None
) -> list[ListState]:
    """Return how far a run has come with its lists, in the order in which it began them."""
    k = c.crawl_lists.c
    asked = select(c.crawl_lists).where(k.run_key == run).order_by(k.started, k.portal, k.column)
    if portal is not None:
        asked = asked.where(k.portal == portal)
    if column is not None:
        asked = asked.where(k.column == column)
    return [list_state(row) for row in db.execute(asked).mappings()]


def first_entries(db: Connection, run: int, portal: str, column: str) -> int:
    """Return how many entries of a list's first page a run noted."""
    k, p = c.crawl_page_columns.c, c.crawl_pages.c
    joined = c.crawl_page_columns.join(c.crawl_pages, k.page_key == p.page_key)
    noted = (p.portal == portal, k.column == column, k.last_run == run, k.last_number == 1)
    return int(db.execute(select(func.count()).select_from(joined).where(*noted)).scalar_one())


def end_list(
    db: Connection,
    run: int,
    portal: str,
    column: str,
    *,
    outcome: str,
    message: str | None,
    since: date | None,
    until: date | None,
    complete: bool,
    now: datetime,
) -> None:
    """Note how a list ended."""
    ended: dict[str, Any] = {"outcome": outcome, "message": without_nul(message), "finished": now}
    ended |= {"since": since, "until": until, "complete": complete}
    db.execute(update(c.crawl_lists).where(*_list(run, portal, column)).values(**ended))


def advance_list(
    db: Connection,
    run: int,
    portal: str,
    column: str,
    entries: Sequence[ListedEntry],
    number: int,
    following: NextListPage | None,
    count: ListPageCount,
) -> None:
    """Note where the list goes on, and count the page, once."""
    k = c.crawl_lists.c
    before = db.execute(select(c.crawl_lists).where(*_list(run, portal, column))).one()
    days = [entry.listed for entry in entries if entry.listed is not None]
    values: dict[str, Any] = {
        "next_url": following.url if following else None,
        "next_number": following.number if following else None,
        "next_guessed": following.guessed if following else None,
        "noted_number": number,
        "oldest": min((*days, before.oldest) if before.oldest else days, default=None),
        "newest": max((*days, before.newest) if before.newest else days, default=None),
    }
    # A shell that sends on to the list itself has its number.
    if before.noted_number != number or before.next_number == number:
        values |= {"pages": k.pages + 1, "entries": k.entries + len(entries), "new": k.new + count.new}
    db.execute(update(c.crawl_lists).where(*_list(run, portal, column)).values(**values))


def _list(run: int, portal: str, column: str) -> tuple[Any, ...]:
    k = c.crawl_lists.c
    return (k.run_key == run, k.portal == portal, k.column == column)


def list_state(row: Mapping[Any, Any]) -> ListState:
    """Return how far a run came with a list, by its row."""
    following = None
    if row["next_url"] is not None:
        following = NextListPage(row["next_url"], row["next_number"], bool(row["next_guessed"]))
    own = {name: row[name] for name in ListState.__dataclass_fields__ if name != "next"}
    return ListState(next=following, **own)
