"""Redirects: followed within the portal, never out of it, never in circles."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler

import pytest

from bulletin_nlp.crawl.fetch import Fetcher, FetchSettings, Redirect
from tests.crawl.fetch.site import ARTICLE, Site, reply, serving


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed_and_told(site: Site, fetcher: Fetcher, status: int) -> None:
    url = site.redirect("/a/1.html", "../b/2.html?x=1#part", status)
    end = site.answer("/b/2.html?x=1", ARTICLE)
    answer = fetcher.fetch(url, site.portal())
    assert (answer.problem, answer.url, answer.final_url, answer.body) == (None, url, end, ARTICLE)
    assert answer.redirects == (Redirect(url, status, end),)


def test_a_location_in_utf8_or_gbk_is_followed(site: Site, fetcher: Fetcher) -> None:
    site.answer("/b/%E4%B8%B4.html", ARTICLE)
    site.answer("/b/%C1%D9.html", ARTICLE)
    for path, name in (("/a/1.html", "临".encode()), ("/a/2.html", "临".encode("gbk"))):
        site.raw(path, b"HTTP/1.1 302 F\r\nConnection: close\r\nLocation: /b/" + name + b".html\r\n\r\n")
        assert fetcher.fetch(site.url(path), site.portal()).body == ARTICLE


@pytest.mark.parametrize("hops", [1, 2, 3])
def test_a_circle_ends(site: Site, fetcher: Fetcher, hops: int) -> None:
    for hop in range(hops):
        site.redirect(f"/a/{hop}.html", f"/a/{(hop + 1) % hops}.html")
    answer = fetcher.fetch(site.url("/a/0.html"), site.portal())
    assert str(answer.problem) == "unreachable:redirects"
    assert len([path for path in site.paths if path != "/robots.txt"]) == hops


def test_redirects_are_counted(site: Site) -> None:
    for hop in range(10):
        site.redirect(f"/a/{hop}.html", f"/a/{hop + 1}.html")
    site.answer("/a/3.html", ARTICLE)
    with Fetcher(FetchSettings(max_redirects=3)) as fetcher:
        assert fetcher.fetch(site.url("/a/0.html"), site.portal()).problem is None
        answer = fetcher.fetch(site.url("/a/4.html"), site.portal())
    assert str(answer.problem) == "unreachable:redirects"
    assert site.paths[-1] == "/a/7.html"


@pytest.mark.parametrize(
    ("location", "outcome"),
    [
        ("http://elsewhere.example/", "outside:host"),
        ("//elsewhere.example/x", "outside:host"),
        ("http://127.0.0.1:1/x", "outside:host"),
        ("http://localhost/x", "outside:host"),
        ("ftp://127.0.0.1/x", "outside:scheme"),
        ("file:///etc/passwd", "outside:scheme"),
        ("javascript:alert(1)", "outside:scheme"),
        ("http://10.0.0.1/x", "outside:address"),
        ("http://169.254.169.254/latest/meta-data/", "outside:address"),
        ("http://[::1]/x", "outside:address"),
        ("http://[::ffff:127.0.0.1]/x", "outside:address"),
        ("http://0.0.0.0/x", "outside:address"),
        ("http://100.64.0.1/x", "outside:address"),
    ],
)
def test_a_redirect_out_of_the_portal_is_not_followed(
    site: Site, fetcher: Fetcher, location: str, outcome: str
) -> None:
    answer = fetcher.fetch(site.redirect("/a/1.html", location), site.portal())
    assert str(answer.problem) == outcome
    assert answer.status == 302
    assert len(answer.redirects) == 1
    assert [path for path in site.paths if path != "/robots.txt"] == ["/a/1.html"]


def test_another_host_of_the_portal_is_followed_by_its_own_rules(site: Site, fetcher: Fetcher) -> None:
    with serving() as other:
        other.answer("/robots.txt", "User-agent: *\nDisallow: /closed/\n")
        end = other.answer("/open/1.html", ARTICLE)
        portal = site.portal(hosts=(f"127.0.0.1:{other.port}",))
        opened = fetcher.fetch(site.redirect("/a/1.html", end), portal)
        closed = fetcher.fetch(site.redirect("/a/2.html", other.url("/closed/1.html")), portal)
        assert other.paths == ["/robots.txt", "/open/1.html"]
    assert (opened.problem, opened.final_url) == (None, end)
    assert str(closed.problem) == "robots:disallowed"


@pytest.mark.parametrize("location", ["/", "/index.html", "http://127.0.0.1:{port}", "/404.html"])
def test_an_article_that_leads_home_is_gone(site: Site, fetcher: Fetcher, location: str) -> None:
    site.answer("/", ARTICLE)
    answer = fetcher.fetch(site.redirect("/a/1.html", location.format(port=site.port)), site.portal())
    assert str(answer.problem) == "gone"
    assert "/" not in site.paths


def test_the_home_page_itself_is_not_gone(site: Site, fetcher: Fetcher) -> None:
    site.answer("/index.html", ARTICLE)
    assert fetcher.fetch(site.redirect("/", "/index.html"), site.portal(), expect="list").problem is None


@pytest.mark.parametrize("headers", [{}, {"Location": ""}, {"Location": "http://[::1"}])
def test_a_redirect_to_nowhere_is_told(site: Site, fetcher: Fetcher, headers: dict[str, str]) -> None:
    answer = fetcher.fetch(site.answer("/a/1.html", b"", 302, headers), site.portal())
    assert str(answer.problem) == "unreachable:status"


def test_a_cookie_lives_within_one_chain(site: Site, fetcher: Fetcher) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        if "seen=1" in (handler.headers.get("Cookie") or ""):
            reply(handler, 200, ARTICLE)
        else:
            reply(handler, 302, b"", {"Location": "/a/1.html", "Set-Cookie": "seen=1; Path=/"})

    site.script("/a/1.html", answer)
    for _ in range(2):
        assert fetcher.fetch(site.url(), site.portal()).problem is None
    cookies = [asked.headers.get("Cookie") for asked in site.asked if asked.path == "/a/1.html"]
    assert cookies == [None, "seen=1", None, "seen=1"]


@pytest.mark.parametrize(
    "page",
    [
        "<html><head><meta http-equiv='refresh' content='0;url=../b/2.html'></head></html>",
        "<script>window.location.href='/b/2.html';</script>",
        '<html><body><script>location.replace("/b/2.html")</script></body></html>',
    ],
)
def test_a_page_that_only_names_another_is_followed(site: Site, fetcher: Fetcher, page: str) -> None:
    url, end = site.answer("/a/1.html", page), site.answer("/b/2.html", ARTICLE)
    answer = fetcher.fetch(url, site.portal())
    assert (answer.problem, answer.final_url, answer.redirects) == (None, end, (Redirect(url, 200, end),))


def test_pages_that_name_each_other_are_a_circle(site: Site, fetcher: Fetcher) -> None:
    site.answer("/a/1.html", "<script>location.href='/a/2.html'</script>")
    site.answer("/a/2.html", "<script>location.href='/a/1.html'</script>")
    assert str(fetcher.fetch(site.url(), site.portal()).problem) == "unreachable:redirects"


def test_a_script_that_sets_a_cookie_first_is_a_shell(site: Site, fetcher: Fetcher) -> None:
    page = "<script>document.cookie='k='+f(7);location.href='/a/2.html'</script>"
    assert str(fetcher.fetch(site.answer("/a/1.html", page), site.portal()).problem) == "blocked:js-shell"
    assert "/a/2.html" not in site.paths


def test_a_redirect_whose_page_never_ends_is_followed(site: Site) -> None:
    site.raw("/a/1.html", b"HTTP/1.1 302 F\r\nLocation: /b/2.html\r\n\r\n", *[b"x"] * 10, pause=0.05)
    site.answer("/b/2.html", ARTICLE)
    with Fetcher(FetchSettings(read_timeout=0.2, total_timeout=0.4)) as fetcher:
        assert fetcher.fetch(site.url(), site.portal()).problem is None
