"""Periods: what time each metric counts, once all of the bulletin has been read."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from bulletin_nlp.extraction.dates import DateExpression
from bulletin_nlp.extraction.metric_drafts import Draft, Settled
from bulletin_nlp.extraction.metric_frames import PARTS, Time
from bulletin_nlp.extraction.metric_lexicon import metric_lexicon
from bulletin_nlp.extraction.metric_plans import announce, go_on_with_plan, run_over_years
from bulletin_nlp.extraction.metric_theme import find_theme, opens_parts
from bulletin_nlp.extraction.places import document_place
from bulletin_nlp.record import AsOf, Period

if TYPE_CHECKING:
    from bulletin_nlp.extraction.reading import Reading

__all__ = ["settle_periods"]

_RATES = frozenset(["start_rate", "completion_rate", "investment_rate"])
_LEVELS = frozenset(["signing_rate", "vacated_rate", "demolition_rate"])
# Kept as running totals over the years, unless the bulletin gives a year's plan for them.
_RUNNING = frozenset(["loan", "credit_line", "households_signed", "resettlement_units"])
_ANY = ""  # any indicator has a plan in that year
_PLAN_YEARS = 5
_DONE = frozenset(["started", "in_progress", "completed"])


def settle_periods(reading: Reading, drafts: list[Draft]) -> None:
    """Set the period of each draft, read from its sentence and completed from the whole bulletin.

    A number that is told again carries its period to the sentence that repeats it. A sentence that gives no
    time has that of the title, where the title names one year, or one that the bulletin's figures share.
    """
    _carry(drafts)
    _carry_to_places(reading, drafts)
    years = _counted_years(drafts)
    title = _title_year(reading, years)
    plans: dict[str, Settled] = {}
    theme = find_theme(reading)
    announce(reading, drafts)
    go_on_with_plan(reading, drafts)
    run_over_years(drafts)
    years |= _counted_years(drafts)
    for draft in drafts:
        if draft.standard:
            continue
        if theme is not None and draft.status in _DONE and not draft.time.said:
            draft.time, draft.time_basis = Time(period=theme, at=theme.start), "document"
        if title is not None and not draft.time.said and draft.deadline is None:
            draft.time, draft.time_basis = Time(period=title, at=title.start), "heading"
        draft.settled = _settled(reading, draft, years)
        _settle_rest(draft, plans)


def _carry(drafts: list[Draft]) -> None:
    first: dict[tuple[str, object, str], Draft] = {}
    carried: tuple[int, Time] | None = None
    since: Time | None = None
    for draft in drafts:
        if draft.time.bare and since is not None:
            draft.time, draft.time_basis = since, "document"  # a total without a date, after one with it
        since = draft.time if draft.time.since is not None else None
        earlier = first.setdefault((draft.indicator.id, draft.quantity.value, draft.unit), draft)
        if _dated(draft.time):
            continue
        if earlier is not draft and _dated(earlier.time):
            carried = (draft.sentence, earlier.time)
        if carried is not None and carried[0] == draft.sentence:
            draft.time, draft.time_basis = carried[1], "document"


def _carry_to_places(reading: Reading, drafts: list[Draft]) -> None:
    """Give an undated figure of a part of the region the time of the same figure of the whole.

    分地区看，开工率靠前的有江苏(104.2%) goes on with the months that the sentence before it counts.
    """
    whole: dict[str, Time] = {}
    own = document_place(reading).code
    until: Time | None = None
    for draft in drafts:
        if draft.status == "planned":
            continue
        if _dated(draft.time):
            whole[draft.indicator.id] = draft.time
            until = draft.time if draft.time.until is not None else until
        elif draft.region not in (None, own) and not draft.time.said:
            rate = draft.indicator.id in _RATES or draft.indicator.id in _LEVELS
            time = whole.get(draft.indicator.id) or (until if rate else None)
            line = reading.layout.line(draft.sentence)[0]
            if time is not None and (rate or reading.clean.startswith(opens_parts(), line)):
                draft.time, draft.time_basis = time, "document"


def _settle_rest(draft: Draft, plans: dict[str, Settled]) -> None:
    """Let what remains of a plan have the plan's time: 未开工的374个要抓紧."""
    if draft.status != "planned":
        return
    settled = draft.settled
    if settled.period is not None and settled.period.end is not None:
        plans[draft.indicator.id] = settled
    elif draft.left and not draft.time.said and draft.indicator.id in plans:
        draft.settled, draft.time_basis = plans[draft.indicator.id], "document"


def _dated(time: Time) -> bool:
    return time.period is not None or time.until is not None or time.since is not None


def _title_year(reading: Reading, years: set[tuple[int, str]]) -> DateExpression | None:
    """Return the year in the title, if it names only one or only one that the figures share."""
    span = reading.header.title_span
    if span is None or metric_lexicon().undated_titles.search(reading.clean, *span):
        return None
    named = {
        d.first.year: d
        for d in reversed(reading.dates)
        if span[0] <= d.start < span[1] and d.kind == "year" and d.first is not None
    }
    if len(named) > 1:
        named = {year: d for year, d in named.items() if (year, _ANY) in years}
    return next(iter(named.values())) if len(named) == 1 else None


def _counted_years(drafts: list[Draft]) -> set[tuple[int, str]]:
    """Return the years against whose plan the bulletin counts, each alone and with what is planned in it."""
    years = set()
    for draft in drafts:
        period, until = draft.time.period, draft.time.until
        if period is not None and period.last is not None:
            if draft.status == "planned" or draft.indicator.id in _RATES:
                years.add((period.last.year, _ANY))
                years.add((period.last.year, draft.indicator.id))
        elif until is not None and until.last is not None and _is_of_plan(draft):
            years.add((until.last.year, _ANY))
            years.add((until.last.year, draft.indicator.id))
    return years


def _is_of_plan(draft: Draft) -> bool:
    """Tell whether a figure up to a day shows by itself that a year's plan is counted against."""
    return draft.indicator.id in _RATES or (draft.table and draft.status == "planned")


def _is_against_plan(draft: Draft, year: int, years: set[tuple[int, str]]) -> bool:
    """Tell whether a figure up to a day of a year is counted against that year's plan."""
    own = draft.indicator.id in _RUNNING
    return (year, draft.indicator.id if own else _ANY) in years


@lru_cache(maxsize=1024)
def _period(start: date | None, end: date | None, text: str) -> Period:
    """Return a period of the record; the figures of a bulletin share a few."""
    return Period(start=start, end=end, text=text)


def _settled(reading: Reading, draft: Draft, years: set[tuple[int, str]]) -> Settled:
    """Return what a draft's time comes to."""
    time, text = draft.time, reading.clean
    if draft.status == "planned":
        found = _plan(reading, draft)
        if found is not None:
            return found
    if time.since is not None and time.until is not None:
        words = text[time.until.start : time.until.end]
        period = _period(time.since.first, time.until.last, words)
        return Settled(period, None, True, None, _span(time.until))
    if time.since is not None:
        since = time.since
        words = text[since.start : since.end]
        return Settled(_period(since.first, None, words), None, True, words, _span(since))
    if time.until is not None:
        until = time.until
        words = text[until.start : until.end]
        share = draft.indicator.id in _RATES  # a share of a plan is never a running total
        if until.last is None:
            period = _period(None, None, words)
            return Settled(period, None, time.cumulative and not share, None, _span(until))
        as_of = AsOf(date=until.last, basis="heading" if draft.table else "clause")
        plan = time.within or _is_against_plan(draft, until.last.year, years)
        against = plan and (draft.table or share or not time.cumulative)
        start = date(until.last.year, 1, 1) if against else None
        period = _period(start, until.last, words)
        return Settled(period, as_of, (time.cumulative and not share) or not against, None, _span(until))
    if time.period is None:
        so_far = time.so_far and draft.status in _DONE and draft.status != "in_progress"
        return Settled(cumulative=(time.cumulative and draft.status != "planned") or so_far)
    expression = time.period
    first, last = expression.first, expression.last
    if draft.month_before and last is not None:
        first = last.replace(day=1)
    several_years = first is not None and last is not None and last.year > first.year
    cumulative = draft.status != "planned" and (
        time.cumulative or (several_years and draft.status is not None)
    )
    words = text[expression.start : expression.end]
    if expression.kind == "span_of_years":
        # 近五年 does not say which five years
        first = last = None
    period = _period(first, last, words)
    return Settled(period, None, cumulative, None, _span(expression))


def _plan(reading: Reading, draft: Draft) -> Settled | None:
    """Return the time of what is planned: a plan's or a year's, whatever part of it has passed."""
    text, own, deadline = reading.clean, draft.time.period, draft.deadline
    if deadline is not None and draft.indicator.id in _LEVELS:
        return Settled()  # 6月底前签约率达到100%: a level to be reached by a day, counted over no time
    until = draft.time.until
    if until is not None and until.last is not None and (deadline is None or deadline.start < until.start):
        return _year(text, until, until.last.year)
    if (own is not None and draft.clause[0] <= own.start < draft.clause[1]) or deadline is None:
        if own is None or own.last is None or own.first is None or own.kind not in PARTS:
            return None
        anchor = reading.anchor
        past = anchor is not None and anchor.day is not None and own.last < anchor.day
        return _year(text, own, own.last.year) if past and own.first.year == own.last.year else None
    if deadline.last is None:
        return None
    last = deadline.last
    if deadline.kind == "plan_end":
        words = text[deadline.start : deadline.end]
        first = date(last.year - _PLAN_YEARS + 1, 1, 1)
        return Settled(_period(first, last, words), span=_span(deadline))
    for plan in reversed(draft.plans):
        if plan.first is not None and plan.last in (last, last + timedelta(days=1)):
            period = _period(plan.first, plan.last, text[plan.start : plan.end])
            return Settled(period, span=_span(plan))
    return _year(text, deadline, last.year)


def _year(text: str, expression: DateExpression, year: int) -> Settled:
    words = text[expression.start : expression.end]
    period = _period(date(year, 1, 1), date(year, 12, 31), words)
    return Settled(period, span=_span(expression))


def _span(expression: DateExpression) -> tuple[int, int]:
    return expression.start, expression.end
