"""The table of what is known about the inputs: a CSV with a row a file."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from bulletin_nlp.api import read_published
from bulletin_nlp.errors import BulletinError
from bulletin_nlp.extraction.reading import Given

__all__ = ["COLUMNS", "MetadataRow", "MetadataTable", "read_day", "read_metadata"]

#: The columns with a meaning; every other travels with the record as it is.
COLUMNS = ("path", "published", "url", "site_name", "publisher", "external_id")

# A day as spreadsheets and people write it: 2025/2/14, 2025.2.14, 2025年2月14日.
_DAY = re.compile(r"(\d{4})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})\s?日?(?:[T\s]+(\d{1,2}:\d{2}.*))?")


@dataclass(frozen=True, slots=True)
class MetadataRow:
    """One row: the line it stands in, the path it speaks of, what it says."""

    line: int
    path: str
    published: date | datetime | None
    values: Mapping[str, str]
    extra: Mapping[str, str]

    def over(self, given: Given) -> Given:
        """Return what is known with this row's say first."""
        values: dict[str, str] = {name: value for name, value in self.values.items() if value}
        changed = replace(given, extra={**given.extra, **self.extra}, **values)  # type: ignore[arg-type]
        if self.published is None:
            return changed
        return replace(changed, published=self.published, published_basis="given")


@dataclass(frozen=True, slots=True)
class MetadataTable:
    """The rows of a table and where it was read."""

    path: Path
    rows: tuple[MetadataRow, ...]


def read_day(text: str) -> date | datetime:
    """Read a date of publication as people and spreadsheets write it.

    Args:
        text: ``2025-02-14``, ``2025/2/14``, ``2025年2月14日``, each also with a time (``2025-02-14 10:30``);
            a time without a zone is that of Shanghai.

    Raises:
        BulletinError: ``option_invalid``.
    """
    match = _DAY.fullmatch(text.strip())
    if match is not None:
        year, month, day, time = match.groups()
        text = f"{year}-{month:0>2}-{day:0>2}" + (f"T{time:0>5}" if time else "")
    value = read_published(text)
    if value is None:
        raise BulletinError("option_invalid", "the date is empty", "write it as 2025-02-14")
    return value


def read_metadata(path: Path) -> MetadataTable:
    """Read a metadata table.

    Args:
        path: a CSV with a header row; UTF-8 with or without a byte order mark, or GB18030 as Chinese
            spreadsheets write it. The column ``path`` names the input; see :data:`COLUMNS` for the others.

    Raises:
        BulletinError: ``metadata_invalid``, naming the line.
    """
    reader = csv.reader(io.StringIO(_text(path), newline=""), strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        names = [name.lower() if name.lower() in COLUMNS else name for name in header]
        _check_header(path, names)
        rows = []
        line = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append(_row(path, line, names, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        raise _invalid(path, reader.line_num, str(error), "close its quotes") from error
    return MetadataTable(path, tuple(rows))


def _invalid(path: Path, line: int, message: str, remedy: str) -> BulletinError:
    return BulletinError("metadata_invalid", f"{path} line {line}: {message}", remedy)


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BulletinError(
            "metadata_invalid", f"{path} cannot be read ({error.strerror})", "check the path"
        ) from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise BulletinError("metadata_invalid", f"{path} is not a CSV in UTF-8", "save it as CSV UTF-8")


def _check_header(path: Path, names: list[str]) -> None:
    if "path" not in names:
        raise _invalid(path, 1, "there is no column 'path'", "name the column that holds the files 'path'")
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        raise _invalid(path, 1, f"the column {doubled[0]!r} occurs twice", "rename one")


def _row(path: Path, line: int, names: list[str], cells: list[str]) -> MetadataRow:
    if len(cells) > len(names):
        raise _invalid(
            path, line, f"{len(cells)} cells for {len(names)} columns", "put quotes round a cell with commas"
        )
    row = dict(zip(names, [*cells, *[""] * (len(names) - len(cells))], strict=True))
    known = {name: row.pop(name, "").strip() for name in COLUMNS}
    named, day = known.pop("path"), known.pop("published")
    if not named:
        raise _invalid(path, line, "the path is empty", "name the file")
    try:
        published = read_day(day) if day else None
    except BulletinError as error:
        raise _invalid(path, line, error.message, error.remedy) from error
    # A spreadsheet on Windows writes its own separators.
    named = named.replace("\\", "/")
    row.pop("", None)
    return MetadataRow(line, named, published, known, row)
