"""A JSONL file with its manifest, which a later run can go on with after any interruption."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, suppress
from itertools import takewhile
from pathlib import Path
from typing import Any, BinaryIO

from bulletin_nlp.batch.manifest import Entry, Header, Manifest, end_line, lock, manifest_path, read_manifest
from bulletin_nlp.batch.outputs import Past, Settled
from bulletin_nlp.batch.work import Outcome, Prepare
from bulletin_nlp.errors import BulletinError

__all__ = ["JsonLinesFile", "LinesStream"]


class JsonLinesFile:
    """A file with a record a line, which appears under its name only when the run is over.

    Until then the lines stand in ``FILE.part`` and the manifest in ``FILE.manifest.jsonl.part``. An entry is
    written to the manifest only after the lines it speaks of have reached the disk, so whatever the
    manifest says is true after a power cut too. A run without a single record leaves a former file alone.

    Args:
        path: the file.
        options: the run's options, for the manifest.
        versions: what the run is done with, for the manifest.
        resume: whether an interrupted run may go on.

    Raises:
        BulletinError: ``output_unwritable``.
    """

    prepare: Prepare | None = None

    def __init__(
        self,
        path: Path,
        *,
        options: Mapping[str, Any] | None = None,
        versions: Mapping[str, str] | None = None,
        resume: bool = True,
    ) -> None:
        self.path = path
        #: Why an interrupted run does not go on, where there is one.
        self.anew: str | None = None
        self._part = path.with_name(path.name + ".part")
        self._final_manifest = manifest_path(path)
        self._manifest_part = self._final_manifest.with_name(self._final_manifest.name + ".part")
        self._header = Header.now(options or {}, versions or {})
        self._resume = resume
        self._pending: list[Entry] = []
        self._end = 0
        self._records = 0
        self._done = 0
        try:
            if path.exists() and not os.access(path, os.W_OK):
                raise PermissionError(13, "Permission denied")
            self._file, self._manifest = self._opened()
            self._former = self._interrupted()
        except OSError as error:
            raise _unwritable(path, error) from error

    def past(self) -> Iterator[Entry]:
        """Yield what the interrupted run has done, as far as its lines are there."""
        if self._former is None:
            return
        size = self._part.stat().st_size
        for entry in self._former.entries():
            if entry.end > size:
                return
            yield entry

    def begin(self, done: Past | None) -> None:
        """Cut both files after the last input that is done; write the header where there is none."""
        try:
            if isinstance(done, Entry) and self._former is not None:
                self._header = self._former.header
                before = takewhile(lambda entry: entry.mark <= done.mark, self._former.entries())
                self._records = sum(entry.failure is None for entry in before)
                self._end = _cut(self._file, done.end)
                _cut(self._manifest, done.mark)
            else:
                self._end = _cut(self._file, 0)
                _cut(self._manifest, 0)
                self._manifest.write(self._header.line())
                self._manifest.flush()
        except OSError as error:
            raise _unwritable(self.path, error) from error

    def take(self, name: str, outcome: Outcome) -> None:
        """Write a record's line; its entry follows with :meth:`flush`."""
        end = self._end
        if outcome.line is not None:
            data = outcome.line.encode("utf-8") + b"\n"
            try:
                self._file.write(data)
            except OSError as error:
                raise _unwritable(self.path, error) from error
            end += len(data)
            self._records += 1
        self._end = end
        self._pending.append(Entry.of(name, outcome, end))

    def flush(self) -> Settled:
        """Bring the lines to the disk, then the entries to the manifest."""
        try:
            if self._pending:
                self._file.flush()
                os.fsync(self._file.fileno())
                self._manifest.write(b"".join(entry.line() for entry in self._pending))
                self._manifest.flush()
                self._pending.clear()
        except OSError as error:
            raise _unwritable(self.path, error) from error
        return Settled()

    def close(self, counts: Mapping[str, int]) -> None:
        """Give both files their names."""
        self.flush()
        try:
            self._manifest.write(end_line(counts))
            self._manifest.flush()
            os.fsync(self._manifest.fileno())
            self._file.close()
            if self._records or not counts.get("failed"):
                self._part.replace(self.path)
                self._manifest_part.replace(self._final_manifest)
            else:
                self._remove()
            self._manifest.close()
        except OSError as error:
            raise _unwritable(self.path, error) from error

    def abandon(self) -> bool:
        """Keep what was taken; leave nothing where nothing was done."""
        # Where this fails the run has ended with an error already; what was flushed before is kept.
        with suppress(BulletinError):
            self.flush()
        for file in (self._file, self._manifest):
            with suppress(OSError):
                file.close()
        try:
            if next(iter(read_manifest(self._manifest_part).entries()), None) is not None:
                return True
            self._remove()
        except (BulletinError, OSError):
            self._remove()
        return False

    def discard(self) -> None:
        """Give up what was taken: what stands under the file's name stays as it was."""
        for file in (self._file, self._manifest):
            with suppress(OSError):
                file.close()
        self._remove()

    def _opened(self) -> tuple[BinaryIO, BinaryIO]:
        """Open both files without changing them, the manifest first: it carries the lock."""
        with ExitStack() as opened:
            manifest = opened.enter_context(_for_update(self._manifest_part))
            try:
                lock(manifest, self.path)
                file = opened.enter_context(_for_update(self._part))
            except OSError:
                self._manifest_part.unlink(missing_ok=True)
                raise
            opened.pop_all()
        return file, manifest

    def _interrupted(self) -> Manifest | None:
        """Return the manifest of an interrupted run that can go on, or say why it cannot."""
        if not self._resume or not self._manifest_part.stat().st_size:
            return None
        try:
            former = read_manifest(self._manifest_part)
        except BulletinError as error:
            self.anew = error.message
            return None
        for what, then, now in (
            ("options", former.header.options, self._header.options),
            ("versions", former.header.versions, self._header.versions),
        ):
            differing = sorted(name for name in {*then, *now} if then.get(name) != now.get(name))
            if differing:
                self.anew = f"the interrupted run had other {what} ({', '.join(differing)})"
                return None
        return former

    def _remove(self) -> None:
        self._part.unlink(missing_ok=True)
        self._manifest_part.unlink(missing_ok=True)


class LinesStream:
    """A device or a pipe that takes a record a line: it can neither be renamed nor gone on with."""

    prepare: Prepare | None = None
    anew: str | None = None

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._file = path.open("wb")
        except OSError as error:
            raise _unwritable(path, error) from error

    def past(self) -> Iterator[Past]:
        """Yield nothing."""
        return iter(())

    def begin(self, done: Past | None) -> None:
        """Begin."""

    def take(self, name: str, outcome: Outcome) -> None:
        """Write a record's line."""
        if outcome.line is not None:
            try:
                self._file.write(outcome.line.encode("utf-8") + b"\n")
            except OSError as error:
                raise _unwritable(self.path, error) from error

    def flush(self) -> Settled:
        """Hand the lines on."""
        try:
            self._file.flush()
        except OSError as error:
            raise _unwritable(self.path, error) from error
        return Settled()

    def close(self, counts: Mapping[str, int]) -> None:
        """End the stream."""
        try:
            self._file.close()
        except OSError as error:
            raise _unwritable(self.path, error) from error

    def abandon(self) -> bool:
        """End the stream."""
        with suppress(OSError):
            self._file.close()
        return False


def _for_update(path: Path) -> BinaryIO:
    """Open a file for reading and writing, making it where there is none."""
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666), "r+b")


def _cut(file: BinaryIO, size: int) -> int:
    """Cut a file and stand at its end."""
    file.truncate(size)
    return file.seek(size)


def _unwritable(path: Path, error: OSError) -> BulletinError:
    return BulletinError(
        "output_unwritable",
        f"{path} cannot be written ({error.strerror})",
        "check that the folder exists, its rights and the space left",
    )
