"""The columns of a table of coverage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_nlp.lexicon.loader import read_lexicon

if TYPE_CHECKING:
    from bulletin_nlp.export import Column

__all__ = ["coverage_columns"]

_LOOKED = (
    ("no", "nothing says that its lists were looked at 无查看记录"),
    ("part", "a part of its days was looked through 部分查看"),
    ("whole", "all of its days were looked through 全部查看"),
)


def coverage_columns() -> tuple[Column, ...]:
    """Return the columns, named as the fields of :class:`~bulletin_nlp.analysis.coverage.CoverageCell`."""
    from bulletin_nlp.export import Column

    states = tuple(
        (state["id"], f"{state['meaning']} {state['meaning_zh']}")
        for state in read_lexicon("coverage")["state"]
    )
    return (
        Column("portal", "text", "Host of the portal, or its name", "网站域名或名称"),
        Column("site_name", "text", "Name of the portal", "网站名称"),
        Column("month", "date", "First day of the month of publication", "发布月份（首日）"),
        Column("indicator", "text", "Indicator asked for; empty for any figure", "指标，空为任意数据"),
        Column("state", "text", "What is known of the month", "当月状况", states),
        Column("read", "integer", "Bulletins of the month in the store", "已读取通报数"),
        Column("stating", "integer", "Bulletins that state the indicator", "载有该指标的通报数"),
        Column("facts", "integer", "Figures of the indicator", "该指标数据条数"),
        Column("unread", "integer", "Inputs of the month that failed", "当月读取失败数"),
        Column("undated", "integer", "Failed inputs that may be of this month", "月份不明的失败数"),
        Column("looked", "text", "How much of the month was looked through", "查看范围", _LOOKED),
    )
