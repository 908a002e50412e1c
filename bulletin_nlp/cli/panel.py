"""``bulletin-nlp panel``: one value a region, year and indicator."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bulletin_nlp.cli.messages import note, reported, result_console
from bulletin_nlp.cli.options import DEFAULT_DATABASE, DatabaseOption
from bulletin_nlp.errors import BulletinError

if TYPE_CHECKING:
    from bulletin_nlp.analysis import Observation, Panel

__all__ = ["panel_command"]

# Rows of a table on the terminal, and its columns, the most telling first.
_SHOWN = 50
_SHOWN_COLUMNS = (
    *("region_name", "year", "indicator", "category", "status", "baseline", "value", "unit"),
    *("months_covered", "works", "conflict", "rule", "lower", "upper", "region", "quote"),
)


class PanelLevel(StrEnum):
    """The level of a panel's regions."""

    NATION = "nation"
    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    TOWNSHIP = "township"


class PanelFrequency(StrEnum):
    """What time a row is about."""

    YEAR = "year"


class PanelStatus(StrEnum):
    """How far the work is."""

    PLANNED = "planned"
    STARTED = "started"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    NONE = "none"


@reported
def panel_command(
    indicator: Annotated[
        list[str],
        typer.Option(
            metavar="ID", help="An indicator, by its id or Chinese name; may be given several times."
        ),
    ],
    level: Annotated[PanelLevel, typer.Option(help="The level of the regions.")],
    freq: Annotated[PanelFrequency, typer.Option(help="What time a row is about.")] = PanelFrequency.YEAR,
    codes: Annotated[
        str, typer.Option(metavar="CODES", help="as-published, current, or a year: the codes at its end.")
    ] = "as-published",
    region: Annotated[
        str | None, typer.Option(metavar="NAME|CODE", help="Only this place and what lies in it.")
    ] = None,
    status: Annotated[
        list[PanelStatus] | None,
        typer.Option(help="Only values of this status; may be given several times. none: of no status."),
    ] = None,
    derive: Annotated[
        bool,
        typer.Option(
            "--derive", help="Where a region has no value, add those of the regions directly below."
        ),
    ] = False,
    db: DatabaseOption = DEFAULT_DATABASE,
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write the panel, with its codebook: .csv, .xlsx, .parquet, .dta or .jsonl.",
        ),
    ] = None,
    rejected: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Write the values that were not chosen, with the reason."),
    ] = None,
) -> None:
    """Make a panel: the latest year-to-date value of each region, year and indicator.

    Year-to-date values are never added up, and what is planned never mixes with what is done. docs/panel.md
    has the rules.

    [bold]Examples[/bold]

    bulletin-nlp panel --indicator communities_renovated --level prefecture --region 广东省 -o panel.csv

    bulletin-nlp panel --indicator investment --level county --codes current -o p.dta --rejected rest.csv

    bulletin-nlp panel --indicator households_benefited --level province --status completed --derive
    """
    from bulletin_nlp.analysis import PanelQuestion, build_panel
    from bulletin_nlp.cli.choices import known_indicator, known_region
    from bulletin_nlp.export import table_suffix

    for place in (output, rejected):
        if place is not None:
            table_suffix(place)
    if output is not None and output == rejected:
        raise BulletinError("option_invalid", f"-o and --rejected are both {output}", "name two files")
    asked = PanelQuestion(
        indicators=frozenset(known_indicator(one) for one in indicator),
        level=level.value,
        codes=codes,
        region=known_region(region) if region is not None else None,
        statuses=frozenset(None if one is PanelStatus.NONE else one.value for one in status or ()),
        derive=derive,
    )
    asked.check()
    panel = build_panel(_observations(db, asked.indicators), asked)
    about = {
        "asked 查询": _told(asked),
        "exported 导出时间": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
    }
    _give(panel, output, rejected, about)
    note(
        f"{_counted(len(panel.rows), 'row')}; {_counted(len(panel.rejected), 'value')} not chosen, "
        f"{_counted(panel.outside, 'value')} of other levels or places"
    )


def _observations(db: str, indicators: frozenset[str]) -> Iterator[Observation]:
    from bulletin_nlp.analysis import Observation
    from bulletin_nlp.store import Store

    with Store.open(db, create=False) as store:
        for indicator in sorted(indicators):
            for row in store.query(kind="metrics", indicator=indicator):
                yield Observation.from_row(row)


def _give(panel: Panel, output: str | None, rejected: str | None, about: dict[str, str]) -> None:
    from bulletin_nlp.analysis.panel_columns import panel_columns, rejected_columns
    from bulletin_nlp.export import show_rows, write_rows

    if rejected is not None:
        rest = (one.as_row() for one in panel.rejected)
        write_rows(rest, rejected_columns(), rejected, about=about, tell=note)
    if output is not None:
        write_rows((row.as_row() for row in panel.rows), panel_columns(), output, about=about, tell=note)
    elif panel.rows:
        by_name = {column.name: column for column in panel_columns()}
        columns = [by_name[name] for name in _SHOWN_COLUMNS]
        show_rows((row.as_row() for row in panel.rows[:_SHOWN]), columns, result_console())
        if len(panel.rows) > _SHOWN:
            note(f"{len(panel.rows) - _SHOWN:,} more; -o FILE.csv writes them all")


def _told(asked: Any) -> str:
    """Return the question in a line of the codebook."""
    said = [
        f"panel; indicator = {', '.join(sorted(asked.indicators))}",
        f"level = {asked.level}",
        "freq = year",
        f"codes = {asked.codes}",
    ]
    if asked.region is not None:
        said.append(f"region = {asked.region}")
    if asked.statuses:
        said.append(f"status = {', '.join(sorted(one or 'none' for one in asked.statuses))}")
    if asked.derive:
        said.append("derive")
    return "; ".join(said)


def _counted(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
