"""What time a count covers, as its sentence says it, and how it goes on from what was told before."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bulletin_nlp.extraction.dates import DateExpression

__all__ = ["Time", "lies_in", "of_years"]


@dataclass(frozen=True, slots=True)
class Time:
    """What time a count covers: a date as written, and whether it runs up to it or on from it.

    ``so_far`` says that it runs up to the day of the bulletin (截至目前), which is a time only where nothing
    else is one; ``lent`` that it was read in a clause that qualifies a number (2021年开工的12个全部完工),
    ``within`` that the day up to which it runs lies in the year whose figures are told.
    """

    period: DateExpression | None = None
    until: DateExpression | None = None
    since: DateExpression | None = None
    cumulative: bool = False
    at: int = -1
    so_far: bool = False
    lent: bool = False
    within: bool = False

    @property
    def said(self) -> bool:
        """Whether anything was said."""
        return self.cumulative or self.period is not None or self.until is not None or self.since is not None

    @property
    def bare(self) -> bool:
        """Whether only 累计 was said, and no date."""
        return self.cumulative and self.period is None and self.until is None and self.since is None


def of_years(time: Time, plan: Time) -> Time:
    """Return a time up to a day within years that were told of as one that runs from their first day.

    2028—2030年，计划改造90个小区。截至2030年8月底，已完工60个: since 2028.
    """
    until, years = time.until, plan.period
    if time.since is not None or until is None or until.last is None or years is None:
        return time
    if years.kind not in ("range", "plan") or years.first is None or years.last is None:
        return time
    if years.first.year == years.last.year or not years.first < until.last <= years.last:
        return time
    return replace(time, since=years, cumulative=True)


def lies_in(time: Time, year: Time) -> bool:
    """Tell whether a time runs up to a day of the year that was told of before: 2029年，…。截至2029年底，…"""
    until, period = time.until, year.period
    if time.since is not None or until is None or period is None or period.kind != "year":
        return False
    return until.last is not None and period.last is not None and until.last.year == period.last.year
