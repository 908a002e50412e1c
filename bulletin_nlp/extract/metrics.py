"""Metrics: numbers about the indicators of the vocabulary, with what their clauses say of them.

The way of a number: its unit narrows the indicators, the nearest word of ``indicators.toml`` decides; the
cues of ``status.toml`` and the dates before it, read from left to right, give its status and period; what a
sentence does not say holds over from the one before it in the paragraph, or from the title. A number that no
rule of the vocabulary claims is no metric: ``other`` is never guessed, since a bulletin is full of numbers
that count people at a meeting, pages or points of a programme.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_nlp.extract.dates import find_dates
from bulletin_nlp.extract.metric_drafts import Draft
from bulletin_nlp.extract.metric_facts import state
from bulletin_nlp.extract.metric_lexicon import Hits, metric_lexicon
from bulletin_nlp.extract.metric_merging import merge
from bulletin_nlp.extract.metric_periods import settle_periods
from bulletin_nlp.extract.metric_sentences import Paragraph, SentenceReader
from bulletin_nlp.extract.quantities import Quantity, find_quantities
from bulletin_nlp.extract.tables import Table, find_tables, read_table

if TYPE_CHECKING:
    from bulletin_nlp.extract.reading import Reading

__all__ = ["find_metrics"]

# A bulletin is about a class when its words stand in the title, or as often as this.
_SUBJECT_HITS = 3
_SUBJECT_SPACING = 400  # characters for one hit
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
    hits = metric_lexicon().scan(reading.clean)
    if not hits.names:
        return
    drafts = _drafts(reading, hits)
    settle_periods(reading, drafts)
    state(reading, merge(reading, drafts))


def _drafts(reading: Reading, hits: Hits) -> list[Draft]:
    """Return the metrics of every sentence and table, in order of place."""
    lexicon = metric_lexicon()
    layout = reading.layout
    tables = find_tables(reading)
    candidates = [
        quantity
        for quantity in reading.quantities
        if quantity.unit is None and quantity.value >= 10000 or quantity.unit in lexicon.units
    ]
    subjects = _subjects(reading, hits)
    title = reading.header.title_span
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


def _subjects(reading: Reading, hits: Hits) -> frozenset[str]:
    """Return the classes that the bulletin is about: in its title, or often enough in its text."""
    counts: dict[str, int] = {}
    title = reading.header.title_span
    found = set()
    for start, name in hits.classes:
        counts[name] = counts.get(name, 0) + 1
        if title is not None and title[0] <= start < title[1]:
            found.add(name)
    least = max(_SUBJECT_HITS, len(reading.clean) // _SUBJECT_SPACING)
    found.update(name for name, count in counts.items() if count >= least)
    return frozenset(found)
