"""A whole crawl in PostgreSQL: found, found again, changed, held, reported."""

from __future__ import annotations

from pathlib import Path

from bulletin_nlp.store import Store
from bulletin_nlp.store.frontier import Frontier
from tests.crawl.simulator import SimulatedPortal
from tests.crawl.world import World
from tests.store.conftest import postgres, postgres_server

__all__ = ["postgres", "postgres_server"]


def test_a_crawl_into_postgresql(tmp_path: Path, postgres: str) -> None:
    with (
        SimulatedPortal("yi", family="nfcms", articles=8, per_page=4) as yi,
        SimulatedPortal("er", family="gkmlpt", articles=5, place=1) as er,
    ):
        world = World(tmp_path, [yi, er], db=postgres)
        first = world.run()
        assert [dict(visit.outcomes) for visit in first.visits] == [{"new": 8}, {"new": 5}]
        yi.change(8)
        yi.add(1)
        er.misbehave("challenge-412", on="all")
        world.days = 1
        second = world.run()
        assert second.visits[0].outcomes == {"new": 1, "changed": 1, "unchanged": 6}
        assert [alarm.code for alarm in second.visits[1].alarms] == ["blocked"]
        er.behave()
        er.misbehave("slow-headers", seconds=0.05)
        world.days = 2
        assert world.run(stop_after=3).finished is None
        assert world.run().finished is not None
        assert len(world.texts()) == 14
        with Store.open(postgres) as store:
            frontier = Frontier(store)
            assert len(frontier.visits(portal="yi")) == 3
            assert [state.last_success is not None for state in frontier.portal_states()] == [True, True]
