"""What crawls looked through counts in the coverage of months, and what they could not look at, too."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bulletin_nlp.cli.app import app
from tests.crawl.simulator import SimulatedPortal
from tests.crawl.world import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with SimulatedPortal(family="nfcms", articles=4) as portal:
        yield World(tmp_path, [portal])


def states(world: World) -> dict[str, str]:
    import csv
    import io

    found = CliRunner().invoke(
        app,
        ["coverage", "--db", world.place, "--portals", str(world.folder / "portals"), "--format", "csv"],
    )
    assert found.exit_code == 0, found.stderr
    rows = csv.DictReader(io.StringIO(found.stdout))
    return {row["month"][:7]: row["state"] for row in rows}


def test_a_month_looked_through_without_bulletins_is_known_to_have_none(world: World) -> None:
    world.run()
    today = datetime.now(UTC).date()
    found = states(world)
    assert found["2026-06"] in ("found", "none_found")
    for month in (7, 8, 9, 10):
        if date(2026, month + 1, 1) < today:
            assert found[f"2026-{month:02}"] == "none_listed"


def test_a_month_in_which_nobody_could_look_is_told_apart(world: World) -> None:
    (portal,) = world.portals
    world.run()
    portal.misbehave("challenge-412", on="all")
    world.days = 70
    world.run()
    later = world.now().date()
    assert states(world)[f"{later:%Y-%m}"] == "could_not_read"
    portal.behave()
    world.run()
    assert states(world)[f"{later:%Y-%m}"] != "could_not_read"
