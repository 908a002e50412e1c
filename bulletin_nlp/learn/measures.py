"""A corpus of labelled measures: one JSON object a line, and the labels that they may bear.

A line has ``group`` (the bulletin that it could stand in; a split never separates a group), ``n`` (its number
there), ``text``, ``label``, ``second`` (a further label or null) and ``hard``. The labels are a TOML file:

    none = "none"          # the label of what is no task

    [[label]]
    id = "completion"
    name = "歼灭战"          # as records and tables show it
    description = "…"
"""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bulletin_nlp.errors import BulletinError

__all__ = ["Label", "LabelSet", "Measure", "read_labels", "read_measures"]


@dataclass(frozen=True, slots=True)
class Label:
    """A label: its id, its name for people, and what it means."""

    id: str
    name: str
    description: str


@dataclass(frozen=True, slots=True)
class LabelSet:
    """The labels of a corpus; ``none`` is the one of what is no task."""

    labels: tuple[Label, ...]
    none: str

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids in the order of the file."""
        return tuple(label.id for label in self.labels)


@dataclass(frozen=True, slots=True)
class Measure:
    """One labelled sentence or clause."""

    group: str
    text: str
    label: str
    second: str | None = None
    hard: bool = False


def _invalid(path: Path, place: str, problem: str, remedy: str = "mend it") -> BulletinError:
    return BulletinError("corpus_invalid", f"{path}{place}: {problem}", remedy)


def read_labels(path: Path) -> LabelSet:
    """Read a label set.

    Raises:
        BulletinError: ``corpus_invalid`` where the file cannot be used.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        labels = tuple(
            Label(str(entry["id"]), str(entry.get("name", entry["id"])), str(entry.get("description", "")))
            for entry in data["label"]
        )
        none = str(data["none"])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _invalid(path, "", str(error), "name a TOML file of labels") from error
    except (KeyError, TypeError, AttributeError) as error:
        raise _invalid(path, "", f"lacks {error}", "see docs/tasks.md for the format") from error
    ids = [label.id for label in labels]
    twice = sorted(name for name, count in Counter(ids).items() if count > 1)
    if twice:
        raise _invalid(path, "", f"label {twice[0]} stands twice")
    if none not in ids:
        raise _invalid(path, "", f"none = {none!r} is no label of the file")
    if len(ids) < 2:
        raise _invalid(path, "", "has fewer than two labels")
    return LabelSet(labels, none)


def _read_line(path: Path, number: int, line: str, ids: frozenset[str]) -> Measure:
    place = f":{number}"
    try:
        entry: Any = json.loads(line)
    except ValueError as error:
        raise _invalid(path, place, f"is no JSON ({error})") from error
    if not isinstance(entry, dict):
        raise _invalid(path, place, "is no JSON object")
    for key in ("group", "text", "label"):
        if not isinstance(entry.get(key), str) or not entry[key].strip():
            raise _invalid(path, place, f"lacks {key}")
    second = entry.get("second")
    for name in (entry["label"], second):
        if name is not None and name not in ids:
            raise _invalid(path, place, f"unknown label {name!r}", f"use {', '.join(sorted(ids))}")
    return Measure(entry["group"], entry["text"], entry["label"], second, bool(entry.get("hard", False)))


def read_measures(path: Path, labels: LabelSet) -> list[Measure]:
    """Read labelled measures.

    Args:
        path: a file of JSON lines, or a folder of ``.jsonl`` read in the order of their names.
        labels: the labels allowed.

    Raises:
        BulletinError: ``corpus_invalid``, with file and line, for a broken line, an unknown label, a label
            without a line, or an empty corpus.
    """
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    ids = frozenset(labels.ids)
    measures = []
    for file in files:
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise _invalid(file, "", str(error), "name a .jsonl file or a folder of them") from error
        measures += [
            _read_line(file, number, line, ids)
            for number, line in enumerate(text.splitlines(), 1)
            if line.strip()
        ]
    if not measures:
        raise _invalid(path, "", "holds no measures", "name a .jsonl file or a folder of them")
    empty = [name for name in labels.ids if not any(measure.label == name for measure in measures)]
    if empty:
        raise _invalid(path, "", f"no line bears the label {empty[0]!r}", "add lines, or leave the label out")
    return measures
