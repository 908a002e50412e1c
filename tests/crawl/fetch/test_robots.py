"""robots.txt by RFC 9309: what it allows, and what it means when it cannot be had."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from bulletin_nlp.crawl.fetch import Fetcher, FetchSettings, RobotsRules
from tests.crawl.fetch.site import ARTICLE, Site, serving

SUITE = Path("/work/shared/suites/robots_txt.jsonl")
CLOSED = "User-agent: *\nDisallow: /closed/\n"


def outcome(site: Site, path: str = "/a/1.html", settings: FetchSettings | None = None) -> str:
    site.answer(path, ARTICLE)
    with Fetcher(settings or FetchSettings(retries=0)) as fetcher:
        return str(fetcher.fetch(site.url(path), site.portal()).problem)


def test_a_rule_forbids_and_is_asked_for_once(site: Site) -> None:
    site.answer("/robots.txt", CLOSED)
    site.answer("/open/1.html", ARTICLE)
    site.answer("/closed/1.html", ARTICLE)
    with Fetcher() as fetcher:
        portal = site.portal()
        assert fetcher.fetch(site.url("/open/1.html"), portal).problem is None
        closed = fetcher.fetch(site.url("/closed/1.html"), portal)
        rules = fetcher.robots(site.url(), portal)
    assert str(closed.problem) == "robots:disallowed"
    assert (closed.status, closed.body) == (None, b"")
    assert site.paths == ["/robots.txt", "/open/1.html"]
    assert (rules.note, rules.url) == ("rules", site.url("/robots.txt"))
    assert rules.answer is not None
    assert rules.answer.body == CLOSED.encode()


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ("bulletin_nlp", "robots:disallowed"),
        ("Bulletin_NLP", "robots:disallowed"),
        ("bulletin_nlp/0.1 (crawler)", "robots:disallowed"),
        ("otherbot", "None"),
    ],
)
def test_rules_are_those_of_this_crawler(site: Site, named: str, expected: str) -> None:
    site.answer("/robots.txt", f"User-agent: {named}\nDisallow: /\n\nUser-agent: *\nAllow: /\n")
    settings = FetchSettings(contact="https://otherbot.example/")
    assert outcome(site, settings=settings) == expected


def test_a_user_agent_of_ones_own_has_its_own_rules(site: Site) -> None:
    site.answer("/robots.txt", "User-agent: linjiangbot\nDisallow: /\n")
    settings = FetchSettings(user_agent="Mozilla/5.0 (compatible; LinjiangBot/2)")
    assert outcome(site, settings=settings) == "robots:disallowed"


@pytest.mark.parametrize(
    ("status", "expected", "note"),
    [
        (200, "None", "no_rules"),
        (204, "None", "no_rules"),
        (400, "None", "missing"),
        (404, "None", "missing"),
        (410, "None", "missing"),
        (451, "None", "missing"),
        (401, "robots:unavailable", "unavailable"),
        (403, "robots:unavailable", "unavailable"),
        (500, "robots:unavailable", "unavailable"),
        (503, "robots:unavailable", "unavailable"),
        (429, "blocked:429", "unreachable"),
        (521, "blocked:challenge-521", "unreachable"),
    ],
)
def test_statuses_of_robots_txt(site: Site, status: int, expected: str, note: str) -> None:
    site.answer("/robots.txt", b"", status)
    site.answer("/a/1.html", ARTICLE)
    with Fetcher() as fetcher:
        assert str(fetcher.fetch(site.url(), site.portal()).problem) == expected
        assert fetcher.robots(site.url(), site.portal()).note == note
        assert str(fetcher.fetch(site.url(), site.portal()).problem) == expected
    assert site.paths.count("/robots.txt") == 1
    assert ("/a/1.html" in site.paths) == (expected == "None")


@pytest.mark.parametrize(
    "text",
    [
        "<!DOCTYPE html><html><body>页面不存在 User-agent: * Disallow: /</body></html>",
        "\n<html>\nUser-agent: *\nDisallow: /\n</html>",
        "<script>var _$ab</script>",
        "",
        "本站欢迎访问。",
        "404 page not found",
        '{"code": 404}',
    ],
)
def test_a_page_or_a_text_without_directives_is_no_rules(site: Site, text: str) -> None:
    site.answer("/robots.txt", text)
    with Fetcher() as fetcher:
        rules = fetcher.robots(site.url(), site.portal())
    assert rules.note == "no_rules"
    assert rules.message
    assert outcome(site) == "None"


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ((b"",), "unreachable:reset"),
        ((b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nUser-agent: *\n",), "unreachable:incomplete"),
        ((b"nonsense\r\n\r\n",), "unreachable:protocol"),
    ],
)
def test_a_host_that_breaks_off_is_told_as_that(site: Site, sent: tuple[bytes, ...], expected: str) -> None:
    site.raw("/robots.txt", *sent)
    assert outcome(site) == expected
    assert "/a/1.html" not in site.paths


def test_five_redirects_are_followed(site: Site) -> None:
    site.redirect("/robots.txt", "/r/1")
    for hop in range(1, 5):
        site.redirect(f"/r/{hop}", f"/r/{hop + 1}")
    site.answer("/r/5", "User-agent: *\nDisallow: /\n")
    assert outcome(site) == "robots:disallowed"


def test_rules_behind_a_redirect_to_another_host_of_the_portal_hold(site: Site) -> None:
    with serving() as other, Fetcher() as fetcher:
        site.redirect("/robots.txt", other.answer("/robots.txt", "User-agent: *\nDisallow: /\n"))
        portal = site.portal(hosts=(f"127.0.0.1:{other.port}",))
        assert str(fetcher.fetch(site.answer("/a/1.html", ARTICLE), portal).problem) == "robots:disallowed"


@pytest.mark.parametrize(
    "location", ["/robots.txt", "http://elsewhere.example/robots.txt", "http://10.0.0.1/"]
)
def test_a_redirect_that_is_not_followed_leaves_no_rules(site: Site, location: str) -> None:
    site.redirect("/robots.txt", location)
    assert outcome(site) == "None"
    with Fetcher() as fetcher:
        rules = fetcher.robots(site.url(), site.portal())
    assert rules.note == "missing"
    assert rules.message


def test_half_a_mebibyte_is_read_and_no_half_line(site: Site) -> None:
    filling = "# " + "x" * 97 + "\n"
    text = CLOSED + filling * 5000 + "Disallow: /b/\n" + filling * 400 + "Disallow: /a/1.html-and-more\n"
    assert len(text) > 540_000
    site.answer("/robots.txt", text)
    assert outcome(site, "/closed/1.html") == "robots:disallowed"
    assert outcome(site, "/b/1.html") == "robots:disallowed"
    assert outcome(site, "/a/1.html") == "None"


def test_a_rule_that_is_cut_is_left_out(site: Site) -> None:
    text = CLOSED + "#" * (524_288 - len(CLOSED) - 13) + "\nDisallow: /abcdefgh\n"
    site.answer("/robots.txt", text)
    assert outcome(site, "/x/1.html") == "None"
    assert outcome(site, "/closed/1.html") == "robots:disallowed"


def test_packed_and_marked_rules_are_read(site: Site) -> None:
    body = gzip.compress(b"\xef\xbb\xbf" + CLOSED.encode().replace(b"\n", b"\r\n"))
    site.answer("/robots.txt", body, headers={"Content-Encoding": "gzip", "Content-Type": "text/html"})
    assert outcome(site, "/closed/1.html") == "robots:disallowed"


def test_rules_with_gbk_comments_are_read(site: Site) -> None:
    site.answer("/robots.txt", "# 临江市\n".encode("gbk") + CLOSED.encode())
    assert outcome(site, "/closed/1.html") == "robots:disallowed"


def test_rules_of_ports_are_kept_apart(site: Site) -> None:
    with serving() as other, Fetcher() as fetcher:
        site.answer("/robots.txt", "User-agent: *\nDisallow: /\n")
        portal = site.portal(hosts=(f"127.0.0.1:{other.port}",))
        assert fetcher.fetch(other.answer("/a/1.html", ARTICLE), portal).problem is None
        assert str(fetcher.fetch(site.answer("/a/1.html", ARTICLE), portal).problem) == "robots:disallowed"


def suite() -> list[object]:
    if not SUITE.exists():
        return [pytest.param(None, marks=pytest.mark.skip(reason="the suite is not here"))]
    cases = [json.loads(line) for line in SUITE.read_text(encoding="utf-8").splitlines()]
    return [
        pytest.param(case, id=case["id"])
        for case in cases
        if not case["context"].get("google_only") and "request_rate" not in case["expected"][0]
    ]


@pytest.mark.parametrize("case", suite())
def test_the_suites_of_other_projects_pass(case: dict[str, object]) -> None:
    asked: dict[str, str] = case["input"]  # type: ignore[assignment]
    (expected,) = case["expected"]  # type: ignore[misc]
    rules = RobotsRules.parse(asked["robots_txt"], asked["user_agent"])
    if "allowed" in expected:
        assert rules.allows(asked["url"]) == expected["allowed"]
    else:
        assert rules.crawl_delay == expected["crawl_delay"]


@pytest.mark.parametrize("url", ["http://[::1", "http://elsewhere.example/", "nothing"])
def test_rules_of_what_is_not_the_portals_are_not_asked_for(site: Site, fetcher: Fetcher, url: str) -> None:
    rules = fetcher.robots(url, site.portal())
    assert rules.problem is not None
    assert not rules.allows(url)
    assert site.asked == []
