"""What stands around a number in its sentence: how far the work is, and what time is counted."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from bulletin_nlp.extraction.dates import DateExpression
from bulletin_nlp.extraction.metric_lexicon import Hit, Hits, metric_lexicon
from bulletin_nlp.extraction.metric_times import Time
from bulletin_nlp.extraction.metric_work import STRONG, Work
from bulletin_nlp.lexicon.loader import alternation, read_lexicon

if TYPE_CHECKING:
    from bulletin_nlp.extraction.reading import Reading

__all__ = ["PARTS", "STRONG", "Cursor", "Time", "Work"]

#: Kinds of dates that are a part of a year.
PARTS = frozenset(["range", "month", "quarter", "half"])
_EARLY = 3  # months in which bulletins tell of the year before
_LOOKED_AT = 12  # how many dates before 全年 may tell which year it is
_AND = ("、", "和", "及", "与")
_LONE_DATE = 5  # characters beside the date: 到 … 以前，
# Years that are one stretch of counting, and not a date of something that happened.
_PERIODS = frozenset(["month", "quarter", "half", "year", "year_end", "plan", "range", "span_of_years"])


@dataclass(frozen=True, slots=True)
class _Words:
    age: re.Pattern[str]
    share: tuple[str, ...]
    whole: tuple[str, ...]
    reached: tuple[str, ...]
    apart: tuple[str, ...]
    money: re.Pattern[str]
    taken_in: re.Pattern[str]
    prepares: re.Pattern[str]


@cache
def _words() -> _Words:
    data = read_lexicon("status")
    dates, senses = data["dates"], data["senses"]
    # what still belongs to the date, then what tells its sense
    return _Words(
        re.compile(rf"[前之以及（(含）)底]*(?:{alternation(dates['age'])})"),
        tuple(dates["share"]),
        tuple(dates["whole"]),
        tuple(senses["reached"]),
        tuple(senses["apart"]),
        re.compile(alternation(senses["money"])),
        # …将电梯加装工作列入要点
        re.compile(rf"将[^，。；,;\n]{{2,30}}?(?:{alternation(senses['taken_in'])})"),
        re.compile(rf"[^，。；,;\n0-9]{{0,16}}?(?:{alternation(senses['prepares'])})"),
    )


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
        self._lender: Time | None = None
        self._cues = hits.cues
        self._cue = hits.cue_index(start)
        self._dates = reading.dates
        self._date = bisect_left(reading.dates, start, key=lambda d: d.start)

    def enter_clause(self, start: int, end: int) -> None:
        """Enter a clause: a deadline in it, left or right of a number, plans what it counts."""
        if self.work.sought and _words().money.search(self.reading.clean, *self.clause):
            self.work.plan = self.work.sought = False  # 争取中央资金居全国第三，完成1200户
        self.work.next_clause()
        if not (self.work.plan or self._stands_alone(self.deadline)):
            self.deadline = None
        self.compared = None
        self.clause = (start, end)
        index = bisect_left(self._dates, start, key=lambda d: d.start)
        while index < len(self._dates) and self._dates[index].start < end:
            expression = self._dates[index]
            if self._is_deadline(expression) and not self._is_age(expression):
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
                    if cue.payload.role == "so_far":
                        self.time = replace(self.time, so_far=True)
                    if not self._is_without_sense(cue):
                        self.work.read(self._in_preparation(cue))

    def upcoming(self, offset: int, limit: int) -> Work:
        """Return what the cues between two offsets add to what has been read, without reading on."""
        ahead = self.work.copy()
        index = self._cue
        while index < len(self._cues) and self._cues[index].start < limit:
            cue = self._cues[index]
            # an achievement verb after the number does not outdo what was said before
            if cue.start >= offset and not (cue.payload.role == "weak" and ahead.result is not None):
                ahead.read(self._in_preparation(cue))
            index += 1
        return ahead

    def cue_before(self, offset: int) -> Hit | None:
        """Return the last cue that was read, if it ends at or before ``offset``."""
        if not self._cue:
            return None
        hit = self._cues[self._cue - 1]
        return hit if hit.end <= offset else None

    def _is_without_sense(self, cue: Hit) -> bool:
        """Tell whether a cue tells nothing here of how far the work is.

        So does the plan that a share is taken of (任务数的38.6%), a verb that belongs to the name of what is
        reached (涉及改造小区12个), and 将 before what is taken in somewhere (将加装电梯列入要点).
        """
        text, end, role = self.reading.clean, cue.end, cue.payload.role
        if role == "task":
            return text[end : end + 2].rstrip("0123456789") == "的"
        if role == "weak":
            return text.endswith(_words().reached, 0, cue.start)
        return (
            cue.payload.mark == "modal"
            and text.startswith("将", cue.start)
            and _words().taken_in.match(text, cue.start) is not None
        )

    def _in_preparation(self, cue: Hit) -> Hit:
        """Return a verb of works under way as a plan, where what is under way only prepares them."""
        payload = cue.payload
        if payload.role != "strong" or payload.status != "in_progress":
            return cue
        if _words().prepares.match(self.reading.clean, cue.end) is None:
            return cue
        return replace(cue, payload=replace(payload, role="plan", status=None))

    def lend(self, time: Time) -> None:
        """Mark the time as that of one number alone; ``time`` is the one that holds after it."""
        self.time = replace(self.time, lent=True)
        self._lender = time if time.said and not time.lent else None

    def take_back(self) -> None:
        """Return to the time that held before one was lent."""
        if self._lender is not None:
            self.time, self._lender = self._lender, None

    def dates_within(self, start: int, end: int) -> list[DateExpression]:
        """Return the dates that begin in a stretch."""
        low = bisect_left(self._dates, start, key=lambda d: d.start)
        return self._dates[low : bisect_left(self._dates, end, key=lambda d: d.start)]

    def _is_deadline(self, expression: DateExpression) -> bool:
        if expression.prefix in ("until", "since"):
            return False
        if expression.prefix != "by" and expression.suffix not in ("before", "by", "within"):
            return False
        anchor = self.reading.anchor
        if expression.last is None or anchor is None:
            return expression.prefix == "by" or expression.suffix != "by"
        return expression.last >= (anchor.day or date(anchor.year, 1, 1))

    def _planned_here(self) -> bool:
        return self.work.told is not None and self.work.told[0] >= self.clause[0]

    def _is_compared(self, expression: DateExpression) -> bool:
        text = self.reading.clean
        before, after = metric_lexicon().comparison
        return text.startswith(after, expression.end) or text.endswith(before, 0, expression.start)

    def _is_age(self, expression: DateExpression) -> bool:
        """Tell whether a date says when buildings were built: 2000年底前建成的小区."""
        if expression.suffix != "before" or (expression.last is not None and self._is_ahead(expression.last)):
            return False
        return _words().age.match(self.reading.clean, expression.end) is not None

    def _is_share(self, expression: DateExpression) -> bool:
        """Tell whether a year only names the plan that a share is taken of: 占今年任务的80%."""
        if expression.kind != "year" or not self.time.said:
            return False
        return self.reading.clean.endswith(_words().share, 0, expression.start)

    def _is_ahead(self, day: date) -> bool:
        anchor = self.reading.anchor
        return anchor is not None and day >= (anchor.day or date(anchor.year, 1, 1))

    def is_over(self, expression: DateExpression) -> bool:
        """Tell whether a part of a year is over, so that what is told of it has happened."""
        anchor = self.reading.anchor
        if expression.kind not in PARTS or expression.last is None or anchor is None or anchor.day is None:
            return False
        return expression.last < anchor.day

    def _until(self, expression: DateExpression) -> Time:
        """Return the time up to a date, from where one before it says: 从2010年起，…，至2019年."""
        since = self.time.since
        if since is None or since.first is None or expression.last is None or since.first > expression.last:
            since = None
        return Time(until=expression, since=since, cumulative=since is not None, at=expression.start)

    def _with_year_before(self, expression: DateExpression) -> DateExpression:
        """Return the years of a list as one stretch: 2029年、2030年共改造90个."""
        before, text = self.time.period, self.reading.clean
        if before is None or before.kind != "year" or expression.kind != "year":
            return expression
        if before.first is None or expression.first is None or before.first.year + 1 != expression.first.year:
            return expression
        if text[before.end : expression.start] not in _AND:
            return expression
        if any(text.find(word, expression.end, self.clause[1]) >= 0 for word in _words().apart):
            return expression
        return replace(expression, kind="range", start=before.start, first=before.first)

    def _of_last_year(self, expression: DateExpression) -> DateExpression:
        """Return 全年 as the year told of before it, where a bulletin early in a year looks back."""
        anchor = self.reading.anchor
        text = self.reading.clean
        if anchor is None or anchor.day is None or anchor.day.month > _EARLY:
            return expression
        if not text.startswith(_words().whole, expression.start) or expression.first is None:
            return expression
        index = bisect_left(self._dates, expression.start, key=lambda d: d.start)
        for earlier in reversed(self._dates[max(0, index - _LOOKED_AT) : index]):
            if earlier.kind == "year" and earlier.first is not None and earlier.last is not None:
                if earlier.first.year == anchor.year - 1:
                    return replace(expression, first=earlier.first, last=earlier.last)
                break
        return expression

    def _read_date(self, expression: DateExpression) -> None:
        expression = self._of_last_year(expression)
        if self._is_age(expression) or self._is_share(expression):
            return
        if self._is_compared(expression):
            self.compared = expression
        elif expression.prefix == "until":
            self.work.plan = False
            self.time = self._until(expression)
        elif "since" in (expression.prefix, expression.suffix):
            # 从元月动工 tells when the work began; 自2019年, 8月份以来 since when is counted
            if expression.suffix == "since" or expression.kind not in ("month", "day"):
                self.time = Time(since=expression, cumulative=True, at=expression.start)
        elif self._is_deadline(expression):
            self.work.plan, self.work.sought = True, False
            self.work.told = (expression.start, expression.end)
        elif expression.kind in _PERIODS and expression.suffix in (None, "by", "within"):
            if "by" in (expression.prefix, expression.suffix) and expression.kind != "plan":
                self.time = self._until(expression)
                return
            if expression.kind in ("range", "plan"):
                self.plans.append(expression)
            if self.deadline is not None and self.deadline.start < expression.start:
                self.deadline = None
            if self.is_over(expression) and not self._planned_here():
                # 今年计划加装420部，1至9月份开工398部
                self.work.plan = self.work.listed = False
                self.work.past = True
            expression = self._with_year_before(expression)
            several = expression.kind == "span_of_years" or (
                expression.kind == "range"
                and expression.first is not None
                and expression.last is not None
                and expression.last.year > expression.first.year
            )
            self.time = Time(period=expression, cumulative=several, at=expression.start)
