"""Portals misbehave as they are told."""

from __future__ import annotations

import gzip
import socket
import threading
import time
import zlib
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from typing import Any
from urllib.parse import urlsplit

import pytest

from bulletin_nlp.text.decode import decode
from tests.crawl.simulator import SimulatedPortal
from tests.crawl.simulator.asking import ask, back_to


@pytest.mark.parametrize(
    ("do", "settings", "status", "words"),
    [
        ("status", {"status": 401}, 401, "访问受限"),
        ("status", {"status": 500}, 500, "访问受限"),
        ("challenge-412", {}, 412, "$_ts"),
        ("challenge-521", {}, 521, "__jsl_clearance"),
        ("challenge-200", {}, 200, "$_ts"),
        ("captcha", {}, 200, "验证码"),
        ("script-shell", {}, 200, 'id="app"'),
        ("soft-404", {}, 200, "页面不存在"),
        ("home", {}, 200, "今日要闻"),
        ("login", {}, 302, "moved"),
        ("page", {"html": "<p>1</p>"}, 200, "<p>1</p>"),
    ],
)
def test_refusals(
    portal: SimulatedPortal, do: str, settings: dict[str, Any], status: int, words: str
) -> None:
    portal.misbehave(do, **settings)
    found, headers, body = ask(portal.url(1))
    assert found == status
    assert words in body.decode()
    assert ask(portal.list_url())[0] == 200
    assert ("Set-Cookie" in headers) == (status in (412, 521))
    assert ("X-Via-JSL" in headers) == (status == 521)


def test_waiting_is_asked_for_in_seconds_or_by_a_date(portal: SimulatedPortal) -> None:
    portal.misbehave("status", status=429, retry_after=7, on="article:1")
    portal.misbehave("status", status=503, retry_after="date:60", on="article:2")
    assert ask(portal.url(1))[1]["Retry-After"] == "7"
    _, headers, _ = ask(portal.url(2))
    assert 55 <= parsedate_to_datetime(headers["Retry-After"]).timestamp() - time.time() <= 60
    assert ask(portal.url(3))[0] == 200


def test_rules_end_after_so_many_requests_or_begin_after_some(portal: SimulatedPortal) -> None:
    portal.misbehave("status", status=500, on="list", times=2, after=1)
    assert [ask(portal.list_url())[0] for _ in range(5)] == [200, 500, 500, 200, 200]
    portal.misbehave("status", status=403, on="all")
    portal.misbehave("status", status=410, on="/zwgk/gzdt/content/")
    assert [ask(url)[0] for url in (portal.list_url(), portal.url(1))] == [403, 410]
    assert ask(f"{portal.base}/robots.txt")[0] == 404
    portal.behave()
    assert ask(portal.url(1))[0] == 200
    with pytest.raises(ValueError, match="no behaviour"):
        portal.misbehave("unknown")


@pytest.mark.parametrize(
    ("to", "location"),
    [
        ("private", "http://10.0.0.1/secret.html"),
        ("file", "file:///etc/passwd"),
        ("host", "http://www.elsewhere.example/a.html"),
        ("/x.html", "/x.html"),
    ],
)
def test_redirects(portal: SimulatedPortal, to: str, location: str) -> None:
    portal.misbehave("redirect", to=to, status=301)
    status, headers, _ = ask(portal.url(1))
    assert (status, headers["Location"]) == (301, location)


def test_redirects_in_a_circle_in_a_chain_and_to_a_stranger(portal: SimulatedPortal) -> None:
    portal.misbehave("redirect", on="article:1", to="loop")
    portal.misbehave("redirect", on="article:2", to="chain", length=3)
    portal.misbehave("redirect", on="article:3", to="stranger")
    first = ask(portal.url(1))[1]["Location"]
    assert ask(portal.base + first)[1]["Location"] == urlsplit(portal.url(1)).path
    address, hops = portal.url(2), 0
    while (answer := ask(address))[0] == 302:
        address, hops = portal.base + answer[1]["Location"], hops + 1
    assert (hops, answer[0]) == (3, 200)
    assert portal.stranger_log.requests() == []
    assert ask(ask(portal.url(3))[1]["Location"])[0] == 200
    assert len(portal.stranger_log.requests()) == 1


@pytest.mark.parametrize(
    ("kind", "declared"),
    [
        ("gbk-as-utf8", "text/html; charset=utf-8"),
        ("gb2312", "text/html; charset=gb2312"),
        ("none", "text/html"),
        ("meta", "text/html"),
        ("utf8-none", "text/html"),
        ("utf8-bom", "text/html"),
        ("utf16-bom", "text/html"),
        ("latin1", "text/html; charset=ISO-8859-1"),
    ],
)
def test_charsets(portal: SimulatedPortal, kind: str, declared: str) -> None:
    usual = ask(portal.url(1))[2]
    portal.misbehave("charset", kind=kind)
    _, headers, body = ask(portal.url(1))
    assert headers["Content-Type"] == declared
    assert body != usual
    # what the product makes of it
    assert portal.text(1).paragraphs[1] in decode(body).text
    if kind == "gb2312":
        assert "朱镕堃" in body.decode("gbk")
        assert b'charset="gb2312"' in body


@pytest.mark.parametrize(
    ("kind", "begins"),
    [
        ("pdf", b"%PDF"),
        ("doc", b"\xd0\xcf"),
        ("xls", b"\xd0\xcf"),
        ("ofd", b"PK"),
        ("zip", b"PK"),
        ("rar", b"Rar!"),
    ],
)
def test_documents(portal: SimulatedPortal, kind: str, begins: bytes) -> None:
    portal.misbehave("document", kind=kind)
    _, headers, body = ask(portal.url(1))
    assert body.startswith(begins)
    assert headers["Content-Type"].startswith("application/")
    attachment = ask(f"{portal.base}/attachment/5/1.pdf")
    assert (attachment[1]["Content-Type"], attachment[2][:4]) == ("application/pdf", b"%PDF")


def test_gzip_is_sound_torn_or_a_bomb(portal: SimulatedPortal) -> None:
    usual = ask(portal.url(1))[2]
    portal.misbehave("gzip")
    assert gzip.decompress(ask(portal.url(1))[2]) == usual
    portal.misbehave("truncated-gzip")
    with pytest.raises(EOFError):
        gzip.decompress(ask(portal.url(1))[2])
    portal.misbehave("bad-gzip")
    with pytest.raises(gzip.BadGzipFile):
        gzip.decompress(ask(portal.url(1))[2])
    portal.misbehave("gzip-bomb", megabytes=20)
    packed = ask(portal.url(1))[2]
    assert len(packed) < 100_000
    assert len(zlib.decompressobj(31).decompress(packed)) > 20_000_000


@pytest.mark.parametrize("do", ["wrong-length", "reset", "hang-up", "garbage", "bad-chunks", "long-headers"])
def test_broken_answers_break_off_and_the_next_is_sound(portal: SimulatedPortal, do: str) -> None:
    portal.misbehave(do, times=1)
    with pytest.raises((HTTPException, OSError)):
        ask(portal.url(1))
    assert ask(portal.url(1))[0] == 200


def test_slow_answers_come(portal: SimulatedPortal) -> None:
    portal.misbehave("slow-headers", on="article:1", seconds=0.1)
    portal.misbehave("slow-body", on="article:2", seconds=0.02, size=400)
    for number in (1, 2):
        began = time.monotonic()
        assert portal.text(number).title in ask(portal.url(number))[2].decode()
        assert time.monotonic() - began >= 0.05


def test_robots(portal: SimulatedPortal) -> None:
    robots = f"{portal.base}/robots.txt"
    assert ask(robots)[0] == 404
    portal.robots("User-agent: *\nDisallow: /zwgk/\nCrawl-delay: 2\n")
    status, headers, body = ask(robots)
    assert (status, headers["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert b"Crawl-delay: 2" in body
    refusals: list[tuple[str, dict[str, Any], int]] = [
        ("status", {"status": 500}, 500),
        ("home", {}, 200),
        ("redirect", {"to": "loop"}, 302),
        ("robots-huge", {}, 200),
    ]
    for do, settings, expected in refusals:
        portal.misbehave(do, on="robots", **settings)
        assert ask(robots)[0] == expected
    assert len(ask(robots)[2]) > 512_000
    assert ask(portal.url(1))[0] == 200


@pytest.mark.parametrize(
    ("do", "settings"),
    [
        ("endless-body", {}),
        ("endless-body", {"chunked": 1, "seconds": 0.01}),
        ("stall", {}),
        ("slow-headers", {"seconds": 60}),
    ],
)
def test_nothing_goes_on_when_the_client_has_gone(do: str, settings: dict[str, Any]) -> None:
    before = threading.active_count()
    with SimulatedPortal(family="trs", articles=3) as portal:
        portal.misbehave(do, **settings)
        with socket.create_connection(("127.0.0.1", portal.port), timeout=5) as client:
            client.sendall(f"GET {urlsplit(portal.url(1)).path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            if do != "slow-headers":
                assert client.recv(10_000).startswith(b"HTTP/1.1 200")
        end = time.monotonic() + 5
        while not any(entry.end for entry in portal.log.requests()) and time.monotonic() < end:
            time.sleep(0.01)
        [entry] = portal.log.requests()
        assert entry.end is not None
        assert not entry.complete
    assert back_to(before)
