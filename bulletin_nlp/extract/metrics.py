"""Metrics: numbers about the indicators of the vocabulary, with what their clauses say of them.

The way of a number: its unit narrows the indicators, the nearest word of ``indicators.toml`` decides; the
cues of ``status.toml`` and the dates before it, read from left to right, give its status and period; what a
sentence does not say holds over from the one before it in the paragraph, or from the title. A number that no
rule of the vocabulary claims is no metric: ``other`` is never guessed, since a bulletin is full of numbers
that count people at a meeting, pages or points of a programme.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from bulletin_nlp.extract.dates import find_dates
from bulletin_nlp.extract.metric_drafts import Draft
from bulletin_nlp.extract.metric_facts import state
from bulletin_nlp.extract.metric_lexicon import metric_lexicon
from bulletin_nlp.extract.metric_merging import merge
from bulletin_nlp.extract.metric_naming import Paragraph
from bulletin_nlp.extract.metric_periods import settle_periods
from bulletin_nlp.extract.metric_sentences import SentenceReader
from bulletin_nlp.extract.quantities import Quantity, find_quantities
from bulletin_nlp.extract.tables import Table, find_tables, read_table

if TYPE_CHECKING:
    from bulletin_nlp.extract.reading import Reading

__all__ = ["find_metrics"]

_NEIGHBOURHOOD = 200  # characters of the paragraph on either side that tell what a sentence is about
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
    settle_periods(reading, drafts)
    state(reading, merge(reading, drafts))


def _drafts(reading: Reading) -> list[Draft]:
    """Return the metrics of every sentence and table, in order of place."""
    lexicon = metric_lexicon()
    layout = reading.layout
    tables = find_tables(reading)
    candidates = [
        quantity
        for quantity in reading.quantities
        if (quantity.unit is None and quantity.value >= 10000) or quantity.unit in lexicon.units
    ]
    title = reading.header.title_span
    hits = lexicon.scan(reading.clean, _lines_to_read(reading, candidates, tables))
    if not hits.names and not tables:
        return []

    @cache
    def subjects() -> frozenset[str]:
        return lexicon.subjects(reading.clean, reading.clean[slice(*title)] if title is not None else "")

    drafts: list[Draft] = []
    line = -1
    paragraph = Paragraph()
    index = 0
    while index < len(candidates):
        start, end = layout.sentence(candidates[index].start)
        stop = _until(candidates, index, end)
        table = _table_at(tables, candidates[index].start)
        if table is not None:
            stop = _until(candidates, index, table.end)
            drafts.extend(read_table(reading, table, paragraph, hits))
            index = stop
            continue
        line_start, line_end = layout.line(start)
        if line_start != line:
            line = line_start
            paragraph = Paragraph()
        in_title = title is not None and title[0] <= start < title[1]
        if not _leads_away(reading, line_start, line_end, start):
            paragraph.classes = hits.classes_within(
                max(line_start, start - _NEIGHBOURHOOD), min(line_end, end + _NEIGHBOURHOOD)
            )
            reader = SentenceReader(reading, hits, subjects, (start, end), paragraph)
            found = reader.read(candidates[index:stop])
            heading = in_title or _is_heading(reading.clean, line_start, line_end)
            for draft in found:
                draft.headline = heading
            drafts.extend(found)
        index = stop
    return drafts


def _is_heading(text: str, start: int, end: int) -> bool:
    """Tell whether a line is short and no sentence."""
    return end - start <= _HEADING and text.find("。", start, end) < 0 and text.find("；", start, end) < 0


def _until(candidates: list[Quantity], index: int, end: int) -> int:
    while index < len(candidates) and candidates[index].start < end:
        index += 1
    return index


def _table_at(tables: list[Table], offset: int) -> Table | None:
    return next((table for table in tables if table.start <= offset < table.end), None)


def _leads_away(reading: Reading, line_start: int, line_end: int, offset: int) -> bool:
    """Tell whether a line names another page before the offset."""
    pattern = metric_lexicon().neighbours
    return (
        pattern is not None
        and pattern.search(reading.clean, line_start, min(offset + 8, line_end)) is not None
    )


def _lines_to_read(
    reading: Reading, candidates: list[Quantity], tables: list[Table]
) -> list[tuple[int, int]]:
    """Return the lines with numbers and the tables with the line before each, merged and sorted."""
    spans = {reading.layout.line(candidate.start) for candidate in candidates}
    for table in tables:
        spans.add((reading.layout.line(max(table.start - 1, 0))[0], table.end))
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
