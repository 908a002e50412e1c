"""``bulletin-nlp health``: whether the portals are looked at, and what is wrong."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from bulletin_nlp.cli.crawl import SettingsOption, chosen_portals
from bulletin_nlp.cli.messages import note, reported, result_console, write_result
from bulletin_nlp.cli.options import LineFormat
from bulletin_nlp.cli.portals import PortalsOption

if TYPE_CHECKING:
    from bulletin_nlp.crawl.health import PortalHealth

__all__ = ["health_command"]

_BARS = "▁▂▃▄▅▆▇█"


@reported
def health_command(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PORTAL]…", help="Names of portals; without any, all that are enabled."),
    ] = None,
    max_age: Annotated[
        str, typer.Option("--max-age", metavar="TIME", help="How old a last success may be: 8h, 90m, 2d.")
    ] = "8h",
    portals: PortalsOption = None,
    settings: SettingsOption = None,
    db: Annotated[
        str | None, typer.Option("--db", metavar="URL", help="The store (sqlite:///bulletins.db).")
    ] = None,
    format: Annotated[
        LineFormat, typer.Option("--format", help="How portals are shown: table or jsonl.")
    ] = LineFormat.TABLE,
) -> None:
    """Tell of each portal when it was last looked at with success, what came of late, and what is wrong.

    The exit code is 1 where a last success is older than --max-age, or there is none. A muted portal is never
    stale.

    [bold]Examples[/bold]

    bulletin-nlp health --max-age 8h

    bulletin-nlp health --format jsonl --db postgresql://crawler@db/bulletins
    """
    from bulletin_nlp.crawl.health import health_of
    from bulletin_nlp.crawl.intervals import parse_age
    from bulletin_nlp.crawl.settings import crawl_settings
    from bulletin_nlp.store import Store
    from bulletin_nlp.store.frontier import Frontier

    age = parse_age(max_age)
    chosen = crawl_settings(settings, db=db, portals=str(portals) if portals is not None else None)
    described = chosen_portals(names or (), chosen)
    now = datetime.now(UTC)
    with Store.open(chosen.db, create=False) as store:
        found = health_of(Frontier(store), described, age, now)
    if format is LineFormat.JSONL:
        for portal in found:
            write_result(json.dumps(asdict(portal), ensure_ascii=False, default=_moment))
    else:
        _show(found, now)
    stale = [portal.portal for portal in found if portal.stale]
    if stale:
        note(f"not looked at with success for {max_age}: {', '.join(stale)}")
        raise typer.Exit(1)


def _show(portals: Sequence[PortalHealth], now: datetime) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for head in ("portal", "last success", "last look", "new of late", "alarm", "gaps"):
        table.add_column(head, overflow="fold", no_wrap=head == "portal")
    for portal in portals:
        alarm = f"{portal.alarm} for {_ago(portal.alarm_since, now)}" if portal.alarm else ""
        if portal.muted_until is not None:
            alarm = f"{alarm} muted until {portal.muted_until.astimezone():%Y-%m-%d} ({portal.muted_reason})"
        cells = (
            portal.portal,
            f"{_ago(portal.last_success, now)}{' !' if portal.stale else ''}",
            _ago(portal.last_look, now),
            f"{_bars(portal.trend)} {portal.trend[-1] if portal.trend else ''}".strip(),
            alarm.strip(),
            str(portal.gaps or ""),
        )
        table.add_row(*(Text(cell) for cell in cells))
    result_console().print(table)


def _ago(moment: datetime | None, now: datetime) -> str:
    if moment is None:
        return "never"
    minutes = max(0, int((now - moment).total_seconds() // 60))
    if minutes < 120:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // 1440} days"


def _bars(trend: Sequence[int]) -> str:
    most = max(trend, default=0)
    return "".join(_BARS[round(n / most * (len(_BARS) - 1))] if most else _BARS[0] for n in trend)


def _moment(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
