"""What a run would fetch: the lists are asked for, and nothing is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from bulletin_nlp.crawl.fetch import Fetcher
from bulletin_nlp.crawl.list_visit import refused
from bulletin_nlp.crawl.lists import ListItem, read_list
from bulletin_nlp.crawl.outcome import Outcome
from bulletin_nlp.crawl.visit import CHINA
from bulletin_nlp.portals.description import Portal
from bulletin_nlp.store.frontier import Frontier

__all__ = ["Previewed", "preview_lists"]


@dataclass(frozen=True, slots=True)
class Previewed:
    """The first page of a list: its entries and which of them are new, or why it could not be looked at."""

    portal: str
    column: str
    entries: int = 0
    new: tuple[ListItem, ...] = ()
    outcome: Outcome | None = None
    message: str | None = None


def preview_lists(
    portal: Portal, fetcher: Fetcher, frontier: Frontier | None, since: date | None
) -> Iterator[Previewed]:
    """Yield what the first page of each of a portal's lists has that no run has noted.

    Args:
        portal: the portal.
        fetcher: what asks.
        frontier: what is known; None where there is no store yet.
        since: entries before this day are left out.
    """
    for source in portal.lists:
        answer = fetcher.fetch(source.url, portal, expect="list")
        if answer.problem is not None:
            yield Previewed(portal.name, source.column, outcome=answer.problem, message=answer.message)
            continue
        today = datetime.now(UTC).astimezone(CHINA).date()
        page = read_list(answer.body, answer.final_url, portal, column=source.column, seen=today)
        if refusal := refused(page):
            yield Previewed(portal.name, source.column, outcome=refusal[0], message=refusal[1])
            continue
        new = tuple(
            item
            for item in page.items
            if (since is None or item.published is None or item.published >= since)
            and (frontier is None or frontier.page(portal.name, item.key) is None)
        )
        yield Previewed(portal.name, source.column, len(page.items), new)
