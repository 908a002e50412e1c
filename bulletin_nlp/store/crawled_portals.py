"""What a crawl knows of its portals: visits, lists, pages, alarms, gaps; nobody needs to hold one for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import update

from bulletin_nlp.store import crawl_lists, crawl_pages, crawl_visits
from bulletin_nlp.store import crawl_tables as c
from bulletin_nlp.store.crawl_entries import (
    ArchivePosition,
    Gap,
    ListLook,
    ListState,
    Page,
    PortalState,
    Visit,
)
from bulletin_nlp.store.store import Store
from bulletin_nlp.store.writing import without_nul

__all__ = ["CrawledPortals"]


class CrawledPortals:
    """The portals of a crawl in an open store, for those who look at them and decide about alarms and gaps.

    Args:
        store: the store; closing it is the caller's.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def portal_state(self, portal: str) -> PortalState:
        """Return what is known of a portal; nothing but its name where it was never asked for."""
        with self._store._reading() as db:
            return next(iter(crawl_visits.portal_states(db, portal)), PortalState(portal))

    def portal_states(self) -> Sequence[PortalState]:
        """Return what is known of all portals, by name."""
        with self._store._reading() as db:
            return crawl_visits.portal_states(db)

    def set_alarm(self, portal: str, alarm: str | None, now: datetime) -> PortalState:
        """Let a portal have an alarm, or none, and return its state: what was told stands beside it."""
        return self._store._write(lambda db: crawl_visits.set_alarm(db, portal, alarm, now))

    def tell_alarm(self, portal: str, alarm: str | None) -> None:
        """Note which alarm was notified last; None after a recovery was."""
        self._store._write(lambda db: crawl_visits.change_portal(db, portal, told_alarm=alarm))

    def mute(self, portal: str, until: datetime, reason: str) -> None:
        """Let a portal be silent until a moment."""
        self._mute(portal, until, reason)

    def unmute(self, portal: str) -> None:
        """Let a portal speak again."""
        self._mute(portal, None, None)

    def _mute(self, portal: str, until: datetime | None, reason: str | None) -> None:
        muted = {"muted_until": until, "muted_reason": without_nul(reason)}
        self._store._write(lambda db: crawl_visits.change_portal(db, portal, **muted))

    def note_gap(self, portal: str, column: str, since: date, until: date, reason: str, now: datetime) -> int:
        """Note days of a list that could not be looked through; return the gap's key."""
        return self._store._write(
            lambda db: crawl_visits.note_gap(db, portal, column, since, until, reason, now)
        )

    def gaps(self, portal: str | None = None, *, closed: bool = False) -> Sequence[Gap]:
        """Return the gaps that are open, or all of them."""
        with self._store._reading() as db:
            return crawl_visits.gaps(db, portal, closed=closed)

    def close_gap(self, gap_key: int, now: datetime) -> None:
        """Note that the days of a gap were looked through after all."""
        g = c.crawl_gaps.c
        closed = update(c.crawl_gaps).where(g.gap_key == gap_key, g.closed.is_(None)).values(closed=now)
        self._store._write(lambda db: db.execute(closed))

    def visits(
        self, run: int | None = None, portal: str | None = None, limit: int | None = None
    ) -> Sequence[Visit]:
        """Return visits, those of the latest run first."""
        with self._store._reading() as db:
            return crawl_visits.visits(db, run, portal, limit)

    def last_complete(self, portal: str) -> Mapping[str, ListState]:
        """Return of each list of a portal the last look that saw everything since some day."""
        with self._store._reading() as db:
            return crawl_visits.last_complete(db, portal)

    def looks(self) -> Iterator[ListLook]:
        """Yield which days of which lists were looked through, oldest first."""
        with self._store._reading() as db:
            yield from crawl_visits.looks(db)

    def lists(self, run: int, portal: str | None = None) -> Sequence[ListState]:
        """Return how far a run has come with its lists."""
        with self._store._reading() as db:
            return crawl_lists.list_states(db, run, portal)

    def first_entries(self, run: int, portal: str, column: str) -> int:
        """Return how many entries of a list's first page a run noted; right until another run notes them."""
        with self._store._reading() as db:
            return crawl_lists.first_entries(db, run, portal, column)

    def settled_counts(self, run: int, portal: str) -> Mapping[str, int]:
        """Return how many pages the run has settled, by outcome; right until another run settles them."""
        with self._store._reading() as db:
            return crawl_pages.settled_counts(db, run, portal)

    def page(self, portal: str, key: str) -> Page | None:
        """Return a page by its canonical address."""
        with self._store._reading() as db:
            return crawl_pages.find_page(db, portal, key)

    def pages(
        self,
        portal: str | None = None,
        outcome: str | None = None,
        *,
        state: str | None = None,
        limit: int = 100,
    ) -> Sequence[Page]:
        """Return pages, the newest listed first; ``outcome`` is how theirs begins, such as ``blocked``."""
        with self._store._reading() as db:
            return crawl_pages.pages_of(db, portal, outcome, state, limit)

    def last_archived(self, portal: str) -> ArchivePosition | None:
        """Return the furthest archived answer that was dealt with: a recovery starts behind it."""
        with self._store._reading() as db:
            return crawl_pages.last_archived(db, portal)
