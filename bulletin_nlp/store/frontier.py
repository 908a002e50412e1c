"""The frontier of a crawl: which pages are known, which are due, and what became of each.

A page and its record are written in one transaction, and only by the run that holds the portal. A process may
be killed at any point: what it had settled stays settled, everything else is as if it had not begun.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from bulletin_nlp.errors import BulletinError
from bulletin_nlp.store import crawl_leases as leases
from bulletin_nlp.store import crawl_listed, crawl_lists, crawl_pages, crawl_visits
from bulletin_nlp.store.crawl_entries import (
    Alarm,
    ArchivePosition,
    DuePage,
    ListedEntry,
    ListPageCount,
    ListState,
    NextListPage,
    OpenRun,
    PageFailure,
    Settled,
    SettledPage,
    VisitState,
)
from bulletin_nlp.store.crawl_settling import settle_pages
from bulletin_nlp.store.crawled_portals import CrawledPortals
from bulletin_nlp.store.entries import SaveOutcome
from bulletin_nlp.store.prepared import PreparedRecord

__all__ = ["Frontier"]


class Frontier(CrawledPortals):
    """The pages of a crawl in an open store.

    Moments (``now``) are the caller's, with a zone; leases are compared with them, so that the clocks of
    machines that share a database should agree to some seconds. ``owner`` is a name from
    :func:`bulletin_nlp.store.crawl_leases.owner_name`.

    What writes raises a BulletinError: ``output_unwritable`` or ``store_unreachable``, and ``lease_lost``
    where it takes an owner and the portal has become another's; then nothing is written. Everything may be
    done twice: the second time changes nothing.

    Args:
        store: the store; closing it is the caller's.
    """

    # -- runs and leases -------------------------------------------------------------------------------

    def open_run(
        self,
        options: Mapping[str, Any],
        owner: str,
        seconds: float,
        now: datetime,
        *,
        versions: Mapping[str, str] | None = None,
        resume: bool = True,
    ) -> OpenRun:
        """Go on with the last run, where it was interrupted and asked the same, or start one.

        Only a run that nobody alive holds goes on, and only within a day of its start: what its lists said is
        too old then. The run is held like a portal, and renewed with each (:meth:`renew`).

        Args:
            options: what was asked for, as JSON values; ``command`` is added.
            owner: who holds it.
            seconds: for how long.
            now: the moment.
            versions: what a new run is done with.
            resume: False starts one in any case.
        """
        until = now + timedelta(seconds=seconds)
        return self._store._write(
            lambda db: leases.open_run(db, options, versions or {}, owner, until, now, resume=resume)
        )

    def finish_run(self, run: int, counts: Mapping[str, int], now: datetime) -> None:
        """Note the end of a run and how many pages ended how."""
        self._store._write(lambda db: leases.finish_run(db, run, counts, now))

    def leave_run(self, run: int, owner: str) -> None:
        """Let a run that did not come to its end be gone on with by others."""
        self._store._write(lambda db: leases.leave_run(db, run, owner))

    def lease(self, portal: str, owner: str, seconds: float, now: datetime) -> bool:
        """Take a portal for a while.

        Returns:
            True where it was free, the owner's own, expired, or held by a dead process of this machine.
        """
        until = now + timedelta(seconds=seconds)
        return self._store._write(lambda db: leases.take_lease(db, portal, owner, until, now))

    def renew(self, portal: str, owner: str, seconds: float, now: datetime) -> bool:
        """Hold a portal, and the owner's run, for longer; False where it has become another's."""
        until = now + timedelta(seconds=seconds)
        return self._store._write(lambda db: leases.renew_lease(db, portal, owner, until))

    def release(self, portal: str, owner: str) -> None:
        """Let a portal go, where it is the owner's."""
        self._store._write(lambda db: leases.release_lease(db, portal, owner))

    # -- visits ----------------------------------------------------------------------------------------

    def begin_visit(self, run: int, portal: str, owner: str, now: datetime) -> None:
        """Note that a run begins, or goes on, with a portal.

        Pages that could not be looked at and whose next moment has come are due then, whether or not a list
        names them again.
        """

        def begin(db: Connection) -> None:
            leases.must_hold(db, portal, owner)
            crawl_visits.begin_visit(db, run, portal, now)
            crawl_pages.revive_unseen(db, portal, run, now)

        self._store._write(begin)

    def end_visit(
        self,
        run: int,
        portal: str,
        owner: str,
        state: VisitState,
        now: datetime,
        *,
        counts: Mapping[str, int],
        alarms: Sequence[Alarm] = (),
        message: str | None = None,
    ) -> None:
        """Note how a visit ended; only ``complete`` counts as the portal's last success."""

        def end(db: Connection) -> None:
            leases.must_hold(db, portal, owner)
            crawl_visits.end_visit(
                db, run, portal, state=state, counts=counts, alarms=alarms, message=message, now=now
            )

        self._store._write(end)

    # -- lists -----------------------------------------------------------------------------------------

    def begin_list(self, run: int, portal: str, column: str, owner: str, now: datetime) -> ListState:
        """Return how far the run has come with a list; note that it begins where it has not begun."""

        def begin(db: Connection) -> ListState:
            leases.must_hold(db, portal, owner)
            return crawl_lists.begin_list(db, run, portal, column, now)

        return self._store._write(begin)

    def note_list_page(
        self,
        run: int,
        portal: str,
        column: str,
        owner: str,
        entries: Sequence[ListedEntry],
        number: int,
        following: NextListPage | None,
        now: datetime,
        *,
        archived: ArchivePosition | None = None,
    ) -> ListPageCount:
        """Note the entries of a list page and where the list goes on, in one transaction.

        An entry that is not known becomes a page that is due. A known page is due again where this column has
        another title or day for it than before, or its ``next_due`` has come; not where this run has settled
        it already. A page keeps all columns that name it.

        Args:
            run: key of the run.
            portal: name of the portal.
            column: name of the list, which :meth:`begin_list` began.
            owner: who holds the portal.
            entries: the entries in order; of several with one key the first counts.
            number: the page's number in the list, from 1.
            following: the next page, None where there is none.
            now: the moment.
            archived: where the page stands in the archive.
        """

        def note(db: Connection) -> ListPageCount:
            leases.must_hold(db, portal, owner)
            if archived is not None:
                crawl_pages.note_archived(db, portal, archived)
            return crawl_listed.note_list_page(db, run, portal, column, entries, number, following, now)

        return self._store._write(note)

    def end_list(
        self,
        run: int,
        portal: str,
        column: str,
        owner: str,
        outcome: str,
        now: datetime,
        *,
        complete: bool,
        since: date | None = None,
        until: date | None = None,
        message: str | None = None,
    ) -> None:
        """Note how a list ended and which days were, or were to be, looked through."""

        def end(db: Connection) -> None:
            leases.must_hold(db, portal, owner)
            crawl_lists.end_list(
                db,
                run,
                portal,
                column,
                outcome=outcome,
                message=message,
                since=since,
                until=until,
                complete=complete,
                now=now,
            )

        self._store._write(end)

    # -- pages -----------------------------------------------------------------------------------------

    def due(self, portal: str, run: int, limit: int) -> Sequence[DuePage]:
        """Return the pages that the run may still ask for, the newest listed first."""
        with self._store._reading() as db:
            return crawl_pages.due_pages(db, portal, run, limit)

    def settle(
        self,
        page_key: int,
        settled: Settled,
        run: int,
        owner: str,
        now: datetime,
        *,
        record: PreparedRecord | None = None,
        failure: PageFailure | None = None,
    ) -> SaveOutcome | ValueError | None:
        """Note what became of a page, and save its record or its failure, in one transaction.

        Args:
            page_key: the page.
            settled: what became of it; with a record its outcome is what saving it did.
            run: key of the run.
            owner: who holds the portal.
            now: the moment.
            record: the record, whose place is its URL.
            failure: why the page did not become a record; it stands among the store's failures.

        Returns:
            What the record was to the store, or why it cannot be kept: then the page has failed with
            ``extraction_failed``, a bug. None without a record.

        Raises:
            KeyError: there is no such page.
        """
        page = SettledPage(page_key, owner, settled, record, failure)
        (done,) = self.settle_all([page], run, now)
        if isinstance(done, BulletinError):
            raise done
        return done

    def settle_all(
        self, pages: Sequence[SettledPage], run: int, now: datetime
    ) -> Sequence[SaveOutcome | ValueError | BulletinError | None]:
        """Note what became of several pages, of any portals, in one transaction, as :meth:`settle` does.

        Many records at once are saved several times as fast as one by one. Of a page that comes twice the
        first counts.

        Returns:
            For each what :meth:`settle` returns, or the error ``lease_lost``: nothing of it is written.

        Raises:
            KeyError: one of the pages is not there; then none is settled.
        """
        return self._store._write(lambda db: settle_pages(db, pages, run, now)) if pages else []
