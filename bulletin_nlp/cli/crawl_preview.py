"""``bulletin-nlp crawl --dry-run``: what a run would fetch."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import typer

from bulletin_nlp.cli.messages import note, result_console

if TYPE_CHECKING:
    from bulletin_nlp.crawl.settings import CrawlSettings
    from bulletin_nlp.portals import Portal

__all__ = ["preview"]


def preview(portals: Sequence[Portal], settings: CrawlSettings, since: date | None) -> None:
    """Print the entries of each list's first page that no run has noted; nothing is written.

    Args:
        portals: the portals.
        settings: where the store is, and how portals are asked.
        since: entries before this day are left out.
    """
    from contextlib import ExitStack

    from rich.text import Text

    from bulletin_nlp.crawl.fetch import Fetcher, FetchSettings
    from bulletin_nlp.crawl.preview import preview_lists
    from bulletin_nlp.errors import BulletinError
    from bulletin_nlp.store import Store
    from bulletin_nlp.store.frontier import Frontier

    console, unseen = result_console(), 0
    with ExitStack() as stack:
        fetcher = stack.enter_context(Fetcher(FetchSettings(**settings.fetch_fields())))
        frontier = None
        try:
            frontier = Frontier(stack.enter_context(Store.open(settings.db, create=False)))
        except BulletinError as error:
            if error.code != "store_unreadable" or _is_file(settings.db):
                raise
            note("there is no store yet: every entry is new")
        for portal in portals:
            for found in preview_lists(portal, fetcher, frontier, since):
                head = f"{found.portal} {found.column}: "
                if found.outcome is not None:
                    unseen += 1
                    console.print(Text(f"{head}{found.outcome} ({found.message})"))
                    continue
                console.print(Text(f"{head}{found.entries} entries, {len(found.new)} new"))
                for item in found.new:
                    console.print(Text(f"  {item.published or '          '}  {item.title}  {item.url}"))
    if unseen:
        raise typer.Exit(3)


def _is_file(place: str) -> bool:
    """Tell whether a store is a file with something in it: one that cannot be read is no empty one."""
    from pathlib import Path

    from bulletin_nlp.store.database import database_url

    url = database_url(place)
    path = Path(url.database or "")
    return url.get_backend_name() == "sqlite" and path.is_file() and path.stat().st_size > 0
