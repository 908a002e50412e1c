"""Stata's DTA: labelled columns, and closed sets with value labels."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from bulletin_nlp.errors import BulletinError
from bulletin_nlp.export.columns import Column
from bulletin_nlp.export.doubles import nearest_double
from bulletin_nlp.export.extras import load_package
from bulletin_nlp.export.tally import Change, Tally
from bulletin_nlp.export.text_tables import joined

__all__ = ["write_stata"]

# Stata's format 118 (Stata 14 and newer): UTF-8, labels of 80 characters, texts of 2045 bytes, longer ones
# as strL.
_VERSION = 118
_LABEL = 80
_FIXED_BYTES = 2_045
# Longer sets are vocabularies, by which one filters in words; they stay texts.
_MOST_LABELS = 20

# Words that Stata keeps for itself (Stata manual, "Naming conventions").
_RESERVED = re.compile(
    "_all|_b|_coef|_cons|_n|_N|_pi|_pred|_rc|_skip|byte|double|float|if|in|int|long|str[0-9]+|strL|using|with"
)


def write_stata(
    batches: Iterable[Sequence[list[Any]]], columns: Sequence[Column], path: Path, tally: Tally
) -> None:
    """Write cells as a DTA file; the whole table is held in memory.

    Args:
        batches: as ``read_batches`` gives them.
        columns: their columns.
        path: where the file is written.
        tally: counts what had to be changed.

    Raises:
        BulletinError: ``option_invalid`` where pandas is missing, or Stata cannot take a name or a number.
    """
    pandas = load_package("pandas", "stata")
    for column in columns:
        if _RESERVED.fullmatch(column.name) or not column.name.isascii():
            raise BulletinError(
                "option_invalid", f"Stata takes no column called {column.name!r}", "rename it, or write .csv"
            )
    held: list[list[Any]] = [[] for _ in columns]
    for batch in batches:
        for values, more in zip(held, batch, strict=True):
            values.extend(more)
    series = {
        column.name: _series(pandas, column, values, tally)
        for column, values in zip(columns, held, strict=True)
    }
    frame = pandas.DataFrame(series)
    days = {column.name: "td" for column in columns if column.kind == "date"}
    times = {column.name: "tc" for column in columns if column.kind == "datetime"}
    frame.to_stata(
        path,
        version=_VERSION,
        write_index=False,
        convert_dates={**days, **times},
        variable_labels={column.name: column.label[:_LABEL] for column in columns},
        convert_strl=[column.name for column in columns if _is_long(frame[column.name])],
    )


def _series(pandas: Any, column: Column, values: list[Any], tally: Tally) -> Any:
    """Return a column as a series that pandas writes as it should be."""
    match column.kind:
        case "number" | "integer":
            return pandas.Series([_double(column, value, tally) for value in values], dtype="float64")
        case "date" | "datetime":
            return pandas.Series([_naive(value) for value in values], dtype="datetime64[us]")
        case "boolean":
            texts = [None if value is None else str(value).lower() for value in values]
            return _labelled(pandas, texts, ["false", "true"])
        case "list":
            items = ["" if value is None else joined(column.name, value, tally) for value in values]
            return pandas.Series(items, dtype="object")
    codes = [code for code, _ in column.values]
    if 0 < len(codes) <= _MOST_LABELS:
        strange = sum(value is not None and value not in codes for value in values)
        if not strange:
            return _labelled(pandas, values, codes)
        tally.count(column.name, Change.UNLABELLED, strange)
    return pandas.Series(["" if value is None else value for value in values], dtype="object")


def _labelled(pandas: Any, values: list[str | None], codes: list[str]) -> Any:
    """Return numbers from 0 with the codes as their labels."""
    if not values:
        return pandas.Series([], dtype="object")  # pandas cannot number nothing
    return pandas.Series(pandas.Categorical(values, categories=codes, ordered=False))


def _double(column: Column, value: int | Decimal | None, tally: Tally) -> float | None:
    if value is None:
        return None
    number = nearest_double(column, value, "Stata")
    if Decimal(repr(number)) != value:
        tally.count(column.name, Change.DOUBLE)
    return number


def _naive(value: date | datetime | None) -> date | datetime | None:
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value


def _is_long(series: Any) -> bool:
    return series.dtype == object and any(len(text.encode("utf-8")) > _FIXED_BYTES for text in series)
