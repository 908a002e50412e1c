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

# What the matching rule needs of every annotated fact; near-misses are lists of words.
_REQUIRED: dict[str, tuple[str, ...]] = {
    "officials": ("name", "positions"),
    "regions": ("name", "code", "implied"),
    "communities": ("name", "township", "region"),
    "metrics": (
        "indicator",
        "indicator_text",
        "value",
        "value_max",
        "unit",
        "qualifier",
        "status",
        "cumulative",
        "period",
        "region",
        "text",
    ),
    "deadlines": ("due", "bound", "expression", "obligation", "region"),
    "tasks": ("task_type", "battle_name", "ordinal", "heading", "measures", "text"),
}
_NEAR_MISSES = ("not_officials", "not_metrics", "not_deadlines")


@dataclass(frozen=True, slots=True)
class AnnotatedBulletin:
    """One annotated bulletin: its text, what is given with it, and the facts expected."""

    id: str
    form: str
    source_text: str
    given: dict[str, Any]
    expected: dict[str, Any]


def _check(expected: dict[str, Any]) -> None:
    """Raise a ValueError that names the first fact which cannot be compared."""
    for kind, keys in _REQUIRED.items():
        for number, fact in enumerate(expected.get(kind, []), 1):
            lacking = [key for key in keys if key not in fact]
            if lacking:
                raise ValueError(f"{kind} {number} lacks {', '.join(lacking)}")
    for kind in _NEAR_MISSES:
        for number, words in enumerate(expected.get(kind, []), 1):
            if not isinstance(words, str):
                raise ValueError(f"{kind} {number} is not a text")


def _read(path: Path) -> AnnotatedBulletin:
    try:
        entry = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
        expected = entry["expected"]
        if "source_text" in entry:
            text = entry["source_text"]
        else:
            text = (path.parent / entry["source"]).read_text(encoding="utf-8")
        if not isinstance(text, str):
            raise ValueError("source_text is not a text")
        _check(expected)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
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
            "corpus_invalid",
            f"{path} holds no annotated bulletins",
            "name a folder of .json, or one such file",
        )
    for file in files:
        yield _read(file)
