"""Kill runs into a store at random moments, go on with them, and compare the content with an unbroken run's.

    python scripts/prove_store.py [--kills N] [--documents N] [--seed N] [--place URL]

Each trial kills one run (``kill -9``) again and again until it comes to its end. After every kill the
database must open, pass its check and hold nothing half-written; at the end it must hold what the unbroken
run left: every record, fact and mention, apart from keys and times. ``--place`` names a PostgreSQL
database, in which each trial has a schema of its own; without it the store is an SQLite file.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

from batch_corpus import write_documents
from sqlalchemy import create_engine, select

from bulletin_nlp.errors import BulletinError
from bulletin_nlp.store import Store
from bulletin_nlp.store import tables as t
from bulletin_nlp.store.database import database_url
from bulletin_nlp.store.maintenance import check

# What differs between two runs that did the same.
_PASSING = {"first_seen", "last_seen", "updated_at", "started", "finished", "run_key"}
_KEYS = {"bulletin_key", "revision_key", "work_key", "place_key", "failure_key"}
# A run is killed at most so often before it is left alone; else an early kill would be all that is tried.
_MOST_IN_A_TRIAL = 6


def run(folder: Path, place: str) -> subprocess.Popen[bytes]:
    """Start the run."""
    command = [sys.executable, "-m", "bulletin_nlp", "extract", "pages.jsonl", "-j", "2", "-o", place]
    return subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def content(place: str) -> dict[str, list[str]]:
    """Return what a store holds, apart from keys and times, in an order of its own."""
    with Store.open(place, create=False) as store, store._engine.connect() as db:
        found = {}
        for table in t.metadata.sorted_tables:
            if table.name == "runs":
                continue
            columns = [c for c in table.c if c.name not in _PASSING | _KEYS]
            found[table.name] = sorted(repr(tuple(row)) for row in db.execute(select(*columns)))
        return found


def finished(place: str) -> bool:
    """Tell whether the last run of a store came to its end."""
    try:
        with Store.open(place, create=False) as store:
            runs = store.runs()
    except BulletinError:
        return False  # killed before there were tables
    return bool(runs) and runs[-1].finished is not None


def sound(place: str) -> None:
    """End with an error where a store is not as it should be."""
    try:
        store = Store.open(place, create=False)
    except Exception as error:
        # Killed before there were tables.
        if "store_unreadable" in str(error):
            return
        raise
    with store:
        findings = check(store._engine)
    if findings:
        raise SystemExit(f"after a kill: {findings[0]}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--documents", type=int, default=400)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--place", help="a PostgreSQL URL")
    arguments = parser.parse_args()
    drawn = random.Random(arguments.seed)  # noqa: S311
    schemas = []

    def new_place(folder: Path) -> str:
        if arguments.place is None:
            return f"sqlite:///{folder / f'{uuid.uuid4().hex[:8]}.db'}"
        schemas.append(f"prove_{uuid.uuid4().hex[:8]}")
        return f"{arguments.place}?schema={schemas[-1]}"

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_documents(folder / "pages.jsonl", arguments.documents)
        unbroken = new_place(folder)
        began = time.monotonic()
        run(folder, unbroken).wait()
        took = time.monotonic() - began
        sound(unbroken)
        expected = content(unbroken)
        kills = trials = 0
        while kills < arguments.kills:
            place, in_trial = new_place(folder), 0
            while True:
                process = run(folder, place)
                try:
                    limit = drawn.uniform(0, took * 1.1) if in_trial < _MOST_IN_A_TRIAL else None
                    process.wait(limit)
                    break
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
                    kills, in_trial = kills + 1, in_trial + 1
                    sound(place)
                    if finished(place):  # killed at its very end: to run it again would be another run
                        break
            sound(place)
            found = content(place)
            for table, rows in expected.items():
                if found[table] != rows:
                    missing = sorted(set(rows) - set(found[table]))[:1]
                    extra = sorted(set(found[table]) - set(rows))[:1]
                    raise SystemExit(f"{table}: missing {missing}, too many {extra}"[:600])
            trials += 1
    for schema in schemas:
        # One at a time: a transaction that drops dozens holds more locks than a server allows.
        with create_engine(database_url(arguments.place)).begin() as db:
            db.exec_driver_sql(f'DROP SCHEMA IF EXISTS "{schema}" CASCADE')
    print(f"{kills} kills in {trials} runs of {arguments.documents} documents: same content every time")


if __name__ == "__main__":
    main()
