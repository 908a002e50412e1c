"""From drafts to the metrics of the record."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from bulletin_nlp.extraction.metric_drafts import Draft
from bulletin_nlp.extraction.metric_lexicon import metric_lexicon
from bulletin_nlp.extraction.regions import place_of
from bulletin_nlp.record import Evidence, Metric
from bulletin_nlp.record.spans import stated_evidence

if TYPE_CHECKING:
    from bulletin_nlp.extraction.reading import Reading

__all__ = ["settle_places", "state"]

_EARLY = 4  # up to this month 今年改造20个 tells a plan; later it may as well tell what has been done


def settle_places(reading: Reading, drafts: list[Draft]) -> None:
    """Set the region of each draft that no list or table row gave one, with where it was read."""
    for draft in drafts:
        if draft.region is None and draft.place is None:
            place = place_of(reading, draft.quantity.start, draft.quantity.end)
            draft.region, draft.place = place.code, place


def state(reading: Reading, drafts: list[Draft]) -> None:
    """Set ``reading.metrics`` from drafts that have been merged."""
    ids: dict[int, str] = {}
    reading.metrics = []
    for draft in sorted(drafts, key=lambda d: d.quantity.start):
        metric = _metric(reading, draft, ids)
        ids[id(draft)] = metric.fact_id
        reading.metrics.append(metric)


def _metric(reading: Reading, draft: Draft, ids: dict[int, str]) -> Metric:
    text, quantity = reading.clean, draft.quantity
    evidence: dict[str, Evidence] = {}
    settled = draft.settled
    period, read_at = settled.period, settled.span
    if read_at is not None and not draft.clause[0] <= read_at[0] < draft.clause[1]:
        evidence["period"] = stated_evidence(draft.time_basis or "clause", reading.span(*read_at))
    status = draft.status
    if status == "completed" and draft.weak and _ahead(reading, period):
        status = "planned"
    if (
        status is not None
        and draft.told is not None
        and not draft.clause[0] <= draft.told[0] < draft.clause[1]
    ):
        evidence["status"] = stated_evidence(
            "heading" if draft.table else "clause", reading.span(*draft.told)
        )
    place = draft.place.evidence(reading) if draft.place is not None else None
    if place is not None:
        evidence["region"] = place
    words = text[draft.named[0] : draft.named[1]]
    value, value_max = quantity.value, quantity.value_max
    if draft.fall:
        value = min(value, -value)
        value_max = None if value_max is None else min(value_max, -value_max)
    span = reading.span(*draft.mentions[0]) if draft.headline else reading.span(quantity.start, quantity.end)
    return Metric(
        fact_id=reading.fact_id("metric", f"{span.text}\0{words}\0{text[draft.clause[0] : draft.clause[1]]}"),
        span=span,
        mentions=(span,) if len(draft.mentions) == 1 else tuple(reading.span(*at) for at in draft.mentions),
        evidence=evidence,
        indicator=draft.indicator.id,
        indicator_text=words,
        category=_category(words),
        value=value,
        value_max=value_max,
        unit=draft.unit,
        per=quantity.per,
        precision=_plain(quantity.precision),
        qualifier=quantity.qualifier,
        status=status,
        remaining=draft.left,
        cumulative=settled.cumulative,
        baseline=settled.baseline,
        period=period,
        as_of=settled.as_of,
        region=draft.region,
        excludes=draft.excluded,
        part_of=ids.get(id(draft.part_of)) if draft.part_of is not None else None,
        context_span=reading.span(*_trimmed(text, *draft.clause)),
    )


def _plain(number: int | Decimal) -> int | Decimal:
    return int(number) if isinstance(number, Decimal) and number == number.to_integral_value() else number


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a stretch without white space and closing punctuation at its ends."""
    while start < end - 1 and text[start].isspace():
        start += 1
    while end > start + 1 and (text[end - 1].isspace() or text[end - 1] in "，。；：,;:"):
        end -= 1
    return start, end


def _ahead(reading: Reading, period: object) -> bool:
    """Tell whether a period ends after the bulletin's day, so that 改造20个 is a plan."""
    anchor = reading.anchor
    end = getattr(period, "end", None)
    start = getattr(period, "start", None)
    return (
        anchor is not None
        and anchor.day is not None
        and anchor.day.month <= _EARLY
        and end is not None
        and start is not None
        and end > anchor.day
        and (end - start).days > 31
    )


def _category(words: str) -> str | None:
    """Return the part of the indicator that its name tells."""
    return next((name for word, name in metric_lexicon().categories if word in words), None)
