"""A record as people read it: a header, then a table for each kind of fact."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from bulletin_nlp.cli.evidence import fact_lines, quotation
from bulletin_nlp.record import (
    Bulletin,
    Community,
    Deadline,
    Metric,
    Official,
    Organization,
    Region,
    Task,
)
from bulletin_nlp.record.spans import Fact

__all__ = ["record_view"]

Names = Mapping[str, str]

_QUALIFIERS = {"about": "≈", "over": ">", "nearly": "≲", "at_least": "≥", "at_most": "≤", "exact": ""}
_WHOLE = frozenset({"indicator", "code", "due", "value", "level", "status", "type"})


def record_view(record: Bulletin, *, evidence: bool = False) -> RenderableType:
    """Return a record for a console of 100 columns or more.

    Args:
        record: the record.
        evidence: quote for each fact the words it rests on, with their offsets in the text and the source.
    """
    names = {r.code: r.name for r in record.regions if r.code is not None} | {"100000": "全国"}
    parts: list[RenderableType] = [_header(record)]
    for kind, (columns, cells) in _KINDS.items():
        facts: tuple[Fact, ...] = getattr(record, kind)
        if not facts:
            continue
        parts += ["", Text(f"{kind} ({len(facts)})", style="bold")]
        if evidence:
            parts += [line for fact in facts for line in fact_lines(cells(names, fact), fact)]
            continue
        table = _table(columns)
        for fact in facts:
            table.add_row(*(Text(cell) for cell in cells(names, fact)))
        parts.append(table)
    return Group(*parts, *_warnings(record))


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


def _table(columns: list[str]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for name in columns:
        # Ids and numbers stay whole; what is long is folded, since Chinese has no spaces to break at.
        table.add_column(name, overflow="fold", no_wrap=name in _WHOLE)
    return table


def _region_name(names: Names, code: str | None) -> str:
    """Return a region's name where the record has it, else its code."""
    return names.get(code or "", code or "")


def _official(names: Names, fact: Official) -> list[str]:
    posts = ";\n".join(f"{p.organization or '?'} · {p.title}" for p in fact.positions)
    return [fact.name, posts, _region_name(names, fact.region), "、".join(fact.roles)]


def _organization(names: Names, fact: Organization) -> list[str]:
    return [fact.name, _region_name(names, fact.region), fact.as_written]


def _region(names: Names, fact: Region) -> list[str]:
    code = fact.code or "? " + " ".join(fact.candidates)
    return [fact.name, fact.level, code, fact.as_written + (" (implied)" if fact.implied else "")]


def _community(names: Names, fact: Community) -> list[str]:
    return [fact.name, fact.kind, fact.township or "", _region_name(names, fact.region)]


def _metric(names: Names, fact: Metric) -> list[str]:
    top = f"–{_number(fact.value_max)}" if fact.value_max is not None else ""
    per = f"/{fact.per}" if fact.per else ""
    value = f"{_QUALIFIERS[fact.qualifier]}{_number(fact.value)}{top} {fact.unit}{per}"
    marks = [fact.status, "cumulative" if fact.cumulative else None, "remaining" if fact.remaining else None]
    return [
        fact.indicator,
        " ".join(filter(None, [fact.category, fact.indicator_text])),
        value,
        "\n".join(filter(None, marks)),
        _time(fact),
        _region_name(names, fact.region),
    ]


def _time(fact: Metric) -> str:
    period = fact.period
    if period is None:
        return f"as of {fact.as_of.date}" if fact.as_of else ""
    if period.start is None and period.end is None:
        return period.text
    return f"{period.start or '…'} –\n{period.end or '…'}"


def _number(value: int | Decimal) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:,f}"


def _deadline(names: Names, fact: Deadline) -> list[str]:
    due = str(fact.due or "?")
    return [due, fact.expression, fact.bound, fact.obligation or "", _region_name(names, fact.region)]


def _task(names: Names, fact: Task) -> list[str]:
    # No space after the number: the line would break there, since a Chinese sentence has no other.
    measures = "\n".join(f"{n}.{m.text}" for n, m in enumerate(fact.measures, 1))
    number = str(fact.ordinal) if fact.ordinal else None
    battle = " ".join(filter(None, [number, fact.battle_name]))
    likely = (fact.probabilities or {}).get(fact.task_type)
    model = "" if likely is None else f"{likely:.2f}"
    return [fact.task_type, model, battle, fact.heading or "", measures]


def _warnings(record: Bulletin) -> Iterator[RenderableType]:
    if not record.warnings:
        return
    yield ""
    yield Text(f"warnings ({len(record.warnings)})", style="bold")
    for warning in record.warnings:
        words = f" {quotation(warning.span)}" if warning.span else ""
        yield Text(f"{warning.code}: {warning.message}{words}")


_KINDS: dict[str, tuple[list[str], Callable[[Names, Any], list[str]]]] = {
    "officials": (["name", "positions", "region", "roles"], _official),
    "organizations": (["name", "region", "as written"], _organization),
    "regions": (["name", "level", "code", "as written"], _region),
    "communities": (["name", "kind", "township", "region"], _community),
    "metrics": (["indicator", "named", "value", "status", "period", "region"], _metric),
    "deadlines": (["due", "expression", "bound", "obligation", "region"], _deadline),
    "tasks": (["type", "model", "battle", "heading", "measures"], _task),
}
