"""Settings that cannot be used, packages that are missing, and answers that are anything."""

from __future__ import annotations

import builtins
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bulletin_nlp.crawl.fetch import Answer, Fetcher, FetchSettings
from bulletin_nlp.errors import BulletinError
from tests.crawl.fetch.site import ARTICLE, Site, serving


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("contact", "a\r\nX: y"),
        ("contact", ""),
        ("contact", "临江"),
        ("user_agent", "x" * 301),
        ("user_agent", 7),
        ("connect_timeout", 0),
        ("read_timeout", -1.0),
        ("total_timeout", float("nan")),
        ("total_timeout", float("inf")),
        ("total_timeout", "9"),
        ("max_wait", -1),
        ("max_wait", True),
        ("max_bytes", 10),
        ("max_bytes", 1e6),
        ("max_redirects", -1),
        ("max_redirects", 21),
        ("retries", 11),
        ("retries", None),
        ("proxy", "socks5://127.0.0.1:1"),
        ("proxy", "127.0.0.1:1"),
        ("proxy", "http://"),
        ("proxy", "http://h:port"),
        ("ca_file", Path("/nowhere/ca.pem")),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(name: str, value: Any) -> None:
    with pytest.raises(BulletinError, match=f"setting {name}") as raised:
        FetchSettings(**{name: value})
    assert raised.value.code == "option_invalid"
    assert raised.value.remedy


def test_the_password_of_a_proxy_is_shown_nowhere() -> None:
    secret = "http://crawler:sesame@127.0.0.1:1"  # noqa: S105
    with serving() as site, Fetcher(FetchSettings(proxy=secret, retries=0)) as fetcher:
        answer = fetcher.fetch(site.url(), site.portal())
    assert str(answer.problem) == "unreachable:proxy"
    assert "sesame" not in repr(answer)
    assert "sesame" not in repr(FetchSettings(proxy=secret))
    with pytest.raises(BulletinError) as raised:
        FetchSettings(proxy="socks5://crawler:sesame@127.0.0.1:1")
    assert "sesame" not in str(raised.value)


def test_a_named_proxy_is_asked() -> None:
    with serving() as proxy:
        proxy.answer("http://linjiang.test/robots.txt", b"", 404)
        proxy.answer("http://linjiang.test/a/1.html", ARTICLE)
        portal = proxy.portal(hosts=("linjiang.test",))
        with Fetcher(FetchSettings(proxy=f"http://127.0.0.1:{proxy.port}")) as fetcher:
            assert fetcher.fetch("http://linjiang.test/a/1.html", portal).body == ARTICLE


def test_a_missing_package_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name == "protego":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.delitem(sys.modules, "protego", raising=False)
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(BulletinError, match="cannot crawl here") as raised:
        Fetcher()
    assert raised.value.code == "option_invalid"
    assert "bulletin-nlp[crawl]" in raised.value.remedy


PIECES = [
    *(
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.1 302 F\r\n",
        b"HTTP/1.1 304 N\r\n",
        b"HTTP/1.0 200 \r\n",
        b"HTTP/1.1 100 C\r\n",
    ),
    *(
        b"Location: /a/1.html\r\n",
        b"Location: \xff\xfe//[\r\n",
        b"Content-Length: -1\r\n",
        b"Content-Length: 5\r\n",
    ),
    *(b"Content-Encoding: gzip\r\n", b"Transfer-Encoding: chunked\r\n", b"Set-Cookie: a=\xff; Domain=x\r\n"),
    *(
        b"Content-Type: text/html; charset=\xff\r\n",
        b"Retry-After: x\r\n",
        b"Connection: close\r\n",
        b": \r\n",
        b"\r\n",
    ),
    *(b"\x1f\x8b\x08", b"5\r\nhello\r\n", b"0\r\n\r\n", b"<html>", b"\0", b"\xff"),
]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(PIECES), max_size=8).map(b"".join))
def test_whatever_a_server_sends_is_an_answer(site: Site, sent: bytes) -> None:
    url = site.raw("/a/1.html", sent)
    with Fetcher(FetchSettings(read_timeout=0.5, total_timeout=1, retries=0)) as fetcher:
        answer = fetcher.fetch(url, site.portal(), etag='"x"')
    assert isinstance(answer, Answer)
    if answer.problem is not None:
        assert answer.message
        assert "\n" not in answer.message
