"""What differs between two runs: bulletins that only one has, facts that came, went or changed."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from bulletin_nlp.batch.manifest import output_path
from bulletin_nlp.errors import BulletinError

__all__ = ["Change", "compare", "records_of"]

#: The fields of a bulletin that are compared beside its facts.
ATTRIBUTES = ("title", "subtitle", "document_number", "index_number", "published", "event_date")

What = Literal["only in the first", "only in the second", "came", "went", "changed"]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference.

    ``kind`` is the field of the record that holds the fact (``metrics`` …), or ``bulletin`` for the
    bulletin itself; ``words`` those the fact rests on; ``attributes`` what changed, old and new.
    """

    what: What
    bulletin: str
    title: str | None
    kind: str
    fact_id: str | None = None
    words: str | None = None
    attributes: dict[str, tuple[Any, Any]] = field(default_factory=dict)


def records_of(path: Path) -> Path:
    """Return the file of records that a run's name means.

    Args:
        path: an output, or its manifest.

    Raises:
        BulletinError: ``manifest_invalid``.
    """
    records = output_path(path) if path.name.endswith(".manifest.jsonl") else path
    if not records.is_file():
        raise BulletinError("manifest_invalid", f"{records} does not exist", "name an output or its manifest")
    return records


def compare(first: Path, second: Path) -> Iterator[Change]:
    """Yield what differs between two files of records, in the order of the second, then of the first.

    Of the first run only ids, places in the file and hashes are held; of the second nothing.

    Args:
        first, second: JSONL files as ``extract`` writes them.

    Raises:
        BulletinError: ``manifest_invalid`` where a line is no record.
    """
    known = {key: (start, digest) for key, start, digest, _ in _records(first)}
    seen: set[tuple[str, int]] = set()
    with first.open("rb") as file:
        for key, _, digest, record in _records(second):
            if key not in known:
                yield Change("only in the second", key[0], record.get("title"), "bulletin")
                continue
            seen.add(key)
            start, before = known[key]
            if digest != before:
                file.seek(start)
                yield from _changes(json.loads(file.readline()), record)
        for key, (start, _) in known.items():
            if key not in seen:
                file.seek(start)
                title = json.loads(file.readline()).get("title")
                yield Change("only in the first", key[0], title, "bulletin")


def _records(path: Path) -> Iterator[tuple[tuple[str, int], int, bytes, dict[str, Any]]]:
    """Yield each record with its key (id, and the how manieth of that id), its place and a hash."""
    copies: Counter[str] = Counter()
    start = 0
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            try:
                record = json.loads(line)
                id = record["id"]
                compared = json.dumps([_attributes(record), _facts(record)], sort_keys=True)
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise BulletinError(
                    "manifest_invalid", f"{path} line {number} is no record", "name an output of extract"
                ) from error
            yield (id, copies[id]), start, hashlib.sha256(compared.encode()).digest()[:16], record
            copies[id] += 1
            start += len(line)


def _attributes(record: dict[str, Any]) -> dict[str, Any]:
    return {name: record.get(name) for name in ATTRIBUTES}


def _facts(record: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the facts of each kind by their ids."""
    from bulletin_nlp.record import FACT_KINDS

    return {kind: {fact["fact_id"]: fact for fact in record.get(kind, ())} for kind in FACT_KINDS}


def _changes(old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    bulletin, title = str(new["id"]), new.get("title")
    differing = _differing(_attributes(old), _attributes(new))
    if differing:
        yield Change("changed", bulletin, title, "bulletin", attributes=differing)
    before, after = _facts(old), _facts(new)
    for kind in after:
        for fact_id, fact in after[kind].items():
            if fact_id not in before[kind]:
                yield Change("came", bulletin, title, kind, fact_id, _words(fact))
            elif differing := _differing(before[kind][fact_id], fact):
                yield Change("changed", bulletin, title, kind, fact_id, _words(fact), differing)
        for fact_id, fact in before[kind].items():
            if fact_id not in after[kind]:
                yield Change("went", bulletin, title, kind, fact_id, _words(fact))


def _differing(old: dict[str, Any], new: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    names = list(dict.fromkeys([*old, *new]))
    return {name: (old.get(name), new.get(name)) for name in names if old.get(name) != new.get(name)}


def _words(fact: dict[str, Any]) -> str:
    return str(fact["span"]["text"])
