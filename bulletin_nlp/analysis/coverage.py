"""Coverage: what is known of each month of each portal, so that a gap is not taken for silence.

A researcher who sees no figure for a month must know whether bulletins were read that state none, whether
some could not be read, or whether nobody looked. The states, their order and the examples that hold the code
to them stand in ``lexicon/data/coverage.toml``; ``docs/analysis.md`` explains them.
"""

from __future__ import annotations

from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal
from urllib.parse import urlsplit

from bulletin_nlp.errors import BulletinError
from bulletin_nlp.lexicon.loader import read_lexicon

__all__ = [
    "Coverage",
    "CoverageCell",
    "FailedInput",
    "Look",
    "ReadBulletin",
    "Unplaced",
    "coverage",
    "month_state",
    "portal_of",
]

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
class CoverageCell:
    """What is known of one month (its first day) of one portal, for one indicator or for any (None).

    ``read`` counts bulletins, ``stating`` those that state the indicator, ``facts`` their figures, ``unread``
    failed inputs of the month, ``undated`` failed inputs of the portal that may be of this month.
    """

    portal: str
    site_name: str | None
    month: date
    indicator: str | None
    state: str
    read: int
    stating: int
    facts: int
    unread: int
    undated: int
    looked: Looked


@dataclass(frozen=True, slots=True)
class Unplaced:
    """What belongs to no month of a portal: it has no day (``no_date``) or no portal (``no_portal``)."""

    portal: str | None
    why: Literal["no_date", "no_portal"]
    bulletins: int
    failures: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """The months, by portal, month and indicator; and what is in none of them."""

    cells: tuple[CoverageCell, ...]
    unplaced: tuple[Unplaced, ...]


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


def month_state(
    *, read: int, stating: int, unread: int, undated: int, failed: bool, looked: Looked, within: bool
) -> str:
    """Return the state of a month, the first of ``coverage.toml`` that holds.

    Args:
        read: bulletins of the month.
        stating: those of them that state the indicator.
        unread: inputs of the month that failed.
        undated: inputs of the portal that failed and may be of this month.
        failed: a look at a day of the month failed, and none made good for it.
        looked: how much of the month was looked through to the end.
        within: the portal has bulletins both of earlier and of later months.
    """
    if stating:
        return "found"
    if unread or failed:
        return "could_not_read"
    if read:
        return "none_found"
    if looked == "whole" and not undated:
        return "none_listed"
    if looked != "no" or within:
        return "none_read"
    return "not_looked"


def coverage(
    bulletins: Iterable[ReadBulletin],
    failures: Iterable[FailedInput],
    looks: Iterable[Look] = (),
    *,
    indicators: Sequence[str] = (),
    since: date | None = None,
    until: date | None = None,
) -> Coverage:
    """Say of every month of every portal what is known of it.

    Args:
        bulletins: the bulletins of a store, copies included: each portal is judged by what it shows itself.
        failures: the inputs that did not become a record.
        looks: what a crawl looked through; without any, no month is said to have been looked at.
        indicators: ids; each has its own row a month. Without any, a bulletin counts that states any figure.
        since, until: a day of the first and of the last month. Without them, the months from the earliest to
            the latest that anything is known of.

    Raises:
        BulletinError: ``option_invalid`` where the months are none, or more than an archive can have.
        ValueError: an outcome of a look is not known.
    """
    if since and until and until < since:
        raise BulletinError(
            "option_invalid", f"{since} to {until} has no month", "give the earlier day as --since"
        )
    portals = _Portals()
    portals.add(list(bulletins), list(failures), list(looks))
    months = _months(since or portals.first, until or portals.last)
    cells = [
        cell
        for name in sorted(portals.known)
        for month in months
        for cell in portals.known[name].cells(name, month, indicators or (None,))
    ]
    return Coverage(tuple(cells), portals.unplaced())


def _months(first: date | None, last: date | None) -> list[date]:
    """Return the first day of each month from one day's to another's."""
    if first is None or last is None:
        return []
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    # a single misread year would make a table of centuries
    if len(numbers) > read_lexicon("coverage")["months"]["most"]:
        raise BulletinError(
            "option_invalid", f"{first} to {last} are {len(numbers)} months", "give --since and --until"
        )
    return [date(number // 12, number % 12 + 1, 1) for number in numbers]


def _days_in(month: date) -> range:
    """Return the days of a month, as ordinals."""
    first = month.toordinal()
    return range(first, first + monthrange(month.year, month.month)[1])


class _Portal:
    """What is known of a portal, by month where it has one."""

    def __init__(self) -> None:
        self.names: Counter[str] = Counter()
        self.read: dict[date, list[ReadBulletin]] = defaultdict(list)
        self.unread: Counter[date] = Counter()
        self.undated: list[FailedInput] = []
        self.undated_bulletins = 0
        self.looks: list[Look] = []

    def cells(self, portal: str, month: date, indicators: Sequence[str | None]) -> Iterator[CoverageCell]:
        looked, failed = self._looked(month)
        read = self.read.get(month, [])
        undated = sum(1 for failure in self.undated if failure.seen >= month)
        within = bool(self.read) and min(self.read) < month < max(self.read)
        # of several names the one most written; of these the first, whatever the order of the rows
        name = min(self.names, key=lambda name: (-self.names[name], name), default=None)
        for indicator in indicators:
            counts = [_facts(bulletin, indicator) for bulletin in read]
            stating = sum(1 for count in counts if count)
            state = month_state(
                read=len(read),
                stating=stating,
                unread=self.unread[month],
                undated=undated,
                failed=failed,
                looked=looked,
                within=within,
            )
            yield CoverageCell(
                portal=portal,
                site_name=name,
                month=month,
                indicator=indicator,
                state=state,
                read=len(read),
                stating=stating,
                facts=sum(counts),
                unread=self.unread[month],
                undated=undated,
                looked=looked,
            )

    def _looked(self, month: date) -> tuple[Looked, bool]:
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


def _facts(bulletin: ReadBulletin, indicator: str | None) -> int:
    if indicator is None:
        return sum(bulletin.facts.values())
    return bulletin.facts.get(indicator, 0)


class _Portals:
    """The portals of an archive, and what belongs to none."""

    def __init__(self) -> None:
        self.known: dict[str, _Portal] = defaultdict(_Portal)
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
