"""The columns of a panel and of what was not chosen, with their entries in the codebook."""

from __future__ import annotations

from bulletin_nlp.analysis.vocabulary import vocabulary
from bulletin_nlp.export.columns import Column, ColumnKind

__all__ = ["panel_columns", "rejected_columns"]

_LEVELS = (
    ("nation", "the country (全国)"),
    ("province", "province (省级)"),
    ("prefecture", "prefecture (地级)"),
    ("county", "county (县级)"),
    ("township", "township (乡级)"),
)
_STATUSES = (
    ("planned", "planned (计划)"),
    ("started", "started (开工)"),
    ("in_progress", "in progress (在建)"),
    ("completed", "completed (完成)"),
)
_QUALIFIERS = (
    ("exact", "as stated, rounded to its precision (确数)"),
    ("about", "about (约)"),
    ("over", "more than (超、余、多)"),
    ("nearly", "nearly (近)"),
    ("at_least", "at least (不少于); of a sum: parts are missing (合计缺项)"),
    ("at_most", "at most (不超过)"),
)

# name, kind, English, Chinese; the columns that both tables share, in their order
_OF_KEY: tuple[tuple[str, ColumnKind, str, str], ...] = (
    ("region", "text", "code of the region under the codes asked for", "地区代码"),
    ("region_name", "text", "name of the region", "地区名称"),
    ("level", "text", "level of the region", "地区级别"),
    ("year", "integer", "year of the last day counted", "年份"),
    ("indicator", "text", "indicator, by id", "指标"),
    ("subject", "text", "what it is about, of indicators whose words alone tell", "指标对象"),
    ("category", "text", "what part of the indicator", "分类"),
    ("status", "text", "how far the work is; null for stocks, standards and rates", "进展状态"),
    ("baseline", "text", "since when a running total runs, or unknown; null for other values", "累计基期"),
    ("unit", "text", "unit", "单位"),
)
_OF_VALUE: tuple[tuple[str, ColumnKind, str, str], ...] = (
    ("value", "number", "value as stated; of a range the smaller one", "数值"),
    ("value_max", "number", "of a range the larger one", "区间上值"),
    ("lower", "number", "the least that the value can be; null where open", "下界"),
    ("upper", "number", "the most that the value can be; null where open", "上界"),
    ("qualifier", "text", "how exact the text says it is", "精确程度"),
    ("precision", "number", "size of the last stated digit", "末位精度"),
    ("window", "text", "what time the value counts", "计数时段"),
    ("as_of", "date", "the day up to which it holds, as the text says", "截止日"),
    ("period_start", "date", "first day counted; null where unknown, and of a level", "起始日"),
    ("period_end", "date", "last day counted", "终止日"),
    ("months_covered", "integer", "calendar months that the window touches", "涵盖月数"),
    ("dated_by", "text", "what gave the last day", "日期依据"),
    (
        "works",
        "integer",
        "works that state a value of this window that agrees; reprints are one",
        "一致文献数",
    ),
    ("conflict", "boolean", "another statement of this window cannot be true together with it", "是否矛盾"),
    ("rule", "text", "the rule that chose the value", "取值规则"),
    ("fact_id", "text", "the fact chosen; null for a sum", "事实编号"),
    ("bulletin_id", "text", "the bulletin it stands in", "公报编号"),
    ("quote", "text", "the words of the number", "原文"),
    ("url", "text", "address of the bulletin", "网址"),
    ("code_published", "text", "code of the region at the bulletin's date", "原公布代码"),
    ("children_present", "integer", "of a sum: how many parts have a value", "已有项数"),
    ("children_total", "integer", "of a sum: how many parts there are", "应有项数"),
    ("parts", "list", "of a sum: the facts that were added", "合计所用事实"),
)
_OF_REJECTED: tuple[tuple[str, ColumnKind, str, str], ...] = (
    ("value", "number", "value as stated; of a range the smaller one", "数值"),
    ("value_max", "number", "of a range the larger one", "区间上值"),
    ("qualifier", "text", "how exact the text says it is", "精确程度"),
    ("window", "text", "what time the value counts", "计数时段"),
    ("as_of", "date", "the day up to which it holds, as the text says", "截止日"),
    ("period_start", "date", "first day of its period, as read", "起始日"),
    ("period_end", "date", "last day of its period, as read", "终止日"),
    ("fact_id", "text", "the fact", "事实编号"),
    ("bulletin_id", "text", "the bulletin it stands in", "公报编号"),
    ("work_id", "text", "the work that the bulletin is a copy of", "文献编号"),
    ("quote", "text", "the words of the number", "原文"),
    ("url", "text", "address of the bulletin", "网址"),
    ("code_published", "text", "code of the region at the bulletin's date", "原公布代码"),
    ("chosen_fact_id", "text", "the fact chosen instead; null where none was", "所选事实编号"),
)
_REASON: tuple[tuple[str, ColumnKind, str, str], ...] = (
    ("reason", "text", "why the value was not chosen", "未取原因"),
)


def panel_columns() -> tuple[Column, ...]:
    """Return the columns of a panel's rows.

    Raises:
        BulletinError: ``resource_missing`` or ``lexicon_invalid``.
    """
    return _columns(_OF_KEY + _OF_VALUE)


def rejected_columns() -> tuple[Column, ...]:
    """Return the columns of what was not chosen.

    Raises:
        BulletinError: ``resource_missing`` or ``lexicon_invalid``.
    """
    return _columns(_REASON + _OF_KEY + _OF_REJECTED)


def _columns(told: tuple[tuple[str, ColumnKind, str, str], ...]) -> tuple[Column, ...]:
    closed = {"level": _LEVELS, "status": _STATUSES, "qualifier": _QUALIFIERS, **vocabulary().closed_sets}
    return tuple(Column(name, kind, en, zh, closed.get(name, ())) for name, kind, en, zh in told)
