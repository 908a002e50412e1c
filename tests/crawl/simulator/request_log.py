"""Who asked for what and when, and what that says of a crawl's manners."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

__all__ = ["Gap", "LoggedRequest", "RequestLog", "closest_gap", "concurrent_most", "read_log"]


@dataclass
class LoggedRequest:
    """A request.

    ``start`` and ``end`` are ``time.monotonic()`` of the machine, in seconds: when its first line had come
    in, and when the last byte of the answer had been handed on; ``end`` is None while it lasts. ``complete``
    is False where the client went before the answer was sent. ``kind`` is ``article:N``, ``list``,
    ``robots``, ``attachments`` or ``other``.
    """

    portal: str
    start: float
    method: str
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    end: float | None = None
    status: int | None = None
    sent: int = 0
    complete: bool = False
    kind: str = "other"


class Gap(NamedTuple):
    """The closest two requests, in seconds: from an end to the next start, and from start to start."""

    end_to_start: float
    start_to_start: float


class RequestLog:
    """The requests in the order in which they came; written to a file too, a line of JSON each as it ends."""

    def __init__(self, path: Path | None = None) -> None:
        self._entries: list[LoggedRequest] = []
        self._lock = threading.Lock()
        self._file = path.open("a", encoding="utf-8") if path else None

    def begin(self, entry: LoggedRequest) -> None:
        """Add a request that has come in."""
        with self._lock:
            self._entries.append(entry)

    def finish(self, entry: LoggedRequest) -> None:
        """Write a request that has ended."""
        if self._file is None:
            return
        line = json.dumps(asdict(entry), ensure_ascii=False) + "\n"
        with self._lock:
            if not self._file.closed:
                self._file.write(line)
                self._file.flush()

    def clear(self) -> None:
        """Forget all requests so far."""
        with self._lock:
            self._entries.clear()

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            if self._file is not None:
                self._file.close()

    def requests(
        self, path_prefix: str = "/", *, portal: str | None = None, kind: str = ""
    ) -> list[LoggedRequest]:
        """Return the requests for paths and of kinds that begin so, of one portal or of all."""
        with self._lock:
            entries = list(self._entries)
        return [
            entry
            for entry in entries
            if entry.path.startswith(path_prefix)
            and entry.kind.startswith(kind)
            and portal in (None, entry.portal)
        ]

    def counts_by_path(self, path_prefix: str = "/") -> Counter[str]:
        """Return how often each path (with its query) was asked for."""
        return Counter(entry.path for entry in self.requests(path_prefix))

    def closest_gap(self, path_prefix: str = "/") -> Gap:
        """Return the closest gap between two requests; infinite where there are fewer than two."""
        return closest_gap(self.requests(path_prefix))

    def concurrent_most(self) -> int:
        """Return the most requests that were under way at one moment."""
        return concurrent_most(self.requests())


def read_log(path: Path) -> list[LoggedRequest]:
    """Read the lines that a simulator wrote, as the requests came; a torn last one is left out."""
    with path.open("rb") as file:
        entries = [LoggedRequest(**json.loads(line)) for line in file if line.endswith(b"\n")]
    return sorted(entries, key=lambda entry: entry.start)


def closest_gap(entries: Iterable[LoggedRequest]) -> Gap:
    """Return the closest gap between two requests of one host; infinite where there are fewer than two."""
    ordered = sorted(entries, key=lambda entry: entry.start)
    pairs = list(pairwise(ordered))
    ends = (b.start - a.end for a, b in pairs if a.end is not None)
    starts = (b.start - a.start for a, b in pairs)
    return Gap(min(ends, default=float("inf")), min(starts, default=float("inf")))


def concurrent_most(entries: Iterable[LoggedRequest]) -> int:
    """Return the most requests that were under way at one moment; one that has not ended lasts for ever."""
    steps = []
    for entry in entries:
        steps.append((entry.start, 1))
        if entry.end is not None:
            steps.append((entry.end, -1))
    most = now = 0
    for _, step in sorted(steps):
        now += step
        most = max(most, now)
    return most
