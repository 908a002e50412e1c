"""XLSX: a sheet of data and a sheet with the codebook."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

from bulletin_nlp.errors import BulletinError
from bulletin_nlp.export.codebook import codebook_rows
from bulletin_nlp.export.columns import Column
from bulletin_nlp.export.doubles import nearest_double
from bulletin_nlp.export.extras import load_package
from bulletin_nlp.export.tally import Change, Tally
from bulletin_nlp.export.text_tables import iso, joined

__all__ = ["MOST_ROWS", "write_workbook"]

# Microsoft, "Excel specifications and limits": rows of a sheet, less the header; characters of a cell, which
# count as UTF-16 does; digits of a number.
MOST_ROWS = 1_048_575
_MOST_CHARACTERS = 32_767
_DIGITS = 15
# Excel takes 1900 for a leap year: serial numbers before its 29 February are a day off.
_FIRST_DAY = date(1900, 3, 1)

# What XML 1.0 leaves out.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LINE_ENDS = re.compile("\r\n?")
# Openpyxl would make an error value of such a text.
_ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"})

# Widths, in characters: read off the first rows, within bounds that leave several columns on a screen.
_LOOKED_AT = 200
_NARROWEST, _WIDEST = 8, 60
_MARGIN = 2
_DATE_FORMAT, _TIME_FORMAT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"


def write_workbook(
    batches: Iterable[Sequence[list[Any]]],
    columns: Sequence[Column],
    path: Path,
    tally: Tally,
    about: Mapping[str, str],
) -> None:
    """Write cells as a workbook, row by row; no cell is a formula.

    Args:
        batches: as ``read_batches`` gives them.
        columns: their columns.
        path: where the file is written.
        tally: counts what had to be changed.
        about: lines of the codebook.

    Raises:
        BulletinError: ``option_invalid`` where openpyxl is missing or the rows are too many.
    """
    openpyxl = load_package("openpyxl", "excel")
    book = openpyxl.Workbook(write_only=True)
    sheets: list[Any] = []
    try:
        sheet = book.create_sheet("data")
        sheets.append(sheet)
        sheet.freeze_panes = "A2"
        cells = _Cells(sheet, columns, tally)
        written = (cells.of(row) for row in _within(batches))
        first = list(islice(written, _LOOKED_AT))
        _set_widths(sheet, [[column.name for column in columns], *first])
        sheet.append([cells.head(column.name) for column in columns])
        for line in chain(first, written):
            sheet.append(line)

        explained = book.create_sheet("codebook")
        sheets.append(explained)
        texts = _Cells(explained, columns, Tally(columns))
        lines = list(codebook_rows(columns, tally, about))
        _set_widths(explained, lines)
        for line in lines:
            explained.append([texts.text(columns[0].name, text) for text in line])
        book.save(path)
    except BaseException as error:
        _discard(sheets)
        raise _disk_error(error) or error from error


def _within(batches: Iterable[Sequence[list[Any]]]) -> Iterator[Sequence[Any]]:
    rows = chain.from_iterable(zip(*batch, strict=True) for batch in batches)
    for number, row in enumerate(rows):
        if number == MOST_ROWS:
            raise BulletinError(
                "option_invalid",
                f"a sheet holds no more than {MOST_ROWS:,} rows besides its header",
                "write .csv or .parquet, or ask for less",
            )
        yield row


def _disk_error(error: BaseException) -> OSError | None:
    """Return what went wrong with the disk where openpyxl's XML writer says so in its own way."""
    name = str(error).removeprefix("IO_")
    if type(error).__name__ != "SerialisationError" or name not in errno.errorcode.values():
        return None
    code = getattr(errno, name)
    return OSError(code, f"{os.strerror(code)}, in the folder for temporary files or the table's own")


def _discard(sheets: Sequence[Any]) -> None:
    """Remove the files in which the sheets were collected; openpyxl would do so at the end of the process."""
    for sheet in sheets:
        writer = getattr(sheet, "_writer", None)
        if writer is None:
            continue
        with suppress(Exception):
            if not sheet.closed:
                sheet.close()
        with suppress(Exception):
            writer.cleanup()


class _Cells:
    """Makes the cells of a sheet."""

    def __init__(self, sheet: Any, columns: Sequence[Column], tally: Tally) -> None:
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.styles import Font

        self._sheet, self._columns, self._tally = sheet, columns, tally
        self._cell = WriteOnlyCell
        self._bold = Font(bold=True)

    def of(self, row: Sequence[Any]) -> list[Any]:
        """Return the cells of a row."""
        return [
            None if value is None else self._of_kind(column, value)
            for column, value in zip(self._columns, row, strict=True)
        ]

    def head(self, name: str) -> Any:
        """Return a cell of the header row."""
        cell = self._cell(self._sheet, name)
        cell.font = self._bold
        return cell

    def text(self, name: str, text: str) -> Any:
        """Return what stands for a text: itself, or a cell where it could be taken for something else."""
        if "\r" in text:
            text = _LINE_ENDS.sub("\n", text)
        if _CONTROLS.search(text):
            self._tally.count(name, Change.CONTROLS)
            text = _CONTROLS.sub("", text)
        if len(text) > _MOST_CHARACTERS // 2:
            short = text.encode("utf-16-le")[: _MOST_CHARACTERS * 2].decode("utf-16-le", "ignore")
            if short != text:
                self._tally.count(name, Change.CUT)
                text = short
        if text.startswith("=") or text in _ERRORS:
            cell = self._cell(self._sheet, text)
            cell.data_type = "s"
            # Stays a text when somebody edits it.
            cell.quotePrefix = True
            return cell
        return text or None

    def _of_kind(self, column: Column, value: Any) -> Any:
        if column.kind == "text":
            return self.text(column.name, value)
        if column.kind == "list":
            return self.text(column.name, joined(column.name, value, self._tally))
        if column.kind in ("number", "integer"):
            number = nearest_double(column, value, "a workbook")
            if Decimal(f"{number:.{_DIGITS}g}") != value:
                self._tally.count(column.name, Change.FIFTEEN_DIGITS)
            return number if isinstance(value, Decimal) else value
        if column.kind in ("date", "datetime"):
            return self._day(column, value)
        return value

    def _day(self, column: Column, value: date) -> Any:
        moment = isinstance(value, datetime)
        if (value.date() if isinstance(value, datetime) else value) < _FIRST_DAY:
            self._tally.count(column.name, Change.EARLY)
            return iso(value)
        cell = self._cell(self._sheet, value.replace(tzinfo=None) if isinstance(value, datetime) else value)
        cell.number_format = _TIME_FORMAT if moment else _DATE_FORMAT
        return cell


def _set_widths(sheet: Any, lines: Sequence[Sequence[Any]]) -> None:
    from openpyxl.utils import get_column_letter

    widths: dict[int, int] = {}
    for line in lines:
        for index, value in enumerate(line, 1):
            widths[index] = max(widths.get(index, 0), _width(getattr(value, "value", value)))
    for index, width in widths.items():
        width = min(max(width + _MARGIN, _NARROWEST), _WIDEST)
        sheet.column_dimensions[get_column_letter(index)].width = width


def _width(value: Any) -> int:
    """Return how many columns of Latin letters a value takes; a Chinese character takes two."""
    if value is None:
        return 0
    text = iso(value) if isinstance(value, date) else str(value)
    return max(
        (sum(1 + (east_asian_width(c) in "WF") for c in line) for line in text.splitlines()), default=0
    )
