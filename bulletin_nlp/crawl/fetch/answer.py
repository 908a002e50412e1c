"""What a server answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bulletin_nlp.crawl.outcome import Outcome

__all__ = ["Answer", "Redirect"]


@dataclass(frozen=True, slots=True)
class Redirect:
    """A hop: ``url`` answered with ``status`` and named ``location``."""

    url: str
    status: int
    location: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of asking for an address; ``body`` is unpacked, ``problem`` is None where it can be read."""

    url: str
    final_url: str
    status: int | None
    headers: tuple[tuple[str, str], ...]
    body: bytes
    fetched_at: datetime
    seconds: float
    redirects: tuple[Redirect, ...]
    problem: Outcome | None
    message: str | None

    def header(self, name: str) -> str | None:
        """Return the first header of a name, whatever its case."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    @property
    def content_type(self) -> str | None:
        """``Content-Type``."""
        return self.header("Content-Type")

    @property
    def etag(self) -> str | None:
        """``ETag``."""
        return self.header("ETag")

    @property
    def last_modified(self) -> str | None:
        """``Last-Modified``."""
        return self.header("Last-Modified")

    @property
    def not_modified(self) -> bool:
        """Whether the server says that nothing has changed (304)."""
        return self.status == 304
