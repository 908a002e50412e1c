"""What is sent, and what an answer holds."""

from __future__ import annotations

from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from bulletin_nlp.crawl.fetch import Fetcher, FetchSettings
from tests.crawl.fetch.site import ARTICLE, Site, portal_of, reply, resolving


def test_a_page_comes_with_its_bytes_headers_and_moment(site: Site, fetcher: Fetcher) -> None:
    url = site.answer(
        "/a/1.html", ARTICLE, headers={"ETag": '"x1"', "Last-Modified": "Fri, 01 Aug 2025 00:00:00 GMT"}
    )
    answer = fetcher.fetch(url, site.portal())
    assert (answer.problem, answer.message, answer.status, answer.body) == (None, None, 200, ARTICLE)
    assert (answer.url, answer.final_url, answer.redirects) == (url, url, ())
    assert (answer.etag, answer.content_type) == ('"x1"', "text/html; charset=utf-8")
    assert answer.last_modified == "Fri, 01 Aug 2025 00:00:00 GMT"
    assert answer.fetched_at.utcoffset() == timedelta(0)
    assert 0 < answer.seconds < 5
    assert not answer.not_modified


def test_the_crawler_says_who_it_is_and_what_it_takes(site: Site) -> None:
    url = site.answer("/a/1.html", ARTICLE)
    with Fetcher(FetchSettings(contact="https://example.org/crawl")) as fetcher:
        fetcher.fetch(url, site.portal())
    sent = site.asked[-1].headers
    assert sent["User-Agent"].startswith("bulletin_nlp/")
    assert sent["User-Agent"].endswith("(+https://example.org/crawl)")
    assert sent["Accept-Language"].startswith("zh-CN")
    assert sent["Accept-Encoding"] == "gzip, deflate"
    assert sent["Host"] == f"127.0.0.1:{site.port}"
    assert "Cookie" not in sent
    assert "Authorization" not in sent


def test_a_user_agent_of_ones_own_is_sent_whole(site: Site) -> None:
    with Fetcher(FetchSettings(user_agent="LinjiangBot/2 (+mailto:a@example.org)")) as fetcher:
        fetcher.fetch(site.answer("/a/1.html", ARTICLE), site.portal())
    assert site.asked[-1].headers["User-Agent"] == "LinjiangBot/2 (+mailto:a@example.org)"


def test_neither_proxies_nor_passwords_come_from_the_environment(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login a password b\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with Fetcher() as fetcher:
        assert fetcher.fetch(site.answer("/a/1.html", ARTICLE), site.portal()).problem is None
    assert "Authorization" not in site.asked[-1].headers


def test_a_page_that_has_not_changed_is_not_sent_again(site: Site, fetcher: Fetcher) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        known = handler.headers.get("If-None-Match") == '"x1"'
        reply(handler, 304 if known else 200, b"" if known else ARTICLE, {"ETag": '"x1"'})

    site.script("/a/1.html", answer)
    first = fetcher.fetch(site.url(), site.portal())
    second = fetcher.fetch(
        site.url(), site.portal(), etag=first.etag, last_modified="Fri, 01 Aug 2025 00:00:00 GMT"
    )
    assert not first.not_modified
    assert (second.not_modified, second.problem, second.status, second.body) == (True, None, 304, b"")
    assert site.asked[-1].headers["If-Modified-Since"] == "Fri, 01 Aug 2025 00:00:00 GMT"


def test_not_modified_without_a_condition_is_a_fault(site: Site, fetcher: Fetcher) -> None:
    answer = fetcher.fetch(site.answer("/a/1.html", b"", 304), site.portal())
    assert str(answer.problem) == "unreachable:status"
    assert not answer.not_modified


def test_what_cannot_stand_in_a_header_is_not_sent_back(site: Site, fetcher: Fetcher) -> None:
    url = site.answer("/a/1.html", ARTICLE)
    assert fetcher.fetch(url, site.portal(), etag='"a\r\nX: y"', last_modified="昨天").problem is None
    assert "If-None-Match" not in site.asked[-1].headers
    assert "X" not in site.asked[-1].headers


def test_a_visit_leaves_no_cookies_for_the_next(site: Site, fetcher: Fetcher) -> None:
    url = site.answer("/a/1.html", ARTICLE, headers={"Set-Cookie": "session=1; Path=/"})
    for _ in range(2):
        fetcher.fetch(url, site.portal())
    assert all("Cookie" not in asked.headers for asked in site.asked)


def test_connections_are_kept_between_requests(site: Site, fetcher: Fetcher) -> None:
    ports: list[int] = []

    def answer(handler: BaseHTTPRequestHandler) -> None:
        ports.append(handler.client_address[1])
        reply(handler, 200, ARTICLE)

    site.script("/a/1.html", answer)
    for _ in range(3):
        fetcher.fetch(site.url(), site.portal())
    assert len(set(ports)) == 1


def test_without_a_reason_a_link_without_tls_is_asked_for_with_it() -> None:
    portal = portal_of("https://www.linjiang.gov.cn/a/", ("www.linjiang.gov.cn",))
    with Fetcher(FetchSettings(retries=0), resolve=resolving("127.0.0.1")) as fetcher:
        answer = fetcher.fetch("http://www.linjiang.gov.cn/a/1.html#top", portal)
    assert answer.final_url == "https://www.linjiang.gov.cn/a/1.html"
    assert answer.url == "http://www.linjiang.gov.cn/a/1.html#top"


@pytest.mark.parametrize(
    ("url", "outcome"),
    [
        ("http://elsewhere.example/a", "outside:host"),
        ("ftp://127.0.0.1/a", "outside:scheme"),
        ("javascript:void(0)", "outside:scheme"),
        ("http://[::1", "outside:host"),
        ("http://127.0.0.1:99999/", "outside:host"),
        ("", "outside:scheme"),
        ("/a/1.html", "outside:scheme"),
        ("http://user:secret@127.0.0.1/", "outside:host"),
    ],
)
def test_what_is_not_the_portals_is_not_asked_for(
    site: Site, fetcher: Fetcher, url: str, outcome: str
) -> None:
    answer = fetcher.fetch(url, site.portal())
    assert str(answer.problem) == outcome
    assert site.asked == []
