"""Of two runs exactly one has a portal; one that lost it writes nothing more."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from bulletin_nlp.errors import BulletinError
from bulletin_nlp.store import Frontier, Store
from bulletin_nlp.store.crawl_leases import RESUMABLE, is_dead, owner_name
from tests.store.crawl_cases import COLUMN, NOW, PORTAL, Crawl, at, entry, record, settled

ONE, TWO = "elsewhere/1/one", "elsewhere/2/two"


def test_a_portal_is_one_owners_until_it_is_let_go(frontier: Frontier):
    assert frontier.lease(PORTAL, ONE, 60, NOW)
    assert not frontier.lease(PORTAL, TWO, 60, NOW)
    assert frontier.lease(PORTAL, ONE, 60, NOW)
    frontier.release(PORTAL, TWO)
    assert not frontier.lease(PORTAL, TWO, 60, NOW)
    frontier.release(PORTAL, ONE)
    assert frontier.lease(PORTAL, TWO, 60, NOW)
    assert frontier.lease("another", ONE, 60, NOW)


def test_a_lease_that_ran_out_is_taken_over_and_cannot_be_renewed(frontier: Frontier):
    assert frontier.lease(PORTAL, ONE, 60, NOW)
    assert frontier.renew(PORTAL, ONE, 120, NOW)
    assert not frontier.lease(PORTAL, TWO, 60, at(1.5))
    assert frontier.lease(PORTAL, TWO, 60, at(2))
    assert not frontier.renew(PORTAL, ONE, 60, at(2))
    assert frontier.portal_state(PORTAL).lease_owner == TWO


def test_a_lease_that_ran_out_and_that_nobody_took_is_still_its_owners(frontier: Frontier):
    assert frontier.lease(PORTAL, ONE, 60, NOW)
    assert frontier.renew(PORTAL, ONE, 60, at(5))


def test_one_that_lost_its_portal_writes_nothing_more(frontier: Frontier, store: Store):
    old = Crawl.begin(frontier, owner=ONE)
    old.lists(entry(1), entry(2))
    new = Crawl.begin(frontier, 60, owner=TWO)
    ended = (old.run, PORTAL)
    late = [
        lambda: old.settle(1, record=record(1)),
        lambda: old.lists(entry(3)),
        lambda: frontier.note_list_page(*ended, COLUMN, ONE, [entry(3)], 1, None, NOW),
        lambda: frontier.end_list(*ended, COLUMN, ONE, "ok", NOW, complete=True),
        lambda: frontier.begin_visit(*ended, ONE, NOW),
        lambda: frontier.end_visit(*ended, ONE, "complete", NOW, counts={}),
    ]
    for write in late:
        with pytest.raises(BulletinError, match="lease_lost"):
            write()
    assert (store.count(), len(frontier.pages()), len(new.due())) == (0, 2, 2)
    assert frontier.lists(old.run)[0].finished is None
    assert frontier.portal_state(PORTAL).last_look is None
    frontier.release(PORTAL, ONE)
    assert new.settle(1, settled(minutes=60), record=record(1)) == "new"


def test_of_many_threads_one_gets_the_portal(place: str):
    stores = [Store.open(place) for _ in range(6)]
    owners = [owner_name() for _ in stores]
    with ThreadPoolExecutor(6) as pool:
        asked = [
            pool.submit(Frontier(s).lease, PORTAL, o, 60, NOW) for s, o in zip(stores, owners, strict=True)
        ]
        got = [one.result() for one in asked]
    assert sorted(got) == [False] * 5 + [True]
    assert Frontier(stores[0]).portal_state(PORTAL).lease_owner == owners[got.index(True)]
    for store in stores:
        store.close()


def _take(place: str, number: int, gate: object, answers: object) -> None:
    with Store.open(place) as store:
        gate.wait(20)  # type: ignore[attr-defined]
        got = Frontier(store).lease(PORTAL, f"elsewhere/{number}/x", 60, NOW)
    answers.put(got)  # type: ignore[attr-defined]


def test_of_several_processes_one_gets_the_portal(place: str):
    Store.open(place).close()
    fresh = multiprocessing.get_context("spawn")
    gate, answers = fresh.Barrier(2), fresh.Queue()
    processes = [fresh.Process(target=_take, args=(place, n, gate, answers)) for n in range(2)]
    for process in processes:
        process.start()
    assert sorted(answers.get(timeout=20) for _ in processes) == [False, True]
    for process in processes:
        process.join(10)


def _name_of_another_process() -> tuple[str, subprocess.Popen[str]]:
    code = "from bulletin_nlp.store.crawl_leases import owner_name; print(owner_name(), flush=True); input()"
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    return process.stdout.readline().strip(), process


@pytest.mark.skipif(sys.platform == "win32", reason="nobody can tell there")
def test_what_a_dead_process_of_this_machine_held_is_free_at_once(frontier: Frontier):
    name, process = _name_of_another_process()
    assert frontier.lease(PORTAL, name, 600, NOW)
    assert not is_dead(name)
    assert not frontier.lease(PORTAL, ONE, 600, NOW)
    process.kill()
    process.wait(10)
    assert is_dead(name)
    assert frontier.lease(PORTAL, ONE, 600, NOW)


@pytest.mark.skipif(not os.path.exists("/proc/self/stat"), reason="no /proc here")  # noqa: PTH110
def test_a_killed_process_that_nobody_collected_is_dead():
    name, process = _name_of_another_process()
    process.kill()
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    assert is_dead(name)
    process.wait(10)


def test_only_a_process_of_this_machine_is_known_to_be_dead():
    name = owner_name()
    host, pid, token = name.split("/")
    assert not is_dead(name)
    assert owner_name() != name
    assert is_dead(f"{host}/{pid}/{token}x")  # a former process that had our id
    assert is_dead(f"{host}/999999999/{token}")
    assert not is_dead(f"elsewhere/999999999/{token}")
    for odd in ("", "a", "a/b", f"{host}/x/y", f"{host}/-1/y"):
        assert not is_dead(odd)


@pytest.mark.skipif(not os.path.exists("/proc/self/stat"), reason="no /proc here")  # noqa: PTH110
def test_another_process_that_has_come_by_the_same_id_is_not_the_owner():
    name, process = _name_of_another_process()
    host, pid, _ = name.split("/")
    assert is_dead(f"{host}/{pid}/1-0")
    process.kill()
    process.wait(10)


def test_an_interrupted_run_of_the_same_options_goes_on(frontier: Frontier):
    asked = {"portals": [PORTAL], "since": None}
    first = frontier.open_run(asked, ONE, 60, NOW, versions={"bulletin-nlp": "1"})
    assert not first.resumed
    assert frontier.open_run({"portals": []}, TWO, 60, at(2)).run_key != first.run_key
    again = frontier.open_run(dict(reversed(asked.items())), TWO, 60, at(2))
    assert (again.run_key, again.started, again.resumed) == (first.run_key, NOW, True)
    assert not frontier.open_run(asked, ONE, 60, at(4), resume=False).resumed


def test_a_run_that_somebody_holds_or_that_ended_is_not_gone_on_with(frontier: Frontier, store: Store):
    run = frontier.open_run({}, ONE, 60, NOW).run_key
    frontier.lease(PORTAL, ONE, 60, NOW)
    assert frontier.renew(PORTAL, ONE, 600, at(0.5))  # and its run with it
    assert frontier.open_run({}, TWO, 60, at(2)).run_key != run
    ended = frontier.open_run({}, TWO, 60, at(2), resume=False).run_key
    frontier.finish_run(ended, {"new": 3}, at(3))
    assert not frontier.open_run({}, ONE, 60, at(30)).resumed
    told = {stored.run_key: stored for stored in store.runs()}
    assert (told[ended].finished, told[ended].counts) == (at(3), {"new": 3})
    assert told[ended].options == {"command": "crawl"}


def test_a_run_of_another_day_is_not_gone_on_with(frontier: Frontier):
    frontier.open_run({}, ONE, 60, NOW)
    assert not frontier.open_run({}, TWO, 60, NOW + RESUMABLE + timedelta(seconds=1)).resumed


def test_of_two_that_go_on_with_a_run_one_does(place: str):
    stores = [Store.open(place) for _ in range(4)]
    Frontier(stores[0]).open_run({}, ONE, 60, NOW)
    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(Frontier(store).open_run, {}, owner_name(), 60, at(2)) for store in stores]
        opened = [one.result() for one in asked]
    assert sorted(run.resumed for run in opened) == [False, False, False, True]
    assert len({run.run_key for run in opened}) == 4
    for store in stores:
        store.close()
