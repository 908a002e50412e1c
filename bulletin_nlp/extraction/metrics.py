"""Metrics: numbers about the indicators of the vocabulary, with what their clauses say of them.

The way of a number: its unit narrows the indicators, the nearest word of ``indicators.toml`` decides; the
cues of ``status.toml`` and the dates before it, read from left to right, give its status and period; what a
sentence does not say holds over from the one before it in the paragraph, or from the title. A number that no
rule of the vocabulary claims is no metric: ``other`` is never guessed, since a bulletin is full of numbers
that count people at a meeting, pages or points of a programme.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from bulletin_nlp.extraction.dates import find_dates
from bulletin_nlp.extraction.metric_drafts import Draft
from bulletin_nlp.extraction.metric_facts import settle_places, state
from bulletin_nlp.extraction.metric_lexicon import metric_lexicon
from bulletin_nlp.extraction.metric_merging import merge
from bulletin_nlp.extraction.metric_naming import UNWRITTEN, Paragraph
from bulletin_nlp.extraction.metric_periods import settle_periods
from bulletin_nlp.extraction.metric_sentences import SentenceReader
from bulletin_nlp.extraction.metric_theme import continues, opens_parts
from bulletin_nlp.extraction.outlook import find_outlooks
from bulletin_nlp.extraction.quantities import Quantity, find_quantities
from bulletin_nlp.extraction.tables import Table, find_tables, read_table

if TYPE_CHECKING:
    from bulletin_nlp.extraction.reading import Reading

__all__ = ["find_metrics"]

_NEIGHBOURHOOD = 100  # characters of the paragraph on either side that tell what a sentence is about
_MONEY = 12  # how far before a number the word for money may begin
_HEADING = 60  # characters; longer lines are text


def find_metrics(reading: Reading) -> None:
    """Set ``reading.metrics``: every number about an indicator of the vocabulary, one entry a fact.

    Args:
        reading: the bulletin; its dates, quantities and region mentions are found first where they are not.

    Warns:
        ``conflicting_metric`` where two figures for the same thing cannot both hold.
    """
    find_dates(reading)
    find_quantities(reading)
    if not reading.quantities:
        return
    drafts = _drafts(reading)
    settle_places(reading, drafts)
    settle_periods(reading, drafts)
    state(reading, merge(reading, drafts))


def _drafts(reading: Reading) -> list[Draft]:
    """Return the metrics of every sentence and table, in order of place."""
    lexicon, layout, text = metric_lexicon(), reading.layout, reading.clean
    tables = find_tables(reading)
    units = lexicon.units_in(text)
    candidates = [
        quantity
        for quantity in _with_money(reading)
        if (quantity.unit in units or (quantity.unit is None and quantity.value >= UNWRITTEN))
        and not _in_table(tables, quantity.start)
    ]
    title = reading.header.title_span
    hits = lexicon.scan(text, _stretches(reading, candidates))

    @cache
    def subjects() -> frozenset[str]:
        return lexicon.subjects(text, text[slice(*title)] if title is not None else "")

    drafts: list[Draft] = []
    outlooks = find_outlooks(reading)
    waiting = tables[::-1]
    line, line_end, leads_away, heading = -1, -1, -1, False
    line_before = 0  # where the last line with numbers ended
    paragraph = Paragraph()
    index = 0
    while index < len(candidates):
        start, end = layout.sentence(candidates[index].start)
        stop = _until(candidates, index, end)
        while waiting and waiting[-1].start < start:
            drafts.extend(read_table(reading, waiting.pop(), paragraph, drafts))
        if start >= line_end:
            line, line_end = layout.line(start)
            leads_away = _leads_away(text, line, line_end)
            heading = _is_heading(text, line, line_end)
            if not _goes_on(text, line_before, line, paragraph):
                paragraph = Paragraph()
            line_before = line_end
        if end <= leads_away:
            paragraph.classes = hits.classes_within(
                max(line, start - _NEIGHBOURHOOD), min(line_end, end + _NEIGHBOURHOOD)
            )
            found = SentenceReader(reading, hits, subjects, (start, end), paragraph, outlooks.at(start)).read(
                candidates[index:stop]
            )
            in_title = title is not None and title[0] <= start < title[1]
            for draft in found:
                draft.headline = heading or in_title
            drafts.extend(found)
        index = stop
    for table in waiting[::-1]:
        drafts.extend(read_table(reading, table, paragraph, drafts))
    return drafts


def _with_money(reading: Reading) -> list[Quantity]:
    """Return the quantities, money that lacks its unit with it: 政府补助20万、居民出资23万."""
    text, money = reading.clean, metric_lexicon().money
    return [
        replace(quantity, unit="元")
        if quantity.unit is None
        and quantity.value >= UNWRITTEN
        and money.search(text, max(0, quantity.start - _MONEY), quantity.start)
        else quantity
        for quantity in reading.quantities
    ]


def _goes_on(text: str, end: int, start: int, paragraph: Paragraph) -> bool:
    """Tell whether a line goes on with the one before it: items of a list, 其中 and 分地区看.

    Args:
        text: the clean text.
        end: where the last line with numbers ended.
        start: where the line begins.
        paragraph: what that line handed on; what it told of works done holds for parts by their indicators.
    """
    if not end or text[end:start].strip():
        return False
    marks, words = continues()
    if text.startswith(opens_parts(), start):
        return paragraph.work is not None and paragraph.work.result == "planned"
    return text.startswith(words, start) or text.endswith(marks, 0, len(text[:end].rstrip()))


def _is_heading(text: str, start: int, end: int) -> bool:
    """Tell whether a line is short and no sentence."""
    return end - start <= _HEADING and text.find("。", start, end) < 0 and text.find("；", start, end) < 0


def _in_table(tables: list[Table], offset: int) -> bool:
    index = bisect_right(tables, offset, key=lambda table: table.start) - 1
    return index >= 0 and offset < tables[index].end


def _until(candidates: list[Quantity], index: int, end: int) -> int:
    while index < len(candidates) and candidates[index].start < end:
        index += 1
    return index


def _leads_away(text: str, start: int, end: int) -> int:
    """Return where a line begins to name other pages, the end of the text where it does not.

    The last sentence of a line without a mark at its end runs on over the empty lines after it.
    """
    match = metric_lexicon().neighbours.search(text, start, end)
    return len(text) if match is None else match.start()


def _stretches(reading: Reading, candidates: list[Quantity]) -> list[tuple[int, int]]:
    """Return the stretches to scan for words: sentences with numbers and what stands around them."""
    layout = reading.layout
    spans = []
    end = -1
    for candidate in candidates:
        if candidate.start >= end:
            start, end = layout.sentence(candidate.start)
            line_start, line_end = layout.line(start)
            spans.append((max(line_start, start - _NEIGHBOURHOOD), min(line_end, end + _NEIGHBOURHOOD)))
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
