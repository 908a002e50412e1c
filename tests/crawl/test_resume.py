"""A run that was stopped goes on where it was, and asks nobody twice."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bulletin_nlp.crawl.stopping import Stopped, pausing
from bulletin_nlp.errors import BulletinError
from bulletin_nlp.store import Store
from bulletin_nlp.store.frontier import Frontier
from tests.crawl.simulator import SimulatedPortal
from tests.crawl.world import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with SimulatedPortal(family="nfcms", articles=16, per_page=5) as portal:
        portal.misbehave("slow-headers", seconds=0.08)
        yield World(tmp_path, [portal])


def asked_twice(portal: SimulatedPortal) -> dict[str, int]:
    counts = portal.log.counts_by_path()
    return {path: n for path, n in counts.items() if n > 1 and path != "/robots.txt"}


def test_a_stopped_run_goes_on_without_asking_for_anything_twice(world: World) -> None:
    stopped = world.run(stop_after=3)
    assert stopped.finished is None
    assert stopped.visits[0].state == "stopped"
    assert 3 <= len(world.texts()) < 16
    resumed = world.run()
    assert resumed.run == stopped.run
    assert resumed.visits[0].outcomes == {"new": 16}  # the run's, not only of its second part
    assert len(world.texts()) == 16
    assert asked_twice(world.portals[0]) == {}


def test_a_run_goes_on_only_within_a_day(world: World) -> None:
    stopped = world.run(stop_after=3)
    world.days = 1.1
    assert world.run().run != stopped.run
    assert len(world.texts()) == 16


def test_what_is_archived_and_not_settled_is_not_asked_for_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise BulletinError("output_unwritable", "the disk is full", "free space")

    with monkeypatch.context() as broken:
        broken.setattr(Frontier, "settle_all", full)
        with pytest.raises(BulletinError, match="output_unwritable"):
            world.run()
    archived = len(world.archived())
    assert archived > 0
    assert world.texts() == {}
    visit = world.visit()
    assert visit.outcomes == {"new": 16}
    assert len(world.archived()) == 16
    assert asked_twice(world.portals[0]) == {}


def test_portals_that_an_interrupted_run_was_done_with_are_not_visited_again(tmp_path: Path) -> None:
    with (
        SimulatedPortal("small", family="nfcms", articles=3) as small,
        SimulatedPortal("large", family="trs", articles=12) as large,
    ):
        large.misbehave("slow-headers", seconds=0.08)
        world = World(tmp_path, [small, large], parallel=1)
        world.run(stop_after=5)
        before = len(small.log.requests())
        report = world.run()
        assert len(small.log.requests()) == before
        assert [dict(visit.outcomes) for visit in report.visits] == [{"new": 3}, {"new": 12}]


def test_a_portal_that_another_run_visits_is_left_to_it(world: World) -> None:
    with Store.open(world.place) as store:
        Frontier(store).lease("linjiang", "elsewhere/1/x", 600, world.now())
    visit = world.visit()
    assert (visit.state, visit.alarms) == ("held", ())
    assert world.portals[0].log.requests() == []


def test_a_stop_does_not_wait_for_the_pause_between_two_requests_and_asks_for_nothing_more(
    tmp_path: Path,
) -> None:
    stop = threading.Event()
    pause = pausing(stop)
    threading.Timer(0.1, stop.set).start()
    began = time.monotonic()
    with pytest.raises(Stopped):
        pause(30)
    assert time.monotonic() - began < 5
    with SimulatedPortal(family="nfcms", articles=12, per_page=5) as portal:
        hasty = {"politeness": {"delay": 0.01, "jitter": 0}}
        world = World(tmp_path, [portal], sleep=_raises_after(4), overrides=hasty)
        report = world.run()
        assert report.visits[0].state == "stopped"
        asked = len(portal.log.requests())
        world.sleep = time.sleep
        assert world.run().run == report.run
        assert len(world.texts()) == 12
        assert asked_twice(portal) == {}
        assert asked <= 5


def _raises_after(pauses: int) -> Callable[[float], None]:
    left = [pauses]

    def pause(seconds: float) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise Stopped

    return pause
