"""What came of asking for an address."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from bulletin_nlp.crawl.outcome import Outcome

__all__ = ["Answer", "Redirect"]


@dataclass(frozen=True, slots=True)
class Redirect:
    """One hop: ``url`` was asked for and sent on to ``location`` (made absolute).

    ``status`` is the answer's: 3xx, or 200 where a page without text sends on by a refresh or a script that
    only names another address.
    """

    url: str
    status: int
    location: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of asking for an address.

    Args:
        url: the address as it was given.
        final_url: the address that answered last, or that was not asked for.
        status: status of the last answer; None where there was none.
        headers: the last answer's headers, in order, repeated ones repeated.
        body: the last answer's body, unpacked; empty where it was cut, too large or not read.
        fetched_at: moment of the answer, UTC.
        seconds: seconds that the servers took, redirects and further tries included, waiting not.
        redirects: the hops.
        problem: None where the answer is a page or text to be read, or says that there is no other (304).
        message: one line on the problem.
    """

    url: str
    final_url: str
    status: int | None
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)
    fetched_at: datetime
    seconds: float
    redirects: tuple[Redirect, ...] = ()
    problem: Outcome | None = None
    message: str | None = None

    def header(self, name: str) -> str | None:
        """Return the first header of that name, whatever its case; None where there is none."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    @property
    def content_type(self) -> str | None:
        """The ``Content-Type`` with its parameters."""
        return self.header("Content-Type")

    @property
    def etag(self) -> str | None:
        """The ``ETag``, as it is sent back in the next visit."""
        return self.header("ETag")

    @property
    def last_modified(self) -> str | None:
        """The ``Last-Modified``, as it is sent back in the next visit."""
        return self.header("Last-Modified")

    @property
    def not_modified(self) -> bool:
        """Whether the server says that the page is as it was (304)."""
        return self.status == 304 and self.problem is None
