"""The day that a bulletin reports on."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from bulletin_nlp.lexicon.loader import read_lexicon

if TYPE_CHECKING:
    from bulletin_nlp.extraction.reading import Reading

__all__ = ["find_event_date"]

_CLOCK = re.compile(r"\s{0,2}[0-9]{1,2}[:：][0-9]{2}")


@cache
def _relative_days() -> re.Pattern[str]:
    return re.compile("|".join(read_lexicon("dates")["event"]["days"]))


def find_event_date(reading: Reading) -> None:
    """Set ``reading.event_date``: the first day named at the beginning of the body, if it is an event's.

    Days by which something is due, status days (截至), publication lines and days after the publication are
    none. 昨日 counts where the day of publication is known.
    """
    event = read_lexicon("dates")["event"]
    text = reading.clean
    begin = reading.header.title_span[1] if reading.header.title_span else 0
    if reading.header.document_number is not None:
        return
    published = reading.anchor.day if reading.anchor else None
    found: tuple[int, date] | None = None
    for item in reading.dates:
        if item.start < begin:
            continue
        if item.start > begin + event["window"]:
            break
        if item.last is None or item.first is None or item.kind not in ("day", "range"):
            continue
        if item.kind == "range" and (item.last - item.first).days > 31:
            continue
        if item.prefix in ("until", "by") or item.suffix is not None or _CLOCK.match(text, item.end):
            continue
        if not text[item.start].isalnum() or text[item.start + 4 : item.start + 5] in ("-", ".", "/"):
            continue
        left = text[max(0, item.start - 6) : item.start].rpartition("\n")[2]
        if any(word in left for word in event["skip_after"]):
            continue
        if published is None or item.first <= published:
            found = item.start, item.first
            break
    if published is not None:
        match = _relative_days().search(text, begin, begin + event["window"])
        if match is not None and (found is None or match.start() < found[0]):
            found = match.start(), published + timedelta(days=event["days"][match[0]])
    if found is not None:
        reading.event_date = found[1].date() if isinstance(found[1], datetime) else found[1]
