"""Tables in a text: rows of cells with a header that names units, one metric a cell."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from bulletin_nlp.extraction.metric_drafts import Draft
from bulletin_nlp.extraction.metric_frames import Cursor, Time, Work
from bulletin_nlp.extraction.metric_lexicon import Hits, Indicator, Rule, metric_lexicon
from bulletin_nlp.extraction.numerals import as_number
from bulletin_nlp.extraction.quantities import Quantity
from bulletin_nlp.extraction.quantity_lexicon import MULTIPLIERS, quantity_lexicon

if TYPE_CHECKING:
    from bulletin_nlp.extraction.metric_naming import Paragraph
    from bulletin_nlp.extraction.reading import Reading

__all__ = ["Cell", "Table", "find_tables", "read_table"]

_GAP = re.compile(r"[ \t\u3000]{0,9}[|｜][ \t\u3000]{0,9}|\t+| {2,}|\u3000+")
_SPACE = re.compile(r"[ \t\u3000|｜]+")
_UNIT = re.compile(r"[（(]\s*(?:单位[：:]\s*)?(万|亿)?([\u4e00-\u9fff%％㎡]{1,4})\s*[）)]")
_NUMBER = re.compile(r"\s*(-?\d[\d,]*(?:\.\d+)?)\s*(%|％)?\s*")
_TOTALS = frozenset(["合计", "总计", "小计", "全市", "全省", "全国", "全县", "全区", "共计"])


@dataclass(slots=True)
class Cell:
    """A cell's trimmed text by offset."""

    start: int
    end: int


@dataclass(slots=True)
class Table:
    """A table's rows of cells; the first row is the header. ``start`` and ``end`` cover its lines."""

    start: int
    end: int
    rows: list[list[Cell]]


def find_tables(reading: Reading) -> list[Table]:
    """Return the tables of a text: a header with a unit in brackets and rows with as many cells."""
    text = reading.clean
    tables: list[Table] = []
    if _UNIT.search(text) is None:
        return tables
    lines = reading.layout.lines()
    index = 0
    while index < len(lines):
        start, end = lines[index]
        if not _UNIT.search(text, start, end):
            index += 1
            continue
        for gap in (_GAP, _SPACE):
            header = _cells(text, start, end, gap)
            rows = [header]
            stop = index + 1
            while len(header) > 1 and stop < len(lines):
                cells = _cells(text, *lines[stop], gap)
                if len(cells) == len(header) - 1 and text[cells[0].start : cells[0].end] in _TOTALS:
                    cells.insert(0, cells[0])  # 合计 spans the number of the row and its place
                if len(cells) != len(header) or not any(_number(text, cell) for cell in cells[1:]):
                    break
                rows.append(cells)
                stop += 1
            if len(rows) > 1:
                tables.append(Table(start, lines[stop - 1][1], rows))
                index = stop - 1
                break
        index += 1
    return tables


def _cells(text: str, start: int, end: int, gap: re.Pattern[str]) -> list[Cell]:
    while end > start and (text[end - 1].isspace() or text[end - 1] in "|｜"):
        end -= 1
    while start < end and (text[start].isspace() or text[start] in "|｜"):
        start += 1
    cells = []
    position = start
    for match in gap.finditer(text, start, end):
        cells.append(Cell(position, match.start()))
        position = match.end()
    if position < end:
        cells.append(Cell(position, end))
    return cells


def _number(text: str, cell: Cell) -> re.Match[str] | None:
    return _NUMBER.fullmatch(text, cell.start, cell.end)


# --- reading ------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Column:
    """What the cells of a column count."""

    indicator: Indicator
    unit: str
    factor: int | Decimal
    work: Work
    cell: Cell


def read_table(reading: Reading, table: Table, paragraph: Paragraph, hits: Hits) -> list[Draft]:
    """Return one draft a numeric cell whose column names an indicator, in order of place.

    Rows are places; a row of totals is about the region of the bulletin. The time is that of the caption
    (the line before the table), else of the paragraph before.
    """
    text = reading.clean
    line = reading.layout.line(max(table.start - 1, 0))[0]
    around = hits.classes_within(line, table.rows[0][-1].end)
    columns = [_column(text, cell, hits, around) for cell in table.rows[0]]
    if not any(columns):
        return []
    caption = _caption_time(reading, table, hits)
    time = caption if caption.said else paragraph.time
    drafts: list[Draft] = []
    for row in table.rows[1:]:
        total, region, known = _row_head(reading, text, row, columns)
        if not known:
            continue
        for cell, column in zip(row, columns, strict=True):
            match = _number(text, cell) if column is not None else None
            if column is None or match is None:
                continue
            digits = match[1].replace(",", "")
            number = as_number(Decimal(digits))
            exponent = Decimal(digits).as_tuple().exponent
            quantity = Quantity(
                cell.start,
                cell.end,
                as_number(number * column.factor),
                column.unit,
                "",
                precision=as_number(Decimal(1).scaleb(int(exponent)) * column.factor),
            )
            status = column.work.result
            if column.indicator.status is not None:
                status = "planned" if status == "planned" else column.indicator.status
            drafts.append(
                Draft(
                    quantity=quantity,
                    indicator=column.indicator,
                    named=(column.cell.start, column.cell.end),
                    clause=(row[0].start, row[-1].end),
                    sentence=table.start,
                    unit=column.unit,
                    status=status,
                    left=column.work.left,
                    time=time,
                    time_basis="heading" if caption.said else "document",
                    region=None if total else region,
                    table=True,
                )
            )
    return drafts


def _column(text: str, cell: Cell, hits: Hits, around: frozenset[str]) -> _Column | None:
    """Return what a header cell names: 已开工（个）, 完成投资（万元）, 开工率."""
    words = text[cell.start : cell.end]
    written = _UNIT.search(text, cell.start, cell.end)
    factor: int | Decimal = 1
    if written is not None:
        known = quantity_lexicon().units.get(written[2].replace("％", "%"))
        if known is None and written[2][0] in MULTIPLIERS:
            known = quantity_lexicon().units.get(written[2][1:])
            factor = MULTIPLIERS[written[2][0]]
        if known is None:
            return None
        unit = known.base
        factor = as_number(
            Decimal(factor) * Decimal(known.factor) * (MULTIPLIERS[written[1]] if written[1] else 1)
        )
    elif "率" in words or "%" in words:
        unit = "%"
    else:
        return None
    work = Work()
    for hit in hits.cues_within(cell.start, cell.end):
        work.read(hit)
    rule = _header_rule(hits, cell, unit, work, around)
    if rule is None:
        return None
    return _Column(rule.indicator, unit, factor, work, cell)


def _header_rule(hits: Hits, cell: Cell, unit: str, work: Work, around: frozenset[str]) -> Rule | None:
    """Return the rule that a header's words point to; a bare 已开工（个） counts communities."""
    for hit in hits.names_within(cell.start, cell.end):
        for rule in hit.payload:
            if (
                unit in rule.units
                and (not rule.status or work.status in rule.status)
                and (not rule.near or not rule.near.isdisjoint(around))
            ):
                found: Rule = rule
                return found
    lexicon = metric_lexicon()
    if unit == "个" and work.told:
        return next(rule for rule in lexicon.rules if rule.indicator.id == "communities_renovated")
    return next((rule for rule in lexicon.rules if rule.alone and unit in rule.units), None)


def _row_head(
    reading: Reading, text: str, row: list[Cell], columns: list[_Column | None]
) -> tuple[bool, str | None, bool]:
    """Return whether a row holds totals, its region, and whether it is either."""
    for cell, column in zip(row, columns, strict=True):
        if column is not None:
            break
        if text[cell.start : cell.end].replace(" ", "") in _TOTALS:
            return True, None, True
        mentions = reading.region_mentions
        index = bisect_left(mentions, cell.start, key=lambda mention: mention.start)
        if index < len(mentions) and mentions[index].start < cell.end:
            division = mentions[index].division
            code = division.code if division is not None else None
            return False, code, code is not None
    return False, None, False


def _caption_time(reading: Reading, table: Table, hits: Hits) -> Time:
    """Return the time told in the line before the table: 数据截至9月30日."""
    if not table.start:
        return Time()
    start, end = reading.layout.line(table.start - 1)
    cursor = Cursor(reading, hits, start, end)
    cursor.advance(end)
    return cursor.time
