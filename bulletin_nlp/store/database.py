"""Opening a database: the right file, the right schema version, the right manner of transactions."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    NoSuchModuleError,
    OperationalError,
    ProgrammingError,
    SQLAlchemyError,
)
from sqlalchemy.pool import StaticPool

from bulletin_nlp.errors import BulletinError
from bulletin_nlp.store.tables import HEAD

__all__ = ["CACHE", "WRITING", "database_url", "is_lost", "one_line", "open_database", "unreachable"]

_MIGRATIONS = Path(__file__).resolve().parent / "migrations"

#: Execution option of a transaction that will write: SQLite takes its lock at the start, so that it cannot
#: fail half-way because another process wrote in between.
WRITING = {"bulletin_nlp_writing": True}

#: KiB of pages that each connection to an SQLite file keeps in memory: indexes of an archive are larger than
#: the 2,000 that SQLite keeps by itself.
CACHE = 65_536

# Bytes of a page of a new file. A record has some 20 kB: with SQLite's own 4,096 it lies in a chain of pages,
# and saving takes a tenth longer (scripts/benchmark_store.py).
_PAGE = 16_384

# Pages that the log may have before they go into the file; each is written once more then. Some transactions
# of a batch fit: pages that every one of them touches are copied less often.
_CHECKPOINT = 8_000

# How long a process waits for another's transaction, in milliseconds.
_BUSY_TIMEOUT = 30_000


# PostgreSQL folds what is not quoted; names that need no quotes are enough.
_SCHEMA = re.compile(r"[a-z_][a-z0-9_]{0,62}")


def database_url(place: str | Path) -> URL:
    """Return the URL of a database named by URL or by the path of an SQLite file.

    A PostgreSQL URL gets its driver, psycopg.

    Raises:
        BulletinError: ``option_invalid``.
    """
    if isinstance(place, Path) or "://" not in place:
        return URL.create("sqlite", database=str(place))
    try:
        url = make_url(place)
    except (ArgumentError, ValueError) as error:
        # Not quoted: what is wrong with it may be a password that was not escaped.
        scheme = place.split("://", 1)[0]
        raise BulletinError(
            "option_invalid",
            f"the database URL that begins with {scheme + '://'!r} cannot be read",
            "write it as sqlite:///bulletins.db or postgresql://user:password@host/name, with special "
            "characters of the password percent-encoded",
        ) from error
    if url.drivername in ("postgresql", "postgres"):
        url = url.set(drivername="postgresql+psycopg")
    return url


def open_database(
    place: str | Path,
    *,
    create: bool = True,
    schema: str | None = None,
    upgrade: bool = True,
    cache: int = CACHE,
) -> Engine:
    """Open a database and bring its schema up to date.

    Args:
        place: a database URL, or the path of an SQLite file.
        create: make the file and the tables where there are none.
        schema: PostgreSQL's schema, also as ``?schema=`` of the URL; made where there is none.
        upgrade: bring an older schema up to date; otherwise that is an error.
        cache: KiB of pages that each connection keeps in memory; of SQLite only.

    Raises:
        BulletinError: ``store_unreadable``, ``store_unreachable``, ``store_outdated`` or ``option_invalid``.
    """
    url, schema = _with_schema(database_url(place), schema)
    shown = url.render_as_string(hide_password=True)
    is_path = url.get_backend_name() == "sqlite" and not (url.database or "").startswith("file:")
    if not create and is_path and not Path(url.database or "").is_file():
        raise BulletinError(
            "store_unreadable", f"{shown} does not exist", "fill it with: bulletin-nlp extract … -o " + shown
        )
    try:
        engine = _engine(url, schema, cache)
        _bring_up_to_date(engine, shown, schema, create=create, upgrade=upgrade)
        if create and url.get_backend_name() == "sqlite":
            _write_ahead(engine)
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        raise BulletinError(
            "option_invalid",
            f"no driver for {shown} ({error})",
            "use sqlite:///FILE, or for PostgreSQL: pip install 'bulletin-nlp[postgres]'",
        ) from error
    except SQLAlchemyError as error:
        raise _unopened(engine if "engine" in locals() else None, shown, error) from error
    return engine


def _with_schema(url: URL, schema: str | None) -> tuple[URL, str | None]:
    """Take the schema out of a URL's query, where it says one."""
    named = url.query.get("schema")
    if named is not None:
        url = url.difference_update_query(["schema"])
        schema = schema or (named if isinstance(named, str) else named[0])
    if schema is None:
        return url, None
    if url.get_backend_name() != "postgresql":
        raise BulletinError("option_invalid", "only PostgreSQL has schemas", "leave the schema out")
    if not _SCHEMA.fullmatch(schema):
        raise BulletinError(
            "option_invalid",
            f"the schema {schema!r} is no plain name",
            "use small letters, digits and underscores",
        )
    return url, schema


def one_line(error: Exception) -> str:
    """Return what a driver says, in one line."""
    cause = getattr(error, "orig", None) or error
    return " ".join(str(cause).split())


def is_lost(engine: Engine, error: Exception) -> bool:
    """Tell whether an error is that the server could not be reached or went away."""
    if engine.dialect.name == "sqlite" or not isinstance(error, DBAPIError):
        return False
    state = getattr(error.orig, "sqlstate", None)
    # Class 08: connection exceptions; 57P: the server shuts down or starts.
    known = state is not None and (state.startswith("08") or state.startswith("57P"))
    return error.connection_invalidated or known or (isinstance(error, OperationalError) and state is None)


def unreachable(shown: str, error: Exception) -> BulletinError:
    """Return the error for a server that cannot be reached."""
    return BulletinError(
        "store_unreachable",
        f"{shown} cannot be reached ({one_line(error)})",
        "see whether the server runs and takes this user, then give the same command again: it goes on where "
        "it stopped",
    )


def _unopened(engine: Engine | None, shown: str, error: SQLAlchemyError) -> BulletinError:
    if engine is not None and engine.dialect.name != "sqlite":
        if is_lost(engine, error):
            return unreachable(shown, error)
        return BulletinError(
            "store_unreadable",
            f"{shown} cannot be opened ({one_line(error)})",
            "see that the database exists and that this user may read and write it",
        )
    return BulletinError(
        "store_unreadable",
        f"{shown} cannot be opened ({one_line(error)})",
        "check that the folder exists and can be written, that the file is an SQLite database, and that no "
        "other process holds it",
    )


def _engine(url: URL, schema: str | None, cache: int = CACHE) -> Engine:
    if url.get_backend_name() == "postgresql":
        settings = {"connect_timeout": 10, "application_name": f"bulletin_nlp {schema or ''}".strip()}
        if schema is not None:
            settings["options"] = f"-csearch_path={schema}"
        engine = create_engine(url, pool_pre_ping=True, connect_args={**settings})
        event.listen(engine, "begin", _on_begin_postgresql)
        return engine
    if url.get_backend_name() != "sqlite":
        return create_engine(url)
    in_memory = url.database in (None, "", ":memory:")
    # A database in memory lives as long as its one connection.
    engine = create_engine(url, poolclass=StaticPool) if in_memory else create_engine(url)

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _: Any) -> None:
        # The driver must not open transactions by itself: it would leave DDL outside them.
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout = {_BUSY_TIMEOUT}")
        connection.execute("PRAGMA foreign_keys = ON")
        # A file that has pages keeps theirs.
        connection.execute(f"PRAGMA page_size = {_PAGE}")
        # With write-ahead logging a killed process loses nothing, a power cut at most the last bulletins.
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute(f"PRAGMA cache_size = -{cache}")
        connection.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT}")

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get("bulletin_nlp_writing")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def _on_begin_postgresql(connection: Connection) -> None:
    if connection.get_execution_options().get("bulletin_nlp_writing"):
        # One writer a schema at a time, as in SQLite: two that save one bulletin would not see each other.
        connection.exec_driver_sql(
            "SELECT pg_advisory_xact_lock(hashtext('bulletin_nlp'), hashtext(current_schema()))"
        )


def _write_ahead(engine: Engine) -> None:
    """Let readers go on while a run writes. The file remembers it; a foreign file is never touched."""
    connection = engine.raw_connection()
    # Where another process holds the file it works in the other mode too, and the next opening tries again.
    with closing(connection), suppress(sqlite3.OperationalError):
        connection.cursor().execute("PRAGMA journal_mode = WAL")


def _bring_up_to_date(engine: Engine, shown: str, schema: str | None, *, create: bool, upgrade: bool) -> None:
    with engine.connect() as connection:
        version = _schema_version(connection, shown)
    if version == HEAD:
        return
    if version is None and not create:
        raise BulletinError(
            "store_unreadable", f"{shown} holds no bulletins", "name the place that extract -o wrote"
        )
    if version is not None and not _is_known(version):
        raise BulletinError(
            "store_outdated",
            f"{shown} has schema version {version}, this package knows up to {HEAD}",
            "upgrade bulletin_nlp, or write to another place",
        )
    if not upgrade:
        raise _older(shown, version)
    try:
        _migrate(engine, shown, schema)
    except ProgrammingError as error:
        # A role that may write but not make tables.
        raise _older(shown, version) from error


def _older(shown: str, version: str | None) -> BulletinError:
    found = "no tables yet" if version is None else f"schema version {version}"
    return BulletinError(
        "store_outdated",
        f"{shown} has {found}, needed is {HEAD}",
        "let someone who may make tables run: bulletin-nlp db upgrade --db URL",
    )


def _schema_version(connection: Connection, shown: str) -> str | None:
    """Return the schema's version, or None for an empty database."""
    present = set(inspect(connection).get_table_names())
    if "alembic_version" in present and ("bulletins" in present or present == {"alembic_version"}):
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if present:
        raise BulletinError(
            "store_unreadable",
            f"{shown} is a database of something else (tables {', '.join(sorted(present)[:3])})",
            "name another file, or another schema",
        )
    return None


def _is_known(version: str) -> bool:
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory(str(_MIGRATIONS))
    return version in {script.revision for script in scripts.walk_revisions()}


def _migrate(engine: Engine, shown: str, schema: str | None) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    if schema is not None:
        with engine.begin() as connection:
            if schema not in inspect(connection).get_schema_names():
                connection.exec_driver_sql(f'CREATE SCHEMA IF NOT EXISTS "{schema}"')
    with engine.connect().execution_options(**WRITING) as connection, connection.begin():
        # Looked at again inside the lock: another process may have created the tables meanwhile.
        if _schema_version(connection, shown) == HEAD:
            return
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
