"""The manifest of a run: what it was asked, and a line an input that says what became of it.

A manifest is JSONL: a header, an entry an input in order, and a last line that says that the run is over.
``docs/batch.md`` names the fields.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from bulletin_nlp.batch.inputs import Failure
from bulletin_nlp.batch.work import Outcome
from bulletin_nlp.errors import BulletinError

__all__ = ["Entry", "Header", "Manifest", "end_line", "manifest_path", "read_manifest"]

#: Version of the manifest's form.
FORM = 1
_ENDING = ".manifest.jsonl"


@dataclass(frozen=True, slots=True)
class Header:
    """The first line: options and versions of the run, and when it started."""

    options: Mapping[str, Any]
    versions: Mapping[str, str]
    started: str

    @classmethod
    def now(cls, options: Mapping[str, Any], versions: Mapping[str, str]) -> Header:
        """Return the header of a run that starts now; the options are taken as JSON has them."""
        return cls(json.loads(json.dumps(options)), dict(versions), datetime.now(UTC).isoformat())

    def line(self) -> bytes:
        """Return the header as a line."""
        return _line(
            {
                "manifest": FORM,
                "started": self.started,
                "versions": dict(self.versions),
                "options": dict(self.options),
            }
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """What became of an input.

    ``end`` is the length of the output in bytes once this input was done, ``mark`` the length of the
    manifest after this entry's line.
    """

    name: str
    sha256: str | None
    id: str | None
    failure: Failure | None
    end: int
    mark: int = 0

    @classmethod
    def of(cls, name: str, outcome: Outcome, end: int) -> Entry:
        """Return the entry of an outcome."""
        return cls(name, outcome.sha256, outcome.id, outcome.failure, end)

    def line(self) -> bytes:
        """Return the entry as a line."""
        if self.failure is None:
            ended: dict[str, Any] = {"id": self.id}
        else:
            ended = {"code": self.failure.code, "message": self.failure.message}
            if self.failure.remedy:
                ended["remedy"] = self.failure.remedy
        return _line({"input": self.name, "sha256": self.sha256, **ended, "end": self.end})


@dataclass(frozen=True, slots=True)
class Manifest:
    """A manifest that is read while it is gone through: its header, then :meth:`entries`."""

    path: Path
    header: Header

    def entries(self) -> Iterator[Entry]:
        """Yield the entries up to the first line that is not whole or is none; see :meth:`is_finished`."""
        with self.path.open("rb") as file:
            mark = len(file.readline())
            for line in file:
                mark += len(line)
                entry = _entry(line, mark)
                if entry is None:
                    return
                yield entry

    def is_finished(self) -> bool:
        """Tell whether the run came to its end."""
        with self.path.open("rb") as file:
            file.seek(0, 2)
            file.seek(max(0, file.tell() - 4096))
            last = file.read().splitlines(keepends=True)[-1]
        values = _object(last)
        return values is not None and "finished" in values


def manifest_path(output: Path) -> Path:
    """Return where the manifest of an output stands."""
    return output.with_name(output.name + _ENDING)


def output_path(manifest: Path) -> Path:
    """Return the output that a manifest belongs to.

    Raises:
        BulletinError: ``manifest_invalid``.
    """
    if not manifest.name.endswith(_ENDING):
        raise BulletinError(
            "manifest_invalid", f"{manifest} is no manifest", f"name the file that ends in {_ENDING}"
        )
    return manifest.with_name(manifest.name.removesuffix(_ENDING))


def read_manifest(path: Path) -> Manifest:
    """Read the header of a manifest.

    Raises:
        BulletinError: ``manifest_invalid``.
    """
    try:
        with path.open("rb") as file:
            line = file.readline(10_000_000)
    except OSError as error:
        raise BulletinError(
            "manifest_invalid", f"{path} cannot be read ({error.strerror})", "check the path"
        ) from error
    values = _object(line)
    if values is None or values.get("manifest") != FORM:
        raise BulletinError("manifest_invalid", f"{path} has no header of a manifest", "run again")
    try:
        header = Header(dict(values["options"]), dict(values["versions"]), str(values["started"]))
    except (KeyError, TypeError, ValueError) as error:
        raise BulletinError("manifest_invalid", f"{path} has a damaged header", "run again") from error
    return Manifest(path, header)


def end_line(counts: Mapping[str, int]) -> bytes:
    """Return the last line of a run that came to its end."""
    return _line({"finished": datetime.now(UTC).isoformat(), "counts": dict(counts)})


def lock(file: BinaryIO, path: Path, code: str = "output_unwritable") -> None:
    """Hold a file against another run on the same output; the system lets go of it with the process.

    Args:
        file: the file, open.
        path: what the error names.
        code: the error's code.

    Raises:
        BulletinError: of that code where another run has it.
    """
    try:
        import fcntl
    except ImportError:  # Windows: two runs on one output are the user's to avoid
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise BulletinError(code, f"{path} is being written by another run", "wait for its end") from error
    except OSError:
        return  # a file system without locks


def _line(values: Mapping[str, Any]) -> bytes:
    # A name of bytes that are no UTF-8 travels as Python knows it, escaped.
    text = json.dumps(values, ensure_ascii=False)
    try:
        return text.encode("utf-8") + b"\n"
    except UnicodeEncodeError:
        return json.dumps(values).encode("ascii") + b"\n"


def _object(line: bytes) -> dict[str, Any] | None:
    """Return a whole line's object, or None."""
    if not line.endswith(b"\n"):
        return None
    try:
        values = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return values if isinstance(values, dict) else None


def _entry(line: bytes, mark: int) -> Entry | None:
    values = _object(line)
    if values is None or not isinstance(values.get("input"), str) or not isinstance(values.get("end"), int):
        return None
    failure = None
    if "code" in values:
        failure = Failure(
            values["input"], str(values["code"]), str(values.get("message")), str(values.get("remedy", ""))
        )
    return Entry(values["input"], values.get("sha256"), values.get("id"), failure, values["end"], mark)
