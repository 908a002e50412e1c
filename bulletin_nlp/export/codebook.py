"""The codebook of a table: what every column means, in English and Chinese."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from bulletin_nlp.export.columns import Column
from bulletin_nlp.export.tally import Tally

__all__ = ["codebook_place", "codebook_rows", "codebook_text"]

_KINDS = {
    "text": ("text", "文本"),
    "integer": ("integer", "整数"),
    "number": ("exact number", "精确数值"),
    "date": ("date", "日期"),
    "datetime": ("time, UTC", "时间（UTC）"),
    "boolean": ("true or false", "真/假"),
    "list": ("list of texts", "文本列表"),
}

# How each format shows what a plain table cannot say.
_CONVENTIONS = {
    ".csv": (
        "UTF-8, commas, double quotes; an empty cell is a missing value or an empty text. Items of a list "
        "are separated by semicolons. Dates are ISO 8601. A text that begins as a formula would (=, +, -, @, "
        "tab, line break) has an apostrophe before it; numbers have none. Read codes as text, or they lose "
        "their zeros.",
        "UTF-8 编码，逗号分隔，双引号转义；空单元格表示缺失或空文本。"
        "列表各项以分号分隔。日期为 ISO 8601 格式。"
        "开头像公式的文本（=、+、-、@、制表符、换行）前加撇号，数值不加。"
        "代码列请按文本读入，以免丢失前导零。",
    ),
    ".jsonl": (
        "One JSON object a line, UTF-8. Numbers have all their digits: a reader that makes doubles of them "
        "may round. Missing values are null.",
        "每行一个 JSON 对象，UTF-8 编码。数值保留全部位数，按双精度读取可能取近似值。缺失值为 null。",
    ),
    ".xlsx": (
        "Codes and ids are text cells, and no cell is a formula. Items of a list are separated by "
        "semicolons. Times are UTC.",
        "代码和编号为文本单元格，所有单元格均非公式。列表各项以分号分隔。时间为 UTC。",
    ),
    ".parquet": (
        "Exact numbers are decimal128, lists are lists of strings, times are UTC. Labels stand in the "
        "fields' metadata (label, label_zh, values).",
        "精确数值为 decimal128，列表为字符串列表，时间为 UTC。"
        "标签见各字段的元数据（label、label_zh、values）。",
    ),
    ".dta": (
        "Exact numbers are doubles; dates are %td, times %tc in UTC; a missing text is an empty one. Short "
        "closed sets are numbered, with their codes as value labels. Items of a list are separated by "
        "semicolons.",
        "精确数值为双精度；日期为 %td，时间为 %tc（UTC）；缺失文本为空文本。"
        "较短的取值表以数字编码，值标签为其代码。列表各项以分号分隔。",
    ),
}


def codebook_place(place: Path) -> Path:
    """Return where the codebook of a table stands: ``metrics.csv.codebook.md`` beside ``metrics.csv``."""
    return place.with_name(place.name + ".codebook.md")


def codebook_text(place: Path, columns: Sequence[Column], tally: Tally, about: Mapping[str, str]) -> str:
    """Return a table's codebook as Markdown.

    Args:
        place: the table's file.
        columns: its columns.
        tally: its counts and changes, once it is written.
        about: what is to be known of the table: what was asked, versions, the date of the export.
    """
    return "\n".join(_lines(place, columns, tally, about)) + "\n"


def _lines(place: Path, columns: Sequence[Column], tally: Tally, about: Mapping[str, str]) -> Iterator[str]:
    yield f"# {_inline(place.name)}: codebook 数据说明"
    yield ""
    yield f"* rows 行数: {tally.rows:,}"
    for name, value in about.items():
        yield f"* {_inline(name)}: {_inline(value)}"
    yield ""
    yield "## How to read it 读取说明"
    for line in _CONVENTIONS[place.suffix.lower()]:
        yield ""
        yield line
    yield ""
    yield "## Columns 列"
    yield ""
    yield "| column 列名 | type 类型 | label | 标签 | filled 非空 |"
    yield "|---|---|---|---|---|"
    for column, filled in zip(columns, tally.filled, strict=True):
        labels = f"{_inline(column.label)} | {_inline(column.label_zh)}"
        yield f"| `{column.name}` | {' '.join(_KINDS[column.kind])} | {labels} | {filled:,} |"
    closed = [column for column in columns if column.values]
    if closed:
        yield ""
        yield "## Values 取值"
    for column in closed:
        yield ""
        yield f"### `{column.name}` {_inline(column.label_zh)}"
        yield ""
        yield "| value 取值 | meaning 含义 |"
        yield "|---|---|"
        for value, meaning in column.values:
            yield f"| `{_inline(value)}` | {_inline(meaning)} |"
    notes = tally.notes()
    if notes:
        yield ""
        yield "## What was changed 写入时的改动"
        yield ""
        for name, english, chinese in notes:
            yield f"* `{name}`: {english} {chinese}"


def codebook_rows(columns: Sequence[Column], tally: Tally, about: Mapping[str, str]) -> Iterator[list[str]]:
    """Return the codebook as rows of five texts, for a sheet of a workbook.

    Args:
        columns: the table's columns.
        tally: its counts and changes, once its rows are written.
        about: what is to be known of the table.
    """
    yield ["column 列名", "type 类型", "label", "标签", "filled 非空"]
    for column, filled in zip(columns, tally.filled, strict=True):
        yield [column.name, " ".join(_KINDS[column.kind]), column.label, column.label_zh, str(filled)]
    if any(column.values for column in columns):
        yield []
        yield ["column 列名", "value 取值", "meaning 含义"]
        for column in columns:
            for value, meaning in column.values:
                yield [column.name, value, meaning]
    yield []
    yield ["rows 行数", str(tally.rows)]
    for name, value in about.items():
        yield [name, value]
    for name, english, chinese in tally.notes():
        yield [name, english, chinese]


def _inline(text: str) -> str:
    """Return a text that stays within its line and cell of Markdown."""
    text = " ".join(text.encode("utf-8", "replace").decode("utf-8").split())
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")
