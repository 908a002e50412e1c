"""What a store answers with, apart from records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from bulletin_nlp.record import Bulletin

__all__ = [
    "FactState",
    "Listing",
    "Revision",
    "RunInput",
    "SaveOutcome",
    "StoredFailure",
    "StoredRun",
]


class SaveOutcome(StrEnum):
    """What saving a record did to the store."""

    NEW = "new"  # a bulletin that was not there
    UNCHANGED = "unchanged"  # the record was there; only last_seen moved
    REVISED = "revised"  # the page's content changed: a new revision, the old one kept
    REREAD = "reread"  # the same content, another record (newer rules, more metadata): likewise a revision
    COPY = "copy"  # the same content at another place: kept beside the current revision


@dataclass(frozen=True, slots=True)
class Listing:
    """A bulletin in a list: what it is, and how many facts of each kind it states."""

    id: str
    title: str | None
    published: date | None
    site_name: str | None
    url: str | None
    input: str | None
    revisions: int
    last_seen: datetime
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Revision:
    """One record of a bulletin, by number; ``current`` where it is the one that the store answers with."""

    number: int
    content_id: str
    extractor_version: str
    first_seen: datetime
    last_seen: datetime
    current: bool
    record: Bulletin


@dataclass(frozen=True, slots=True)
class StoredFailure:
    """An input that did not become a record."""

    input: str
    code: str
    message: str
    times: int
    first_seen: datetime
    last_seen: datetime
    resolved: datetime | None
    detail: str | None


@dataclass(frozen=True, slots=True)
class StoredRun:
    """A run of an extraction; ``finished`` is null while it goes on, or where it was killed."""

    run_key: int
    started: datetime
    finished: datetime | None
    options: Mapping[str, Any]
    versions: Mapping[str, str]
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class RunInput:
    """How an input of a run ended: ``record_id`` where it became a record, else the ``code`` of its failure.

    ``ordinal`` is its place among the run's inputs, from 0; ``content_sha256`` the hash of its bytes.
    ``message`` and ``detail`` are what a failure says; they stand among the failures, and are null when read
    back.
    """

    ordinal: int
    input: str
    content_sha256: str | None
    record_id: str | None
    code: str | None
    message: str | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class FactState:
    """What a fact said for a while.

    ``since`` is when the store was first told so; ``until`` when it was told otherwise, null for how it
    stands; ``ended`` is ``changed`` or ``retracted``, null where it stands. ``fact`` is its wire form.
    """

    bulletin_id: str
    kind: str
    fact_id: str
    since: datetime
    until: datetime | None
    ended: str | None
    fact: Mapping[str, Any]
