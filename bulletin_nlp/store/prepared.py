"""What saving a record needs, worked out before there is a transaction.

Everything that costs time and needs no database is done here, so that many processes can prepare and one
can write.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, Table

from bulletin_nlp.record import FACT_KINDS, Bulletin
from bulletin_nlp.store.bulk import Row
from bulletin_nlp.store.copies import Copy, sketch_of, standing_of
from bulletin_nlp.store.rows import (
    VERSIONS,
    bulletin_columns,
    fact_rows,
    revision_columns,
    stated,
)
from bulletin_nlp.store.search import search_terms

__all__ = ["PreparedRecord", "plain", "prepare", "row_columns"]

# Values that need no look.
_AS_THEY_ARE = frozenset({str, int, bool, float})
_EMPTY: dict[type, str] = {list: "[]", dict: "{}"}

# Columns that only the transaction knows.
_LATER = {"bulletin_key", "first_seen", "updated_at", "retracted_at"}


@dataclass(frozen=True, slots=True)
class PreparedRecord:
    """A record ready to be saved; plain values, so that it can be handed from process to process.

    Args:
        bulletin: columns of ``bulletins``.
        revision: columns of ``revisions``.
        digest: hash of what the record states.
        versions: what it was produced with.
        rows: for each table of what it states its rows, columns as :func:`row_columns` names them.
        places: kind, scope and value of its places, its file left out.
        terms: its terms for the full-text index.
        sketch: its sketch.
        names: its officials' names.
        regions: the codes of its regions.
    """

    bulletin: Mapping[str, Any]
    revision: Mapping[str, Any]
    digest: str
    versions: Mapping[str, Any]
    rows: Mapping[str, list[Row]]
    places: tuple[tuple[str, str, str], ...]
    terms: str
    sketch: tuple[int, ...]
    names: frozenset[str]
    regions: frozenset[str]

    @property
    def id(self) -> str:
        """The content id."""
        return str(self.bulletin["id"])

    @property
    def copy(self) -> Copy:
        """What is compared with other bulletins."""
        return Copy(
            text=self.revision["text"],
            torn=bool(self.bulletin["torn_spans"]),
            published=self.bulletin["published"],
            names=self.names,
            regions=self.regions,
        )


def row_columns(table: Table) -> list[str]:
    """Return the columns of a prepared row of a table, in order."""
    return [name for name in table.c.keys() if name not in _LATER]  # noqa: SIM118


def prepare(record: Bulletin) -> PreparedRecord:
    """Return a record ready for :meth:`Store.save_all`.

    Raises:
        ValueError: a value cannot be written as JSON.
    """
    source = record.source
    places = []
    if source.external_id:
        # Two portals number their articles from 1: an id is one of its site.
        places.append(("external_id", source.site_name or source.publisher or "", source.external_id))
    if source.url:
        places.append(("url", "", source.url))
    wire = stated(record)
    digests, words = {}, []
    for kind in FACT_KINDS:
        for fact in wire.pop(kind):
            confidence = fact.pop("confidence")
            line = _json(fact)
            digests[kind, fact["fact_id"]] = _digest(line)[:16]
            words.append(f"{line} {confidence}")
    rows: dict[str, list[Row]] = {}
    for table, found in fact_rows(record):
        if found:
            json_columns = {c.name for c in table.c if isinstance(c.type, JSON)}
            names = row_columns(table)
            for row in found:
                if "digest" in names:
                    row["digest"] = digests[table.name, row["fact_id"]]
            rows[table.name] = [tuple([plain(row[n], n in json_columns) for n in names]) for row in found]
    revision = revision_columns(record)
    return PreparedRecord(
        bulletin={
            **bulletin_columns(record),
            "torn_spans": record.script.torn_spans,
            "standing": standing_of(record),
        },
        revision=revision,
        digest=_digest("\n".join([_json(wire), *words])),
        versions={name: revision[name] for name in VERSIONS},
        rows=rows,
        places=tuple(places),
        terms=search_terms(record.title, record.text),
        sketch=sketch_of(record.text),
        names=frozenset(official.name for official in record.officials),
        regions=frozenset(region.code for region in record.regions if region.code and not region.implied),
    )


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def plain(value: Any, is_json: bool = False) -> Any:
    """Return a value as both drivers take it without a type of ours in between."""
    if value is None or type(value) in _AS_THEY_ARE:
        return value
    if is_json:
        # Most lists are empty.
        return json.dumps(value, ensure_ascii=False) if value else _EMPTY[type(value)]
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    return value
