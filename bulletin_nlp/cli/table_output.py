"""Rows of an analysis: shown, streamed to standard output, or written as a file with its codebook."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bulletin_nlp.cli.messages import note
from bulletin_nlp.errors import BulletinError

if TYPE_CHECKING:
    from bulletin_nlp.export import Column

__all__ = ["OutputOption", "TableFormat", "check_output", "give_rows", "plain"]

_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f]")


class TableFormat(StrEnum):
    """How rows are shown."""

    TABLE = "table"
    JSONL = "jsonl"
    CSV = "csv"


OutputOption = Annotated[
    str | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="Write a table instead, with its codebook: .csv, .xlsx, .parquet, .dta or .jsonl.",
    ),
]


def check_output(output: str | None, format: TableFormat | None) -> None:
    """Refuse, before any work, an output that cannot be.

    Raises:
        BulletinError: ``option_invalid``.
    """
    from bulletin_nlp.export import table_suffix

    if output is not None:
        table_suffix(output)
        if format is not None:
            raise BulletinError(
                "option_invalid", "--format is for what is shown", "the suffix of -o names the format"
            )


def plain(text: str) -> str:
    """Return a text in one line, with nothing in it that could steer the terminal."""
    return _CONTROLS.sub("\ufffd", " ".join(text.split()))


def give_rows(
    rows: Sequence[Mapping[str, Any]],
    columns: Sequence[Column],
    *,
    output: str | None,
    format: TableFormat | None,
    about: Mapping[str, str],
    show: Callable[[], None],
) -> None:
    """Give rows in the form that was asked for.

    Args:
        rows: by column name.
        columns: every column, in order.
        output: path of a file, or None to show.
        format: how they are shown; None for a table.
        about: what was asked, for the codebook.
        show: prints them for the terminal.
    """
    from bulletin_nlp.export import write_rows, write_stream

    if output is not None:
        exported = {"exported 导出时间": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"}
        count = write_rows(rows, columns, output, about={**about, **exported}, tell=note)
        lines = f"{count:,} row{'' if count == 1 else 's'} in {output}"
        note(f"{lines}; {output}.codebook.md says what its columns mean")
    elif format in (TableFormat.JSONL, TableFormat.CSV):
        if hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(encoding="utf-8", newline="")
        write_stream(rows, columns, sys.stdout, "csv" if format is TableFormat.CSV else "jsonl", tell=note)
    else:
        show()
