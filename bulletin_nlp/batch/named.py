"""What a command names: a file, a folder or a pattern, each with the files it stands for."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from bulletin_nlp.batch.inputs import CONTAINERS, SUFFIXES, Failure

__all__ = ["Named", "NamedFile", "NamedFolder", "NamedPattern", "container_format", "key_of", "named"]

_MAGIC = re.compile(r"[*?[]")


class Named(Protocol):
    """What one argument stands for."""

    def files(self) -> Iterator[Path | Failure]:
        """Yield its files, sorted by name within each folder, and what could not be looked at."""

    def covers(self, key: str) -> bool:
        """Tell whether a file, given by its :func:`key_of`, is among them."""


def named(argument: str) -> Named:
    """Return what an argument names; a file that is called like a pattern is a file."""
    path = Path(argument)
    if path.is_dir():
        return NamedFolder(path)
    if _MAGIC.search(argument) and not (path.exists() or path.is_symlink()):
        return NamedPattern(argument)
    return NamedFile(path)


def key_of(path: Path) -> str:
    """Return the same text for two ways to write the path of one file, a link for itself."""
    return os.path.normcase(os.path.join(os.path.realpath(path.parent), path.name))  # noqa: PTH118 (hot)


def container_format(path: Path) -> str | None:
    """Return the format of a file that holds many bulletins: jsonl, parquet or warc."""
    name = path.name.lower()
    return next((format for suffix, format in CONTAINERS.items() if name.endswith(suffix)), None)


class NamedFile:
    """A file that is named itself."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.key = key_of(path) if path.name not in ("", "..") else os.path.realpath(path)

    def files(self) -> Iterator[Path | Failure]:
        """Yield the file, or that it does not exist."""
        if self.path.exists() or self.path.is_symlink():
            yield self.path
        else:
            yield Failure(
                str(self.path), "input_missing", "the path does not exist", "check how it is written"
            )

    def covers(self, key: str) -> bool:
        """Tell whether this is the file."""
        return key == self.key


class NamedFolder:
    """A folder, read recursively."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._root = os.path.normcase(os.path.realpath(path))

    def files(self) -> Iterator[Path | Failure]:
        """Yield the files that may be bulletins, or that there are none."""
        empty = True
        for item in _walk(self.path, lambda parts: True):
            if isinstance(item, Failure) or item.suffix.lower() in SUFFIXES:
                empty = False
                yield item
        if empty:
            yield Failure(
                str(self.path),
                "input_no_bulletins",
                "the folder holds no file that can be read",
                f"bulletins are files ending in {' '.join(sorted(SUFFIXES))}; "
                "name files that hold many (JSONL, Parquet, WARC) themselves",
            )

    def covers(self, key: str) -> bool:
        """Tell whether a file lies in this folder and would be read."""
        parts = _below(self._root, key)
        return parts is not None and os.path.splitext(parts[-1])[1].lower() in SUFFIXES  # noqa: PTH122 (hot)


class NamedPattern:
    """A pattern such as ``pages/**/*.html``; a folder that it matches is read as a folder."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        parts = Path(pattern).parts
        first = next(index for index, part in enumerate(parts) if _MAGIC.search(part))
        self.path = Path(*parts[:first])
        self._root = os.path.normcase(os.path.realpath(self.path))
        self._parts = parts[first:]
        self._matches = _expression(self._parts).fullmatch
        self._matches_folders = _expression(self._parts[:-1] if self._parts[-1] == "**" else self._parts)

    def files(self) -> Iterator[Path | Failure]:
        """Yield the files that match, or that there are none."""
        empty = True
        depth = None if "**" in self._parts else len(self._parts)
        strip = len(self.path.parts)

        def wanted(parts: tuple[str, ...]) -> bool:
            return depth is None or len(parts) < depth or self._folder_matches(parts)

        for item in _walk(self.path, wanted):
            if isinstance(item, Failure) or self._wants(item.parts[strip:]):
                empty = False
                yield item
        if empty:
            yield Failure(self.pattern, "input_missing", "no file matches", "check how it is written")

    def covers(self, key: str) -> bool:
        """Tell whether a file matches."""
        parts = _below(self._root, key)
        return parts is not None and self._wants(parts)

    def _wants(self, parts: tuple[str, ...]) -> bool:
        if self._matches("/".join(parts)):
            return True
        return os.path.splitext(parts[-1])[1].lower() in SUFFIXES and self._folder_matches(parts[:-1])  # noqa: PTH122

    def _folder_matches(self, parts: tuple[str, ...]) -> bool:
        whole = self._matches_folders.fullmatch
        return any(whole("/".join(parts[:end])) for end in range(1, len(parts) + 1))


def _walk(folder: Path, wanted: Callable[[tuple[str, ...]], bool]) -> Iterator[Path | Failure]:
    """Yield the files below a folder, one folder's names at a time.

    Args:
        folder: where to begin.
        wanted: tells for a subfolder, given by its parts below the first, whether to go into it.
    """
    unread: list[OSError] = []
    strip = len(folder.parts)
    for parent, subfolders, names in os.walk(folder, onerror=unread.append):
        yield from (_unreadable(error, folder) for error in unread)
        unread.clear()
        above = Path(parent)
        parts = above.parts[strip:]
        # Hidden folders and files are an editor's or a version control's, no bulletins.
        subfolders[:] = sorted(
            name for name in subfolders if not name.startswith(".") and wanted((*parts, name))
        )
        for name in sorted(names):
            if not name.startswith("."):
                yield above / name
    yield from (_unreadable(error, folder) for error in unread)


def _unreadable(error: OSError, folder: Path) -> Failure:
    return Failure(
        str(error.filename or folder),
        "input_unreadable",
        f"the folder cannot be read ({error.strerror})",
        "see its rights",
    )


def _below(root: str, key: str) -> tuple[str, ...] | None:
    """Return the parts of a path below a folder, or None where it lies elsewhere or is hidden."""
    start = root if root.endswith(os.sep) else root + os.sep
    if not key.startswith(start):
        return None
    parts = tuple(key[len(start) :].split(os.sep))  # noqa: PTH206 (hot)
    return None if any(part.startswith(".") for part in parts) else parts


def _expression(parts: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern's parts as a regular expression over a path with ``/``."""
    pieces = []
    for index, part in enumerate(parts):
        last = index == len(parts) - 1
        if part == "**":
            pieces.append(".+" if last else "(?:[^/]+/)*")
        else:
            pieces.append(_part_expression(part) + ("" if last else "/"))
    flags = re.IGNORECASE if os.path.normcase("A") == "a" else re.NOFLAG
    return re.compile("".join(pieces), flags)


def _part_expression(part: str) -> str:
    """Return one part's expression: ``*``, ``?`` and ``[…]`` as a shell reads them, within one name."""
    found = []
    for piece in re.findall(r"\[!?\]?[^\]]*\]|.", part, re.DOTALL):
        if piece == "*":
            found.append("[^/]*")
        elif piece == "?":
            found.append("[^/]")
        elif len(piece) > 1:
            negated = piece.startswith("[!")
            inside = piece[2 if negated else 1 : -1].replace("\\", r"\\").replace("^", r"\^")
            inside = inside.replace("[", r"\[").replace("]", r"\]")
            found.append(f"[{'^/' if negated else ''}{inside}]")
        else:
            found.append(re.escape(piece))
    return "".join(found)
