"""``crawl``, ``health``, ``reprocess`` and ``portals check|mute`` against simulated portals."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bulletin_nlp.cli.app import app
from bulletin_nlp.portals import VARIABLE
from bulletin_nlp.store import Store
from tests.crawl.simulator import SimulatedPortal


@pytest.fixture(autouse=True)
def _in_a_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(VARIABLE, "portals")
    (tmp_path / "portals").mkdir()


@pytest.fixture
def site() -> Iterator[SimulatedPortal]:
    with SimulatedPortal(family="nfcms", articles=4) as portal:
        portal.write_into(Path("portals"), expect={"min_items": 2})
        yield portal


def call(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def crawl(*arguments: object) -> Result:
    return call("crawl", "-j", 0, *arguments)


def stored(place: str = "sqlite:///bulletins.db") -> dict[str, object]:
    """Return what a store says of each bulletin, but for moments."""
    with Store.open(place, create=False) as store:
        found = {}
        for row in store.list():
            revisions = store.revisions(row.id)
            record = store.get(row.id)
            basis, columns = record.published_basis, record.source.extra["columns"]
            found[str(row.url)] = (row.id, row.published, basis, columns, len(revisions), len(record.metrics))
        return found


def test_a_crawl_stores_what_is_new_and_says_so_a_line_a_portal(site: SimulatedPortal) -> None:
    first = crawl()
    assert first.exit_code == 0, first.stderr
    head, line = first.stdout.splitlines()
    assert head.split() == [
        "portal",
        "state",
        "lists",
        "entries",
        "new",
        "changed",
        "unchanged",
        "other",
        "why",
    ]
    assert line.split() == ["linjiang", "complete", "1/1", "4", "4", "0", "0", "0"]
    events = [json.loads(line) for line in first.stderr.splitlines()]
    assert {event["event"] for event in events} == {"visit_begun", "list", "page", "visit_ended"}
    assert [event["outcome"] for event in events if event["event"] == "page"] == ["new"] * 4
    assert sum(facts[-1] for facts in stored().values()) > 0  # type: ignore[misc]
    assert crawl().exit_code == 0


def test_a_portal_that_breaks_its_expectation_ends_in_exit_code_3(site: SimulatedPortal) -> None:
    crawl()
    site.set(lists="empty")
    broken = crawl()
    assert broken.exit_code == 3
    assert "linjiang: [" in broken.stderr


def test_what_is_asked_wrongly_is_told_in_one_line(site: SimulatedPortal) -> None:
    site.write_into(Path("portals"), enabled=False)
    for arguments, words in (
        (("linjiang",), "is not enabled"),
        (("nowhere",), "no portal is called"),
        ((), "no portal is enabled"),
        (("--since", "tomorrow"), "--since"),
        (("--every", "1m"), "1m"),
    ):
        result = crawl(*arguments)
        assert result.exit_code in (1, 2)
        assert words in result.stderr
        assert len(result.stderr.splitlines()) == 1
    assert site.log.requests() == []


def test_a_dry_run_shows_what_is_new_and_writes_nothing(site: SimulatedPortal) -> None:
    result = crawl("--dry-run")
    assert result.exit_code == 0
    assert "4 entries, 4 new" in result.stdout
    assert {path.name for path in Path().iterdir()} == {"portals"}
    crawl()
    site.add(1)
    assert "5 entries, 1 new" in crawl("--dry-run").stdout


def test_health_tells_fresh_from_stale_and_never(site: SimulatedPortal) -> None:
    crawl()
    fresh = call("health")
    assert fresh.exit_code == 0
    assert "linjiang" in fresh.stdout
    site.misbehave("challenge-412", on="all")
    crawl()
    (row,) = [json.loads(line) for line in call("health", "--format", "jsonl").stdout.splitlines()]
    assert (row["alarm"], row["stale"], row["trend"]) == ("blocked", False, [4, 0])
    with SimulatedPortal("other", family="trs", articles=2) as other:
        other.write_into(Path("portals"))
        never = call("health", "--max-age", "30m")
    assert never.exit_code == 1
    assert "other" in never.stderr


def test_an_alarm_is_told_once_and_its_recovery_once_and_not_while_muted(site: SimulatedPortal) -> None:
    Path("tell.py").write_text(
        "import json, sys\nopen('told', 'a').write(json.dumps(json.load(sys.stdin)) + '\\n')\n"
    )
    Path("bulletin-nlp.toml").write_text(
        f"[notify]\ncommand = {json.dumps([sys.executable, 'tell.py'])}\n", encoding="utf-8"
    )

    def told() -> list[str]:
        lines = Path("told").read_text().splitlines() if Path("told").exists() else []
        return [change["event"] for line in lines for change in json.loads(line)["changes"]]

    crawl()
    assert told() == []
    site.misbehave("challenge-412", on="all")
    crawl()
    crawl()
    assert told() == ["raised"]
    site.behave()
    crawl()
    assert told() == ["raised", "recovered"]
    assert call("portals", "mute", "linjiang", "--until", "2999-01-01", "--reason", "moves").exit_code == 0
    site.misbehave("challenge-412", on="all")
    crawl()
    assert told() == ["raised", "recovered"]
    assert "moves" in call("health").stdout
    assert call("portals", "unmute", "linjiang").exit_code == 0
    crawl()
    assert told() == ["raised", "recovered", "raised"]
    assert call("portals", "mute", "linjiang", "--until", "2020-01-01", "--reason", "x").exit_code == 2


def test_the_archive_rebuilds_what_the_crawl_stored(site: SimulatedPortal) -> None:
    crawl()
    site.change(max(site.numbers()))
    crawl()
    asked = len(site.log.requests())
    rebuilt = call("reprocess", "--db", "sqlite:///rebuilt.db", "-j", 0)
    assert rebuilt.exit_code == 0, rebuilt.stderr
    assert stored("sqlite:///rebuilt.db") == stored()
    before = stored()
    again = call("reprocess", "-j", 0)
    assert again.exit_code == 0
    assert "unchanged" in again.stderr
    assert stored() == before
    assert len(site.log.requests()) == asked


def test_an_archive_that_is_not_there_is_told(site: SimulatedPortal) -> None:
    assert "input_missing" in call("reprocess", "--archive", "nowhere").stderr
    crawl()
    assert "nothing of other" in call("reprocess", "other").stderr


def test_a_check_shows_what_each_selector_finds_and_after_a_redesign_what_it_found(
    site: SimulatedPortal,
) -> None:
    passed = call("portals", "check", "linjiang")
    assert passed.exit_code == 0, passed.stdout
    assert "select.items (portal)" in passed.stdout
    assert "4 found" in passed.stdout
    crawl()
    site.redesign()
    failed = call("portals", "check", "linjiang")
    assert failed.exit_code == 3
    shown = " ".join(failed.stdout.split())
    assert "0 found; 4 in the page of" in shown
    site.misbehave("status", status=403, on="all")
    assert "blocked:403" in call("portals", "check", "linjiang").stdout


@pytest.mark.parametrize("arguments", [(), ("--every", "1h")])
def test_a_signal_ends_a_run_after_the_page_at_hand_and_the_next_goes_on(
    site: SimulatedPortal, arguments: tuple[str, ...]
) -> None:
    site.add(20)
    site.misbehave("slow-headers", seconds=0.2)
    command = [sys.executable, "-m", "bulletin_nlp", "crawl", *arguments]
    run = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while len(site.log.requests("/zwgk")) < 4 and time.monotonic() < deadline:
        time.sleep(0.05)
    run.send_signal(signal.SIGTERM)
    _, errors = run.communicate(timeout=60)
    assert run.returncode == (0 if arguments else 130), errors
    assert 0 < len(stored()) < 24
    site.behave()
    assert crawl().exit_code == 0
    counts = site.log.counts_by_path("/zwgk")
    assert len(stored()) == 24
    assert max(counts.values()) == 1 or not arguments
