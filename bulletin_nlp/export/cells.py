"""What the cells of a table hold: one Python type a kind of column, whatever a row brought."""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from bulletin_nlp.errors import BulletinError
from bulletin_nlp.export.columns import Column
from bulletin_nlp.export.tally import Change, Tally

__all__ = ["check_columns", "read_batches", "read_rows"]

# Stata's limit, and thereby everyone's: a table may go to any format.
_LONGEST_NAME = 32
# NUL ends a text in Stata and elsewhere; half a surrogate pair has no UTF-8.
_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")
_REPLACEMENT = "\ufffd"

# Enough rows that what is done once for all of them costs nothing, few enough to go out soon.
_BATCH = 256

Read = Callable[[Any], Any]

# The type of a column's values that need no reading; where there is none, each is read.
_PLAIN: dict[str, set[type]] = {
    "text": {str},
    "integer": {int},
    "number": {int},
    "date": {date},
    "boolean": {bool},
    "datetime": set(),
    "list": set(),
}


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


def read_batches(
    rows: Iterable[Mapping[str, Any]], columns: Sequence[Column], tally: Tally, *, size: int = _BATCH
) -> Iterator[list[list[Any]]]:
    """Read rows, some at a time, into cells: a list for each column.

    A cell is None where the row has nothing, else ``str`` (text), ``int`` (integer), ``int`` or ``Decimal``
    (number), ``date``, an aware ``datetime`` in UTC, ``bool``, or a ``tuple`` of ``str`` (list). A float is
    read by its shortest digits, as the record does; NaN is an empty cell. Dates may come as ISO text too.

    Args:
        rows: the rows; names that are no column are left aside.
        columns: the columns.
        tally: counts the rows and cells, and the characters that had to be replaced.
        size: how many rows at a time.

    Raises:
        TypeError: a cell is of another kind than its column; this is a bug of whoever made the row.
    """
    rows = iter(rows)
    readers = [_Reader(column, tally) for column in columns]
    absent: list[bool] = []
    while batch := list(islice(rows, size)):
        absent = absent or [column.name not in batch[0] for column in columns]
        cells = []
        for index, reader in enumerate(readers):
            name = reader.name
            read = reader.read([row.get(name) for row in batch])
            tally.filled[index] += len(read) - read.count(None)
            cells.append(read)
        tally.rows += len(batch)
        yield cells
    for column, missing, filled in zip(columns, absent, tally.filled, strict=False):
        if missing and not filled:
            tally.count(column.name, Change.ABSENT, tally.rows)


def read_rows(
    rows: Iterable[Mapping[str, Any]], columns: Sequence[Column], tally: Tally
) -> Iterator[tuple[Any, ...]]:
    """Read rows as :func:`read_batches` does, into a tuple of cells each."""
    for batch in read_batches(rows, columns, tally):
        yield from zip(*batch, strict=True)


class _Reader:
    """Reads the cells of a column.

    Nearly all cells are already what they should be: a look at the types of a whole batch and at the
    characters of all its texts together finds that in a fraction of the time that one by one takes.
    """

    def __init__(self, column: Column, tally: Tally) -> None:
        self.name = column.name
        self._kind = column.kind
        self._tally = tally
        readers: dict[str, Read] = {
            "text": self._text,
            "list": self._texts,
            "integer": _integer,
            "number": _number,
            "date": _day,
            "datetime": _moment,
            "boolean": _boolean,
        }
        self._read = readers[column.kind]

    def read(self, values: list[Any]) -> list[Any]:
        """Return the cells of a batch.

        Raises:
            TypeError: a value is of another kind, with its row.
        """
        types = set(map(type, values))
        types.discard(type(None))
        if not types or (types == _PLAIN[self._kind] and self._is_plain(values)):
            return values
        cells = []
        for offset, value in enumerate(values):
            try:
                cells.append(None if value is None else self._read(value))
            except (TypeError, ValueError) as error:
                row = self._tally.rows + offset + 1
                raise TypeError(f"row {row}, column {self.name}: {error}") from error
        return cells

    def _is_plain(self, values: list[Any]) -> bool:
        return self._kind != "text" or not _UNWRITABLE.search("".join(filter(None, values)))

    def _text(self, value: Any) -> str:
        text = value if type(value) is str else _plain_text(value)
        if _UNWRITABLE.search(text):
            self._tally.count(self.name, Change.REPLACED)
            return _UNWRITABLE.sub(_REPLACEMENT, text)
        return text

    def _texts(self, value: Any) -> tuple[str, ...]:
        if isinstance(value, str) or not isinstance(value, Iterable):
            raise TypeError(f"{value!r} is no list")
        if isinstance(value, Mapping):
            return tuple(self._text(f"{name}={share}") for name, share in value.items())
        return tuple("" if item is None else self._text(item) for item in value)


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
