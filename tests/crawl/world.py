"""A crawl in a test: simulated portals, a store, an archive, and what runs over them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from bulletin_nlp.batch import Job
from bulletin_nlp.batch.work import Extract
from bulletin_nlp.crawl.archive import Archive, ArchivedAnswer
from bulletin_nlp.crawl.events import Event
from bulletin_nlp.crawl.fetch import Answer, Fetcher, FetchSettings
from bulletin_nlp.crawl.report import RunReport, VisitReport
from bulletin_nlp.crawl.run import Archiving, Asked, Crawl
from bulletin_nlp.extraction.reading import Given
from bulletin_nlp.portals import Portal, read_portal_file
from bulletin_nlp.record import Bulletin, Source
from bulletin_nlp.store import Store, prepare
from bulletin_nlp.store.frontier import Frontier
from tests.crawl.simulator import SimulatedPortal
from tests.store.factory import plain_bulletin

__all__ = ["World", "extract"]

#: Short enough for a test, long enough for a busy machine.
FETCHING = FetchSettings(
    connect_timeout=5, read_timeout=2, total_timeout=4, max_bytes=2_000_000, retries=0, max_wait=0.2
)


def extract(text: str, given: Given) -> Bulletin:
    """Find nothing, and keep what is known of the page; fail where the text says so."""
    if "坏" in text:
        raise KeyError("a bug of the extraction")
    source = Source(url=given.url, site_name=given.site_name, archive=given.archive, extra=dict(given.extra))
    found = plain_bulletin(text, published=given.published, source=source)
    return found.model_copy(update={"published_basis": given.published_basis})


class LaterFetcher(Fetcher):
    """A fetcher whose answers come some days later than now."""

    days = 0.0

    def fetch(self, *args: Any, **kwargs: Any) -> Answer:
        answer = super().fetch(*args, **kwargs)
        return replace(answer, fetched_at=answer.fetched_at + timedelta(days=self.days))


@dataclass
class World:
    """Portals, a store and an archive in a folder; ``days`` is how much later than now it is."""

    folder: Path
    portals: Sequence[SimulatedPortal]
    days: float = 0.0
    parallel: int = 4
    sleep: Callable[[float], object] = time.sleep
    overrides: dict[str, object] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    db: str | None = None

    @property
    def place(self) -> str:
        """The store's URL."""
        return self.db or f"sqlite:///{self.folder / 'bulletins.db'}"

    @property
    def archive(self) -> Archive:
        """The archive."""
        return Archive(self.folder / "archive")

    def described(self) -> list[Portal]:
        """Write and read the portals' descriptions."""
        folder = self.folder / "portals"
        folder.mkdir(exist_ok=True)
        paths = [portal.write_into(folder, **self.overrides) for portal in self.portals]
        return [read_portal_file(path) for path in paths]

    def now(self) -> datetime:
        """The present moment."""
        return datetime.now(UTC) + timedelta(days=self.days)

    def run(
        self,
        *,
        since: date | None = None,
        most: int | None = None,
        repair: bool = False,
        workers: int = 0,
        stop_after: int | None = None,
        time_limit: float = 60.0,
        extraction: Extract = extract,
    ) -> RunReport:
        """Run once.

        Args:
            since, most, repair: what is asked.
            workers: processes that read.
            stop_after: articles after which the run is stopped.
            time_limit: seconds for reading one article, where processes read.
            extraction: what reads.
        """
        stop, seen = threading.Event(), 0

        def take(event: Event) -> None:
            nonlocal seen
            self.events.append(event)
            seen += event.name == "page"
            if stop_after is not None and seen >= stop_after:
                stop.set()

        with Store.open(self.place) as store, LaterFetcher(FETCHING, sleep=self.sleep) as fetcher:
            fetcher.days = self.days
            crawl = Crawl(
                Frontier(store),
                fetcher,
                Archiving(self.folder / "archive", 1_000_000_000, 0),
                Job(extraction, 2_000_000, prepare),
                parallel=self.parallel,
                workers=workers,
                time_limit=time_limit,
                stop=stop,
                on_event=take,
                now=self.now,
            )
            return crawl.run(self.described(), Asked(since, most, repair))

    def visit(self, **asked: object) -> VisitReport:
        """Run once over the one portal, and return its part."""
        (visit,) = self.run(**asked).visits  # type: ignore[arg-type]
        return visit

    def texts(self) -> dict[str, str]:
        """Return the texts of the stored bulletins by address."""
        with Store.open(self.place, create=False) as store:
            listed = store.list()
            return {str(row.url): store.get(row.id).text for row in listed}

    def archived(self) -> list[ArchivedAnswer]:
        """Return the archived articles."""
        found = [answer for answer in self.archive.answers() if isinstance(answer, ArchivedAnswer)]
        return [answer for answer in found if answer.kind == "article"]
