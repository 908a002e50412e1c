"""``bulletin-nlp portals list`` and ``portals new``: portals as data."""

from __future__ import annotations

import json
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bulletin_nlp.cli.messages import note, reported, result_console, write_result

if TYPE_CHECKING:
    from bulletin_nlp.portals import Portal

__all__ = ["PortalsOption", "list_portals_command", "new_portal_command"]

PortalsOption = Annotated[
    Path | None,
    typer.Option(
        "--portals",
        metavar="DIR",
        envvar="BULLETIN_NLP_PORTALS",
        help="A folder of portals of your own (docs/portals.md), read beside the package's.",
    ),
]


class PortalFormat(StrEnum):
    """How portals are shown."""

    TABLE = "table"
    JSONL = "jsonl"


@reported
def list_portals_command(
    portals: PortalsOption = None,
    format: Annotated[
        PortalFormat, typer.Option("--format", help="How the portals are shown: table or jsonl.")
    ] = PortalFormat.TABLE,
) -> None:
    """List the portals that are described, with their family and how many lists each has.

    A portal is verified when someone has held its description against it, and enabled when a crawl may ask
    it; those of the package are neither.

    [bold]Examples[/bold]

    bulletin-nlp portals list

    bulletin-nlp portals list --portals portals/ --format jsonl
    """
    from bulletin_nlp.portals import read_portals

    described = list(read_portals(portals).values())
    if format is PortalFormat.JSONL:
        for portal in described:
            write_result(json.dumps(_row(portal), ensure_ascii=False))
    else:
        result_console().print(_table(described))
    enabled = sum(portal.enabled for portal in described)
    note(f"{len(described)} portals, {enabled} enabled")


def _row(portal: Portal) -> dict[str, Any]:
    return {
        "name": portal.name,
        "title": portal.title,
        "family": portal.family,
        "verified": portal.verified,
        "enabled": portal.enabled,
        "lists": len(portal.lists),
    }


def _table(portals: Sequence[Portal]) -> Any:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for head in ("name", "title", "family", "verified", "enabled", "lists"):
        right = head == "lists"
        table.add_column(head, overflow="fold", no_wrap=head != "title", justify="right" if right else "left")
    for portal in portals:
        row = _row(portal)
        shown = ["yes" if v is True else "no" if v is False else str(v) for v in row.values()]
        table.add_row(*(Text(cell) for cell in shown))
    return table


@reported
def new_portal_command(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Its name: small letters, digits and hyphens.")],
    portals: Annotated[
        Path,
        typer.Option(
            "--portals",
            metavar="DIR",
            envvar="BULLETIN_NLP_PORTALS",
            help="The folder to write to; made where it does not exist.",
        ),
    ] = Path("portals"),
) -> None:
    """Write a commented description of a portal, and a folder with an empty golden page and how to fill it.

    Files that exist are never overwritten.

    [bold]Example[/bold]

    bulletin-nlp portals new linjiang-zjj --portals portals/
    """
    from bulletin_nlp.portals.beginning import begin_portal

    for path in begin_portal(name, portals):
        write_result(str(path))
    note(f"fill in {name}.toml, then: bulletin-nlp portals check {name} --portals {portals}")
