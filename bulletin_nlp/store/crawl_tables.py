"""The tables of a crawl: whose a portal is, which pages are known, what became of them, what was looked at.

They stand beside those of :mod:`bulletin_nlp.store.tables` in the same database, so that a record and the
page that it was read from are written in one transaction. See ``docs/store.md``.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from bulletin_nlp.store.columns import UtcTime
from bulletin_nlp.store.tables import metadata

__all__ = [
    "crawl_gaps",
    "crawl_lists",
    "crawl_page_columns",
    "crawl_pages",
    "crawl_portals",
    "crawl_runs",
    "crawl_visits",
]


def _run_key() -> Column[Any]:
    return Column("run_key", ForeignKey("runs.run_key", ondelete="CASCADE"), primary_key=True)


def _archived_columns() -> list[Column[Any]]:
    return [
        Column("archive_file", Text),
        Column("archive_offset", BigInteger),  # bytes
        Column("archive_record_id", String(80)),
    ]


crawl_runs = Table(
    "crawl_runs",
    metadata,
    _run_key(),
    # Who goes on with the run, so that two that are asked the same do not both.
    Column("owner", Text),
    Column("owned_until", UtcTime),
)

crawl_portals = Table(
    "crawl_portals",
    metadata,
    Column("portal", String(80), primary_key=True),
    Column("lease_owner", Text),
    Column("lease_until", UtcTime),
    Column("muted_until", UtcTime),
    Column("muted_reason", Text),
    Column("alarm", String(40)),
    Column("alarm_since", UtcTime),
    Column("told_alarm", String(40)),  # the alarm that was last notified
    Column("last_look", UtcTime),  # when a visit last ended, however
    Column("last_success", UtcTime),  # when one last ended complete
    # The furthest answer in the archive that is settled or noted.
    *_archived_columns(),
)

crawl_pages = Table(
    "crawl_pages",
    metadata,
    Column("page_key", Integer, primary_key=True),
    Column("portal", String(80), nullable=False),
    Column("key", Text, nullable=False),  # the canonical address
    Column("url", Text, nullable=False),  # the one to ask for, as last listed
    Column("title", Text),
    Column("listed", Date),  # the day that the list has
    Column("listed_text", Text),
    Column("day", Date, nullable=False),  # listed, or the day on which it was first seen: the order of asking
    Column("first_seen", UtcTime, nullable=False),
    Column("last_listed", UtcTime, nullable=False),
    Column("state", String(8), nullable=False),  # due or settled
    Column("outcome", String(60)),  # null until it was settled once
    Column("message", Text),
    Column("status", Integer),
    # Of the last body that was read.
    Column("etag", Text),
    Column("last_modified", Text),
    Column("content_sha256", String(64)),
    *_archived_columns(),
    Column("record_id", String(80), index=True),  # content id of the last record, kept when the page is gone
    Column("again", String(8)),  # no, next_run or later: by the outcome's rule
    Column("next_due", UtcTime),  # null: only where a list says something else of it
    Column("tries", Integer, nullable=False),  # times in a row that it could not be looked at
    Column("fetched_at", UtcTime),  # of the last answer
    Column("changed_at", UtcTime),  # when it last became a new or changed bulletin
    Column("last_run", ForeignKey("runs.run_key", ondelete="SET NULL")),  # the run that settled it last
    UniqueConstraint("portal", "key"),
)

Index(
    "ix_crawl_pages_due",
    crawl_pages.c.portal,
    crawl_pages.c.state,
    crawl_pages.c.day.desc(),
    crawl_pages.c.page_key,
)

crawl_page_columns = Table(
    "crawl_page_columns",
    metadata,
    Column("page_key", ForeignKey("crawl_pages.page_key", ondelete="CASCADE"), primary_key=True),
    Column("column", Text, primary_key=True),
    # As this column has them: another may cut titles, or print the day of its own entry.
    Column("title", Text),
    Column("listed", Date),
    Column("first_seen", UtcTime, nullable=False),
    Column("last_seen", UtcTime, nullable=False),
    # The run and the page of the list that last named it.
    Column("last_run", ForeignKey("runs.run_key", ondelete="SET NULL")),
    Column("last_number", Integer, nullable=False),
)

crawl_lists = Table(
    "crawl_lists",
    metadata,
    _run_key(),
    Column("portal", String(80), primary_key=True),
    Column("column", Text, primary_key=True),
    # The page to ask for next; null where nothing was noted yet, and after the last.
    Column("next_url", Text),
    Column("next_number", Integer),
    Column("next_guessed", Boolean),
    Column("noted_number", Integer),  # the page noted last, so that noting it again counts nothing twice
    Column("pages", Integer, nullable=False),
    Column("entries", Integer, nullable=False),
    Column("new", Integer, nullable=False),
    Column("oldest", Date),
    Column("newest", Date),
    Column("started", UtcTime, nullable=False),
    Column("finished", UtcTime),
    Column("outcome", String(60)),
    Column("message", Text),
    # What was, or was to be, looked through.
    Column("since", Date),
    Column("until", Date),
    Column("complete", Boolean),
)

Index("ix_crawl_lists_portal", crawl_lists.c.portal, crawl_lists.c.column)

crawl_visits = Table(
    "crawl_visits",
    metadata,
    _run_key(),
    Column("portal", String(80), primary_key=True),
    Column("started", UtcTime, nullable=False),
    Column("finished", UtcTime),
    Column("state", String(8)),  # complete, partial or failed
    Column("counts", JSON, nullable=False),
    Column("alarms", JSON, nullable=False),
    Column("message", Text),
)

Index("ix_crawl_visits_portal", crawl_visits.c.portal, crawl_visits.c.run_key)

crawl_gaps = Table(
    "crawl_gaps",
    metadata,
    Column("gap_key", Integer, primary_key=True),
    Column("portal", String(80), nullable=False),
    Column("column", Text, nullable=False),
    Column("since", Date, nullable=False),
    Column("until", Date, nullable=False),
    Column("reason", Text, nullable=False),
    Column("noted", UtcTime, nullable=False),
    Column("closed", UtcTime),
    UniqueConstraint("portal", "column", "since", "until"),
)
