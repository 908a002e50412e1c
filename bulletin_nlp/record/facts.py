"""The facts that a bulletin states, one model a kind."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from bulletin_nlp.record.numbers import Number
from bulletin_nlp.record.spans import Basis, Fact, Frozen, Span

__all__ = [
    "AsOf",
    "Community",
    "Deadline",
    "Measure",
    "Metric",
    "Official",
    "Organization",
    "Period",
    "Position",
    "Region",
    "Task",
]

Level = Literal["province", "prefecture", "county", "township"]
Status = Literal["planned", "started", "in_progress", "completed"]
Qualifier = Literal["exact", "about", "over", "nearly", "at_least", "at_most"]


class Position(Frozen):
    """One title in one body; ``organization`` in full, null where the text names none."""

    organization: str | None
    title: str


class Official(Fact):
    """A person who acts in the bulletin by office; ``region`` is the code of the office's region."""

    name: str
    positions: tuple[Position, ...] = ()
    region: str | None = None
    roles: tuple[str, ...] = ()


class Organization(Fact):
    """A body that the bulletin names; ``name`` in full, ``as_written`` the words."""

    name: str
    as_written: str
    region: str | None = None


class Region(Fact):
    """A division that the bulletin is about.

    ``code`` is the code valid at the bulletin's date (GB/T 2260, 6 digits; 9 for a township), null where
    several ``candidates`` remain; ``code_current`` what it is today; ``implied`` true where only a word
    such as 全省 stands for it.
    """

    name: str
    level: Level
    code: str | None
    parent: str | None = None
    as_written: str
    implied: bool = False
    code_current: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()


class Community(Fact):
    """A residential community; ``township`` by name, ``region`` the code of its county or prefecture."""

    name: str
    kind: Literal["compound", "neighbourhood", "area"] = "compound"
    township: str | None = None
    region: str | None = None


class Period(Frozen):
    """What time is counted: first and last day, null where open or unknown, and the words."""

    start: date | None
    end: date | None
    text: str


class AsOf(Frozen):
    """The day up to which a figure holds, and where that was read."""

    date: date
    basis: Basis


class Metric(Fact):
    """A number about something, in base units, with what the text says of it."""

    indicator: str
    indicator_text: str
    category: str | None = None
    value: Number
    value_max: Number | None = None
    unit: str
    per: str | None = None
    precision: Number | None = None
    qualifier: Qualifier = "exact"
    status: Status | None = None
    remaining: bool = False
    cumulative: bool = False
    baseline: str | None = None
    period: Period | None = None
    as_of: AsOf | None = None
    region: str | None = None
    excludes: tuple[str, ...] = ()
    part_of: str | None = None
    context_span: Span


class Deadline(Fact):
    """A day by which something must be done; ``due`` is the last day on which it can be met."""

    due: date | None
    bound: Literal["before", "by", "within", "until"]
    expression: str
    obligation: str | None = None
    region: str | None = None


class Measure(Frozen):
    """One sentence of a task."""

    text: str
    span: Span


class Task(Fact):
    """What an authority asks for, by battle type."""

    task_type: str
    battle_name: str | None = None
    ordinal: int | None = Field(default=None, ge=1)
    heading: str | None = None
    measures: tuple[Measure, ...] = ()
    basis: Literal["named", "classified"]
    probabilities: dict[str, float] | None = None
