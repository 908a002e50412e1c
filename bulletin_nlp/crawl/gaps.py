"""How far back a portal's lists are looked through, and the days that nobody could look through."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from bulletin_nlp.crawl.reach import Reach
from bulletin_nlp.crawl.report import ListReport
from bulletin_nlp.lexicon.loader import read_lexicon
from bulletin_nlp.portals.description import Portal
from bulletin_nlp.store.frontier import Frontier

__all__ = ["Seen"]


class Seen:
    """What earlier runs saw of a portal's lists, as it is before a visit.

    Args:
        frontier: the frontier.
        portal: the portal.
        since: the day down to which the run was asked to look; None leaves it to what is known.
        repair: whether the run goes back to the last success and to open gaps.
    """

    def __init__(self, frontier: Frontier, portal: Portal, since: date | None, *, repair: bool) -> None:
        self._frontier = frontier
        self._portal = portal
        self._since = since
        self._repair = repair
        self._last = frontier.last_complete(portal.name)
        self._gaps = frontier.gaps(portal.name)

    def last(self, column: str) -> date | None:
        """Return the day of the last look at a list that saw everything; None where there was none."""
        look = self._last.get(column)
        return look.until if look is not None else None

    def reach(self, column: str) -> Reach:
        """Return how far back a list is looked through."""
        limit = self._portal.pagination.limit
        most = max(limit, read_lexicon("crawl")["lists"]["repair_pages"])
        if self._since is not None:
            return Reach(most, since=self._since)
        if self._repair:
            days = [gap.since for gap in self._gaps if gap.column == column]
            days += [newest] if (newest := self._newest(column)) is not None else []
            return Reach(most, since=min(days, default=None))
        return Reach(limit, known=column in self._last, newest=self._seen_newest(column))

    def _newest(self, column: str) -> date | None:
        """Return the day of the newest entry that the last look at a list saw."""
        look = self._last.get(column)
        return (look.newest or look.until) if look is not None else None

    def _seen_newest(self, column: str) -> date | None:
        look = self._last.get(column)
        return look.newest if look is not None else None

    def note(self, lists: Sequence[ListReport], now: datetime) -> tuple[str, ...]:
        """Close the gaps that a visit saw, note those that it leaves, and return the lists that have one.

        A list that could not be looked at leaves none: the next look that can goes down to what was seen.

        Args:
            lists: the visit's looks.
            now: the time to note.
        """
        name, left = self._portal.name, []
        for look in lists:
            if look.outcome is not None or look.since is None:
                continue
            # a look that ends where all is known tells nothing of what is below
            known = self.reach(look.column).known
            for gap in self._gaps:
                closes = look.complete and not known and look.since <= gap.since
                if gap.column == look.column and closes:
                    self._frontier.close_gap(gap.gap_key, now)
                elif gap.column == look.column and self._repair:
                    why = look.message or f"the list shows nothing before {look.since}"
                    self._frontier.note_gap(name, gap.column, gap.since, gap.until, why, now)
            newest = self._newest(look.column)
            if look.arrived or newest is None or not (known or newest < look.since):
                continue
            first = min(newest, look.since)
            self._frontier.note_gap(name, look.column, first, look.since, look.message or "", now)
            left.append(look.column)
        return tuple(left)
