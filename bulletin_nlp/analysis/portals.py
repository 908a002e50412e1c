"""The portals of an archive: what was read of each, what failed, and what was looked through."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal
from urllib.parse import urlsplit

from bulletin_nlp.lexicon.loader import read_lexicon

__all__ = ["FailedInput", "Look", "Looked", "Portal", "Portals", "ReadBulletin", "Unplaced", "portal_of"]

Looked = Literal["no", "part", "whole"]


@dataclass(frozen=True, slots=True)
class ReadBulletin:
    """A bulletin of the store; ``facts`` counts its figures by indicator."""

    site_name: str | None
    url: str | None
    published: date | None
    facts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FailedInput:
    """An input that did not become a record.

    ``published`` is its day where the address tells it; ``seen`` the day on which it first failed: a page
    that was there on that day is of no later month.
    """

    url: str | None
    site_name: str | None
    code: str
    published: date | None
    seen: date


@dataclass(frozen=True, slots=True)
class Look:
    """A look at a portal's lists for what was published from ``since`` to ``until``, both included.

    ``until`` is never later than the day of the look. ``outcome`` is ``complete``, ``partial`` or ``failed``.
    """

    portal: str
    since: date
    until: date
    outcome: str


@dataclass(frozen=True, slots=True)
class Unplaced:
    """What belongs to no month of a portal: it has no day (``no_date``) or no portal (``no_portal``)."""

    portal: str | None
    why: Literal["no_date", "no_portal"]
    bulletins: int
    failures: int


def portal_of(url: str | None) -> str | None:
    """Return the portal of an address: its host in lower case without ``www.``; None for a path."""
    try:
        parts = urlsplit(url or "")
        host = parts.hostname if parts.scheme in ("http", "https") else None
    except ValueError:
        return None
    for leading in read_lexicon("coverage")["portal"]["leading"]:
        host = host.removeprefix(leading) if host else None
    return host or None


def _days_in(month: date) -> range:
    """Return the days of a month, as ordinals."""
    first = month.toordinal()
    return range(first, first + monthrange(month.year, month.month)[1])


class Portal:
    """What is known of one portal, by month (its first day) where a thing has one."""

    def __init__(self) -> None:
        self.names: Counter[str] = Counter()
        self.read: dict[date, list[ReadBulletin]] = defaultdict(list)
        self.unread: Counter[date] = Counter()
        self.undated: list[FailedInput] = []
        self.undated_bulletins = 0
        self.looks: list[Look] = []

    @property
    def name(self) -> str | None:
        """The name that its bulletins give it most often, of several the first in order."""
        return min(self.names, key=lambda name: (-self.names[name], name), default=None)

    def looked(self, month: date) -> tuple[Looked, bool]:
        """Return how much of a month was looked through, and whether a look failed at what no other saw."""
        days: dict[str, set[int]] = {"complete": set(), "partial": set(), "failed": set()}
        month_days = _days_in(month)
        for look in self.looks:
            first = max(look.since.toordinal(), month_days.start)
            days[look.outcome].update(range(first, min(look.until.toordinal() + 1, month_days.stop)))
        failed = bool(days["failed"] - days["complete"])
        if len(days["complete"]) == len(month_days):
            return "whole", failed
        return ("part" if days["complete"] or days["partial"] else "no"), failed


class Portals:
    """The portals of an archive, and what belongs to none."""

    def __init__(self) -> None:
        self.known: dict[str, Portal] = defaultdict(Portal)
        self.first: date | None = None
        self.last: date | None = None
        self._nowhere = [0, 0]  # bulletins and failures without a portal

    def add(self, bulletins: list[ReadBulletin], failures: list[FailedInput], looks: list[Look]) -> None:
        lexicon = read_lexicon("coverage")
        outcomes = {outcome["id"] for outcome in lexicon["outcome"]}
        no_page = frozenset(lexicon["failure"]["no_page"])
        hosts = _hosts_by_name(bulletins)
        for bulletin in bulletins:
            self._add_bulletin(bulletin, hosts)
        for failure in failures:
            if failure.code not in no_page:
                self._add_failure(failure, hosts)
        for look in looks:
            if look.outcome not in outcomes:
                raise ValueError(f"a look has the unknown outcome {look.outcome!r}")
            self.known[look.portal].looks.append(look)
            self._reach(look.since, look.until)

    def unplaced(self) -> tuple[Unplaced, ...]:
        rows = [
            Unplaced(name, "no_date", portal.undated_bulletins, len(portal.undated))
            for name, portal in sorted(self.known.items())
            if portal.undated_bulletins or portal.undated
        ]
        if any(self._nowhere):
            rows.append(Unplaced(None, "no_portal", *self._nowhere))
        return tuple(rows)

    def _add_bulletin(self, bulletin: ReadBulletin, hosts: Mapping[str, str]) -> None:
        name = _portal_name(bulletin, hosts)
        if name is None:
            self._nowhere[0] += 1
            return
        portal = self.known[name]
        if bulletin.site_name:
            portal.names[bulletin.site_name] += 1
        if bulletin.published is None:
            portal.undated_bulletins += 1
            return
        portal.read[bulletin.published.replace(day=1)].append(bulletin)
        self._reach(bulletin.published, bulletin.published)

    def _add_failure(self, failure: FailedInput, hosts: Mapping[str, str]) -> None:
        name = _portal_name(failure, hosts)
        if name is None:
            self._nowhere[1] += 1
        elif failure.published is None:
            self.known[name].undated.append(failure)
        else:
            self.known[name].unread[failure.published.replace(day=1)] += 1
            self._reach(failure.published, failure.published)

    def _reach(self, first: date, last: date) -> None:
        self.first = first if self.first is None else min(self.first, first)
        self.last = last if self.last is None else max(self.last, last)


def _portal_name(row: ReadBulletin | FailedInput, hosts: Mapping[str, str]) -> str | None:
    """Return the host; where there is no address, the only host that the name has, else the name."""
    return portal_of(row.url) or hosts.get(row.site_name or "") or row.site_name or None


def _hosts_by_name(bulletins: list[ReadBulletin]) -> dict[str, str]:
    seen: dict[str, set[str]] = defaultdict(set)
    for bulletin in bulletins:
        host = portal_of(bulletin.url)
        if bulletin.site_name and host:
            seen[bulletin.site_name].add(host)
    return {name: hosts.pop() for name, hosts in seen.items() if len(hosts) == 1}
