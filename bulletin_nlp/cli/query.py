"""``bulletin-nlp query``: facts of a store as a table."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from itertools import islice
from typing import Annotated, Any

import typer

from bulletin_nlp.cli.messages import note, reported, result_console
from bulletin_nlp.cli.options import DEFAULT_DATABASE, DatabaseOption
from bulletin_nlp.errors import BulletinError

__all__ = ["query_command"]

# Rows of a table on the terminal.
_SHOWN = 50


class QueryKind(StrEnum):
    """What a row is."""

    METRICS = "metrics"
    OFFICIALS = "officials"
    ORGANIZATIONS = "organizations"
    REGIONS = "regions"
    COMMUNITIES = "communities"
    DEADLINES = "deadlines"
    TASKS = "tasks"
    BULLETINS = "bulletins"


class QueryFormat(StrEnum):
    """How the rows are shown."""

    TABLE = "table"
    JSONL = "jsonl"
    CSV = "csv"


@reported
def query_command(
    words: Annotated[
        str | None, typer.Argument(metavar="[WORDS]", help="Words that the bulletin's text must hold.")
    ] = None,
    kind: Annotated[
        QueryKind | None,
        typer.Option("--kind", help="What a row is; bulletins where only words are given, else metrics."),
    ] = None,
    region: Annotated[
        str | None, typer.Option(metavar="NAME|CODE", help="Only of this place and what lies in it.")
    ] = None,
    indicator: Annotated[
        str | None, typer.Option(metavar="ID", help="Only this indicator, by its id or Chinese name.")
    ] = None,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="Only from this day on.")] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="Only up to this day.")] = None,
    official: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only of bulletins in which this person acts.")
    ] = None,
    portal: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only of bulletins that this portal hosts.")
    ] = None,
    task_type: Annotated[
        str | None, typer.Option(metavar="T", help="Only with a task of this type, such as funding.")
    ] = None,
    limit: Annotated[int | None, typer.Option(metavar="N", min=1, help="At most N rows.")] = None,
    db: DatabaseOption = DEFAULT_DATABASE,
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write a table instead, with its codebook: .csv, .xlsx, .parquet, .dta or .jsonl.",
        ),
    ] = None,
    format: Annotated[
        QueryFormat | None, typer.Option("--format", help="How rows are shown: table, jsonl or csv.")
    ] = None,
    excel: Annotated[
        bool, typer.Option("--excel", help="Begin a CSV so that Excel knows its encoding.")
    ] = False,
) -> None:
    """Ask a store for facts, and show them or write them for other tools.

    [bold]Examples[/bold]

    bulletin-nlp query --region 广东省 --indicator communities_renovated --since 2025-01-01

    bulletin-nlp query 加装电梯 --limit 20

    bulletin-nlp query --kind officials --region 442000 -o officials.xlsx

    bulletin-nlp query --format csv | head
    """
    from bulletin_nlp.cli.choices import known_indicator, known_region, read_date
    from bulletin_nlp.export import table_suffix
    from bulletin_nlp.store import Store

    if output is not None and format is not None:
        raise BulletinError(
            "option_invalid", "--format is for what is shown", "the suffix of -o names the format"
        )
    target = table_suffix(output).removeprefix(".") if output is not None else format
    if excel and target != "csv":
        raise BulletinError("option_invalid", "--excel is for CSV", "add --format csv, or -o FILE.csv")
    asked: dict[str, Any] = {
        "text": words or None,
        "region": known_region(region) if region is not None else None,
        "indicator": known_indicator(indicator) if indicator is not None else None,
        "since": read_date(since, "--since"),
        "until": read_date(until, "--until"),
        "official": official,
        "portal": portal,
        "task_type": task_type,
        "limit": limit,
    }
    if asked["since"] and asked["until"] and asked["since"] > asked["until"]:
        raise BulletinError("option_invalid", "--since is after --until", "exchange the two")
    narrowed = any(value is not None for name, value in asked.items() if name not in ("text", "limit"))
    rows_of = kind or (QueryKind.BULLETINS if words and not narrowed else QueryKind.METRICS)

    with Store.open(db, create=False) as store:
        answering: Any = store
        rows: Iterator[Mapping[str, Any]] = iter(answering.query(kind=rows_of.value, **asked))
        if output is not None:
            _write(rows, rows_of, output, _about(rows_of, asked, db), excel=excel)
        elif format in (QueryFormat.JSONL, QueryFormat.CSV):
            _stream(rows, rows_of, format, excel=excel)
        else:
            _show(rows, rows_of)


def _about(kind: QueryKind, asked: Mapping[str, Any], db: str) -> dict[str, str]:
    """Return what the codebook says of the table as a whole."""
    from bulletin_nlp.cli.version import versions

    conditions = [f"{name} = {value}" for name, value in asked.items() if value is not None]
    return {
        "asked 查询": "; ".join([kind.value, *conditions]),
        "store 数据库": _without_password(db),
        "exported 导出时间": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "versions 版本": ", ".join(f"{name} {version}" for name, version in versions().items()),
    }


def _without_password(db: str) -> str:
    if "://" not in db:
        return db
    from sqlalchemy.engine import make_url

    return make_url(db).render_as_string(hide_password=True)


def _write(
    rows: Iterator[Mapping[str, Any]], kind: QueryKind, place: str, about: Mapping[str, str], *, excel: bool
) -> None:
    from bulletin_nlp.export import fact_columns, write_rows

    count = write_rows(rows, fact_columns(kind.value), place, excel_bom=excel, about=about, tell=note)
    note(
        f"{count:,} row{'' if count == 1 else 's'} in {place}; {place}.codebook.md says what its columns mean"
    )


def _stream(rows: Iterator[Mapping[str, Any]], kind: QueryKind, format: QueryFormat, *, excel: bool) -> None:
    from bulletin_nlp.export import fact_columns, write_stream

    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", newline="")
    columns = fact_columns(kind.value)
    if format is QueryFormat.CSV:
        write_stream(rows, columns, sys.stdout, "csv", excel_bom=excel, tell=note)
    else:
        write_stream(rows, columns, sys.stdout, "jsonl", tell=note)


def _show(rows: Iterator[Mapping[str, Any]], kind: QueryKind) -> None:
    from bulletin_nlp.export import show_rows, shown_columns

    first = list(islice(rows, _SHOWN))
    if not first:
        note("nothing found")
        return
    show_rows(first, shown_columns(kind.value), result_console())
    more = sum(1 for _ in rows)
    if more:
        note(f"{more:,} more; -o FILE.csv writes them all")
