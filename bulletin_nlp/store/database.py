"""Opening a database: the right file, the right schema version, the right manner of transactions."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import StaticPool

from bulletin_nlp.errors import BulletinError
from bulletin_nlp.store.tables import HEAD

__all__ = ["WRITING", "database_url", "open_database"]

_MIGRATIONS = Path(__file__).resolve().parent / "migrations"

#: Execution option of a transaction that will write: SQLite takes its lock at the start, so that it cannot
#: fail half-way because another process wrote in between.
WRITING = {"bulletin_nlp_writing": True}

# How long a process waits for another's transaction, in milliseconds.
_BUSY_TIMEOUT = 30_000


def database_url(place: str | Path) -> URL:
    """Return the URL of a database named by URL or by the path of an SQLite file.

    Raises:
        BulletinError: ``option_invalid``.
    """
    if isinstance(place, Path) or "://" not in place:
        return URL.create("sqlite", database=str(place))
    try:
        return make_url(place)
    except (ArgumentError, ValueError) as error:
        raise BulletinError(
            "option_invalid", f"{place!r} is not a database URL", "write it as sqlite:///bulletins.db"
        ) from error


def open_database(place: str | Path, *, create: bool = True) -> Engine:
    """Open a database and bring its schema up to date.

    Args:
        place: a database URL, or the path of an SQLite file.
        create: make the file and the tables where there are none.

    Raises:
        BulletinError: ``store_unreadable``, ``store_outdated`` or ``option_invalid``.
    """
    url = database_url(place)
    shown = url.render_as_string(hide_password=True)
    if not create and url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        raise BulletinError(
            "store_unreadable", f"{shown} does not exist", "fill it with: bulletin-nlp extract … -o " + shown
        )
    try:
        engine = _engine(url)
        _bring_up_to_date(engine, shown, create=create)
        if create and url.get_backend_name() == "sqlite":
            _write_ahead(engine)
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        raise BulletinError(
            "option_invalid", f"no driver for {shown} ({error})", "use sqlite:///FILE or install the driver"
        ) from error
    except SQLAlchemyError as error:
        raise _unreadable(shown, error) from error
    return engine


def _unreadable(shown: str, error: SQLAlchemyError) -> BulletinError:
    cause = error.orig if isinstance(error, DatabaseError) else error
    return BulletinError(
        "store_unreadable",
        f"{shown} cannot be opened ({cause})",
        "check that the folder exists and can be written, and that the file is an SQLite database",
    )


def _engine(url: URL) -> Engine:
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
        # With write-ahead logging a killed process loses nothing, a power cut at most the last bulletins.
        connection.execute("PRAGMA synchronous = NORMAL")

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get("bulletin_nlp_writing")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def _write_ahead(engine: Engine) -> None:
    """Let readers go on while a run writes. The file remembers it; a foreign file is never touched."""
    connection = engine.raw_connection()
    # Where another process holds the file it works in the other mode too, and the next opening tries again.
    with closing(connection), suppress(sqlite3.OperationalError):
        connection.cursor().execute("PRAGMA journal_mode = WAL")


def _bring_up_to_date(engine: Engine, shown: str, *, create: bool) -> None:
    with engine.connect() as connection:
        version = _schema_version(connection, shown)
    if version == HEAD:
        return
    if version is None and not create:
        raise BulletinError(
            "store_unreadable", f"{shown} holds no bulletins", "name the file that extract -o wrote"
        )
    if version is not None and not _is_known(version):
        raise BulletinError(
            "store_outdated",
            f"{shown} has schema version {version}, this package knows up to {HEAD}",
            "upgrade bulletin_nlp, or write to another file",
        )
    _migrate(engine, shown)


def _schema_version(connection: Connection, shown: str) -> str | None:
    """Return the schema's version, or None for an empty database."""
    present = set(inspect(connection).get_table_names())
    if "alembic_version" in present and ("bulletins" in present or present == {"alembic_version"}):
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if present:
        raise BulletinError(
            "store_unreadable",
            f"{shown} is a database of something else (tables {', '.join(sorted(present)[:3])})",
            "name another file",
        )
    return None


def _is_known(version: str) -> bool:
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory(str(_MIGRATIONS))
    return version in {script.revision for script in scripts.walk_revisions()}


def _migrate(engine: Engine, shown: str) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    with engine.connect().execution_options(**WRITING) as connection, connection.begin():
        # Looked at again inside the lock: another process may have created the tables meanwhile.
        if _schema_version(connection, shown) == HEAD:
            return
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
