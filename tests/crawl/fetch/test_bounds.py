"""Slow, endless, cut, packed and broken answers: each ends in time, as what it is."""

from __future__ import annotations

import gzip
import time
import zlib
from http.server import BaseHTTPRequestHandler

import pytest

from bulletin_nlp.crawl.fetch import Fetcher, FetchSettings
from tests.crawl.fetch.site import ARTICLE, Site, reply

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"
PACKED = {"gzip": gzip.compress, "x-gzip": gzip.compress, "deflate": zlib.compress, "identity": bytes}
IMPATIENT = FetchSettings(
    connect_timeout=1, read_timeout=0.3, total_timeout=0.6, retries=0, max_bytes=100_000
)


def fetched(site: Site, url: str, settings: FetchSettings = IMPATIENT) -> str:
    begun = time.monotonic()
    with Fetcher(settings) as fetcher:
        answer = fetcher.fetch(url, site.portal())
    assert time.monotonic() - begun < 3
    if answer.problem is not None and answer.problem.kind in ("unreachable", "too_large"):
        assert answer.body == b""
        assert answer.message
    return str(answer.problem)


def test_a_body_that_drips_ends_as_slow(site: Site) -> None:
    url = site.raw("/a/1.html", HEAD + b"Content-Length: 500\r\n\r\n", *[b"x"] * 30, pause=0.05)
    assert fetched(site, url) == "unreachable:slow"


def test_headers_that_drip_end_as_slow(site: Site) -> None:
    url = site.raw("/a/1.html", HEAD + b"X-A: ", *[b"x"] * 30, pause=0.05)
    assert fetched(site, url) == "unreachable:slow"


def test_chunks_that_drip_end_as_slow(site: Site) -> None:
    url = site.raw("/a/1.html", HEAD + CHUNKED, *[b"1\r\nx\r\n"] * 30, pause=0.05)
    assert fetched(site, url) == "unreachable:slow"


def test_a_silent_server_is_a_timeout(site: Site) -> None:
    url = site.raw("/a/1.html", b"", pause=0.6)
    assert fetched(site, url) == "unreachable:timeout"


def test_a_body_that_stops_is_a_timeout(site: Site) -> None:
    url = site.raw("/a/1.html", HEAD + b"Content-Length: 500\r\n\r\nabc", pause=0.6)
    assert fetched(site, url) == "unreachable:timeout"


def test_an_endless_body_is_too_large(site: Site) -> None:
    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(HEAD + b"\r\n")
        while True:
            handler.wfile.write(b"x" * 10_000)

    site.script("/a/1.html", endless)
    assert fetched(site, site.url()) == "too_large"


def test_a_length_beyond_the_bound_is_not_read(site: Site) -> None:
    url = site.raw("/a/1.html", HEAD + b"Content-Length: 100001\r\n\r\n", b"x" * 1000)
    assert fetched(site, url) == "too_large"


def test_a_body_of_just_the_bound_is_taken(site: Site) -> None:
    body = ARTICLE + b" " * (100_000 - len(ARTICLE))
    assert fetched(site, site.answer("/a/1.html", body)) == "None"


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", "deflate", "deflate, gzip", "GZIP", "identity"])
def test_packed_bodies_are_unpacked(site: Site, fetcher: Fetcher, encoding: str) -> None:
    body = ARTICLE
    for name in encoding.lower().split(", "):
        body = {"gzip": gzip.compress, "x-gzip": gzip.compress, "deflate": zlib.compress}.get(name, bytes)(
            body
        )
    answer = fetcher.fetch(
        site.answer("/a/1.html", body, headers={"Content-Encoding": encoding}), site.portal()
    )
    assert (answer.problem, answer.body) == (None, ARTICLE)


def test_the_bare_form_of_deflate_is_unpacked(site: Site, fetcher: Fetcher) -> None:
    packer = zlib.compressobj(wbits=-15)
    body = packer.compress(ARTICLE) + packer.flush()
    url = site.answer("/a/1.html", body, headers={"Content-Encoding": "deflate"})
    assert fetcher.fetch(url, site.portal()).body == ARTICLE


@pytest.mark.parametrize("tail", [b"", b"\0", b"\0\0\0\0", b"padding"])
def test_gzip_of_several_members_is_one_body_and_padding_is_none(
    site: Site, fetcher: Fetcher, tail: bytes
) -> None:
    body = gzip.compress(ARTICLE[:100]) + gzip.compress(ARTICLE[100:]) + tail
    url = site.answer("/a/1.html", body, headers={"Content-Encoding": "gzip"})
    assert fetcher.fetch(url, site.portal()).body == ARTICLE


def test_gzip_that_comes_byte_by_byte_is_unpacked(site: Site, fetcher: Fetcher) -> None:
    packed = gzip.compress(ARTICLE) + gzip.compress(b"<!-- -->")
    chunks = b"".join(b"1\r\n" + bytes([byte]) + b"\r\n" for byte in packed) + b"0\r\n\r\n"
    url = site.raw("/a/1.html", HEAD + b"Content-Encoding: gzip\r\n" + CHUNKED + chunks)
    assert fetcher.fetch(url, site.portal()).body == ARTICLE + b"<!-- -->"


def test_what_is_said_to_be_gzip_and_is_not_is_taken_as_it_is(site: Site, fetcher: Fetcher) -> None:
    url = site.answer("/a/1.html", ARTICLE, headers={"Content-Encoding": "gzip"})
    assert fetcher.fetch(url, site.portal()).body == ARTICLE


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "gzip, gzip"])
def test_a_bomb_is_too_large(site: Site, encoding: str) -> None:
    bomb = b"\0" * 30_000_000
    for name in encoding.split(", "):
        bomb = PACKED[name](bomb)
    assert (
        fetched(site, site.answer("/a/1.html", bomb, headers={"Content-Encoding": encoding})) == "too_large"
    )


@pytest.mark.parametrize("kept", [-1, -8, -20, 15, 1])
def test_gzip_that_breaks_off_is_incomplete(site: Site, kept: int) -> None:
    url = site.answer("/a/1.html", gzip.compress(ARTICLE)[:kept], headers={"Content-Encoding": "gzip"})
    assert fetched(site, url) == "unreachable:incomplete"


def test_broken_gzip_is_incomplete(site: Site) -> None:
    body = bytearray(gzip.compress(ARTICLE))
    body[40:60] = b"\xff" * 20
    url = site.answer("/a/1.html", bytes(body), headers={"Content-Encoding": "gzip"})
    assert fetched(site, url) == "unreachable:incomplete"


def test_a_body_shorter_than_its_length_is_incomplete(site: Site) -> None:
    url = site.raw("/a/1.html", HEAD + b"Content-Length: 5000\r\n\r\n" + ARTICLE)
    assert fetched(site, url) == "unreachable:incomplete"


@pytest.mark.parametrize("sent", [b"ff\r\nabc", b"3\r\nabc\r\n", b"3\r\nab"])
def test_chunks_that_break_off_are_incomplete(site: Site, sent: bytes) -> None:
    url = site.raw("/a/1.html", HEAD + CHUNKED + sent)
    assert fetched(site, url) == "unreachable:incomplete"


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, br", "rot13", "gzip, gzip, gzip, gzip"])
def test_an_unknown_encoding_is_told(site: Site, encoding: str) -> None:
    assert fetched(site, site.answer("/a/1.html", ARTICLE, headers={"Content-Encoding": encoding})) == (
        "unsupported:encoding"
    )


def test_a_length_that_is_too_short_gives_what_it_says(site: Site, fetcher: Fetcher) -> None:
    url = site.raw("/a/1.html", HEAD + b"Content-Length: %d\r\n\r\n" % len(ARTICLE) + ARTICLE + b"more")
    assert fetcher.fetch(url, site.portal()).body == ARTICLE


@pytest.mark.parametrize(
    "sent",
    [
        b"no HTTP at all\r\n\r\n",
        b"\x16\x03\x01\x02\x00",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: 1\r\n" * 200 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000 + b"\r\n\r\n",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n",
        HEAD + b"Content-Length: 3, 4\r\n\r\nabc",
    ],
)
def test_what_is_no_http_is_told(site: Site, sent: bytes) -> None:
    assert fetched(site, site.raw("/a/1.html", sent)) == "unreachable:protocol"


def test_a_connection_that_breaks_off_is_told(site: Site) -> None:
    assert fetched(site, site.raw("/a/1.html")) == "unreachable:reset"


def test_a_closed_port_refuses(site: Site) -> None:
    portal = site.portal(hosts=("127.0.0.1:1",))
    with Fetcher(IMPATIENT) as fetcher:
        assert str(fetcher.fetch("http://127.0.0.1:1/a", portal).problem) == "unreachable:refused"


def test_a_connection_that_failed_is_tried_again(site: Site) -> None:
    tries: list[int] = []

    def answer(handler: BaseHTTPRequestHandler) -> None:
        tries.append(1)
        if len(tries) < 3:
            handler.close_connection = True
        else:
            reply(handler, 200, ARTICLE)

    site.script("/a/1.html", answer)
    with Fetcher(FetchSettings(retries=2)) as fetcher:
        assert fetcher.fetch(site.url(), site.portal()).problem is None
    assert len(tries) == 3


def test_tries_end(site: Site) -> None:
    url = site.raw("/a/1.html")
    with Fetcher(FetchSettings(retries=2)) as fetcher:
        assert str(fetcher.fetch(url, site.portal()).problem) == "unreachable:reset"
    assert site.paths.count("/a/1.html") == 3


def test_the_fault_of_a_server_is_not_tried_again(site: Site) -> None:
    url = site.answer("/a/1.html", b"", 502)
    with Fetcher(FetchSettings(retries=2)) as fetcher:
        answer = fetcher.fetch(url, site.portal())
    assert (str(answer.problem), answer.message) == ("unreachable:5xx", "status 502")
    assert site.paths.count("/a/1.html") == 1
