"""Drop indexes that others begin with, and let PostgreSQL pack long texts in the quicker manner.

Revision ID: 0003
"""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# ix_bulletins_latest, uq_revisions_bulletin_key_number and ix_metrics_asked begin with the same columns.
_DROPPED = (
    ("bulletins", "published"),
    ("revisions", "bulletin_key"),
    ("metrics", "indicator"),
)

_LONG = ("record", "source_text", "text")


def upgrade() -> None:
    for table, column in _DROPPED:
        op.drop_index(op.f(f"ix_{table}_{column}"), table_name=table)
    if _knows_lz4():
        for column in _LONG:
            op.execute(f"ALTER TABLE revisions ALTER COLUMN {column} SET COMPRESSION lz4")


def _knows_lz4() -> bool:
    """Tell whether this is a PostgreSQL (14 or newer) that was built with lz4."""
    db = op.get_bind()
    if db.dialect.name != "postgresql":
        return False
    known = "SELECT 'lz4' = ANY(enumvals) FROM pg_settings WHERE name = 'default_toast_compression'"
    return bool(db.exec_driver_sql(known).scalar())


def downgrade() -> None:
    for table, column in _DROPPED:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)
    if _knows_lz4():
        for column in _LONG:
            op.execute(f"ALTER TABLE revisions ALTER COLUMN {column} SET COMPRESSION default")
