"""How fast a crawl's frontier takes list pages and settles pages, and how long it takes to name what is due.

    python scripts/benchmark_frontier.py [--pages 100000] [--settled 1000] [--postgres URL]

Records are those of ``benchmark_store.py``, prepared before the clock starts. Saving each alone, in a
transaction of its own, is the floor of settling a page with its record.
"""

from __future__ import annotations

import argparse
import tempfile
import time
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from statistics import median

from benchmark_store import records
from sqlalchemy import create_engine

from bulletin_nlp.store import Frontier, PreparedRecord, Store, prepare
from bulletin_nlp.store.crawl_entries import ListedEntry, ReadBody, Settled, SettledPage
from bulletin_nlp.store.crawl_leases import owner_name
from bulletin_nlp.store.database import database_url

PORTAL, COLUMN = "benchmark", "要闻"
LISTED = 100  # entries of a list page


def measure(place: str, pages: int, prepared: list[PreparedRecord]) -> None:
    """Print what a store at a place takes."""
    now = datetime.now(UTC)
    owner = owner_name()
    third = len(prepared) // 3
    with Store.open(place) as store:
        frontier = Frontier(store)
        run = frontier.open_run({}, owner, 86_400, now).run_key
        frontier.lease(PORTAL, owner, 86_400, now)
        frontier.begin_visit(run, PORTAL, owner, now)
        frontier.begin_list(run, PORTAL, COLUMN, owner, now)

        def note(numbers: range) -> None:
            for number in numbers:
                entries = [_entry(n) for n in range((number - 1) * LISTED, number * LISTED)]
                frontier.note_list_page(run, PORTAL, COLUMN, owner, entries, number, None, now)

        took = _seconds(lambda: note(range(1, pages // LISTED + 1)))
        _show("list pages of 100 new entries", pages / LISTED / took, "pages/s")
        took = _seconds(lambda: note(range(1, 51)))
        _show("list pages of 100 known entries", 50 / took, "pages/s")
        times = [_seconds(lambda: frontier.due(PORTAL, run, 50)) for _ in range(21)]
        _show(f"due, 50 of {pages:,}", median(times) * 1000, "ms")

        due = list(frontier.due(PORTAL, run, pages // 2 + len(prepared)))
        body = ReadBody('"x"', None, "0" * 64)
        seen = Settled("unchanged", "later", now, now, body=body)
        bare, full = due[: pages // 2], due[pages // 2 :]

        def settle_bare() -> None:
            for page in bare[:2000]:
                frontier.settle(page.page_key, seen, run, owner, now)

        _show("settling without a record", 2000 / _seconds(settle_bare), "pages/s")
        alone, with_record = [], []
        for start in range(0, third, 50):
            ours, theirs = prepared[start : start + 50], prepared[third + start : third + start + 50]

            def save(records: list[PreparedRecord] = theirs) -> None:
                for record in records:
                    store.save_all([(record, None)], run=run)

            def settle(records: list[PreparedRecord] = ours, start: int = start) -> None:
                for record, page in zip(records, full[start : start + 50], strict=True):
                    frontier.settle(page.page_key, seen, run, owner, now, record=record)

            alone.append(_seconds(save) / len(theirs))
            with_record.append(_seconds(settle) / len(ours))
        _show("saving a record alone", 1 / median(alone), "records/s")
        _show("settling with a record", 1 / median(with_record), "pages/s")
        together = [
            SettledPage(page.page_key, owner, seen, record)
            for record, page in zip(prepared[2 * third :], full[third:], strict=False)
        ]
        times = [
            _seconds(lambda some=together[start : start + 16]: frontier.settle_all(some, run, now))
            for start in range(0, len(together) - 15, 16)
        ]
        _show("settling 16 with their records", 16 / median(times), "pages/s")
        times = [_seconds(lambda: frontier.due(PORTAL, run, 50)) for _ in range(21)]
        _show("due, after some were settled", median(times) * 1000, "ms")
        _show("counts of the run", _seconds(lambda: frontier.settled_counts(run, PORTAL)) * 1000, "ms")
        later = frontier.open_run({"later": True}, owner, 86_400, now).run_key
        took = _seconds(lambda: frontier.begin_visit(later, PORTAL, owner, now))
        _show("beginning the next visit", took * 1000, "ms")


def _entry(n: int) -> ListedEntry:
    url = f"https://www.example.gov.cn/crawl/content/post_{n}.html"
    return ListedEntry(url, url, f"改造第{n}个小区", date(2026, 3, 1) - timedelta(days=n // 20), None)


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _show(what: str, figure: float, unit: str) -> None:
    print(f"  {what:<36}{figure:10.1f} {unit}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--pages", type=int, default=100_000)
    parser.add_argument("--settled", type=int, default=1000, help="pages settled with a record")
    parser.add_argument("--postgres", default="postgresql://postgres@127.0.0.1:5432/test")
    arguments = parser.parse_args()
    prepared = [prepare(record) for record in records(3 * arguments.settled)]
    with tempfile.TemporaryDirectory() as folder:
        print("SQLite")
        measure(f"sqlite:///{folder}/a.db", arguments.pages, prepared)
    schema = f"bench_{uuid.uuid4().hex[:8]}"
    try:
        print("PostgreSQL")
        measure(f"{arguments.postgres}?schema={schema}", arguments.pages, prepared)
    finally:
        with create_engine(database_url(arguments.postgres)).begin() as db:
            db.exec_driver_sql(f'DROP SCHEMA IF EXISTS "{schema}" CASCADE')


if __name__ == "__main__":
    main()
