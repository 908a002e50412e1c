"""What a table came to hold, and what had to be changed so that a format could hold it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from enum import Enum

from bulletin_nlp.export.columns import Column

__all__ = ["Change", "Tally"]


class Change(Enum):
    """A change that a format asks for, in English and Chinese; ``{n}`` is how many cells it met."""

    REPLACED = (
        "NUL and halves of surrogate pairs, which no text may hold, became U+FFFD (cells: {n})",
        "{n} 个单元格：文本中不允许的字符（NUL、半个代理对）改为 U+FFFD",
    )
    NEUTRALISED = (
        "text that begins as a formula would has an apostrophe before it (cells: {n})",
        "{n} 个单元格开头像公式：文本前加了一个撇号",
    )
    SEPARATED = (
        "a semicolon inside an item became ；, since semicolons separate items (items: {n})",
        "{n} 个列表项含有分隔用的半角分号：改为全角；",
    )
    CONTROLS = (
        "control characters that a workbook cannot hold were removed (cells: {n})",
        "{n} 个单元格：删去了工作簿不能保存的控制字符",
    )
    CUT = (
        "text was cut to the 32,767 characters that a workbook's cell can hold (cells: {n})",
        "{n} 个单元格超过 32767 个字符，已截断",
    )
    FIFTEEN_DIGITS = (
        "rounded, since a workbook keeps 15 digits (numbers: {n})",
        "{n} 个数值超过工作簿能保存的 15 位有效数字，已取近似值",
    )
    EARLY = (
        "dates before March 1900, which a workbook does not know, stand as text (cells: {n})",
        "{n} 个日期早于 1900 年 3 月，工作簿不支持，以文本保存",
    )
    DOUBLE = (
        "rounded to what a double keeps (numbers: {n})",
        "{n} 个数值的位数超过双精度浮点数，已取近似值",
    )
    UNLABELLED = (
        "text without value labels, since the closed set does not name every code (cells: {n})",
        "{n} 个单元格的代码不在取值表内：该列保存为文本，没有值标签",
    )
    ABSENT = (
        "no row has this column (rows: {n})",
        "{n} 行数据均没有此列",
    )


class Tally:
    """Counts of a table that is being written.

    Args:
        columns: the table's columns.
    """

    def __init__(self, columns: Sequence[Column]) -> None:
        #: Rows read so far.
        self.rows = 0
        #: Cells that are not empty, column by column.
        self.filled = [0] * len(columns)
        self._columns = columns
        self._changes: Counter[tuple[str, Change]] = Counter()

    def count(self, column: str, change: Change, times: int = 1) -> None:
        """Count a change of a column's cell."""
        self._changes[column, change] += times

    def notes(self) -> list[tuple[str, str, str]]:
        """Return what was changed: the column, one line in English, the same in Chinese."""
        order = {column.name: index for index, column in enumerate(self._columns)}
        found = sorted(self._changes.items(), key=lambda item: order[item[0][0]])
        lines = [(name, *change.value, f"{n:,}") for (name, change), n in found]
        return [(name, english.format(n=n), chinese.format(n=n)) for name, english, chinese, n in lines]
