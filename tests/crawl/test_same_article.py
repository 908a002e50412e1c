"""One article under several columns and addresses is one bulletin with all of its places."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bulletin_nlp.store import Store
from bulletin_nlp.store.crawl_entries import Page
from bulletin_nlp.store.frontier import Frontier
from tests.crawl.simulator import FAMILIES, SimulatedPortal
from tests.crawl.world import World


def pages(world: World) -> list[Page]:
    with Store.open(world.place) as store:
        return list(Frontier(store).pages(limit=100))


@pytest.mark.parametrize("family", FAMILIES)
def test_an_article_of_two_columns_is_one_bulletin_with_both(tmp_path: Path, family: str) -> None:
    with SimulatedPortal(family=family, articles=6, columns=("gzdt", "tzgg")) as portal:
        number = portal.numbers("gzdt")[0]
        portal.share(number, "tzgg")
        world = World(tmp_path, [portal])
        visit = world.visit()
        assert visit.count("new") == 6
        mine = [page for page in pages(world) if page.url in portal.urls(number)]
        assert len({page.record_id for page in mine}) == 1
        assert {column for page in mine for column in page.columns} == {"gzdt", "tzgg"}
        assert len({page.record_id for page in pages(world)}) == 6
        world.days = 1
        assert world.visit().count("new", "changed") == 0


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with SimulatedPortal(family="nfcms", articles=4) as portal:
        yield World(tmp_path, [portal])


def test_an_article_that_comes_into_another_column_later_has_both_places(tmp_path: Path) -> None:
    with SimulatedPortal(family="nfcms", articles=6, columns=("gzdt", "tzgg")) as portal:
        world = World(tmp_path, [portal])
        world.run()
        number = portal.numbers("gzdt")[0]
        other = portal.share(number, "tzgg")
        world.days = 1
        assert world.visit().count("new", "changed") == 0
        mine = [page for page in pages(world) if page.url in portal.urls(number)]
        assert {page.url for page in mine} == {portal.url(number), other}
        assert len({page.record_id for page in mine}) == 1
        assert len(world.texts()) == 6


def test_both_addresses_of_an_article_in_gkmlpt_are_one(tmp_path: Path) -> None:
    with SimulatedPortal(family="gkmlpt", articles=4) as portal:
        world = World(tmp_path, [portal])
        assert world.visit().outcomes == {"new": 4}
        assert len(pages(world)) == 4
        assert len(portal.log.requests(kind="article")) == 4


def test_the_page_for_small_screens_is_the_same_article(world: World) -> None:
    (portal,) = world.portals
    portal.set(links="mpost")
    assert world.visit().outcomes == {"new": 4}
    assert len(portal.log.requests(kind="article")) == 4
