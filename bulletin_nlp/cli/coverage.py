"""``bulletin-nlp coverage``: where bulletins were read, and where nobody looked."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bulletin_nlp.cli.messages import note, reported, result_console
from bulletin_nlp.cli.options import DEFAULT_DATABASE, DatabaseOption
from bulletin_nlp.cli.portals import PortalsOption
from bulletin_nlp.cli.table_output import OutputOption, TableFormat, check_output, give_rows

if TYPE_CHECKING:
    from bulletin_nlp.analysis.coverage import Coverage, CoverageCell, FailedInput, Look, ReadBulletin
    from bulletin_nlp.store import Store

__all__ = ["coverage_command"]


@reported
def coverage_command(
    indicator: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ID",
            help="This indicator, by its id or Chinese name; may be repeated. Without it any figure counts.",
        ),
    ] = None,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="A day of the first month.")] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="A day of the last month.")] = None,
    db: DatabaseOption = DEFAULT_DATABASE,
    portals: PortalsOption = None,
    output: OutputOption = None,
    format: Annotated[
        TableFormat | None, typer.Option("--format", help="How months are shown: table, jsonl or csv.")
    ] = None,
) -> None:
    """Say of each month of each portal whether anything was found, could not be read, or was never looked at.

    [bold]Examples[/bold]

    bulletin-nlp coverage --indicator communities_renovated --since 2024-01-01

    bulletin-nlp coverage -o coverage.csv
    """
    from bulletin_nlp.analysis.coverage import coverage
    from bulletin_nlp.analysis.coverage_columns import coverage_columns
    from bulletin_nlp.cli.choices import known_indicator, read_date
    from bulletin_nlp.store import Store

    check_output(output, format)
    ids = list(dict.fromkeys(known_indicator(written) for written in indicator or ()))
    first, last = read_date(since, "--since"), read_date(until, "--until")
    with Store.open(db, create=False) as store:
        found = coverage(
            _bulletins(store),
            _failures(store),
            _looks(store, portals),
            indicators=ids,
            since=first,
            until=last,
        )
    about = {"asked 查询": f"coverage; indicators = {', '.join(ids) or 'any'}; {first} – {last}"}
    give_rows(
        [asdict(cell) for cell in found.cells],
        coverage_columns(),
        output=output,
        format=format,
        about=about,
        show=lambda: _show(found.cells),
    )
    _tell_unplaced(found)


def _bulletins(store: Store) -> Iterator[ReadBulletin]:
    from bulletin_nlp.analysis.coverage import ReadBulletin, portal_of

    facts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in store.query(kind="metrics"):
        facts[row["bulletin_id"]][row["indicator"]] += 1
    addresses: dict[str, set[str]] = defaultdict(set)
    for bulletin_id, url in store.addresses():
        addresses[bulletin_id].add(url)
    for row in store.query(kind="bulletins"):
        url, stated = row["url"], facts[row["bulletin_id"]]
        yield ReadBulletin(row["site_name"], url, row["published"], stated)
        # Another portal that shows the same text shows it too.
        shown = {portal_of(url)}
        for further in sorted(addresses[row["bulletin_id"]]):
            if portal_of(further) not in shown:
                shown.add(portal_of(further))
                yield ReadBulletin(None, further, row["published"], stated)


def _failures(store: Store) -> Iterator[FailedInput]:
    from bulletin_nlp.analysis.coverage import FailedInput, portal_of
    from bulletin_nlp.page.date_forms import date_in_url

    for failure in store.failures():
        url = failure.input if portal_of(failure.input) else None
        day = date_in_url(url) if url else None
        yield FailedInput(url, None, failure.code, day, failure.first_seen.date())


def _looks(store: Store, folder: Path | None) -> Iterator[Look]:
    """Yield what crawls looked through; a portal was seen where each of its lists was."""
    from bulletin_nlp.analysis.coverage import Look, portal_of
    from bulletin_nlp.portals import read_portals
    from bulletin_nlp.store.frontier import Frontier

    described = read_portals(folder)
    unknown = set()
    for (_, name), group in groupby(Frontier(store).looks(), lambda look: (look.run_key, look.portal)):
        lists = list(group)
        portal = described.get(name)
        host = portal_of(portal.lists[0].url) if portal is not None else None
        if portal is None or host is None:
            unknown.add(name)
            continue
        until = min(look.until for look in lists)
        complete = {look.column for look in lists if look.outcome == "complete"}
        if complete >= {source.column for source in portal.lists}:
            yield Look(host, max(look.since for look in lists), until, "complete")
        else:
            outcome = "failed" if all(look.outcome == "failed" for look in lists) else "partial"
            yield Look(host, min(look.since for look in lists), until, outcome)
    for name in sorted(unknown):
        note(f"warning: {name} is not described here (--portals): its looks are not counted")


def _show(cells: Sequence[CoverageCell]) -> None:
    """Print a line a portal and year, a sign a month."""
    from rich.table import Table
    from rich.text import Text

    from bulletin_nlp.lexicon.loader import read_lexicon

    if not cells:
        note("nothing is known of any month")
        return
    states = {state["id"]: state for state in read_lexicon("coverage")["state"]}
    several = len({cell.indicator for cell in cells}) > 1
    table = Table(box=None, padding=(0, 1, 0, 0), header_style="dim")
    table.add_column("portal", overflow="fold", ratio=1)
    if several:
        table.add_column("indicator", overflow="fold")
    table.add_column("year", no_wrap=True)
    for month in range(1, 13):
        table.add_column(str(month), justify="right", no_wrap=True)
    lines: dict[tuple[str, str, int], dict[int, str]] = defaultdict(dict)
    for cell in cells:
        sign = states[cell.state]["symbol"] or str(cell.stating)
        lines[cell.portal, cell.indicator or "", cell.month.year][cell.month.month] = sign
    for portal, asked, year in sorted(lines):
        signs = lines[portal, asked, year]
        head = [Text(portal), *([Text(asked)] if several else []), Text(str(year))]
        table.add_row(*head, *(signs.get(month, "") for month in range(1, 13)))
    console = result_console()
    console.print(table)
    for state in states.values():
        sign = state["symbol"] or "n"
        console.print(Text(f"{sign}  {state['id']}: {state['meaning']}", style="dim"))


def _tell_unplaced(found: Coverage) -> None:
    """Say what is in no month, so that nothing is dropped silently."""
    why = {"no_date": "without a date", "no_portal": "of no known portal"}
    for row in found.unplaced:
        note(
            f"in no month, {why[row.why]}: {row.bulletins} bulletins, {row.failures} failures"
            + (f" of {row.portal}" if row.portal else "")
        )
