"""Options that several commands share."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

__all__ = ["DatabaseOption", "OneFormat", "RecordFormat"]


class RecordFormat(StrEnum):
    """How several records are shown."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"


class OneFormat(StrEnum):
    """How one record is shown."""

    TABLE = "table"
    JSON = "json"


DatabaseOption = Annotated[
    str,
    typer.Option("--db", metavar="URL", help="The store: a database URL or the path of an SQLite file."),
]

#: Where ``show`` and ``list`` look.
DEFAULT_DATABASE = "sqlite:///bulletins.db"
