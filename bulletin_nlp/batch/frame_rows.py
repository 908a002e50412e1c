"""From one row of a frame to the rows of the result, as plain Python values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal
from typing import Any

from bulletin_nlp.batch.document import receive, understand
from bulletin_nlp.batch.frame_columns import PRECISION, SCALE, FrameColumn, Rows
from bulletin_nlp.batch.inputs import Failure, Input, Row
from bulletin_nlp.batch.work import Extract, bug
from bulletin_nlp.errors import BulletinError
from bulletin_nlp.extraction.reading import Given
from bulletin_nlp.record import FACT_KINDS, Bulletin, Deadline, Metric, Task
from bulletin_nlp.record.spans import Fact

__all__ = ["RowMaker"]

# Takes closing zeros away without rounding, whatever the number of digits.
_EXACT = Context(prec=MAX_PREC, Emin=MIN_EMIN, Emax=MAX_EMAX)


@dataclass(frozen=True, slots=True)
class RowMaker:
    """What makes rows of an input.

    Args:
        rows: ``"bulletin"`` or ``"fact"``.
        kinds: kinds of facts.
        columns: the result's columns.
        extract: the extraction.
    """

    rows: Rows
    kinds: Sequence[str]
    columns: Sequence[FrameColumn]
    extract: Extract

    def rows_of(self, values: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Return an input's rows: those of its record, or the one of its failure.

        Args:
            values: the input's cells by the names that inputs have (``text``, ``html``, ``published`` …).
        """
        try:
            content = values.get("text") or values.get("html")
            if not content:
                raise BulletinError("input_empty", "the row holds no text", "leave it out, or fetch it again")
            document = understand(receive(Input("", None, Given(), Row(values))))
            return self._rows_of_record(self.extract(document.text, document.given))
        except BulletinError as error:
            return [self._failed(values, Failure.of("", error))]
        except Exception as error:
            return [self._failed(values, bug("", error))]

    def _rows_of_record(self, record: Bulletin) -> list[dict[str, Any]]:
        # Also finds out what cannot be written as JSON, before any row is there.
        line = record.to_json()
        if self.rows == "bulletin":
            return [_bulletin_row(record, line)]
        shared = _of_bulletin(record)
        metrics_only = set(self.kinds) == {"metrics"}
        return [
            {**shared, **(_metric_row(fact) if metrics_only else _fact_row(kind, fact)), **_evidence(fact)}
            for kind, fact in record.facts()
            if kind in self.kinds
        ]

    def _failed(self, values: Mapping[str, Any], failure: Failure) -> dict[str, Any]:
        """Return the row of a failure, with what the caller said of the input, to find it again."""
        message = f"{failure.message}: {failure.remedy}" if failure.remedy else failure.message
        said = {
            name: _said(values.get(name))
            for name in ("title", "url", "external_id", "site_name", "publisher")
        }
        return {**said, "error_code": failure.code, "error_message": _said(message.replace("\n", " "))}


def _said(value: Any) -> str | None:
    """Return what the caller said as text that Arrow can keep."""
    return None if value is None else str(value).encode("utf-8", "replace").decode("utf-8")


def _day(value: date | datetime | None) -> date | None:
    # The day as printed: a datetime's own day, not that of UTC.
    return value.date() if isinstance(value, datetime) else value


def _of_bulletin(record: Bulletin) -> dict[str, Any]:
    source = record.source
    return {
        "bulletin_id": record.id,
        "title": record.title,
        "published": _day(record.published),
        "event_date": record.event_date,
        "url": source.url,
        "external_id": source.external_id,
        "site_name": source.site_name,
        "publisher": source.publisher,
        "torn": record.script.torn_spans > 0,
        "extractor_version": record.extractor_version,
    }


def _bulletin_row(record: Bulletin, line: str) -> dict[str, Any]:
    return {
        **_of_bulletin(record),
        "subtitle": record.subtitle,
        "document_number": record.document_number,
        "index_number": record.index_number,
        "published_basis": record.published_basis,
        "content_source": record.source.content_source,
        "script": record.script.detected,
        **{f"n_{kind}": len(getattr(record, kind)) for kind in FACT_KINDS},
        "n_warnings": len(record.warnings),
        "record": line,
    }


def _evidence(fact: Fact) -> dict[str, Any]:
    span = fact.span
    return {
        "fact_id": fact.fact_id,
        "confidence": fact.confidence,
        "quote": span.text,
        "span_start": span.start,
        "span_end": span.end,
        "source_start": span.source_start,
        "source_end": span.source_end,
        "fact": fact.model_dump_json(),
    }


def _fact_row(kind: str, fact: Fact) -> dict[str, Any]:
    match fact:
        case Metric():
            name = fact.indicator
        case Deadline():
            name = fact.expression
        case Task():
            name = fact.task_type
        case _:
            name = fact.name  # type: ignore[attr-defined]
    # A region's own code is what it is about; a task is about none of its own.
    region = getattr(fact, "code", None) if kind == "regions" else getattr(fact, "region", None)
    return {"kind": kind, "name": name, "region": region}


def _metric_row(fact: Fact) -> dict[str, Any]:
    assert isinstance(fact, Metric)  # noqa: S101
    period, as_of = fact.period, fact.as_of
    numbers = {name: getattr(fact, name) for name in ("value", "value_max", "precision")}
    unfit = [name for name, number in numbers.items() if number is not None and not _fits(number)]
    return {
        **{
            name: Decimal(number)
            for name, number in numbers.items()
            if number is not None and name not in unfit
        },
        "indicator": fact.indicator,
        "indicator_text": fact.indicator_text,
        "category": fact.category,
        "unit": fact.unit,
        "per": fact.per,
        "qualifier": fact.qualifier,
        "status": fact.status,
        "remaining": fact.remaining,
        "cumulative": fact.cumulative,
        "baseline": fact.baseline,
        "period_start": period.start if period else None,
        "period_end": period.end if period else None,
        "period_text": period.text if period else None,
        "as_of": as_of.date if as_of else None,
        "as_of_basis": as_of.basis if as_of else None,
        "region": fact.region,
        "excludes": list(fact.excludes),
        "part_of": fact.part_of,
        "context": fact.context_span.text,
        "unfit": unfit,
    }


def _fits(number: int | Decimal) -> bool:
    """Tell whether the column's type holds a number as it is."""
    value = Decimal(number).normalize(_EXACT)
    exponent = value.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -SCALE and value.adjusted() < PRECISION - SCALE
