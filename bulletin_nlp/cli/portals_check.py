"""``bulletin-nlp portals check``, ``mute`` and ``unmute``: a portal looked at, and let be."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bulletin_nlp.cli.crawl import ALARMED, SettingsOption
from bulletin_nlp.cli.messages import note, reported, result_console
from bulletin_nlp.cli.portals import PortalsOption

if TYPE_CHECKING:
    from bulletin_nlp.crawl.checking import ArticleCheck, CheckedList, Finding, PortalCheck

__all__ = ["check_portal_command", "mute_portal_command", "unmute_portal_command"]

_ITEMS_SHOWN = 5
_NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="The portal's name.")]
_StoreOption = Annotated[
    str | None, typer.Option("--db", metavar="URL", help="The store (sqlite:///bulletins.db).")
]


@reported
def check_portal_command(
    name: _NameArgument,
    column: Annotated[
        str | None, typer.Option("--list", metavar="COLUMN", help="The list; without it the first.")
    ] = None,
    portals: PortalsOption = None,
    settings: SettingsOption = None,
    archive: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="The archive, for pages from before a change (archive/)."),
    ] = None,
) -> None:
    """Ask a portal for one list and one article, and show what each selector of its description finds.

    Nothing is written, and the portal need not be enabled. A selector that finds nothing is set beside the
    last archived page in which it found something. Exit code 3 says that the check did not pass.

    [bold]Example[/bold]

    bulletin-nlp portals check gd-zfcxjst
    """
    from bulletin_nlp.crawl.archive import Archive
    from bulletin_nlp.crawl.checking import check_portal
    from bulletin_nlp.crawl.fetch import Fetcher, FetchSettings
    from bulletin_nlp.crawl.settings import crawl_settings
    from bulletin_nlp.portals import portal

    chosen = crawl_settings(
        settings,
        archive=str(archive) if archive is not None else None,
        portals=str(portals) if portals is not None else None,
    )
    described = portal(name, chosen.portals)
    with Fetcher(FetchSettings(**chosen.fetch_fields())) as fetcher:
        found = check_portal(described, fetcher, Archive(chosen.archive), column=column)
    _show(found)
    if not found.passed:
        note(f"{name}: the check did not pass")
        raise typer.Exit(ALARMED)
    note(
        f"{name}: passed; set verified = true when the entries are right, enabled = true when it may be asked"
    )


def _show(check: PortalCheck) -> None:
    _show_list(check.listed)
    if check.article is not None:
        _show_article(check.article)


def _show_list(listed: CheckedList) -> None:
    from rich.text import Text

    console = result_console()
    console.print(Text(f"list {listed.column}  {listed.url}", style="bold"))
    if listed.outcome is not None:
        console.print(Text(f"  {listed.outcome}: {listed.message}"))
    for finding in listed.findings:
        _show_finding(finding)
    for problem in listed.problems:
        console.print(Text(f"  {problem}"))
    for item in listed.items[:_ITEMS_SHOWN]:
        console.print(Text(f"    {item.published or '          '}  {item.title}  {item.url}"))
    if len(listed.items) > _ITEMS_SHOWN:
        console.print(Text(f"    … {len(listed.items)} entries"))


def _show_article(checked: ArticleCheck) -> None:
    from rich.text import Text

    console = result_console()
    console.print(Text(f"article  {checked.url}", style="bold"))
    if checked.outcome is not None:
        console.print(Text(f"  {checked.outcome}: {checked.message}"))
    for finding in checked.findings:
        _show_finding(finding)
    article = checked.article
    if article is None:
        return
    lines = [
        f"  title    {article.title}",
        f"  date     {article.published} ({article.published_basis})",
        f"  source   {article.content_source}",
        f"  body     {len(article.text)} characters by {article.body_basis}: {article.text[:60]!r}…",
    ]
    for line in lines:
        console.print(Text(line.replace("\n", " ")))


def _show_finding(finding: Finding) -> None:
    from rich.text import Text

    words = f"  {finding.key} ({finding.origin}) {finding.expression!r}: {finding.count} found"
    if finding.example:
        words += f", such as {finding.example}"
    if finding.before is not None and finding.before_at is not None:
        words += (
            f"; {finding.before} in the page of {finding.before_at.astimezone():%Y-%m-%d %H:%M}"
            f" ({finding.before_example})"
        )
    result_console().print(Text(words))


@reported
def mute_portal_command(
    name: _NameArgument,
    until: Annotated[str, typer.Option(metavar="DATE", help="The last day on which nobody is told.")],
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why: it is shown by bulletin-nlp health.")],
    portals: PortalsOption = None,
    settings: SettingsOption = None,
    db: _StoreOption = None,
) -> None:
    """Tell nobody of a portal's alarms until a day; it is crawled all the same.

    [bold]Example[/bold]

    bulletin-nlp portals mute gd-zfcxjst --until 2026-12-31 --reason "moves to a new system"
    """
    from datetime import timedelta

    from bulletin_nlp.cli.choices import read_date
    from bulletin_nlp.crawl.visit import CHINA
    from bulletin_nlp.errors import BulletinError

    day = read_date(until, "--until") or datetime.now(UTC).date()
    end = datetime(day.year, day.month, day.day, tzinfo=CHINA) + timedelta(days=1)
    if end <= datetime.now(UTC):
        raise BulletinError("option_invalid", f"--until {day} is over", "give a day that is to come")
    _muted(name, end, reason, portals, settings, db)
    note(f"{name}: nobody is told of alarms until the end of {day}")


@reported
def unmute_portal_command(
    name: _NameArgument,
    portals: PortalsOption = None,
    settings: SettingsOption = None,
    db: _StoreOption = None,
) -> None:
    """Let a muted portal's alarms be told again.

    [bold]Example[/bold]

    bulletin-nlp portals unmute gd-zfcxjst
    """
    _muted(name, None, "", portals, settings, db)
    note(f"{name}: alarms are told again")


def _muted(
    name: str,
    until: datetime | None,
    reason: str,
    portals: Path | None,
    settings: Path | None,
    db: str | None,
) -> None:
    from bulletin_nlp.crawl.settings import crawl_settings
    from bulletin_nlp.portals import portal
    from bulletin_nlp.store import Store
    from bulletin_nlp.store.frontier import Frontier

    chosen = crawl_settings(settings, db=db, portals=str(portals) if portals is not None else None)
    portal(name, chosen.portals)
    with Store.open(chosen.db) as store:
        frontier = Frontier(store)
        if until is None:
            frontier.unmute(name)
        else:
            frontier.mute(name, until, reason)
