"""``bulletin-nlp list``: what a store holds."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bulletin_nlp.cli.messages import note, reported, result_console, write_result
from bulletin_nlp.cli.options import DEFAULT_DATABASE, DatabaseOption, RecordFormat

if TYPE_CHECKING:
    from bulletin_nlp.store import Listing, StoredFailure

__all__ = ["list_command"]

# Column heads that leave the width to the titles.
_HEADS = {
    "officials": "off",
    "organizations": "org",
    "regions": "reg",
    "communities": "com",
    "metrics": "met",
    "deadlines": "due",
    "tasks": "task",
}
# An id's beginning, long enough to be the only one in a million bulletins.
_SHOWN_ID = 12


@reported
def list_command(
    db: DatabaseOption = DEFAULT_DATABASE,
    format: Annotated[
        RecordFormat, typer.Option("--format", help="How the list is shown: table, json or jsonl.")
    ] = RecordFormat.TABLE,
    limit: Annotated[int | None, typer.Option(metavar="N", min=1, help="Show only the first N.")] = None,
    failures: Annotated[
        bool, typer.Option("--failures", help="List the inputs that have not become a record, instead.")
    ] = False,
) -> None:
    """List the bulletins in a store, the latest published first.

    The last columns count the facts: officials, organizations, regions, communities, metrics, deadlines,
    tasks.

    [bold]Examples[/bold]

    bulletin-nlp list

    bulletin-nlp list --db sqlite:///2025.db --limit 20

    bulletin-nlp list --failures --format jsonl
    """
    from bulletin_nlp.store import Store

    with Store.open(db, create=False) as store:
        if failures:
            failed = store.failures()
            total = len(failed)
            failed = failed[:limit]
            rows: Sequence[Listing] | Sequence[StoredFailure] = failed
        else:
            rows, total = store.list(limit=limit), store.count()
    if format is RecordFormat.JSONL:
        for row in rows:
            write_result(_json(asdict(row)))
    elif format is RecordFormat.JSON:
        write_result(_json([asdict(row) for row in rows], indent=2))
    elif failures:
        result_console().print(_failure_table(failed))
    else:
        result_console().print(_bulletin_table(rows))  # type: ignore[arg-type]
    if len(rows) < total:
        note(f"{len(rows)} of {total} shown")


def _json(value: Any, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, default=_iso, indent=indent)


def _iso(value: Any) -> str:
    """Write the dates of a row as the record does."""
    return str(value.isoformat())


def _bulletin_table(rows: Sequence[Listing]) -> Any:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("id", no_wrap=True)
    table.add_column("title", overflow="fold", ratio=1)
    table.add_column("published", no_wrap=True)
    for head in _HEADS.values():
        table.add_column(head, justify="right", no_wrap=True)
    for row in rows:
        counts = (str(row.counts[kind] or "·") for kind in _HEADS)
        title = Text(row.title or row.url or row.input or "")
        table.add_row(row.id[:_SHOWN_ID], title, str(row.published or ""), *counts)
    return table


def _failure_table(rows: Sequence[StoredFailure]) -> Any:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for head in ("input", "code", "message", "last"):
        table.add_column(head, overflow="fold", no_wrap=head in ("code", "last"))
    for row in rows:
        table.add_row(Text(row.input), row.code, Text(row.message), f"{row.last_seen:%Y-%m-%d}")
    return table
