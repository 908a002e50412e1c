"""Dates and periods, in ISO terms."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from re import Match
from typing import TYPE_CHECKING

from bulletin_nlp.extract import calendar_days as calendar
from bulletin_nlp.extract.anchor import find_anchor
from bulletin_nlp.extract.date_grammar import DateGrammar, date_grammar
from bulletin_nlp.extract.numerals import read_digits, read_numeral

if TYPE_CHECKING:
    from bulletin_nlp.extract.reading import Anchor, Reading

__all__ = ["DateExpression", "find_dates"]


@dataclass(slots=True)
class DateExpression:
    """A date or period as it stands in the text.

    ``start`` and ``end`` are its span (without 前, 截至, 力争 and other words around it); ``first`` and
    ``last`` its first and last day, null where open or where no year is known; ``kind`` one of ``day``,
    ``month``, ``month_end``, ``month_start``, ``quarter``, ``quarter_end``, ``half``, ``half_end``, ``year``,
    ``year_end``, ``year_start``, ``plan`` (“十四五”), ``plan_end``, ``range``, ``span_of_years`` (近5年),
    ``festival``, ``duration`` (30日内); an end or start has one day, ``first`` and ``last`` alike.
    ``prefix`` and ``suffix`` are the ids of words that stand around it and change its sense (``until`` 截至,
    ``since`` 自 or 以来, ``by`` 到/至, ``before`` 前, ``within`` 内; ``by`` as suffix for 底/末), null where
    there are none; ``outer_start`` and ``outer_end`` cover these words too. ``year_inferred`` says that the
    year came from the anchor, ``has_year`` that a year is written in the expression itself.
    """

    start: int
    end: int
    kind: str
    first: date | None
    last: date | None
    prefix: str | None = None
    suffix: str | None = None
    year_inferred: bool = False
    outer_start: int = -1
    outer_end: int = -1
    has_year: bool = False


@dataclass(slots=True)
class WrittenDate:
    """A date as written, before its year is known; ``kind`` is the name of its form in the grammar."""

    start: int
    end: int
    kind: str
    match: Match[str]
    own_year: int | None
    prefix: str | None
    suffix: str | None
    outer_start: int
    outer_end: int


def find_dates(reading: Reading) -> None:
    """Set ``reading.dates``, ``reading.anchor`` and ``reading.event_date``; warn where years are inferred.

    A date with no year takes the year named before it in its sentence, else that of the anchor; with neither
    its days stay null and ``year_unknown`` is reported once.
    """
    if reading.dates or reading.anchor is not None:
        return
    grammar = date_grammar()
    written = [
        item for item in _written(reading.clean, grammar) if not reading.is_masked(item.start, item.end)
    ]
    reading.anchor = find_anchor(reading, written)
    reader = _Reader(reading, grammar)
    reading.dates = _ranges(reading.clean, [reader.read(item) for item in written])
    _warn(reading)
    from bulletin_nlp.extract.event_day import find_event_date

    find_event_date(reading)


# --- what is written --------------------------------------------------------------------------------------


def _written(text: str, grammar: DateGrammar) -> list[WrittenDate]:
    candidates = sorted(
        {match.start() for match in grammar.number.finditer(text)}
        | {match.start() for match in grammar.word.finditer(text)}
    )
    found: list[WrittenDate] = []
    reached = 0
    for start in candidates:
        if start < reached:
            continue
        match = grammar.full.match(text, start)
        if match is None or match.end() == start:
            continue
        end = match.end()
        while text[end - 1].isspace():
            end -= 1
        item = _with_words_around(text, match, end, grammar)
        if item is not None:
            found.append(item)
            reached = end
    return found


def _with_words_around(text: str, match: Match[str], end: int, grammar: DateGrammar) -> WrittenDate | None:
    start = match.start()
    kind = match.lastgroup or ""
    if kind == "dated":
        kind = next(name for name in _DATED if match[name] is not None)
    if text[start - 1 : start] == "第" and kind not in ("quarter", "quarters"):
        return None
    if (
        text[start] in "年月同"
        and text[start - 1 : start]
        and text[start - 1] in grammar.data["parts"]["not_after"]
    ):
        return None
    if (
        text[start] == "前"
        and text[start - 1 : start]
        and text[start - 1] in grammar.data["parts"]["first_not_after"]
    ):
        return None
    if kind == "since" and text[end - 1] == "年" and _number(match["near_n"]) > grammar.data["near"]["most"]:
        return None
    if kind == "plan" and not _is_plan(text, match, end):
        return None
    prefix, outer_start = None, start
    left = text[max(0, start - grammar.longest_before - 1) : start].rstrip()
    for size in range(min(grammar.longest_before, len(left)), 0, -1):
        entry = grammar.before.get(left[-size:])
        if entry is not None:
            if not (left[-size - 1 : -size] and left[-size - 1 : -size] in entry[1]):
                prefix = entry[0]
                outer_start = text.rindex(left[-size:], max(0, start - grammar.longest_before - 1), start)
            break
    suffix, outer_end = None, end
    if kind == "plan" and match["plan_tail"] in ("以来", "前"):
        suffix = "since" if match["plan_tail"] == "以来" else "before"
    right = text[end : end + grammar.longest_after + 1]
    for size in range(min(grammar.longest_after, len(right)), 0, -1):
        entry = grammar.after.get(right[:size])
        if entry is not None:
            if not (right[size : size + 1] and right[size : size + 1] in entry[1]):
                suffix, outer_end = entry[0], end + size
            break
    own = match["y"] or match["yb"] or match["iso_y"]
    return WrittenDate(
        start, end, kind, match, read_digits(own) if own else None, prefix, suffix, outer_start, outer_end
    )


def _is_plan(text: str, match: Match[str], end: int) -> bool:
    """Tell whether 十四五 without quotes is the plan: not 十五 alone, not before a unit (十五个)."""
    if text[match.start()] != "十" or match["plan_tail"] is not None or match["plan_end"] is not None:
        return True
    return match["plan_n"] != "十" and text[end : end + 1] not in ("个", "家", "万", "年", "千", "户", "项")


_DATED = (
    "months", "days", "day", "month", "first_months", "first_quarters", "quarters", "quarter", "half",
    "year_end", "year_in", "year_start", "whole", "only",
)  # fmt: skip


# --- what it means -----------------------------------------------------------------------------------------


def _number(text: str) -> int:
    """Read an Arabic or Han cardinal of a date; 元 and 正 are the first month."""
    if text.isdecimal():
        return int(text)
    if text in ("元", "正"):
        return 1
    numeral = read_numeral(text)
    return int(numeral.value) if numeral is not None else 0


class _Reader:
    """Reads written dates in order, keeping the years and months named before."""

    def __init__(self, reading: Reading, grammar: DateGrammar) -> None:
        self.reading = reading
        self.text = reading.clean
        self.anchor: Anchor | None = reading.anchor
        self.grammar = grammar
        self.turn = grammar.data["turn"]
        self.named: tuple[int, int] | None = None  # the year named last, and where
        self.month: tuple[int, int | None, int] | None = None  # month, its year, and where

    def read(self, item: WrittenDate) -> DateExpression:
        match, kind = item.match, item.kind
        form = getattr(self, f"_{kind}")
        name, period, inferred = form(item, match)
        first, last = period
        expression = DateExpression(
            item.start,
            item.end,
            name,
            first,
            last,
            item.prefix,
            item.suffix,
            inferred and last is not None,
            item.outer_start,
            item.outer_end,
            item.own_year is not None,
        )
        if expression.suffix is None and name.endswith("_end"):
            expression.suffix = "by"
        if item.own_year is not None and kind not in ("years", "iso") and item.suffix != "before":
            self.named = (item.own_year, item.end)
        return expression

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
        if self.named is not None and item.start - self.named[1] <= 60:
            between = self.text[self.named[1] : item.start]
            near = self.anchor is None or abs(self.named[0] - self.anchor.year) <= 1
            if near and not any(mark in between for mark in "。！？；\n"):
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

    def _iso(self, item: WrittenDate, match: Match[str]) -> _Read:
        return "day", calendar.day(int(match["iso_y"]), int(match["iso_m"]), int(match["iso_d"])), False

    def _years(self, item: WrittenDate, match: Match[str]) -> _Read:
        return "range", calendar.year(read_digits(match["ya"]), read_digits(match["yb"])), False

    def _plan(self, item: WrittenDate, match: Match[str]) -> _Read:
        plan = self.grammar.data["plan"]
        first = plan["first"] + plan["years"] * (_number(match["plan_n"]) - 1)
        last = first + plan["years"] - 1
        if match["plan_end"] is not None:
            return "plan_end", calendar.day(last, 12, 31), False
        return "plan", calendar.year(first, last), False

    def _festival(self, item: WrittenDate, match: Match[str]) -> _Read:
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

    def _within(self, item: WrittenDate, match: Match[str]) -> _Read:
        item.suffix = "within"
        start = self.anchor.day if self.anchor else None
        unit, text = match["within_u"], match["within_n"]
        count = _number(text)
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

    def _since(self, item: WrittenDate, match: Match[str]) -> _Read:
        near = self.grammar.data["near"]
        count = _number(match["near_n"])
        day = self.anchor.day if self.anchor else None
        if day is None or count == 0:
            return "span_of_years", (None, None), False
        if any(word in match["near"] for word in near["future"]):
            return "span_of_years", (day, calendar.months_from(day, 12 * count)), False
        return "span_of_years", (calendar.months_from(day, -12 * count), day), False

    def _ago(self, item: WrittenDate, match: Match[str]) -> _Read:
        day = self.anchor.day if self.anchor else None
        count = _number(match["ago_n"])
        if day is None or count == 0:
            return "span_of_years", (None, None), False
        return "span_of_years", (calendar.months_from(day, -12 * count), day), False

    def _only_day(self, item: WrittenDate, match: Match[str]) -> _Read:
        number = _number(match["od"])
        year, month, inferred = self._current_month(item, number)
        return "day", calendar.day(year, month, number) if month else (None, None), inferred

    def _only_days(self, item: WrittenDate, match: Match[str]) -> _Read:
        low, high = _number(match["od1"]), _number(match["od2"])
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

    def _by_month(self, item: WrittenDate, match: Match[str]) -> _Read:
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

    def _this_quarter(self, item: WrittenDate, match: Match[str]) -> _Read:
        now = self.anchor.day if self.anchor else None
        if now is None:
            return "quarter_end", (None, None), False
        number = (now.month + 2) // 3 - (match["tq"] == "上")
        year = now.year if number else now.year - 1
        last = calendar.quarter(year, number or 4)[1]
        return "quarter_end", (last, last), True

    def _months(self, item: WrittenDate, match: Match[str]) -> _Read:
        low, high = _number(match["m1"]), _number(match["m2"])
        year, inferred = self._year(item, low, high)
        if low > high and year is not None:
            return "range", (calendar.month(year - 1, low)[0], calendar.month(year, high)[1]), inferred
        return "range", calendar.month(year, low, high), inferred

    def _days(self, item: WrittenDate, match: Match[str]) -> _Read:
        month = _number(match["dm"])
        last_month = _number(match["dm2"]) if match["dm2"] else month
        year, inferred = self._year(item, month)
        last_year = read_digits(match["dy2"]) if match["dy2"] else year
        if match["dy2"] is None and last_month < month and year is not None:
            last_year = year + 1
        first = calendar.day(year, month, _number(match["d1"]))[0]
        last = calendar.day(last_year, last_month, _number(match["d2"]))[1]
        self.month = (last_month, last_year, item.end)
        return "range", (first, last), inferred

    def _day(self, item: WrittenDate, match: Match[str]) -> _Read:
        month = _number(match["m"])
        year, inferred = self._year(item, month)
        self.month = (month, year, item.end)
        return "day", calendar.day(year, month, _number(match["d"])), inferred

    def _month(self, item: WrittenDate, match: Match[str]) -> _Read:
        month = _number(match["mo"])
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
            return "day", calendar.day(year, month, _number(day))
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

    def _first_months(self, item: WrittenDate, match: Match[str]) -> _Read:
        high = _number(match["fm"])
        year, inferred = self._year(item, 1, high)
        return "range", calendar.month(year, 1, high), inferred

    def _first_quarters(self, item: WrittenDate, match: Match[str]) -> _Read:
        high = _number(match["fq"])
        year, inferred = self._year(item, 1, high * 3)
        return "range", calendar.quarter(year, 1, high), inferred

    def _quarters(self, item: WrittenDate, match: Match[str]) -> _Read:
        low, high = _number(match["q1"]), _number(match["q2"])
        year, inferred = self._year(item, low * 3 - 2, high * 3)
        return "range", calendar.quarter(year, low, high), inferred

    def _quarter(self, item: WrittenDate, match: Match[str]) -> _Read:
        number = _number(match["q"])
        year, inferred = self._year(item, number * 3 - 2, number * 3)
        first, last = calendar.quarter(year, number)
        if match["quarter_end"] is not None:
            return "quarter_end", (last, last), inferred
        return "quarter", (first, last), inferred

    def _half(self, item: WrittenDate, match: Match[str]) -> _Read:
        year, inferred = self._year(item)
        first, last = calendar.month(year, 1, 6) if match["half_w"] == "上" else calendar.month(year, 7, 12)
        if match["half_end"] is not None:
            return "half_end", (last, last), inferred
        return "half", (first, last), inferred

    def _year_end(self, item: WrittenDate, match: Match[str]) -> _Read:
        year, inferred = self._year(item)
        return "year_end", calendar.day(year, 12, 31), inferred

    def _year_in(self, item: WrittenDate, match: Match[str]) -> _Read:
        item.suffix = "within"
        year, inferred = self._year(item)
        return "year", calendar.year(year), inferred

    def _year_start(self, item: WrittenDate, match: Match[str]) -> _Read:
        year, inferred = self._year(item)
        return "year_start", calendar.day(year, 1, 1), inferred

    def _whole(self, item: WrittenDate, match: Match[str]) -> _Read:
        year, inferred = self._year(item)
        return "year", calendar.year(year), inferred

    def _only(self, item: WrittenDate, match: Match[str]) -> _Read:
        year, inferred = self._year(item)
        return "year", calendar.year(year), inferred


_Read = tuple[str, calendar.Period, bool]

_TO = re.compile(r"\s?(?:至|到|-|—{1,2}|–|~|～|－)\s?")
_JOINABLE = frozenset(["day", "month", "year", "quarter", "month_end", "year_end"])


def _ranges(text: str, dates: list[DateExpression]) -> list[DateExpression]:
    """Join 2017年8月15日至2018年3月29日 and the like into one range."""
    joined: list[DateExpression] = []
    for expression in dates:
        previous = joined[-1] if joined else None
        if (
            previous is not None
            and previous.kind in _JOINABLE
            and expression.kind in _JOINABLE
            and expression.start - previous.end <= 4
            and _TO.fullmatch(text, previous.end, expression.start)
            and not (previous.last and expression.last and previous.last > expression.last)
        ):
            previous.kind, previous.last, previous.end = "range", expression.last, expression.end
            previous.suffix, previous.outer_end = expression.suffix, expression.outer_end
            previous.year_inferred = previous.year_inferred or expression.year_inferred
        else:
            joined.append(expression)
    return joined


def _warn(reading: Reading) -> None:
    if reading.anchor is None:
        undated = next((item for item in reading.dates if item.last is None and not item.has_year), None)
        if undated is not None:
            reading.warn(
                "year_unknown",
                "nothing in the bulletin gives the year of this date",
                undated.start,
                undated.end,
            )
    elif reading.anchor.inferred:
        first = next((item for item in reading.dates if item.year_inferred), None)
        if first is not None:
            reading.warn(
                "year_inferred",
                f"the year {reading.anchor.year} was taken from the bulletin's own text",
                first.start,
                first.end,
            )
