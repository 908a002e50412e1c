"""A crawl that is killed at any point goes on: every article once, none lost, no page without its record."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from bulletin_nlp.store import Frontier, Store
from bulletin_nlp.store.maintenance import check
from tests.store.crawl_cases import COLUMN, PORTAL, record, url
from tests.store.killed_crawl import ENTRIES, PAGES

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_crawl_that_is_killed_again_and_again_loses_and_doubles_nothing(place: str):
    Store.open(place).close()
    done = subprocess.run(
        [sys.executable, "-m", "tests.store.killed_crawl", place, "20260302", "20"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    lines = done.stdout.splitlines()
    killed = lines.count("killed")
    assert killed >= 12
    assert [line for line in lines if line.startswith(("ended", "failed"))] == ["ended 0"]

    asked = Counter(line for line in lines if line.startswith(("list", "page")))
    assert set(asked) == {f"list {n}" for n in range(1, PAGES + 1)} | {
        f"page {n}" for n in range(PAGES * ENTRIES)
    }
    # Whatever was asked for twice was being noted when the process was killed.
    assert asked.total() <= len(asked) + killed

    with Store.open(place, create=False) as store:
        frontier = Frontier(store)
        (run,) = store.runs()  # always the same went on
        unread = [n for n in range(PAGES * ENTRIES) if n % 7 == 3]
        counts = {"failed:page_no_article": len(unread), "new": PAGES * ENTRIES - len(unread)}
        assert run.finished is not None
        assert run.counts == counts == frontier.settled_counts(run.run_key, PORTAL)
        assert store.count() == counts["new"]
        assert sorted(failure.input for failure in store.failures()) == sorted(url(n) for n in unread)
        assert {failure.times for failure in store.failures()} == {1}
        for n in range(PAGES * ENTRIES):
            page = frontier.page(PORTAL, url(n))
            assert page is not None
            assert (page.state, page.columns) == ("settled", (COLUMN,))
            assert page.record_id == (None if n in unread else record(n).id)
        (listed,) = frontier.lists(run.run_key)
        assert (listed.pages, listed.entries, listed.new) == (PAGES, PAGES * ENTRIES, PAGES * ENTRIES)
        assert [len(store.revisions(entry.id)) for entry in store.list()] == [1] * counts["new"]
        assert check(store._engine) == []
