"""Tables in a text: one metric a cell, with the place of its row and the indicator of its column."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from bulletin_nlp.extraction.metric_drafts import Draft
from bulletin_nlp.extraction.metric_lexicon import metric_lexicon
from bulletin_nlp.extraction.numerals import as_number
from bulletin_nlp.extraction.places import Place, place_of
from bulletin_nlp.extraction.quantities import Quantity
from bulletin_nlp.extraction.table_cells import Cell, table_lexicon, words_of
from bulletin_nlp.extraction.table_columns import Column, read_columns, settle_status
from bulletin_nlp.extraction.table_layout import Layout, Row, find_layouts
from bulletin_nlp.extraction.table_surroundings import Surroundings, unit_of
from bulletin_nlp.record.spans import Basis

if TYPE_CHECKING:
    from bulletin_nlp.extraction.metric_naming import Paragraph
    from bulletin_nlp.extraction.reading import Reading
    from bulletin_nlp.lexicon.divisions import Division

__all__ = ["Table", "find_tables", "read_table"]

_VALUE = re.compile(
    r"(?P<number>[-−]?\d[\d,， ]*(?:\.\d+)?) ?(?:(?P<scale>万|亿)?(?P<unit>[\u4e00-\u9fff%％㎡]{1,3})?)$"
)


@dataclass(slots=True)
class Table:
    """A table with a column that counts something of the vocabulary; ``columns`` are those of its numbers."""

    layout: Layout
    around: Surroundings
    columns: list[Column | None]

    @property
    def start(self) -> int:
        """Where its heads begin."""
        return self.layout.start

    @property
    def end(self) -> int:
        """Where its last row ends."""
        return self.layout.end


def find_tables(reading: Reading) -> list[Table]:
    """Return the tables that count something of the vocabulary, in order of place.

    Args:
        reading: the bulletin, with its dates.
    """
    layouts = find_layouts(reading)
    if not layouts:
        return []
    title = reading.header.title_span
    subjects = partial(
        metric_lexicon().subjects, reading.clean, reading.clean[slice(*title)] if title is not None else ""
    )
    tables = []
    for layout in layouts:
        around = Surroundings(reading, layout, subjects)
        columns = read_columns(around)
        if any(columns):
            tables.append(Table(layout, around, columns))
    return tables


def read_table(reading: Reading, table: Table, paragraph: Paragraph, before: list[Draft]) -> list[Draft]:
    """Return one draft a number whose column names an indicator, in order of place.

    The time is that of the column's head, else of the lines above the table, else of the sentence that gives
    a total of the table, else of the paragraph before. A total that such a sentence rounds is a mention of
    it.

    Args:
        reading: the bulletin, with its region mentions.
        table: the table.
        paragraph: what the prose before it was about.
        before: the metrics of the prose before it; mentions may be added to them.

    Warns:
        ``table_unread`` where rows do not fit the heads, or their places are not known.
    """
    rows = [(row, head) for row, head in zip(table.layout.rows, _row_heads(reading, table), strict=True)]
    totals = [row for row, head in rows if head.total]
    echoes = [
        _echo(reading, column, [row.values[index] for row in totals], before) if column is not None else None
        for index, column in enumerate(table.columns)
    ]
    for column, echo in zip(table.columns, echoes, strict=True):
        if column is not None and column.status is None and echo is not None:
            column.status = echo.status
    settle_status(table.columns, table.around, paragraph.work.result if paragraph.work is not None else None)
    time = table.around.time()
    basis: Basis = "heading" if time.said else "document"
    if not time.said:
        said = [echo for echo in echoes if echo is not None and echo.time.said]
        said.sort(key=lambda echo: echo.status == "planned")
        time = said[0].time if said else paragraph.time
    drafts: list[Draft] = []
    whole = _place_of_totals(reading, table, totals[-1], echoes) if totals else None
    for row, head in rows:
        if not head.known:
            continue
        for cell, column, echo in zip(row.values, table.columns, echoes, strict=True):
            quantity = _quantity(reading.clean, cell, column)
            if quantity is None or column is None or (column.verbal and head.named):
                continue
            if head.total and echo is not None and _rounds(echo, quantity):
                echo.mentions.append((quantity.start, quantity.end))
                continue
            own = column.time if column.time.said else time
            drafts.append(
                Draft(
                    quantity=quantity,
                    indicator=column.indicator,
                    named=(column.named.start, column.named.end),
                    clause=((row.labels or [column.named])[0].start, quantity.end),
                    sentence=table.start,
                    unit=quantity.unit or column.unit.base,
                    status=column.status,
                    left=column.left,
                    time=replace(own, cumulative=column.cumulative),
                    time_basis="heading" if column.time.said else basis,
                    told=(column.named.start, column.named.end),
                    region=head.region if not head.total or whole is None else whole.code,
                    place=whole if head.total else None,
                    table=True,
                    part=column.part,
                )
            )
    _warn_unread(reading, table, [row for row, head in rows if not head.known and not head.total])
    return drafts


def _warn_unread(reading: Reading, table: Table, rows: list[Row]) -> None:
    """Warn of the stretch that holds what was not read."""
    spans = list(table.layout.unread)
    for row in rows:
        filled = [cell for cell in [*row.labels, *row.values] if cell is not None]
        spans.append((filled[0].start, filled[-1].end))
    if spans:
        reading.warn(
            "table_unread",
            f"rows of a table were not read: {len(spans)}",
            min(start for start, _ in spans),
            max(end for _, end in spans),
        )


# --- rows ---------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _RowHead:
    """Whose numbers a row holds: its region's, those of all rows together, or those of what it names."""

    known: bool
    total: bool = False
    named: bool = False
    region: str | None = None


def _row_heads(reading: Reading, table: Table) -> list[_RowHead]:
    lexicon, text = table_lexicon(), reading.clean
    rows, labels = table.layout.rows, table.layout.labels
    named = any(lexicon.is_name(text, label) for label in labels)
    compounds = any(lexicon.compounds in words_of(text, label) for label in labels)
    parents: set[str | None] = set()
    heads: list[_RowHead] = []
    for index, row in enumerate(rows):
        division = _division(reading, row.labels, parents)
        if division is not None:
            parents |= {division.parent, division.code}
            heads.append(_RowHead(True, region=division.code))
        elif any(lexicon.is_total(text, cell) for cell in row.labels):
            # 小计 between the rows: of what, cannot be told
            heads.append(_RowHead(index in (0, len(rows) - 1), total=True))
        else:
            known = named and (compounds or lexicon.compounds in words_of(text, row.labels))
            heads.append(_RowHead(known, named=True))
    if not any(head.known for head in heads if not head.total):
        return [_RowHead(False, total=head.total) for head in heads]
    for head in heads:
        head.named = head.named or (head.total and not parents)
    return heads


def _division(reading: Reading, labels: list[Cell], parents: set[str | None]) -> Division | None:
    """Return the place that the cells before the numbers name, the last of them.

    A name that several places have is that of the place beside those of the rows above.
    """
    mentions = reading.region_mentions
    for cell in reversed(labels):
        index = bisect_left(mentions, cell.end, key=lambda mention: mention.start) - 1
        if index < 0 or mentions[index].start < cell.start or mentions[index].implied:
            continue
        mention = mentions[index]
        if mention.division is not None:
            return mention.division
        beside = [division for division in mention.candidates if division.parent in parents]
        return beside[0] if len(beside) == 1 else None
    return None


def _place_of_totals(reading: Reading, table: Table, row: Row, echoes: list[Draft | None]) -> Place:
    """Return the place that totals are about: that of the prose that repeats one, of 全国, of the caption."""
    for echo in echoes:
        if echo is not None:
            place = place_of(reading, echo.quantity.start, echo.quantity.end)
            return Place(echo.region or place.code, "document", place.span)
    places = reading.places
    for start, end in [*((cell.start, cell.end) for cell in row.labels), table.layout.caption]:
        index = bisect_left(places, (end,)) - 1
        if index >= 0 and places[index][0] >= start:
            return Place(places[index][2], "heading", places[index][:2])
    code, span = reading.default_place
    return Place(code, "document", span)


# --- numbers ------------------------------------------------------------------------------------------------


def _quantity(text: str, cell: Cell | None, column: Column | None) -> Quantity | None:
    """Return the number of a cell in its column's unit, or in the cell's own where that is of one kind."""
    if cell is None or column is None:
        return None
    match = _VALUE.match(text, cell.start, cell.end)
    if match is None:
        return None
    factor = column.unit.factor
    if match["scale"] or match["unit"]:
        own = unit_of(match["scale"], match["unit"] or column.unit.base)
        if own is None or own.base not in column.indicator.units:
            return None
        factor = own.factor
    digits = re.sub(r"[,， ]", "", match["number"]).replace("−", "-")
    number = Decimal(digits)
    precision = Decimal(1).scaleb(int(number.as_tuple().exponent))
    return Quantity(
        cell.start,
        cell.end,
        as_number(number * factor),
        column.unit.base,
        "",
        precision=as_number(precision * factor),
    )


def _echo(reading: Reading, column: Column, cells: list[Cell | None], before: list[Draft]) -> Draft | None:
    """Return the metric of the prose that a total of a column repeats or makes more precise."""
    for cell in cells:
        quantity = _quantity(reading.clean, cell, column)
        if quantity is None:
            continue
        for draft in before:
            if (
                draft.indicator is column.indicator
                and not draft.table
                and draft.unit == column.unit.base
                and (column.status is None or draft.status in (None, column.status))
                and (draft.quantity.value == quantity.value or _rounds(draft, quantity))
            ):
                return draft
    return None


def _rounds(draft: Draft, quantity: Quantity) -> bool:
    """Tell whether a metric gives a number less precisely: 28.17亿元 for 281682.60万元."""
    step = Decimal(draft.quantity.precision)
    off = abs(Decimal(draft.quantity.value) - Decimal(quantity.value))
    return Decimal(quantity.precision) < step and 0 < off < step
