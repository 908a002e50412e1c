"""CSV and JSON lines: tables as text, row by row."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any, Protocol

from bulletin_nlp.export.columns import Column
from bulletin_nlp.export.tally import Change, Tally

__all__ = ["LONGEST_PLAIN", "iso", "joined", "plain_digits", "write_csv", "write_jsonl"]

# What makes spreadsheets take a cell for a formula (OWASP, "CSV injection", with the full-width forms that
# East Asian versions read alike). Apostrophes before it are counted in, so that taking one away from such a
# cell always gives the text back.
_FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
_SEPARATOR = ";"
# A semicolon inside an item, as Chinese texts print it.
_INNER_SEPARATOR = "；"
#: Exponents beyond this are left in a number: 1E+500 has five hundred zeros.
LONGEST_PLAIN = 40

Write = Callable[[Any], str]


class _Writable(Protocol):
    def write(self, text: str, /) -> Any: ...


def iso(value: date | datetime) -> str:
    """Return a date as ``2025-02-14``, a time in UTC as ``2025-02-14T08:30:00Z``."""
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return value.isoformat()


def plain_digits(value: int | Decimal) -> str:
    """Return a number by its digits, without an exponent where it is not astronomic."""
    if isinstance(value, int):
        return str(value)
    return f"{value:f}" if abs(value.adjusted()) < LONGEST_PLAIN else str(value)


def joined(name: str, items: Sequence[str], tally: Tally) -> str:
    """Return the items of a list as one text, separated by semicolons.

    Args:
        name: the list's column.
        items: the items; a semicolon inside one becomes a full-width one.
        tally: counts the items that had one.
    """
    inner = sum(_SEPARATOR in item for item in items)
    if inner:
        tally.count(name, Change.SEPARATED, inner)
        items = [item.replace(_SEPARATOR, _INNER_SEPARATOR) for item in items]
    return _SEPARATOR.join(items)


class _LineFeeds:
    """Ends lines with a line feed.

    The CSV writer is told of both characters: then it quotes a cell that holds either of them.
    """

    def __init__(self, stream: _Writable) -> None:
        self._write = stream.write

    def write(self, line: str) -> None:
        self._write(line[:-2] + "\n")


def write_csv(
    rows: Iterable[Sequence[Any]], columns: Sequence[Column], stream: _Writable, tally: Tally
) -> None:
    """Write cells as CSV: commas, double quotes where needed, a header row, lines ended by a line feed.

    Args:
        rows: as ``read_rows`` gives them.
        columns: their columns.
        stream: takes text.
        tally: counts what had to be changed.
    """
    writer = csv.writer(_LineFeeds(stream), lineterminator="\r\n")
    writer.writerow([column.name for column in columns])
    forms = [_csv_form(column, tally) for column in columns]
    for cells in rows:
        writer.writerow(["" if cell is None else form(cell) for form, cell in zip(forms, cells, strict=True)])


def _csv_form(column: Column, tally: Tally) -> Write:
    def neutral(text: str) -> str:
        if _FORMULA.match(text):
            tally.count(column.name, Change.NEUTRALISED)
            return "'" + text
        return text

    forms: dict[str, Write] = {
        "text": neutral,
        "list": lambda items: neutral(joined(column.name, items, tally)),
        "integer": str,
        "number": plain_digits,
        "date": iso,
        "datetime": iso,
        "boolean": _true_or_false,
    }
    return forms[column.kind]


def _true_or_false(value: bool) -> str:
    return "true" if value else "false"


def write_jsonl(
    rows: Iterable[Sequence[Any]], columns: Sequence[Column], stream: IO[str] | _Writable
) -> None:
    """Write cells as JSON, an object a line; empty cells are ``null``, numbers keep every digit.

    Args:
        rows: as ``read_rows`` gives them.
        columns: their columns.
        stream: takes text.
    """
    quoted = json.JSONEncoder(ensure_ascii=False).encode
    forms: dict[str, Write] = {
        "text": quoted,
        "list": quoted,
        "integer": str,
        "number": str,
        "date": lambda value: quoted(iso(value)),
        "datetime": lambda value: quoted(iso(value)),
        "boolean": _true_or_false,
    }
    named = [(f"{quoted(column.name)}: ", forms[column.kind]) for column in columns]
    for cells in rows:
        members = [
            name + ("null" if cell is None else form(cell))
            for (name, form), cell in zip(named, cells, strict=True)
        ]
        stream.write("{" + ", ".join(members) + "}\n")
