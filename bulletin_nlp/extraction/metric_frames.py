"""What stands around a number in its sentence: how far the work is, and what time is counted."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from bulletin_nlp.extraction.dates import DateExpression
from bulletin_nlp.extraction.metric_lexicon import Hit, Hits, metric_lexicon

if TYPE_CHECKING:
    from bulletin_nlp.extraction.reading import Reading

__all__ = ["Cursor", "Time", "Work"]

_STRONG, _WEAK = 2, 1
_LONE_DATE = 5  # characters beside the date: 到 … 以前，
# Years that are one stretch of counting, and not a date of something that happened.
_PERIODS = frozenset(["month", "quarter", "half", "year", "year_end", "plan", "range", "span_of_years"])


@dataclass(slots=True)
class Work:
    """How far the counted work is.

    ``plan`` is true after a plan word; ``status`` is that of the last verb, whose ``rank`` within its clause
    decides between verbs; ``left`` is true for what has not been done; ``listed`` for what has been taken
    into a plan (列入), until a strong verb; ``past`` for what a word says has happened (已); ``told`` is the
    span of the last word that told any of it.
    """

    plan: bool = False
    status: str | None = None
    rank: int = 0
    left: bool = False
    told: tuple[int, int] | None = None
    listed: bool = False
    past: bool = False

    @property
    def result(self) -> str | None:
        """The status that the words add up to."""
        return "planned" if self.plan or self.listed else self.status

    @property
    def weak(self) -> bool:
        """Whether only an achievement verb told the status."""
        return self.rank == _WEAK and not self.plan and not self.listed

    def next_clause(self) -> None:
        """Enter the next clause: what was said holds until a verb of its own."""
        self.rank = 0
        self.left = False

    def read(self, hit: Hit) -> None:
        """Take in one cue of ``status.toml``."""
        cue, planned = hit.payload, self.plan
        match cue.role:
            case "plan":
                self.plan, self.past = True, False
            case "task":
                if self.rank == _STRONG:
                    return
                self.plan = True
            case "listed":
                self.listed = True
            case "fact":
                self.plan = self.listed = False
                self.past = True
            case "strong":
                self.status, self.rank, self.listed = cue.status, _STRONG, False
            case "weak":
                if self.rank == _STRONG:
                    return
                self.status, self.rank = cue.status, _WEAK
            case "left":
                self.plan, self.left, self.rank = True, True, _STRONG
            case _:
                return
        if not (planned and self.plan):
            self.told = (hit.start, hit.end)


@dataclass(frozen=True, slots=True)
class Time:
    """What time a count covers: a date as written, and whether it runs up to it or on from it."""

    period: DateExpression | None = None
    until: DateExpression | None = None
    since: DateExpression | None = None
    cumulative: bool = False
    at: int = -1

    @property
    def said(self) -> bool:
        """Whether anything was said."""
        return self.cumulative or self.period is not None or self.until is not None or self.since is not None

    @property
    def bare(self) -> bool:
        """Whether only 累计 was said, and no date."""
        return self.cumulative and self.period is None and self.until is None and self.since is None


class Cursor:
    """Reads the cues and dates of one sentence from left to right.

    Args:
        reading: the bulletin.
        hits: its cues.
        start: where the sentence begins.
        end: where it ends.
    """

    def __init__(self, reading: Reading, hits: Hits, start: int, end: int) -> None:
        self.reading = reading
        self.end = end
        self.work = Work()
        self.time = Time()
        self.deadline: DateExpression | None = None
        self.plans: list[DateExpression] = []
        self.compared: DateExpression | None = None
        self.clause = (start, end)
        self._cues = hits.cues
        self._cue = hits.cue_index(start)
        self._dates = reading.dates
        self._date = bisect_left(reading.dates, start, key=lambda d: d.start)

    def enter_clause(self, start: int, end: int) -> None:
        """Enter a clause: a deadline in it, left or right of a number, plans what it counts."""
        self.work.next_clause()
        if not self._stands_alone(self.deadline):
            self.deadline = None
        self.compared = None
        self.clause = (start, end)
        index = bisect_left(self._dates, start, key=lambda d: d.start)
        while index < len(self._dates) and self._dates[index].start < end:
            expression = self._dates[index]
            if self._is_deadline(expression):
                self.deadline = expression
            index += 1

    def _stands_alone(self, expression: DateExpression | None) -> bool:
        """Tell whether the clause just read is a date and no more: 2025年底以前，…"""
        if expression is None:
            return False
        start, end = self.clause
        return start <= expression.start and end - start <= expression.end - expression.start + _LONE_DATE

    def advance(self, offset: int) -> None:
        """Read every cue and date that begins before ``offset``."""
        while True:
            cue = self._cues[self._cue] if self._cue < len(self._cues) else None
            expression = self._dates[self._date] if self._date < len(self._dates) else None
            next_cue = cue.start if cue is not None else offset
            next_date = expression.start if expression is not None else offset
            if next_cue >= offset and next_date >= offset:
                return
            if expression is not None and next_date <= next_cue:
                self._date += 1
                self._read_date(expression)
            elif cue is not None:
                self._cue += 1
                if cue.payload.role == "cumulative":
                    self.time = replace(self.time, cumulative=True, at=cue.start)
                else:
                    self.work.read(cue)

    def upcoming(self, offset: int, limit: int) -> Work:
        """Return what the cues between two offsets add to what has been read, without reading on."""
        ahead = replace(self.work)
        index = self._cue
        while index < len(self._cues) and self._cues[index].start < limit:
            cue = self._cues[index]
            # an achievement verb after the number does not outdo what was said before
            if cue.start >= offset and not (cue.payload.role == "weak" and ahead.result is not None):
                ahead.read(cue)
            index += 1
        return ahead

    def cue_before(self, offset: int) -> Hit | None:
        """Return the last cue that was read, if it ends at or before ``offset``."""
        if not self._cue:
            return None
        hit = self._cues[self._cue - 1]
        return hit if hit.end <= offset else None

    def _is_deadline(self, expression: DateExpression) -> bool:
        if expression.prefix in ("until", "since"):
            return False
        if expression.prefix != "by" and expression.suffix not in ("before", "by", "within"):
            return False
        anchor = self.reading.anchor
        if expression.last is None or anchor is None:
            return expression.prefix == "by" or expression.suffix != "by"
        return expression.last >= (anchor.day or date(anchor.year, 1, 1))

    def _is_compared(self, expression: DateExpression) -> bool:
        text = self.reading.clean
        before, after = metric_lexicon().comparison
        return text.startswith(after, expression.end) or text.endswith(before, 0, expression.start)

    def _read_date(self, expression: DateExpression) -> None:
        if self._is_compared(expression):
            self.compared = expression
        elif expression.prefix == "until":
            self.work.plan = False
            self.time = Time(until=expression, period=None, at=expression.start)
        elif "since" in (expression.prefix, expression.suffix):
            # 从元月动工 tells when the work began; 自2019年, 8月份以来 since when is counted
            if expression.suffix == "since" or expression.kind not in ("month", "day"):
                self.time = Time(since=expression, cumulative=True, at=expression.start)
        elif self._is_deadline(expression):
            self.work.plan = True
            self.work.told = (expression.start, expression.end)
        elif expression.kind in _PERIODS and expression.suffix in (None, "by", "within"):
            if "by" in (expression.prefix, expression.suffix) and expression.kind != "plan":
                self.time = Time(until=expression, at=expression.start)
                return
            if expression.kind in ("range", "plan"):
                self.plans.append(expression)
            several = expression.kind == "span_of_years" or (
                expression.kind == "range"
                and expression.first is not None
                and expression.last is not None
                and expression.last.year > expression.first.year
            )
            self.time = Time(period=expression, cumulative=several, at=expression.start)
