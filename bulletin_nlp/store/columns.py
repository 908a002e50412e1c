"""Column types that keep their values exact on every database."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import DateTime, Numeric
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine, UserDefinedType

__all__ = ["ExactNumber", "UtcTime"]

# SQLite keeps integers in 64 bits; what is larger is kept by its nearest double (the record has the digits).
_INT64 = 1 << 63


class _SqliteNumeric(UserDefinedType[Any]):
    """A column of numeric affinity that hands Python's numbers through as they are."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "NUMERIC"


class ExactNumber(TypeDecorator[int | Decimal]):
    """An ``int`` or ``Decimal`` that comes back as the same number, and that SQL can compare and add up.

    PostgreSQL has ``NUMERIC``. SQLite has only 64-bit integers and doubles: an integer is bound as one, a
    decimal as the double whose shortest decimal form it is (the record allows no other, see
    :mod:`bulletin_nlp.record.numbers`), and is read back by that form.
    """

    impl = Numeric
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(_SqliteNumeric() if dialect.name == "sqlite" else Numeric())

    def process_bind_param(self, value: int | Decimal | None, dialect: Dialect) -> Any:
        if value is None or dialect.name != "sqlite":
            return value
        if value == int(value) and -_INT64 <= value < _INT64:
            return int(value)
        return float(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> int | Decimal | None:
        if isinstance(value, float):
            value = Decimal(repr(value))
        if isinstance(value, Decimal):
            return int(value) if value == value.to_integral_value() else value
        return value  # type: ignore[no-any-return]


class UtcTime(TypeDecorator[datetime]):
    """A moment, kept in UTC and always read back with its zone (SQLite would lose it)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value
