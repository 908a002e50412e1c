"""What the cells of a table hold: one Python type a kind of column, whatever a row brought."""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from bulletin_nlp.errors import BulletinError
from bulletin_nlp.export.columns import Column
from bulletin_nlp.export.tally import Change, Tally

__all__ = ["check_columns", "read_rows"]

# Stata's limit, and thereby everyone's: a table may go to any format.
_LONGEST_NAME = 32
# NUL ends a text in Stata and elsewhere; half a surrogate pair has no UTF-8.
_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")
_REPLACEMENT = "\ufffd"

Read = Callable[[Any], Any]


def check_columns(columns: Sequence[Column]) -> None:
    """See that the names of columns can stand in every format.

    Raises:
        BulletinError: ``option_invalid`` where a name is no identifier, too long or used twice.
    """
    names = [column.name for column in columns]
    if not names:
        raise BulletinError("option_invalid", "a table without columns cannot be written", "name its columns")
    for name in names:
        if not name.isidentifier() or len(name) > _LONGEST_NAME:
            raise BulletinError(
                "option_invalid",
                f"the column name {name!r} cannot be written",
                f"use letters, digits and underscores, at most {_LONGEST_NAME}",
            )
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise BulletinError("option_invalid", f"two columns are called {twice[0]!r}", "rename one of them")


def read_rows(
    rows: Iterable[Mapping[str, Any]], columns: Sequence[Column], tally: Tally
) -> Iterator[list[Any]]:
    """Read rows into lists of cells, in the order of the columns.

    A cell is None where the row has nothing, else ``str`` (text), ``int`` (integer), ``int`` or ``Decimal``
    (number), ``date``, an aware ``datetime`` in UTC, ``bool``, or a ``tuple`` of ``str`` (list). A float is
    read by its shortest digits, as the record does; NaN is an empty cell. Dates may come as ISO text too.

    Args:
        rows: the rows; names that are no column are left aside.
        columns: the columns.
        tally: counts the rows and cells, and the characters that had to be replaced.

    Raises:
        TypeError: a cell is of another kind than its column; this is a bug of whoever made the row.
    """
    readers = [(column.name, _reader(column, tally)) for column in columns]
    filled = tally.filled
    absent: set[str] = set()
    for row in rows:
        if not tally.rows:
            absent = {name for name, _ in readers if name not in row}
        tally.rows += 1
        cells: list[Any] = []
        try:
            for index, (name, read) in enumerate(readers):
                value = row.get(name)
                if value is not None:
                    value = read(value)
                    if value is not None:
                        filled[index] += 1
                cells.append(value)
        except (TypeError, ValueError) as error:
            raise TypeError(f"row {tally.rows}, column {name}: {error}") from error
        yield cells
    for index, (name, _) in enumerate(readers):
        if name in absent and not filled[index]:
            tally.count(name, Change.ABSENT, tally.rows)


def _reader(column: Column, tally: Tally) -> Read:
    def mended(text: str) -> str:
        if _UNWRITABLE.search(text):
            tally.count(column.name, Change.REPLACED)
            return _UNWRITABLE.sub(_REPLACEMENT, text)
        return text

    def text(value: Any) -> str:
        return mended(value if type(value) is str else _plain_text(value))

    def texts(value: Any) -> tuple[str, ...]:
        if isinstance(value, str) or not isinstance(value, Iterable):
            raise TypeError(f"{value!r} is no list")
        if isinstance(value, Mapping):
            return tuple(mended(f"{name}={share}") for name, share in value.items())
        return tuple("" if item is None else text(item) for item in value)

    readers: dict[str, Read] = {
        "text": text,
        "list": texts,
        "integer": _integer,
        "number": _number,
        "date": _day,
        "datetime": _moment,
        "boolean": _boolean,
    }
    return readers[column.kind]


def _plain_text(value: Any) -> str:
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise TypeError(f"{value!r} is no text")


def _number(value: Any) -> int | Decimal | None:
    if type(value) is int:
        return value
    if isinstance(value, Decimal):
        if value.is_finite():
            return value
        if value.is_nan():
            return None
    elif isinstance(value, float):
        if math.isfinite(value):
            return Decimal(repr(float(value)))
        if math.isnan(value):
            return None
    elif not isinstance(value, bool):
        return operator.index(value)
    raise TypeError(f"{value!r} is no number")


def _integer(value: Any) -> int | None:
    number = _number(value)
    if number is None or isinstance(number, int):
        return number
    if number != number.to_integral_value():
        raise TypeError(f"{value!r} is no integer")
    return int(number)


def _day(value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        return date.fromisoformat(value)
    raise TypeError(f"{value!r} is no date")


def _moment(value: Any) -> datetime:
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if not isinstance(value, datetime):
        raise TypeError(f"{value!r} is no time")
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    # SQLite has no booleans of its own.
    if value in (0, 1):
        return bool(value)
    raise TypeError(f"{value!r} is no boolean")
