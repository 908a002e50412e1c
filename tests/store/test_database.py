"""Opening: new, older, newer and foreign files; what a killed process leaves."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from bulletin_nlp.errors import BulletinError
from bulletin_nlp.store import Store, database
from bulletin_nlp.store import tables as t
from bulletin_nlp.store.views import view_names
from tests.store.factory import bulletin

MIGRATIONS = Path(database.__file__).parent / "migrations"


def test_the_migrations_make_exactly_the_tables_of_the_code(store):
    def ours(thing, name, kind, reflected, compared):
        # Each database has its own full-text index (SQLite's is several tables) and order of nulls.
        own = (t.SEARCH_INDEX, f"ix_{t.SEARCH_INDEX}", "ix_bulletins_latest")
        return not (name or "").startswith(own)

    with store._engine.connect() as db:
        context = MigrationContext.configure(db, opts={"include_object": ours})
        assert compare_metadata(context, t.metadata) == []
        made = {name for name in inspect(db).get_table_names() if not name.startswith(t.SEARCH_INDEX)}
        assert made == {*t.metadata.tables, "alembic_version"}
        assert set(inspect(db).get_view_names()) == set(view_names())


def test_the_newest_migration_is_the_one_that_the_code_expects():
    assert ScriptDirectory(str(MIGRATIONS)).get_current_head() == t.HEAD


@pytest.mark.parametrize("table", t.metadata.sorted_tables, ids=str)
def test_every_table_can_be_made_on_postgresql(table):
    assert f"CREATE TABLE {table.name}" in str(CreateTable(table).compile(dialect=postgresql.dialect()))


def test_numbers_are_numeric_on_postgresql():
    made = str(CreateTable(t.FACT_TABLES["metrics"]).compile(dialect=postgresql.dialect()))
    assert "value NUMERIC NOT NULL" in made


def test_a_store_opens_again_with_what_it_held(tmp_path):
    place = f"sqlite:///{tmp_path / 'a 100% 库.db'}"
    with Store.open(place) as store:
        store.save(bulletin())
    with Store.open(place, create=False) as store:
        assert store.get(bulletin().id) == bulletin()


def test_the_file_is_in_write_ahead_mode(tmp_path):
    Store.open(tmp_path / "a.db").close()
    with sqlite3.connect(tmp_path / "a.db") as db:
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_an_empty_file_is_filled(tmp_path):
    (tmp_path / "a.db").touch()
    assert Store.open(tmp_path / "a.db").count() == 0


def test_a_store_in_memory_works():
    store = Store.open("sqlite://")
    store.save(bulletin())
    assert store.count() == 1


def test_a_newer_schema_is_refused_and_left_alone(tmp_path):
    Store.open(tmp_path / "a.db").close()
    with sqlite3.connect(tmp_path / "a.db") as db:
        db.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(BulletinError, match=r"store_outdated.*9999"):
        Store.open(tmp_path / "a.db")


def test_an_interrupted_creation_is_completed(tmp_path):
    with sqlite3.connect(tmp_path / "a.db") as db:
        db.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) PRIMARY KEY)")
    assert Store.open(tmp_path / "a.db").count() == 0


def _not_a_database(path: Path) -> None:
    path.write_text("改造48个小区。" * 200)


def _of_something_else(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE recipes (name TEXT)")


def _a_folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize("make", [_not_a_database, _of_something_else, _a_folder])
def test_a_file_that_is_no_store_is_refused_and_left_alone(tmp_path, make):
    path = tmp_path / "a.db"
    make(path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(BulletinError, match="store_unreadable"):
        Store.open(path)
    assert (path.read_bytes() if path.is_file() else None) == before


def test_a_folder_that_does_not_exist_is_an_error(tmp_path):
    with pytest.raises(BulletinError, match="store_unreadable"):
        Store.open(tmp_path / "none" / "a.db")


def test_reading_does_not_create_a_file(tmp_path):
    with pytest.raises(BulletinError, match="store_unreadable"):
        Store.open(tmp_path / "a.db", create=False)
    assert not (tmp_path / "a.db").exists()


@pytest.mark.parametrize("place", ["nonsense://x", "sqlite+nothing:///a.db", "://"])
def test_a_url_of_no_known_database_is_an_error(place):
    with pytest.raises(BulletinError, match="option_invalid"):
        Store.open(place)


def test_a_password_is_not_shown():
    with pytest.raises(BulletinError) as raised:
        Store.open("nonsense://someone:geheim@host/x")
    assert "geheim" not in str(raised.value)


def test_two_processes_may_write_to_one_file(tmp_path):
    code = (
        "import sys; from bulletin_nlp.store import Store; from tests.store.factory import plain_bulletin\n"
        "store = Store.open(sys.argv[1])\n"
        "for n in range(20): store.save(plain_bulletin(f'{sys.argv[2]}改造{n}个。'))"
    )
    writers = [_python(code, str(tmp_path / "a.db"), name) for name in ("甲", "乙")]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    assert Store.open(tmp_path / "a.db").count() == 40


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here")
def test_a_killed_run_leaves_every_saved_bulletin_and_nothing_half_written(tmp_path):
    code = (
        "import sys; from bulletin_nlp.store import Store; from tests.store.factory import TEXT, bulletin\n"
        "store = Store.open(sys.argv[1]); run = store.start_run()\n"
        "for n in range(100000):\n"
        "    store.save(bulletin(TEXT + str(n)), run=run)\n"
        "    print(n, flush=True)"
    )
    writer = _python(code, str(tmp_path / "a.db"), stdout=subprocess.PIPE)
    assert writer.stdout is not None
    for line in writer.stdout:
        if int(line) == 5:
            break
    time.sleep(0.01)
    writer.kill()
    reported = [int(line) for line in writer.stdout.read().split()]
    writer.wait(10)
    last = reported[-1] if reported else 5
    store = Store.open(tmp_path / "a.db", create=False)
    assert store.count() >= last + 1
    assert store.runs()[0].finished is None
    for listed in store.list():
        assert listed.counts["metrics"] == 2
        store.get(listed.id).check()
    with sqlite3.connect(tmp_path / "a.db") as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []


def _python(code: str, *arguments: str, stdout: int | None = None) -> subprocess.Popen[str]:
    root = Path(__file__).resolve().parents[2]
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        stdout=stdout,
        text=True,
    )


def test_a_store_that_is_damaged_while_it_is_read_is_told_of_in_one_line(tmp_path):
    store = Store.open(tmp_path / "a.db")
    with sqlite3.connect(tmp_path / "a.db") as db:
        db.execute("DROP TABLE metrics")
    with pytest.raises(BulletinError, match="store_unreadable"):
        store.list()
