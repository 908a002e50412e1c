"""How far back a look through a list goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bulletin_nlp.crawl.lists import ListItem
from bulletin_nlp.store.crawl_entries import ListPageCount

__all__ = ["Reach"]


@dataclass(frozen=True, slots=True)
class Reach:
    """How far back a look through a list goes.

    Args:
        pages: the most pages.
        known: whether a page on which this list names nothing for the first time ends the look: what is
            below was seen by an earlier one.
        since: entries before this day are left out, and a page of nothing else ends the look; None for all.
    """

    pages: int
    known: bool = False
    since: date | None = None

    def takes(self, item: ListItem) -> bool:
        """Tell whether an entry is asked for; one without a day always is."""
        return self.since is None or item.published is None or item.published >= self.since

    def arrived(self, items: Sequence[ListItem], count: ListPageCount) -> bool:
        """Tell whether a page shows that what is below it need not be looked at.

        Args:
            items: its entries.
            count: what noting them did.
        """
        if self.since is not None and items and not any(self.takes(item) for item in items):
            return True
        return self.known and bool(items) and count.added == 0
