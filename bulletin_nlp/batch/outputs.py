"""Where records go: a JSONL file or a store."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any, Protocol

from bulletin_nlp.batch.inputs import Failure, Input
from bulletin_nlp.errors import BulletinError
from bulletin_nlp.record import Bulletin

__all__ = ["JsonLinesFile", "Sink", "StoreOutput", "open_output"]

_STORE_SUFFIXES = frozenset({".db", ".sqlite", ".sqlite3"})
_JSONL_SUFFIXES = frozenset({".jsonl", ".ndjson"})
_URL = re.compile(r"[a-z][a-z0-9+]*://")


class Sink(Protocol):
    """What a run hands its outcomes to."""

    def record(self, record: Bulletin, input: Input) -> str | None:
        """Take a record; return what became of it, where there is more than one possibility.

        Raises:
            ValueError: this record cannot be kept; others can.
            BulletinError: nothing can be kept any more.
        """

    def failure(self, failure: Failure) -> None:
        """Take a failure."""

    def close(self, counts: Mapping[str, int]) -> None:
        """Take the end of a run that came to its end."""

    def abandon(self) -> str | None:
        """Take the end of a run that did not; return a line on what is left, if anything is."""


def open_output(
    place: str, *, options: Mapping[str, Any] | None = None, versions: Mapping[str, str] | None = None
) -> Sink:
    """Open an output, so that what cannot be written is known before any work.

    Args:
        place: ``FILE.jsonl``, ``sqlite:///FILE`` or ``FILE.db``.
        options: the run's options, kept by a store.
        versions: what the run is done with, kept by a store.

    Raises:
        BulletinError: ``output_unwritable``, ``option_invalid`` or one of the store's.
    """
    suffix = Path(place).suffix.lower()
    if _URL.match(place) or suffix in _STORE_SUFFIXES:
        return StoreOutput(place, options=options or {}, versions=versions or {})
    if suffix in _JSONL_SUFFIXES or (Path(place).exists() and not Path(place).is_file()):
        return JsonLinesFile(Path(place))
    raise BulletinError(
        "option_invalid", f"{place!r} is no output", "write it as FILE.jsonl or sqlite:///FILE.db"
    )


class JsonLinesFile:
    """A file with a record a line, which appears under its name only when the run is over.

    Until then the lines stand in ``FILE.part``. A run without a single record leaves a former file alone.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        # A device or a pipe (/dev/stdout) cannot be renamed.
        self._part = path.with_name(path.name + ".part") if _is_regular(path) else path
        self._records = 0
        try:
            if _is_regular(path) and path.exists() and not os.access(path, os.W_OK):
                raise PermissionError(13, "Permission denied")
            self._file: IO[str] = self._part.open("w", encoding="utf-8", newline="\n")
        except OSError as error:
            raise self._unwritable(error) from error

    def record(self, record: Bulletin, input: Input) -> str | None:
        line = record.to_json()
        try:
            self._file.write(line + "\n")
        except OSError as error:
            raise self._unwritable(error) from error
        self._records += 1
        return None

    def failure(self, failure: Failure) -> None:
        """Failures are listed at the end of a run; a JSONL file has only records."""

    def close(self, counts: Mapping[str, int]) -> None:
        try:
            self._file.close()
            if self._part == self.path:
                return
            if self._records or not counts.get("failed"):
                self._part.replace(self.path)
            else:
                self._part.unlink()
        except OSError as error:
            raise self._unwritable(error) from error

    def abandon(self) -> str | None:
        try:
            self._file.close()
            if self._part != self.path and not self._records:
                self._part.unlink(missing_ok=True)
        except OSError:
            return None  # the run has ended with an error already
        if self._part == self.path or not self._records:
            return None
        return f"what was finished of this run is in {self._part}"

    def _unwritable(self, error: OSError) -> BulletinError:
        return BulletinError(
            "output_unwritable",
            f"{self.path} cannot be written ({error.strerror})",
            "check that the folder exists, its rights and the space left",
        )


def _is_regular(path: Path) -> bool:
    return path.is_file() or not path.exists()


class StoreOutput:
    """A store, with a run that notes what was done."""

    def __init__(self, place: str, *, options: Mapping[str, Any], versions: Mapping[str, str]) -> None:
        from bulletin_nlp.store import Store

        self._place = place
        try:
            self._store = Store.open(place)
        except BulletinError as error:
            if error.code != "store_unreadable":
                raise
            raise BulletinError("output_unwritable", error.message, error.remedy) from error
        self._run = self._store.start_run(options=options, versions=versions)

    def record(self, record: Bulletin, input: Input) -> str | None:
        return self._store.save(record, input=input.path or "-", run=self._run)

    def failure(self, failure: Failure) -> None:
        self._store.fail(failure.input, failure.code, failure.message, detail=failure.detail, run=self._run)

    def close(self, counts: Mapping[str, int]) -> None:
        self._store.finish(self._run, counts)
        self._store.close()

    def abandon(self) -> str | None:
        self._store.close()
        return f"what was finished of this run is in {self._place}"
