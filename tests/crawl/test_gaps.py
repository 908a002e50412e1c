"""What lies between two looks is noted where nobody could see it, and repaired where it can be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bulletin_nlp.store import Store
from bulletin_nlp.store.crawl_entries import Gap
from bulletin_nlp.store.frontier import Frontier
from tests.crawl.simulator import SimulatedPortal
from tests.crawl.world import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A portal whose lists are read two pages of five entries far."""
    with SimulatedPortal(family="nfcms", articles=12, per_page=5) as portal:
        yield World(tmp_path, [portal], overrides={"pagination": {"limit": 2}})


def gaps(world: World, *, closed: bool = False) -> list[Gap]:
    with Store.open(world.place) as store:
        return list(Frontier(store).gaps(closed=closed))


def test_a_first_look_that_ends_at_the_limit_leaves_no_gap_and_the_next_goes_down_to_it(world: World) -> None:
    first = world.visit()
    assert (first.lists[0].complete, first.lists[0].arrived) == (True, False)
    assert gaps(world) == []
    world.days = 1
    world.portals[0].add(2)
    second = world.visit()
    assert second.lists[0].arrived
    assert (second.count("new"), gaps(world), second.alarms) == (2, [], ())


def test_more_new_entries_than_a_run_reads_are_a_gap_until_it_is_repaired(world: World) -> None:
    (portal,) = world.portals
    world.run()
    world.days = 1
    portal.add(15)
    visit = world.visit()
    assert [alarm.code for alarm in visit.alarms] == ["gap"]
    (gap,) = gaps(world)
    assert (gap.column, gap.since, gap.until) == ("gzdt", date(2026, 6, 30), date(2026, 7, 5))
    world.days = 1.2
    assert world.visit(repair=True).count("new") == 5
    assert gaps(world) == []
    assert [known.closed is not None for known in gaps(world, closed=True)] == [True]
    assert len(world.texts()) == 10 + 15


def test_a_gap_that_a_list_no_longer_shows_stays_with_the_reason(world: World) -> None:
    (portal,) = world.portals
    world.run()
    world.days = 1
    portal.add(15)
    world.run()
    for number in sorted(portal.numbers())[:-8]:
        portal.remove(number)
    world.days = 2
    world.run(repair=True)
    (gap,) = gaps(world)
    assert "nothing before" in gap.reason


def test_a_list_that_was_blocked_for_days_leaves_no_gap_where_all_is_still_listed(world: World) -> None:
    (portal,) = world.portals
    world.run()
    portal.misbehave("challenge-412", on="all")
    for day in (1, 2):
        world.days = day
        portal.add(2)
        assert world.visit().state == "failed"
    portal.behave()
    world.days = 3
    visit = world.visit()
    assert visit.count("new") == 4
    assert (visit.alarms, gaps(world)) == ((), [])
