"""What there is to read: files, folders and standard input, each with what is known about it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from bulletin_nlp.batch.metadata import MetadataTable
from bulletin_nlp.errors import BulletinError
from bulletin_nlp.extraction.reading import Given

__all__ = ["SUFFIXES", "Failure", "Found", "Input", "find_inputs"]

#: What is read from a folder; a file that is named itself is read whatever its name.
SUFFIXES = frozenset({".txt", ".text", ".md", ".html", ".htm", ".shtml", ".xhtml"})


@dataclass(frozen=True, slots=True)
class Input:
    """One input: ``name`` as it is shown, ``path`` null for standard input, ``given`` what is known."""

    name: str
    path: Path | None
    given: Given = field(default_factory=Given)


@dataclass(frozen=True, slots=True)
class Failure:
    """An input that did not become a record; ``detail`` is a traceback where that is a bug."""

    input: str
    code: str
    message: str
    remedy: str = ""
    detail: str | None = None

    @classmethod
    def of(cls, name: str, error: BulletinError) -> Failure:
        """Return the failure of an input that ended in an error."""
        return cls(name, error.code, error.message, error.remedy)

    def __str__(self) -> str:
        remedy = f": {self.remedy}" if self.remedy else ""
        return f"{self.input}: [{self.code}] {self.message}{remedy}".replace("\n", " ")


@dataclass(slots=True)
class Found:
    """The inputs in the order in which they will be read, what failed already, and what to warn of."""

    inputs: list[Input] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def find_inputs(
    paths: Iterable[str | Path], *, given: Given | None = None, table: MetadataTable | None = None
) -> Found:
    """Find what there is to read.

    Args:
        paths: files, folders (read recursively, sorted) and ``"-"`` for standard input. What occurs twice is
            read once.
        given: what is known about every input.
        table: what is known about single ones; it has precedence.

    Returns:
        The inputs, with a failure for every path that leads to none.

    Raises:
        BulletinError: ``metadata_invalid`` where two rows of the table speak of one input.
    """
    given = given or Given()
    found = Found()
    by_path: dict[str, int] = {}
    folders: list[Path] = []
    for named in paths:
        if str(named) == "-":
            if all(known.path is not None for known in found.inputs):
                found.inputs.append(Input("-", None, given))
            continue
        path = Path(named)
        if path.is_dir():
            folders.append(path)
            files: Iterable[Path] = _files_of(path, found.failures)
        else:
            files = _one_file(path, found.failures)
        for file in files:
            if by_path.setdefault(_key(file), len(found.inputs)) == len(found.inputs):
                found.inputs.append(Input(str(file), file, given))
    if table is not None:
        _apply(table, found, by_path, folders)
    return found


def _key(path: Path) -> str:
    """Return the same text for two ways to write one path."""
    return os.path.normcase(os.path.realpath(path))


def _one_file(path: Path, failures: list[Failure]) -> Iterator[Path]:
    if path.exists() or path.is_symlink():
        yield path
    else:
        failures.append(
            Failure(str(path), "input_missing", "the path does not exist", "check how it is written")
        )


def _files_of(folder: Path, failures: list[Failure]) -> list[Path]:
    def unreadable(error: OSError) -> None:
        name = str(error.filename or folder)
        failures.append(
            Failure(
                name, "input_unreadable", f"the folder cannot be read ({error.strerror})", "see its rights"
            )
        )

    files = []
    before = len(failures)
    for parent, subfolders, names in os.walk(folder, onerror=unreadable):
        # Hidden folders and files are an editor's or a version control's, no bulletins.
        subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
        files += [
            Path(parent) / name
            for name in sorted(names)
            if not name.startswith(".") and Path(name).suffix.lower() in SUFFIXES
        ]
    if not files and len(failures) == before:
        failures.append(
            Failure(
                str(folder),
                "input_no_bulletins",
                "the folder holds no file that can be read",
                f"bulletins are files ending in {' '.join(sorted(SUFFIXES))}",
            )
        )
    return files


def _apply(table: MetadataTable, found: Found, by_path: dict[str, int], folders: list[Path]) -> None:
    """Give the inputs what the table says of them."""
    described: dict[int, int] = {}
    for row in table.rows:
        named = Path(row.path)
        # A table's paths count from its own folder, as a rule; else from here or from a folder given.
        roots = [table.path.parent, Path(), *folders]
        candidates = (by_path.get(_key(root / named)) for root in roots)
        index = next((found_at for found_at in candidates if found_at is not None), None)
        if index is None:
            found.warnings.append(
                f"{table.path} line {row.line}: no input is {row.path!r}; the row is not used"
            )
            continue
        if index in described:
            raise BulletinError(
                "metadata_invalid",
                f"{table.path} line {row.line}: {row.path!r} was described in line {described[index]}",
                "leave one row for each path",
            )
        described[index] = row.line
        known = found.inputs[index]
        found.inputs[index] = replace(known, given=row.over(known.given))
