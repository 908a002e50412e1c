"""How far back a look through a list goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bulletin_nlp.crawl.lists import ListItem
from bulletin_nlp.store.crawl_entries import ListPageCount

__all__ = ["Days", "Reach"]


@dataclass(frozen=True, slots=True)
class Days:
    """The newest and the oldest day on some pages of a list; None where no entry has a day."""

    newest: date | None = None
    oldest: date | None = None

    def with_page(self, items: Sequence[ListItem]) -> Days:
        """Return the days with those of a further page."""
        days = [item.published for item in items if item.published is not None]
        days += [day for day in (self.newest, self.oldest) if day is not None]
        return Days(max(days), min(days)) if days else self

    def go_up_to(self, items: Sequence[ListItem]) -> bool:
        """Tell whether a page rises above these days, or within itself: newer ones may follow."""
        days = [item.published for item in items if item.published is not None]
        if not days:
            return False
        rises = days == sorted(days) and days[0] < days[-1]
        return rises or (self.newest is not None and max(days) > self.newest)

    def go_down_to(self, items: Sequence[ListItem]) -> bool:
        """Tell whether a page goes on below these days, as in a list whose newest entry was taken away."""
        page = Days().with_page(items)
        if self.newest is None or self.oldest is None or page.newest is None or page.oldest is None:
            return False
        return page.newest <= self.oldest and page.oldest < self.newest


@dataclass(frozen=True, slots=True)
class Reach:
    """How far back a look through a list goes.

    Args:
        pages: the most pages.
        known: whether a page on which this list names nothing for the first time ends the look: what is
            below was seen by an earlier one.
        newest: the newest day that the last complete look saw; None where no entry had a day.
        since: entries before this day are left out, and a page of nothing else ends the look; None for all.
    """

    pages: int
    known: bool = False
    newest: date | None = None
    since: date | None = None

    def takes(self, item: ListItem) -> bool:
        """Tell whether an entry is asked for; one without a day always is."""
        return self.since is None or item.published is None or item.published >= self.since

    def arrived(self, items: Sequence[ListItem], count: ListPageCount, above: Days) -> bool:
        """Tell whether a page shows that what is below it need not be looked at.

        Args:
            items: its entries.
            count: what noting them did.
            above: the days on the pages above, as the list is known to run down only where they say so.
        """
        if self.since is not None and items and not any(self.takes(item) for item in items):
            return True
        if not self.known or not items or count.added:
            return False
        # What is known may be pinned on top, or the oldest where a list runs up: what is new is then below.
        seen = above.with_page(items)
        met = self.newest is None or (seen.newest is not None and seen.newest >= self.newest)
        return (met and not above.go_up_to(items)) or above.go_down_to(items)
