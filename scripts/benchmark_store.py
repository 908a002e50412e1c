"""How fast a store takes prepared bulletins and answers questions, on SQLite and on PostgreSQL.

    python scripts/benchmark_store.py [--bulletins 5000] [--facts 200000] [--postgres URL]

Bulletins are those of ``corpora/``, extracted once and given texts that are all different, so that each is a
work of its own. They are prepared before the clock starts. The floor in the same run is what the driver alone
takes to insert the same JSON lines, one a bulletin, in transactions of the same size. Each is done several
times over, by turns, into a new database; the median counts.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import tempfile
import time
import uuid
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from statistics import median

from batch_corpus import texts
from sqlalchemy import create_engine

from bulletin_nlp import extract
from bulletin_nlp.record import Bulletin
from bulletin_nlp.store import PreparedRecord, Store, prepare
from bulletin_nlp.store.database import database_url

ROOT = Path(__file__).resolve().parents[1]
BATCH = 500


def records(count: int) -> Iterator[Bulletin]:
    """Yield extracted records, each with an id, an address and a text of its own.

    A text is a walk from character to character as they follow each other in the corpora: no two are alike,
    and their pairs of characters are those of the genre, as the full-text index meets them.
    """
    samples = [p.read_text(encoding="utf-8") for p in sorted((ROOT / "corpora/samples").glob("*.txt"))]
    extracted = [extract(text, published="2025-02-14") for text in samples]
    following: dict[str, list[str]] = defaultdict(list)
    for text in texts():
        for character, follower in pairwise(text):
            following[character].append(follower)
    chance = random.Random(0)  # noqa: S311 (no secret)
    characters = list(following)
    for n in range(count):
        record = extracted[n % len(extracted)]
        walk = [chance.choice(characters)]
        # Spans are not looked at: only the length stays.
        while len(walk) < len(record.text):
            walk.append(chance.choice(following.get(walk[-1]) or characters))
        source = record.source.model_copy(update={"url": f"https://www.example.gov.cn/{n}.html"})
        update = {"id": f"b{n:020d}", "text": "".join(walk), "source": source}
        yield record.model_copy(update=update)


def save(place: str, prepared: list[PreparedRecord]) -> float:
    """Return bulletins a second."""
    with Store.open(place) as store:
        began = time.perf_counter()
        for start in range(0, len(prepared), BATCH):
            store.save_all([(record, None) for record in prepared[start : start + BATCH]])
        took = time.perf_counter() - began
        if store.count() != len(prepared):
            raise SystemExit("not every bulletin was stored")
    return len(prepared) / took


def floor(path: Path, prepared: list[PreparedRecord]) -> float:
    """Return bulletins a second of the driver alone."""
    with sqlite3.connect(path, isolation_level=None) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("CREATE TABLE lines (id INTEGER PRIMARY KEY, record TEXT, source_text TEXT, text TEXT)")
        began = time.perf_counter()
        for start in range(0, len(prepared), BATCH):
            db.execute("BEGIN")
            rows = [r.revision for r in prepared[start : start + BATCH]]
            db.executemany(
                "INSERT INTO lines (record, source_text, text) VALUES (?, ?, ?)",
                [(row["record"], row["source_text"], row["text"]) for row in rows],
            )
            db.execute("COMMIT")
        return len(prepared) / (time.perf_counter() - began)


def ask(place: str) -> None:
    """Print how long questions take, the median of seven."""
    questions = {
        "an indicator in a province, 50 rows": (
            "metrics",
            {"indicator": "communities_renovated", "region": "440000", "limit": 50},
        ),
        "a rare region, all rows": ("metrics", {"region": "441599", "limit": None}),
        "words in the text, 50 rows": ("bulletins", {"text": "小区 电梯", "limit": 50}),
        "words, a region and dates, 50 rows": ("metrics", {"text": "改造", "region": "440000", "limit": 50}),
        "an official": ("bulletins", {"official": "周启明", "limit": 50}),
        "the latest 50 metrics": ("metrics", {"limit": 50}),
    }
    with Store.open(place, create=False) as store:
        for name, (kind, asked) in questions.items():
            times = []
            for _ in range(7):
                began = time.perf_counter()
                rows = len(list(store.query(kind, **asked)))
                times.append(time.perf_counter() - began)
            print(f"  {name:<40}{rows:>6} rows {median(times) * 1000:8.1f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--bulletins", type=int, default=5000)
    parser.add_argument("--facts", type=int, default=200_000, help="metrics in the store that is asked")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--postgres", default="postgresql://postgres@127.0.0.1:5432/test")
    arguments = parser.parse_args()
    began = time.perf_counter()
    prepared = [prepare(record) for record in records(arguments.bulletins)]
    each = (time.perf_counter() - began) / len(prepared)
    rows = sum(len(found) for record in prepared for found in record.rows.values()) / len(prepared)
    length = sum(len(record.revision["text"]) for record in prepared) / len(prepared)
    print(f"{len(prepared)} bulletins of {length:.0f} characters and {rows:.0f} rows")
    print(f"preparing {each * 1000:.2f} ms each")
    schema = f"bench_{uuid.uuid4().hex[:8]}"
    with tempfile.TemporaryDirectory() as folder:
        place = f"{arguments.postgres}?schema={schema}"
        alone, sqlite, postgres = [], [], []
        for round in range(arguments.rounds):
            alone.append(floor(Path(folder) / f"floor{round}.db", prepared))
            sqlite.append(save(f"sqlite:///{folder}/{round}.db", prepared))
            try:
                postgres.append(save(place, prepared))
            finally:
                with create_engine(database_url(arguments.postgres)).begin() as db:
                    db.exec_driver_sql(f'DROP SCHEMA IF EXISTS "{schema}" CASCADE')
        # The first round also asks the system for its memory; it is shown, and counts as the others do.
        for name, rates in (("the driver alone", alone), ("SQLite", sqlite), ("PostgreSQL", postgres)):
            shown = ", ".join(f"{rate:.0f}" for rate in rates)
            share = median(rates) / median(alone)
            print(f"{name:<20}{median(rates):8.0f} bulletins/s ({share:.2f} of the driver alone; {shown})")
        place = f"sqlite:///{folder}/questions.db"
        metrics = sum(len(record.rows.get("metrics", ())) for record in prepared) / len(prepared)
        needed = int(arguments.facts / metrics) + 1
        with Store.open(place) as store:
            waiting = []
            for record in records(needed):
                waiting.append((prepare(record), None))
                if len(waiting) == BATCH:
                    store.save_all(waiting)
                    waiting = []
            store.save_all(waiting)
        print(f"questions to {needed} bulletins with {int(needed * metrics)} metrics:")
        ask(place)


if __name__ == "__main__":
    main()
