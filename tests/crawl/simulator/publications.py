"""What a portal has published: articles with their columns and addresses, changed, added and removed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from tests.crawl.simulator.addresses import article_path, other_path
from tests.crawl.simulator.bulletins import BulletinText, bulletin_text, day_of

__all__ = ["Publication", "Publications", "Removal"]

Removal = Literal["404", "410", "soft"]


@dataclass
class Publication:
    """An article. ``paths`` holds its address by column, its own first; ``removed`` how it is refused."""

    number: int
    day: date
    paths: dict[str, str]
    revision: int = 0
    removed: Removal | None = None
    listed: bool = True


@dataclass
class Publications:
    """The articles of a portal by number; the newest has the highest.

    Article N is in the column N modulo their count.
    """

    name: str
    family: str
    columns: Sequence[str]
    newest: date
    place: int
    by_number: dict[int, Publication] = field(default_factory=dict)
    by_path: dict[str, Publication] = field(default_factory=dict)
    #: One more for each change, so that answers can be dated.
    version: int = 0
    _first: int = 0

    def add(self, count: int) -> list[int]:
        """Publish more articles; return their numbers."""
        before = len(self.by_number)
        self._first = self._first or count
        numbers = list(range(before + 1, before + count + 1))
        for number in numbers:
            day = day_of(number, count=self._first, newest=self.newest)
            publication = Publication(number, day, {})
            self.by_number[number] = publication
            self.show(number, self.columns[number % len(self.columns)])
        self.version += 1
        return numbers

    def show(self, number: int, column: str) -> str:
        """Publish an article under a further column; return its path there."""
        publication = self.by_number[number]
        path = article_path(self.family, column, self.columns.index(column), number, publication.day)
        publication.paths[column] = path
        self.by_path[path] = publication
        if (other := other_path(self.family, path, column)) is not None:
            self.by_path[other] = publication
        self.version += 1
        return path

    def change(self, number: int) -> None:
        """Change what an article says."""
        self.by_number[number].revision += 1
        self.version += 1

    def remove(self, number: int, removal: Removal, *, listed: bool) -> None:
        """Take an article down; ``listed`` says whether lists go on naming it."""
        if removal not in ("404", "410", "soft"):
            raise ValueError(f"an article is removed as 404, 410 or soft, not {removal!r}")
        self.by_number[number].removed = removal
        self.by_number[number].listed = listed
        self.version += 1

    def restore(self, number: int) -> None:
        """Put an article back."""
        self.by_number[number].removed = None
        self.by_number[number].listed = True
        self.version += 1

    def text(self, number: int) -> BulletinText:
        """Return what an article says now."""
        publication = self.by_number[number]
        return bulletin_text(
            self.name, number, publication.day, revision=publication.revision, place=self.place
        )

    def listed(self, column: str) -> list[Publication]:
        """Return the articles that a column's list names, the newest first."""
        return [p for p in reversed(self.by_number.values()) if p.listed and column in p.paths]
