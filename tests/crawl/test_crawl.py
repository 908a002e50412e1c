"""A crawl over real HTTP: every article once, and what nobody could look at never passes for nothing new."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from bulletin_nlp.batch import Job
from bulletin_nlp.crawl.fetch import Fetcher
from bulletin_nlp.crawl.run import Archiving, Asked, Crawl
from bulletin_nlp.portals import read_portal_file
from bulletin_nlp.store import Store, prepare
from bulletin_nlp.store.frontier import Frontier
from tests.crawl.simulator import FAMILIES, SimulatedPortal
from tests.crawl.world import FETCHING, World, extract


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with SimulatedPortal(family="nfcms", articles=12, per_page=5) as portal:
        yield World(tmp_path, [portal])


def articles_asked(portal: SimulatedPortal) -> dict[str, int]:
    """Return how often each article was asked for, by address."""
    counts = portal.log.counts_by_path()
    return {url: counts[url.removeprefix(portal.base)] for n in portal.numbers() for url in [portal.url(n)]}


@pytest.mark.parametrize("family", FAMILIES)
def test_every_article_of_every_family_is_stored_once(tmp_path: Path, family: str) -> None:
    with SimulatedPortal(family=family, articles=12, per_page=5) as portal:
        world = World(tmp_path, [portal])
        visit = world.visit()
        assert visit.outcomes == {"new": 12}
        assert (visit.state, visit.alarms) == ("complete", ())
        assert sorted(world.texts()) == sorted(portal.url(n) for n in portal.numbers())
        assert set(articles_asked(portal).values()) == {1}


def test_a_second_run_asks_whether_what_is_listed_has_changed_and_stores_nothing_twice(world: World) -> None:
    world.run()
    again = world.visit()
    assert again.outcomes == {"unchanged": 5}  # the first page of the list, where looking ends
    assert {entry.status for entry in world.portals[0].log.requests() if "post_" in entry.path} == {200, 304}
    assert len(world.texts()) == 12


def test_new_articles_are_found_and_the_list_is_left_where_it_is_known(world: World) -> None:
    (portal,) = world.portals
    world.run()
    portal.add(2)
    before = len(portal.log.requests("/"))
    visit = world.visit()
    assert visit.count("new") == 2
    assert visit.lists[0].pages <= 2
    assert len(world.texts()) == 14
    assert len(portal.log.requests("/")) - before <= 2 + 1 + 10  # lists, robots.txt, the articles they name


def test_a_changed_article_is_a_new_revision_and_the_old_one_is_kept(world: World) -> None:
    (portal,) = world.portals
    world.run()
    newest = max(portal.numbers())
    portal.change(newest)
    assert world.visit().outcomes == {"changed": 1, "unchanged": 4}
    with Store.open(world.place) as store:
        (row,) = [row for row in store.list() if row.url == portal.url(newest)]
        assert row.revisions == 2
        first, second = store.revisions(row.id)
        assert first.record.text != second.record.text


def test_each_record_says_where_its_page_is_archived_and_which_day_its_list_gives(world: World) -> None:
    world.run()
    with Store.open(world.place) as store:
        record = store.get(store.list()[0].id)
    assert record.published_basis == "list"
    assert record.source.archive is not None
    (found,) = [
        answer for answer in world.archived() if answer.at.record_id == record.source.archive.record_id
    ]
    assert found.url == record.source.url
    assert record.source.extra["portal"] == "linjiang"


@pytest.mark.parametrize(
    ("do", "settings", "outcome"),
    [
        ("status", {"status": 404}, "gone"),
        ("soft-404", {}, "gone"),
        ("status", {"status": 500}, "unreachable:5xx"),
        ("truncated-gzip", {}, "unreachable:incomplete"),
        ("gzip-bomb", {"megabytes": 20}, "too_large"),
        ("endless-body", {}, "too_large"),
        ("slow-body", {"seconds": 0.5}, "unreachable:slow"),
        ("stall", {}, "unreachable:timeout"),
        ("garbage", {}, "unreachable:protocol"),
        ("redirect", {"to": "loop"}, "unreachable:redirects"),
        ("redirect", {"to": "stranger"}, "outside:host"),
        ("redirect", {"to": "private"}, "outside:address"),
    ],
)
def test_an_article_that_cannot_be_read_is_named_and_the_others_are_stored(
    world: World, do: str, settings: dict[str, object], outcome: str
) -> None:
    (portal,) = world.portals
    portal.misbehave(do, on=f"article:{max(portal.numbers())}", **settings)
    visit = world.visit()
    assert visit.outcomes == {outcome: 1, "new": 11}
    assert portal.stranger_log.requests() == []
    portal.behave()
    again = world.visit()
    if outcome in ("gone", "too_large") or outcome.startswith("outside"):
        assert len(world.texts()) in (11, 12)
    else:
        assert again.count("new") == 1
        assert len(world.texts()) == 12


@pytest.mark.parametrize(
    ("do", "settings", "outcome"),
    [
        ("challenge-412", {}, "blocked:challenge-412"),
        ("challenge-521", {}, "blocked:challenge-521"),
        ("captcha", {}, "blocked:captcha"),
        ("status", {"status": 403}, "blocked:403"),
        ("script-shell", {}, "blocked:js-shell"),
    ],
)
def test_a_portal_that_declines_is_asked_nothing_more_and_that_is_not_nothing_new(
    world: World, do: str, settings: dict[str, object], outcome: str
) -> None:
    (portal,) = world.portals
    world.run()
    portal.add(1)
    portal.log.clear()
    portal.misbehave(do, on="all", **settings)
    visit = world.visit()
    assert visit.lists[0].outcome == outcome
    assert visit.state == "failed"
    assert [alarm.code for alarm in visit.alarms] == ["blocked"]
    assert len(portal.log.requests()) <= 2  # robots.txt and the list
    portal.behave()
    assert world.visit().count("new") == 1


def test_a_block_in_the_middle_ends_the_visit_and_the_rest_comes_with_the_next_run(world: World) -> None:
    (portal,) = world.portals
    portal.misbehave("challenge-412", on="articles", after=4)
    visit = world.visit()
    assert visit.outcomes == {"new": 4, "blocked:challenge-412": 1}
    assert (visit.state, [alarm.code for alarm in visit.alarms]) == ("partial", ["blocked"])
    portal.behave()
    assert world.visit().count("new") == 8
    assert len(world.texts()) == 12


def test_a_redesign_between_two_runs_is_noticed(world: World) -> None:
    (portal,) = world.portals
    world.run()
    portal.add(3)
    portal.redesign(articles=False)
    visit = world.visit()
    assert visit.lists[0].outcome == "layout_changed"
    assert "layout_changed" in [alarm.code for alarm in visit.alarms]
    assert visit.state == "failed"


def test_articles_whose_body_no_selector_finds_any_more_raise_an_alarm(world: World) -> None:
    (portal,) = world.portals
    world.run()
    portal.redesign(lists=False)
    portal.add(3)
    visit = world.visit()
    assert (
        "body_selector_missed" in [alarm.code for alarm in visit.alarms] or visit.count("layout_changed") == 3
    )


def test_the_same_article_under_two_columns_is_one_bulletin_with_both(tmp_path: Path) -> None:
    with SimulatedPortal(family="nfcms", articles=6, columns=("gzdt", "tzgg")) as portal:
        number = portal.numbers("gzdt")[0]
        portal.share(number, "tzgg")
        world = World(tmp_path, [portal])
        world.run()
        assert len(world.texts()) == 6
        with Store.open(world.place) as store:
            frontier = Frontier(store)
            columns = {page.columns for page in frontier.pages(limit=50)}
            addresses = {page.record_id for page in frontier.pages(limit=50)}
        assert len(addresses) == 6
        assert columns


@pytest.mark.parametrize("links", ["jsessionid", "t", "mpost"])
def test_addresses_that_name_a_visit_are_one_article(world: World, links: str) -> None:
    (portal,) = world.portals
    world.run()
    portal.set(links=links)
    assert world.visit().count("new") == 0
    assert len(world.texts()) == 12


@pytest.mark.parametrize("out_of_range", ["first", "home"])
def test_pages_out_of_range_end_the_list(tmp_path: Path, out_of_range: str) -> None:
    with SimulatedPortal(family="nfcms", articles=12, per_page=5) as portal:
        portal.set(pager="script", out_of_range=out_of_range)
        world = World(tmp_path, [portal])
        visit = world.visit()
        assert visit.count("new") == 12
        assert len(portal.log.requests()) <= 12 + 5 + 1


def test_since_leaves_older_articles_out(world: World) -> None:
    visit = world.visit(since=date(2026, 6, 29))
    assert visit.outcomes == {"new": 4}
    assert min(str(answer.fetched_at) for answer in world.archived())


def test_at_most_so_many_articles_are_asked_for_and_the_rest_by_the_next_run(world: World) -> None:
    assert world.visit(most=5).count("new") == 5
    assert world.visit().count("new") == 7


def test_what_robots_txt_forbids_is_not_asked_for(world: World) -> None:
    (portal,) = world.portals
    portal.robots("User-agent: *\nDisallow: /\n")
    visit = world.visit()
    assert visit.lists[0].outcome == "robots:disallowed"
    assert "robots" in [alarm.code for alarm in visit.alarms]
    assert {entry.path for entry in portal.log.requests()} == {"/robots.txt"}


def test_a_list_with_nothing_in_it_is_no_failure_but_breaks_the_expectation(tmp_path: Path) -> None:
    with SimulatedPortal(family="nfcms", articles=12) as portal:
        world = World(tmp_path, [portal], overrides={"expect": {"min_items": 3}})
        world.run()
        portal.set(lists="empty")
        assert world.visit().alarms


@pytest.fixture
def long(tmp_path: Path) -> Iterator[World]:
    """A list of which a look takes in two of its four pages."""
    with SimulatedPortal(family="nfcms", articles=20, per_page=5) as portal:
        yield World(tmp_path, [portal], overrides={"pagination": {"limit": 2}})


def test_a_list_longer_than_a_look_is_left_where_it_is_known(long: World) -> None:
    assert long.visit().outcomes == {"new": 10}
    again = long.visit()
    assert (again.lists[0].pages, again.gaps, again.alarms) == (1, (), ())


def test_more_new_entries_than_a_look_takes_in_leave_a_gap_that_a_repair_closes(long: World) -> None:
    (portal,) = long.portals
    long.run()
    portal.add(13)
    visit = long.visit()
    assert visit.count("new") == 10
    assert [alarm.code for alarm in visit.alarms] == ["gap"]
    assert long.visit().count("new") == 0
    with Store.open(long.place) as store:
        assert len(Frontier(store).gaps(portal.name)) == 1  # a look that ends at the top closes nothing
    long.visit(repair=True)
    assert {portal.url(n) for n in sorted(portal.numbers())[-23:]} <= set(long.texts())
    with Store.open(long.place) as store:
        assert not Frontier(store).gaps(portal.name)


def test_portals_that_share_a_host_share_the_longest_delay_from_the_first_request_on(tmp_path: Path) -> None:
    with SimulatedPortal(family="nfcms", articles=2, per_page=5) as portal:
        slow = read_portal_file(portal.write_into(tmp_path, delay=0.15))
        (tmp_path / "quick.toml").write_text(portal.toml(delay=0, name="quick"), encoding="utf-8")
        quick = read_portal_file(tmp_path / "quick.toml")
        place = f"sqlite:///{tmp_path / 'b.db'}"
        with Store.open(place) as store, Fetcher(FETCHING) as fetcher:
            archiving, job = Archiving(tmp_path / "archive", 1_000_000, 0), Job(extract, 2_000_000, prepare)
            crawl = Crawl(Frontier(store), fetcher, archiving, job, parallel=1, workers=0)
            crawl.run([quick, slow], Asked())
        moments = [request.start for request in portal.log.requests()]
        assert min(after - before for before, after in pairwise(moments)) >= 0.15


def test_an_article_that_alone_is_refused_stops_nothing_and_several_in_a_row_do(world: World) -> None:
    (portal,) = world.portals
    newest = max(portal.numbers())
    portal.misbehave("status", status=403, on=f"article:{newest}")
    visit = world.visit()
    assert visit.outcomes == {"blocked:403": 1, "new": 11}
    assert "blocked" in [alarm.code for alarm in visit.alarms]
    portal.add(6)
    portal.misbehave("status", status=403, on="articles")
    assert world.visit().outcomes == {"blocked:403": 3}


def test_what_failed_before_is_asked_for_after_what_is_new(world: World) -> None:
    (portal,) = world.portals
    newest = max(portal.numbers())
    portal.misbehave("challenge-412", on=f"article:{newest}")
    assert world.visit().outcomes == {"blocked:challenge-412": 1}
    assert world.visit().outcomes == {"new": 11, "blocked:challenge-412": 1}
