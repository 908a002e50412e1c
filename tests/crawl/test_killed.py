"""A run that was killed at the worst moments goes on: nothing is lost, stored twice or asked for twice."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bulletin_nlp.crawl.archive import ArchiveWriter
from bulletin_nlp.errors import BulletinError
from bulletin_nlp.store.frontier import Frontier
from tests.crawl.simulator import SimulatedPortal
from tests.crawl.world import World


class _Killed(BaseException):
    """What a process sees of its end: nothing; here, so that a test can go on."""


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with SimulatedPortal(family="nfcms", articles=12, per_page=4) as portal:
        yield World(tmp_path, [portal])


def asked_twice(portal: SimulatedPortal) -> dict[str, int]:
    counts = portal.log.counts_by_path()
    return {path: n for path, n in counts.items() if n > 1 and path != "/robots.txt"}


def killed_at(monkeypatch: pytest.MonkeyPatch, owner: type, method: str, call: int, world: World) -> None:
    """Run until a method is called for the so manieth time."""
    calls = 0
    original = getattr(owner, method)

    def counted(self: Any, *args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls >= call:
            raise _Killed
        return original(self, *args, **kwargs)

    with monkeypatch.context() as broken:
        broken.setattr(owner, method, counted)
        with pytest.raises(_Killed):
            world.run()


@pytest.mark.parametrize(
    ("owner", "method", "call", "twice"),
    [
        (Frontier, "note_list_page", 1, 0),  # the first list page is archived and not noted
        (Frontier, "note_list_page", 2, 0),
        (Frontier, "end_list", 1, 0),
        (Frontier, "due", 1, 0),
        (Frontier, "due", 5, 0),
        (Frontier, "settle_all", 1, 0),
        (Frontier, "end_visit", 1, 0),
        (Frontier, "finish_run", 1, 0),
        (ArchiveWriter, "response", 2, 1),  # what came and was not archived has to be asked for again
        (ArchiveWriter, "response", 6, 1),
    ],
)
def test_wherever_a_run_ends_the_next_goes_on(
    world: World, monkeypatch: pytest.MonkeyPatch, owner: type, method: str, call: int, twice: int
) -> None:
    (portal,) = world.portals
    killed_at(monkeypatch, owner, method, call, world)
    report = world.run()
    assert report.finished is not None
    assert report.visits[0].outcomes == {"new": 12}
    assert sorted(world.texts()) == sorted(portal.url(n) for n in portal.numbers())
    assert sum(asked_twice(portal).values()) <= 2 * twice
    assert len(world.archived()) == 12


def test_other_options_are_another_run_that_asks_for_the_lists_anew(world: World) -> None:
    (portal,) = world.portals
    portal.misbehave("slow-headers", seconds=0.05)
    stopped = world.run(stop_after=3)
    other = world.run(since=date(2026, 6, 1))
    assert other.run != stopped.run
    assert len(world.texts()) == 12
    assert [path for path in asked_twice(portal) if "post_" not in path]  # the lists
    assert len(world.archived()) == 12 + len([path for path in asked_twice(portal) if "post_" in path])


def test_an_interrupted_run_is_gone_on_with_after_hours_and_no_later_than_a_day(world: World) -> None:
    (portal,) = world.portals
    portal.misbehave("slow-headers", seconds=0.05)
    stopped = world.run(stop_after=3)
    portal.add(2)
    world.days = 0.5
    resumed = world.run()
    assert resumed.run == stopped.run
    assert len(world.texts()) == 12  # its list was looked through before
    assert world.visit().count("new") == 2


def test_a_blocked_portal_is_left_alone_by_the_run_that_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with SimulatedPortal(family="nfcms", articles=4, columns=("gzdt", "tzgg")) as portal:
        world = World(tmp_path, [portal])
        portal.misbehave("challenge-412", on="all")
        killed_at(monkeypatch, Frontier, "end_visit", 1, world)
        before = len(portal.log.requests())
        visit = world.visit()
        assert len(portal.log.requests()) == before
        assert [alarm.code for alarm in visit.alarms][:1] == ["blocked"]
        assert visit.state == "failed"


def test_alarms_of_lists_that_were_read_before_a_break_are_raised_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with SimulatedPortal(family="nfcms", articles=4) as portal:
        world = World(tmp_path, [portal], overrides={"expect": {"min_items": 10}})
        killed_at(monkeypatch, Frontier, "end_visit", 1, world)
        assert [alarm.code for alarm in world.visit().alarms] == ["too_few_items"]


_PROGRAM = """
import os, sys
from pathlib import Path
from bulletin_nlp.portals import read_portal_file
from bulletin_nlp.store.frontier import Frontier
from tests.crawl import world

asked = Frontier.{method}
calls = 0
def ends(self, *args, **kwargs):
    global calls
    calls += 1
    if calls == {call}:
        os._exit(9)
    return asked(self, *args, **kwargs)
Frontier.{method} = ends
folder = Path(sys.argv[1])
here = world.World(folder, [])
here.described = lambda: [read_portal_file(folder / "portals" / "linjiang.toml")]
here.run()
"""


@pytest.mark.parametrize(("method", "call"), [("settle_all", 1), ("note_list_page", 2)])
def test_a_process_that_ends_at_once_leaves_everything_to_the_next(
    world: World, method: str, call: int
) -> None:
    (portal,) = world.portals
    world.described()
    program = _PROGRAM.format(method=method, call=call)
    ended = subprocess.run([sys.executable, "-c", program, str(world.folder)], timeout=60, check=False)
    assert ended.returncode == 9
    report = world.run()
    assert report.visits[0].outcomes == {"new": 12}
    assert len(world.texts()) == 12
    assert asked_twice(portal) == {}


def test_a_store_that_cannot_be_written_ends_the_run_with_what_is_wrong(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise BulletinError("output_unwritable", "the disk is full", "free space")

    for method in ("begin_visit", "note_list_page", "end_list", "end_visit"):
        with monkeypatch.context() as broken:
            broken.setattr(Frontier, method, full)
            with pytest.raises(BulletinError, match="disk is full"):
                world.run()
    assert world.visit().outcomes == {"new": 12}
    assert asked_twice(world.portals[0]) == {}
