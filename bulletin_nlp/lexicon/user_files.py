"""The files of a user's own vocabulary: read, bounded, each entry with its place."""

from __future__ import annotations

import hashlib
import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from bulletin_nlp.errors import BulletinError
from bulletin_nlp.lexicon.loader import package_lexicon

__all__ = ["KINDS", "Entry", "Problem", "UserFiles", "read_files"]

#: What a folder may hold: the file of each kind, and the name of its tables.
KINDS: dict[str, str] = {"titles.toml": "title", "units.toml": "unit", "indicators.toml": "indicator"}


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an entry cannot be used: its place, what is wrong and what to do, each in words."""

    place: str
    message: str
    remedy: str

    def error(self, more: int = 0) -> BulletinError:
        """Return it as an error.

        Args:
            more: how many other problems there are.
        """
        others = f" ({more} more; bulletin-nlp lexicon check lists them)" if more else ""
        return BulletinError("lexicon_invalid", f"{self.place}: {self.message}", self.remedy + others)


@dataclass(frozen=True, slots=True)
class Entry:
    """A table of a file, not yet judged; ``place`` names file, line where known, and entry."""

    kind: str
    place: str
    table: dict[str, Any]


@dataclass(frozen=True, slots=True)
class UserFiles:
    """What the files hold: their entries, a short hash of their bytes, and why others cannot be read."""

    entries: tuple[Entry, ...]
    version: str
    problems: tuple[Problem, ...]


def read_files(folder: Path) -> UserFiles:
    """Read the files of a folder; what is neither of :data:`KINDS` nor TOML is left alone.

    Args:
        folder: the user's folder.

    Raises:
        BulletinError: ``lexicon_invalid`` where the folder cannot be read or holds none of the files.
    """
    kinds = ", ".join(KINDS)
    if not folder.is_dir():
        raise BulletinError(
            "lexicon_invalid",
            f"{folder}: no such folder",
            f"name a folder with {kinds}; bulletin-nlp lexicon new makes one",
        )
    entries: list[Entry] = []
    problems: list[Problem] = []
    digest = hashlib.sha256()
    try:
        names = sorted(path.name for path in folder.iterdir() if path.suffix == ".toml")
    except OSError as error:
        raise BulletinError("lexicon_invalid", f"{folder}: {error.strerror}", "see its rights") from error
    if not set(names) & KINDS.keys():
        raise BulletinError(
            "lexicon_invalid", f"{folder}: the folder holds no vocabulary", f"put one of {kinds} into it"
        )
    for name in names:
        if name not in KINDS:
            problems.append(Problem(str(folder / name), "no such kind of vocabulary", f"there are {kinds}"))
            continue
        try:
            data = _bounded(folder / name)
            entries += _entries(folder / name, data)
        except BulletinError as error:
            problems.append(Problem(str(folder / name), error.message, error.remedy))
        else:
            digest.update(name.encode() + b"\0" + data + b"\0")
    if not entries and not problems:
        raise BulletinError("lexicon_invalid", f"{folder}: the files hold no entry", "add one")
    return UserFiles(tuple(entries), digest.hexdigest()[:12], tuple(problems))


def _bounded(path: Path) -> bytes:
    limit = package_lexicon("user")["bounds"]["file"]
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise BulletinError(
            "lexicon_invalid", f"cannot be read ({error.strerror})", "see its rights"
        ) from error
    if len(data) > limit:
        raise BulletinError(
            "lexicon_invalid", f"larger than {limit / 1e6:g} MB", "leave out what is no entry"
        )
    return data


def _entries(path: Path, data: bytes) -> list[Entry]:
    """Return the entries of a file with their places."""
    kind = KINDS[path.name]
    try:
        text = data.decode("utf-8-sig")
        tables = tomllib.loads(text, parse_float=Decimal)
    except UnicodeDecodeError as error:
        raise BulletinError("lexicon_invalid", "the file is not UTF-8", "save it as UTF-8") from error
    # deep nesting exhausts the parser's stack, a number of thousands of digits is a ValueError
    except (ValueError, RecursionError) as error:
        raise BulletinError("lexicon_invalid", f"no TOML: {error}", "mend the file") from error
    unknown = sorted(tables.keys() - {kind})
    if unknown:
        raise BulletinError(
            "lexicon_invalid",
            f"unknown key {unknown[0]!r} outside the entries",
            f"entries begin with [[{kind}]]",
        )
    found = tables.get(kind, [])
    if not isinstance(found, list) or not all(isinstance(table, dict) for table in found):
        raise BulletinError(
            "lexicon_invalid", f"{kind!r} is no list of entries", f"begin each with [[{kind}]]"
        )
    most = package_lexicon("user")["bounds"]["entries"]
    if len(found) > most:
        raise BulletinError(
            "lexicon_invalid", f"more than {most} entries", "leave out those that are not needed"
        )
    lines = _lines(text, kind)
    # a heading inside a text of several lines is none: then no line is better than a wrong one
    known = len(lines) == len(found)
    return [
        Entry(kind, f"{path}, " + (f"line {lines[i]}, " if known else "") + f"{kind} {i + 1}", table)
        for i, table in enumerate(found)
    ]


def _lines(text: str, kind: str) -> list[int]:
    heading = re.compile(rf"\s*\[\[\s*{kind}\s*\]\]")
    return [number for number, line in enumerate(text.splitlines(), 1) if heading.match(line)]
