"""Stores to test with: every behaviour is tried on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from bulletin_nlp.store import Frontier, Store
from bulletin_nlp.store.database import database_url

#: A server on which schemas may be made and dropped.
POSTGRES = os.environ.get("BULLETIN_NLP_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/test")


@pytest.fixture(scope="session")
def postgres_server() -> str:
    """The URL of the server; where there is none tests are left out, except where CI needs them."""
    try:
        create_engine(database_url(POSTGRES), connect_args={"connect_timeout": 5}).connect().close()
    except Exception as error:
        if os.environ.get("CI"):
            pytest.fail(f"no PostgreSQL to test with: {error}")
        pytest.skip("no PostgreSQL; BULLETIN_NLP_TEST_POSTGRES may name one")
    return POSTGRES


@pytest.fixture
def postgres(postgres_server: str) -> Iterator[str]:
    """The URL of an empty schema, which is dropped afterwards."""
    schema = f"test_{uuid.uuid4().hex[:12]}"
    yield f"{postgres_server}?schema={schema}"
    engine = create_engine(database_url(postgres_server))
    with engine.begin() as db:
        db.exec_driver_sql(f'DROP SCHEMA IF EXISTS "{schema}" CASCADE')
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a store may be made, on each database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'bulletins.db'}"
    return str(request.getfixturevalue("postgres"))


@pytest.fixture
def store(place: str) -> Iterator[Store]:
    with Store.open(place) as opened:
        yield opened


@pytest.fixture
def frontier(store: Store) -> Frontier:
    return Frontier(store)
