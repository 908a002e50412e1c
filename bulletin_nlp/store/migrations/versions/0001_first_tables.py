"""The first tables.

Revision ID: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bulletin_nlp.store.columns import ExactNumber, UtcTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bulletins",
        sa.Column("bulletin_key", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("id_scheme", sa.String(length=40), nullable=False),
        sa.Column("revision_key", sa.Integer(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("subtitle", sa.Text(), nullable=True),
        sa.Column("document_number", sa.Text(), nullable=True),
        sa.Column("index_number", sa.Text(), nullable=True),
        sa.Column("published", sa.Date(), nullable=True),
        sa.Column("published_at", UtcTime(), nullable=True),
        sa.Column("published_basis", sa.String(length=10), nullable=True),
        sa.Column("event_date", sa.Date(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("site_name", sa.Text(), nullable=True),
        sa.Column("publisher", sa.Text(), nullable=True),
        sa.Column("content_source", sa.Text(), nullable=True),
        sa.Column("input", sa.Text(), nullable=True),
        sa.Column("first_seen", UtcTime(), nullable=False),
        sa.Column("last_seen", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("bulletin_key", name=op.f("pk_bulletins")),
    )
    op.create_index(op.f("ix_bulletins_id"), "bulletins", ["id"], unique=False)
    op.create_index(op.f("ix_bulletins_published"), "bulletins", ["published"], unique=False)
    op.create_table(
        "runs",
        sa.Column("run_key", sa.Integer(), nullable=False),
        sa.Column("started", UtcTime(), nullable=False),
        sa.Column("finished", UtcTime(), nullable=True),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("versions", sa.JSON(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("run_key", name=op.f("pk_runs")),
    )
    op.create_table(
        "communities",
        sa.Column("bulletin_key", sa.Integer(), nullable=False),
        sa.Column("fact_id", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("township", sa.Text(), nullable=True),
        sa.Column("region", sa.String(length=12), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("span_start", sa.Integer(), nullable=False),
        sa.Column("span_end", sa.Integer(), nullable=False),
        sa.Column("span_text", sa.Text(), nullable=False),
        sa.Column("source_start", sa.Integer(), nullable=False),
        sa.Column("source_end", sa.Integer(), nullable=False),
        sa.Column("source_text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bulletin_key"],
            ["bulletins.bulletin_key"],
            name=op.f("fk_communities_bulletins"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("bulletin_key", "fact_id", name=op.f("pk_communities")),
    )
    op.create_index("ix_communities_fact_id", "communities", ["fact_id"], unique=False)
    op.create_table(
        "deadlines",
        sa.Column("bulletin_key", sa.Integer(), nullable=False),
        sa.Column("fact_id", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("bound", sa.String(length=10), nullable=False),
        sa.Column("expression", sa.Text(), nullable=False),
        sa.Column("obligation", sa.Text(), nullable=True),
        sa.Column("region", sa.String(length=12), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("span_start", sa.Integer(), nullable=False),
        sa.Column("span_end", sa.Integer(), nullable=False),
        sa.Column("span_text", sa.Text(), nullable=False),
        sa.Column("source_start", sa.Integer(), nullable=False),
        sa.Column("source_end", sa.Integer(), nullable=False),
        sa.Column("source_text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bulletin_key"],
            ["bulletins.bulletin_key"],
            name=op.f("fk_deadlines_bulletins"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("bulletin_key", "fact_id", name=op.f("pk_deadlines")),
    )
    op.create_index(op.f("ix_deadlines_due"), "deadlines", ["due"], unique=False)
    op.create_index("ix_deadlines_fact_id", "deadlines", ["fact_id"], unique=False)
    op.create_table(
        "extra_values",
        sa.Column("bulletin_key", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bulletin_key"],
            ["bulletins.bulletin_key"],
            name=op.f("fk_extra_values_bulletins"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("bulletin_key", "name", name=op.f("pk_extra_values")),
    )
    op.create_table(
        "failures",
        sa.Column("failure_key", sa.Integer(), nullable=False),
        sa.Column("input", sa.Text(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("run_key", sa.Integer(), nullable=True),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("first_seen", UtcTime(), nullable=False),
        sa.Column("last_seen", UtcTime(), nullable=False),
        sa.Column("resolved", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["run_key"], ["runs.run_key"], name=op.f("fk_failures_runs")),
        sa.PrimaryKeyConstraint("failure_key", name=op.f("pk_failures")),
        sa.UniqueConstraint("input", "code", name=op.f("uq_failures_input_code")),
    )
    op.create_index(op.f("ix_failures_input"), "failures", ["input"], unique=False)
    op.create_table(
        "mentions",
        sa.Column("bulletin_key", sa.Integer(), nullable=False),
        sa.Column("fact_id", sa.String(length=80), nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("span_start", sa.Integer(), nullable=False),
        sa.Column("span_end", sa.Integer(), nullable=False),
        sa.Column("span_text", sa.Text(), nullable=False),
        sa.Column("source_start", sa.Integer(), nullable=False),
        sa.Column("source_end", sa.Integer(), nullable=False),
        sa.Column("source_text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bulletin_key"],
            ["bulletins.bulletin_key"],
            name=op.f("fk_mentions_bulletins"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("bulletin_key", "fact_id", "ordinal", name=op.f("pk_mentions")),
    )
    op.create_table(
        "metrics",
        sa.Column("bulletin_key", sa.Integer(), nullable=False),
        sa.Column("fact_id", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("indicator", sa.String(length=60), nullable=False),
        sa.Column("indicator_text", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("value", ExactNumber(), nullable=False),
        sa.Column("value_max", ExactNumber(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("per", sa.Text(), nullable=True),
        sa.Column("precision", ExactNumber(), nullable=True),
        sa.Column("qualifier", sa.String(length=12), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=True),
        sa.Column("remaining", sa.Boolean(), nullable=False),
        sa.Column("cumulative", sa.Boolean(), nullable=False),
        sa.Column("baseline", sa.Text(), nullable=True),
        sa.Column("period_start", sa.Date(), nullable=True),
        sa.Column("period_end", sa.Date(), nullable=True),
        sa.Column("period_text", sa.Text(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("as_of_basis", sa.String(length=10), nullable=True),
        sa.Column("region", sa.String(length=12), nullable=True),
        sa.Column("excludes", sa.JSON(), nullable=False),
        sa.Column("part_of", sa.String(length=80), nullable=True),
        sa.Column("context_start", sa.Integer(), nullable=False),
        sa.Column("context_end", sa.Integer(), nullable=False),
        sa.Column("context_text", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("span_start", sa.Integer(), nullable=False),
        sa.Column("span_end", sa.Integer(), nullable=False),
        sa.Column("span_text", sa.Text(), nullable=False),
        sa.Column("source_start", sa.Integer(), nullable=False),
        sa.Column("source_end", sa.Integer(), nullable=False),
        sa.Column("source_text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bulletin_key"],
            ["bulletins.bulletin_key"],
            name=op.f("fk_metrics_bulletins"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("bulletin_key", "fact_id", name=op.f("pk_metrics")),
    )
    op.create_index("ix_metrics_fact_id", "metrics", ["fact_id"], unique=False)
    op.create_index(op.f("ix_metrics_indicator"), "metrics", ["indicator"], unique=False)
    op.create_index(op.f("ix_metrics_region"), "metrics", ["region"], unique=False)
    op.create_table(
        "officials",
        sa.Column("bulletin_key", sa.Integer(), nullable=False),
        sa.Column("fact_id", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("region", sa.String(length=12), nullable=True),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("span_start", sa.Integer(), nullable=False),
        sa.Column("span_end", sa.Integer(), nullable=False),
        sa.Column("span_text", sa.Text(), nullable=False),
        sa.Column("source_start", sa.Integer(), nullable=False),
        sa.Column("source_end", sa.Integer(), nullable=False),
        sa.Column("source_text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bulletin_key"],
            ["bulletins.bulletin_key"],
            name=op.f("fk_officials_bulletins"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("bulletin_key", "fact_id", name=op.f("pk_officials")),
    )
    op.create_index("ix_officials_fact_id", "officials", ["fact_id"], unique=False)
    op.create_table(
        "organizations",
        sa.Column("bulletin_key", sa.Integer(), nullable=False),
        sa.Column("fact_id", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("as_written", sa.Text(), nullable=False),
        sa.Column("region", sa.String(length=12), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("span_start", sa.Integer(), nullable=False),
        sa.Column("span_end", sa.Integer(), nullable=False),
        sa.Column("span_text", sa.Text(), nullable=False),
        sa.Column("source_start", sa.Integer(), nullable=False),
        sa.Column("source_end", sa.Integer(), nullable=False),
        sa.Column("source_text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bulletin_key"],
            ["bulletins.bulletin_key"],
            name=op.f("fk_organizations_bulletins"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("bulletin_key", "fact_id", name=op.f("pk_organizations")),
    )
    op.create_index("ix_organizations_fact_id", "organizations", ["fact_id"], unique=False)
    op.create_table(
        "regions",
        sa.Column("bulletin_key", sa.Integer(), nullable=False),
        sa.Column("fact_id", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("level", sa.String(length=12), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=True),
        sa.Column("parent", sa.String(length=12), nullable=True),
        sa.Column("as_written", sa.Text(), nullable=False),
        sa.Column("implied", sa.Boolean(), nullable=False),
        sa.Column("code_current", sa.JSON(), nullable=False),
        sa.Column("candidates", sa.JSON(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("span_start", sa.Integer(), nullable=False),
        sa.Column("span_end", sa.Integer(), nullable=False),
        sa.Column("span_text", sa.Text(), nullable=False),
        sa.Column("source_start", sa.Integer(), nullable=False),
        sa.Column("source_end", sa.Integer(), nullable=False),
        sa.Column("source_text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bulletin_key"],
            ["bulletins.bulletin_key"],
            name=op.f("fk_regions_bulletins"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("bulletin_key", "fact_id", name=op.f("pk_regions")),
    )
    op.create_index(op.f("ix_regions_code"), "regions", ["code"], unique=False)
    op.create_index("ix_regions_fact_id", "regions", ["fact_id"], unique=False)
    op.create_table(
        "revisions",
        sa.Column("revision_key", sa.Integer(), nullable=False),
        sa.Column("bulletin_key", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content_id", sa.String(length=80), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("schema_version", sa.String(length=20), nullable=False),
        sa.Column("extractor_version", sa.String(length=40), nullable=False),
        sa.Column("model_versions", sa.JSON(), nullable=False),
        sa.Column("data_versions", sa.JSON(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("source_text", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("run_key", sa.Integer(), nullable=True),
        sa.Column("first_seen", UtcTime(), nullable=False),
        sa.Column("last_seen", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bulletin_key"],
            ["bulletins.bulletin_key"],
            name=op.f("fk_revisions_bulletins"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["run_key"], ["runs.run_key"], name=op.f("fk_revisions_runs")),
        sa.PrimaryKeyConstraint("revision_key", name=op.f("pk_revisions")),
        sa.UniqueConstraint("bulletin_key", "number", name=op.f("uq_revisions_bulletin_key_number")),
    )
    op.create_index(op.f("ix_revisions_bulletin_key"), "revisions", ["bulletin_key"], unique=False)
    op.create_index(op.f("ix_revisions_content_id"), "revisions", ["content_id"], unique=False)
    op.create_table(
        "tasks",
        sa.Column("bulletin_key", sa.Integer(), nullable=False),
        sa.Column("fact_id", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("task_type", sa.Text(), nullable=False),
        sa.Column("battle_name", sa.Text(), nullable=True),
        sa.Column("ordinal", sa.Integer(), nullable=True),
        sa.Column("heading", sa.Text(), nullable=True),
        sa.Column("basis", sa.String(length=12), nullable=False),
        sa.Column("probabilities", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("span_start", sa.Integer(), nullable=False),
        sa.Column("span_end", sa.Integer(), nullable=False),
        sa.Column("span_text", sa.Text(), nullable=False),
        sa.Column("source_start", sa.Integer(), nullable=False),
        sa.Column("source_end", sa.Integer(), nullable=False),
        sa.Column("source_text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bulletin_key"], ["bulletins.bulletin_key"], name=op.f("fk_tasks_bulletins"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("bulletin_key", "fact_id", name=op.f("pk_tasks")),
    )
    op.create_index("ix_tasks_fact_id", "tasks", ["fact_id"], unique=False)
    op.create_table(
        "warnings",
        sa.Column("bulletin_key", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("span_start", sa.Integer(), nullable=True),
        sa.Column("span_end", sa.Integer(), nullable=True),
        sa.Column("span_text", sa.Text(), nullable=True),
        sa.Column("source_start", sa.Integer(), nullable=True),
        sa.Column("source_end", sa.Integer(), nullable=True),
        sa.Column("source_text", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["bulletin_key"],
            ["bulletins.bulletin_key"],
            name=op.f("fk_warnings_bulletins"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("bulletin_key", "ordinal", name=op.f("pk_warnings")),
    )
    op.create_table(
        "measures",
        sa.Column("bulletin_key", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("fact_id", sa.String(length=80), nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("span_start", sa.Integer(), nullable=False),
        sa.Column("span_end", sa.Integer(), nullable=False),
        sa.Column("span_text", sa.Text(), nullable=False),
        sa.Column("source_start", sa.Integer(), nullable=False),
        sa.Column("source_end", sa.Integer(), nullable=False),
        sa.Column("source_text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bulletin_key", "fact_id"],
            ["tasks.bulletin_key", "tasks.fact_id"],
            name=op.f("fk_measures_tasks"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("bulletin_key", "fact_id", "ordinal", name=op.f("pk_measures")),
    )
    op.create_table(
        "places",
        sa.Column("place_key", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("bulletin_key", sa.Integer(), nullable=False),
        sa.Column("revision_key", sa.Integer(), nullable=False),
        sa.Column("first_seen", UtcTime(), nullable=False),
        sa.Column("last_seen", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bulletin_key"], ["bulletins.bulletin_key"], name=op.f("fk_places_bulletins"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["revision_key"], ["revisions.revision_key"], name=op.f("fk_places_revisions"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("place_key", name=op.f("pk_places")),
        sa.UniqueConstraint("kind", "scope", "value", name=op.f("uq_places_kind_scope_value")),
    )
    op.create_index(op.f("ix_places_bulletin_key"), "places", ["bulletin_key"], unique=False)
    op.create_table(
        "positions",
        sa.Column("bulletin_key", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("fact_id", sa.String(length=80), nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("organization", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bulletin_key", "fact_id"],
            ["officials.bulletin_key", "officials.fact_id"],
            name=op.f("fk_positions_officials"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("bulletin_key", "fact_id", "ordinal", name=op.f("pk_positions")),
    )


def downgrade() -> None:
    op.drop_table("positions")
    op.drop_index(op.f("ix_places_bulletin_key"), table_name="places")
    op.drop_table("places")
    op.drop_table("measures")
    op.drop_table("warnings")
    op.drop_index("ix_tasks_fact_id", table_name="tasks")
    op.drop_table("tasks")
    op.drop_index(op.f("ix_revisions_content_id"), table_name="revisions")
    op.drop_index(op.f("ix_revisions_bulletin_key"), table_name="revisions")
    op.drop_table("revisions")
    op.drop_index("ix_regions_fact_id", table_name="regions")
    op.drop_index(op.f("ix_regions_code"), table_name="regions")
    op.drop_table("regions")
    op.drop_index("ix_organizations_fact_id", table_name="organizations")
    op.drop_table("organizations")
    op.drop_index("ix_officials_fact_id", table_name="officials")
    op.drop_table("officials")
    op.drop_index(op.f("ix_metrics_region"), table_name="metrics")
    op.drop_index(op.f("ix_metrics_indicator"), table_name="metrics")
    op.drop_index("ix_metrics_fact_id", table_name="metrics")
    op.drop_table("metrics")
    op.drop_table("mentions")
    op.drop_index(op.f("ix_failures_input"), table_name="failures")
    op.drop_table("failures")
    op.drop_table("extra_values")
    op.drop_index("ix_deadlines_fact_id", table_name="deadlines")
    op.drop_index(op.f("ix_deadlines_due"), table_name="deadlines")
    op.drop_table("deadlines")
    op.drop_index("ix_communities_fact_id", table_name="communities")
    op.drop_table("communities")
    op.drop_table("runs")
    op.drop_index(op.f("ix_bulletins_published"), table_name="bulletins")
    op.drop_index(op.f("ix_bulletins_id"), table_name="bulletins")
    op.drop_table("bulletins")
