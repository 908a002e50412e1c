"""Whether a store is sound is found out; a copy of it is a store."""

from __future__ import annotations

import json
import shutil

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from bulletin_nlp.cli.app import app
from bulletin_nlp.errors import BulletinError
from bulletin_nlp.store import Store
from bulletin_nlp.store.maintenance import backup, check, stats
from tests.store.factory import TEXT, bulletin

RUN = CliRunner()


@pytest.fixture
def filled(store: Store) -> Store:
    for n in range(3):
        store.save(bulletin(TEXT + str(n)))
    return store


def test_a_store_as_it_is_written_is_sound(filled):
    assert check(filled._engine) == []


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ("DELETE FROM metrics WHERE fact_id = 'metric-1'", "metrics of"),
        ("UPDATE bulletins SET speaks = false", "copies speak"),
        ("UPDATE bulletins SET revision_key = 999 WHERE bulletin_key = 1", "no current revision"),
        ("UPDATE revisions SET text = 'x' WHERE revision_key = 1", "revision 1"),
        ("UPDATE revisions SET record = replace(record, '周启明', '周启月')", "does not match"),
    ],
)
def test_what_is_wrong_is_found_with_its_place(filled, damage, told):
    with filled._engine.begin() as db:
        db.execute(text(damage))
    assert any(told in str(finding) for finding in check(filled._engine))


def test_an_index_that_lost_a_bulletin_is_found(filled):
    from bulletin_nlp.store.search import search_terms, unindex_terms

    with filled._engine.begin() as db:
        title = bulletin().title
        unindex_terms(db, 1, search_terms(title, TEXT + "0"))
    (finding,) = check(filled._engine)
    assert "full-text index: 2 bulletins of 3" in str(finding)


def test_the_figures_count_what_stands(filled):
    figures = stats(filled._engine)
    assert (figures["bulletins"], figures["works"], figures["metrics"]) == (3, 3, 6)
    assert figures["bytes"] > 10_000


def test_a_backup_of_a_file_is_a_store_with_the_same_records(tmp_path):
    with Store.open(tmp_path / "a.db") as store:
        store.save(bulletin())
        backup(store._engine, tmp_path / "b.db")
        with pytest.raises(BulletinError, match="output_unwritable"):
            backup(store._engine, tmp_path / "b.db")
        with pytest.raises(BulletinError, match="output_unwritable"):
            backup(store._engine, tmp_path / "none" / "b.db")
    with Store.open(tmp_path / "b.db", create=False) as copy:
        assert copy.get(bulletin().id) == bulletin()
        assert check(copy._engine) == []
    assert sorted(path.name for path in tmp_path.iterdir() if "part" in path.name) == []


@pytest.mark.skipif(shutil.which("pg_dump") is None, reason="no pg_dump here")
def test_a_backup_of_a_schema_is_an_archive(postgres, tmp_path):
    with Store.open(postgres) as store:
        store.save(bulletin())
        backup(store._engine, tmp_path / "a.dump")
    assert (tmp_path / "a.dump").read_bytes().startswith(b"PGDMP")


def test_the_commands_tell_what_they_did(place, tmp_path):
    with Store.open(place) as store:
        store.save(bulletin())
    assert RUN.invoke(app, ["db", "upgrade", "--db", place]).exit_code == 0
    checked = RUN.invoke(app, ["db", "check", "--db", place])
    assert (checked.exit_code, checked.stderr.strip()) == (0, "sound")
    figures = json.loads(RUN.invoke(app, ["db", "stats", "--db", place, "--format", "json"]).stdout)
    assert figures["bulletins"] == 1
    shown = RUN.invoke(app, ["db", "stats", "--db", place]).stdout
    assert "bulletins" in shown
    with Store.open(place) as store, store._engine.begin() as db:
        db.execute(text("DELETE FROM tasks"))
    broken = RUN.invoke(app, ["db", "check", "--db", place])
    assert broken.exit_code == 1
    assert "tasks of" in broken.stdout


def test_a_store_that_is_not_there_is_an_error(tmp_path):
    missing = RUN.invoke(app, ["db", "check", "--db", str(tmp_path / "none.db")])
    assert missing.exit_code == 1
    assert "store_unreadable" in missing.stderr
