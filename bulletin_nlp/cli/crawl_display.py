"""What a crawl shows: where it is on a terminal, lines of JSON elsewhere, and its report as a table."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from bulletin_nlp.cli.messages import note, result_console

if TYPE_CHECKING:
    from bulletin_nlp.crawl.events import Event, OnEvent
    from bulletin_nlp.crawl.report import RunReport, VisitReport
    from bulletin_nlp.portals import Portal

__all__ = ["crawl_display", "show_report"]

_SEEN = ("new", "changed", "unchanged")


@contextmanager
def crawl_display(portals: Sequence[Portal]) -> Iterator[OnEvent]:
    """Give what takes a crawl's events: a line a portal on a terminal, else a line of JSON an event."""
    from bulletin_nlp.crawl.events import log_line

    if not sys.stderr.isatty():
        yield lambda event: note(log_line(event))
        return
    with _lines(portals) as take:
        yield take


@contextmanager
def _lines(portals: Sequence[Portal]) -> Iterator[OnEvent]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskID, TextColumn

    columns: tuple[Any, ...] = (
        TextColumn("{task.fields[portal]}", markup=False),
        BarColumn(bar_width=16),
        TextColumn("{task.description}", markup=False),
    )
    tasks: dict[str, TaskID] = {}
    counts: dict[str, Counter[str]] = {}
    with Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False) as shown:
        whole = shown.add_task("", total=len(portals), portal="portals")

        def take(event: Event) -> None:
            name = event.portal
            if name is None:
                if event.name == "warning":
                    shown.console.print(str(event.fields["message"]), markup=False)
                return
            if event.name == "visit_begun":
                tasks[name] = shown.add_task("lists", total=None, portal=name)
                counts[name] = Counter()
            elif event.name == "visit_ended":
                if name in tasks:
                    shown.remove_task(tasks.pop(name))
                shown.update(whole, advance=1)
            elif name in tasks:
                counts[name][_counted(event)] += 1
                words = " · ".join(f"{what} {n}" for what, n in counts[name].items())
                shown.update(tasks[name], description=words)

        yield take


def _counted(event: Event) -> str:
    if event.name == "list":
        return "list pages"
    return str(event.fields.get("outcome", event.name)).partition(":")[0]


def show_report(report: RunReport) -> None:
    """Print a line a portal: what was looked at, what became of it, and what is wrong.

    Args:
        report: the run.
    """
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for head in ("portal", "state", "lists", "entries", "new", "changed", "unchanged", "other", "why"):
        right = head not in ("portal", "state", "why")
        table.add_column(
            head, justify="right" if right else "left", overflow="fold", no_wrap=head == "portal"
        )
    for visit in report.visits:
        table.add_row(*(Text(cell) for cell in _row(visit)))
    result_console().print(table)
    held = [visit.portal for visit in report.visits if visit.state == "held"]
    if held:
        note(f"not looked at, since another run visits them: {', '.join(held)}")
    for visit in report.visits:
        for alarm in visit.alarms:
            note(f"{visit.portal}: [{alarm.code}] {alarm.message}")


def _row(visit: VisitReport) -> list[str]:
    looked = sum(look.outcome is None for look in visit.lists)
    other = visit.looked - visit.count(*_SEEN)
    why = sorted((outcome, n) for outcome, n in visit.outcomes.items() if outcome not in _SEEN)
    unseen = [f"{look.column}: {look.outcome}" for look in visit.lists if look.outcome is not None]
    words = [*([visit.message] if visit.message else unseen), *(f"{n} {outcome}" for outcome, n in why)]
    return [
        visit.portal,
        visit.state,
        f"{looked}/{len(visit.lists)}",
        str(sum(look.entries for look in visit.lists)),
        *(str(visit.count(kind)) for kind in _SEEN),
        str(other),
        "; ".join(words),
    ]
