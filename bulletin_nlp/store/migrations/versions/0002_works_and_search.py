"""Works, retractions, inputs of a run, full text and views.

Revision ID: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bulletin_nlp.store.columns import UtcTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_FACTS = ("officials", "organizations", "regions", "communities", "metrics", "deadlines", "tasks")


def upgrade() -> None:
    op.create_table(
        "run_inputs",
        sa.Column("run_key", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("input", sa.Text(), nullable=False),
        sa.Column("content_sha256", sa.String(length=64), nullable=True),
        sa.Column("record_id", sa.String(length=80), nullable=True),
        sa.Column("code", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(
            ["run_key"], ["runs.run_key"], name=op.f("fk_run_inputs_runs"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_key", "ordinal", name=op.f("pk_run_inputs")),
    )
    op.create_table(
        "works",
        sa.Column("work_key", sa.Integer(), nullable=False),
        sa.Column("work_id", sa.String(length=80), nullable=False),
        sa.Column("first_seen", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("work_key", name=op.f("pk_works")),
        sa.UniqueConstraint("work_id", name=op.f("uq_works_work_id")),
    )
    op.create_table(
        "sketches",
        sa.Column("hash", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("bulletin_key", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("hash", "bulletin_key", name=op.f("pk_sketches")),
    )
    op.create_index(op.f("ix_sketches_bulletin_key"), "sketches", ["bulletin_key"], unique=False)
    op.create_table(
        "fact_changes",
        sa.Column("change_key", sa.Integer(), nullable=False),
        sa.Column("bulletin_key", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("fact_id", sa.String(length=80), nullable=False),
        sa.Column("change", sa.String(length=12), nullable=False),
        sa.Column("changed_at", UtcTime(), nullable=False),
        sa.Column("before_revision", sa.Integer(), nullable=False),
        sa.Column("after_revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bulletin_key"],
            ["bulletins.bulletin_key"],
            name=op.f("fk_fact_changes_bulletins"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("change_key", name=op.f("pk_fact_changes")),
    )
    op.create_index(op.f("ix_fact_changes_fact_id"), "fact_changes", ["fact_id"], unique=False)
    op.create_index(op.f("ix_fact_changes_changed_at"), "fact_changes", ["changed_at"], unique=False)
    # Added in place: SQLite's way of altering by copying would empty the tables that refer to these.
    for column in (
        sa.Column("updated_at", UtcTime(), nullable=True),
        sa.Column("work_key", sa.Integer(), nullable=True),
        sa.Column("speaks", sa.Boolean(), nullable=True),
        sa.Column("torn_spans", sa.Integer(), nullable=True),
        sa.Column("standing", sa.String(length=8), nullable=True),
    ):
        op.add_column("bulletins", column)
    op.create_index(op.f("ix_bulletins_updated_at"), "bulletins", ["updated_at"], unique=False)
    op.create_index(op.f("ix_bulletins_work_key"), "bulletins", ["work_key"], unique=False)
    for kind in _FACTS:
        op.add_column(kind, sa.Column("digest", sa.String(length=16), nullable=True))
        for name in ("first_seen", "updated_at", "retracted_at"):
            op.add_column(kind, sa.Column(name, UtcTime(), nullable=True))
    # The order of every answer; each database has its own word for where nulls stand.
    nulls = " NULLS LAST" if op.get_bind().dialect.name == "postgresql" else ""
    op.execute(f"CREATE INDEX ix_bulletins_latest ON bulletins (published DESC{nulls}, bulletin_key)")
    op.create_index("ix_metrics_asked", "metrics", ["indicator", "region"], unique=False)
    _fill()
    from bulletin_nlp.store.search import create_index
    from bulletin_nlp.store.views import create_views

    create_index(op.get_bind())
    create_views(op.get_bind())
    _index_what_is_there()


def _fill() -> None:
    """Let every bulletin of an older schema be a work of its own, last changed when it was last seen."""
    op.execute(
        "INSERT INTO works (work_key, work_id, first_seen) "
        "SELECT bulletin_key, 'w-' || id || '-' || bulletin_key, first_seen FROM bulletins"
    )
    op.execute(
        "UPDATE bulletins SET updated_at = last_seen, work_key = bulletin_key, speaks = true, "
        "torn_spans = 0, standing = '0200'"
    )
    for kind in _FACTS:
        op.execute(
            f"UPDATE {kind} SET "  # noqa: S608
            f"first_seen = (SELECT first_seen FROM bulletins b WHERE b.bulletin_key = {kind}.bulletin_key), "
            f"updated_at = (SELECT last_seen FROM bulletins b WHERE b.bulletin_key = {kind}.bulletin_key)"
        )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "SELECT setval(pg_get_serial_sequence('works', 'work_key'), (SELECT max(work_key) FROM works)) "
            "WHERE EXISTS (SELECT 1 FROM works)"
        )


def _index_what_is_there() -> None:
    from bulletin_nlp.store.search import index_terms, search_terms

    db = op.get_bind()
    rows = db.execute(
        sa.text(
            "SELECT b.bulletin_key, b.title, r.text FROM bulletins b "
            "JOIN revisions r ON r.revision_key = b.revision_key ORDER BY b.bulletin_key"
        )
    )
    index_terms(db, [(key, search_terms(title, body)) for key, title, body in rows])


def downgrade() -> None:
    from bulletin_nlp.store.tables import SEARCH_INDEX
    from bulletin_nlp.store.views import drop_views

    drop_views(op.get_bind())
    op.execute(f"DROP TABLE {SEARCH_INDEX}")
    for kind in _FACTS:
        for name in ("retracted_at", "updated_at", "first_seen", "digest"):
            op.drop_column(kind, name)
    op.drop_index("ix_metrics_asked", table_name="metrics")
    op.drop_index("ix_bulletins_latest", table_name="bulletins")
    op.drop_index(op.f("ix_bulletins_work_key"), table_name="bulletins")
    op.drop_index(op.f("ix_bulletins_updated_at"), table_name="bulletins")
    for name in ("standing", "torn_spans", "speaks", "work_key", "updated_at"):
        op.drop_column("bulletins", name)
    for table in ("fact_changes", "sketches", "works", "run_inputs"):
        op.drop_table(table)
