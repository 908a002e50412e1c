"""What the store tells of facts and bulletins, defined once for queries and for the views of other tools.

``v_<kind>`` has a row a fact that stands now, with what is known of its bulletin; ``v_bulletins`` a row a
bulletin; ``v_retractions`` what a newer reading no longer finds. ``updated_at`` moves whenever a row says
something else, so that a tool can fetch what is new since its last visit. The names are stable, whatever
becomes of the tables.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Connection,
    Select,
    Table,
    case,
    func,
    literal,
    select,
    text,
    union_all,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from bulletin_nlp.record import FACT_KINDS
from bulletin_nlp.store import tables as t

__all__ = ["QUERY_KINDS", "create_views", "drop_views", "rows_of", "view_names"]

#: What can be asked for: the kinds of facts, and bulletins.
QUERY_KINDS = (*FACT_KINDS, "bulletins")

# Columns of a fact's table that are the store's own business, or stand under another name.
_INNER = {"bulletin_key", "position", "digest", "updated_at", "retracted_at", "evidence", "span_text"}
_INNER |= {"context_start", "context_end", "context_text", "source_text"}

# What a fact has several of, each in a table of its own.
_PARTS: dict[str, tuple[tuple[str, Column[Any]], ...]] = {
    "officials": (("organizations", t.positions.c.organization), ("titles", t.positions.c.title)),
    "tasks": (("measures", t.measures.c.text),),
}

# Likewise of a bulletin's.
_INNER_OF_BULLETIN = {"bulletin_key", "id", "id_scheme", "revision_key", "input", "work_key", "speaks"}
_INNER_OF_BULLETIN |= {"torn_spans", "standing", "updated_at"}


def rows_of(kind: str, dialect: str) -> Select[Any]:
    """Return the selection of a kind's rows, those that stand now.

    Args:
        kind: one of :data:`QUERY_KINDS`.
        dialect: ``sqlite`` or ``postgresql``.
    """
    return _bulletins() if kind == "bulletins" else _facts(t.FACT_TABLES[kind], dialect)


def view_names() -> list[str]:
    """Return the names of the views."""
    return [*(f"v_{kind}" for kind in QUERY_KINDS), "v_retractions"]


def create_views(db: Connection) -> None:
    """Make the views."""
    selections = {f"v_{kind}": rows_of(kind, db.dialect.name) for kind in QUERY_KINDS}
    for name, selection in {**selections, "v_retractions": _retractions()}.items():
        compiled = selection.compile(dialect=db.dialect, compile_kwargs={"literal_binds": True})
        db.exec_driver_sql(f"CREATE VIEW {name} AS {compiled}".replace("%%", "%"))


def drop_views(db: Connection) -> None:
    """Take the views away, as a migration must before it changes a table under them."""
    for name in view_names():
        db.exec_driver_sql(f"DROP VIEW IF EXISTS {name}")


def _of_bulletin() -> list[ColumnElement[Any]]:
    b = t.bulletins.c
    return [
        b.id.label("bulletin_id"),
        t.works.c.work_id,
        b.speaks,
        (b.torn_spans > 0).label("torn"),
    ]


def _facts(table: Table, dialect: str) -> Select[Any]:
    b, f = t.bulletins.c, table.c
    own: list[ColumnElement[Any]] = [column for column in f if column.name not in _INNER]
    if "context_text" in f:
        own.append(f.context_text.label("context"))
    for name, column in _PARTS.get(table.name, ()):
        own.append(_listed(table, column, dialect).label(name))
    latest = case((b.updated_at > f.updated_at, b.updated_at), else_=f.updated_at)
    return (
        select(
            *_of_bulletin(),
            *(b[name] for name in ("title", "published", "event_date", "site_name", "publisher", "url")),
            *own,
            f.span_text.label("quote"),
            t.revisions.c.extractor_version,
            latest.label("updated_at"),
        )
        .join_from(table, t.bulletins, b.bulletin_key == f.bulletin_key)
        .join(t.revisions, t.revisions.c.revision_key == b.revision_key)
        .outerjoin(t.works, t.works.c.work_key == b.work_key)
        .where(f.retracted_at.is_(None))
    )


def _listed(table: Table, column: Column[Any], dialect: str) -> ColumnElement[Any]:
    """Return a column of a fact's parts as a JSON list, in their order."""
    part = column.table
    own = (part.c.bulletin_key == table.c.bulletin_key) & (part.c.fact_id == table.c.fact_id)
    if dialect == "sqlite":
        inner = select(column).where(own).order_by(part.c.ordinal).correlate(table).subquery()
        listed: Select[Any] = select(func.json_group_array(inner.c[column.name], type_=JSON()))
        return listed.scalar_subquery()
    listed = select(
        func.coalesce(
            func.json_agg(aggregate_order_by(column, part.c.ordinal)), text("'[]'::json"), type_=JSON()
        )
    )
    return listed.where(own).correlate(table).scalar_subquery()


def _bulletins() -> Select[Any]:
    b = t.bulletins.c
    own = [column for column in b if column.name not in _INNER_OF_BULLETIN]
    return (
        select(*_of_bulletin(), *own, t.revisions.c.extractor_version, b.updated_at)
        .join_from(t.bulletins, t.revisions, t.revisions.c.revision_key == b.revision_key)
        .outerjoin(t.works, t.works.c.work_key == b.work_key)
    )


def _retractions() -> Any:
    return union_all(
        *(
            select(
                literal(kind).label("kind"),
                t.bulletins.c.id.label("bulletin_id"),
                table.c.fact_id,
                table.c.retracted_at.label("updated_at"),
            )
            .join_from(table, t.bulletins, t.bulletins.c.bulletin_key == table.c.bulletin_key)
            .where(table.c.retracted_at.is_not(None))
            for kind, table in t.FACT_TABLES.items()
        )
    )
