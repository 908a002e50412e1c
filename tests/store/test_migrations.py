"""A store of an older schema comes up to date with everything that it held."""

from __future__ import annotations

import json

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import insert, inspect, text

from bulletin_nlp.store import SaveOutcome, Store, database
from bulletin_nlp.store import tables as t
from bulletin_nlp.store.database import WRITING, database_url
from tests.store.factory import bulletin

MOMENT = "2025-02-15 01:02:03.000004"


def _migrate(place: str, revision: str) -> None:
    url, schema = database._with_schema(database_url(place), None)
    engine = database._engine(url, schema)
    if schema:
        with engine.begin() as db:
            db.exec_driver_sql(f'CREATE SCHEMA IF NOT EXISTS "{schema}"')
    config = Config()
    config.set_main_option("script_location", str(database._MIGRATIONS))
    with engine.connect().execution_options(**WRITING) as db, db.begin():
        config.attributes["connection"] = db
        if revision.startswith("-"):
            command.downgrade(config, revision.lstrip("-"))
        else:
            command.upgrade(config, revision)
    engine.dispose()


@pytest.fixture
def old(place: str) -> str:
    """A store of the first schema that holds a bulletin with a metric."""
    _migrate(place, "0001")
    record = bulletin()
    url, schema = database._with_schema(database_url(place), None)
    engine = database._engine(url, schema)
    with engine.begin() as db:
        db.execute(
            text(
                "INSERT INTO bulletins (id, id_scheme, revision_key, title, first_seen, last_seen) "
                "VALUES (:id, 's', 1, :title, :moment, :moment)"
            ),
            {"id": record.id, "title": record.title, "moment": MOMENT},
        )
        db.execute(
            text(
                "INSERT INTO revisions (bulletin_key, number, content_id, digest, schema_version, "
                "extractor_version, model_versions, data_versions, record, source_text, text, first_seen, "
                "last_seen) VALUES (1, 1, :id, 'x', '1.0', '1.0.0', '{}', '{}', :record, :source, :text, "
                ":moment, :moment)"
            ),
            {
                "id": record.id,
                "record": record.model_copy(update={"source_text": "", "text": ""}).to_json(),
                "source": record.source_text,
                "text": record.text,
                "moment": MOMENT,
            },
        )
        old_columns = [c for c in t.FACT_TABLES["deadlines"].c if c.name not in _NEW]
        row = {
            "bulletin_key": 1,
            "fact_id": "deadline-1",
            "position": 0,
            "bound": "before",
            "expression": "6月底前",
            "evidence": json.loads("{}"),
            "span_start": 0,
            "span_end": 1,
            "span_text": "中",
            "source_start": 0,
            "source_end": 1,
            "source_text": "中",
        }
        assert set(row) <= {column.name for column in old_columns}
        db.execute(insert(t.FACT_TABLES["deadlines"]).values(**row))
    engine.dispose()
    return place


_NEW = {"digest", "first_seen", "updated_at", "retracted_at"}


def test_an_older_store_is_upgraded_with_everything_it_held(old):
    with Store.open(old) as store:
        assert store.get(bulletin().id) == bulletin()
        (row,) = store.query("bulletins", text="推进会")
        assert row["speaks"] is True
        assert row["work_id"].startswith("w-")
        (fact,) = store.query("deadlines")
        assert fact["updated_at"] is not None
        assert store.save(bulletin()) is SaveOutcome.REREAD
        assert len(list(store.query("metrics"))) == 2


def test_an_upgrade_can_be_taken_back(old):
    Store.open(old).close()
    _migrate(old, "-0001")
    url, schema = database._with_schema(database_url(old), None)
    engine = database._engine(url, schema)
    with engine.connect() as db:
        names = set(inspect(db).get_table_names())
        assert "works" not in names
        assert not [name for name in names if name.startswith(t.SEARCH_INDEX)]
        assert inspect(db).get_view_names() == []
        assert db.execute(text("SELECT count(*) FROM deadlines")).scalar() == 1
    engine.dispose()
    with Store.open(old) as store:
        assert store.get(bulletin().id) == bulletin()
