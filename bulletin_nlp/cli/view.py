"""A record as people read it: a header, then a table for each kind of fact."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from bulletin_nlp.record import (
    Bulletin,
    Community,
    Deadline,
    Metric,
    Official,
    Organization,
    Region,
    Span,
    Task,
)

__all__ = ["record_view"]

_QUALIFIERS = {"about": "≈", "over": ">", "nearly": "≲", "at_least": "≥", "at_most": "≤", "exact": ""}
# The beginning of a quotation is enough to find it; its offsets say where it ends.
_LONGEST_QUOTATION = 60


def record_view(record: Bulletin, *, evidence: bool = False) -> RenderableType:
    """Return a record for a console of 100 columns or more.

    Args:
        record: the record.
        evidence: quote for each fact the words it rests on, with their offsets in the text and the source.
    """
    view = _View(record, evidence)
    parts: list[RenderableType] = [_header(record)]
    for kind, (columns, cells) in _KINDS.items():
        facts = getattr(record, kind)
        if not facts:
            continue
        table = _table(kind, [*columns, *(["words", "text", "source"] if evidence else [])])
        for fact in facts:
            quoted = view.quotation(fact.span) if evidence else []
            table.add_row(*map(_plain, [*cells(view, fact), *quoted]))
        parts.append(table)
    parts += _warnings(record)
    return Group(*parts)


class _View:
    """What the cells of one record need to know."""

    def __init__(self, record: Bulletin, evidence: bool) -> None:
        self.evidence = evidence
        self._names = {r.code: r.name for r in record.regions if r.code is not None}
        self._names["100000"] = "全国"

    def region(self, code: str | None) -> str:
        """Return a region's name where the record has it, else its code."""
        return self._names.get(code or "", code or "")

    def quotation(self, span: Span) -> list[str]:
        words = " ".join(span.text.split())
        if len(words) > _LONGEST_QUOTATION:
            words = words[: _LONGEST_QUOTATION - 1] + "…"
        return [f"“{words}”", f"{span.start}:{span.end}", f"{span.source_start}:{span.source_end}"]


def _header(record: Bulletin) -> RenderableType:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    source = record.source
    basis = f" ({record.published_basis})" if record.published_basis else ""
    lines = {
        "title": record.title,
        "subtitle": record.subtitle,
        "published": f"{record.published}{basis}" if record.published else None,
        "event": str(record.event_date) if record.event_date else None,
        "site": source.site_name,
        "publisher": source.publisher,
        "source": source.content_source,
        "number": record.document_number,
        "url": source.url,
        "id": record.id,
    }
    for name, value in lines.items():
        if value:
            grid.add_row(name, Text(value, style="bold" if name == "title" else ""))
    return grid


def _table(title: str, columns: list[str]) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=None, padding=(0, 2, 0, 0))
    for name in columns:
        # Offsets and numbers stay whole; what is long is folded, since Chinese has no spaces to break at.
        whole = name in ("text", "source", "code", "due", "value", "level", "status")
        table.add_column(name, header_style="dim", overflow="fold", no_wrap=whole)
    return table


def _plain(value: object) -> Text:
    """Return a cell without markup: a bulletin's brackets are its own."""
    return Text(str(value) if value is not None else "")


def _official(view: _View, fact: Official) -> list[Any]:
    posts = "\n".join(f"{p.organization or '?'} · {p.title}" for p in fact.positions)
    return [fact.name, posts, view.region(fact.region), "、".join(fact.roles)]


def _organization(view: _View, fact: Organization) -> list[Any]:
    return [fact.name, view.region(fact.region), fact.as_written]


def _region(view: _View, fact: Region) -> list[Any]:
    code = fact.code or " ".join(fact.candidates) or "?"
    return [fact.name, fact.level, code, fact.as_written + (" (implied)" if fact.implied else "")]


def _community(view: _View, fact: Community) -> list[Any]:
    return [fact.name, fact.kind, fact.township, view.region(fact.region)]


def _metric(view: _View, fact: Metric) -> list[Any]:
    top = f"–{_number(fact.value_max)}" if fact.value_max is not None else ""
    per = f"/{fact.per}" if fact.per else ""
    value = f"{_QUALIFIERS[fact.qualifier]}{_number(fact.value)}{top} {fact.unit}{per}"
    what = " ".join(filter(None, [fact.category, fact.indicator_text]))
    marks = [
        fact.status,
        "cumulative" if fact.cumulative else None,
        "remaining" if fact.remaining else None,
    ]
    return [
        fact.indicator,
        what,
        value,
        "\n".join(filter(None, marks)),
        _time(fact),
        view.region(fact.region),
    ]


def _time(fact: Metric) -> str:
    period = fact.period
    if period is None:
        return f"as of {fact.as_of.date}" if fact.as_of else ""
    if period.start is None and period.end is None:
        return period.text
    return f"{period.start or '…'}\n{period.end or '…'}"


def _number(value: int | Decimal) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:,f}"


def _deadline(view: _View, fact: Deadline) -> list[Any]:
    return [fact.due or "?", fact.expression, fact.bound, fact.obligation, view.region(fact.region)]


def _task(view: _View, fact: Task) -> list[Any]:
    measures = "\n".join(f"{n}. {m.text}" for n, m in enumerate(fact.measures, 1))
    name = " ".join(filter(None, [str(fact.ordinal) if fact.ordinal else None, fact.battle_name]))
    row = [fact.task_type, name, fact.heading]
    # With evidence the passage itself is quoted, and a line is only so long.
    return row if view.evidence else [*row, measures]


def _warnings(record: Bulletin) -> Iterator[RenderableType]:
    if not record.warnings:
        return
    table = _table("warnings", ["code", "message", "words"])
    for warning in record.warnings:
        quoted = f"“{warning.span.text}” {warning.span.start}:{warning.span.end}" if warning.span else ""
        table.add_row(*map(_plain, [warning.code, warning.message, quoted]))
    yield table


_Cells = Callable[[_View, Any], list[Any]]
_KINDS: dict[str, tuple[list[str], _Cells]] = {
    "officials": (["name", "positions", "region", "roles"], _official),
    "organizations": (["name", "region", "as written"], _organization),
    "regions": (["name", "level", "code", "as written"], _region),
    "communities": (["name", "kind", "township", "region"], _community),
    "metrics": (["indicator", "named", "value", "status", "period", "region"], _metric),
    "deadlines": (["due", "expression", "bound", "obligation", "region"], _deadline),
    "tasks": (["type", "battle", "heading", "measures"], _task),
}
