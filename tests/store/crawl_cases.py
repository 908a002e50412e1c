"""A small crawl to test the frontier with: one portal, invented places and addresses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bulletin_nlp.record import Source
from bulletin_nlp.store import Frontier, PreparedRecord, prepare
from bulletin_nlp.store.crawl_entries import (
    ArchivePosition,
    DuePage,
    ListedEntry,
    ListPageCount,
    NextListPage,
    ReadBody,
    Settled,
)
from tests.store.factory import plain_bulletin

__all__ = ["COLUMN", "NOW", "OWNER", "PORTAL", "Crawl", "at", "entry", "record", "settled", "url"]

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
PORTAL, COLUMN, OWNER = "linjiang-zjj", "工作动态", "elsewhere/1/owner"


def at(minutes: float) -> datetime:
    """Return a moment so many minutes after the crawl began."""
    return NOW + timedelta(minutes=minutes)


def url(n: int) -> str:
    return f"https://zjj.linjiang.gov.cn/content/post_{n}.html"


def entry(n: int, **values: Any) -> ListedEntry:
    """Return an entry; the higher its number the newer, as on a portal."""
    known = {"title": f"临江市改造第{n}个小区", "listed": date(2026, 1, 1) + timedelta(days=n)}
    return ListedEntry(url=url(n), key=url(n), **{**known, **values})


def record(n: int, words: str = "完成。", **source: Any) -> PreparedRecord:
    """Return the record of a page."""
    text = f"临江市改造第{n}个小区\n" + f"住建局第{n}号工程{words}" * 3
    return prepare(plain_bulletin(text, source=Source(url=url(n), **source)))


def settled(outcome: str = "new", minutes: float = 0, **values: Any) -> Settled:
    """Return what became of a page that was fetched so many minutes after the crawl began."""
    known = {"again": "later", "next_due": at(minutes), "fetched_at": at(minutes), "status": 200}
    known["body"] = ReadBody('"v1"', None, "0" * 64, ArchivePosition("a/1.warc.gz", 0, "<urn:1>"))
    return Settled(outcome=outcome, **{**known, **values})


@dataclass
class Crawl:
    """A run that holds the portal and has begun with one list."""

    frontier: Frontier
    run: int
    owner: str = OWNER
    column: str = COLUMN
    minutes: float = 0

    @classmethod
    def begin(cls, frontier: Frontier, minutes: float = 0, **values: Any) -> Crawl:
        owner = values.get("owner", OWNER)
        now = at(minutes)
        run = frontier.open_run({"minutes": minutes}, owner, 600, now).run_key
        assert frontier.lease(PORTAL, owner, 600, now)
        crawl = cls(frontier, run, minutes=minutes, **values)
        frontier.begin_visit(run, PORTAL, owner, now)
        frontier.begin_list(run, PORTAL, crawl.column, owner, now)
        return crawl

    def lists(
        self, *entries: ListedEntry, number: int = 1, then: int | None = None, column: str | None = None
    ) -> ListPageCount:
        """Note a list page; ``then`` is the number of the next."""
        column = column or self.column
        self.frontier.begin_list(self.run, PORTAL, column, self.owner, at(self.minutes))
        following = NextListPage(f"https://zjj.linjiang.gov.cn/index_{then}.html", then) if then else None
        page = (self.run, PORTAL, column, self.owner, entries, number, following)
        return self.frontier.note_list_page(*page, at(self.minutes))

    def due(self, limit: int = 100) -> list[str]:
        return [page.url for page in self.pages(limit)]

    def pages(self, limit: int = 100) -> list[DuePage]:
        return list(self.frontier.due(PORTAL, self.run, limit))

    def settle(self, n: int, what: Settled | None = None, **values: Any) -> Any:
        page = self.frontier.page(PORTAL, url(n))
        assert page is not None
        now = at(self.minutes)
        what = what or settled(minutes=self.minutes)
        return self.frontier.settle(page.page_key, what, self.run, self.owner, now, **values)

    def page(self, n: int) -> DuePage:
        page = self.frontier.page(PORTAL, url(n))
        assert page is not None
        return page

    def counts(self) -> dict[str, int]:
        return dict(self.frontier.settled_counts(self.run, PORTAL))
