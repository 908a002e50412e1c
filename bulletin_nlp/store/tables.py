"""The tables of a store, in the words of the record.

``bulletins`` has one row a bulletin and what is known of it now; ``revisions`` every record that was kept of
it, in full. The tables named after fact kinds hold the facts of the current revision, and those that a newer
reading no longer finds, with the moment of their retraction. ``works`` joins the copies of one text. See
``docs/store.md``. A change here needs a migration in ``migrations/versions``; a test compares the two.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from bulletin_nlp.store.columns import ExactNumber, UtcTime

__all__ = [
    "FACT_TABLES",
    "HEAD",
    "SEARCH_INDEX",
    "bulletins",
    "extra_values",
    "fact_changes",
    "failures",
    "measures",
    "mentions",
    "metadata",
    "places",
    "positions",
    "revisions",
    "run_inputs",
    "runs",
    "sketches",
    "warnings",
    "works",
]

#: The schema version that these tables describe: the newest migration.
HEAD = "0004"

#: Name of the full-text index, which each database has in its own form (see ``search.py``).
SEARCH_INDEX = "search_index"

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

runs = Table(
    "runs",
    metadata,
    Column("run_key", Integer, primary_key=True),
    Column("started", UtcTime, nullable=False),
    Column("finished", UtcTime),  # null while it goes on, and for ever if it was killed
    Column("options", JSON, nullable=False),
    Column("versions", JSON, nullable=False),
    Column("counts", JSON, nullable=False),
)

run_inputs = Table(
    "run_inputs",
    metadata,
    Column("run_key", ForeignKey("runs.run_key", ondelete="CASCADE"), primary_key=True),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),  # its place among the inputs, from 0
    Column("input", Text, nullable=False),
    Column("content_sha256", String(64)),
    Column("record_id", String(80)),  # null where it failed
    Column("code", String(40)),  # null where it became a record
)

works = Table(
    "works",
    metadata,
    Column("work_key", Integer, primary_key=True),
    Column("work_id", String(80), nullable=False, unique=True),
    Column("first_seen", UtcTime, nullable=False),
)

bulletins = Table(
    "bulletins",
    metadata,
    Column("bulletin_key", Integer, primary_key=True),
    Column("id", String(80), nullable=False, index=True),  # content id of the current revision
    Column("id_scheme", String(40), nullable=False),
    # No foreign key: it would point in a circle, and a revision is never deleted.
    Column("revision_key", Integer),
    Column("title", Text),
    Column("subtitle", Text),
    Column("document_number", Text),
    Column("index_number", Text),
    Column("published", Date),
    Column("published_at", UtcTime),  # where the time of day is known
    Column("published_basis", String(10)),
    Column("event_date", Date),
    Column("url", Text),
    Column("external_id", Text),
    Column("site_name", Text),
    Column("publisher", Text),
    Column("content_source", Text),
    Column("input", Text),  # absolute path of the file last read, or "-"
    Column("first_seen", UtcTime, nullable=False),
    Column("last_seen", UtcTime, nullable=False),
    # The rest came with schema 0002, whose migration cannot know it of bulletins that are older.
    Column("updated_at", UtcTime, index=True),  # when anything of it last changed
    Column("work_key", Integer, index=True),
    Column("speaks", Boolean),  # whether this copy speaks for its work
    Column("torn_spans", Integer),
    Column("standing", String(8)),  # how well it may speak for its work, the smallest first: see copies.py
)

revisions = Table(
    "revisions",
    metadata,
    Column("revision_key", Integer, primary_key=True),
    Column("bulletin_key", ForeignKey("bulletins.bulletin_key", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),  # 1 for the first of a bulletin
    Column("content_id", String(80), nullable=False, index=True),
    Column("digest", String(64), nullable=False),  # of what the record states, see record_digest
    Column("schema_version", String(20), nullable=False),
    Column("extractor_version", String(40), nullable=False),
    Column("model_versions", JSON, nullable=False),
    Column("data_versions", JSON, nullable=False),
    Column("record", Text, nullable=False),  # wire form, its two texts left empty: they stand beside it
    Column("source_text", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("run_key", ForeignKey("runs.run_key")),
    Column("first_seen", UtcTime, nullable=False),
    Column("last_seen", UtcTime, nullable=False),
    UniqueConstraint("bulletin_key", "number"),
)

places = Table(
    "places",
    metadata,
    Column("place_key", Integer, primary_key=True),
    Column("kind", String(20), nullable=False),  # external_id, url or path
    Column("scope", Text, nullable=False),  # whose external ids these are: the site; empty otherwise
    Column("value", Text, nullable=False),
    Column(
        "bulletin_key", ForeignKey("bulletins.bulletin_key", ondelete="CASCADE"), nullable=False, index=True
    ),
    Column("revision_key", ForeignKey("revisions.revision_key", ondelete="CASCADE"), nullable=False),
    Column("first_seen", UtcTime, nullable=False),
    Column("last_seen", UtcTime, nullable=False),
    UniqueConstraint("kind", "scope", "value"),
)

failures = Table(
    "failures",
    metadata,
    Column("failure_key", Integer, primary_key=True),
    Column("input", Text, nullable=False, index=True),
    Column("code", String(40), nullable=False),
    Column("message", Text, nullable=False),
    Column("detail", Text),  # a traceback, where the failure is a bug
    Column("run_key", ForeignKey("runs.run_key")),
    Column("times", Integer, nullable=False),
    Column("first_seen", UtcTime, nullable=False),
    Column("last_seen", UtcTime, nullable=False),
    Column("resolved", UtcTime),  # when the same input became a record after all
    UniqueConstraint("input", "code"),
)


def _of_bulletin(name: str, *columns: Column[Any] | ForeignKeyConstraint) -> Table:
    """Return a table whose rows belong to a bulletin, with a key that is unique within it."""
    key: Column[Any] = Column(
        "bulletin_key", ForeignKey("bulletins.bulletin_key", ondelete="CASCADE"), primary_key=True
    )
    return Table(name, metadata, key, *columns)


def _ordinal() -> Column[int]:
    return Column("ordinal", Integer, primary_key=True, autoincrement=False)


def _span_columns(*, nullable: bool = False) -> list[Column[Any]]:
    return [
        Column("span_start", Integer, nullable=nullable),
        Column("span_end", Integer, nullable=nullable),
        Column("span_text", Text, nullable=nullable),
        Column("source_start", Integer, nullable=nullable),
        Column("source_end", Integer, nullable=nullable),
        Column("source_text", Text, nullable=nullable),
    ]


def _facts(kind: str, *columns: Column[Any]) -> Table:
    """Return the table of a fact kind: what every fact has, and its own columns."""
    table = _of_bulletin(
        kind,
        Column("fact_id", String(80), primary_key=True),
        Column("position", Integer, nullable=False),  # its place in the record, from 0
        *columns,
        Column("confidence", Float),
        Column("evidence", JSON, nullable=False),
        *_span_columns(),
        # Null only for facts that an older schema kept.
        Column("digest", String(16)),
        Column("first_seen", UtcTime),
        Column("updated_at", UtcTime),
        Column("retracted_at", UtcTime),  # when a newer reading no longer found it
    )
    Index(f"ix_{kind}_fact_id", table.c.fact_id)
    return table


extra_values = _of_bulletin(
    "extra_values", Column("name", Text, primary_key=True), Column("value", Text, nullable=False)
)

warnings = _of_bulletin(
    "warnings",
    _ordinal(),
    Column("code", String(40), nullable=False),
    Column("message", Text, nullable=False),
    *_span_columns(nullable=True),
)

sketches = Table(
    "sketches",
    metadata,
    Column("hash", BigInteger, primary_key=True, autoincrement=False),
    Column("bulletin_key", Integer, primary_key=True, autoincrement=False, index=True),
)

fact_changes = Table(
    "fact_changes",
    metadata,
    Column("change_key", Integer, primary_key=True),
    Column("bulletin_key", ForeignKey("bulletins.bulletin_key", ondelete="CASCADE"), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("fact_id", String(80), nullable=False, index=True),
    Column("change", String(12), nullable=False),  # changed, retracted or returned
    Column("changed_at", UtcTime, nullable=False, index=True),
    # Keys of the revisions that state the one and the other; like all revisions they are never deleted.
    Column("before_revision", Integer, nullable=False),
    Column("after_revision", Integer, nullable=False),
)

mentions = _of_bulletin(
    "mentions",
    Column("fact_id", String(80), primary_key=True),
    _ordinal(),
    Column("kind", String(20), nullable=False),
    *_span_columns(),
)

#: The table of each fact kind, by the name of the record's field.
FACT_TABLES: dict[str, Table] = {
    "officials": _facts(
        "officials",
        Column("name", Text, nullable=False),
        Column("region", String(12)),
        Column("roles", JSON, nullable=False),
    ),
    "organizations": _facts(
        "organizations",
        Column("name", Text, nullable=False),
        Column("as_written", Text, nullable=False),
        Column("region", String(12)),
    ),
    "regions": _facts(
        "regions",
        Column("name", Text, nullable=False),
        Column("level", String(12), nullable=False),
        Column("code", String(12), index=True),
        Column("parent", String(12)),
        Column("as_written", Text, nullable=False),
        Column("implied", Boolean, nullable=False),
        Column("code_current", JSON, nullable=False),
        Column("candidates", JSON, nullable=False),
    ),
    "communities": _facts(
        "communities",
        Column("name", Text, nullable=False),
        Column("kind", String(20), nullable=False),
        Column("township", Text),
        Column("region", String(12)),
    ),
    "metrics": _facts(
        "metrics",
        Column("indicator", String(60), nullable=False),
        Column("indicator_text", Text, nullable=False),
        Column("category", Text),
        Column("value", ExactNumber, nullable=False),
        Column("value_max", ExactNumber),
        Column("unit", Text, nullable=False),
        Column("per", Text),
        Column("precision", ExactNumber),
        Column("qualifier", String(12), nullable=False),
        Column("status", String(12)),
        Column("remaining", Boolean, nullable=False),
        Column("cumulative", Boolean, nullable=False),
        Column("baseline", Text),
        Column("period_start", Date),
        Column("period_end", Date),
        Column("period_text", Text),
        Column("as_of", Date),
        Column("as_of_basis", String(10)),
        Column("region", String(12), index=True),
        Column("excludes", JSON, nullable=False),
        Column("part_of", String(80)),
        Column("context_start", Integer, nullable=False),
        Column("context_end", Integer, nullable=False),
        Column("context_text", Text, nullable=False),
    ),
    "deadlines": _facts(
        "deadlines",
        Column("due", Date, index=True),
        Column("bound", String(10), nullable=False),
        Column("expression", Text, nullable=False),
        Column("obligation", Text),
        Column("region", String(12)),
    ),
    "tasks": _facts(
        "tasks",
        Column("task_type", Text, nullable=False),
        Column("battle_name", Text),
        Column("ordinal", Integer),
        Column("heading", Text),
        Column("basis", String(12), nullable=False),
        Column("probabilities", JSON(none_as_null=True)),
    ),
}


Index("ix_metrics_asked", FACT_TABLES["metrics"].c.indicator, FACT_TABLES["metrics"].c.region)


def _of_fact(name: str, parent: str, *columns: Column[Any]) -> Table:
    """Return a table whose rows belong to a fact."""
    return Table(
        name,
        metadata,
        Column("bulletin_key", Integer, primary_key=True, autoincrement=False),
        Column("fact_id", String(80), primary_key=True),
        _ordinal(),
        *columns,
        ForeignKeyConstraint(
            ["bulletin_key", "fact_id"],
            [f"{parent}.bulletin_key", f"{parent}.fact_id"],
            ondelete="CASCADE",
        ),
    )


positions = _of_fact(
    "positions", "officials", Column("organization", Text), Column("title", Text, nullable=False)
)

measures = _of_fact(
    "measures",
    "tasks",
    Column("text", Text, nullable=False),
    *_span_columns(),
)
