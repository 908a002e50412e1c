"""``bulletin-nlp series``: one line of the panel over time."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from bulletin_nlp.cli.messages import note, reported, result_console
from bulletin_nlp.cli.options import DEFAULT_DATABASE, DatabaseOption
from bulletin_nlp.cli.table_output import OutputOption, TableFormat, check_output, give_rows

__all__ = ["series_command"]


class SeriesStatus(StrEnum):
    """How far the counted work is."""

    PLANNED = "planned"
    STARTED = "started"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"


@reported
def series_command(
    indicator: Annotated[str, typer.Option(metavar="ID", help="The indicator, by its id or Chinese name.")],
    region: Annotated[
        str, typer.Option(metavar="NAME|CODE", help="The very region; what lies in it is not counted.")
    ],
    status: Annotated[
        SeriesStatus | None, typer.Option(help="Only this status; without it each has its own line.")
    ] = None,
    category: Annotated[
        str | None, typer.Option(metavar="C", help="Only this category, as the record has it.")
    ] = None,
    baseline: Annotated[
        str | None,
        typer.Option(metavar="B", help="Only running totals since then, such as 2021, 2021年 or “十四五”."),
    ] = None,
    db: DatabaseOption = DEFAULT_DATABASE,
    output: OutputOption = None,
    format: Annotated[
        TableFormat | None, typer.Option("--format", help="How points are shown: table, jsonl or csv.")
    ] = None,
) -> None:
    """Show how an indicator of a region went over the years, planned beside done.

    A difference is shown only between stretches of the same length that begin on the same day of their years;
    otherwise the reason stands in its place.

    [bold]Examples[/bold]

    bulletin-nlp series --indicator communities_renovated --region 广东省

    bulletin-nlp series --indicator 改造小区数 --region 440000 --status completed --format jsonl
    """
    from bulletin_nlp.analysis.observations import Observation
    from bulletin_nlp.analysis.series import series
    from bulletin_nlp.analysis.series_rows import series_columns, series_rows
    from bulletin_nlp.cli.choices import known_indicator, known_region
    from bulletin_nlp.store import Store

    check_output(output, format)
    asked = {
        "indicator": known_indicator(indicator),
        "region": known_region(region),
        "status": status.value if status else None,
        "category": category,
        "baseline": baseline,
    }
    with Store.open(db, create=False) as store:
        rows = store.query(kind="metrics", region=asked["region"], indicator=asked["indicator"])
        found = series(map(Observation.from_row, rows), **asked)

    def show() -> None:
        from bulletin_nlp.cli.series_view import series_view

        console = result_console()
        for part in series_view(found):
            console.print(part)

    conditions = "; ".join(f"{name} = {value}" for name, value in asked.items() if value is not None)
    give_rows(
        list(series_rows(found)),
        series_columns(),
        output=output,
        format=format,
        about={"asked 查询": f"series; {conditions}"},
        show=show,
    )
    if not found.lines:
        note("no value with a known time was found")
    for seen in found.without_time:
        url = seen.url or seen.bulletin_id
        note(f"not shown, its time is unknown: {seen.value}{seen.unit} ({seen.fact_id}, {url})")
