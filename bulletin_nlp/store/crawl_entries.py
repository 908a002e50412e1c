"""What a frontier takes and answers with. Days are those of the portal's country, moments have their zone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from bulletin_nlp.store.prepared import PreparedRecord

__all__ = [
    "Alarm",
    "ArchivePosition",
    "DuePage",
    "Gap",
    "ListLook",
    "ListPageCount",
    "ListState",
    "ListedEntry",
    "NextListPage",
    "OpenRun",
    "Page",
    "PageFailure",
    "PortalState",
    "ReadBody",
    "Settled",
    "SettledPage",
    "Visit",
    "VisitState",
]

VisitState = Literal["complete", "partial", "failed"]


@dataclass(frozen=True, slots=True)
class OpenRun:
    """A run of a crawl; ``resumed`` where it is an interrupted one that goes on."""

    run_key: int
    started: datetime
    resumed: bool


@dataclass(frozen=True, slots=True)
class ArchivePosition:
    """Where an answer stands in the archive: ``file`` within its folder, ``offset`` in bytes."""

    file: str
    offset: int
    record_id: str


@dataclass(frozen=True, slots=True)
class ListedEntry:
    """An entry of a list page.

    Args:
        url: the address to ask for.
        key: the canonical address, by which the page is known.
        title: as the list has it.
        listed: the day that the list has, None where it has none.
        listed_text: what the list prints for it.
    """

    url: str
    key: str
    title: str | None = None
    listed: date | None = None
    listed_text: str | None = None


@dataclass(frozen=True, slots=True)
class NextListPage:
    """The page of a list that is to be asked for next; a ``guessed`` one is named nowhere."""

    url: str
    number: int
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class ListPageCount:
    """What noting a list page did.

    Args:
        new: entries that no list had named before.
        added: entries that this list had not named before.
        known: the others.
        revived: known ones that are due again by it.
        fresh: entries that no other page of this list had named in this run.
        unusable: entries left out, since their address is too long to be kept.
    """

    new: int = 0
    added: int = 0
    known: int = 0
    revived: int = 0
    fresh: int = 0
    unusable: int = 0

    @property
    def nothing_new(self) -> bool:
        """Whether this run had met every entry already, as of a page out of range that is the first again."""
        return self.fresh == 0


@dataclass(frozen=True, slots=True)
class ListState:
    """How far a run has come with a list.

    ``next`` is the page to ask for; None before the first page was noted (``pages`` is 0) and after the last.
    ``since`` to ``until`` is what was looked through, ``complete`` whether wholly.
    """

    run_key: int
    portal: str
    column: str
    next: NextListPage | None
    pages: int
    entries: int
    new: int
    oldest: date | None
    newest: date | None
    started: datetime
    finished: datetime | None
    outcome: str | None
    message: str | None
    since: date | None
    until: date | None
    complete: bool | None


@dataclass(frozen=True, slots=True)
class ReadBody:
    """A body that was received whole and read: what to ask with next time, and where it is kept.

    A body that was not read (a changed layout, a challenge) is none: a later 304 would pass for a page seen.
    """

    etag: str | None = None
    last_modified: str | None = None
    content_sha256: str | None = None
    archived: ArchivePosition | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """An address and what became of it. ``columns`` are the lists that named it, in the order of doing so."""

    page_key: int
    portal: str
    key: str
    url: str
    title: str | None
    listed: date | None
    listed_text: str | None
    first_seen: datetime
    last_listed: datetime
    state: Literal["due", "settled"]
    outcome: str | None
    message: str | None
    status: int | None
    body: ReadBody
    record_id: str | None
    again: str | None
    next_due: datetime | None
    tries: int
    fetched_at: datetime | None
    changed_at: datetime | None
    last_run: int | None
    columns: tuple[str, ...]


#: A page that waits to be asked for is told in full: its validators, its title, what became of it before.
DuePage = Page


@dataclass(frozen=True, slots=True)
class PageFailure:
    """Why a page that was received did not become a record, as :meth:`Store.fail` takes it."""

    code: str
    message: str
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a page.

    Args:
        outcome: an outcome as written; what a record becomes is decided by saving it (``new``, ``changed`` or
            ``unchanged``), whatever is said here.
        again: the outcome's rule: ``no``, ``next_run`` (whether or not a list names it) or ``later``.
        next_due: from which moment on it may be asked for again; None for not until a list says something
            else of it.
        tries: times in a row that it could not be looked at, this one included.
        fetched_at: when the answer came, which tells this answer from every other.
        message: one line.
        status: of HTTP.
        body: the body that was read; None keeps what is known of the former one.
        archived: where the answer stands in the archive, whatever it was.
    """

    outcome: str
    again: Literal["no", "next_run", "later"]
    next_due: datetime | None
    fetched_at: datetime | None
    tries: int = 0
    message: str | None = None
    status: int | None = None
    body: ReadBody | None = None
    archived: ArchivePosition | None = None


@dataclass(frozen=True, slots=True)
class SettledPage:
    """A page to be settled by its ``owner``: what became of it, and its record or its failure."""

    page_key: int
    owner: str
    settled: Settled
    record: PreparedRecord | None = None
    failure: PageFailure | None = None


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that a person should see to."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Visit:
    """A portal's part of a run; ``finished`` and ``state`` are None while it goes on, or if killed."""

    run_key: int
    portal: str
    started: datetime
    finished: datetime | None
    state: VisitState | None
    counts: Mapping[str, int]
    alarms: tuple[Alarm, ...]
    message: str | None


@dataclass(frozen=True, slots=True)
class PortalState:
    """What is known of a portal beyond single runs."""

    portal: str
    lease_owner: str | None = None
    lease_until: datetime | None = None
    muted_until: datetime | None = None
    muted_reason: str | None = None
    alarm: str | None = None
    alarm_since: datetime | None = None
    told_alarm: str | None = None
    last_look: datetime | None = None
    last_success: datetime | None = None

    def muted(self, now: datetime) -> bool:
        """Tell whether the portal is muted at a moment."""
        return self.muted_until is not None and now < self.muted_until


@dataclass(frozen=True, slots=True)
class ListLook:
    """A run's look at a list: what :class:`bulletin_nlp.analysis.portals.Look` says of a host."""

    run_key: int
    portal: str
    column: str
    since: date
    until: date
    outcome: VisitState
    looked_at: datetime


@dataclass(frozen=True, slots=True)
class Gap:
    """Days of a list that nobody could look through; ``closed`` when somebody did after all."""

    gap_key: int
    portal: str
    column: str
    since: date
    until: date
    reason: str
    noted: datetime
    closed: datetime | None
