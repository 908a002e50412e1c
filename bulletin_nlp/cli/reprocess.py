"""``bulletin-nlp reprocess``: every record anew from the archive, without the network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bulletin_nlp.cli.crawl import SettingsOption
from bulletin_nlp.cli.interruption import interruptible
from bulletin_nlp.cli.messages import note, reported
from bulletin_nlp.cli.options import WorkersOption, default_workers
from bulletin_nlp.cli.portals import PortalsOption

if TYPE_CHECKING:
    from bulletin_nlp.batch import Summary
    from bulletin_nlp.crawl.archived_articles import ArchivedArticles

__all__ = ["reprocess_command"]


@reported
def reprocess_command(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PORTAL]…", help="Names of portals; without any, all of the archive."),
    ] = None,
    portals: PortalsOption = None,
    settings: SettingsOption = None,
    db: Annotated[
        str | None, typer.Option("--db", metavar="URL", help="The store (sqlite:///bulletins.db).")
    ] = None,
    archive: Annotated[
        Path | None, typer.Option(metavar="DIR", help="The folder of the archive (archive/).")
    ] = None,
    every_version: Annotated[
        bool | None,
        typer.Option(
            "--every-version/--latest",
            help="Also what addresses answered before their last change, as an empty store gets by itself; a "
            "store that holds bulletins gets the latest.",
        ),
    ] = None,
    workers: WorkersOption = None,
) -> None:
    """Read every archived article again, with the rules and data of this version, and store the records.

    Nothing is asked of any portal. Records that state the same as before change nothing; facts that came,
    went or changed are kept with their history. A run that was interrupted goes on when asked again.

    [bold]Examples[/bold]

    bulletin-nlp reprocess

    bulletin-nlp reprocess gd-zfcxjst --archive archive/ --db sqlite:///rebuilt.db -j 2
    """
    from bulletin_nlp.cli.extract import report
    from bulletin_nlp.crawl.archive import Archive
    from bulletin_nlp.crawl.archived_articles import ArchivedArticles
    from bulletin_nlp.crawl.settings import crawl_settings
    from bulletin_nlp.errors import BulletinError
    from bulletin_nlp.portals import read_portals

    chosen = crawl_settings(
        settings,
        db=db,
        archive=str(archive) if archive is not None else None,
        portals=str(portals) if portals is not None else None,
    )
    kept = Archive(chosen.archive)
    there = kept.portals()
    missing = [name for name in names or () if name not in there]
    if missing or not there:
        what = f"nothing of {missing[0]}" if missing else "nothing"
        raise BulletinError(
            "input_missing", f"the archive {chosen.archive} holds {what}", "name its folder with --archive"
        )
    described = read_portals(chosen.portals)
    for name in names or there:
        if name not in described:
            note(f"warning: {name} is no longer described: the days of its lists are not known")
    if every_version is None:
        every_version = _wants_every_version(chosen.db)
    articles = ArchivedArticles(kept, described, only=names, every_version=every_version)
    with interruptible():
        summary = _run(
            articles, chosen.db, str(chosen.archive), names or (), default_workers(workers), every_version
        )
    report(summary, [_shown(chosen.db)])
    if summary.failed:
        raise typer.Exit(1)


def _wants_every_version(place: str) -> bool:
    """Tell whether a store is to get all versions: it is empty, or an interrupted run began with it so."""
    from bulletin_nlp.store import Store

    with Store.open(place) as store:
        if store.count() == 0:
            return True
        last = next(reversed(store.runs()), None)
    began = last is not None and last.finished is None and last.options.get("command") == "reprocess"
    return began and last is not None and bool(last.options.get("every_version"))


def _run(
    articles: ArchivedArticles,
    place: str,
    archive: str,
    names: tuple[str, ...] | list[str],
    workers: int,
    every_version: bool,
) -> Summary:
    from bulletin_nlp.batch import Extraction, Job, StoreOutput, Summary, run
    from bulletin_nlp.cli.progress import progress
    from bulletin_nlp.cli.version import versions

    options = {
        "command": "reprocess",
        "archive": str(Path(archive).absolute()),
        "portals": list(names),
        "every_version": every_version,
    }
    summary = Summary()
    sink = StoreOutput(place, options=options, versions=versions())
    try:
        with progress(articles.count, lambda: summary.resumed, bar=True) as step:
            return run(
                articles,
                Job(Extraction()),
                [sink],
                workers=workers,
                on_progress=step,
                on_note=note,
                summary=summary,
            )
    except BaseException:
        if sink.abandon() and summary.done():
            note(f"{summary.done():,} articles are done; the same command goes on from there")
        raise


def _shown(place: str) -> str:
    from bulletin_nlp.store.database import database_url

    return database_url(place).render_as_string(hide_password=True)
