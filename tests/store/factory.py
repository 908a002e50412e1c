"""Records made by hand, so that the store is tested without an extraction. Persons are invented."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal
from typing import Any

from bulletin_nlp.record import (
    AsOf,
    Bulletin,
    Community,
    Deadline,
    Evidence,
    Measure,
    Metric,
    Official,
    Organization,
    Period,
    Position,
    Region,
    Script,
    Source,
    Span,
    Task,
    Warning,
)

__all__ = ["TEXT", "bulletin", "plain_bulletin", "span_of"]

TEXT = (
    "中山市召开老旧小区改造推进会\n"
    "副市长周启明主持会议。2025年，全市计划改造小区48个，惠及居民1.35万户，投资4.83亿元。"
    "各地要在6月底前全部开工。\n"
    "一是聚焦完成改造任务打“歼灭战”。倒排工期，挂图作战。\n"
    "从善坊小区已完工。"
)

# What stands before the text in the source: spans of the two texts differ by its length.
_FURNITURE = "浏览次数：12\n"


def span_of(text: str, words: str, shift: int = len(_FURNITURE)) -> Span:
    """Return the span of some words in a text; the source has ``shift`` characters more before it."""
    start = text.index(words)
    end = start + len(words)
    return Span(
        start=start,
        end=end,
        text=words,
        source_start=start + shift,
        source_end=end + shift,
        source_text=words,
    )


def _id(text: str) -> str:
    kept = "".join(c for c in text if c.isalnum())
    return "b" + hashlib.sha256(kept.encode()).hexdigest()[:20]


def plain_bulletin(text: str, *, source: Source | None = None, **values: Any) -> Bulletin:
    """Return a record of a text without any fact."""
    return Bulletin(
        **{
            "id": _id(text),
            "id_scheme": "han-sha256-1",
            "extractor_version": "1.0.0",
            "source": source or Source(),
            "script": Script(detected="Hans"),
            "source_text": text,
            "text": text,
            "title": text.split("\n")[0],
            **values,
        }
    )


def bulletin(
    text: str = TEXT, *, source: Source | None = None, furniture: str = _FURNITURE, **values: Any
) -> Bulletin:
    """Return a record with a fact of every kind, for a text that has the words of :data:`TEXT`."""
    shift = len(furniture)

    def span(words: str) -> Span:
        return span_of(text, words, shift)

    task = text[text.index("一是") : text.index("从善坊") - 1]
    facts: dict[str, Any] = {
        "officials": (
            Official(
                fact_id="official-1",
                span=span("周启明"),
                mentions=(span("周启明"),),
                name="周启明",
                positions=(
                    Position(organization="中山市人民政府", title="副市长"),
                    Position(organization=None, title="组长"),
                ),
                region="442000",
                roles=("主持", "出席"),
                confidence=0.75,
                evidence={"region": Evidence(basis="document", span=span("中山市"))},
            ),
        ),
        "organizations": (
            Organization(
                fact_id="organization-1",
                span=span("市长"),
                name="中山市人民政府",
                as_written="市长",
                region="442000",
            ),
        ),
        "regions": (
            Region(
                fact_id="region-1",
                span=span("中山市"),
                mentions=(span("中山市"), span("全市")),
                name="中山市",
                level="prefecture",
                code="442000",
                parent="440000",
                as_written="中山市",
            ),
        ),
        "communities": (
            Community(fact_id="community-1", span=span("从善坊小区"), name="从善坊小区", region="442000"),
        ),
        "metrics": (
            Metric(
                fact_id="metric-1",
                span=span("48个"),
                indicator="communities_renovated",
                indicator_text="改造小区",
                value=48,
                unit="个",
                status="planned",
                period=Period(start=date(2025, 1, 1), end=date(2025, 12, 31), text="2025年"),
                region="442000",
                context_span=span("全市计划改造小区48个"),
            ),
            Metric(
                fact_id="metric-2",
                span=span("4.83亿元"),
                indicator="investment",
                indicator_text="投资",
                value=Decimal("483000000.37"),
                value_max=Decimal("0.1"),
                unit="元",
                precision=1000000,
                as_of=AsOf(date=date(2025, 6, 30), basis="clause"),
                excludes=("440300",),
                part_of="metric-1",
                context_span=span("投资4.83亿元"),
            ),
        ),
        "deadlines": (
            Deadline(
                fact_id="deadline-1",
                span=span("6月底前"),
                due=date(2025, 6, 30),
                bound="before",
                expression="6月底前",
                obligation="全部开工",
                region="442000",
            ),
        ),
        "tasks": (
            Task(
                fact_id="task-1",
                span=span(task),
                task_type="completion",
                battle_name="歼灭战",
                ordinal=1,
                heading="聚焦完成改造任务",
                measures=(Measure(text="倒排工期，挂图作战", span=span("倒排工期，挂图作战")),),
                basis="named",
                probabilities={"completion": 0.875, "none": 0.125},
            ),
        ),
        "warnings": (
            Warning(
                code="year_inferred",
                message="the year of 6月底前 was taken from 2025年",
                span=span("6月底前"),
            ),
            Warning(code="torn_text", message="characters were lost"),
        ),
    }
    record = plain_bulletin(text, source=source, **{"source_text": furniture + text, **facts, **values})
    record.check()
    return record
