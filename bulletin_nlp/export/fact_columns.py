"""The columns of what a store answers with, a table a kind: metrics, officials … and the bulletins.

Each column is defined once. A row of facts begins with the bulletin that states it, goes on with the fact,
and ends with its evidence: the words, where they stand, and what read them.
"""

from __future__ import annotations

from functools import cache

from bulletin_nlp.errors import BulletinError
from bulletin_nlp.export import closed_sets as sets
from bulletin_nlp.export.columns import Column, ColumnKind
from bulletin_nlp.record import FACT_KINDS

__all__ = ["KINDS", "fact_columns", "shown_columns"]

#: The kinds of rows that a store answers with.
KINDS = (*FACT_KINDS, "bulletins")


def _text(name: str, label: str, label_zh: str, values: sets.Names = ()) -> Column:
    return Column(name, "text", label, label_zh, values)


def _column(kind: ColumnKind, name: str, label: str, label_zh: str) -> Column:
    return Column(name, kind, label, label_zh)


def _region(of: str, of_zh: str) -> Column:
    return _text("region", f"Code of {of} (GB/T 2260)", f"{of_zh}的区划代码")


_BULLETIN = (
    _text("bulletin_id", "Content id of the bulletin", "公告内容编号"),
    _text("work_id", "Id of the work; copies of one share it", "作品编号（转载共用）"),
    _column("boolean", "speaks", "Whether this copy speaks for its work", "是否为该作品的代表文本"),
    _text("title", "Title of the bulletin", "标题"),
    _column("date", "published", "Date of publication", "发布日期"),
    _column("date", "event_date", "Day that the bulletin reports on", "所报道事件的日期"),
    _text("site_name", "Portal that hosts the page", "网站名称"),
    _text("publisher", "Body that issued the text", "发布机构"),
    _text("url", "Address of the page", "网址"),
    _column("boolean", "torn", "Whether characters of the text are lost", "文本是否有残缺"),
)

_EVIDENCE = (
    _column("number", "confidence", "Probability that the fact is right as a whole", "整条正确的概率"),
    _text("quote", "The words that state the fact", "原文词句"),
    _column(
        "integer", "span_start", "First character of the words in the clean text", "词句在清洗文本中的起点"
    ),
    _column("integer", "span_end", "Character after the words in the clean text", "词句在清洗文本中的终点"),
    _text("extractor_version", "Version of the package that read it", "抽取程序版本"),
    _column("datetime", "updated_at", "When the store last took the bulletin in", "入库更新时间"),
)

_FACT_ID = _text("fact_id", "Id of the fact, the same while its words are", "事实编号")

_REVISION = (
    _text("id_scheme", "How the content id is made", "内容编号方案"),
    _text("subtitle", "Subtitle", "副标题"),
    _text("document_number", "Document number", "文号"),
    _text("index_number", "Index number", "索引号"),
    _text("published_basis", "Where the date of publication was read", "发布日期依据", sets.PUBLISHED_BASES),
    _text("content_source", "Source as printed", "来源（原样）"),
    _text("external_id", "Id given by whoever had it read", "外部编号"),
    _text("script", "Script of the source", "原文字体", sets.SCRIPTS),
    _column("list", "warnings", "Codes of what the reader warned of", "提示代码"),
)

# The counts of facts, by the name of the record's field.
_COUNTS = tuple(
    _column("integer", f"n_{kind}", f"How many {kind} it states", f"{name}数")
    for kind, name in zip(FACT_KINDS, ("官员", "机构", "地区", "小区", "指标", "期限", "任务"), strict=True)
)


@cache
def fact_columns(kind: str) -> tuple[Column, ...]:
    """Return the columns of a kind of rows.

    Args:
        kind: one of :data:`KINDS`.

    Raises:
        BulletinError: ``option_invalid`` for another kind; ``lexicon_invalid`` or ``resource_missing``.
    """
    if kind == "bulletins":
        return (*_BULLETIN, *_REVISION, *_COUNTS, *_EVIDENCE[-2:])
    return (*_BULLETIN, _FACT_ID, *_own_columns(kind), *_EVIDENCE)


def shown_columns(kind: str) -> tuple[Column, ...]:
    """Return the columns of a kind that a terminal has room for, the most telling first.

    Raises:
        BulletinError: as :func:`fact_columns`.
    """
    columns = {column.name: column for column in fact_columns(kind)}
    return tuple(columns[name] for name in _SHOWN[kind])


_SHOWN: dict[str, tuple[str, ...]] = {
    "metrics": (
        "published",
        "region",
        "indicator",
        "value",
        "unit",
        "status",
        "period_text",
        "quote",
        "title",
    ),
    "officials": ("published", "name", "titles", "organizations", "roles", "region", "title"),
    "organizations": ("published", "name", "as_written", "region", "title"),
    "regions": ("published", "name", "code", "level", "as_written", "title"),
    "communities": ("published", "name", "kind", "township", "region", "title"),
    "deadlines": ("published", "due", "expression", "obligation", "region", "title"),
    "tasks": ("published", "task_type", "heading", "battle_name", "basis", "title"),
    "bulletins": ("published", "bulletin_id", "title", "site_name", "n_metrics", "url"),
}


def _own_columns(kind: str) -> tuple[Column, ...]:
    """Return what the facts of a kind state."""
    match kind:
        case "metrics":
            return _metric_columns()
        case "officials":
            return (
                _text("name", "Name of the person", "姓名"),
                _column(
                    "list", "organizations", "Body of each office, empty where not named", "各职务所属机构"
                ),
                _column("list", "titles", "Title of each office, in the same order", "各职务名称"),
                _region("the office's region", "任职地区"),
                _column("list", "roles", "What the person does in the bulletin", "在文中的活动"),
            )
        case "organizations":
            return (
                _text("name", "Name in full", "机构全称"),
                _text("as_written", "Name as written", "原文写法"),
                _region("the body's region", "所属地区"),
            )
        case "regions":
            return (
                _text("name", "Official name in full", "地区全称"),
                _text("level", "Level of the division", "行政级别", sets.LEVELS),
                _text("code", "Code at the bulletin's date (GB/T 2260)", "当时的区划代码"),
                _text("parent", "Code of the division above", "上级区划代码"),
                _text("as_written", "Name as written", "原文写法"),
                _column(
                    "boolean",
                    "implied",
                    "Whether only a word such as 全省 stands for it",
                    "是否仅由“全省”等词指代",
                ),
                _column("list", "code_current", "What the code is today", "现行区划代码"),
                _column("list", "candidates", "Codes between which the text leaves it open", "候选区划代码"),
            )
        case "communities":
            return (
                _text("name", "Name in full", "小区全称"),
                _text("kind", "Kind of community", "类别", sets.COMMUNITY_KINDS),
                _text("township", "Name of its township", "所在乡镇街道"),
                _region("its county or prefecture", "所在县市"),
            )
        case "deadlines":
            return (
                _column("date", "due", "Last day on which it can be met", "最后期限"),
                _text("bound", "How the day bounds it", "期限类型", sets.BOUNDS),
                _text("expression", "The deadline as written", "期限原文"),
                _text("obligation", "What must be done", "要求事项"),
                _region("where it must be done", "适用地区"),
            )
        case "tasks":
            return (
                _text("task_type", "Type of the task", "任务类型", sets.task_type_names()),
                _text("battle_name", "Battle as the text names it", "文中所称战役"),
                _column("integer", "ordinal", "Its number in the text (一是 is 1)", "序号"),
                _text("heading", "Its heading", "小标题"),
                _column("list", "measures", "Its sentences", "措施"),
                _text("basis", "What tells the type", "类型依据", sets.TASK_BASES),
                _column("list", "probabilities", "Probability of each type, as type=share", "各类型概率"),
            )
    raise BulletinError("option_invalid", f"{kind!r} is no kind of rows", f"use {', '.join(KINDS)}")


def _metric_columns() -> tuple[Column, ...]:
    return (
        _text("indicator", "Id of the indicator", "指标", sets.indicator_names()),
        _text("indicator_text", "Words that name the indicator", "指标原文"),
        _text("category", "Part of it that is counted", "类别"),
        _column(
            "number", "value", "The number in the base unit; the lower one of a range", "数值（基本单位）"
        ),
        _column("number", "value_max", "Upper number of a range", "区间上限"),
        _text("unit", "Base unit", "单位"),
        _text("per", "Unit of reference of a rate", "每（单位）"),
        _column("number", "precision", "Size of the last stated digit in the base unit", "末位数字的量级"),
        _text("qualifier", "How the number is meant", "数值限定", sets.QUALIFIERS),
        _text("status", "Status of the work; empty for a stock or standard", "工作状态", sets.STATUSES),
        _column("boolean", "remaining", "Whether it counts what has not been done", "是否为未完成数"),
        _column("boolean", "cumulative", "Whether it is a running total", "是否为累计数"),
        _text("baseline", "Since when it is counted", "累计起点"),
        _column("date", "period_start", "First day of what is counted", "统计期起"),
        _column("date", "period_end", "Last day of what is counted", "统计期止"),
        _text("period_text", "The period as written", "统计期原文"),
        _column("date", "as_of", "Day up to which the figure holds", "截至日期"),
        _text("as_of_basis", "Where that day was read", "截至日期依据", sets.BASES),
        _region("what is counted", "统计地区"),
        _column("list", "excludes", "Codes of regions left out", "不含地区"),
        _text("part_of", "Fact id of the total that it is a part of", "所属总数的事实编号"),
        _text("context", "The clause", "所在分句"),
    )
