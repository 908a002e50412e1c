"""From a record to the rows of the fact tables."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import Table

from bulletin_nlp.record import FACT_KINDS, Bulletin, Metric, Span
from bulletin_nlp.record.spans import Fact
from bulletin_nlp.store import tables

__all__ = [
    "VERSIONS",
    "bulletin_columns",
    "fact_rows",
    "read_record",
    "revision_columns",
    "stated",
]

# What may differ between two readings of one text without the record saying anything else: where in the
# received characters a word stood (a page counter shifts it), when it was fetched, the raw bytes' hash,
# and by which version it was read.
_VOLATILE_SOURCE = ("fetched_at", "content_sha256", "archive")
VERSIONS = ("schema_version", "extractor_version", "model_versions", "data_versions")
_VOLATILE_SPAN = frozenset({"source_start", "source_end", "source_text"})
_NOT_STATED: dict[str, Any] = {
    # Some portals give an attachment another address at every look.
    "source": {**dict.fromkeys(_VOLATILE_SOURCE, True), "extra": {"attachments"}},
    **dict.fromkeys((*VERSIONS, "source_text", "text"), True),
}


def stated(record: Bulletin) -> dict[str, Any]:
    """Return what a record states, as plain values: the same for two readings that state the same."""
    wire = record.model_dump(mode="json", exclude=_NOT_STATED)
    lean: dict[str, Any] = _without_source_offsets(wire)
    return lean


def _without_source_offsets(value: Any) -> Any:
    kind = type(value)
    if kind is dict:
        return {k: _without_source_offsets(v) for k, v in value.items() if k not in _VOLATILE_SPAN}
    if kind is list:
        return [_without_source_offsets(item) for item in value]
    return value


def revision_columns(record: Bulletin) -> dict[str, Any]:
    """Return a record's columns in ``revisions``."""
    without_texts = record.model_copy(update={"source_text": "", "text": ""})
    return {
        "content_id": record.id,
        **{name: getattr(record, name) for name in VERSIONS},
        "record": without_texts.to_json(),
        "source_text": record.source_text,
        "text": record.text,
    }


def read_record(wire: str, source_text: str, text: str) -> Bulletin:
    """Return the record that :func:`revision_columns` took apart."""
    record = Bulletin.model_validate_json(wire)
    return record.model_copy(update={"source_text": source_text, "text": text})


def bulletin_columns(record: Bulletin) -> dict[str, Any]:
    """Return a record's columns in ``bulletins``."""
    published = record.published
    moment = published if isinstance(published, datetime) else None
    return {
        "id": record.id,
        "id_scheme": record.id_scheme,
        "title": record.title,
        "subtitle": record.subtitle,
        "document_number": record.document_number,
        "index_number": record.index_number,
        # The day as printed: a datetime's own day, not that of UTC.
        "published": _day(published),
        "published_at": moment if moment is not None and moment.tzinfo is not None else None,
        "published_basis": record.published_basis,
        "event_date": record.event_date,
        "url": record.source.url,
        "external_id": record.source.external_id,
        "site_name": record.source.site_name,
        "publisher": record.source.publisher,
        "content_source": record.source.content_source,
    }


def _day(value: date | datetime | None) -> date | None:
    return value.date() if isinstance(value, datetime) else value


def fact_rows(record: Bulletin) -> Iterator[tuple[Table, list[dict[str, Any]]]]:
    """Yield every table that holds what the record states, with its rows, parents first."""
    for kind in FACT_KINDS:
        facts: tuple[Fact, ...] = getattr(record, kind)
        yield (
            tables.FACT_TABLES[kind],
            [_fact_columns(kind, position, fact) for position, fact in enumerate(facts)],
        )
    yield (
        tables.positions,
        [
            {"fact_id": o.fact_id, "ordinal": n, "organization": p.organization, "title": p.title}
            for o in record.officials
            for n, p in enumerate(o.positions)
        ],
    )
    yield (
        tables.measures,
        [
            {"fact_id": t.fact_id, "ordinal": n, "text": m.text, **_span_columns(m.span)}
            for t in record.tasks
            for n, m in enumerate(t.measures)
        ],
    )
    yield (
        tables.mentions,
        [
            {"fact_id": fact.fact_id, "ordinal": n, "kind": kind, **_span_columns(span)}
            for kind, fact in record.facts()
            for n, span in enumerate(fact.mentions or (fact.span,))
        ],
    )
    yield (
        tables.warnings,
        [
            {"ordinal": n, "code": w.code, "message": w.message, **_span_columns(w.span)}
            for n, w in enumerate(record.warnings)
        ],
    )
    yield (
        tables.extra_values,
        [{"name": name, "value": value} for name, value in record.source.extra.items()],
    )


def _fact_columns(kind: str, position: int, fact: Fact) -> dict[str, Any]:
    own = {name for name in type(fact).model_fields if name in tables.FACT_TABLES[kind].c}
    row = {name: _plain(getattr(fact, name)) for name in own - {"evidence"}}
    row["position"] = position
    row["evidence"] = {name: e.model_dump(mode="json") for name, e in fact.evidence.items()}
    row |= _span_columns(fact.span)
    if isinstance(fact, Metric):
        period, as_of, context = fact.period, fact.as_of, fact.context_span
        row |= {
            "period_start": period.start if period else None,
            "period_end": period.end if period else None,
            "period_text": period.text if period else None,
            "as_of": as_of.date if as_of else None,
            "as_of_basis": as_of.basis if as_of else None,
            "context_start": context.start,
            "context_end": context.end,
            "context_text": context.text,
        }
    return row


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _span_columns(span: Span | None) -> dict[str, Any]:
    return {
        "span_start": span.start if span else None,
        "span_end": span.end if span else None,
        "span_text": span.text if span else None,
        "source_start": span.source_start if span else None,
        "source_end": span.source_end if span else None,
        "source_text": span.source_text if span else None,
    }
