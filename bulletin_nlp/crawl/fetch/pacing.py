"""How often a host is asked: one request at a time, a pause after each, more of it where things fail."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from bulletin_nlp.lexicon.loader import read_lexicon
from bulletin_nlp.portals.description import plain_host

__all__ = ["HostPace", "host_key"]


def host_key(url: str) -> str:
    """Return what is paced as one host: the name without ``www.``, and a port that is not 80 or 443.

    A machine that answers with and without TLS, or under both names, is one that could be burdened.

    Raises:
        ValueError: the address has a port that is no number.
    """
    parts = urlsplit(url)
    host = plain_host(parts.hostname or "")
    return host if parts.port in (None, 80, 443) else f"{host}:{parts.port}"


class HostPace:
    """The turns of one host. Safe for threads; each waits until the other's answer has ended.

    Args:
        clock: seconds that only grow.
        sleep: waits so many seconds.
        random: a number from 0 to 1 for the jitter.
    """

    def __init__(
        self, clock: Callable[[], float], sleep: Callable[[float], Any], random: Callable[[], float]
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._random = random
        self._lock = threading.Lock()
        self._ready_at: float | None = None
        self._delay = 0.0
        self._jitter = 0.0
        self._failures = 0

    def slow_down(self, delay: float, jitter: float = 0.0) -> None:
        """Let at least so many seconds pass after each answer; the most that anyone asked for holds."""
        self._delay = max(self._delay, delay)
        self._jitter = max(self._jitter, jitter)

    @property
    def delay(self) -> float:
        """Seconds after an answer, without chance: doubled with each failure after the first."""
        pacing = read_lexicon("fetch")["pacing"]
        doubled: float = self._delay * 2 ** min(max(0, self._failures - 1), 20)
        return max(self._delay, min(doubled, float(pacing["most_backed_off"])))

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for the turn and hold it while the host is asked; the pause begins when it has answered."""
        with self._lock:
            while (wait := self._wait()) > 0:
                self._sleep(wait)
            try:
                yield
            finally:
                ready = self._clock() + self.delay + self._jitter * self._random()
                self._ready_at = ready if self._ready_at is None else max(ready, self._ready_at)

    def postpone(self, seconds: float) -> None:
        """Let nothing be asked for so many seconds from now."""
        asked = self._clock() + seconds
        self._ready_at = asked if self._ready_at is None else max(self._ready_at, asked)

    def failed(self) -> None:
        """Count a failure that may be the host's being overburdened."""
        self._failures += 1

    def succeeded(self) -> None:
        """Forget the failures."""
        self._failures = 0

    def _wait(self) -> float:
        return 0.0 if self._ready_at is None else self._ready_at - self._clock()
