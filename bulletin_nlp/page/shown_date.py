"""Dates that a page shows without a label of its own."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import cache

from bulletin_nlp.lexicon.loader import read_lexicon
from bulletin_nlp.page.date_forms import shown_dates
from bulletin_nlp.text.header_labels import find_labels

__all__ = ["date_after_words", "is_of_an_event", "shown_date"]

#: Characters; a longer line tells of something else, too.
LONGEST = 80
_SENTENCE = re.compile("[，。]")
_EDGES = " \t\u3000\xa0[]【】()（）|｜·-"


def shown_date(line: str, *, below_title: bool = False) -> date | datetime | None:
    """Return the date that a line shows: alone, with its time, or beside a counter or a newspaper's name.

    Args:
        line: a Simplified line of the page near the article.
        below_title: whether it stands between title and text; only there a weekday may follow the day, for
            in a page's head that is a running date.
    """
    if len(line) > LONGEST or _SENTENCE.search(line):
        return None
    lexicon = read_lexicon("page")["shown_date"]
    for printed in shown_dates(line):
        before, after = line[: printed.start].strip(_EDGES), line[printed.end :].strip(_EDGES)
        if any(word in before for word in lexicon["not_after"]):
            continue
        if isinstance(printed.value, datetime):
            return printed.value
        if not before and (
            not after or _is_beside(after) or (below_title and _weekday().fullmatch(after) is not None)
        ):
            return printed.value
    return None


def date_after_words(line: str) -> date | datetime | None:
    """Return the date that stands right after 发表于, 发布时间 and the like, without a colon, in any line."""
    for printed in shown_dates(line):
        if line[: printed.start].rstrip(_EDGES).endswith(tuple(read_lexicon("page")["shown_date"]["words"])):
            return printed.value
    return None


def is_of_an_event(line: str) -> bool:
    """Tell whether 时间 or 日期 in a line is that of an event: 时间：2025-03-10 地点：三楼会议室."""
    return any(word in line for word in read_lexicon("page_dates")["near"]["event_words"])


def _is_beside(words: str) -> bool:
    """Tell whether words beside a date say who published it, or how many read it."""
    first = next(find_labels(words), None)
    return (first is not None and first.start == 0) or _beside().fullmatch(words) is not None


@cache
def _beside() -> re.Pattern[str]:
    return re.compile(read_lexicon("page")["shown_date"]["beside"])


@cache
def _weekday() -> re.Pattern[str]:
    return re.compile(read_lexicon("page")["shown_date"]["weekday"])
