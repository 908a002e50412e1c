"""One stored metric with what is known of its bulletin: what every analysis reads."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from bulletin_nlp.analysis.bounds import Bounds, bounds_of
from bulletin_nlp.analysis.windows import Window, window_of
from bulletin_nlp.errors import BulletinError

__all__ = ["Observation"]

_DAYS = frozenset(["published", "event_date", "period_start", "period_end", "as_of"])
_NUMBERS = frozenset(["value", "value_max", "precision"])
_FLAGS = frozenset(["speaks", "torn", "remaining", "cumulative"])
_NEEDED = frozenset(["bulletin_id", "fact_id", "indicator", "value", "unit"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """A live metric of a bulletin's current revision: a row of the store's ``v_metrics``.

    Names and meanings are those of the record (``docs/store.md``). ``work_id`` names the work that a
    bulletin is a copy of; where it is null the bulletin is a work of its own. ``speaks`` is false for a copy
    whose work another copy speaks for. Numbers are exact, days are dates.
    """

    bulletin_id: str
    fact_id: str
    indicator: str
    value: int | Decimal
    unit: str
    work_id: str | None = None
    speaks: bool = True
    title: str | None = None
    published: date | None = None
    event_date: date | None = None
    site_name: str | None = None
    publisher: str | None = None
    url: str | None = None
    torn: bool = False
    indicator_text: str = ""
    category: str | None = None
    value_max: int | Decimal | None = None
    per: str | None = None
    precision: int | Decimal | None = None
    qualifier: str = "exact"
    status: str | None = None
    remaining: bool = False
    cumulative: bool = False
    baseline: str | None = None
    period_start: date | None = None
    period_end: date | None = None
    period_text: str | None = None
    as_of: date | None = None
    as_of_basis: str | None = None
    region: str | None = None
    excludes: tuple[str, ...] = ()
    part_of: str | None = None
    confidence: Decimal | float | None = None
    quote: str | None = None
    context: str | None = None
    span_start: int | None = None
    span_end: int | None = None
    extractor_version: str | None = None
    updated_at: datetime | str | None = None

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Observation:
        """Return the observation of a row of ``v_metrics``; columns that it does not know are passed over.

        Args:
            row: by column name. Days may be ISO texts, ``excludes`` JSON and flags 0 or 1, as another
                database tool reads them.

        Raises:
            BulletinError: ``store_unreadable`` where a column is missing or holds what it cannot.
        """
        values: dict[str, Any] = {}
        for name in _COLUMNS:
            value = row.get(name)
            if value is None:
                if name in _NEEDED:
                    raise _unreadable(row, name, value)
                continue
            try:
                values[name] = _read(name, value)
            except (ValueError, TypeError, ArithmeticError) as error:
                raise _unreadable(row, name, value) from error
        return cls(**values)

    @property
    def work(self) -> str:
        """The work that the statement comes from; reprints share it."""
        return self.work_id or self.bulletin_id

    @property
    def bounds(self) -> Bounds:
        """Between which numbers the value lies, by its qualifier and precision."""
        return bounds_of(
            self.value, self.value_max, self.qualifier, self.precision, self.unit, self.indicator
        )

    @property
    def window(self) -> Window:
        """What time the value counts."""
        return window_of(self)


_COLUMNS = tuple(field.name for field in fields(Observation))


def _unreadable(row: Mapping[str, Any], name: str, value: object) -> BulletinError:
    fact = row.get("fact_id") or row.get("bulletin_id") or "without id"
    return BulletinError(
        "store_unreadable",
        f"metric {fact}: {name} is {value!r}",
        "read the store with this version's package",
    )


def _read(name: str, value: Any) -> Any:
    if name in _DAYS:
        return _day(value)
    if name in _NUMBERS:
        return _number(value)
    if name in _FLAGS:
        return bool(value)
    if name == "excludes":
        return tuple(json.loads(value)) if isinstance(value, str) else tuple(value)
    return value


def _day(value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    return date.fromisoformat(value[:10])


def _number(value: Any) -> int | Decimal:
    if isinstance(value, int):
        return value
    number = value if isinstance(value, Decimal) else Decimal(str(value))
    if not number.is_finite():
        raise ValueError(value)
    return int(number) if number == number.to_integral_value() else number
