"""Parquet out: a part a partition, each whole or not there, and a manifest when all are done."""

from __future__ import annotations

import json
import uuid
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bulletin_nlp.batch.frame_columns import Rows, frame_schema
from bulletin_nlp.batch.frames import extract_frame
from bulletin_nlp.batch.inputs import Failure
from bulletin_nlp.batch.partitions import Partition, read_partition
from bulletin_nlp.batch.work import Extract
from bulletin_nlp.errors import BulletinError

if TYPE_CHECKING:
    import pyarrow

__all__ = ["MANIFEST", "Part", "PartWriter", "PartsSummary", "open_parts", "settle_parts", "write_manifest"]

#: Name of the manifest in the output folder; engines that read the folder leave out what begins so.
MANIFEST = "_manifest.json"

# Version of the manifest's form.
_FORM = 1


@dataclass(frozen=True, slots=True)
class Part:
    """What became of a partition: how many inputs it had, rows it gave and failures by code.

    ``failure`` is set where the partition as a whole could not be done; then there is no output.
    """

    partition: Partition
    inputs: int = 0
    rows: int = 0
    failed: dict[str, int] = field(default_factory=dict)
    failure: Failure | None = None

    @classmethod
    def lost(cls, partition: Partition, error: BulletinError) -> Part:
        """Return what becomes of a partition that could not be done."""
        return cls(partition, failure=Failure.of(partition.name, error))


@dataclass(frozen=True, slots=True)
class PartWriter:
    """What does a partition, on whichever machine: reads it, extracts, writes its part.

    Args:
        folder: where the parts are written; the same place on every machine.
        text: the name of the column of texts.
        keys: the key columns with their types.
        rows: ``"bulletin"`` or ``"fact"``.
        kinds: kinds of facts.
        extract: the extraction, or None for the package's.
    """

    folder: str
    text: str
    keys: pyarrow.Schema
    rows: Rows
    kinds: tuple[str, ...]
    extract: Extract | None = None

    def __call__(self, partition: Partition) -> Part:
        """Do a partition. To do it twice is to do it once: the same part is written under the same name.

        Raises:
            BulletinError: ``output_unwritable``.
        """
        import pyarrow as pa

        try:
            frame = read_partition(partition, self.text, self.keys)
        except BulletinError as error:
            return Part.lost(partition, error)
        result = extract_frame(
            frame,
            text=self.text,
            keys=self.keys.names,
            rows=self.rows,
            kinds=self.kinds,
            extract=self.extract,
        )
        schema = frame_schema(self.rows, self.keys, kinds=self.kinds)
        _write(pa.Table.from_pandas(result, schema, preserve_index=False), Path(self.folder) / partition.part)
        failed = Counter(result["error_code"].dropna())
        return Part(partition, len(frame), len(result), dict(sorted(failed.items())))


@dataclass(frozen=True, slots=True)
class PartsSummary:
    """How a run ended: its parts in order, and what could not be done at all."""

    parts: tuple[Part, ...]
    failures: tuple[Failure, ...]

    @property
    def inputs(self) -> int:
        """How many rows were read."""
        return sum(part.inputs for part in self.parts)

    @property
    def rows(self) -> int:
        """How many rows were written."""
        return sum(part.rows for part in self.parts)

    @property
    def failed(self) -> Counter[str]:
        """How many inputs failed, by code; each has its row."""
        return sum((Counter(part.failed) for part in self.parts), Counter[str]())


def open_parts(output: str | Path) -> Path:
    """Make the output folder; parts of another run may not be among its own.

    Raises:
        BulletinError: ``output_unwritable``.
    """
    folder = Path(output).absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise BulletinError(
                "output_unwritable", f"the folder {output} is not empty", "name a new one, or delete this one"
            )
        probe = folder / f".{uuid.uuid4().hex}.tmp"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise _unwritable(folder, error) from error
    return folder


def settle_parts(folder: Path) -> None:
    """Take away what killed workers left half-written, and a folder in which nothing was written."""
    try:
        for left in folder.glob(".*.tmp"):
            left.unlink(missing_ok=True)
        if not any(folder.iterdir()):
            folder.rmdir()
    except OSError:
        return  # left-overs do no harm: no engine reads them


def write_manifest(folder: Path, writer: PartWriter, summary: PartsSummary) -> None:
    """Write the manifest, which says that the run is over; the same run gives the same manifest.

    Raises:
        BulletinError: ``output_unwritable``.
    """
    from bulletin_nlp._version import __version__
    from bulletin_nlp.lexicon.loader import data_versions

    said = {
        "manifest": _FORM,
        "versions": {"bulletin-nlp": __version__, **data_versions()},
        "rows_are": writer.rows,
        "kinds": list(writer.kinds) if writer.rows == "fact" else None,
        "text": writer.text,
        "keys": writer.keys.names,
        "inputs": summary.inputs,
        "rows": summary.rows,
        "failed": dict(sorted(summary.failed.items())),
        "parts": [_part_entry(part) for part in summary.parts],
        "failures": [_failure_entry(failure) for failure in summary.failures],
    }
    temporary = folder / f".{MANIFEST}.{uuid.uuid4().hex}.tmp"
    try:
        text = json.dumps(said, ensure_ascii=False, indent=1)
        temporary.write_text(text + "\n", encoding="utf-8", errors="backslashreplace")
        temporary.replace(folder / MANIFEST)
    except OSError as error:
        raise _unwritable(folder, error) from error


def _part_entry(part: Part) -> dict[str, Any]:
    return {
        "part": part.partition.part,
        "input": part.partition.path,
        "first": part.partition.first + 1,
        "inputs": part.inputs,
        "rows": part.rows,
        "failed": part.failed,
    }


def _failure_entry(failure: Failure) -> dict[str, str]:
    return {
        "input": failure.input,
        "code": failure.code,
        "message": failure.message,
        "remedy": failure.remedy,
    }


def _write(table: pyarrow.Table, place: Path) -> None:
    """Write a part under a name of this attempt's own, then give it its name."""
    import pyarrow.parquet as pq

    temporary = place.with_name(f".{place.name}.{uuid.uuid4().hex}.tmp")
    try:
        try:
            pq.write_table(table, temporary, compression="zstd")
            temporary.replace(place)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise _unwritable(place, error) from error


def _unwritable(place: Path, error: OSError) -> BulletinError:
    return BulletinError(
        "output_unwritable",
        f"{place} cannot be written ({error.strerror or error})",
        "check that every worker sees the folder, its rights and the space left",
    )
