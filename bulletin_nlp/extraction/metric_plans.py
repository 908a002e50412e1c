"""The year of the plan that figures without a time are of, where the sentences before them tell it."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from bulletin_nlp.extraction.dates import DateExpression
from bulletin_nlp.extraction.metric_drafts import Draft
from bulletin_nlp.extraction.metric_frames import Time
from bulletin_nlp.extraction.metric_lexicon import metric_lexicon
from bulletin_nlp.extraction.metric_times import of_years

if TYPE_CHECKING:
    from bulletin_nlp.extraction.reading import Reading

__all__ = ["announce", "go_on_with_plan", "run_over_years"]


def announce(reading: Reading, drafts: list[Draft]) -> None:
    """Give figures of a plan the year of the plan that the sentence before hands down.

    省住建厅下达2030年保障性安居工程计划。其中，老旧小区改造新开工任务12个
    """
    announced: dict[int, DateExpression | None] = {}
    for draft in drafts:
        if draft.status != "planned" or draft.time.said or draft.deadline is not None or draft.table:
            continue
        start = draft.sentence
        if start not in announced:
            earlier = next((d for at, d in announced.items() if _same_line(reading, at, start)), None)
            announced[start] = earlier or _announced(reading, start)
        year = announced[start]
        if year is not None:
            draft.time, draft.time_basis = Time(period=year, at=year.start), "document"


def go_on_with_plan(reading: Reading, drafts: list[Draft]) -> None:
    """Give figures of a plan without a time the year of the plan that the figures before them are of.

    公布2030年改造计划，全省计划改造3898个。…根据计划，岳阳市列入改造473个: of 2030 as well. A year that the
    paragraph names before goes first: 2029年以来，这件事见了成效。全省计划开工3889个.
    """
    year: Time | None = None
    mixed = False
    for draft in drafts:
        if draft.status != "planned" or draft.standard or draft.table:
            continue
        period = draft.time.period
        if draft.deadline is not None or draft.time.until is not None or draft.time.since is not None:
            continue
        if period is None:
            if year is not None and not draft.time.said and draft.indicator.work:
                own = _named_above(reading, draft)
                if own is not None or not mixed:
                    draft.time, draft.time_basis = own or year, "document"
        elif period.kind == "year" and draft.time_basis != "heading":
            mixed = mixed or (year is not None and _year_of(year) != _year_of(draft.time))
            year = draft.time
        else:
            mixed = True


def run_over_years(drafts: list[Draft]) -> None:
    """Let figures up to a day run from the first day of the years that a plan before them covers.

    2028—2030年，全省计划改造90个小区。截至2030年8月底，已完工60个: since 2028, unless
    a plan of one year stands between.
    """
    years: Time | None = None
    for draft in drafts:
        if draft.status == "planned" and draft.time.period is not None:
            years = draft.time
        elif years is not None and not draft.table and _runs_on(draft.time, _year_of(years)):
            draft.time = of_years(draft.time, years)


def _named_above(reading: Reading, draft: Draft) -> Time | None:
    """Return the year that the sentences before a draft's own name in its paragraph."""
    start = bisect_left(reading.dates, reading.layout.line(draft.sentence)[0], key=lambda d: d.start)
    stop = bisect_left(reading.dates, draft.sentence, key=lambda d: d.start)
    years = [d for d in reading.dates[start:stop] if d.kind == "year" and d.last is not None]
    if not years or years[-1].suffix not in (None, "since"):
        return None
    return Time(period=years[-1], at=years[-1].start)


def _runs_on(time: Time, first: int | None) -> bool:
    """Tell whether a time runs up to a day after the first year of a plan."""
    last = time.until.last if time.until is not None else None
    return last is not None and first is not None and last.year > first


def _year_of(time: Time) -> int | None:
    period = time.period
    return period.first.year if period is not None and period.first is not None else None


def _same_line(reading: Reading, one: int, other: int) -> bool:
    return reading.layout.line(one) == reading.layout.line(other)


def _announced(reading: Reading, start: int) -> DateExpression | None:
    """Return the year of the plan that the sentence before an offset hands down, null where it does not."""
    text, layout = reading.clean, reading.layout
    end = len(text[:start].rstrip())
    if not end:
        return None
    low = layout.sentence(end - 1)[0]
    announced = metric_lexicon().announced.search(text, low, end)
    if announced is None:
        return None
    index = bisect_left(reading.dates, announced.start(), key=lambda d: d.start)
    years = [d for d in reading.dates[index:] if d.start < announced.end() and d.kind == "year"]
    return years[0] if len(years) == 1 and years[0].last is not None else None
