"""Answers of a portal into its files."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from bulletin_nlp.batch.manifest import lock
from bulletin_nlp.crawl.archive.appending import AppendedFile, check_space, close_name, unwritable
from bulletin_nlp.crawl.archive.fields import read_words
from bulletin_nlp.crawl.archive.parsing import Record, read_header
from bulletin_nlp.crawl.archive.place import OPEN, ArchivedAt, file_names, find_file, next_name
from bulletin_nlp.crawl.archive.records import (
    Kind,
    Original,
    Visit,
    payload_digest,
    response,
    revisit,
    warcinfo,
)
from bulletin_nlp.crawl.archive.repair import repair
from bulletin_nlp.crawl.fetch.answer import Answer
from bulletin_nlp.portals.description import is_portal_name

__all__ = ["ArchiveWriter"]

#: Bytes after which a file is closed and another begun.
MAX_BYTES = 1_000_000_000
#: Bytes that stay free on the disk.
MIN_FREE = 1_000_000_000
_log = logging.getLogger(__name__)
#: Revisits that are followed to the body; those that are written here refer to it directly.
_STEPS = 5


class ArchiveWriter:
    """Writes the answers of one portal; a context manager, for one thread.

    A file that a killed writer left is repaired and continued. Files are made when there is something to
    write; a closed one is never changed.

    Args:
        folder: the archive's; it is made.
        portal: the portal's name.
        max_bytes: a file that has so many is closed, and another begun.
        min_free: bytes that stay free on the disk.
        sync: each record is on the disk, not only with the system, before its place is returned: it then
            outlives a loss of power, for some milliseconds each. It outlives a killed process either way.

    Raises:
        BulletinError: ``archive_unwritable`` where the folder cannot be written or another process or
            thread writes this portal's answers, ``archive_full``.
        ValueError: ``portal`` is no name of a portal.
    """

    def __init__(
        self,
        folder: Path,
        portal: str,
        *,
        max_bytes: int = MAX_BYTES,
        min_free: int = MIN_FREE,
        sync: bool = True,
    ) -> None:
        if not is_portal_name(portal):
            raise ValueError(f"{portal!r} is no name of a portal")
        self._folder = folder
        self._portal = portal
        self._inside = folder / portal
        self._max_bytes = max_bytes
        self._min_free = min_free
        self._sync = sync
        self._file: AppendedFile | None = None
        self._warcinfo_id = ""
        self._lock: BinaryIO | None = self._take_lock()
        try:
            self._continue()
        except OSError as error:
            self.close()
            raise unwritable(self._inside, error) from error
        except BaseException:
            self.close()
            raise

    def response(
        self, answer: Answer, *, kind: Kind, column: str | None = None, former: ArchivedAt | None = None
    ) -> ArchivedAt:
        """Archive an answer: with its body, or as a revisit where the former answer had the same body.

        Args:
            answer: one with a status, whatever it is: refusals prove what was seen.
            kind: what it was to be.
            column: the list's column.
            former: where the address was archived before.

        Returns:
            The record's place. The record is whole in the file when this returns.

        Raises:
            BulletinError: ``archive_full`` before anything is written, ``archive_unwritable`` with the file
                as it was before.
            ValueError: the answer has no status, or its moment no zone.
        """
        digest = payload_digest(answer.body)
        if former is not None and answer.body:
            _, original = self._look_up(former)
            if original.digest == digest:
                visit = Visit(self._portal, kind, column)
                return self._write(lambda file: revisit(answer, visit, file, original, identical=True))
        return self._write(lambda file: response(answer, Visit(self._portal, kind, column), file, digest))

    def revisit(self, answer: Answer, *, former: ArchivedAt) -> ArchivedAt:
        """Archive that the server says that nothing has changed (304).

        Args:
            answer: the server's.
            former: where the address was archived before; kind and column are those of then.

        Returns:
            The record's place.

        Raises:
            BulletinError: as of :meth:`response`.
            ValueError: as of :meth:`response`, or the status is another one: the body would be lost.
        """
        if not answer.not_modified:
            raise ValueError("only an answer with status 304 is about a former one")
        was, original = self._look_up(former)
        kind: Kind = "list" if was.get("WARC-Bulletin-Kind") == "list" else "article"
        column = was.get("WARC-Bulletin-Column")
        visit = Visit(self._portal, kind, None if column is None else read_words(column))
        return self._write(lambda file: revisit(answer, visit, file, original, identical=False))

    def close(self) -> None:
        """Close the file that is being written, give it its name, and let others write.

        Raises:
            BulletinError: ``archive_unwritable``; the file then keeps its open name, and the next
                writer goes on with it.
        """
        try:
            if self._file is not None:
                file, self._file = self._file, None
                file.close()
        finally:
            if self._lock is not None:
                self._lock.close()
                self._lock = None

    def __enter__(self) -> ArchiveWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _take_lock(self) -> BinaryIO:
        path = self._inside / ".lock"
        try:
            self._inside.mkdir(parents=True, exist_ok=True)
            file = path.open("ab")
        except OSError as error:
            raise unwritable(path, error) from error
        try:
            lock(file, self._inside, "archive_unwritable")
        except BaseException:
            file.close()
            raise
        return file

    def _continue(self) -> None:
        """Repair what killed writers left, close all of it but the last file, and go on in that one."""
        names = file_names(self._folder, self._portal)
        left = [name for name in names if (self._inside / (name + OPEN)).exists()]
        for name in left:
            path = self._inside / (name + OPEN)
            warcinfo_id = repair(path, self._min_free)
            size = path.stat().st_size
            if name == names[-1] and (not size or (warcinfo_id and size < self._max_bytes)):
                self._file = AppendedFile(self._inside / name, sync=self._sync)
                self._warcinfo_id = warcinfo_id or ""
            elif size:
                close_name(path, self._inside / name)
            else:
                path.unlink()

    def _write(self, make: Callable[[str], tuple[bytes, str]]) -> ArchivedAt:
        """Append a record, which is made for the id of its file's warcinfo."""
        if self._lock is None:
            raise ValueError("the archive's writer is closed")
        if self._file is not None and self._file.size >= self._max_bytes:
            file, self._file = self._file, None
            file.close()
        if self._file is not None and self._file.size:
            data, record_id = make(self._warcinfo_id)
            check_space(self._inside, len(data), self._min_free)
            begin, before = self._file.append(data), 0
        else:
            name = self._file.closed.name if self._file else self._next_name()
            info, self._warcinfo_id = warcinfo(name, self._portal)
            data, record_id = make(self._warcinfo_id)
            check_space(self._inside, len(info) + len(data), self._min_free)
            self._file = self._file or AppendedFile(self._inside / name, sync=self._sync)
            begin, before = self._file.append(info + data), len(info)
        return ArchivedAt(f"{self._portal}/{self._file.closed.name}", begin + before, record_id)

    def _next_name(self) -> str:
        try:
            names = file_names(self._folder, self._portal)
        except OSError as error:
            raise unwritable(self._inside, error) from error
        return next_name(self._portal, names[-1] if names else None, datetime.now(UTC))

    def _look_up(self, former: ArchivedAt) -> tuple[Record, Original]:
        """Return the header of a record, and of the one that has its body.

        Where they cannot be read, nothing is known of them: what came is then archived with its body, and of
        a 304 is kept which record it is about.
        """
        first, at = Record(()), former
        try:
            for _ in range(_STEPS):
                path = find_file(self._folder, at.file)
                if path is None:
                    raise ValueError("there is no such file")
                record = read_header(path, at.offset)
                if record.record_id != at.record_id:
                    raise ValueError("another record is there")
                first = first if first.fields else record
                following = record.original
                if following is None:
                    return first, Original(
                        at,
                        record.get("WARC-Target-URI"),
                        record.get("WARC-Date"),
                        record.get("WARC-Payload-Digest"),
                    )
                at = following
            raise ValueError("it refers to one that refers to another, and so on")
        except (ValueError, OSError) as error:
            _log.warning("%s, offset %d: cannot be referred to (%s)", at.file, at.offset, error)
            return first, Original(former)
