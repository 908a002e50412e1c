"""``bulletin-nlp conflicts``: what bulletins say against each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from bulletin_nlp.cli.messages import note, reported, result_console
from bulletin_nlp.cli.options import DEFAULT_DATABASE, DatabaseOption
from bulletin_nlp.cli.table_output import OutputOption, TableFormat, check_output, give_rows, plain

if TYPE_CHECKING:
    from rich.text import Text

    from bulletin_nlp.analysis.conflicts import Conflict
    from bulletin_nlp.analysis.observations import Observation

__all__ = ["conflicts_command"]


@reported
def conflicts_command(
    region: Annotated[
        str | None, typer.Option(metavar="NAME|CODE", help="Only of this place and what lies in it.")
    ] = None,
    indicator: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="Only this indicator, by its id or Chinese name; may be repeated."),
    ] = None,
    db: DatabaseOption = DEFAULT_DATABASE,
    output: OutputOption = None,
    format: Annotated[
        TableFormat | None, typer.Option("--format", help="How rows are shown: table, jsonl or csv.")
    ] = None,
) -> None:
    """List contradictions, counts that fall, and targets with what became of them.

    Every row names both values with their bounds, words, addresses and the rule. A work never counts as
    another source against itself.

    [bold]Examples[/bold]

    bulletin-nlp conflicts --region 广东省

    bulletin-nlp conflicts --indicator communities_renovated -o conflicts.xlsx
    """
    from bulletin_nlp.analysis.conflicts import conflict_columns, conflicts
    from bulletin_nlp.analysis.observations import Observation
    from bulletin_nlp.cli.choices import known_indicator, known_region
    from bulletin_nlp.store import Store

    check_output(output, format)
    code = known_region(region) if region is not None else None
    ids = list(dict.fromkeys(known_indicator(written) for written in indicator or ()))
    observations: list[Observation] = []
    questions: list[str | None] = [*ids] or [None]
    with Store.open(db, create=False) as store:
        for asked in questions:
            rows = store.query(kind="metrics", region=code, indicator=asked)
            observations += map(Observation.from_row, rows)
    found = conflicts(observations)
    rows_found = [one.row() for one in found]

    about = {"asked 查询": f"conflicts; region = {code}; indicators = {', '.join(ids) or 'all'}"}
    give_rows(
        rows_found, conflict_columns(), output=output, format=format, about=about, show=lambda: _show(found)
    )
    counts = Counter(one.type if one.verdict is None else f"target {one.verdict}" for one in found)
    told = ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))
    note(f"{len(observations):,} figures compared: {told or 'no conflict, and no target with an outcome'}")


def _show(found: Sequence[Conflict]) -> None:
    """Print each conflict as a head and two lines, one a side."""
    from rich.text import Text

    from bulletin_nlp.lexicon.divisions import Divisions

    console, divisions = result_console(), Divisions.load()
    for one in found:
        first = one.first
        place = divisions.by_code(first.region, first.window.end)
        about = [place.name if place else first.region, first.indicator, first.category, one.reason, one.rule]
        kind = one.type if one.verdict is None else f"{one.type} {one.verdict}"
        head = Text(kind, style="bold").append("  " + " · ".join(part for part in about if part), style="dim")
        console.print(head)
        console.print(_side(first, one.first_also))
        console.print(_side(one.second, one.second_also))


def _side(seen: Observation, also: Sequence[str]) -> Text:
    from rich.text import Text

    from bulletin_nlp.analysis.conflicts import interval

    window = seen.window
    days = f"{window.start or '…'} – {window.end or '…'}"
    more = f"and {len(also)} more" if also else ""
    said = (
        *(f"{seen.value}{seen.unit}", interval(seen.bounds), seen.status or "", days),
        *(f"“{seen.quote}”" if seen.quote else "", f"published {seen.published}" if seen.published else ""),
        *(seen.url or seen.site_name or seen.bulletin_id, seen.fact_id, more),
    )
    return Text("  " + plain("  ".join(part for part in said if part)))
