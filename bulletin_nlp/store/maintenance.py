"""Looking after a store: whether it is sound, how full it is, a copy of it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, func, select, text
from sqlalchemy.exc import DBAPIError

from bulletin_nlp.errors import BulletinError
from bulletin_nlp.store import crawl_tables as c
from bulletin_nlp.store import tables as t
from bulletin_nlp.store.database import one_line
from bulletin_nlp.store.rows import read_record

__all__ = ["Finding", "backup", "check", "stats"]

# Tables of a crawl whose rows are counted.
_CRAWL = {
    "crawl portals": c.crawl_portals,
    "crawl pages": c.crawl_pages,
    "crawl visits": c.crawl_visits,
    "crawl lists": c.crawl_lists,
    "crawl gaps": c.crawl_gaps,
}
# Seconds after which a dump of a server is given up.
_DUMP_LIMIT = 24 * 3600
# Revisions read at a time.
_READ = 200


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be: what was looked at, what was found, what to do."""

    what: str
    found: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.what}: {self.found}: {self.remedy}"


def check(engine: Engine) -> list[Finding]:
    """Look whether a store is sound; read everything, change nothing.

    The database's own check, references, every record against both of its texts, every bulletin against its
    current revision and facts, the works, the full-text index, and the pages of crawls.
    """
    with engine.connect() as db:
        return [
            *_database(db),
            *_pointers(db),
            *_facts(db),
            *_works(db),
            *_index(db),
            *_crawl(db),
            *_records(db),
        ]


def stats(engine: Engine) -> dict[str, Any]:
    """Return how much a store holds, by name; ``bytes`` is the size of the file or of the schema's tables."""
    with engine.connect() as db:
        counts: dict[str, Any] = {
            name: db.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in (
                ("bulletins", t.bulletins),
                ("works", t.works),
                ("revisions", t.revisions),
                ("runs", t.runs),
            )
        }
        for kind, table in t.FACT_TABLES.items():
            live = select(func.count()).select_from(table).where(table.c.retracted_at.is_(None))
            counts[kind] = db.execute(live).scalar_one()
        for name, table in _CRAWL.items():
            counts[name] = db.execute(select(func.count()).select_from(table)).scalar_one()
        due = select(func.count()).select_from(c.crawl_pages).where(c.crawl_pages.c.state == "due")
        counts["crawl pages due"] = db.execute(due).scalar_one()
        open_ = select(func.count()).select_from(t.failures).where(t.failures.c.resolved.is_(None))
        counts["open failures"] = db.execute(open_).scalar_one()
        b = t.bulletins.c
        first, last = db.execute(select(func.min(b.published), func.max(b.published))).one()
        counts["published"] = f"{first} to {last}" if first else None
        counts["schema version"] = db.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
        counts["bytes"] = _size(db)
    return counts


def backup(engine: Engine, target: Path) -> None:
    """Write a copy of a store, as it stood at one moment, while others may go on reading and writing.

    Args:
        engine: the store.
        target: the file to write, which must not exist: an SQLite file, or for PostgreSQL an archive for
            ``pg_restore``.

    Raises:
        BulletinError: ``output_unwritable`` or ``option_invalid``.
    """
    if target.exists():
        raise BulletinError("output_unwritable", f"{target} exists already", "name a new file")
    part = target.with_name(target.name + ".part")
    try:
        part.unlink(missing_ok=True)
        if engine.dialect.name == "sqlite":
            # On the driver's connection: one of SQLAlchemy's begins a transaction, in which this is refused.
            with closing(engine.raw_connection()) as connection:
                connection.cursor().execute("VACUUM INTO ?", (str(part),))
        else:
            _dump(engine, part)
        part.replace(target)
    except (OSError, DBAPIError, sqlite3.Error, subprocess.TimeoutExpired) as error:
        part.unlink(missing_ok=True)
        raise BulletinError(
            "output_unwritable",
            f"{target} cannot be written ({one_line(error)})",
            "check that the folder exists, its rights and the space left",
        ) from error


def _dump(engine: Engine, part: Path) -> None:
    program = shutil.which("pg_dump")
    if program is None:
        raise BulletinError(
            "option_invalid",
            "pg_dump is not installed",
            "install PostgreSQL's client programs, or back the server up in its own way",
        )
    url = engine.url
    with engine.connect() as db:
        schema = db.execute(text("SELECT current_schema()")).scalar_one()
    command = [program, "--format=custom", f"--file={part}", f"--schema={schema}", "--no-password"]
    for option, value in (("host", url.host), ("port", url.port), ("username", url.username)):
        if value is not None:
            command.append(f"--{option}={value}")
    # Not as an argument: every user of the machine could read it there.
    password = {"PGPASSWORD": url.password} if url.password else {}
    done = subprocess.run(  # noqa: S603
        [*command, f"--dbname={url.database}"],
        env={**os.environ, **password},
        capture_output=True,
        text=True,
        timeout=_DUMP_LIMIT,
        check=False,
    )
    if done.returncode:
        raise OSError(" ".join(done.stderr.split()) or f"pg_dump ended with {done.returncode}")


def _size(db: Connection) -> int:
    if db.dialect.name == "sqlite":
        pages, size = (
            db.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in ("page_count", "page_size")
        )
        return int(pages * size)
    tables = text(
        "SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c "
        "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r' AND n.nspname = current_schema()"
    )
    return int(db.execute(tables).scalar_one())


def _database(db: Connection) -> Iterator[Finding]:
    if db.dialect.name != "sqlite":
        return
    for (said,) in db.exec_driver_sql("PRAGMA integrity_check"):
        if said != "ok":
            yield Finding("file", said, "restore a backup: bulletin-nlp db backup makes them")
    for table, row, parent, _ in db.exec_driver_sql("PRAGMA foreign_key_check"):
        yield Finding(f"{table} row {row}", f"refers to no row of {parent}", "restore a backup")


def _pointers(db: Connection) -> Iterator[Finding]:
    b, r = t.bulletins.c, t.revisions.c
    lost = (
        select(b.bulletin_key)
        .join_from(
            t.bulletins,
            t.revisions,
            (r.revision_key == b.revision_key) & (r.bulletin_key == b.bulletin_key),
            isouter=True,
        )
        .where(r.revision_key.is_(None))
    )
    for key in db.execute(lost).scalars():
        yield Finding(f"bulletin {key}", "has no current revision", "extract its input again")


def _facts(db: Connection) -> Iterator[Finding]:
    b, r = t.bulletins.c, t.revisions.c
    for kind, table in t.FACT_TABLES.items():
        c = table.c
        counted = (
            select(c.bulletin_key, func.count().label("n"))
            .where(c.retracted_at.is_(None))
            .group_by(c.bulletin_key)
            .subquery()
        )
        stated = (
            func.json_array_length(r.record, f"$.{kind}")
            if db.dialect.name == "sqlite"
            else func.json_array_length(text(f"CAST(revisions.record AS json) -> '{kind}'"))
        )
        wrong = (
            select(b.id, func.coalesce(counted.c.n, 0).label("n"), stated.label("stated"))
            .join_from(t.bulletins, t.revisions, r.revision_key == b.revision_key)
            .outerjoin(counted, counted.c.bulletin_key == b.bulletin_key)
            .where(func.coalesce(counted.c.n, 0) != stated)
        )
        for row in db.execute(wrong):
            yield Finding(
                f"{kind} of {row.id}", f"{row.n} rows, {row.stated} in the record", "extract its input again"
            )


def _works(db: Connection) -> Iterator[Finding]:
    b = t.bulletins.c
    speaking = (
        select(b.work_key, func.count().label("n")).where(b.speaks.is_(True)).group_by(b.work_key).subquery()
    )
    wrong = (
        select(t.works.c.work_id, func.coalesce(speaking.c.n, 0).label("n"))
        .outerjoin(speaking, speaking.c.work_key == t.works.c.work_key)
        .where(func.coalesce(speaking.c.n, 0) != 1)
    )
    for row in db.execute(wrong):
        yield Finding(
            f"work {row.work_id}", f"{row.n} copies speak for it", "extract one of its inputs again"
        )


def _index(db: Connection) -> Iterator[Finding]:
    key = "rowid" if db.dialect.name == "sqlite" else "bulletin_key"
    indexed = db.execute(text(f"SELECT count({key}) FROM {t.SEARCH_INDEX}")).scalar_one()  # noqa: S608
    bulletins = db.execute(select(func.count()).select_from(t.bulletins)).scalar_one()
    if indexed != bulletins:
        yield Finding(
            "full-text index",
            f"{indexed} bulletins of {bulletins}",
            "extract the inputs again into a new store",
        )


def _crawl(db: Connection) -> Iterator[Finding]:
    p, r = c.crawl_pages.c, t.revisions.c
    there = select(r.revision_key).where(r.content_id == p.record_id).exists()
    lost = select(p.url, p.record_id).where(p.record_id.is_not(None), ~there)
    for row in db.execute(lost):
        yield Finding(f"page {row.url}", f"its record {row.record_id} is missing", "restore a backup")


def _records(db: Connection) -> Iterator[Finding]:
    r = t.revisions.c
    rows = db.execution_options(yield_per=_READ).execute(
        select(r.revision_key, r.content_id, r.record, r.source_text, r.text)
    )
    for row in rows:
        try:
            read_record(row.record, row.source_text, row.text).check()
        except ValueError as error:
            yield Finding(
                f"revision {row.revision_key} of {row.content_id}", one_line(error), "extract its input again"
            )
