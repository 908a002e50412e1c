"""Full text by pairs of characters: the same words give the same answers on every database.

An index of character pairs (老旧, 旧小, 小区) narrows the bulletins down; then the words themselves must
stand in the title or the text. So 小区 and 老旧小区 are found alike, no segmenter decides, and the databases'
own ideas of a word play no part.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, literal, text

from bulletin_nlp.store.bulk import insert_many
from bulletin_nlp.store.tables import SEARCH_INDEX

__all__ = [
    "create_index",
    "index_terms",
    "mentions_words",
    "search_terms",
    "unindex_terms",
]

# Letters of which every database's tokenizer makes one word; other characters part the text.
_RUN = re.compile("[\u3400-\u4db5\u4e00-\u9fcc0-9a-z]+")

# PostgreSQL takes a megabyte a document. A longer one is a candidate for every question.
_MOST_TERMS = 60_000
#: What stands in the index for a bulletin with too many pairs; no text has it.
_EVERYTHING = "zzeverything"


def search_terms(title: str | None, body: str) -> str:
    """Return the distinct pairs of characters of a bulletin, and each run's last one, separated by spaces."""
    terms: set[str] = set()
    for run in _RUN.findall(f"{title or ''}\n{body}".lower()):
        terms.update(map("".join, pairwise(run)))
        terms.add(run[-1])
    return " ".join(sorted(terms)) if len(terms) <= _MOST_TERMS else _EVERYTHING


def create_index(db: Connection) -> None:
    """Make the index's table."""
    if db.dialect.name == "sqlite":
        db.exec_driver_sql(
            f"CREATE VIRTUAL TABLE IF NOT EXISTS {SEARCH_INDEX} USING fts5"
            "(terms, content='', detail=none, tokenize='unicode61 remove_diacritics 0')"
        )
        return
    db.exec_driver_sql(
        f"CREATE TABLE IF NOT EXISTS {SEARCH_INDEX} "
        "(bulletin_key integer PRIMARY KEY REFERENCES bulletins ON DELETE CASCADE, terms tsvector NOT NULL)"
    )
    db.exec_driver_sql(
        f"CREATE INDEX IF NOT EXISTS ix_{SEARCH_INDEX}_terms ON {SEARCH_INDEX} USING gin (terms)"
    )


def index_terms(db: Connection, rows: Sequence[tuple[int, str]]) -> None:
    """Add bulletins to the index: pairs of key and terms."""
    if not rows:
        return
    if db.dialect.name == "sqlite":
        db.exec_driver_sql(f"INSERT INTO {SEARCH_INDEX} (rowid, terms) VALUES (?, ?)", list(rows))  # noqa: S608
        return
    # Terms are letters and digits alone: as they stand they are what a tsvector is written as.
    insert_many(db, SEARCH_INDEX, ("bulletin_key", "terms"), rows)


def unindex_terms(db: Connection, key: int, terms: str) -> None:
    """Take a bulletin out of the index.

    Args:
        db: the transaction.
        key: its key.
        terms: what it was indexed with; SQLite's index keeps no text and must be told.
    """
    if db.dialect.name == "sqlite":
        db.exec_driver_sql(
            f"INSERT INTO {SEARCH_INDEX} ({SEARCH_INDEX}, rowid, terms) VALUES ('delete', ?, ?)",  # noqa: S608
            (key, terms),
        )
        return
    db.exec_driver_sql(f"DELETE FROM {SEARCH_INDEX} WHERE bulletin_key = %s", (key,))  # noqa: S608


def mentions_words(
    db: Connection,
    words: Iterable[str],
    key: ColumnElement[int],
    title: ColumnElement[Any],
    body: ColumnElement[str],
) -> list[ColumnElement[bool]]:
    """Return the conditions that each of some words stands in a bulletin's title or text.

    Args:
        db: tells the database.
        words: in Simplified; letters in any case.
        key: column with the bulletin's key.
        title: column with its title.
        body: column with its text.
    """
    conditions: list[ColumnElement[bool]] = []
    for word in words:
        lowered = word.lower()
        needed = [_terms_of(run) for run in _RUN.findall(lowered)]
        if needed:
            conditions.append(key.in_(_candidates(db, [term for terms in needed for term in terms])))
        conditions.append((_stands(db, title, lowered) > 0) | (_stands(db, body, lowered) > 0))
    return conditions


def _terms_of(run: str) -> list[str]:
    return ["".join(pair) for pair in pairwise(run)] or [f"{run}*"]


def _candidates(db: Connection, terms: list[str]) -> ColumnElement[int]:
    if db.dialect.name == "sqlite":
        asked = " AND ".join(f'"{term[:-1]}" *' if term.endswith("*") else f'"{term}"' for term in terms)
        found = text(f"SELECT rowid FROM {SEARCH_INDEX} WHERE {SEARCH_INDEX} MATCH :asked")  # noqa: S608
        return found.bindparams(asked=f'({asked}) OR "{_EVERYTHING}"')  # type: ignore[return-value]
    asked = " & ".join(f"'{term[:-1]}':*" if term.endswith("*") else f"'{term}'" for term in terms)
    found = text(f"SELECT bulletin_key FROM {SEARCH_INDEX} WHERE terms @@ CAST(:asked AS tsquery)")  # noqa: S608
    return found.bindparams(asked=f"({asked}) | '{_EVERYTHING}'")  # type: ignore[return-value]


def _stands(db: Connection, column: ColumnElement[Any], word: str) -> ColumnElement[int]:
    folded = func.lower(func.coalesce(column, ""))
    if db.dialect.name == "sqlite":
        return func.instr(folded, word)
    # Case of ASCII letters alone, as SQLite has it.
    return func.strpos(func.lower(func.coalesce(column, "").collate("C")), literal(word))
