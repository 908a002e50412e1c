"""What a fetcher knows of each host during a run: turns, rules, sessions, and why it is left alone."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from bulletin_nlp.crawl.fetch.addresses import Resolve
from bulletin_nlp.crawl.fetch.asking import HostSession
from bulletin_nlp.crawl.fetch.connections import tls_context
from bulletin_nlp.crawl.fetch.pacing import HostPace, host_key
from bulletin_nlp.crawl.fetch.robots import RobotsRules
from bulletin_nlp.crawl.fetch.settings import FetchSettings
from bulletin_nlp.crawl.outcome import Outcome
from bulletin_nlp.lexicon.loader import read_lexicon
from bulletin_nlp.portals.description import Portal

__all__ = ["Host", "Hosts"]


class Host:
    """One host. ``asking_rules`` is held while its robots.txt is looked for, so that one thread does it."""

    def __init__(self, pace: HostPace) -> None:
        self.pace = pace
        self.asking_rules = threading.Lock()
        self.stopped: Outcome | None = None
        self._rules: dict[str, tuple[RobotsRules, float]] = {}
        self._unanswered = 0

    def rules(self, url: str) -> RobotsRules | None:
        """Return the rules found at an address of robots.txt, while they hold (RFC 9309: 24 h at most)."""
        known = self._rules.get(url)
        return known[0] if known is not None and time.monotonic() < known[1] else None

    def keep_rules(self, url: str, rules: RobotsRules) -> None:
        """Keep rules, and the delay that they ask for."""
        bounds = read_lexicon("fetch")["robots"]
        seconds = bounds["failed_cached"] if rules.problem is not None else bounds["cached"]
        self._rules[url] = (rules, time.monotonic() + float(seconds))
        if rules.crawl_delay is not None:
            self.pace.slow_down(rules.crawl_delay)

    def settle(self, outcome: Outcome | None, answered: bool) -> None:
        """Count what a request came to: failures lengthen the pause, and in a row they end the run there.

        Args:
            outcome: None where it was answered without a fault.
            answered: whether there was an answer of any kind.
        """
        pacing = read_lexicon("fetch")["pacing"]
        said = None if outcome is None else str(outcome)
        if said in pacing["back_off"]:
            self.pace.failed()
        elif answered:
            self.pace.succeeded()
        if answered:
            self._unanswered = 0
        elif said in pacing["stopping"] and outcome is not None:
            self._unanswered += 1
            if self._unanswered >= pacing["stop_after"]:
                self.stop(outcome)

    def stop(self, outcome: Outcome) -> None:
        """Ask for nothing more in this run; the first reason stays."""
        if self.stopped is None:
            self.stopped = outcome


class Hosts:
    """All hosts of a run. Safe for threads."""

    def __init__(
        self,
        settings: FetchSettings,
        clock: Callable[[], float],
        sleep: Callable[[float], Any],
        random: Callable[[], float],
        resolve: Resolve,
    ) -> None:
        self._settings = settings
        self._timing = (clock, sleep, random)
        self._resolve = resolve
        self._lock = threading.Lock()
        self._hosts: dict[str, Host] = {}
        self._sessions: dict[tuple[str, bool, bool], HostSession] = {}
        # made here so that a file of certificates that cannot be used is told at once
        self._contexts = {False: tls_context(ca_file=settings.ca_file)}

    def of(self, url: str) -> Host:
        """Return the host of an address."""
        key = host_key(url)
        with self._lock:
            return self._hosts.setdefault(key, Host(HostPace(*self._timing)))

    def session(self, origin: str, portal: Portal) -> HostSession:
        """Return the session with an origin; portals that allow different things share none.

        Args:
            origin: scheme, host and port.
            portal: what may be connected to, and with which TLS.
        """
        legacy, private = portal.tls.legacy_renegotiation, portal.network.private
        with self._lock:
            session = self._sessions.get((origin, private, legacy))
            if session is None:
                if legacy not in self._contexts:
                    self._contexts[legacy] = tls_context(
                        legacy_renegotiation=legacy, ca_file=self._settings.ca_file
                    )
                session = HostSession(
                    self._settings, private=private, context=self._contexts[legacy], resolve=self._resolve
                )
                self._sessions[origin, private, legacy] = session
            return session

    def close(self) -> None:
        """Close all sessions."""
        with self._lock:
            for session in self._sessions.values():
                session.close()
            self._sessions.clear()
