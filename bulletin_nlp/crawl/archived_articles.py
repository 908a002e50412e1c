"""The articles of an archive, to be read anew without the network."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from bulletin_nlp.batch import Failure, Input
from bulletin_nlp.crawl.archive import Archive, ArchivedAnswer, ArchivedAt
from bulletin_nlp.crawl.articles import article_input
from bulletin_nlp.crawl.lists import canonical_url, read_list
from bulletin_nlp.errors import BulletinError
from bulletin_nlp.portals.description import Portal
from bulletin_nlp.store.crawl_entries import ArchivePosition

__all__ = ["ArchivedArticles"]


@dataclass(slots=True)
class _Named:
    """What the lists say of an address; days and columns with the number of the answer that said so first."""

    days: list[tuple[int, date]] = field(default_factory=list)
    columns: list[tuple[int, str]] = field(default_factory=list)

    def listed(self, before: int | None) -> date | None:
        """Return the day that lists gave last, before an answer or (None) at all."""
        known = [day for number, day in self.days if before is None or number < before]
        return known[-1] if known else self.days[0][1] if self.days else None

    def named_by(self, before: int | None) -> tuple[str, ...]:
        """Return the columns that named it, before an answer or (None) at all."""
        known = tuple(column for number, column in self.columns if before is None or number < before)
        return known or tuple(column for _, column in self.columns[:1])


class ArchivedArticles:
    """The articles that an archive holds, portal by portal in the order in which they came.

    What the lists said of them is read from the archived lists again, by the portals' descriptions as they
    are now. Can be gone through more than once.

    Args:
        archive: the archive.
        portals: the descriptions by name; of a portal without one the lists' days are not known.
        only: names of portals; None for all of the archive.
        every_version: also what an address answered before its last change, so that an empty store gets
            all revisions; otherwise of each address the last answer alone.
    """

    def __init__(
        self,
        archive: Archive,
        portals: Mapping[str, Portal],
        *,
        only: Sequence[str] | None = None,
        every_version: bool = False,
    ) -> None:
        self._archive = archive
        self._portals = portals
        self._only = only
        self._every_version = every_version

    def __iter__(self) -> Iterator[Input | Failure]:
        for name in self._archive.portals():
            if self._only is None or name in self._only:
                yield from self._of_portal(name)

    def count(self) -> int:
        """Return how many there are; the archive is gone through for it."""
        return sum(1 for _ in self)

    def _of_portal(self, name: str) -> Iterator[Input | Failure]:
        named, last = self._survey(name)
        portal = self._portals.get(name)
        for number, found in enumerate(self._archive.answers(name)):
            if isinstance(found, Failure):
                yield found
                continue
            if not _is_article(found) or (not self._every_version and last[found.url] != found.at):
                continue
            says = named[canonical_url(found.url)]
            # a former version by what was known of it then, the last one by all that is known
            before = number if last[found.url] != found.at else None
            try:
                body = found.body
            except BulletinError as error:
                yield Failure.of(found.url, error)
                continue
            yield article_input(
                portal,
                found.url,
                body,
                found.content_type,
                fetched_at=found.fetched_at,
                at=ArchivePosition(found.at.file, found.at.offset, found.at.record_id),
                listed=says.listed(before),
                columns=says.named_by(before),
            )

    def _survey(self, name: str) -> tuple[dict[str, _Named], dict[str, ArchivedAt]]:
        """Return what a portal's lists say of each address, and where the last article of each is."""
        named: dict[str, _Named] = defaultdict(_Named)
        last: dict[str, ArchivedAt] = {}
        portal = self._portals.get(name)
        for number, found in enumerate(self._archive.answers(name)):
            if isinstance(found, Failure):
                continue
            if _is_article(found):
                last[found.url] = found.at
            elif found.kind == "list" and portal is not None and found.status == 200 and not found.revisit:
                self._note(found, number, portal, named)
        return named, last

    def _note(self, found: ArchivedAnswer, number: int, portal: Portal, named: dict[str, _Named]) -> None:
        read = read_list(
            found.body, found.final_url, portal, column=found.column, seen=found.fetched_at.date()
        )
        for item in read.items:
            says = named[item.key]
            if item.published is not None and (not says.days or says.days[-1][1] != item.published):
                says.days.append((number, item.published))
            if found.column is not None and all(column != found.column for _, column in says.columns):
                says.columns.append((number, found.column))


def _is_article(found: ArchivedAnswer) -> bool:
    """Tell whether an answer is an article that was received whole and has a body of its own."""
    return found.kind == "article" and found.problem is None and found.status == 200 and not found.revisit
