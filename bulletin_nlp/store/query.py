"""Questions to a store: which facts or bulletins, by text, place, time, person, portal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, or_, select

from bulletin_nlp.errors import BulletinError
from bulletin_nlp.store import tables as t
from bulletin_nlp.store.search import mentions_words
from bulletin_nlp.store.views import QUERY_KINDS, rows_of

__all__ = ["Question", "selection"]

_NATION = "100000"


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


def selection(db: Connection, question: Question) -> Select[Any]:
    """Return the rows that answer a question, the latest published first, those without a date last.

    Raises:
        BulletinError: ``option_invalid`` for a kind that does not exist or a condition that it does not have.
    """
    if question.kind not in QUERY_KINDS:
        raise BulletinError(
            "option_invalid", f"{question.kind!r} is no kind of rows", f"use one of {', '.join(QUERY_KINDS)}"
        )
    b = t.bulletins.c
    rows = rows_of(question.kind, db.dialect.name).where(*_conditions(db, question))
    position = [t.FACT_TABLES[question.kind].c.position] if question.kind in t.FACT_TABLES else []
    return rows.order_by(b.published.is_(None), b.published.desc(), b.bulletin_key, *position)


def _conditions(db: Connection, asked: Question) -> list[ColumnElement[bool]]:
    b = t.bulletins.c
    found: list[ColumnElement[bool]] = []
    if asked.text and asked.text.split():
        found += mentions_words(db, _words(asked.text), b.bulletin_key, b.title, t.revisions.c.text)
    if asked.region is not None:
        found.append(_about(asked.kind, "region", asked.region))
    if asked.indicator is not None:
        found.append(_has(asked.kind, "metrics", lambda c: c.indicator == asked.indicator))
    if asked.since is not None:
        found.append(b.published >= asked.since)
    if asked.until is not None:
        found.append(b.published <= asked.until)
    for name, bound in (("period_start", asked.period_start), ("period_end", asked.period_end)):
        if bound is not None and asked.kind != "metrics":
            raise BulletinError("option_invalid", f"{asked.kind} have no period", "ask for metrics")
        c = t.FACT_TABLES["metrics"].c
        if bound is not None:
            found.append(c.period_end >= bound if name == "period_start" else c.period_start <= bound)
    if asked.official is not None:
        found.append(_has(asked.kind, "officials", lambda c: c.name == asked.official))
    if asked.portal is not None:
        host = f"//{asked.portal.lower()}/"
        found.append(
            or_(
                b.site_name.contains(asked.portal, autoescape=True),
                b.url.contains(host, autoescape=True),
            )
        )
    if asked.task_type is not None:
        found.append(_has(asked.kind, "tasks", lambda c: c.task_type == asked.task_type))
    if asked.speaking:
        found.append(b.speaks.is_(True))
    return found


def _words(text: str) -> list[str]:
    """Return the words of a question as texts are kept: Simplified, letters and digits of half width."""
    from bulletin_nlp.text.script import raw_to_simplified

    half = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF5B) if chr(code).isalnum()}
    return raw_to_simplified(text.translate(half)).split()


def _has(kind: str, other: str, condition: Any) -> ColumnElement[bool]:
    """Return that a row, or a fact of another kind in its bulletin, meets a condition."""
    table = t.FACT_TABLES[other]
    if kind == other:
        return condition(table.c)  # type: ignore[no-any-return]
    inner = table.alias()
    return exists(
        select(inner.c.fact_id).where(
            inner.c.bulletin_key == t.bulletins.c.bulletin_key,
            inner.c.retracted_at.is_(None),
            condition(inner.c),
        )
    )


def _about(kind: str, column: str, code: str) -> ColumnElement[bool]:
    own = {"regions": "code", "bulletins": None, "tasks": None}.get(kind, column)
    if own is not None:
        return _within(t.FACT_TABLES[kind].c[own], code)
    return _has(kind, "regions", lambda c: _within(c.code, code))


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
