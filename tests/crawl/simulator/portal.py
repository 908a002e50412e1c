"""A portal on a port of its own."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.crawl.simulator.addresses import SITES, list_path
from tests.crawl.simulator.answers import Answer, Request
from tests.crawl.simulator.behaviour import Occasion, Rule
from tests.crawl.simulator.broken_answers import BROKEN
from tests.crawl.simulator.bulletins import PLACES, BulletinText
from tests.crawl.simulator.control import controlled
from tests.crawl.simulator.description import describe, toml
from tests.crawl.simulator.modes import Modes
from tests.crawl.simulator.pages import Pages
from tests.crawl.simulator.publications import Publications, Removal
from tests.crawl.simulator.refusals import REFUSALS
from tests.crawl.simulator.request_log import RequestLog
from tests.crawl.simulator.server import LoopbackServer

__all__ = ["BEHAVIOURS", "Modes", "SimulatedPortal"]

#: What :meth:`SimulatedPortal.misbehave` knows, by name.
BEHAVIOURS = {**REFUSALS, **BROKEN}


class SimulatedPortal:
    """A portal that serves lists and articles of a family on 127.0.0.1 from its making to :meth:`close`.

    Args:
        name: of the portal, as its file is called.
        family: one of ``list_pages.toml``.
        articles: how many there are; article 1 is the oldest, two a day.
        per_page: entries of a list page, None for the family's usual; gkmlpt and jpaas have a fixed size.
        columns: names of its lists, small letters.
        newest: day of the newest article.
        place: which of :data:`~tests.crawl.simulator.bulletins.PLACES` it writes about.
        log: where requests are taken down; None for a log of its own.
    """

    def __init__(
        self,
        name: str = "linjiang",
        family: str = "trs",
        articles: int = 60,
        per_page: int | None = None,
        columns: Sequence[str] = ("gzdt",),
        *,
        newest: date = date(2026, 6, 30),
        place: int = 0,
        log: RequestLog | None = None,
    ) -> None:
        fixed = family in ("gkmlpt", "jpaas")
        self.name, self.family, self.columns = name, family, tuple(columns)
        self.per_page = SITES[family].per_page if per_page is None or fixed else per_page
        self.site = f"{PLACES[place % len(PLACES)][0]}住房和城乡建设局"
        self.log: RequestLog = log if log is not None else RequestLog()
        #: Requests to the server that is not the portal's; there should be none.
        self.stranger_log = RequestLog()
        self._published = Publications(name, family, self.columns, newest, place)
        self._published.add(articles)
        self._rules: list[Rule] = []
        self._lock = threading.RLock()
        self._stranger: LoopbackServer | None = None
        self._pages = Pages(family, self.columns, self.per_page, self.site, self._published)
        self.modes = self._pages.modes
        self._server = LoopbackServer(self._respond, self.log, name)
        self._pages.host = self.host

    def __enter__(self) -> SimulatedPortal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close its sockets and end its threads."""
        self._server.close()
        if self._stranger is not None:
            self._stranger.close()

    # ------------------------------------------------------------ what it is

    @property
    def port(self) -> int:
        """The port on 127.0.0.1."""
        return self._server.port

    @property
    def host(self) -> str:
        """Host and port."""
        return f"127.0.0.1:{self.port}"

    @property
    def base(self) -> str:
        """Address without a path."""
        return f"http://{self.host}"

    @property
    def stranger_host(self) -> str:
        """Host and port of a second server, which is not the portal's; it starts when first asked for."""
        with self._lock:
            if self._stranger is None:
                page = Answer.html("<html><body>secret</body></html>")
                self._stranger = LoopbackServer(lambda _: page, self.stranger_log, f"{self.name}/stranger")
            return f"127.0.0.1:{self._stranger.port}"

    @property
    def home(self) -> Answer:
        """The home page."""
        return self._pages.home()

    def list_url(self, column: str | None = None) -> str:
        """Return the address of a column's first list page, of the first column if none is named."""
        column = column or self.columns[0]
        return self.base + list_path(self.family, column, self.columns.index(column))

    def numbers(self, column: str | None = None) -> list[int]:
        """Return the numbers of the articles that lists name, or one column's list, the newest first."""
        with self._lock:
            if column is not None:
                return [p.number for p in self._published.listed(column)]
            return [p.number for p in reversed(self._published.by_number.values()) if p.listed]

    def urls(self, number: int) -> list[str]:
        """Return an article's addresses, one for each of its columns."""
        return [self.base + path for path in self._published.by_number[number].paths.values()]

    def url(self, number: int) -> str:
        """Return an article's address in its own column."""
        return self.urls(number)[0]

    def text(self, number: int) -> BulletinText:
        """Return what an article says now."""
        return self._published.text(number)

    def toml(self, delay: float = 0, jitter: float = 0, **overrides: Any) -> str:
        """Return the file that describes the portal.

        Args:
            delay: seconds between two requests.
            jitter: the most that chance adds.
            **overrides: keys of the file; a table is laid over the usual one, None leaves the key out.
        """
        return toml(describe(self, delay, jitter, overrides))

    def write_into(self, folder: Path, delay: float = 0, jitter: float = 0, **overrides: Any) -> Path:
        """Write the file into a folder of portals; return its path."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{self.name}.toml"
        path.write_text(self.toml(delay, jitter, **overrides), encoding="utf-8")
        return path

    # ------------------------------------------------------------ what changes while it runs

    def set(self, **modes: str) -> None:
        """Set some of :class:`Modes`."""
        for name, value in modes.items():
            self.modes.set(name, value)

    def add(self, count: int = 1) -> list[int]:
        """Publish new articles at the top; return their numbers."""
        with self._lock:
            return self._published.add(count)

    def change(self, number: int) -> None:
        """Change what an article says."""
        with self._lock:
            self._published.change(number)

    def remove(self, number: int, removal: Removal = "404", *, listed: bool = False) -> None:
        """Take an article down; ``listed`` says whether lists go on naming it."""
        with self._lock:
            self._published.remove(number, removal, listed=listed)

    def restore(self, number: int) -> None:
        """Put a removed article back."""
        with self._lock:
            self._published.restore(number)

    def share(self, number: int, column: str) -> str:
        """Publish an article under a further column too; return its address there."""
        with self._lock:
            return self.base + self._published.show(number, column)

    def redesign(self, *, lists: bool = True, articles: bool = True) -> None:
        """Change the markup so that no selector finds anything."""
        with self._lock:
            if lists:
                self.modes.list_form = "redesigned"
            if articles:
                self.modes.article_form = "redesigned"
            self._published.version += 1

    def robots(self, rules: str | None) -> None:
        """Set robots.txt; None for 404. For refusals and errors, ``misbehave(..., on="robots")``."""
        self._pages.robots = rules

    def misbehave(
        self, do: str, on: str = "articles", *, times: int | None = None, after: int = 0, **settings: Any
    ) -> Rule:
        """Answer some requests otherwise from now on; of several rules the latest comes first.

        Args:
            do: one of :data:`BEHAVIOURS`.
            on: ``articles``, ``article:N``, ``list``, ``robots``, ``all`` (but robots), or what a path
                begins with.
            times: how many requests; None for all.
            after: how many requests are let pass first.
            **settings: what the behaviour takes.

        Raises:
            ValueError: there is no such behaviour.
        """
        if do not in BEHAVIOURS:
            raise ValueError(f"no behaviour is called {do!r}, there are {', '.join(BEHAVIOURS)}")
        rule = Rule(on, do, settings, times, after)
        with self._lock:
            self._rules.insert(0, rule)
        return rule

    def behave(self) -> None:
        """Answer as a sound portal from now on; modes and articles stay as they are."""
        with self._lock:
            self._rules.clear()

    def state(self) -> dict[str, Any]:
        """Return name, family, address, modes and rules."""
        with self._lock:
            rules = [asdict(rule) for rule in self._rules]
        return {
            "name": self.name,
            "family": self.family,
            "port": self.port,
            "list": self.list_url(),
            "articles": len(self._published.by_number),
            "modes": asdict(self.modes),
            "rules": rules,
        }

    # ------------------------------------------------------------ answers

    def _respond(self, request: Request) -> Answer:
        if request.path.startswith("/__control__/"):
            return controlled(self, request)
        path = request.path.partition(";")[0]
        with self._lock:
            kind, usual = self._pages.answer(path, request)
            rule = next((r for r in self._rules if r.matches(kind, path) and r.take()), None)
            if rule is None:
                answer = _conditional(request, usual())
        if rule is not None:
            answer = BEHAVIOURS[rule.do](Occasion(request, self, usual), **rule.settings)
        answer.kind = kind
        return answer


def _conditional(request: Request, answer: Answer) -> Answer:
    """Return 304 where the client has what it asks for."""
    etag, modified = answer.headers.get("ETag"), answer.headers.get("Last-Modified")
    asked = request.headers.get("if-none-match")
    if asked is not None:
        same = etag is not None and (
            asked == "*" or etag in [t.strip().removeprefix("W/") for t in asked.split(",")]
        )
    else:
        same = modified is not None and request.headers.get("if-modified-since") == modified
    if not same:
        return answer
    kept = {k: v for k, v in answer.headers.items() if k in ("ETag", "Last-Modified")}
    return Answer(304, kept)
