"""What the columns of a table count, read from their heads and from what the page says around the table."""

from __future__ import annotations

from dataclasses import dataclass, field

from bulletin_nlp.extraction.metric_frames import Cursor, Time
from bulletin_nlp.extraction.metric_lexicon import Indicator
from bulletin_nlp.extraction.table_cells import Cell, table_lexicon, words_of
from bulletin_nlp.extraction.table_names import HeadWords, Meaning, head_words, meaning_of, meaning_of_verbs
from bulletin_nlp.extraction.table_surroundings import Surroundings, Unit, unit_in

__all__ = ["Column", "read_columns", "settle_status"]

_BASE = "个"
_WHOLE = ("investment", "projects")
_LONGEST = 40  # characters of a head
_PERCENT = Unit("%", 1)


@dataclass(slots=True)
class Column:
    """What the numbers of a column count.

    ``named`` is the lowest cell of its head; ``status`` is null while nothing tells it; ``time`` is that of
    the head itself; ``weak`` is true where only an achievement verb (改造, 加装) stands in the head,
    ``verbal`` where the head names no thing (计划数) and the page does, ``part`` after 其中.
    """

    indicator: Indicator
    unit: Unit
    status: str | None
    named: Cell
    left: bool = False
    cumulative: bool = False
    time: Time = field(default_factory=Time)
    weak: bool = False
    verbal: bool = False
    part: bool = False


def read_columns(around: Surroundings) -> list[Column | None]:
    """Return what each column of numbers counts, null where no indicator of the vocabulary is meant."""
    return [_column(around, head, index) for index, head in enumerate(around.layout.heads)]


def _column(around: Surroundings, head: list[Cell], index: int) -> Column | None:
    text = around.reading.clean
    if not head or len(words_of(text, head)) > _LONGEST:
        return None
    low, unit = unit_in(words_of(text, head[-1:]))
    above = [unit_in(words_of(text, [cell])) for cell in head[:-1]]
    if _is_rate(low) or (unit is not None and unit.base == "%"):
        # 投资情况 over 完成率: the upper head is a part of the name
        upper = "".join(table_lexicon().light_end.sub("", words) for words, _ in above)
        return _made(around, head[-1], [head_words(upper + low, rate=True)], [_PERCENT])
    units = [found for found in [unit, *(found for _, found in reversed(above))] if found is not None]
    heads = [head_words(words, rate=False) for words in [low, *(words for words, _ in reversed(above))]]
    return _made(around, head[-1], heads, units[:1] or around.units_of_cells(index) or around.units)


def _is_rate(words: str) -> bool:
    lexicon = table_lexicon()
    return lexicon.rate.search(words) is not None


def _made(around: Surroundings, named: Cell, heads: list[HeadWords], units: list[Unit]) -> Column | None:
    """Return the column of some heads, the lowest first: what the first of them names or all verbs say."""
    meaning: Meaning | None = None
    for head in heads:
        meaning = meaning_of(head, units, around)
        if meaning is not None or not head.only_verbs:
            break
    verbal = meaning is None
    if verbal and all(head.only_verbs for head in heads):
        meaning = next((found for head in heads if (found := meaning_of_verbs(head, units, around))), None)
    if meaning is None:
        return None
    rule, unit = meaning
    telling = next((head for head in heads if head.told), heads[0])
    status = telling.work.result if telling.told else None
    if rule.indicator.status is not None and (unit.base == "%" or status != "planned"):
        status = rule.indicator.status
    cursor = Cursor(around.reading, around.hits, named.start, named.end)
    cursor.advance(named.end)
    return Column(
        rule.indicator,
        unit,
        status,
        named,
        left=telling.work.left,
        cumulative=status != "planned" and any(head.cumulative for head in heads),
        time=Time() if cursor.time.bare else cursor.time,
        weak=telling.work.weak,
        verbal=verbal,
        part=heads[0].part,
    )


def settle_status(columns: list[Column | None], around: Surroundings, before: str | None) -> None:
    """Give the columns whose heads tell no status that of the caption, of the other columns or of the prose.

    Args:
        columns: what the columns count.
        around: what the page says around the table.
        before: the status of the work that the prose before the table is about.
    """
    known = [column for column in columns if column is not None]
    counted = [column for column in known if column.unit.base != "%"]
    told = {column.status for column in counted if column.status is not None}
    caption = around.caption_status()
    for column in sorted(counted, key=lambda column: column.unit.base != _BASE):
        if column.status is not None:
            continue
        if caption == "planned" or (caption is not None and not told):
            column.status = caption
        elif column.weak and not (column.indicator.work or column.indicator.id in _WHOLE):
            column.status = "completed"  # 加装电梯（部） beside 已开工（个）
        elif told and ("planned" in told or column.unit.base == _BASE):
            column.status = "planned"  # what the rows are about, beside what has been done of it
            told.add("planned")
        else:
            column.status = next(iter(told)) if len(told) == 1 else before
    if any(column.weak for column in counted if column.status is None):
        # 改造小区数, 惠及居民: as in prose, what is not said to be planned has been done
        for column in counted:
            column.status = column.status or "completed"
