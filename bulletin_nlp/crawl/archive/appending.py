"""The file that is being written: a member is in it whole or not at all."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

from bulletin_nlp.crawl.archive.place import OPEN
from bulletin_nlp.errors import BulletinError

__all__ = ["AppendedFile", "check_space", "unwritable"]

_REMEDY = "see the disk and the rights of the folder"


class AppendedFile:
    """A file to which whole members are appended, under its name with :data:`OPEN` until it is closed.

    Args:
        closed: the name that it will have; what is there under the open name is continued.
        sync: each member is on the disk, not only with the system, before :meth:`append` returns.

    Raises:
        BulletinError: ``archive_unwritable``.
    """

    def __init__(self, closed: Path, *, sync: bool) -> None:
        self.closed = closed
        self.path = closed.with_name(closed.name + OPEN)
        self._sync = sync
        try:
            flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
            self._file = os.open(self.path, flags, 0o644)
            self.size = os.lseek(self._file, 0, os.SEEK_END)
            sync_folder(closed.parent)
        except OSError as error:
            raise unwritable(self.path, error) from error

    def append(self, data: bytes) -> int:
        """Append bytes and return the offset at which they begin.

        Raises:
            BulletinError: ``archive_unwritable``; the file is then as long as it was before.
        """
        begin = self.size
        try:
            os.lseek(self._file, begin, os.SEEK_SET)
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(self._file, rest) :]
            if self._sync:
                os.fsync(self._file)
        except BaseException as error:
            with suppress(OSError):  # what cannot be cut here is written over, or cut when the file is closed
                os.ftruncate(self._file, begin)
            if isinstance(error, OSError):
                raise unwritable(self.path, error) from error
            raise
        self.size = begin + len(data)
        return begin

    def close(self) -> None:
        """Close the file and give it its name.

        Raises:
            BulletinError: ``archive_unwritable``; the file then keeps its open name.
        """
        if self._file < 0:
            return
        file, self._file = self._file, -1
        try:
            try:
                os.ftruncate(file, self.size)
                os.fsync(file)
            finally:
                os.close(file)
            close_name(self.path, self.closed)
        except OSError as error:
            raise unwritable(self.path, error) from error


def close_name(path: Path, closed: Path) -> None:
    """Give a file its closed name; one that has it already is never written over.

    Raises:
        OSError: it cannot be renamed.
    """
    if closed.exists():
        raise FileExistsError(17, f"{closed.name} exists as well")
    path.rename(closed)
    sync_folder(closed.parent)


def sync_folder(folder: Path) -> None:
    """See that the names in a folder outlive a loss of power, where the system can do that."""
    if os.name != "posix":
        return
    file = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(file)
    except OSError:
        return  # a file system that cannot
    finally:
        os.close(file)


def check_space(folder: Path, needed: int, min_free: int) -> None:
    """See that a disk has room before anything is written to it.

    Args:
        folder: on the disk.
        needed: bytes that will be written.
        min_free: bytes that must be left then.

    Raises:
        BulletinError: ``archive_full``, or ``archive_unwritable`` where the disk cannot be asked.
    """
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise unwritable(folder, error) from error
    if free - needed < min_free:
        raise BulletinError(
            "archive_full",
            f"{folder}: {free / 1e6:.0f} MB are left on the disk, {min_free / 1e6:.0f} MB must stay free",
            "make room or move closed files elsewhere, then go on",
        )


def unwritable(path: Path, error: OSError) -> BulletinError:
    """Return the error that a user sees where the system refused a write."""
    return BulletinError(
        "archive_unwritable", f"{path} cannot be written ({error.strerror or error})", _REMEDY
    )
