"""CSV and JSON lines: tables as text, row by row."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from json.encoder import encode_basestring
from typing import Any, Protocol

from bulletin_nlp.export.columns import Column
from bulletin_nlp.export.tally import Change, Tally

__all__ = ["LONGEST_PLAIN", "iso", "joined", "plain_digits", "write_csv", "write_jsonl"]

# What makes spreadsheets take a cell for a formula (OWASP, "CSV injection", with the full-width forms that
# East Asian versions read alike). Apostrophes before it are counted in, so that taking one away from such a
# cell always gives the text back.
_FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
_BEGINNINGS = frozenset("'=+-@\t\r\n＝＋－＠")
_SEPARATOR = ";"
# A semicolon inside an item, as Chinese texts print it.
_INNER_SEPARATOR = "；"
#: Exponents beyond this are left in a number: 1E+500 has five hundred zeros.
LONGEST_PLAIN = 40

Batches = Iterable[Sequence[list[Any]]]
Form = Callable[[list[Any]], list[Any]]


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


def write_csv(batches: Batches, columns: Sequence[Column], stream: _Writable, tally: Tally) -> None:
    """Write cells as CSV: commas, double quotes where needed, a header row, lines ended by a line feed.

    Args:
        batches: as ``read_batches`` gives them.
        columns: their columns.
        stream: takes text.
        tally: counts what had to be changed.
    """
    writer = csv.writer(_LineFeeds(stream), lineterminator="\r\n")
    writer.writerow([column.name for column in columns])
    forms = [_csv_form(column, tally) for column in columns]
    for batch in batches:
        writer.writerows(zip(*(form(cells) for form, cells in zip(forms, batch, strict=True)), strict=True))


def _csv_form(column: Column, tally: Tally) -> Form:
    """Return what makes the cells of a column those of a CSV, whose writer takes None for an empty one."""

    def neutral(text: str | None) -> str | None:
        if text and _FORMULA.match(text):
            tally.count(column.name, Change.NEUTRALISED)
            return "'" + text
        return text

    def texts(cells: list[Any]) -> list[Any]:
        # most batches have no such text at all
        if any(cell and cell[0] in _BEGINNINGS for cell in cells):
            return [neutral(cell) for cell in cells]
        return cells

    def lists(cells: list[Any]) -> list[Any]:
        return texts([None if cell is None else joined(column.name, cell, tally) for cell in cells])

    forms: dict[str, Form] = {
        "text": texts,
        "list": lists,
        "integer": list,
        "number": _one_by_one(plain_digits),
        "date": _one_by_one(iso),
        "datetime": _one_by_one(iso),
        "boolean": _one_by_one(_true_or_false),
    }
    return forms[column.kind]


def _one_by_one(form: Callable[[Any], str], missing: str = "") -> Form:
    return lambda cells: [missing if cell is None else form(cell) for cell in cells]


def _true_or_false(value: bool) -> str:
    return "true" if value else "false"


def write_jsonl(batches: Batches, columns: Sequence[Column], stream: _Writable) -> None:
    """Write cells as JSON, an object a line; empty cells are ``null``, numbers keep every digit.

    Args:
        batches: as ``read_batches`` gives them.
        columns: their columns.
        stream: takes text.
    """
    forms: dict[str, Callable[[Any], str]] = {
        "text": encode_basestring,
        "list": json.JSONEncoder(ensure_ascii=False).encode,
        "integer": str,
        "number": str,
        "date": lambda value: f'"{iso(value)}"',
        "datetime": lambda value: f'"{iso(value)}"',
        "boolean": _true_or_false,
    }
    line = "{" + ", ".join(f"{encode_basestring(column.name)}: %s" for column in columns) + "}\n"
    shown = [_one_by_one(forms[column.kind], "null") for column in columns]
    for batch in batches:
        for cells in zip(*(form(cells) for form, cells in zip(shown, batch, strict=True)), strict=True):
            stream.write(line % cells)
