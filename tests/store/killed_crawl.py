"""A crawl that is killed again and again, in the middle of its statements, and goes on until it is done.

Run as ``python -m tests.store.killed_crawl PLACE SEED KILLS``; prints what it asked for, a line each.
"""

from __future__ import annotations

import os
import random
import signal
import sys
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import event

from bulletin_nlp.store import Frontier, Store
from bulletin_nlp.store.crawl_entries import NextListPage, PageFailure
from bulletin_nlp.store.crawl_leases import owner_name
from tests.store.crawl_cases import COLUMN, PORTAL, entry, record, settled

#: List pages, and entries of each; every seventh article cannot be read.
PAGES, ENTRIES = 5, 4


def crawl(place: str, statements: int | None) -> None:
    """Do what is left to do; be killed before a statement, or a commit, so many later."""
    left = statements

    def step(*_: Any) -> None:
        nonlocal left
        if left is not None:
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)

    with Store.open(place) as store:
        event.listen(store._engine, "before_cursor_execute", step)
        event.listen(store._engine, "commit", step)
        _visit(Frontier(store))


def _visit(frontier: Frontier) -> None:
    owner = owner_name()
    run = frontier.open_run({}, owner, 600, _now()).run_key
    assert frontier.lease(PORTAL, owner, 600, _now())
    frontier.begin_visit(run, PORTAL, owner, _now())
    listed = frontier.begin_list(run, PORTAL, COLUMN, owner, _now())
    number = 1 if not listed.pages else listed.next.number if listed.next else None
    while number is not None and listed.finished is None:
        print("list", number, flush=True)
        entries = [entry(n) for n in range((number - 1) * ENTRIES, number * ENTRIES)]
        following = NextListPage(f"https://zjj.linjiang.gov.cn/{number + 1}", number + 1)
        page = (run, PORTAL, COLUMN, owner, entries, number, following if number < PAGES else None)
        frontier.note_list_page(*page, _now())
        number = number + 1 if number < PAGES else None
    if listed.finished is None:
        frontier.end_list(run, PORTAL, COLUMN, owner, "ok", _now(), complete=True)
    while pages := frontier.due(PORTAL, run, 4):
        for page in pages:
            n = int(page.url.rpartition("_")[2].removesuffix(".html"))
            print("page", n, flush=True)
            failure = PageFailure("page_no_article", "no article was found") if n % 7 == 3 else None
            outcome = settled("failed:page_no_article" if failure else "new", fetched_at=_now())
            kept = {"failure": failure, "record": None if failure else record(n)}
            frontier.settle(page.page_key, outcome, run, owner, _now(), **kept)
    counts = frontier.settled_counts(run, PORTAL)
    frontier.end_visit(run, PORTAL, owner, "complete", _now(), counts=counts)
    frontier.release(PORTAL, owner)
    frontier.finish_run(run, counts, _now())


def _now() -> datetime:
    return datetime.now(UTC)


def _in_a_process(place: str, statements: int | None) -> int:
    pid = os.fork()
    if pid == 0:
        try:
            crawl(place, statements)
        except BaseException as error:
            print("failed", repr(error), flush=True)
            os._exit(3)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


if __name__ == "__main__":
    place, chance = sys.argv[1], random.Random(int(sys.argv[2]))  # noqa: S311 - points to be killed at
    killed = 0
    while killed < int(sys.argv[3]):
        code = _in_a_process(place, chance.randrange(60))
        if code == 0:
            break  # it was done before it could be killed
        killed += 1
        print("killed" if code == -signal.SIGKILL else f"ended {code}", flush=True)
    print("ended", _in_a_process(place, None))
