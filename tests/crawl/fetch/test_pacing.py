"""How often a host is asked, by a clock that needs no waiting."""

from __future__ import annotations

import socket
import threading
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler

import pytest

from bulletin_nlp.crawl.fetch import Fetcher, FetchSettings
from bulletin_nlp.crawl.fetch.pacing import HostPace, host_key
from bulletin_nlp.crawl.fetch.retry_after import retry_after
from bulletin_nlp.crawl.outcome import Outcome
from tests.crawl.fetch.site import ARTICLE, FakeClock, Site, reply, serving


def paced(clock: FakeClock, settings: FetchSettings | None = None, chance: float = 0.0) -> Fetcher:
    return Fetcher(settings or FetchSettings(), clock=clock, sleep=clock.sleep, random=lambda: chance)


def slow_portal(site: Site, delay: float = 2.0, jitter: float = 0.0, **changes: object):  # type: ignore[no-untyped-def]
    return site.portal(politeness={"delay": delay, "jitter": jitter}, **changes)


def test_each_request_waits_for_the_delay_and_chance_and_robots_is_one(site: Site) -> None:
    clock = FakeClock()
    site.answer("/a/1.html", ARTICLE)
    site.redirect("/a/2.html", "/a/1.html")
    with paced(clock, chance=0.5) as fetcher:
        fetcher.fetch(site.url("/a/1.html"), slow_portal(site, jitter=1.0))
        assert clock.slept == [2.5]
        fetcher.fetch(site.url("/a/2.html"), slow_portal(site, jitter=1.0))
        # the redirect's hop waits, too
        assert clock.slept == [2.5, 2.5, 2.5]
    assert site.paths == ["/robots.txt", "/a/1.html", "/a/2.html", "/a/1.html"]


def test_the_pause_begins_when_the_answer_has_ended(site: Site) -> None:
    clock = FakeClock()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        clock.now += 30.0
        reply(handler, 200, ARTICLE)

    site.script("/a/1.html", answer)
    with paced(clock) as fetcher:
        for _ in range(2):
            fetcher.fetch(site.url(), slow_portal(site))
    assert clock.slept == [2.0, 2.0]


def test_what_was_waited_elsewhere_counts(site: Site) -> None:
    clock = FakeClock()
    site.answer("/a/1.html", ARTICLE)
    with paced(clock) as fetcher:
        fetcher.fetch(site.url(), slow_portal(site))
        clock.now += 1.5
        fetcher.fetch(site.url(), slow_portal(site))
        clock.now += 60
        fetcher.fetch(site.url(), slow_portal(site))
    assert clock.slept == [2.0, 0.5]


def test_hosts_do_not_wait_for_each_other(site: Site) -> None:
    clock = FakeClock()
    with serving() as other:
        with paced(clock) as fetcher:
            fetcher.fetch(site.answer("/a/1.html", ARTICLE), slow_portal(site))
            slept = list(clock.slept)
            fetcher.fetch(other.answer("/a/1.html", ARTICLE), slow_portal(other))
        assert slept == [2.0]
        assert clock.slept == [2.0, 2.0]


def test_portals_that_share_a_host_share_its_longest_delay(site: Site) -> None:
    clock = FakeClock()
    site.answer("/a/1.html", ARTICLE)
    with paced(clock) as fetcher:
        fetcher.fetch(site.url(), slow_portal(site, 5.0))
        fetcher.fetch(site.url(), slow_portal(site, 2.0))
    assert clock.slept == [5.0, 5.0]


@pytest.mark.parametrize(("asked", "waited"), [("7", 7.0), ("1", 2.0), ("900", 60.0), ("0", 2.0), ("x", 2.0)])
def test_a_longer_crawl_delay_is_kept_within_bounds(site: Site, asked: str, waited: float) -> None:
    clock = FakeClock()
    site.answer("/robots.txt", f"User-agent: *\nCrawl-delay: {asked}\nDisallow: /x\n")
    site.answer("/a/1.html", ARTICLE)
    with paced(clock) as fetcher:
        for _ in range(2):
            fetcher.fetch(site.url(), slow_portal(site))
        told = fetcher.robots(site.url(), slow_portal(site)).message
    assert clock.slept[-1] == waited
    assert ("kept as 60 s" in told) == (asked == "900")


def test_a_delay_is_really_waited(site: Site) -> None:
    site.answer("/a/1.html", ARTICLE)
    with Fetcher() as fetcher:
        for _ in range(3):
            fetcher.fetch(site.url(), slow_portal(site, 0.1))
    gaps = [after.begun - before.ended for before, after in zip(site.asked, site.asked[1:], strict=False)]
    assert len(gaps) == 3
    assert min(gaps) > 0.09


def test_threads_never_ask_one_host_together(site: Site) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(0.01)
        reply(handler, 200, ARTICLE)

    for number in range(20):
        site.script(f"/a/{number}.html", answer)
    problems: list[object] = []
    with Fetcher() as fetcher:

        def ask(first: int) -> None:
            for number in range(first, 20, 4):
                problems.append(fetcher.fetch(site.url(f"/a/{number}.html"), site.portal()).problem)

        threads = [threading.Thread(target=ask, args=(first,)) for first in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
    assert problems == [None] * 20
    assert site.most_together == 1
    assert site.paths.count("/robots.txt") == 1


def test_threads_of_different_hosts_do_not_hinder_each_other(site: Site) -> None:
    entered = threading.Barrier(2, timeout=5)

    def answer(handler: BaseHTTPRequestHandler) -> None:
        entered.wait()
        reply(handler, 200, ARTICLE)

    with serving() as other, Fetcher() as fetcher:
        problems: list[object] = []
        for served in (site, other):
            served.script("/a/1.html", answer)
        threads = [
            threading.Thread(
                target=lambda s=served: problems.append(fetcher.fetch(s.url(), s.portal()).problem)
            )
            for served in (site, other)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(10)
    assert problems == [None, None]


def test_failures_double_the_pause_and_an_answer_ends_that(site: Site) -> None:
    clock = FakeClock()
    site.answer("/robots.txt", "User-agent: *\nDisallow: /x\n")
    site.answer("/a/1.html", b"", 502)
    site.answer("/a/2.html", ARTICLE)
    with paced(clock) as fetcher:
        for _ in range(8):
            fetcher.fetch(site.url("/a/1.html"), slow_portal(site))
        assert clock.slept == [2, 2, 4, 8, 16, 32, 60, 60]
        for _ in range(2):
            fetcher.fetch(site.url("/a/2.html"), slow_portal(site))
        assert clock.slept[-1] == 2


def flaky(site: Site, path: str, status: int, after: str | None, times: int = 1) -> None:
    """Refuse so many times, then give the article."""
    asked: list[int] = []

    def answer(handler: BaseHTTPRequestHandler) -> None:
        asked.append(1)
        headers = {} if after is None else {"Retry-After": after}
        if len(asked) <= times:
            reply(handler, status, b"<html><body>busy</body></html>", headers)
        else:
            reply(handler, 200, ARTICLE)

    site.script(path, answer)


@pytest.mark.parametrize("status", [429, 503])
def test_a_bearable_wait_is_kept_and_the_page_asked_for_again(site: Site, status: int) -> None:
    clock = FakeClock()
    flaky(site, "/a/1.html", status, "90")
    with paced(clock) as fetcher:
        answer = fetcher.fetch(site.url(), slow_portal(site))
        assert (answer.problem, answer.body) == (None, ARTICLE)
        assert fetcher.stopped(site.url()) is None
    assert clock.slept == [2.0, 90.0]


def test_a_wait_until_a_date_is_kept(site: Site) -> None:
    clock = FakeClock()
    flaky(site, "/a/1.html", 503, format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True))
    with paced(clock) as fetcher:
        assert fetcher.fetch(site.url(), slow_portal(site)).problem is None
    assert 55 <= clock.slept[-1] <= 60


@pytest.mark.parametrize(
    ("status", "after", "times", "outcome"),
    [
        (429, "3600", 1, "blocked:429"),
        (429, None, 1, "blocked:429"),
        (429, "5", 2, "blocked:429"),
        (503, "3600", 1, "unreachable:5xx"),
        (503, "5", 2, "unreachable:5xx"),
    ],
)
def test_longer_waits_end_the_run_at_that_host(
    site: Site, status: int, after: str | None, times: int, outcome: str
) -> None:
    clock = FakeClock()
    flaky(site, "/a/1.html", status, after, times)
    site.answer("/a/2.html", ARTICLE)
    with paced(clock) as fetcher:
        assert str(fetcher.fetch(site.url(), site.portal()).problem) == outcome
        assert str(fetcher.stopped(site.url("/b"))) == outcome
        later = fetcher.fetch(site.url("/a/2.html"), site.portal())
    assert str(later.problem) == outcome
    assert "not asked" in (later.message or "")
    assert "/a/2.html" not in site.paths
    assert max(clock.slept, default=0) <= 120


def test_a_fault_without_a_wait_does_not_end_the_run(site: Site) -> None:
    flaky(site, "/a/1.html", 503, None)
    site.answer("/a/2.html", ARTICLE)
    with Fetcher() as fetcher:
        assert str(fetcher.fetch(site.url(), site.portal()).problem) == "unreachable:5xx"
        assert fetcher.fetch(site.url("/a/2.html"), site.portal()).problem is None


def test_a_host_that_is_not_found_is_not_looked_for_with_every_page(site: Site) -> None:
    looked: list[object] = []

    def unknown(*asked: object) -> list[tuple[object, ...]]:
        looked.append(asked)
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    portal = site.portal(hosts=("nowhere.test",))
    with Fetcher(FetchSettings(retries=0), resolve=unknown) as fetcher:
        for number in range(12):
            answer = fetcher.fetch(f"http://nowhere.test/{number}", portal)
            assert str(answer.problem) == "unreachable:dns"
    assert len(looked) == 1


def test_a_host_that_never_answers_any_more_is_left_alone_in_the_end(site: Site) -> None:
    site.answer("/robots.txt", "User-agent: *\nDisallow: /x\n")
    portal = site.portal()
    with Fetcher(FetchSettings(retries=0, read_timeout=0.02)) as fetcher:
        assert fetcher.robots(site.url(), portal).note == "rules"
        for number in range(12):
            site.raw(f"/a/{number}.html", b"", pause=0.1)
            answer = fetcher.fetch(site.url(f"/a/{number}.html"), portal)
            assert str(answer.problem) == "unreachable:timeout"
        assert str(fetcher.stopped(site.url())) == "unreachable:timeout"
    assert len(site.paths) == 11


def test_a_host_can_be_stopped_from_outside(site: Site, fetcher: Fetcher) -> None:
    site.answer("/a/1.html", ARTICLE)
    fetcher.stop(site.url("/list"), Outcome("blocked", "captcha"))
    assert str(fetcher.fetch(site.url(), site.portal()).problem) == "blocked:captcha"
    assert site.asked == []


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.linjiang.gov.cn/a", "linjiang.gov.cn"),
        ("http://LINJIANG.gov.cn:80/", "linjiang.gov.cn"),
        ("https://linjiang.gov.cn:8443/", "linjiang.gov.cn:8443"),
    ],
)
def test_one_machine_is_one_host(url: str, key: str) -> None:
    assert host_key(url) == key


NOW = datetime(2025, 2, 14, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("Fri, 14 Feb 2025 08:01:00 GMT", 60.0),
        ("Fri, 14 Feb 2025 07:00:00 GMT", 0.0),
        (None, None),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("９", None),
        ("9" * 40, 999999999999.0),
    ],
)
def test_waits_are_read(value: str | None, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


def test_a_pause_can_be_broken_off(site: Site) -> None:
    class Stopped(Exception):
        pass

    def sleep(seconds: float) -> None:
        raise Stopped

    site.answer("/a/1.html", ARTICLE)
    with Fetcher(sleep=sleep) as fetcher:
        with pytest.raises(Stopped):
            fetcher.fetch(site.url(), slow_portal(site))
        # the turn is free again
        with pytest.raises(Stopped):
            fetcher.fetch(site.url(), slow_portal(site))


def test_a_pace_waits_again_when_it_was_woken_early() -> None:
    clock = FakeClock()

    def short(seconds: float) -> None:
        clock.sleep(min(seconds, 0.5))

    pace = HostPace(clock, short, lambda: 0.0)
    pace.slow_down(2.0)
    for _ in range(2):
        with pace.turn():
            pass
    assert sum(clock.slept) == 2.0
