"""Coverage: what is known of each month of each portal, so that a gap is not taken for silence.

A researcher who sees no figure for a month must know whether bulletins were read that state none, whether
some could not be read, or whether nobody looked. The states, their order and the examples that hold the code
to them stand in ``lexicon/data/coverage.toml``; ``docs/analysis.md`` explains them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bulletin_nlp.analysis.portals import (
    FailedInput,
    Look,
    Looked,
    Portal,
    Portals,
    ReadBulletin,
    Unplaced,
    portal_of,
)
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
class Coverage:
    """The months, by portal, month and indicator; and what is in none of them."""

    cells: tuple[CoverageCell, ...]
    unplaced: tuple[Unplaced, ...]


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
    portals = Portals()
    portals.add(list(bulletins), list(failures), list(looks))
    months = _months(since or portals.first, until or portals.last)
    cells = [
        cell
        for name in sorted(portals.known)
        for month in months
        for cell in _cells(name, portals.known[name], month, indicators or (None,))
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


def _cells(
    name: str, portal: Portal, month: date, indicators: Sequence[str | None]
) -> Iterator[CoverageCell]:
    looked, failed = portal.looked(month)
    read = portal.read.get(month, [])
    undated = sum(1 for failure in portal.undated if failure.seen >= month)
    within = bool(portal.read) and min(portal.read) < month < max(portal.read)
    for indicator in indicators:
        counts = [_facts(bulletin, indicator) for bulletin in read]
        stating = sum(1 for count in counts if count)
        state = month_state(
            read=len(read),
            stating=stating,
            unread=portal.unread[month],
            undated=undated,
            failed=failed,
            looked=looked,
            within=within,
        )
        yield CoverageCell(
            portal=name,
            site_name=portal.name,
            month=month,
            indicator=indicator,
            state=state,
            read=len(read),
            stating=stating,
            facts=sum(counts),
            unread=portal.unread[month],
            undated=undated,
            looked=looked,
        )


def _facts(bulletin: ReadBulletin, indicator: str | None) -> int:
    if indicator is None:
        return sum(bulletin.facts.values())
    return bulletin.facts.get(indicator, 0)
