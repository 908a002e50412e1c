"""Columns of every kind and rows for them, drawn by hypothesis or written by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from bulletin_nlp.export import Column

__all__ = ["COLUMNS", "ROW", "rows"]

COLUMNS = (
    Column("region", "text", "Code of the region", "区划代码"),
    Column(
        "status",
        "text",
        "Status of the work",
        "状态",
        (("planned", "planned · 计划"), ("completed", "completed · 完成")),
    ),
    Column("n", "integer", "A count", "计数"),
    Column("value", "number", "The number", "数值"),
    Column("due", "date", "The last day", "截止日期"),
    Column("seen", "datetime", "When it was seen", "时间"),
    Column("speaks", "boolean", "Whether this copy speaks", "是否代表"),
    Column("roles", "list", "Roles", "作用"),
)

ROW: dict[str, Any] = {
    "region": "065000",
    "status": "planned",
    "n": 48,
    "value": Decimal("-483000000.37"),
    "due": date(2025, 6, 30),
    "seen": datetime(2025, 2, 14, 8, 30, tzinfo=UTC),
    "speaks": True,
    "roles": ("主持", "出席"),
}

_NAIVE = datetime(1900, 1, 1)  # noqa: DTZ001, hypothesis adds the zone
_TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12) | (
    st.sampled_from(
        ["=1+1", "-12", "+86", "@sum", "'=x", "\t", "\r\n", 'say "no"', "a,b", "007", "null", "\u2028"]
    )
)
_DECIMALS = st.decimals(
    allow_nan=False, allow_infinity=False, places=12, min_value=-(10**18), max_value=10**18
)
_NUMBERS = st.integers(-(10**20), 10**20) | _DECIMALS | st.sampled_from([Decimal("1E+9"), Decimal("-0.10")])
_VALUES: dict[str, st.SearchStrategy[Any]] = {
    "region": _TEXTS,
    "status": st.sampled_from(["planned", "completed"]),
    "n": st.integers(-(2**63), 2**63 - 1),
    "value": _NUMBERS,
    "due": st.dates(),
    "seen": st.datetimes(min_value=_NAIVE, max_value=_NAIVE.replace(year=2200), timezones=st.just(UTC)),
    "speaks": st.booleans(),
    "roles": st.lists(_TEXTS, max_size=3).map(tuple),
}


def rows(**changed: st.SearchStrategy[Any]) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Rows for :data:`COLUMNS`, each cell with a value or None; some columns' values may be told anew."""
    cells = {name: st.none() | values for name, values in {**_VALUES, **changed}.items()}
    return st.lists(st.fixed_dictionaries(cells), max_size=5)
