"""The day that a list prints beside an entry, and the year of one printed without it.

``2025-02-14``, ``[2025-02-14]``, ``2025年2月14日``, ``25-02-14`` and ``02-14`` occur. The year of the last is
taken from neighbours, the entry's address or the day on which the page was fetched, and told as inferred.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from bulletin_nlp.crawl.lists.outcome import DateBasis
from bulletin_nlp.lexicon.loader import read_lexicon
from bulletin_nlp.page.date_forms import date_in_url
from bulletin_nlp.text.printed_date import CHINA_TIME, search_dates

__all__ = ["DatedEntry", "ListDate", "date_entries", "read_list_date"]

_SHORT_YEAR = re.compile(
    r"(?<![\d./-])(?P<year>\d\d)(?P<mark>[-./])(?P<month>\d\d)(?P=mark)(?P<day>\d\d)(?![\d./-])"
)
_NO_YEAR = re.compile(
    r"(?<![\d./-])(?P<month>\d{1,2})[-./](?P<day>\d{1,2})(?![\d./-])"
    r"|(?<![\d年])(?P<month2>\d{1,2})月(?P<day2>\d{1,2})日"
)
_MONTH_FOLDER = re.compile(r"/(20\d\d)(\d\d)/|/(20\d\d)/(\d{1,2})/")
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")
_TIME_OF_DAY = re.compile(r"\d{1,2}[:：]\d{2}(?:[:：]\d{2})?")


@dataclass(frozen=True, slots=True)
class ListDate:
    """A day as printed: ``year`` is null where none is."""

    year: int | None
    month: int
    day: int

    def in_year(self, year: int) -> date | None:
        """Return the day in a year; None for 29 February of a common year."""
        try:
            return date(year, self.month, self.day)
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class DatedEntry:
    """What became of an entry's date; ``problem`` is None, ``date_unread`` or ``year_unknown``."""

    published: date | None
    basis: DateBasis | None
    problem: str | None = None


def read_list_date(text: str, form: str = "auto") -> ListDate | None:
    """Read the day that a list prints; the last in the text counts, as titles may stand before it.

    Args:
        text: the printed words, or an epoch in seconds or milliseconds (+08:00).
        form: ``auto``, or the only form that is read: ``YYYY-MM-DD``, ``YY-MM-DD``, ``MM-DD``.
    """
    text = text.strip()
    if form in ("auto", "YYYY-MM-DD"):
        full = [found.day for found in search_dates(text)]
        if full:
            return ListDate(full[-1].year, full[-1].month, full[-1].day)
        if _EPOCH.fullmatch(text):
            seconds = int(text[:10])
            local = datetime.fromtimestamp(seconds, UTC).astimezone(CHINA_TIME)
            return ListDate(local.year, local.month, local.day)
    text = _TIME_OF_DAY.sub(" ", text)
    if form in ("auto", "YY-MM-DD"):
        for match in reversed(list(_SHORT_YEAR.finditer(text))):
            # a portal of the internet has no date of the last century
            if (found := _valid(2000 + int(match["year"]), match["month"], match["day"])) is not None:
                return found
    if form in ("auto", "MM-DD"):
        for match in reversed(list(_NO_YEAR.finditer(text))):
            month, day = match["month"] or match["month2"], match["day"] or match["day2"]
            if _valid(2000, month, day) is not None:
                return ListDate(None, int(month), int(day))
    return None


def date_entries(
    printed: Sequence[str | None], urls: Sequence[str], *, form: str = "auto", seen: date | None = None
) -> list[DatedEntry]:
    """Date the entries of a page.

    Args:
        printed: what the list prints beside each entry, or None.
        urls: the entries' addresses.
        form: as for :func:`read_list_date`.
        seen: day on which a list's first page was fetched; its newest entry is not later.

    Returns:
        One for each entry.
    """
    read = [read_list_date(text, form) if text else None for text in printed]
    in_urls = [date_in_url(url) for url in urls]
    known = [_certain(day, of_url) for day, of_url in zip(read, in_urls, strict=True)]
    for i, day in enumerate(read):
        if known[i] is None and day is not None:
            known[i] = _of_folder(day, urls[i])
    settled = [None if certain is None else certain.published for certain in known]
    inferred = _infer(read, settled, seen)
    entries: list[DatedEntry] = []
    for i, certain in enumerate(known):
        if certain is not None:
            entries.append(certain)
        elif inferred[i] is not None:
            entries.append(DatedEntry(inferred[i], "inferred"))
        elif read[i] is not None:
            entries.append(DatedEntry(None, None, "year_unknown"))
        else:
            unread = printed[i] is not None and any(c.isdigit() for c in printed[i] or "")
            entries.append(DatedEntry(None, None, "date_unread" if unread else None))
    return entries


def _valid(year: int, month: str, day: str) -> ListDate | None:
    found = ListDate(year, int(month), int(day))
    return found if found.in_year(year) else None


def _certain(day: ListDate | None, of_url: date | None) -> DatedEntry | None:
    """What needs no neighbour: a printed year, or the day in the address."""
    if day is not None and day.year is not None:
        return DatedEntry(day.in_year(day.year), "printed")
    if of_url is not None and (day is None or (day.month, day.day) == (of_url.month, of_url.day)):
        return DatedEntry(of_url, "url")
    return None


def _of_folder(day: ListDate, url: str) -> DatedEntry | None:
    """Take the year of a month's folder (/202607/) where the month is the same."""
    for match in _MONTH_FOLDER.finditer(url):
        year, month = int(match[1] or match[3]), int(match[2] or match[4])
        if month == day.month and (found := day.in_year(year)) is not None:
            return DatedEntry(found, "inferred")
    return None


def _infer(read: list[ListDate | None], settled: list[date | None], seen: date | None) -> list[date | None]:
    """Give years to entries between settled ones, as lists run from the newest to the oldest."""
    step = timedelta(days=read_lexicon("list_pages")["dates"]["largest_step"])
    descending = _runs_down(settled)
    down = list(settled)
    above = seen
    for i, day in enumerate(read):
        if settled[i] is not None:
            above = settled[i]
        elif day is not None and above is not None and descending:
            years = [found for y in (above.year, above.year - 1) if (found := day.in_year(y)) is not None]
            fitting = [found for found in years if timedelta(0) <= above - found <= step]
            down[i] = above = fitting[0] if fitting else None
    up = list(settled)
    below: date | None = None
    for i in range(len(read) - 1, -1, -1):
        if settled[i] is not None:
            below = settled[i]
        elif (day := read[i]) is not None and below is not None and descending:
            years = [found for y in (below.year, below.year + 1) if (found := day.in_year(y)) is not None]
            fitting = [found for found in years if timedelta(0) <= found - below <= step]
            up[i] = below = fitting[0] if fitting else None
    # where the neighbours above and below disagree, neither is believed
    return [
        first or second if first is None or second is None or first == second else None
        for first, second in zip(down, up, strict=True)
    ]


def _runs_down(days: list[date | None]) -> bool:
    known = [day for day in days if day is not None]
    return all(first >= second for first, second in pairwise(known))
