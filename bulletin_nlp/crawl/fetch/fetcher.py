"""``Fetcher``: an address in, an answer out, politely; whatever a server does is an outcome."""

from __future__ import annotations

import random as chance
import socket
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Literal, Self

from bulletin_nlp.crawl.fetch.addresses import Resolve
from bulletin_nlp.crawl.fetch.answer import Answer
from bulletin_nlp.crawl.fetch.robots import RobotsRules, require_protego
from bulletin_nlp.crawl.fetch.settings import FetchSettings
from bulletin_nlp.crawl.outcome import Outcome
from bulletin_nlp.portals.description import Portal

if TYPE_CHECKING:
    from bulletin_nlp.crawl.fetch.visit import Visits

__all__ = ["Fetcher"]


class Fetcher:
    """Asks portals for pages, one request at a time and host, by their robots.txt and at their pace.

    A context manager; safe for threads, also of one host, where each waits for its turn. One fetcher should
    serve a whole run: what it knows of hosts is what keeps it polite.

    Args:
        settings: how it asks.
        clock: seconds that only grow, for the pauses.
        sleep: waits so many seconds; what it raises ends the visit, and so a crawl can be stopped in a pause.
        random: a number from 0 to 1, for the jitter.
        resolve: what resolves names, as ``socket.getaddrinfo``.

    Raises:
        BulletinError: ``option_invalid``: a package of the extra ``crawl`` is missing, or ``ca_file`` holds
            no certificates.
    """

    def __init__(
        self,
        settings: FetchSettings | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Any] = time.sleep,
        random: Callable[[], float] = chance.random,
        resolve: Resolve = socket.getaddrinfo,
    ) -> None:
        require_protego()
        from bulletin_nlp.crawl.fetch.hosts import Hosts
        from bulletin_nlp.crawl.fetch.visit import Visits

        self._settings = settings or FetchSettings()
        self._hosts = Hosts(self._settings, clock, sleep, random, resolve)
        self._visits: Visits = Visits(self._settings, self._hosts)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self._hosts.close()

    def fetch(
        self,
        url: str,
        portal: Portal,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        expect: Literal["page", "list"] = "page",
    ) -> Answer:
        """Ask for an address and tell what came of it.

        Args:
            url: an absolute address on one of the portal's hosts; elsewhere nothing is asked.
            portal: says which hosts, how often, and with which TLS.
            etag: the ``ETag`` of the former answer: the server may say that nothing has changed (304).
            last_modified: its ``Last-Modified``.
            expect: ``list`` leaves it to the readers of lists what a page with status 200 is.

        Returns:
            The answer; whatever a server or the network does is its ``problem``. Nothing is raised for it.
        """
        conditions = {}
        for name, value in (("If-None-Match", etag), ("If-Modified-Since", last_modified)):
            # what a server once sent goes back only if it can stand in a header
            if value and value.isprintable() and value.isascii():
                conditions[name] = value
        return self._visits.visit(url, portal, conditions, expect)

    def expect(self, portals: Iterable[Portal]) -> None:
        """Let hosts that portals share be asked from the first request on with the longest delay of them.

        Args:
            portals: what will be asked for in this run.
        """
        for portal in portals:
            politeness = portal.politeness
            for host in portal.hosts:
                pace = self._hosts.of(f"http://{host}/").pace
                pace.slow_down(politeness.delay, politeness.jitter)

    def robots(self, url: str, portal: Portal) -> RobotsRules:
        """Return what the robots.txt of an address's host says, asked for where it is not known yet.

        Args:
            url: any address of the host.
            portal: the portal that the host belongs to.
        """
        return self._visits.rules(url, portal)

    def stopped(self, url: str) -> Outcome | None:
        """Return why the host of an address is asked for nothing more in this run; None where it may be."""
        try:
            return self._hosts.of(url).stopped
        except ValueError:
            return None

    def stop(self, url: str, outcome: Outcome) -> None:
        """Ask the host of an address for nothing more in this run: a list turned out to be a challenge.

        Args:
            url: any address of the host.
            outcome: why.
        """
        self._hosts.of(url).stop(outcome)
