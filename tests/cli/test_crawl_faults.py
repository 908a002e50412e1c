"""What the crawl's commands say and how they end where a store, a setting or a portal is wrong."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bulletin_nlp.cli.app import app
from bulletin_nlp.crawl.health import health_of
from bulletin_nlp.portals import VARIABLE, read_portals
from bulletin_nlp.store import Store
from bulletin_nlp.store.crawl_visits import change_portal
from bulletin_nlp.store.frontier import Frontier
from tests.crawl.simulator import SimulatedPortal
from tests.crawl.world import extract

DB = "sqlite:///bulletins.db"


@pytest.fixture(autouse=True)
def _in_a_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Run in a folder of its own, with an extraction that finds nothing and loads no models."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(VARIABLE, "portals")
    monkeypatch.setattr("bulletin_nlp.crawl.once.Extraction", lambda: extract)
    monkeypatch.setattr("bulletin_nlp.batch.Extraction", lambda: extract)
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


def events(result: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in result.stderr.splitlines() if line.startswith("{")]


def health() -> dict[str, object]:
    (row,) = [json.loads(line) for line in call("health", "--format", "jsonl").stdout.splitlines()]
    return dict(row)


# -- exit codes and messages -------------------------------------------------------------------------


def test_a_portal_that_another_run_visits_is_no_alarm_and_is_told(site: SimulatedPortal) -> None:
    with Store.open(DB) as store:
        Frontier(store).lease("linjiang", "elsewhere/1/x", 600, datetime.now(UTC))
    held = crawl()
    assert held.exit_code == 0
    assert "held" in held.stdout
    assert "another run visits it" in held.stdout
    assert [(event["event"], event["state"]) for event in events(held)] == [("visit_ended", "held")]
    assert site.log.requests() == []
    with Store.open(DB) as store:
        assert Frontier(store).portal_state("linjiang").alarm is None


def test_every_line_that_a_run_logs_is_json_whatever_happens(site: SimulatedPortal) -> None:
    site.misbehave("status", status=500, on="article:2")
    site.misbehave("truncated-gzip", on="article:3")
    result = crawl()
    lines = result.stderr.splitlines()
    told = [json.loads(line) for line in lines if not line.startswith("linjiang: [")]
    assert all({"at", "event", "portal"} <= set(line) for line in told)
    assert {line["outcome"] for line in told if line["event"] == "page"} == {
        "new",
        "unreachable:5xx",
        "unreachable:incomplete",
    }
    assert "1 unreachable:5xx" in " ".join(result.stdout.split())


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ("[crawl]\ncolour = 3\n", "colour"),
        ("[crawl]\nparallel = 0\n", "parallel"),
        ("[notify]\ncommand = 3\n", "command"),
        ("[crawl\n", "bulletin-nlp.toml"),
        ('[crawl]\nonly = ["nowhere"]\n', "nowhere"),
    ],
)
def test_settings_that_are_wrong_are_told_in_one_line(
    site: SimulatedPortal, settings: str, words: str
) -> None:
    Path("bulletin-nlp.toml").write_text(settings, encoding="utf-8")
    result = crawl()
    assert result.exit_code in (1, 2)
    assert words in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert site.log.requests() == []


def test_an_archive_or_a_store_that_cannot_be_written_is_told_in_one_line(site: SimulatedPortal) -> None:
    Path("file").write_text("")
    for arguments in (("--archive", "file"), ("--db", "sqlite:///file/bulletins.db")):
        result = crawl(*arguments)
        assert result.exit_code in (1, 2), result.stderr
        assert "Traceback" not in result.stderr
        told = [line for line in result.stderr.splitlines() if not line.startswith("{")]
        assert len(told) == 1
    assert crawl().exit_code == 0


def test_only_the_portals_of_the_settings_are_asked(site: SimulatedPortal) -> None:
    with SimulatedPortal("other", family="trs", articles=2) as other:
        other.write_into(Path("portals"))
        Path("bulletin-nlp.toml").write_text('[crawl]\nonly = ["other"]\n')
        assert crawl().exit_code == 0
        assert other.log.requests()
    assert site.log.requests() == []


# -- dry runs ----------------------------------------------------------------------------------------


def test_a_dry_run_beside_a_store_changes_nothing(site: SimulatedPortal) -> None:
    crawl()
    site.add(1)
    files = {path: path.stat().st_size for path in Path("archive").rglob("*") if path.is_file()}
    with Store.open(DB) as store:
        before = Frontier(store).pages(limit=20), store.runs()
    assert "5 entries, 1 new" in crawl("--dry-run").stdout
    assert {path: path.stat().st_size for path in Path("archive").rglob("*") if path.is_file()} == files
    with Store.open(DB) as store:
        assert (Frontier(store).pages(limit=20), store.runs()) == before
    site.misbehave("challenge-412", on="list")
    blocked = crawl("--dry-run")
    assert blocked.exit_code == 3
    assert "blocked:challenge-412" in blocked.stdout


def test_a_dry_run_does_not_call_everything_new_where_the_store_cannot_be_read(site: SimulatedPortal) -> None:
    Path("bulletins.db").write_bytes(b"SQLite format 3\x00" + b"damaged" * 1000)
    result = crawl("--dry-run")
    assert result.exit_code == 1
    assert "no store yet" not in result.stderr
    assert len(result.stderr.splitlines()) == 1


# -- health ------------------------------------------------------------------------------------------


def test_health_without_a_store_says_so(site: SimulatedPortal) -> None:
    result = call("health")
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1
    assert not Path("bulletins.db").exists()


def test_health_calls_an_old_success_stale_and_no_muted_portal(site: SimulatedPortal) -> None:
    crawl()
    with Store.open(DB) as store:
        frontier = Frontier(store)
        later = datetime.now(UTC) + timedelta(hours=9)
        described = [read_portals(Path("portals"))["linjiang"]]
        (stale,) = health_of(frontier, described, timedelta(hours=8), later)
        (fresh,) = health_of(frontier, described, timedelta(hours=10), later)
        frontier.mute("linjiang", later + timedelta(days=1), "moves")
        (muted,) = health_of(frontier, described, timedelta(hours=8), later)
    assert (stale.stale, fresh.stale, muted.stale) == (True, False, False)
    assert muted.muted_reason == "moves"
    site.misbehave("challenge-412", on="all")
    crawl()
    ago = datetime.now(UTC) - timedelta(hours=9)
    with Store.open(DB) as store:
        store._write(lambda db: change_portal(db, "linjiang", last_success=ago))
    assert call("health").exit_code == 0  # it is muted
    call("portals", "unmute", "linjiang")
    result = call("health")
    assert result.exit_code == 1
    assert "blocked for 0 min" in result.stdout
    assert "9 h !" in result.stdout
    assert "linjiang" in result.stderr
    assert call("health", "--max-age", "10h").exit_code == 0


def test_health_counts_the_gaps(site: SimulatedPortal) -> None:
    site.write_into(Path("portals"), pagination={"limit": 1})
    crawl()
    site.add(80)
    assert crawl().exit_code == 3
    assert health()["gaps"] == 1
    assert health()["alarm"] == "gap"
    assert crawl("--repair").exit_code == 0
    assert health()["gaps"] == 0
    assert health()["alarm"] is None


# -- notifications -----------------------------------------------------------------------------------


def told() -> list[str]:
    lines = Path("told").read_text().splitlines() if Path("told").exists() else []
    return [change["event"] for line in lines for change in json.loads(line)["changes"]]


def tells() -> None:
    Path("tell.py").write_text(
        "import json, sys\nopen('told', 'a').write(json.dumps(json.load(sys.stdin)) + '\\n')\n"
    )
    Path("bulletin-nlp.toml").write_text(
        f"[notify]\ncommand = {json.dumps([sys.executable, 'tell.py'])}\n", encoding="utf-8"
    )


def end_mute() -> None:
    with Store.open(DB) as store:
        Frontier(store).mute("linjiang", datetime.now(UTC) - timedelta(seconds=1), "moves")


def test_what_still_stands_after_a_mute_is_told_then(site: SimulatedPortal) -> None:
    tells()
    crawl()
    call("portals", "mute", "linjiang", "--until", "2999-01-01", "--reason", "moves")
    site.misbehave("challenge-412", on="all")
    crawl()
    assert told() == []
    end_mute()
    crawl()
    crawl()
    assert told() == ["raised"]


def test_what_recovers_during_a_mute_is_told_after_it_and_what_came_and_went_is_not(
    site: SimulatedPortal,
) -> None:
    tells()
    site.misbehave("challenge-412", on="all")
    crawl()
    assert told() == ["raised"]
    call("portals", "mute", "linjiang", "--until", "2999-01-01", "--reason", "moves")
    site.behave()
    crawl()
    assert told() == ["raised"]
    end_mute()
    crawl()
    assert told() == ["raised", "recovered"]
    call("portals", "mute", "linjiang", "--until", "2999-01-01", "--reason", "moves")
    site.misbehave("challenge-412", on="all")
    crawl()
    site.behave()
    crawl()
    end_mute()
    crawl()
    assert told() == ["raised", "recovered"]


def test_a_notification_that_fails_is_told_and_made_up_for_by_the_next_run(site: SimulatedPortal) -> None:
    Path("bulletin-nlp.toml").write_text(
        f"[notify]\ncommand = {json.dumps([sys.executable, '-c', 'raise SystemExit(3)'])}\n"
    )
    site.misbehave("challenge-412", on="all")
    broken = crawl()
    assert broken.exit_code == 3
    assert [event for event in events(broken) if event["event"] == "warning"]
    tells()
    crawl()
    assert told() == ["raised"]


# -- secrets -----------------------------------------------------------------------------------------


def test_no_output_log_store_or_archive_holds_a_secret(
    site: SimulatedPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = "Geheim9x7"  # noqa: S105 (of nobody)
    monkeypatch.setenv("BULLETIN_NLP_NOTIFY_WEBHOOK_URL", f"http://127.0.0.1:9/hook?token={secret}")
    monkeypatch.setenv("BULLETIN_NLP_NOTIFY_WEBHOOK_HEADER", "Authorization")
    monkeypatch.setenv("BULLETIN_NLP_NOTIFY_WEBHOOK_SECRET", secret)
    outputs = []
    site.misbehave("challenge-412", on="all")
    outputs.append(crawl())
    site.behave()
    monkeypatch.setenv("BULLETIN_NLP_PROXY", f"http://user:{secret}@127.0.0.1:9")
    outputs.append(crawl())
    outputs.append(call("portals", "check", "linjiang"))
    monkeypatch.delenv("BULLETIN_NLP_PROXY")
    database = f"postgresql://crawler:{secret}@127.0.0.1:9/bulletins"
    for arguments in (("crawl", "-j", 0), ("health",), ("reprocess", "-j", 0), ("crawl", "--dry-run")):
        outputs.append(call(*arguments, "--db", database))
    Path("bulletin-nlp.toml").write_text(
        f'[notify.smtp]\nhost = "mail.example.org"\npassword = "{secret}"\n', encoding="utf-8"
    )
    outputs.append(crawl())
    for output in outputs:
        assert output.exception is None or isinstance(output.exception, SystemExit)
        assert secret not in output.stdout + output.stderr
    for path in Path().rglob("*"):
        if path.is_file() and path.name != "bulletin-nlp.toml":
            assert secret.encode() not in path.read_bytes(), path


# -- the check of a portal ---------------------------------------------------------------------------


def test_a_check_after_articles_were_redesigned_names_the_selector_beside_the_archived_page(
    site: SimulatedPortal,
) -> None:
    crawl()
    site.redesign(lists=False)
    failed = call("portals", "check", "linjiang")
    assert failed.exit_code == 3
    shown = " ".join(failed.stdout.split())
    assert "article.body (portal)" in shown
    assert "0 found; 1 in the page of" in shown
    assert site.base in shown


@pytest.mark.parametrize(
    ("do", "settings", "words"),
    [
        ("challenge-412", {}, "blocked:challenge-412"),
        ("status", {"status": 404}, "gone"),
        ("status", {"status": 500}, "unreachable:5xx"),
        ("captcha", {}, "blocked:captcha"),
    ],
)
@pytest.mark.parametrize("on", ["list", "articles"])
def test_a_check_of_what_cannot_be_looked_at_says_why(
    site: SimulatedPortal, do: str, settings: dict[str, object], words: str, on: str
) -> None:
    Path("bulletin-nlp.toml").write_text("[crawl]\nretries = 0\n")
    site.misbehave(do, on=on, **settings)
    failed = call("portals", "check", "linjiang")
    assert failed.exit_code == 3
    assert words in failed.stdout
    assert {path.name for path in Path().iterdir()} == {"portals", "bulletin-nlp.toml"}


def test_a_check_of_a_portal_or_list_that_is_not_there(site: SimulatedPortal) -> None:
    unknown = call("portals", "check", "nowhere")
    assert (unknown.exit_code, len(unknown.stderr.splitlines())) == (1, 1)
    column = call("portals", "check", "linjiang", "--list", "none")
    assert column.exit_code == 2
    assert "gzdt" in column.stderr
    for command in (("mute", "nowhere", "--until", "2999-01-01", "--reason", "x"), ("unmute", "nowhere")):
        assert call("portals", *command).exit_code == 1


def test_a_check_of_a_portal_that_shows_too_little_does_not_pass(site: SimulatedPortal) -> None:
    site.write_into(Path("portals"), enabled=False, expect={"min_items": 10})
    failed = call("portals", "check", "linjiang")
    assert failed.exit_code == 3
    assert "10" in failed.stdout


# -- the archive -------------------------------------------------------------------------------------


def test_a_portal_that_is_described_no_more_is_read_with_a_warning(site: SimulatedPortal) -> None:
    crawl()
    Path("portals/linjiang.toml").unlink()
    result = call("reprocess", "--db", "sqlite:///rebuilt.db", "-j", 0)
    assert result.exit_code == 0, result.stderr
    assert "linjiang" in result.stderr
    with Store.open("sqlite:///rebuilt.db") as store:
        assert store.count() == 4


def test_a_damaged_archive_is_a_failure_that_can_be_listed(site: SimulatedPortal) -> None:
    crawl()
    (path,) = Path("archive").rglob("*.warc.gz")
    path.write_bytes(path.read_bytes()[:-200])
    result = call("reprocess", "--db", "sqlite:///rebuilt.db", "-j", 0)
    assert result.exit_code == 1
    assert "input_damaged" in result.stderr
    with Store.open("sqlite:///rebuilt.db") as store:
        assert store.count() == 3
        assert [failure.code for failure in store.failures()] == ["input_damaged"]


def test_failures_that_are_addresses_are_the_crawls_to_try_again(site: SimulatedPortal) -> None:
    site.misbehave("document", on="article:3", kind="pdf")
    site.misbehave("page", on="article:4", html=f"<title>坏</title><p>{'全市改造坏小区48个。' * 20}</p>")
    crawl()
    with Store.open(DB) as store:
        assert {failure.input for failure in store.failures()} <= {site.url(3), site.url(4)}
        assert store.failures()
    result = call("retry", "--db", DB)
    assert result.exit_code == 1
    assert "check the path" not in result.stderr
    assert "bulletin-nlp crawl" in result.stderr
    assert "reprocess" in result.stderr
