"""The tables of a crawl: runs and portals that are held, pages, lists, visits and gaps.

Revision ID: 0004
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from bulletin_nlp.store.columns import UtcTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def _run_key(table: str) -> tuple[sa.Column[Any], sa.ForeignKeyConstraint]:
    key = sa.ForeignKeyConstraint(
        ["run_key"], ["runs.run_key"], name=op.f(f"fk_{table}_runs"), ondelete="CASCADE"
    )
    return sa.Column("run_key", sa.Integer(), nullable=False), key


def _last_run(table: str) -> tuple[sa.Column[Any], sa.ForeignKeyConstraint]:
    key = sa.ForeignKeyConstraint(
        ["last_run"], ["runs.run_key"], name=op.f(f"fk_{table}_runs"), ondelete="SET NULL"
    )
    return sa.Column("last_run", sa.Integer(), nullable=True), key


def _archived() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("archive_file", sa.Text(), nullable=True),
        sa.Column("archive_offset", sa.BigInteger(), nullable=True),
        sa.Column("archive_record_id", sa.String(length=80), nullable=True),
    )


def upgrade() -> None:
    op.create_table(
        "crawl_runs",
        *_run_key("crawl_runs"),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("owned_until", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("run_key", name=op.f("pk_crawl_runs")),
    )
    op.create_table(
        "crawl_portals",
        sa.Column("portal", sa.String(length=80), nullable=False),
        sa.Column("lease_owner", sa.Text(), nullable=True),
        sa.Column("lease_until", UtcTime(), nullable=True),
        sa.Column("muted_until", UtcTime(), nullable=True),
        sa.Column("muted_reason", sa.Text(), nullable=True),
        sa.Column("alarm", sa.String(length=40), nullable=True),
        sa.Column("alarm_since", UtcTime(), nullable=True),
        sa.Column("told_alarm", sa.String(length=40), nullable=True),
        sa.Column("last_look", UtcTime(), nullable=True),
        sa.Column("last_success", UtcTime(), nullable=True),
        *_archived(),
        sa.PrimaryKeyConstraint("portal", name=op.f("pk_crawl_portals")),
    )
    _pages()
    op.create_table(
        "crawl_lists",
        *_run_key("crawl_lists"),
        sa.Column("portal", sa.String(length=80), nullable=False),
        sa.Column("column", sa.Text(), nullable=False),
        sa.Column("next_url", sa.Text(), nullable=True),
        sa.Column("next_number", sa.Integer(), nullable=True),
        sa.Column("next_guessed", sa.Boolean(), nullable=True),
        sa.Column("noted_number", sa.Integer(), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("oldest", sa.Date(), nullable=True),
        sa.Column("newest", sa.Date(), nullable=True),
        sa.Column("started", UtcTime(), nullable=False),
        sa.Column("finished", UtcTime(), nullable=True),
        sa.Column("outcome", sa.String(length=60), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("complete", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("run_key", "portal", "column", name=op.f("pk_crawl_lists")),
    )
    op.create_table(
        "crawl_visits",
        *_run_key("crawl_visits"),
        sa.Column("portal", sa.String(length=80), nullable=False),
        sa.Column("started", UtcTime(), nullable=False),
        sa.Column("finished", UtcTime(), nullable=True),
        sa.Column("state", sa.String(length=8), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("alarms", sa.JSON(), nullable=False),
        sa.Column("message", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("run_key", "portal", name=op.f("pk_crawl_visits")),
    )
    op.create_index("ix_crawl_lists_portal", "crawl_lists", ["portal", "column"], unique=False)
    op.create_index("ix_crawl_visits_portal", "crawl_visits", ["portal", "run_key"], unique=False)
    op.create_table(
        "crawl_gaps",
        sa.Column("gap_key", sa.Integer(), nullable=False),
        sa.Column("portal", sa.String(length=80), nullable=False),
        sa.Column("column", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("noted", UtcTime(), nullable=False),
        sa.Column("closed", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("gap_key", name=op.f("pk_crawl_gaps")),
        sa.UniqueConstraint(
            "portal", "column", "since", "until", name=op.f("uq_crawl_gaps_portal_column_since_until")
        ),
    )


def _pages() -> None:
    op.create_table(
        "crawl_pages",
        sa.Column("page_key", sa.Integer(), nullable=False),
        sa.Column("portal", sa.String(length=80), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("listed", sa.Date(), nullable=True),
        sa.Column("listed_text", sa.Text(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("first_seen", UtcTime(), nullable=False),
        sa.Column("last_listed", UtcTime(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("outcome", sa.String(length=60), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("content_sha256", sa.String(length=64), nullable=True),
        *_archived(),
        sa.Column("record_id", sa.String(length=80), nullable=True),
        sa.Column("again", sa.String(length=8), nullable=True),
        sa.Column("next_due", UtcTime(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("fetched_at", UtcTime(), nullable=True),
        sa.Column("changed_at", UtcTime(), nullable=True),
        *_last_run("crawl_pages"),
        sa.PrimaryKeyConstraint("page_key", name=op.f("pk_crawl_pages")),
        sa.UniqueConstraint("portal", "key", name=op.f("uq_crawl_pages_portal_key")),
    )
    op.create_index(op.f("ix_crawl_pages_record_id"), "crawl_pages", ["record_id"], unique=False)
    op.create_index(
        "ix_crawl_pages_due",
        "crawl_pages",
        ["portal", "state", sa.text("day DESC"), "page_key"],
        unique=False,
    )
    op.create_table(
        "crawl_page_columns",
        sa.Column("page_key", sa.Integer(), nullable=False),
        sa.Column("column", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("listed", sa.Date(), nullable=True),
        sa.Column("first_seen", UtcTime(), nullable=False),
        sa.Column("last_seen", UtcTime(), nullable=False),
        *_last_run("crawl_page_columns"),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["page_key"],
            ["crawl_pages.page_key"],
            name=op.f("fk_crawl_page_columns_crawl_pages"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("page_key", "column", name=op.f("pk_crawl_page_columns")),
    )


def downgrade() -> None:
    for table in (
        "crawl_gaps",
        "crawl_visits",
        "crawl_lists",
        "crawl_page_columns",
        "crawl_pages",
        "crawl_portals",
        "crawl_runs",
    ):
        op.drop_table(table)
