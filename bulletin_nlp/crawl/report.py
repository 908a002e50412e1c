"""What a crawl reports: of each list, of each portal, of the run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from bulletin_nlp.crawl.alarms import Alarm, ListFacts, VisitFacts, alarm_kinds
from bulletin_nlp.portals.description import Portal
from bulletin_nlp.store.crawl_entries import ListState, Visit

__all__ = [
    "ListReport",
    "RunReport",
    "VisitReport",
    "VisitState",
    "facts_of",
    "list_report",
    "stored_report",
    "visit_fields",
]

#: ``stopped``: the run was interrupted, and goes on from there; ``held``: another run visits the portal.
VisitState = Literal["complete", "partial", "failed", "stopped", "held"]

#: How a list ends that could be looked at.
_LOOKED = ("new", "unchanged")


@dataclass(frozen=True, slots=True)
class ListReport:
    """How far a run looked through a list.

    ``outcome`` is null where every page that was asked for was read; ``complete`` says that everything since
    ``since`` was seen, :attr:`arrived` that the look came down to what was seen before, or to the list's end.
    ``first_entries`` counts the entries of the first page, null where it was not read now.
    """

    column: str
    pages: int
    entries: int
    new: int
    outcome: str | None = None
    message: str | None = None
    complete: bool = False
    since: date | None = None
    newest: date | None = None
    first_entries: int | None = None
    problems: tuple[str, ...] = ()

    @property
    def arrived(self) -> bool:
        """Whether the look came down to what was seen before, or to the list's end."""
        return self.complete and self.message is None


@dataclass(slots=True)
class VisitReport:
    """A portal's part of a run.

    ``outcomes`` counts its articles by what became of them, ``read`` those that became records, ``missed``
    those of them on whose page a selector of the portal found nothing; ``gaps`` are the lists whose pages
    ended before what was seen.
    """

    portal: str
    title: str
    state: VisitState = "complete"
    lists: list[ListReport] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)
    read: int = 0
    missed: int = 0
    alarms: tuple[Alarm, ...] = ()
    gaps: tuple[str, ...] = ()
    message: str | None = None

    @property
    def looked(self) -> int:
        """Articles that were looked at, whatever became of them."""
        return self.outcomes.total()

    def count(self, *kinds: str) -> int:
        """Return how many articles had an outcome of these kinds."""
        return sum(n for outcome, n in self.outcomes.items() if outcome.partition(":")[0] in kinds)


@dataclass(frozen=True, slots=True)
class RunReport:
    """A run: its key in the store, its visits, and whether it came to its end."""

    run: int
    started: datetime
    finished: datetime | None
    visits: Sequence[VisitReport]

    @property
    def alarmed(self) -> Sequence[VisitReport]:
        """The visits with alarms: a portal broke its expectation, or could not be looked at."""
        return [visit for visit in self.visits if visit.alarms]


def facts_of(report: VisitReport, day: date) -> VisitFacts:
    """Return what a visit found, as the alarms are told by.

    Args:
        report: the visit.
        day: its day at the portals.
    """
    return VisitFacts(
        portal=report.portal,
        day=day,
        lists=tuple(
            ListFacts(
                column=look.column,
                outcome=look.outcome or ("new" if look.new else "unchanged"),
                problems=look.problems,
                newest=look.newest,
                entries=look.first_entries,
            )
            for look in report.lists
        ),
        pages=dict(report.outcomes),
        body_hits=report.read - report.missed,
        body_misses=report.missed,
        gaps=report.gaps,
    )


def stored_report(portal: Portal, visit: Visit, lists: Sequence[ListState]) -> VisitReport:
    """Return the report of a visit as the store has it.

    Args:
        portal: the portal.
        visit: its visit, which has ended.
        lists: how far its lists were looked through.
    """
    return VisitReport(
        portal.name,
        portal.title,
        visit.state or "failed",
        [list_report(state) for state in lists],
        Counter(visit.counts),
        alarms=tuple(
            Alarm(alarm.code, alarm.message) for alarm in visit.alarms if alarm.code in alarm_kinds()
        ),
        message=visit.message,
    )


def list_report(
    state: ListState, first_entries: int | None = None, problems: tuple[str, ...] = ()
) -> ListReport:
    """Return the report of a look as the store has it, with what only its reading knows.

    Args:
        state: how far the look went.
        first_entries: entries of the first page.
        problems: codes of the problems of its pages.
    """
    return ListReport(
        column=state.column,
        pages=state.pages,
        entries=state.entries,
        new=state.new,
        outcome=None if state.outcome in _LOOKED else state.outcome,
        message=state.message,
        complete=bool(state.complete),
        since=state.since,
        newest=state.newest,
        first_entries=first_entries,
        problems=problems,
    )


def visit_fields(report: VisitReport) -> dict[str, Any]:
    """Return a visit as a log or a store has it."""
    return {
        "state": report.state,
        "outcomes": dict(report.outcomes),
        "alarms": [{"code": alarm.code, "message": alarm.message} for alarm in report.alarms],
        "message": report.message,
    }
