"""Annotated bulletins: one JSON file each, with what is expected of its record.

The format: ``id``, ``form`` (``Hans``, ``Hant``, ``Hant+pinyin``), ``given`` (what the caller passes),
``source_text``, ``expected`` (the facts by kind, in the record's terms, and the near-misses
``not_officials``, ``not_metrics``, ``not_deadlines``).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from bulletin_nlp.errors import BulletinError

__all__ = ["AnnotatedBulletin", "read_corpus"]


@dataclass(frozen=True, slots=True)
class AnnotatedBulletin:
    """One annotated bulletin: its text, what is given with it, and the facts expected."""

    id: str
    form: str
    source_text: str
    given: dict[str, Any]
    expected: dict[str, Any]


def _read(path: Path) -> AnnotatedBulletin:
    try:
        entry = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
        expected = entry["expected"]
        if "source_text" in entry:
            text = entry["source_text"]
        else:
            text = (path.parent / entry["source"]).read_text(encoding="utf-8")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BulletinError(
            "corpus_invalid", f"{path}: {error}", "see docs/evaluation.md for the format"
        ) from error
    return AnnotatedBulletin(
        id=str(entry.get("id", path.stem)),
        form=entry.get("form", "Hans"),
        source_text=text,
        given={k: v for k, v in entry.get("given", {}).items() if v is not None},
        expected=expected,
    )


def read_corpus(path: Path) -> Iterator[AnnotatedBulletin]:
    """Read annotated bulletins.

    Args:
        path: a folder of JSON files, read in the order of their names, or one file.

    Raises:
        BulletinError: ``corpus_invalid`` where there is none, or a file cannot be used.
    """
    files = sorted(path.glob("*.json")) if path.is_dir() else [path]
    if not files or not files[0].is_file():
        raise BulletinError(
            "corpus_invalid", f"{path} holds no annotated bulletins", "name a folder of .json"
        )
    for file in files:
        yield _read(file)
