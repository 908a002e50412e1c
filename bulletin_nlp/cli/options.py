"""Options that several commands share."""

from __future__ import annotations

import os
from enum import StrEnum
from typing import Annotated

import typer

__all__ = ["DatabaseOption", "LineFormat", "OneFormat", "RecordFormat", "WorkersOption", "default_workers"]


class RecordFormat(StrEnum):
    """How several records are shown."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"


class LineFormat(StrEnum):
    """How rows are shown."""

    TABLE = "table"
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

WorkersOption = Annotated[
    int | None,
    typer.Option(
        "--workers",
        "-j",
        metavar="N",
        min=0,
        help="Worker processes: as many as there are CPUs, at most 8; 0 works in this process, without a "
        "time limit, as is done with a single input.",
    ),
]


def default_workers(workers: int | None) -> int:
    """Return how many worker processes to use where none were asked for: the CPUs, at most 8.

    Args:
        workers: what was asked for, or None.
    """
    if workers is not None:
        return workers
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(usable, 8)
