"""Questions to a store: which facts or bulletins, by text, place, time, person, portal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Table,
    and_,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from bulletin_nlp.errors import BulletinError
from bulletin_nlp.store import tables as t
from bulletin_nlp.store.search import mentions_words
from bulletin_nlp.store.views import QUERY_KINDS, rows_of

__all__ = ["Question", "selection"]

_NATION = "100000"

# The column with a fact's own place; tasks have none.
_PLACES = {kind: "code" if kind == "regions" else "region" for kind in t.FACT_TABLES if kind != "tasks"}

# Facts that are sorted in a few milliseconds.
_MANY = 2_000

Condition = Callable[[ReadOnlyColumnCollection[str, Any]], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a store; every condition given must hold.

    Args:
        kind: what the rows are: one of :data:`QUERY_KINDS`.
        text: words, separated by spaces, that must all stand in the bulletin's title or text.
        region: code of a region; what lies in it counts too. Of a metric its own region decides, of a
            bulletin or task any region that the bulletin names.
        indicator: id of an indicator that a metric has, or that a metric of the bulletin has.
        since: first day of publication.
        until: last day of publication.
        period_start: a metric's period ends on this day or later.
        period_end: a metric's period begins on this day or earlier.
        official: name of an official of the bulletin.
        portal: the name of the site, or part of it, or the host of its address.
        task_type: type of a task, or of a task of the bulletin.
        speaking: only the copies that speak for their works.
    """

    kind: str = "metrics"
    text: str | None = None
    region: str | None = None
    indicator: str | None = None
    since: date | None = None
    until: date | None = None
    period_start: date | None = None
    period_end: date | None = None
    official: str | None = None
    portal: str | None = None
    task_type: str | None = None
    speaking: bool = False


def selection(db: Connection, question: Question, limit: int | None = None) -> Select[Any]:
    """Return the rows that answer a question, the latest published first, those without a date last.

    Args:
        db: tells the database, and how many facts there are.
        question: what is asked.
        limit: how many rows are wanted; None for all.

    Raises:
        BulletinError: ``option_invalid`` for a kind that does not exist or a condition that it lacks.
    """
    kind = question.kind
    if kind not in QUERY_KINDS:
        raise BulletinError(
            "option_invalid", f"{kind!r} is no kind of rows", f"use one of {', '.join(QUERY_KINDS)}"
        )
    table = t.FACT_TABLES.get(kind)
    own, others = _of_facts(question), _of_bulletins(db, question)
    rows = rows_of(kind, db.dialect.name)
    if table is None:
        return rows.where(*others).order_by(*_latest_first()).limit(limit)
    rows = rows.where(*own)
    if own and not _abound(db, table, own):
        # Few facts: they are found first, and their bulletins are looked at then.
        rows = rows.where(_looked_at(others))
    else:
        rows = rows.where(*others)
        if limit is not None:
            rows = rows.where(t.bulletins.c.bulletin_key.in_(_latest_with(table, [*own, *others], limit)))
    return rows.order_by(*_latest_first(), table.c.position).limit(limit)


def _latest_first() -> tuple[ColumnElement[Any], ...]:
    b = t.bulletins.c
    return b.published.desc().nulls_last(), b.bulletin_key


def _abound(db: Connection, table: Table, own: list[ColumnElement[bool]]) -> bool:
    """Tell whether too many facts meet the conditions to sort them all."""
    some = select(literal(1)).select_from(table).where(*own).limit(_MANY).subquery()
    return bool(db.execute(select(func.count()).select_from(some)).scalar_one() >= _MANY)


def _latest_with(table: Table, conditions: list[ColumnElement[bool]], limit: int) -> Select[Any]:
    """Return the latest bulletins with such a fact, as many as rows are wanted: no further one can be needed.

    The database walks the bulletins in their order and stops when it has enough.
    """
    b, r = t.bulletins.c, t.revisions.c
    has_one = exists(
        select(literal(1))
        .select_from(table)
        .where(
            table.c.bulletin_key == b.bulletin_key,
            table.c.retracted_at.is_(None),
            _looked_at(conditions),
        )
        .correlate(t.bulletins, t.revisions)
    )
    return (
        select(b.bulletin_key)
        .join_from(t.bulletins, t.revisions, r.revision_key == b.revision_key)
        .where(has_one)
        .order_by(*_latest_first())
        .limit(limit)
        .correlate(None)
    )


def _looked_at(conditions: list[ColumnElement[bool]]) -> ColumnElement[bool]:
    """Return that conditions hold, in a form that rows are looked at with and never searched by."""
    return case((and_(true(), *conditions), 1), else_=0) == 1


def _of_facts(asked: Question) -> list[ColumnElement[bool]]:
    """Return the conditions on the facts that are asked for."""
    found: list[ColumnElement[bool]] = []
    metrics = t.FACT_TABLES["metrics"].c
    for bound in (asked.period_start, asked.period_end):
        if bound is not None and asked.kind != "metrics":
            raise BulletinError("option_invalid", f"{asked.kind} have no period", "ask for metrics")
    if asked.period_start is not None:
        found.append(metrics.period_end >= asked.period_start)
    if asked.period_end is not None:
        found.append(metrics.period_start <= asked.period_end)
    place = _PLACES.get(asked.kind)
    if asked.region is not None and place is not None:
        found.append(_within(t.FACT_TABLES[asked.kind].c[place], asked.region))
    found += [condition(t.FACT_TABLES[kind].c) for kind, condition in _of_kinds(asked) if kind == asked.kind]
    return found


def _of_bulletins(db: Connection, asked: Question) -> list[ColumnElement[bool]]:
    """Return the conditions on the bulletins, other facts of theirs among them."""
    b = t.bulletins.c
    found: list[ColumnElement[bool]] = []
    if asked.text and asked.text.split():
        found += mentions_words(db, _words(asked.text), b.bulletin_key, b.title, t.revisions.c.text)
    if asked.region is not None and asked.kind not in _PLACES:
        region = asked.region
        found.append(_states("regions", lambda c: _within(c.code, region)))
    found += [_states(kind, condition) for kind, condition in _of_kinds(asked) if kind != asked.kind]
    if asked.since is not None:
        found.append(b.published >= asked.since)
    if asked.until is not None:
        found.append(b.published <= asked.until)
    if asked.portal is not None:
        host = f"//{asked.portal.lower()}/"
        found.append(
            or_(
                b.site_name.contains(asked.portal, autoescape=True),
                b.url.contains(host, autoescape=True),
            )
        )
    if asked.speaking:
        found.append(b.speaks.is_(True))
    return found


def _of_kinds(asked: Question) -> Iterator[tuple[str, Condition]]:
    """Yield the kinds of facts that a question names, with the condition on each."""
    if asked.indicator is not None:
        yield "metrics", lambda c: c.indicator == asked.indicator
    if asked.official is not None:
        yield "officials", lambda c: c.name == asked.official
    if asked.task_type is not None:
        yield "tasks", lambda c: c.task_type == asked.task_type


def _words(text: str) -> list[str]:
    """Return the words of a question as texts are kept: Simplified, letters and digits of half width."""
    from bulletin_nlp.text.script import raw_to_simplified

    half = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF5B) if chr(code).isalnum()}
    return raw_to_simplified(text.translate(half)).split()


def _states(kind: str, condition: Condition) -> ColumnElement[bool]:
    """Return that the bulletin has a fact of a kind that meets a condition."""
    other = t.FACT_TABLES[kind].alias()
    return exists(
        select(other.c.fact_id).where(
            other.c.bulletin_key == t.bulletins.c.bulletin_key,
            other.c.retracted_at.is_(None),
            condition(other.c),
        )
    ).correlate(t.bulletins)


def _within(column: ColumnElement[str], code: str) -> ColumnElement[bool]:
    """Return that a region lies in another: codes of what lies in it begin alike (GB/T 2260)."""
    if code == _NATION:
        return column.is_not(None)
    beginning = code
    while len(beginning) > 2 and len(code) == 6 and beginning.endswith("00"):
        beginning = beginning[:-2]
    if len(beginning) == 9:
        return column == code
    return and_(column >= beginning, column < str(int(beginning) + 1))
