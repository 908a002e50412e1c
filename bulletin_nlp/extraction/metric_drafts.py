"""A metric while it is read, and how one number of a sentence becomes one."""

from __future__ import annotations

from dataclasses import dataclass, field

from bulletin_nlp.extraction.dates import DateExpression
from bulletin_nlp.extraction.metric_frames import Time
from bulletin_nlp.extraction.metric_lexicon import Indicator
from bulletin_nlp.extraction.places import Place
from bulletin_nlp.extraction.quantities import Quantity
from bulletin_nlp.record import AsOf, Period
from bulletin_nlp.record.spans import Basis

__all__ = ["Draft", "Settled"]


@dataclass(frozen=True, slots=True)
class Settled:
    """What a draft's time came to; ``span`` is where it was read."""

    period: Period | None = None
    as_of: AsOf | None = None
    cumulative: bool = False
    baseline: str | None = None
    span: tuple[int, int] | None = None


@dataclass(slots=True)
class Draft:
    """A metric while it is read: what was decided and where it was read.

    ``named`` is the span of the words that name the thing; ``time_basis`` says where the time was read when
    not in the sentence (``heading``, ``document``); ``told`` is the word that told the
    status; ``region`` is the code given by a list or a table row,
    else that of ``place``; ``weak`` says that only an achievement verb told the status,
    ``standard`` that the number is what a rule grants and nothing that was counted over a time.
    """

    quantity: Quantity
    indicator: Indicator
    named: tuple[int, int]
    clause: tuple[int, int]
    sentence: int
    unit: str
    status: str | None = None
    left: bool = False
    time: Time = field(default_factory=Time)
    deadline: DateExpression | None = None
    plans: list[DateExpression] = field(default_factory=list)
    time_basis: Basis | None = None
    told: tuple[int, int] | None = None
    excluded: tuple[str, ...] = ()
    region: str | None = None
    place: Place | None = None
    headline: bool = False
    table: bool = False
    fall: bool = False
    part: bool = False
    month_before: bool = False
    mentions: list[tuple[int, int]] = field(default_factory=list)
    part_of: Draft | None = None
    weak: bool = False
    standard: bool = False
    settled: Settled = Settled()
