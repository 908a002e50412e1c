"""The archive alone gives the records that the crawl made."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bulletin_nlp.batch import Failure, Input, Job, StoreOutput, Summary, run
from bulletin_nlp.crawl.archived_articles import ArchivedArticles
from bulletin_nlp.extraction.reading import Given
from bulletin_nlp.record import Bulletin
from bulletin_nlp.store import Store
from tests.crawl.simulator import FAMILIES, SimulatedPortal
from tests.crawl.world import World, extract


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with SimulatedPortal(family="nfcms", articles=8, per_page=4, columns=("gzdt", "tzgg")) as portal:
        yield World(tmp_path, [portal])


def articles(world: World, **chosen: Any) -> ArchivedArticles:
    portals = {portal.name: portal for portal in world.described()}
    return ArchivedArticles(world.archive, portals, **{"every_version": True, **chosen})


def rebuild(world: World, place: str, **chosen: Any) -> Summary:
    sink = StoreOutput(place, options={"command": "reprocess"}, versions={})
    return run(articles(world, **chosen), Job(extract), [sink], workers=0)


def stored(place: str) -> dict[str, Any]:
    """Return what a store says of each bulletin, but for moments and for which of its addresses speaks."""
    found = {}
    with Store.open(place, create=False) as store:
        works = {row["bulletin_id"]: (row["work_id"], row["speaks"]) for row in store.query(kind="bulletins")}
        for row in store.list():
            record = store.get(row.id)
            revisions = [
                (r.record.text, r.record.published, r.record.published_basis, r.record.source.url)
                for r in store.revisions(row.id)
            ]
            found[row.id] = {
                "basis": record.published_basis,
                "published": record.published,
                "extra": record.source.extra,
                "archive": record.source.archive,
                "site": record.source.site_name,
                "work": works[row.id],
                "revisions": revisions,
            }
    return found


@pytest.mark.parametrize("family", FAMILIES)
def test_an_empty_store_gets_what_the_crawl_of_any_family_made(tmp_path: Path, family: str) -> None:
    with SimulatedPortal(family=family, articles=6, columns=("gzdt", "tzgg")) as portal:
        world = World(tmp_path, [portal])
        world.run()
        portal.change(6)
        portal.add(1)
        world.days = 1
        world.run()
        asked = len(portal.log.requests())
        place = f"sqlite:///{tmp_path / 'rebuilt.db'}"
        summary = rebuild(world, place)
        assert summary.failed.total() == 0
        assert stored(place) == stored(world.place)
        assert len(portal.log.requests()) == asked


def test_articles_of_two_columns_that_came_and_went_are_rebuilt(world: World, tmp_path: Path) -> None:
    (portal,) = world.portals
    portal.share(portal.numbers("gzdt")[0], "tzgg")
    world.run()
    portal.share(portal.numbers("gzdt")[1], "tzgg")
    portal.remove(3, "404", listed=True)
    world.days = 1
    world.run()
    place = f"sqlite:///{tmp_path / 'rebuilt.db'}"
    rebuild(world, place)
    rebuilt, crawled = stored(place), stored(world.place)
    assert rebuilt.keys() == crawled.keys()
    for key, facts in crawled.items():
        assert rebuilt[key]["revisions"] == facts["revisions"]
        assert rebuilt[key]["basis"] == facts["basis"]


def test_the_same_store_is_as_it_was(world: World) -> None:
    (portal,) = world.portals
    world.run()
    portal.change(8)
    portal.share(portal.numbers("gzdt")[0], "tzgg")
    world.days = 1
    world.run()
    before = stored(world.place)
    summary = rebuild(world, world.place, every_version=False)
    assert set(summary.outcomes) <= {"unchanged", "copy", "reread"}
    assert stored(world.place) == before


def test_a_damaged_record_is_a_failure_and_the_others_are_read(world: World, tmp_path: Path) -> None:
    world.run()
    at = world.archived()[3].at
    path = tmp_path / "archive" / at.file
    content = bytearray(path.read_bytes())
    content[at.offset + 60 : at.offset + 90] = bytes(30)
    path.write_bytes(content)
    place = f"sqlite:///{tmp_path / 'rebuilt.db'}"
    summary = rebuild(world, place)
    assert summary.failed.total() == 1
    with Store.open(place) as store:
        assert store.count() == 7
        (failure,) = store.failures()
    assert failure.code == "input_damaged"
    assert at.file in failure.input


def test_a_torn_last_record_is_a_failure_and_the_others_are_read(world: World, tmp_path: Path) -> None:
    world.run()
    at = world.archived()[-1].at
    path = tmp_path / "archive" / at.file
    path.write_bytes(path.read_bytes()[: at.offset + 100])
    place = f"sqlite:///{tmp_path / 'rebuilt.db'}"
    assert rebuild(world, place).failed.total() == 1
    with Store.open(place) as store:
        assert store.count() == 7


def test_a_portal_without_a_description_is_read_without_what_its_lists_say(world: World) -> None:
    world.run()
    found = list(ArchivedArticles(world.archive, {}, every_version=True))
    assert len(found) == 8
    assert all(isinstance(item, Input) for item in found)


def test_what_is_archived_and_no_article_is_left_out(world: World) -> None:
    (portal,) = world.portals
    portal.misbehave("soft-404", on="article:3")
    portal.misbehave("status", status=500, on="article:4")
    portal.misbehave("document", on="article:5", kind="pdf")
    world.run()
    found = list(articles(world))
    assert not any(isinstance(item, Failure) for item in found)
    assert {item.name for item in found} == {portal.url(n) for n in (1, 2, 6, 7, 8)}


def test_an_article_that_changed_and_changed_back_is_rebuilt_with_all_its_versions(
    world: World, tmp_path: Path
) -> None:
    (portal,) = world.portals
    world.run()
    for day, revision in ((1, 1), (2, 0)):
        portal._published.by_number[8].revision = revision
        portal._published.version += 1
        world.days = day
        world.run()
    place = f"sqlite:///{tmp_path / 'rebuilt.db'}"
    rebuild(world, place)
    assert stored(place) == stored(world.place)


def test_an_article_whose_listed_day_was_put_right_is_rebuilt_with_both_days(
    world: World, tmp_path: Path
) -> None:
    (portal,) = world.portals
    world.run()
    portal._published.by_number[8].day += timedelta(days=1)
    portal._published.version += 1
    world.days = 1
    assert world.visit().count("changed") == 1
    place = f"sqlite:///{tmp_path / 'rebuilt.db'}"
    rebuild(world, place)
    assert stored(place) == stored(world.place)


def test_a_rebuilding_that_was_interrupted_goes_on(world: World, tmp_path: Path) -> None:
    (portal,) = world.portals
    world.run()
    portal.change(8)
    world.days = 1
    world.run()
    place = f"sqlite:///{tmp_path / 'rebuilt.db'}"
    read = 0

    def interrupted(text: str, given: Given) -> Bulletin:
        nonlocal read
        read += 1
        if read == 5:
            raise KeyboardInterrupt
        return extract(text, given)

    sink = StoreOutput(place, options={"command": "reprocess"}, versions={})
    with pytest.raises(KeyboardInterrupt):
        run(articles(world), Job(interrupted), [sink], workers=0)
    sink.abandon()
    rebuild(world, place)
    assert stored(place) == stored(world.place)
