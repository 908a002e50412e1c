"""A conflict: two statements side by side, and the rule by which they are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from bulletin_nlp.analysis.bounds import Bounds
from bulletin_nlp.analysis.observations import Observation
from bulletin_nlp.lexicon.loader import read_lexicon

if TYPE_CHECKING:
    from bulletin_nlp.export import Column

__all__ = ["Conflict", "conflict_columns", "interval"]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two statements that do not agree, or a target and what became of it.

    ``first`` is what was published first, of values that fall the earlier, of a target the plan; the ids in
    ``first_also`` and ``second_also`` are of facts that state the same. ``verdict`` and ``reason`` are null
    but for a target. The ids of types, rules, verdicts and reasons are those of ``conflicts.toml``.
    """

    type: str
    rule: str
    first: Observation
    second: Observation
    first_also: tuple[str, ...] = ()
    second_also: tuple[str, ...] = ()
    verdict: str | None = None
    reason: str | None = None

    def row(self) -> dict[str, Any]:
        """Return the values of :func:`conflict_columns`, by name."""
        one, window = self.first, self.first.window
        return {
            "type": self.type,
            "rule": self.rule,
            "verdict": self.verdict,
            "reason": self.reason,
            "region": one.region,
            "indicator": one.indicator,
            "category": one.category,
            "status": one.status,
            "unit": one.unit,
            "per": one.per,
            "window": window.kind,
            "window_start": window.start,
            "window_end": window.end,
            "baseline": window.baseline,
            **_side("first", one, self.first_also),
            **_side("second", self.second, self.second_also),
        }


def interval(bounds: Bounds) -> str:
    """Write bounds as an interval: ``[300, 400)``, ``[500, …)``."""
    left = "(" if bounds.lower is None or bounds.lower_open else "["
    right = ")" if bounds.upper is None or bounds.upper_open else "]"
    lower = "…" if bounds.lower is None else f"{bounds.lower}"
    upper = "…" if bounds.upper is None else f"{bounds.upper}"
    return f"{left}{lower}, {upper}{right}"


def _side(name: str, seen: Observation, also: tuple[str, ...]) -> dict[str, Any]:
    values = {
        "value": seen.value,
        "value_max": seen.value_max,
        "lower": seen.bounds.lower,
        "upper": seen.bounds.upper,
        "bounds": interval(seen.bounds),
        "end": seen.window.end,
        "status": seen.status,
        "quote": seen.quote,
        "fact_id": seen.fact_id,
        "work_id": seen.work,
        "url": seen.url,
        "site_name": seen.site_name,
        "published": seen.published,
        "also": also,
    }
    return {f"{name}_{column}": value for column, value in values.items()}


@cache
def conflict_columns() -> tuple[Column, ...]:
    """Return the columns of a table of conflicts, with the meaning of their codes."""
    from bulletin_nlp.export import Column

    def codes(entries: str) -> tuple[tuple[str, str], ...]:
        return tuple(
            (entry["id"], f"{entry['meaning']} {entry['meaning_zh']}")
            for entry in read_lexicon("conflicts")[entries]
        )

    return (
        Column("type", "text", "What kind of disagreement", "类型", codes("type")),
        Column("rule", "text", "By which rule the two are compared", "规则", codes("rule")),
        Column("verdict", "text", "Of a target: whether it was met", "目标完成情况", codes("verdict")),
        Column("reason", "text", "Of a target: what the verdict rests on", "判断依据", codes("reason")),
        Column("region", "text", "Code of the region (GB/T 2260)", "地区代码"),
        Column("indicator", "text", "Indicator", "指标"),
        Column("category", "text", "What part of it", "类别"),
        Column("status", "text", "Status of the first value", "前值状态"),
        Column("unit", "text", "Unit", "单位"),
        Column("per", "text", "Per what, of a rate", "每（单位）"),
        Column("window", "text", "Kind of time that the first value counts", "前值时段类型"),
        Column("window_start", "date", "First day that the first value counts", "前值起始日"),
        Column("window_end", "date", "Last day that the first value counts", "前值截止日"),
        Column("baseline", "text", "Since when a running total runs", "累计起点"),
        *_side_columns("first", "First", "前值"),
        *_side_columns("second", "Second", "后值"),
    )


def _side_columns(name: str, label: str, label_zh: str) -> tuple[Column, ...]:
    from bulletin_nlp.export import Column

    return (
        Column(f"{name}_value", "number", f"{label} value", label_zh),
        Column(
            f"{name}_value_max", "number", f"{label} value: upper end of a range", f"{label_zh}：范围上端"
        ),
        Column(f"{name}_lower", "number", f"{label} value: lower bound", f"{label_zh}：下限"),
        Column(f"{name}_upper", "number", f"{label} value: upper bound", f"{label_zh}：上限"),
        Column(f"{name}_bounds", "text", f"{label} value: bounds with open ends", f"{label_zh}：区间"),
        Column(f"{name}_end", "date", f"{label} value: last day that it counts", f"{label_zh}：截止日"),
        Column(f"{name}_status", "text", f"{label} value: status", f"{label_zh}：状态"),
        Column(f"{name}_quote", "text", f"{label} value: the words", f"{label_zh}：原文"),
        Column(f"{name}_fact_id", "text", f"{label} value: fact", f"{label_zh}：事实编号"),
        Column(f"{name}_work_id", "text", f"{label} value: work that states it", f"{label_zh}：作品编号"),
        Column(f"{name}_url", "text", f"{label} value: address", f"{label_zh}：网址"),
        Column(f"{name}_site_name", "text", f"{label} value: portal", f"{label_zh}：网站"),
        Column(f"{name}_published", "date", f"{label} value: day of publication", f"{label_zh}：发布日期"),
        Column(f"{name}_also", "list", f"{label} value: facts that state the same", f"{label_zh}：相同表述"),
    )
