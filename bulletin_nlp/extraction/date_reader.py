"""What a written date means, read against the bulletin's own day or year."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from re import Match
from typing import TYPE_CHECKING

from bulletin_nlp.extraction import calendar_days as calendar
from bulletin_nlp.extraction.date_grammar import date_grammar
from bulletin_nlp.extraction.numerals import read_digits
from bulletin_nlp.extraction.written_dates import WrittenDate, calendar_number

if TYPE_CHECKING:
    from bulletin_nlp.extraction.reading import Anchor

__all__ = ["DateReader", "DateReading"]

#: Kind, first and last day, and whether the year was taken from the anchor.
DateReading = tuple[str, calendar.Period, bool]

# How far after a year, in characters, a date without one may take it.
_SENTENCE = 60
_PARAGRAPH = 180


class DateReader:
    """Reads written dates in order, keeping the years and months named before."""

    def __init__(self, text: str, anchor: Anchor | None) -> None:
        self.text = text
        self.anchor = anchor
        self.grammar = grammar = date_grammar()
        self.turn = grammar.data["turn"]
        self.named: tuple[int, int] | None = None  # the year named last, and where
        self.month: tuple[int, int | None, int] | None = None  # month, its year, and where

    def read(self, item: WrittenDate) -> DateReading:
        """Return the kind of a date, its first and last day, and whether its year came from the anchor."""
        form: Callable[[WrittenDate, Match[str]], DateReading] = getattr(self, f"_{item.kind}")
        reading = form(item, item.match)
        if item.own_year is not None and item.kind not in ("years", "iso") and item.suffix != "before":
            self.named = (item.own_year, item.end)
        return reading

    # years

    def _year(
        self, item: WrittenDate, month: int | None = None, last: int | None = None
    ) -> tuple[int | None, bool]:
        """Return the year of a date and whether it was taken from the anchor."""
        if item.own_year is not None:
            return item.own_year, False
        word = item.match["w"]
        data = self.grammar.data
        if word is not None:
            if word in data["year_words"]:
                return (self.anchor.year + data["year_words"][word], True) if self.anchor else (None, False)
            if self.named is None:
                return None, False
            return self.named[0] + (word in data["year_references"]["next"]), False
        # 2028年以来，…。截至8月底: in a bulletin without a day of its own a year holds on in its paragraph
        undated = self.anchor is not None and self.anchor.day is None
        if self.named is not None and item.start - self.named[1] <= (_PARAGRAPH if undated else _SENTENCE):
            between = self.text[self.named[1] : item.start]
            near = self.anchor is None or abs(self.named[0] - self.anchor.year) <= 1
            stops = "\n" if undated else "。！？；\n"
            if near and not any(mark in between for mark in stops):
                return self.named[0], False
        if self.anchor is None:
            return None, False
        year = self.anchor.year
        if self.anchor.day is not None and month is not None:
            year += self._turn(item, self.anchor.day, last or month)
        return year, True

    def _turn(self, item: WrittenDate, day: date, last: int) -> int:
        """Return -1 for December in a bulletin of January, 1 for “by January” in one of December."""
        now = day.month
        due = item.suffix in ("before", "within")
        left = self.text[max(0, item.outer_start - 6) : item.outer_start]
        if now <= self.turn["early"] and last >= self.turn["late"]:
            return 0 if due or any(word in left for word in self.turn["future"]) else -1
        if now >= self.turn["late"] and last <= self.turn["early"] and due:
            return 1
        return 0

    # forms: each returns kind, first and last day, and whether the year was inferred

    def _iso(self, item: WrittenDate, match: Match[str]) -> DateReading:
        return "day", calendar.day(int(match["iso_y"]), int(match["iso_m"]), int(match["iso_d"])), False

    def _years(self, item: WrittenDate, match: Match[str]) -> DateReading:
        return "range", calendar.year(read_digits(match["ya"]), read_digits(match["yb"])), False

    def _plan(self, item: WrittenDate, match: Match[str]) -> DateReading:
        plan = self.grammar.data["plan"]
        first = plan["first"] + plan["years"] * (calendar_number(match["plan_n"]) - 1)
        last = first + plan["years"] - 1
        if match["plan_end"] is not None:
            return "plan_end", calendar.day(last, 12, 31), False
        return "plan", calendar.year(first, last), False

    def _festival(self, item: WrittenDate, match: Match[str]) -> DateReading:
        entry = self.grammar.festivals[match["festival_w"]]
        year, inferred = self._year(item)
        if year is None:
            return "festival", (None, None), False
        now = self.anchor.day if self.anchor else None
        for candidate in (year, year + 1):
            if "table" in entry:
                text = self.grammar.data[entry["table"]].get(str(candidate))
                first = date(candidate, int(text[:2]), int(text[3:])) if text else None
            elif "month" in entry:
                first = date(candidate, entry["month"], entry["day"])
            else:
                first = None
            if first is not None and (now is None or first > now):
                # due on the eve: the last day before it
                return "festival", (first - timedelta(days=1), first - timedelta(days=1)), inferred
        return "festival", (None, None), False

    def _within(self, item: WrittenDate, match: Match[str]) -> DateReading:
        item.suffix = "within"
        start = self.anchor.day if self.anchor else None
        unit, text = match["within_u"], match["within_n"]
        count = calendar_number(text)
        if start is None or count == 0:
            return "duration", (None, None), False
        if "工作日" in unit:
            last = calendar.working_days_after(start, count)
        elif unit in ("日", "天", "个自然日", "自然日"):
            last = start + timedelta(days=count)
        elif unit in ("周", "个星期"):
            last = start + timedelta(days=7 * count)
        else:
            months = {"个月": 1, "个季度": 3, "年": 12}[unit]
            last = calendar.months_from(start, months * count)
        return "duration", (start, last), False

    def _since(self, item: WrittenDate, match: Match[str]) -> DateReading:
        near = self.grammar.data["near"]
        count = calendar_number(match["near_n"])
        day = self.anchor.day if self.anchor else None
        if day is None or count == 0:
            return "span_of_years", (None, None), False
        if any(word in match["near"] for word in near["future"]):
            return "span_of_years", (day, calendar.months_from(day, 12 * count)), False
        return "span_of_years", (calendar.months_from(day, -12 * count), day), False

    def _ago(self, item: WrittenDate, match: Match[str]) -> DateReading:
        day = self.anchor.day if self.anchor else None
        count = calendar_number(match["ago_n"])
        if day is None or count == 0:
            return "span_of_years", (None, None), False
        return "span_of_years", (calendar.months_from(day, -12 * count), day), False

    def _only_day(self, item: WrittenDate, match: Match[str]) -> DateReading:
        number = calendar_number(match["od"])
        year, month, inferred = self._current_month(item, number)
        return "day", calendar.day(year, month, number) if month else (None, None), inferred

    def _only_days(self, item: WrittenDate, match: Match[str]) -> DateReading:
        low, high = calendar_number(match["od1"]), calendar_number(match["od2"])
        year, month, inferred = self._current_month(item, high)
        if not month or low > high:
            return "range", (None, None), False
        return "range", (calendar.day(year, month, low)[0], calendar.day(year, month, high)[1]), inferred

    def _current_month(self, item: WrittenDate, day: int) -> tuple[int | None, int, bool]:
        """Return year and month of a day without a month: the month named before it, else the bulletin's."""
        if self.month is not None:
            return self.month[1], self.month[0], True
        now = self.anchor.day if self.anchor else None
        if now is None:
            return None, 0, False
        if day > now.day and item.suffix not in ("before", "within"):
            before = calendar.months_from(now.replace(day=1), -1)
            return before.year, before.month, True
        return now.year, now.month, True

    def _by_month(self, item: WrittenDate, match: Match[str]) -> DateReading:
        now = self.anchor.day if self.anchor else None
        if now is None:
            return "month", (None, None), False
        offset = self.grammar.data["month_words"].get(match["bm"], 0)
        target = calendar.months_from(now.replace(day=1), offset)
        name, period = self._month_part(
            target.year,
            target.month,
            match["bm_d"],
            match["bm_end"],
            match["bm_start"],
            None,
            match["bm_in"],
            item,
        )
        return name, period, True

    def _this_quarter(self, item: WrittenDate, match: Match[str]) -> DateReading:
        at_end = match["tq_end"] is not None
        now = self.anchor.day if self.anchor else None
        if now is None:
            return "quarter_end" if at_end else "quarter", (None, None), False
        which = match["tq"] or match["tq2"]
        index = now.year * 4 + (now.month - 1) // 3 + {"上": -1, "下": 1}.get(which, 0)
        first, last = calendar.quarter(index // 4, index % 4 + 1)
        return ("quarter_end", (last, last), True) if at_end else ("quarter", (first, last), True)

    def _months(self, item: WrittenDate, match: Match[str]) -> DateReading:
        low, high = calendar_number(match["m1"]), calendar_number(match["m2"])
        year, inferred = self._year(item, low, high)
        if low > high and year is not None:
            return "range", (calendar.month(year - 1, low)[0], calendar.month(year, high)[1]), inferred
        return "range", calendar.month(year, low, high), inferred

    def _days(self, item: WrittenDate, match: Match[str]) -> DateReading:
        month = calendar_number(match["dm"])
        last_month = calendar_number(match["dm2"]) if match["dm2"] else month
        year, inferred = self._year(item, month)
        last_year = read_digits(match["dy2"]) if match["dy2"] else year
        if match["dy2"] is None and last_month < month and year is not None:
            last_year = year + 1
        first = calendar.day(year, month, calendar_number(match["d1"]))[0]
        last = calendar.day(last_year, last_month, calendar_number(match["d2"]))[1]
        self.month = (last_month, last_year, item.end)
        return "range", (first, last), inferred

    def _day(self, item: WrittenDate, match: Match[str]) -> DateReading:
        month = calendar_number(match["m"])
        year, inferred = self._year(item, month)
        self.month = (month, year, item.end)
        return "day", calendar.day(year, month, calendar_number(match["d"])), inferred

    def _month(self, item: WrittenDate, match: Match[str]) -> DateReading:
        month = calendar_number(match["mo"])
        year, inferred = self._year(item, month)
        name, period = self._month_part(
            year,
            month,
            None,
            match["month_end"],
            match["month_start"],
            match["third"],
            match["month_in"],
            item,
        )
        return name, period, inferred

    def _month_part(
        self,
        year: int | None,
        month: int,
        day: str | None,
        end: str | None,
        start: str | None,
        third: str | None,
        inside: str | None,
        item: WrittenDate,
    ) -> tuple[str, calendar.Period]:
        self.month = (month, year, item.end)
        if day is not None:
            return "day", calendar.day(year, month, calendar_number(day))
        first, last = calendar.month(year, month)
        if end is not None:
            return "month_end", (last, last)
        if start is not None:
            return "month_start", (first, first)
        if third is not None and first is not None and last is not None:
            low, high = {"上": (1, 10), "中": (11, 20), "下": (21, last.day)}[third]
            return "range", (first.replace(day=low), first.replace(day=high))
        if inside is not None:
            item.suffix = "within"
        return "month", (first, last)

    def _first_months(self, item: WrittenDate, match: Match[str]) -> DateReading:
        high = calendar_number(match["fm"])
        year, inferred = self._year(item, 1, high)
        return "range", calendar.month(year, 1, high), inferred

    def _first_quarters(self, item: WrittenDate, match: Match[str]) -> DateReading:
        high = calendar_number(match["fq"])
        year, inferred = self._year(item, 1, high * 3)
        return "range", calendar.quarter(year, 1, high), inferred

    def _quarters(self, item: WrittenDate, match: Match[str]) -> DateReading:
        low, high = calendar_number(match["q1"]), calendar_number(match["q2"])
        year, inferred = self._year(item, low * 3 - 2, high * 3)
        return "range", calendar.quarter(year, low, high), inferred

    def _quarter(self, item: WrittenDate, match: Match[str]) -> DateReading:
        number = calendar_number(match["q"])
        year, inferred = self._year(item, number * 3 - 2, number * 3)
        first, last = calendar.quarter(year, number)
        if match["quarter_end"] is not None:
            return "quarter_end", (last, last), inferred
        return "quarter", (first, last), inferred

    def _half(self, item: WrittenDate, match: Match[str]) -> DateReading:
        year, inferred = self._year(item)
        first, last = calendar.month(year, 1, 6) if match["half_w"] == "上" else calendar.month(year, 7, 12)
        if match["half_end"] is not None:
            return "half_end", (last, last), inferred
        return "half", (first, last), inferred

    def _year_end(self, item: WrittenDate, match: Match[str]) -> DateReading:
        year, inferred = self._year(item)
        return "year_end", calendar.day(year, 12, 31), inferred

    def _year_in(self, item: WrittenDate, match: Match[str]) -> DateReading:
        item.suffix = "within"
        year, inferred = self._year(item)
        return "year", calendar.year(year), inferred

    def _year_start(self, item: WrittenDate, match: Match[str]) -> DateReading:
        year, inferred = self._year(item)
        return "year_start", calendar.day(year, 1, 1), inferred

    def _whole(self, item: WrittenDate, match: Match[str]) -> DateReading:
        year, inferred = self._year(item)
        return "year", calendar.year(year), inferred

    def _only(self, item: WrittenDate, match: Match[str]) -> DateReading:
        year, inferred = self._year(item)
        return "year", calendar.year(year), inferred
