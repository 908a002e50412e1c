"""The year that undated expressions of a bulletin are read against."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from bulletin_nlp.extraction.reading import Anchor
from bulletin_nlp.lexicon.loader import read_lexicon

if TYPE_CHECKING:
    from bulletin_nlp.extraction.reading import Reading
    from bulletin_nlp.extraction.written_dates import WrittenDate

__all__ = ["find_anchor"]


def find_anchor(reading: Reading, written: Iterable[WrittenDate]) -> Anchor | None:
    """Return the day or year of a bulletin: the date of publication, else the year its own text is about.

    A year in the title decides; else the year of its full dates; else the latest of the years that are named
    as that of an event or a plan at least half as often as the one named most. Years of the past (自2019年,
    2000年底前建成的), of targets (到2025年, in a plan that has such also 2024年底) and of ranges do not
    count. Nothing that counts gives null: a year is never guessed.
    """
    for published in (reading.given.published, reading.header.published):
        if published is not None:
            day = published.date() if isinstance(published, datetime) else published
            return Anchor(day.year, day, False)
    years = [
        item for item in written if item.own_year is not None and not reading.is_masked(item.start, item.end)
    ]
    title = reading.header.title_span or _first_line(reading.clean)
    in_title = [item.own_year for item in years if title[0] <= item.start < title[1]]
    if in_title:
        return Anchor(max(year for year in in_title if year is not None), None, True)
    counting = [item for item in years if _counts(reading.clean, item)]
    days = [item.own_year for item in counting if item.kind in ("day", "iso") and item.own_year]
    if days:
        return Anchor(max(days), None, True)
    votes = Counter(
        item.own_year for item in _without_targets(reading.clean, years, counting) if item.own_year
    )
    if not votes:
        return None
    often = max(votes.values())
    return Anchor(max(year for year, count in votes.items() if 2 * count >= often), None, True)


def _first_line(text: str) -> tuple[int, int]:
    """The first line stands for the title where no title was found, unless it is a whole paragraph."""
    end = text.find("\n")
    return (0, end) if 0 <= end <= 80 else (0, 0)


def _without_targets(
    text: str, years: Sequence[WrittenDate], counting: Sequence[WrittenDate]
) -> Sequence[WrittenDate]:
    """Leave out the ends of years up to a plan's own target (到2030年), unless no other year counts."""
    target = max((item.own_year for item in years if item.prefix == "by" and item.own_year), default=0)
    ends = tuple(f"年{end}" for end in read_lexicon("dates")["parts"]["end"])
    rest = [
        item
        for item in counting
        if (item.own_year or 0) > target or not text.endswith(ends, item.start, item.end)
    ]
    return rest if any(item.own_year for item in rest) else counting


def _counts(text: str, item: WrittenDate) -> bool:
    cues = read_lexicon("dates")["anchor"]
    if item.prefix is not None and item.prefix != "until":
        return False
    if item.suffix in ("before", "since", "within") or item.kind in ("years", "plan"):
        return False
    if any(text.endswith(word, 0, item.start) for word in cues["not_before_words"]):
        return False
    following = text[item.end : item.end + 6]
    return not any(following.startswith(word) for word in cues["past_after"])
