"""Parquet in, cut into partitions of some rows: the unit that an engine works on and may do again."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bulletin_nlp.batch.frames import input_columns, key_columns
from bulletin_nlp.batch.inputs import Failure
from bulletin_nlp.errors import BulletinError

if TYPE_CHECKING:
    import pyarrow

__all__ = ["PARTITION_ROWS", "Partition", "Plan", "plan_partitions", "read_partition"]

#: Rows of a partition: a quarter of a minute of work, and at some 5 kB a bulletin 5 MB to hold.
PARTITION_ROWS = 1000

# Rows that are decoded at a time on the way to a partition's first.
_STEP = 256


@dataclass(frozen=True, slots=True)
class Partition:
    """Some rows of one file: ``count`` of them from row ``first``, counted from 0; ``number`` in the plan."""

    number: int
    path: str
    first: int
    count: int

    @property
    def part(self) -> str:
        """The name of its output."""
        return f"part-{self.number:05}.parquet"

    @property
    def name(self) -> str:
        """How it is shown; rows counted from 1."""
        return f"{self.path} rows {self.first + 1}-{self.first + self.count}"


@dataclass(frozen=True, slots=True)
class Plan:
    """The partitions, the key columns with their types in all files, and the files that cannot be read."""

    partitions: tuple[Partition, ...]
    keys: pyarrow.Schema
    failures: tuple[Failure, ...]


def plan_partitions(
    inputs: str | Path | Sequence[str | Path],
    *,
    text: str = "text",
    keys: Sequence[str] | None = None,
    partition_rows: int = PARTITION_ROWS,
) -> Plan:
    """Find out what there is to do; reads only the files' ends.

    Args:
        inputs: Parquet files, and folders of them (read recursively, in order of names).
        text: the name of the column of texts.
        keys: key columns, or None for all that are no input columns; a file that lacks one has nulls there.
        partition_rows: the most rows of a partition, at least 1.

    Returns:
        The plan. A file that cannot be read is one of its failures; a file without rows has a partition
        too, so that the output has the schema.

    Raises:
        BulletinError: ``input_missing`` or ``input_no_bulletins`` for a path that leads to no file,
            ``option_invalid`` where a key does not exist or has two types that no type unites.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    if partition_rows < 1:
        raise BulletinError("option_invalid", f"partitions of {partition_rows} rows", "give at least 1")
    partitions: list[Partition] = []
    failures: list[Failure] = []
    schemas: list[pa.Schema] = []
    for path in _files([inputs] if isinstance(inputs, str | Path) else inputs):
        try:
            with pq.ParquetFile(path) as file:
                schema, rows = file.schema_arrow, file.metadata.num_rows
        except (pa.ArrowException, OSError, ValueError) as error:
            failures.append(Failure.of(str(path), _damaged(error)))
            continue
        if not {text, "html"} & set(schema.names):
            failures.append(Failure.of(str(path), _textless(text)))
            continue
        schemas.append(schema)
        for first in range(0, max(rows, 1), partition_rows):
            count = min(partition_rows, rows - first)
            partitions.append(Partition(len(partitions), str(path), first, count))
    return Plan(tuple(partitions), _key_schema(schemas, text, keys), tuple(failures))


def read_partition(partition: Partition, text: str, keys: pyarrow.Schema) -> Any:
    """Return a partition's rows as a frame of Arrow types: input columns, and the key columns of all files.

    Args:
        partition: what to read.
        text: the name of the column of texts.
        keys: the plan's key columns.

    Raises:
        BulletinError: ``input_damaged`` where the file cannot be read, ``input_missing`` where this machine
            does not see it.
    """
    import pandas
    import pyarrow as pa

    try:
        table = _rows(partition, [*keys.names, "html", text])
        for key in keys:
            values = table[key.name] if key.name in table.schema.names else pa.nulls(table.num_rows)
            place = table.schema.get_field_index(key.name)
            values = values.cast(key.type)
            table = table.append_column(key, values) if place < 0 else table.set_column(place, key, values)
    except FileNotFoundError as error:
        raise BulletinError(
            "input_missing",
            "the file is not where the worker looks for it",
            "put it where every worker sees it under this path",
        ) from error
    except (pa.ArrowException, OSError, ValueError) as error:
        raise _damaged(error) from error
    # A classical frame would make doubles of integers among which there are nulls.
    return table.to_pandas(types_mapper=pandas.ArrowDtype, ignore_metadata=True)


def _rows(partition: Partition, wanted: Sequence[str]) -> pyarrow.Table:
    import pyarrow as pa
    import pyarrow.parquet as pq

    first, last = partition.first, partition.first + partition.count
    with pq.ParquetFile(partition.path) as file:
        names = file.schema_arrow.names
        text = wanted[-1]
        columns = [name for name in names if name in input_columns(names, text) or name in wanted]
        schema = pa.schema([file.schema_arrow.field(name) for name in columns])
        groups: list[int] = []
        at = start = 0
        for group in range(file.metadata.num_row_groups):
            end = at + file.metadata.row_group(group).num_rows
            if at < last and end > first:
                start = at if not groups else start
                groups.append(group)
            at = end
        # Step by step, since a row group may be as large as the file.
        batches = []
        for batch in file.iter_batches(_STEP, row_groups=groups, columns=columns, use_threads=False):
            begin, stop = max(first - start, 0), min(last - start, batch.num_rows)
            if begin < stop:
                batches.append(batch.slice(begin, stop - begin))
            start += batch.num_rows
            if start >= last:
                break
    return pa.Table.from_batches(batches, schema.remove_metadata()).select(columns)


def _files(inputs: Sequence[str | Path]) -> list[Path]:
    found: dict[Path, None] = {}
    for named in inputs:
        path = Path(named).absolute()
        if not path.exists():
            raise BulletinError("input_missing", f"{named} does not exist", "check how it is written")
        files = _files_of(path) if path.is_dir() else [path]
        if not files:
            raise BulletinError(
                "input_no_bulletins", f"{named} holds no Parquet file", "name files ending in .parquet"
            )
        found |= dict.fromkeys(files)
    return list(found)


def _files_of(folder: Path) -> list[Path]:
    files = []
    for parent, subfolders, names in os.walk(folder):
        # What begins so is no data to any engine: temporary files, manifests.
        subfolders[:] = sorted(name for name in subfolders if not name.startswith((".", "_")))
        files += [
            Path(parent) / name
            for name in sorted(names)
            if name.lower().endswith(".parquet") and not name.startswith((".", "_"))
        ]
    return files


def _key_schema(schemas: Sequence[pyarrow.Schema], text: str, keys: Sequence[str] | None) -> pyarrow.Schema:
    """Return the key columns with the types that hold what is in every file."""
    import pyarrow as pa

    if not schemas:
        return pa.schema([])
    names = list(dict.fromkeys(name for schema in schemas for name in schema.names))
    kept = key_columns(names, text, keys)
    try:
        of_files = [
            pa.schema([pa.field(name, schema.field(name).type) for name in kept if name in schema.names])
            for schema in schemas
        ]
        united = pa.unify_schemas(of_files, promote_options="permissive")
    except (pa.ArrowException, ValueError, KeyError) as error:
        raise BulletinError(
            "option_invalid",
            f"the files' key columns do not go together ({_first_line(error)})",
            "write the files with one schema, or name the keys",
        ) from error
    return pa.schema([united.field(name) for name in kept])


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


def _damaged(error: Exception) -> BulletinError:
    return BulletinError(
        "input_damaged", f"the Parquet file cannot be read ({_first_line(error)})", "write it again"
    )


def _textless(text: str) -> BulletinError:
    return BulletinError(
        "input_unsupported",
        f"the table has neither a column {text!r} nor 'html'",
        "name the column that holds the bulletins so",
    )
