"""Portals over time: visits, what was looked through, alarms, and gaps that nobody could look into.

Every function works in a transaction that writes, unless it only reads.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from bulletin_nlp.store import crawl_tables as c
from bulletin_nlp.store.crawl_entries import Alarm, Gap, ListLook, ListState, PortalState, Visit, VisitState
from bulletin_nlp.store.crawl_leases import ensure_portal
from bulletin_nlp.store.crawl_lists import list_state
from bulletin_nlp.store.writing import insert_row, without_nul

__all__ = [
    "begin_visit",
    "change_portal",
    "end_visit",
    "gaps",
    "looks",
    "note_gap",
    "portal_states",
    "set_alarm",
    "visits",
]

# Rows fetched at a time, so that an answer need not fit into memory.
_FETCHED = 500


def begin_visit(db: Connection, run: int, portal: str, now: datetime) -> None:
    """Note that a run begins with a portal; one that goes on keeps its beginning."""
    v = c.crawl_visits.c
    own = (v.run_key == run, v.portal == portal)
    again = update(c.crawl_visits).where(*own).values(finished=None, state=None)
    if db.execute(again).rowcount == 0:
        row = {"run_key": run, "portal": portal, "started": now, "counts": {}, "alarms": []}
        db.execute(insert(c.crawl_visits).values(**row))


def end_visit(
    db: Connection,
    run: int,
    portal: str,
    *,
    state: VisitState,
    counts: Mapping[str, int],
    alarms: Sequence[Alarm],
    message: str | None,
    now: datetime,
) -> None:
    """Note how a visit ended, and of the portal that it was looked at, with success where it is complete."""
    v = c.crawl_visits.c
    told = [{"code": alarm.code, "message": without_nul(alarm.message)} for alarm in alarms]
    ended: dict[str, Any] = {"finished": now, "state": state, "counts": dict(counts), "alarms": told}
    ended["message"] = without_nul(message)
    db.execute(update(c.crawl_visits).where(v.run_key == run, v.portal == portal).values(**ended))
    looked = {"last_look": now} | ({"last_success": now} if state == "complete" else {})
    change_portal(db, portal, **looked)


def visits(db: Connection, run: int | None, portal: str | None, limit: int | None) -> list[Visit]:
    """Return visits, the latest run first, within a run by portal."""
    v = c.crawl_visits.c
    asked = select(c.crawl_visits).order_by(v.run_key.desc(), v.portal).limit(limit)
    if run is not None:
        asked = asked.where(v.run_key == run)
    if portal is not None:
        asked = asked.where(v.portal == portal)
    return [
        Visit(**{**row, "alarms": tuple(Alarm(**alarm) for alarm in row["alarms"])})
        for row in db.execute(asked).mappings()
    ]


def looks(db: Connection) -> Iterator[ListLook]:
    """Yield what lists were looked through, oldest first; lists that are still read are left out."""
    k = c.crawl_lists.c
    ended = (
        select(k.run_key, k.portal, k.column, k.since, k.until, k.complete, k.pages, k.finished)
        .where(k.finished.is_not(None), k.since.is_not(None), k.until.is_not(None), k.since <= k.until)
        .order_by(k.run_key, k.portal, k.column)
    )
    for row in db.execution_options(yield_per=_FETCHED).execute(ended):
        outcome: VisitState = "complete" if row.complete else "partial" if row.pages else "failed"
        yield ListLook(row.run_key, row.portal, row.column, row.since, row.until, outcome, row.finished)


def last_complete(db: Connection, portal: str) -> dict[str, ListState]:
    """Return of each list of a portal the last look that saw everything since some day."""
    k = c.crawl_lists.c
    ended = (k.portal == portal, k.complete.is_(True), k.finished.is_not(None))
    last = select(func.max(k.run_key).label("run_key"), k.column).where(*ended).group_by(k.column).subquery()
    asked = select(c.crawl_lists).join(
        last, (k.run_key == last.c.run_key) & (k.column == last.c.column) & (k.portal == portal)
    )
    return {row["column"]: list_state(row) for row in db.execute(asked).mappings()}


def portal_states(db: Connection, portal: str | None = None) -> list[PortalState]:
    """Return what is known of the portals, by name."""
    columns = [c.crawl_portals.c[name] for name in PortalState.__dataclass_fields__]
    asked = select(*columns).order_by(c.crawl_portals.c.portal)
    if portal is not None:
        asked = asked.where(c.crawl_portals.c.portal == portal)
    return [PortalState(**row) for row in db.execute(asked).mappings()]


def change_portal(db: Connection, portal: str, **values: Any) -> None:
    """Let a portal's row say something else; make it where there is none."""
    ensure_portal(db, portal)
    db.execute(update(c.crawl_portals).where(c.crawl_portals.c.portal == portal).values(**values))


def set_alarm(db: Connection, portal: str, alarm: str | None, now: datetime) -> PortalState:
    """Let a portal have an alarm, or none; ``alarm_since`` moves only where it is another than before."""
    ensure_portal(db, portal)
    (before,) = portal_states(db, portal)
    if before.alarm != alarm:
        change_portal(db, portal, alarm=alarm, alarm_since=now if alarm is not None else None)
    return portal_states(db, portal)[0]


def note_gap(
    db: Connection, portal: str, column: str, since: date, until: date, reason: str, now: datetime
) -> int:
    """Note days of a list that could not be looked through, once; return the gap's key.

    A gap that was closed and is there again is open again.
    """
    g = c.crawl_gaps.c
    days = {"portal": portal, "column": column, "since": since, "until": until}
    known = db.execute(
        select(g.gap_key, g.closed).where(*(g[name] == value for name, value in days.items()))
    ).one_or_none()
    told: dict[str, Any] = {"reason": without_nul(reason) or ""}
    if known is None:
        return insert_row(db, c.crawl_gaps, **days, **told, noted=now)
    if known.closed is not None:
        told |= {"noted": now, "closed": None}
    db.execute(update(c.crawl_gaps).where(g.gap_key == known.gap_key).values(**told))
    return int(known.gap_key)


def gaps(db: Connection, portal: str | None, *, closed: bool) -> list[Gap]:
    """Return the gaps, by portal, column and day.

    Args:
        db: the connection.
        portal: of this portal only.
        closed: also those that were closed.
    """
    g = c.crawl_gaps.c
    asked = select(c.crawl_gaps).order_by(g.portal, g.column, g.since)
    if portal is not None:
        asked = asked.where(g.portal == portal)
    if not closed:
        asked = asked.where(g.closed.is_(None))
    return [Gap(**row) for row in db.execute(asked).mappings()]
