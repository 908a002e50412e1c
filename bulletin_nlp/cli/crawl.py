"""``bulletin-nlp crawl``: visit portals, fetch what is new, keep the pages and store the records."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from threading import Event as Signal
from typing import TYPE_CHECKING, Annotated

import typer

from bulletin_nlp.cli.messages import note, reported
from bulletin_nlp.cli.portals import PortalsOption

if TYPE_CHECKING:
    from bulletin_nlp.crawl.run import Asked
    from bulletin_nlp.crawl.settings import CrawlSettings
    from bulletin_nlp.portals import Portal

__all__ = ["SettingsOption", "crawl_command"]

SettingsOption = Annotated[
    Path | None,
    typer.Option(
        "--settings",
        metavar="FILE",
        help="A file of settings (docs/settings.md); without it the one that BULLETIN_NLP_SETTINGS names, or "
        "bulletin-nlp.toml of this folder.",
    ),
]

#: What the exit code says of a run in which a portal broke its expectation or could not be looked at.
ALARMED = 3


@reported
def crawl_command(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PORTAL]…", help="Names of portals; without any, all that are enabled."),
    ] = None,
    portals: PortalsOption = None,
    settings: SettingsOption = None,
    db: Annotated[
        str | None,
        typer.Option("--db", metavar="URL", help="The store (sqlite:///bulletins.db)."),
    ] = None,
    archive: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="The folder in which every answer is kept as WARC (archive/)."),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Leave older entries out, and look through the lists down to it."),
    ] = None,
    most: Annotated[
        int | None, typer.Option("--max", metavar="N", min=1, help="At most so many articles of each portal.")
    ] = None,
    repair: Annotated[
        bool,
        typer.Option(
            "--repair",
            help="After a break: look through the lists down to the last success, and close gaps.",
        ),
    ] = False,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run", help="Ask for the lists only, and show what would be fetched; nothing is written."
        ),
    ] = False,
    every: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="Go on until stopped, with a run every 6h, 90m or 1d."),
    ] = None,
    parallel: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="Portals that are visited at the same time (4).")
    ] = None,
    workers: Annotated[
        int,
        typer.Option(
            "--workers", "-j", metavar="N", min=0, help="Processes that read articles; 0 reads in this one."
        ),
    ] = 1,
) -> None:
    """Visit portals politely, fetch what is new or changed, keep the pages, and store the records.

    A run that was killed or stopped goes on when the same is asked again. Exit code 3 says that a portal
    broke what is expected of it, or could not be looked at: "nothing new" is exit code 0.

    [bold]Examples[/bold]

    bulletin-nlp crawl

    bulletin-nlp crawl gd-zfcxjst --since 2025-01-01 --max 200

    bulletin-nlp crawl --settings /etc/bulletin-nlp.toml --every 6h
    """
    from bulletin_nlp.cli.choices import read_date
    from bulletin_nlp.crawl.intervals import parse_interval
    from bulletin_nlp.crawl.run import Asked
    from bulletin_nlp.crawl.settings import crawl_settings

    chosen = crawl_settings(
        settings,
        db=db,
        archive=str(archive) if archive is not None else None,
        portals=str(portals) if portals is not None else None,
        parallel=parallel,
    )
    asked = Asked(read_date(since, "--since"), most, repair)
    interval = parse_interval(every) if every is not None else None
    described = chosen_portals(names or (), chosen)
    if dry_run:
        from bulletin_nlp.cli.crawl_preview import preview

        preview(described, chosen, asked.since)
        return
    if interval is not None:
        _every(interval, described, chosen, asked, workers)
        return
    code = _once(described, chosen, asked, workers)
    if code:
        raise typer.Exit(code)


def _every(
    interval: timedelta, portals: Sequence[Portal], settings: CrawlSettings, asked: Asked, workers: int
) -> None:
    """Run at once and then at intervals, until a signal comes; what the runs find is in the store."""
    from bulletin_nlp.crawl.schedule import run_every

    runs = run_every(interval, lambda stop: _once(portals, settings, asked, workers, stop))
    note(f"stopped after {runs} run{'s' if runs != 1 else ''}")


def _once(
    portals: Sequence[Portal],
    settings: CrawlSettings,
    asked: Asked,
    workers: int,
    stop: Signal | None = None,
) -> int:
    """Run once, tell of alarms, show the report, and return the exit code.

    Without ``stop`` Ctrl-C and SIGTERM end the run after the pages at hand, and again at once.
    """
    from bulletin_nlp.cli.crawl_display import crawl_display, show_report
    from bulletin_nlp.crawl.once import crawl_once
    from bulletin_nlp.crawl.schedule import ended_by_signals

    own = stop is None
    stop = stop or Signal()
    with ended_by_signals(stop, wanted=own), crawl_display(portals) as on_event:
        report = crawl_once(portals, settings, asked, workers=workers, stop=stop, on_event=on_event)
    show_report(report)
    if report.finished is None:
        note("stopped; the same command goes on from there")
        return 130
    return ALARMED if report.alarmed else 0


def chosen_portals(names: Sequence[str], settings: CrawlSettings) -> list[Portal]:
    """Return the portals that are asked for.

    Args:
        names: their names; without any all that are enabled.
        settings: where they are described, and which of them only.

    Raises:
        BulletinError: ``portal_unknown``, ``portal_invalid``, or ``option_invalid`` where one is not enabled
            or none is.
    """
    from bulletin_nlp.errors import BulletinError
    from bulletin_nlp.portals import read_portals

    described = read_portals(settings.portals)
    unknown = [name for name in names if name not in described]
    if unknown:
        raise BulletinError(
            "portal_unknown", f"no portal is called {unknown[0]!r}", "see: bulletin-nlp portals list"
        )
    off = [name for name in names if not described[name].enabled]
    if off:
        raise BulletinError(
            "option_invalid",
            f"the portal {off[0]} is not enabled",
            f"hold it against the portal (bulletin-nlp portals check {off[0]}), then set enabled = true",
        )
    asked = names or settings.only or [name for name, portal in described.items() if portal.enabled]
    if not asked:
        raise BulletinError(
            "option_invalid",
            "no portal is enabled",
            "describe yours (bulletin-nlp portals new NAME), or enable one in a folder of your own",
        )
    return [described[name] for name in dict.fromkeys(asked)]
