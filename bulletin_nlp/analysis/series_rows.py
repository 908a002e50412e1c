"""A series as a table: one row a point."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from bulletin_nlp.analysis.conflict_rows import interval
from bulletin_nlp.analysis.series import Series
from bulletin_nlp.lexicon.loader import read_lexicon

if TYPE_CHECKING:
    from bulletin_nlp.export import Column

__all__ = ["series_columns", "series_rows"]


def series_rows(found: Series) -> Iterator[dict[str, Any]]:
    """Give the values of :func:`series_columns` by name, a row a point, line after line."""
    for line in found.lines:
        subject = line.subject
        for point in line.points:
            seen, window, difference = point.chosen, point.window, point.difference
            yield {
                "region": subject.region,
                "indicator": subject.indicator,
                "indicator_text": subject.words or None,
                "category": subject.category,
                "status": subject.status,
                "unit": subject.unit,
                "per": subject.per,
                "excludes": subject.excludes,
                "window": line.window,
                "baseline": line.baseline,
                "year": window.year,
                "start": window.start,
                "as_of": window.end,
                "dated_by": window.dated_by,
                "value": seen.value,
                "value_max": seen.value_max,
                "qualifier": seen.qualifier,
                "lower": seen.bounds.lower,
                "upper": seen.bounds.upper,
                "bounds": interval(seen.bounds),
                "difference": difference.value if difference else None,
                "difference_bounds": interval(difference.bounds) if difference else None,
                "difference_since": difference.since if difference else None,
                "gap": point.gap,
                "works": point.works,
                "also": tuple(one.fact_id for one in point.also),
                "against": tuple(one.fact_id for one in point.against),
                "quote": seen.quote,
                "fact_id": seen.fact_id,
                "bulletin_id": seen.bulletin_id,
                "work_id": seen.work,
                "url": seen.url,
                "site_name": seen.site_name,
                "published": seen.published,
            }


def series_columns() -> tuple[Column, ...]:
    """Return the columns, with the meaning of their codes."""
    from bulletin_nlp.export import Column

    gaps = tuple(
        (gap["id"], f"{gap['meaning']} {gap['meaning_zh']}") for gap in read_lexicon("series")["gap"]
    )
    return (
        Column("region", "text", "Code of the region (GB/T 2260)", "地区代码"),
        Column("indicator", "text", "Indicator", "指标"),
        Column("indicator_text", "text", "What it is about, where only its words say", "指标原文"),
        Column("category", "text", "What part of it", "类别"),
        Column("status", "text", "Planned, started, in progress or completed", "状态"),
        Column("unit", "text", "Unit", "单位"),
        Column("per", "text", "Per what, of a rate", "每（单位）"),
        Column("excludes", "list", "Codes of regions left out", "不含地区"),
        Column("window", "text", "Kind of time that is counted", "时段类型"),
        Column("baseline", "text", "Since when a running total runs", "累计起点"),
        Column("year", "integer", "Year of the last day", "年份"),
        Column("start", "date", "First day that is counted", "起始日"),
        Column("as_of", "date", "Last day that is counted", "截止日"),
        Column("dated_by", "text", "What gave the last day", "截止日依据"),
        Column("value", "number", "Value", "数值"),
        Column("value_max", "number", "Upper end of a range", "范围上端"),
        Column("qualifier", "text", "How exact the words are", "限定词"),
        Column("lower", "number", "Lower bound", "下限"),
        Column("upper", "number", "Upper bound", "上限"),
        Column("bounds", "text", "Bounds with open ends", "区间"),
        Column("difference", "number", "Difference to the same stretch of an earlier year", "与往年同期之差"),
        Column("difference_bounds", "text", "Bounds of the difference", "差值区间"),
        Column("difference_since", "date", "Last day of that earlier stretch", "对比期截止日"),
        Column("gap", "text", "Why there is no difference", "无差值原因", gaps),
        Column("works", "integer", "Works that state this value or agree with it", "一致通报数"),
        Column("also", "list", "Facts that agree", "一致的事实编号"),
        Column("against", "list", "Facts that contradict", "矛盾的事实编号"),
        Column("quote", "text", "The words", "原文"),
        Column("fact_id", "text", "Fact", "事实编号"),
        Column("bulletin_id", "text", "Bulletin", "通报编号"),
        Column("work_id", "text", "Work", "作品编号"),
        Column("url", "text", "Address", "网址"),
        Column("site_name", "text", "Portal", "网站"),
        Column("published", "date", "Day of publication", "发布日期"),
    )
