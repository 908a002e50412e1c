"""What a panel holds: the values chosen, and those that were not with the reason."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from bulletin_nlp.analysis.bounds import Number
from bulletin_nlp.analysis.candidates import Candidate, Key, measured
from bulletin_nlp.analysis.choice import Choice

__all__ = ["PanelRow", "Rejection"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelRow:
    """A value of the panel; columns are explained in :data:`~bulletin_nlp.analysis.panel_columns.PANEL`."""

    region: str
    region_name: str | None
    level: str
    year: int
    indicator: str
    subject: str | None
    category: str | None
    status: str | None
    baseline: str | None
    unit: str
    value: Number
    value_max: Number | None
    lower: Number | None
    upper: Number | None
    qualifier: str
    precision: Number | None
    window: str
    as_of: date | None
    period_start: date | None
    period_end: date | None
    months_covered: int | None
    dated_by: str | None
    works: int
    conflict: bool
    rule: str
    fact_id: str | None
    bulletin_id: str | None
    quote: str | None
    url: str | None
    code_published: str | None
    children_present: int | None = None
    children_total: int | None = None
    parts: tuple[str, ...] = ()

    @classmethod
    def of(cls, choice: Choice) -> PanelRow:
        """Return the row of a value that was chosen."""
        best = choice.best
        seen, window, bounds, key = best.seen, best.window, best.bounds, best.key
        return cls(
            region=key.region or "",
            region_name=best.place.name,
            level=best.place.level or "",
            year=window.year or 0,
            indicator=key.indicator,
            subject=key.subject,
            category=key.category,
            status=key.status,
            baseline=key.baseline,
            unit=key.unit,
            value=seen.value,
            value_max=seen.value_max,
            lower=bounds.lower,
            upper=bounds.upper,
            qualifier=seen.qualifier,
            precision=seen.precision,
            window=window.kind,
            as_of=seen.as_of,
            period_start=window.start,
            period_end=window.end,
            months_covered=window.months,
            dated_by=window.dated_by,
            works=choice.works,
            conflict=choice.conflict,
            rule=choice.rule,
            fact_id=seen.fact_id,
            bulletin_id=seen.bulletin_id,
            quote=seen.quote,
            url=seen.url,
            code_published=seen.region,
        )

    @property
    def key(self) -> Key:
        """What there is no other row for."""
        return Key(
            region=self.region,
            year=self.year,
            indicator=self.indicator,
            subject=self.subject,
            category=self.category,
            status=self.status,
            baseline=self.baseline,
            unit=self.unit,
            measured=measured(self.indicator, self.unit, self.window),
        )

    def as_row(self) -> dict[str, Any]:
        """Return the values by column, as an export takes them."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """A value that does not stand in the panel: the key it would have had, and what was chosen instead."""

    reason: str
    region: str | None
    region_name: str | None
    level: str | None
    year: int | None
    indicator: str
    subject: str | None
    category: str | None
    status: str | None
    baseline: str | None
    unit: str
    value: Number
    value_max: Number | None
    qualifier: str
    window: str
    as_of: date | None
    period_start: date | None
    period_end: date | None
    fact_id: str
    bulletin_id: str
    work_id: str | None
    quote: str | None
    url: str | None
    code_published: str | None
    chosen_fact_id: str | None

    @classmethod
    def of(cls, candidate: Candidate, reason: str, instead: Candidate | None = None) -> Rejection:
        """Return a candidate's rejection.

        Args:
            candidate: what is not chosen.
            reason: one of the closed set.
            instead: what stands under the same key, where something does.
        """
        seen, place, key = candidate.seen, candidate.place, candidate.key
        return cls(
            reason=reason,
            region=key.region,
            region_name=place.name,
            level=place.level,
            year=key.year,
            indicator=key.indicator,
            subject=key.subject,
            category=key.category,
            status=key.status,
            baseline=key.baseline,
            unit=key.unit,
            value=seen.value,
            value_max=seen.value_max,
            qualifier=seen.qualifier,
            window=candidate.window.kind,
            as_of=seen.as_of,
            period_start=seen.period_start,
            period_end=seen.period_end,
            fact_id=seen.fact_id,
            bulletin_id=seen.bulletin_id,
            work_id=seen.work_id,
            quote=seen.quote,
            url=seen.url,
            code_published=seen.region,
            chosen_fact_id=instead.seen.fact_id if instead is not None else None,
        )

    def as_row(self) -> dict[str, Any]:
        """Return the values by column, as an export takes them."""
        return {field.name: getattr(self, field.name) for field in fields(self)}
