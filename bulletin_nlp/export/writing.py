"""Writing a table: the format follows from the suffix, and a codebook stands beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, Literal

from bulletin_nlp.errors import BulletinError
from bulletin_nlp.export.cells import check_columns, read_batches
from bulletin_nlp.export.codebook import codebook_place, codebook_text
from bulletin_nlp.export.columns import Column
from bulletin_nlp.export.tally import Tally
from bulletin_nlp.export.text_tables import write_csv, write_jsonl
from bulletin_nlp.export.whole_file import whole_file

__all__ = ["SUFFIXES", "table_suffix", "write_rows", "write_stream"]

#: The suffixes of the formats that can be written.
SUFFIXES = (".csv", ".xlsx", ".parquet", ".dta", ".jsonl")

Rows = Iterable[Mapping[str, Any]]


def table_suffix(place: str | Path) -> str:
    """Return the suffix that says in which format a table is written.

    Raises:
        BulletinError: ``option_invalid`` where it is none of :data:`SUFFIXES`.
    """
    suffix = Path(place).suffix.lower()
    if suffix not in SUFFIXES:
        raise BulletinError(
            "option_invalid", f"{str(place)!r} names no table", f"end it in {', '.join(SUFFIXES)}"
        )
    return suffix


def write_rows(
    rows: Rows,
    columns: Sequence[Column],
    place: str | Path,
    *,
    excel_bom: bool = False,
    about: Mapping[str, str] | None = None,
    tell: Callable[[str], None] | None = None,
) -> int:
    """Write rows as a table, and beside it its codebook; ``docs/export.md`` has the formats.

    The codebook of ``metrics.csv`` is ``metrics.csv.codebook.md``. Both files appear under their names when
    they are whole; where anything fails, former ones stay as they were.

    Args:
        rows: mappings from column names to values; what a row lacks is an empty cell, what is no column is
            left aside. They are read once, and except for ``.dta`` never held all at once.
        columns: the columns, in order.
        place: the file; its suffix names the format: ``.csv .xlsx .parquet .dta .jsonl``.
        excel_bom: begin a CSV with a byte order mark, by which Excel knows UTF-8.
        about: lines for the codebook: what was asked, versions, the date of the export.
        tell: takes a line for each change that the format asked for (numbers rounded, texts cut); the
            codebook lists them too.

    Returns:
        How many rows were written.

    Raises:
        BulletinError: ``option_invalid`` (suffix, column names, too many rows, numbers that do not fit, a
            missing extra) or ``output_unwritable``.
        TypeError: a value is of another kind than its column.
    """
    path, suffix = Path(place), table_suffix(place)
    if excel_bom and suffix != ".csv":
        raise BulletinError("option_invalid", "a byte order mark is for .csv", "leave it out")
    check_columns(columns)
    about = dict(about or {})
    tally = Tally(columns)
    cells = read_batches(rows, columns, tally)
    with whole_file(codebook_place(path)) as book, whole_file(path) as part:
        match suffix:
            case ".csv":
                encoding = "utf-8-sig" if excel_bom else "utf-8"
                with part.open("w", encoding=encoding, newline="") as stream:
                    write_csv(cells, columns, stream, tally)
            case ".jsonl":
                with part.open("w", encoding="utf-8", newline="") as stream:
                    write_jsonl(cells, columns, stream)
            case ".xlsx":
                from bulletin_nlp.export.workbook import write_workbook

                write_workbook(cells, columns, part, tally, about)
            case ".parquet":
                from bulletin_nlp.export.parquet import BATCH, write_parquet

                cells = read_batches(rows, columns, tally, size=BATCH)
                write_parquet(cells, columns, part, about)
            case ".dta":
                from bulletin_nlp.export.stata import write_stata

                write_stata(cells, columns, part, tally)
        book.write_text(codebook_text(path, columns, tally, about), encoding="utf-8", newline="\n")
    if tell is not None:
        for name, line, _ in tally.notes():
            tell(f"{name}: {line}")
    return tally.rows


def write_stream(
    rows: Rows,
    columns: Sequence[Column],
    stream: IO[str],
    format: Literal["csv", "jsonl"],
    *,
    excel_bom: bool = False,
    tell: Callable[[str], None] | None = None,
) -> int:
    """Write rows to a stream of text, row by row, without a codebook.

    Args:
        rows, columns, excel_bom, tell: as for :func:`write_rows`.
        stream: takes the text; it should neither translate line feeds nor refuse what is not ASCII.
        format: ``csv`` or ``jsonl``.

    Returns:
        How many rows were written.
    """
    check_columns(columns)
    tally = Tally(columns)
    cells = read_batches(rows, columns, tally)
    if format == "csv":
        stream.write("\ufeff" if excel_bom else "")
        write_csv(cells, columns, stream, tally)
    else:
        write_jsonl(cells, columns, stream)
    stream.flush()
    if tell is not None:
        for name, line, _ in tally.notes():
            tell(f"{name}: {line}")
    return tally.rows
