"""PostgreSQL: schemas, roles without DDL, servers that go away; and what a database that fails says."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import create_engine, text

from bulletin_nlp.errors import BulletinError
from bulletin_nlp.store import SaveOutcome, Store, prepare
from bulletin_nlp.store import store as store_module
from bulletin_nlp.store.database import database_url
from tests.store.factory import TEXT, bulletin, plain_bulletin


def test_two_schemas_of_one_database_are_two_stores(postgres, postgres_server):
    other = f"test_{uuid.uuid4().hex[:12]}"
    with Store.open(postgres) as first, Store.open(postgres_server, schema=other) as second:
        first.save(bulletin())
        assert (first.count(), second.count()) == (1, 0)
    with create_engine(database_url(postgres_server)).begin() as db:
        db.exec_driver_sql(f'DROP SCHEMA "{other}" CASCADE')


def test_a_schema_that_is_no_plain_name_is_refused(postgres_server):
    with pytest.raises(BulletinError, match="option_invalid"):
        Store.open(postgres_server, schema='x"; DROP SCHEMA public')
    with pytest.raises(BulletinError, match="option_invalid"):
        Store.open("sqlite://", schema="a")


def test_a_role_that_may_not_make_tables_can_use_a_store_that_is_up_to_date(postgres, postgres_server):
    role = f"reader_{uuid.uuid4().hex[:8]}"
    Store.open(postgres).close()
    schema = postgres.rsplit("=", 1)[1]
    admin = create_engine(database_url(postgres_server))
    with admin.begin() as db:
        db.exec_driver_sql(f"CREATE ROLE {role} LOGIN")
        db.exec_driver_sql(f"GRANT USAGE ON SCHEMA {schema} TO {role}")
        rights = "SELECT, INSERT, UPDATE, DELETE"
        db.exec_driver_sql(f"GRANT {rights} ON ALL TABLES IN SCHEMA {schema} TO {role}")
        db.exec_driver_sql(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {role}")
    place = database_url(postgres).set(username=role).render_as_string(hide_password=False)
    try:
        with Store.open(place) as store:
            assert store.save(bulletin()) is SaveOutcome.NEW
            assert store.save(bulletin()) is SaveOutcome.UNCHANGED
            assert next(row["value"] for row in store.query("metrics", text="小区")) == 48
        with admin.begin() as db:
            db.exec_driver_sql(f"UPDATE {schema}.alembic_version SET version_num = '0001'")  # noqa: S608
        with pytest.raises(BulletinError, match=r"store_outdated.*db upgrade"):
            Store.open(place)
    finally:
        with admin.begin() as db:
            db.exec_driver_sql(f"DROP OWNED BY {role}")
            db.exec_driver_sql(f"DROP ROLE {role}")


def _cut_connections(place: str) -> None:
    """End every session that uses a store."""
    server, schema = place.split("?schema=")
    with create_engine(database_url(server)).begin() as db:
        sessions = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = :name"
        db.execute(text(sessions), {"name": f"bulletin_nlp {schema}"})


def test_a_connection_that_is_lost_between_two_bulletins_is_made_again(postgres):
    with Store.open(postgres) as store:
        store.save(plain_bulletin("改造1个。"))
        _cut_connections(postgres)
        assert store.save(plain_bulletin("改造2个。")) is SaveOutcome.NEW
        assert store.count() == 2


def test_a_connection_that_is_lost_in_mid_save_loses_and_doubles_nothing(postgres, monkeypatch):
    saved = store_module.save_all
    cut = []

    def cut_once(*arguments):
        outcomes = saved(*arguments)
        if not cut:
            cut.append(True)
            _cut_connections(postgres)
        return outcomes

    monkeypatch.setattr(store_module, "save_all", cut_once)
    monkeypatch.setattr(store_module, "_WAITS", (0.01, 0.01))
    with Store.open(postgres) as store:
        records = [(prepare(bulletin(TEXT + str(n))), None) for n in range(5)]
        assert store.save_all(records) == [SaveOutcome.NEW] * 5
        assert store.count() == 5


def test_a_server_that_does_not_come_back_is_one_clear_error(postgres, monkeypatch):
    monkeypatch.setattr(store_module, "_WAITS", (0.01,))

    def lose(db, *_):
        _cut_connections(postgres)
        db.execute(text("SELECT 1"))

    monkeypatch.setattr(store_module, "save_all", lose)
    with Store.open(postgres) as store:
        with pytest.raises(BulletinError, match="store_unreachable") as raised:
            store.save(bulletin())
        assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    "place",
    [
        "postgresql://someone:geheim@127.0.0.1:1/none",
        "postgresql://someone:geheim@127.0.0.1:5432/no_such_database_here",
    ],
)
def test_a_server_or_database_that_is_not_there_is_one_line_without_the_password(place):
    with pytest.raises(BulletinError) as raised:
        Store.open(place)
    assert raised.value.code in ("store_unreachable", "store_unreadable")
    assert "geheim" not in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_password_in_a_url_that_cannot_be_read_is_not_shown():
    with pytest.raises(BulletinError, match="option_invalid") as raised:
        Store.open("postgresql://someone:ge/he@im:99999x@host:port/none")
    assert "he@im" not in str(raised.value)


def test_a_database_of_something_else_is_refused_and_left_alone(postgres, postgres_server):
    schema = postgres.rsplit("=", 1)[1]
    with create_engine(database_url(postgres_server)).begin() as db:
        db.exec_driver_sql(f"CREATE SCHEMA {schema}")
        db.exec_driver_sql(f"CREATE TABLE {schema}.recipes (name text)")
    with pytest.raises(BulletinError, match=r"store_unreadable.*recipes.*schema"):
        Store.open(postgres)


def test_a_record_that_a_database_cannot_keep_does_not_take_its_neighbours_along(store):
    twice = bulletin()
    twice = twice.model_copy(update={"metrics": (twice.metrics[0], twice.metrics[0])})
    records = [plain_bulletin("改造1个。"), twice, plain_bulletin("改造2个。")]
    outcomes = store.save_all([(prepare(record), None) for record in records])
    assert [isinstance(outcome, ValueError) for outcome in outcomes] == [False, True, False]
    assert store.count() == 2
    assert {row["title"] for row in store.query("bulletins")} == {"改造1个。", "改造2个。"}


def test_a_read_only_file_can_be_read_and_not_written(tmp_path):
    place = tmp_path / "a.db"
    with Store.open(place) as store:
        store.save(bulletin())
    with Store.open(f"sqlite:///file:{place}?mode=ro&uri=true", create=False) as store:
        assert store.count() == 1
        with pytest.raises(BulletinError, match="output_unwritable"):
            store.save(plain_bulletin("改造2个。"))


def test_a_file_that_another_process_holds_is_one_line(tmp_path, monkeypatch):
    from bulletin_nlp.store import database

    monkeypatch.setattr(database, "_BUSY_TIMEOUT", 50)
    place = tmp_path / "a.db"
    with Store.open(place) as store, create_engine(f"sqlite:///{place}").connect() as other:
        other.exec_driver_sql("BEGIN IMMEDIATE")
        with pytest.raises(BulletinError, match=r"output_unwritable.*locked.*other process"):
            store.save(bulletin())


def test_a_full_disk_leaves_what_was_saved_and_nothing_half_written(tmp_path):
    with Store.open(tmp_path / "a.db") as store:
        store.save(plain_bulletin("改造1个。"))
        with store._engine.connect() as db:
            pages = db.exec_driver_sql("PRAGMA page_count").scalar_one()
            db.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")
        with pytest.raises(BulletinError, match=r"output_unwritable.*full"):
            store.save_all([(prepare(bulletin(TEXT + str(n) * 5000)), None) for n in range(20)])
        assert store.count() == 1
        with store._engine.connect() as db:
            assert db.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
