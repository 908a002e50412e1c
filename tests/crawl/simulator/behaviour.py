"""How a portal may be told to answer otherwise than it should: rules, and what a behaviour is given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from tests.crawl.simulator.answers import Answer, Request

__all__ = ["Behaviour", "Occasion", "Rule", "Setting", "Site"]

Setting = str | int | float


class Site(Protocol):
    """What a behaviour needs of its portal."""

    @property
    def host(self) -> str:
        """Host and port."""

    @property
    def stranger_host(self) -> str:
        """Host and port of a server that is not the portal's."""

    @property
    def home(self) -> Answer:
        """The home page."""


@dataclass(frozen=True)
class Occasion:
    """A request that is answered otherwise; ``usual`` makes the answer that it would have had."""

    request: Request
    site: Site
    usual: Callable[[], Answer]


#: Takes the occasion and its settings by name.
Behaviour = Callable[..., Answer]


@dataclass
class Rule:
    """Answers that are not the usual ones.

    Attributes:
        on: ``all``, ``list``, ``articles``, ``article:N``, ``robots``, ``attachments``, or what a path
            begins with.
        do: the behaviour's name.
        settings: what it is given by name.
        times: how many requests it takes; None for all.
        after: how many requests it lets pass first.
    """

    on: str
    do: str
    settings: dict[str, Any] = field(default_factory=dict)
    times: int | None = None
    after: int = 0

    def matches(self, kind: str, path: str) -> bool:
        """Tell whether a request is meant: ``kind`` is ``list``, ``article:N``, ``robots`` or ``other``."""
        if self.on.startswith("/"):
            return path.startswith(self.on)
        if self.on == "articles":
            return kind.startswith("article:")
        return self.on in ("all", kind) and not (self.on == "all" and kind == "robots")

    def take(self) -> bool:
        """Tell whether it is this request's turn, and count it."""
        if self.after:
            self.after -= 1
            return False
        if self.times is None:
            return True
        self.times -= 1
        return self.times >= 0
