"""Dates that a page shows without a label of its own."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import cache

from bulletin_nlp.lexicon.loader import read_lexicon
from bulletin_nlp.text.header_labels import find_labels
from bulletin_nlp.text.printed_date import CHINA_TIME, search_dates

__all__ = ["american_date", "date_after_words", "shown_date"]

#: Characters; a longer line tells of something else, too.
LONGEST = 80
_SENTENCE = re.compile("[，。]")
_EDGES = " \t\u3000\xa0[]【】()（）|｜·-"
# Portals on servers that were set up in English print 9/17/2004 5:54:13 AM. Without AM or PM the order of
# month and day is anyone's guess.
_AMERICAN = re.compile(
    r"[:：]?\s{0,4}(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>(?:19|20)\d\d)\s{1,3}"
    r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d))?\s?(?P<half>[AP])M\b"
)


def shown_date(line: str) -> date | datetime | None:
    """Return the date that a line shows: alone, with its time, or beside a counter or a newspaper's name.

    Args:
        line: a Simplified line of the page near the article.
    """
    if len(line) > LONGEST or _SENTENCE.search(line):
        return None
    lexicon = read_lexicon("page")["shown_date"]
    for printed in search_dates(line):
        before, after = line[: printed.start].strip(_EDGES), line[printed.end :].strip(_EDGES)
        if any(word in before for word in lexicon["not_after"]):
            continue
        if isinstance(printed.value, datetime):
            return printed.value
        if not before and (not after or _is_beside(after)):
            return printed.value
    return american_date(line, 0)


def date_after_words(line: str) -> date | datetime | None:
    """Return the date that stands right after 发表于, 发布时间 and the like, without a colon, in any line."""
    for printed in search_dates(line):
        if line[: printed.start].rstrip(_EDGES).endswith(tuple(read_lexicon("page")["shown_date"]["words"])):
            return printed.value
    return None


def american_date(line: str, start: int) -> datetime | None:
    """Return a date in the order month, day, year with AM or PM that stands in a line from ``start`` on."""
    match = _AMERICAN.search(line, start)
    if match is None or not 1 <= int(match["hour"]) <= 12:
        return None
    hour = int(match["hour"]) % 12 + (12 if match["half"] == "P" else 0)
    try:
        return datetime(
            int(match["year"]),
            int(match["month"]),
            int(match["day"]),
            hour,
            int(match["minute"]),
            int(match["second"] or 0),
            tzinfo=CHINA_TIME,
        )
    except ValueError:  # 13/40/2004
        return None


def _is_beside(words: str) -> bool:
    """Tell whether words beside a date say who published it, or how many read it."""
    first = next(find_labels(words), None)
    return (first is not None and first.start == 0) or _beside().fullmatch(words) is not None


@cache
def _beside() -> re.Pattern[str]:
    return re.compile(read_lexicon("page")["shown_date"]["beside"])
