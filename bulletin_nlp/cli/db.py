"""``bulletin-nlp db``: looking after a store."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bulletin_nlp.cli.messages import note, reported, write_result
from bulletin_nlp.cli.options import DEFAULT_DATABASE, DatabaseOption

__all__ = ["backup_command", "check_command", "stats_command", "upgrade_command"]


class StatsFormat(StrEnum):
    """How figures are shown."""

    TABLE = "table"
    JSON = "json"


@reported
def upgrade_command(db: DatabaseOption = DEFAULT_DATABASE) -> None:
    """Make the tables of a store, or bring those of an older version up to date.

    Other commands do so by themselves where they may; on PostgreSQL, run this as a role that may make tables.

    [bold]Examples[/bold]

    bulletin-nlp db upgrade

    bulletin-nlp db upgrade --db 'postgresql://owner@host/name?schema=housing'
    """
    from bulletin_nlp.store.database import open_database
    from bulletin_nlp.store.tables import HEAD

    open_database(db).dispose()
    note(f"schema version {HEAD}")


@reported
def check_command(db: DatabaseOption = DEFAULT_DATABASE) -> None:
    """Look whether a store is sound: the file, its references, every record against its texts, the index.

    Nothing is changed. Exit code 1 where something is wrong.

    [bold]Examples[/bold]

    bulletin-nlp db check

    bulletin-nlp db check --db sqlite:///2025.db
    """
    from bulletin_nlp.store.database import open_database
    from bulletin_nlp.store.maintenance import check

    engine = open_database(db, create=False, upgrade=False)
    findings = check(engine)
    engine.dispose()
    for finding in findings:
        write_result(str(finding))
    note(f"{len(findings)} found wrong" if findings else "sound")
    if findings:
        raise typer.Exit(1)


@reported
def stats_command(
    db: DatabaseOption = DEFAULT_DATABASE,
    format: Annotated[StatsFormat, typer.Option("--format", help="table or json.")] = StatsFormat.TABLE,
) -> None:
    """Tell how much a store holds.

    [bold]Examples[/bold]

    bulletin-nlp db stats --format json
    """
    from bulletin_nlp.store.database import open_database
    from bulletin_nlp.store.maintenance import stats

    engine = open_database(db, create=False, upgrade=False)
    figures = stats(engine)
    engine.dispose()
    if format is StatsFormat.JSON:
        write_result(json.dumps(figures, ensure_ascii=False, indent=2))
        return
    for name, value in figures.items():
        shown = f"{value:,}" if isinstance(value, int) else str(value or "–")
        write_result(f"{name:<16}{shown:>24}")


@reported
def backup_command(
    target: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write; it must not exist.")],
    db: DatabaseOption = DEFAULT_DATABASE,
) -> None:
    """Write a copy of a store as it stands now; others may go on reading and writing.

    An SQLite store becomes another SQLite file, a PostgreSQL schema an archive for pg_restore.

    [bold]Examples[/bold]

    bulletin-nlp db backup bulletins-2025-02-14.db
    """
    from bulletin_nlp.store.database import open_database
    from bulletin_nlp.store.maintenance import backup

    engine = open_database(db, create=False, upgrade=False)
    backup(engine, target)
    engine.dispose()
    note(f"written: {target}")
