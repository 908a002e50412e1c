"""Parquet: exact decimals, lists as lists, labels in the fields' metadata."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal
from pathlib import Path
from typing import Any

from bulletin_nlp.errors import BulletinError
from bulletin_nlp.export.columns import Column
from bulletin_nlp.export.extras import load_package

__all__ = ["BATCH", "write_parquet"]

#: Rows of a group: what is held in memory at a time.
BATCH = 20_000
# The precision of decimal128, and the scale where the numbers do not ask for more: one type for all tables
# that are to be read as one.
_PRECISION = 38
_SCALE = 6
# Takes closing zeros away without rounding, whatever the number of digits.
_EXACT = Context(prec=MAX_PREC, Emin=MIN_EMIN, Emax=MAX_EMAX)


def write_parquet(
    batches: Iterable[Sequence[list[Any]]], columns: Sequence[Column], path: Path, about: Mapping[str, str]
) -> None:
    """Write cells as Parquet, batch by batch.

    Numbers are ``decimal128(38, 6)``; where they need another scale, the column gets it, and what was
    written is rewritten.

    Args:
        batches: as ``read_batches`` gives them; each becomes a group of rows.
        columns: their columns.
        path: where the file is written.
        about: kept in the file's metadata as JSON under ``about``.

    Raises:
        BulletinError: ``option_invalid`` where pyarrow is missing, or where a column's numbers fit no
            decimal128 or its integers not into 64 bits.
    """
    load_package("pyarrow.parquet", "parquet")
    table = _GrowingTable(columns, path, about)
    try:
        for batch in batches:
            table.append(batch)
    finally:
        table.close()


class _GrowingTable:
    """A Parquet file that is made anew when a number needs more decimals than those before."""

    def __init__(self, columns: Sequence[Column], path: Path, about: Mapping[str, str]) -> None:
        self._columns, self._path, self._about = columns, path, about
        self._scales = {column.name: _SCALE for column in columns if column.kind == "number"}
        # by column: the most digits before and after the point that a number has had
        self._digits = dict.fromkeys(self._scales, (0, 0))
        self._open()

    def append(self, cells: Sequence[list[Any]]) -> None:
        """Write some rows, given by column."""
        import pyarrow

        for column, values in zip(self._columns, cells, strict=True):
            if column.kind == "number":
                self._fit(column.name, values)
        arrays = [self._array(values, field) for values, field in zip(cells, self._schema, strict=True)]
        self._writer.write_batch(pyarrow.record_batch(arrays, schema=self._schema))

    def close(self) -> None:
        self._writer.close()

    def _open(self) -> None:
        from pyarrow.parquet import ParquetWriter

        self._schema = self._schema_now()
        self._writer = ParquetWriter(self._path, self._schema)

    def _fit(self, name: str, values: Sequence[int | Decimal | None]) -> None:
        """Give a column the decimals that its numbers so far need."""
        numbers = [value for value in values if value is not None]
        before, after = self._digits[name]
        before = max([before, *map(_digits_before, numbers)])
        after = max([after, *map(_digits_after, numbers)])
        self._digits[name] = before, after
        if before + after > _PRECISION:
            raise _unfit(name, f"has numbers of {before} digits and {after} decimals")
        scale = _SCALE if after <= _SCALE and before <= _PRECISION - _SCALE else after
        if scale != self._scales[name]:
            self._scales[name] = scale
            self._rewrite()

    def _rewrite(self) -> None:
        from pyarrow.parquet import ParquetFile

        self._writer.close()
        former = self._path.with_name(self._path.name + ".former")
        self._path.replace(former)
        try:
            self._open()
            with ParquetFile(former) as file:
                for batch in file.iter_batches(BATCH):
                    self._writer.write_batch(batch.cast(self._schema))
        finally:
            former.unlink(missing_ok=True)

    def _array(self, values: Sequence[Any], field: Any) -> Any:
        import pyarrow

        try:
            return pyarrow.array(values, type=field.type)
        except (pyarrow.ArrowInvalid, OverflowError) as error:
            raise _unfit(field.name, f"has a number that does not fit {field.type}") from error

    def _schema_now(self) -> Any:
        import pyarrow

        types = {
            "text": pyarrow.string(),
            "integer": pyarrow.int64(),
            "date": pyarrow.date32(),
            "datetime": pyarrow.timestamp("us", tz="UTC"),
            "boolean": pyarrow.bool_(),
            "list": pyarrow.list_(pyarrow.string()),
        }
        fields = [
            pyarrow.field(
                column.name,
                pyarrow.decimal128(_PRECISION, self._scales[column.name])
                if column.kind == "number"
                else types[column.kind],
                metadata=_labels(column),
            )
            for column in self._columns
        ]
        about = json.dumps(dict(self._about), ensure_ascii=False)
        return pyarrow.schema(fields, metadata={"about": about.encode("utf-8", "replace")})


def _digits_before(value: int | Decimal) -> int:
    if isinstance(value, int):
        return len(str(abs(value)))
    return max(value.adjusted() + 1, 0) if value else 0


def _digits_after(value: int | Decimal) -> int:
    """Return how many decimals a number has, closing zeros not counted."""
    if isinstance(value, int) or not value:
        return 0
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or exponent >= -_SCALE:
        return max(-exponent, 0) if isinstance(exponent, int) else 0
    shortest = value.normalize(_EXACT).as_tuple().exponent
    return max(-shortest, 0) if isinstance(shortest, int) else 0


def _labels(column: Column) -> dict[str, str]:
    labels = {"label": column.label, "label_zh": column.label_zh}
    if column.values:
        labels["values"] = json.dumps(dict(column.values), ensure_ascii=False)
    return labels


def _unfit(name: str, what: str) -> BulletinError:
    return BulletinError(
        "option_invalid", f"column {name} {what}, which Parquet cannot keep exactly", "write .csv or .jsonl"
    )
