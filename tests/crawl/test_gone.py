"""Bulletins that a portal takes down, puts back or lists otherwise, and when they are asked for again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

import pytest

from bulletin_nlp.store import Store
from bulletin_nlp.store.crawl_entries import Page
from bulletin_nlp.store.frontier import Frontier
from tests.crawl.simulator import SimulatedPortal
from tests.crawl.world import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with SimulatedPortal(family="nfcms", articles=4) as portal:
        yield World(tmp_path, [portal])


def page(world: World, number: int) -> Page:
    (portal,) = world.portals
    with Store.open(world.place) as store:
        (found,) = [p for p in Frontier(store).pages(limit=50) if p.url == portal.url(number)]
    return found


@pytest.mark.parametrize("removal", ["404", "410", "soft"])
def test_a_bulletin_that_is_taken_down_keeps_its_record_and_is_found_when_it_is_back(
    world: World, removal: Literal["404", "410", "soft"]
) -> None:
    (portal,) = world.portals
    world.run()
    before = world.texts()
    portal.remove(4, removal, listed=True)
    world.days = 1
    visit = world.visit()
    assert visit.outcomes == {"gone": 1, "unchanged": 3}
    assert visit.alarms == ()
    assert world.texts() == before
    assert page(world, 4).outcome == "gone"
    assert page(world, 4).record_id is not None
    portal.restore(4)
    world.days = 2
    assert world.visit().outcomes == {"unchanged": 4}
    portal.remove(4, removal, listed=True)
    world.days = 3
    world.run()
    portal.restore(4)
    portal.change(4)
    world.days = 4
    assert world.visit().outcomes == {"changed": 1, "unchanged": 3}
    with Store.open(world.place) as store:
        (row,) = [row for row in store.list() if row.url == portal.url(4)]
        assert row.revisions == 2


def test_a_bulletin_that_a_list_names_no_more_keeps_its_record_and_is_not_asked_for(world: World) -> None:
    (portal,) = world.portals
    world.run()
    portal.remove(4, "404", listed=False)
    portal.log.clear()
    world.days = 1
    assert world.visit().outcomes == {"unchanged": 3}
    assert portal.url(4) in world.texts()
    assert not portal.log.requests(kind="article:4")


def test_articles_are_asked_for_by_each_run_in_their_first_days_and_then_seldom(world: World) -> None:
    looks = []
    for day in (0, 6, 8, 9, 14, 15.5, 20, 46):
        world.days = day
        looks.append(world.visit().looked)
    # on the eighth day they are put off for 7 days, then for 30
    assert looks == [4, 4, 4, 0, 0, 4, 0, 4]


@pytest.mark.parametrize("what", ["title", "day"])
def test_an_old_article_that_its_list_names_otherwise_is_asked_for_again(
    world: World, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (portal,) = world.portals
    for day in (0, 8):
        world.days = day
        world.run()
    world.days = 9
    assert world.visit().outcomes == {}
    publication = portal._published.by_number[3]
    if what == "day":
        publication.day += timedelta(days=1)
    else:
        listed = portal._published.text

        def retitled(number: int) -> object:
            from dataclasses import replace

            text = listed(number)
            return replace(text, title=f"更正：{text.title}") if number == 3 else text

        monkeypatch.setattr(portal._published, "text", retitled)
    world.days = 10
    assert world.visit().outcomes == {"changed": 1}
    assert page(world, 3).listed == (date(2026, 7, 1) if what == "day" else date(2026, 6, 30))


def test_an_address_that_fails_for_ever_is_asked_for_ever_more_seldom(world: World) -> None:
    (portal,) = world.portals
    portal.misbehave("status", status=500, on="article:4")
    world.run()
    looks = []
    for day in (0.1, 0.2, 0.3, 0.4, 0.5, 0.9, 1.2, 2.0, 3.0):
        world.days = day
        portal.log.clear()
        world.run()
        looks.append(len(portal.log.requests(kind="article:4")))
    assert looks == [1, 0, 0, 1, 0, 1, 0, 1, 0]
    portal.behave()
    world.days = 30
    assert world.visit().count("new") == 1
