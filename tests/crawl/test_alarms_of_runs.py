"""Each alarm as a run over a real portal raises it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bulletin_nlp.crawl.report import VisitReport
from bulletin_nlp.store import Store
from bulletin_nlp.store.frontier import Frontier
from tests.crawl.simulator import SimulatedPortal
from tests.crawl.world import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    today = datetime.now(UTC).date()
    with SimulatedPortal(family="nfcms", articles=6, newest=today) as portal:
        yield World(tmp_path, [portal], overrides={"expect": {"min_items": 3, "max_age_days": 30}})


def codes(visit: VisitReport) -> list[str]:
    return [alarm.code for alarm in visit.alarms]


@pytest.mark.parametrize(
    ("breaks", "code", "state"),
    [
        (lambda p: p.misbehave("challenge-412", on="list"), "blocked", "failed"),
        (lambda p: p.misbehave("captcha", on="list"), "blocked", "failed"),
        (lambda p: p.misbehave("challenge-521", on="articles"), "blocked", "partial"),
        (lambda p: p.misbehave("status", status=500, on="list"), "unreachable", "failed"),
        (lambda p: p.misbehave("garbage", on="list"), "unreachable", "failed"),
        (lambda p: p.misbehave("status", status=502, on="articles"), "unreachable", "partial"),
        (lambda p: p.robots("User-agent: *\nDisallow: /\n"), "robots", "failed"),
        (lambda p: p.misbehave("status", status=500, on="robots"), "robots", "failed"),
        (lambda p: p.redesign(articles=False), "layout_changed", "failed"),
        (lambda p: [p.remove(n, listed=False) for n in p.numbers()[2:]], "too_few_items", "complete"),
        (lambda p: p.misbehave("status", status=404, on="list"), "list_gone", "failed"),
        (lambda p: p.set(lists="home"), "list_gone", "failed"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_breaks_is_an_alarm_of_its_own_and_gone_with_its_cause(
    tmp_path: Path, world: World, breaks: Callable[[SimulatedPortal], object], code: str, state: str
) -> None:
    (portal,) = world.portals
    world.run()
    portal.add(3)
    breaks(portal)
    world.days = 1
    visit = world.visit()
    assert codes(visit)[0] == code
    assert visit.state == state
    with Store.open(world.place) as store:
        (kept,) = Frontier(store).visits(portal="linjiang", limit=1)
    assert [alarm.code for alarm in kept.alarms] == codes(visit)
    assert len(world.texts()) == (8 if state == "complete" else 6)


def test_a_sound_portal_with_nothing_new_has_no_alarm(world: World) -> None:
    world.run()
    world.days = 1
    assert (world.visit().alarms, world.visit().state) == ((), "complete")


def test_a_list_whose_newest_entry_is_too_old(world: World) -> None:
    world.run()
    world.days = 40
    visit = world.visit()
    assert codes(visit) == ["too_old"]
    assert visit.state == "complete"
    world.portals[0]._published.newest = world.now().date()
    world.portals[0].add(1)
    assert codes(world.visit()) == []


def test_a_body_selector_that_finds_nothing_any_more(world: World) -> None:
    (portal,) = world.portals
    world.run()
    portal.redesign(lists=False)
    portal.add(3)
    world.days = 1
    assert codes(world.visit())[0] in ("body_selector_missed", "layout_changed")


def test_articles_none_of_which_can_be_read(world: World) -> None:
    (portal,) = world.portals
    world.run()
    new = portal.add(3)
    for number in new:
        portal.misbehave("page", on=f"article:{number}", html="<p>坏</p>")
    world.days = 1
    visit = world.visit()
    assert visit.count("new") == 0
    assert codes(visit) == ["all_failed"]


def test_a_host_that_nobody_listens_at(tmp_path: Path) -> None:
    with SimulatedPortal(family="nfcms", articles=3) as portal:
        world = World(tmp_path, [portal])
        world.run()
    visit = world.visit()
    assert codes(visit) == ["unreachable"]
    assert visit.lists[0].outcome == "unreachable:refused"
    assert visit.state == "failed"
    assert len(world.texts()) == 3
