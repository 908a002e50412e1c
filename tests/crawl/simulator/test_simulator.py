"""The simulator does what it is told, and takes down who asked."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
import time
import tomllib
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest

from bulletin_nlp.portals.reading import read_portal_file
from tests.crawl.simulator import BEHAVIOURS, SimulatedPortal
from tests.crawl.simulator.asking import ask, back_to
from tests.crawl.simulator.request_log import LoggedRequest, closest_gap, concurrent_most, read_log

ROOT = Path(__file__).parents[3]


def test_connections_are_kept_alive_and_requests_are_taken_down(portal: SimulatedPortal) -> None:
    connection = HTTPConnection(portal.host, timeout=5)
    for number in (1, 2, 2):
        connection.request("GET", urlsplit(portal.url(number)).path, headers={"User-Agent": "a test"})
        assert portal.text(number).title in connection.getresponse().read().decode()
    connection.request("HEAD", urlsplit(portal.url(1)).path)
    assert connection.getresponse().read() == b""
    connection.close()
    logged = portal.log.requests("/zwgk/")
    assert [entry.method for entry in logged] == ["GET", "GET", "GET", "HEAD"]
    assert logged[0].headers["user-agent"] == "a test"
    assert sorted(portal.log.counts_by_path().values()) == [2, 2]
    assert [entry.kind for entry in logged] == ["article:1", "article:2", "article:2", "article:1"]
    assert len(portal.log.requests(kind="article", portal="linjiang")) == 4
    assert portal.log.requests(kind="list") == portal.log.requests(portal="another") == []
    gap = portal.log.closest_gap()
    assert 0 <= gap.end_to_start <= gap.start_to_start < 5
    assert portal.log.concurrent_most() == 1


def test_gaps_and_concurrency_are_told_from_times() -> None:
    entries = [LoggedRequest("a", start, "GET", "/", end=end) for start, end in [(0, 1), (3, 5), (4.5, 6)]]
    assert closest_gap(entries[:2]) == (2, 3)
    assert closest_gap(entries) == (-0.5, 1.5)
    assert closest_gap(entries[:1]).start_to_start == float("inf")
    assert (concurrent_most(entries[:2]), concurrent_most(entries)) == (1, 2)


def test_the_description_is_one_that_portals_can_be(portal: SimulatedPortal, tmp_path: Path) -> None:
    path = portal.write_into(tmp_path, 1.5, 0.5, expect={"min_items": 3}, select=None, date_format="auto")
    read = read_portal_file(path)
    assert (read.name, read.hosts, read.enabled, read.verified) == ("linjiang", (portal.host,), True, True)
    assert (read.politeness.delay, read.politeness.jitter, read.network.private) == (1.5, 0.5, True)
    assert (read.expect.min_items, read.select.items, read.article.body) == (3, None, "div.news_cont_d_wrap")
    assert "select" not in tomllib.loads(path.read_text(encoding="utf-8"))


def test_articles_are_not_sent_again_to_those_who_have_them(portal: SimulatedPortal) -> None:
    _, headers, _ = ask(portal.url(3))
    etag, modified = headers["ETag"], headers["Last-Modified"]
    assert ask(portal.url(3), If_None_Match=etag)[::2] == (304, b"")
    assert ask(portal.url(3), If_Modified_Since=modified)[0] == 304
    portal.change(3)
    assert ask(portal.url(3), If_None_Match=etag)[0] == 200
    assert ask(portal.url(3), If_Modified_Since=modified)[0] == 200
    portal.set(validators="none")
    assert {"ETag", "Last-Modified"}.isdisjoint(ask(portal.url(3))[1])


def test_closing_ends_what_is_under_way() -> None:
    before = threading.active_count()
    portal = SimulatedPortal(family="trs", articles=3)
    portal.misbehave("endless-body", seconds=0.01)
    client = socket.create_connection(("127.0.0.1", portal.port), timeout=5)
    client.sendall(f"GET {urlsplit(portal.url(1)).path} HTTP/1.1\r\n\r\n".encode())
    client.recv(100)
    idle = socket.create_connection(("127.0.0.1", portal.port), timeout=5)
    portal.close()
    assert back_to(before)
    client.close()
    idle.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", portal.port), timeout=5)


def test_a_portal_is_controlled_by_addresses(portal: SimulatedPortal) -> None:
    def control(what: str, **settings: object) -> object:
        status, _, body = ask(f"{portal.base}/__control__/{what}?{urlencode(settings)}")
        assert status == 200, body
        return json.loads(body)

    control("misbehave", do="status", on="article:1", status=403, times=1)
    assert [ask(portal.url(1))[0] for _ in range(2)] == [403, 200]
    before = ask(portal.url(2))[2]
    control("change", number=2)
    assert ask(portal.url(2))[2] != before
    assert control("add", count=2) == [13, 14]
    control("remove", number=3, removal=410)
    assert ask(portal.url(3))[0] == 410
    control("restore", number=3)
    control("set", links="t", lists="duplicated")
    assert (portal.modes.links, portal.modes.lists) == ("t", "duplicated")
    control("redesign", articles=0)
    assert (portal.modes.list_form, portal.modes.article_form) == ("redesigned", "normal")
    control("robots", rules="User-agent: *\nDisallow: /")
    control("behave")
    state = control("state")
    assert isinstance(state, dict)
    assert (state["articles"], state["rules"]) == (14, [])
    logged = control("log", prefix="/zwgk/")
    assert isinstance(logged, list)
    assert all(not entry["path"].startswith("/__control__/") for entry in logged)
    control("forget")
    assert portal.log.requests() == []
    assert ask(f"{portal.base}/__control__/set?links=no")[0] == 400
    assert ask(f"{portal.base}/__control__/nothing")[0] == 400


def test_every_behaviour_is_known_to_the_control(portal: SimulatedPortal) -> None:
    for do in BEHAVIOURS:
        assert ask(f"{portal.base}/__control__/misbehave?do={do}&times=0")[0] == 200


def test_portals_run_in_a_process_of_their_own(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.crawl.simulator", "--hosts", "3", "--until-eof"]
    command += ["--port-file", f"{tmp_path}/ports.json", "--portals", f"{tmp_path}/p"]
    command += ["--log", f"{tmp_path}/log.jsonl"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        end = time.monotonic() + 20
        while not (tmp_path / "ports.json").exists() and time.monotonic() < end:
            time.sleep(0.02)
        portals = json.loads((tmp_path / "ports.json").read_text(encoding="utf-8"))["portals"]
        assert [p["family"] for p in portals] == ["trs", "nfcms", "kaipu"]
        assert [ask(p["list"])[0] for p in portals] == [200, 200, 200]
        process.stdin.close()
        assert process.wait(10) == 0
    read = [read_portal_file(path) for path in sorted((tmp_path / "p").iterdir())]
    assert [p.hosts for p in read] == [(f"127.0.0.1:{p['port']}",) for p in portals]
    assert [(e.portal, e.status, e.complete, e.kind) for e in read_log(tmp_path / "log.jsonl")] == [
        (f"host-0{i}", 200, True, "list") for i in range(3)
    ]
