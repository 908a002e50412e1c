"""Two runs at once over one store: each portal is visited by one of them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from bulletin_nlp.crawl.report import RunReport
from bulletin_nlp.store import Store
from bulletin_nlp.store.frontier import Frontier
from tests.crawl.simulator import SimulatedPortal
from tests.crawl.world import World


@pytest.fixture
def portals() -> Iterator[list[SimulatedPortal]]:
    with ExitStack() as stack:
        made = [
            stack.enter_context(SimulatedPortal(name, family="nfcms", articles=6)) for name in ("yi", "er")
        ]
        for portal in made:
            portal.misbehave("slow-headers", seconds=0.05)
        yield made


def test_of_two_runs_at_once_one_visits_a_portal_and_the_other_lets_it_be(
    tmp_path: Path, portals: list[SimulatedPortal]
) -> None:
    worlds = [World(tmp_path, portals), World(tmp_path, portals)]
    worlds[0].described()
    Store.open(worlds[0].place).close()
    reports: list[RunReport] = []
    threads = [threading.Thread(target=lambda w=world: reports.append(w.run())) for world in worlds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(reports) == 2
    assert len({report.run for report in reports}) == 2
    for index, portal in enumerate(portals):
        counts = portal.log.counts_by_path()
        assert all(n == 1 for path, n in counts.items() if "post_" in path), counts
        assert sum(report.visits[index].count("new") for report in reports) == 6
    held = [visit for report in reports for visit in report.visits if visit.state == "held"]
    assert held
    assert all(visit.alarms == () for visit in held)
    assert len(worlds[0].texts()) == 12
    assert all(report.finished is not None for report in reports)


def test_a_run_that_loses_its_portal_in_the_middle_writes_nothing_more_of_it(
    tmp_path: Path, portals: list[SimulatedPortal], monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(tmp_path, portals[:1])
    settle = Frontier.settle_all
    taken = False

    def lost(self: Frontier, *args: object, **kwargs: object) -> object:
        nonlocal taken
        if not taken:
            taken = True
            with Store.open(world.place) as store:
                later = world.now().replace(year=world.now().year + 1)
                assert Frontier(store).lease("yi", "elsewhere/1/x", 600, later)
        return settle(self, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(Frontier, "settle_all", lost)
    visit = world.visit()
    assert visit.state == "held"
    assert visit.alarms == ()
    assert world.texts() == {}
    with Store.open(world.place) as store:
        frontier = Frontier(store)
        assert frontier.portal_state("yi").lease_owner == "elsewhere/1/x"
        frontier.release("yi", "elsewhere/1/x")
    portals[0].behave()
    assert world.visit().count("new") == 6


def test_the_lease_of_a_process_that_is_no_more_is_free(
    tmp_path: Path, portals: list[SimulatedPortal]
) -> None:
    world = World(tmp_path, portals[:1])
    with Store.open(world.place) as store:
        Frontier(store).lease("yi", "elsewhere/1/x", 0.01, world.now())
    world.days = 0.01
    assert world.visit().count("new") == 6
