"""Every family's lists are read to their end over HTTP, and its articles are articles."""

from __future__ import annotations

import tomllib
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from bulletin_nlp import extract
from bulletin_nlp.crawl.lists import ListPage, brings_nothing_new, canonical_url, read_list
from bulletin_nlp.page import read_page
from bulletin_nlp.portals import Portal, read_portals
from bulletin_nlp.portals.description import families
from tests.crawl.simulator import FAMILIES, SimulatedPortal

_SEEN = date(2026, 7, 1)


def body_of(url: str) -> bytes:
    with urlopen(url, timeout=10) as answer:  # noqa: S310 (our own server)
        data: bytes = answer.read()
        return data


def described(portal: SimulatedPortal, folder: Path, **overrides: Any) -> Portal:
    portal.write_into(folder, **overrides)
    return read_portals(folder)[portal.name]


def pages_of(portal: SimulatedPortal, description: Portal, column: str) -> list[ListPage]:
    """Read a list as a crawl does: to a page without a next one, that is missing, or has nothing new."""
    url: str | None = portal.list_url(column)
    pages: list[ListPage] = []
    known: set[str] = set()
    guessed = False
    while url is not None and len(pages) < 100:
        try:
            body = body_of(url)
        except HTTPError as error:
            error.close()
            assert guessed, f"{url} is named by the list and missing"
            break
        page = read_list(body, url, description, column=column, seen=_SEEN)
        pages.append(page)
        if page.items and brings_nothing_new(page, known):
            break
        known |= {item.key for item in page.items}
        url, guessed = (page.next.url, page.next.guessed) if page.next else (None, False)
    return pages


def test_there_is_every_family() -> None:
    assert set(FAMILIES) == set(families())


@pytest.mark.parametrize("pager", ["links", "script"])
@pytest.mark.parametrize("family", FAMILIES)
def test_lists_are_read_completely(family: str, pager: str, tmp_path: Path) -> None:
    count = 230 if family == "gkmlpt" else 53
    with SimulatedPortal(family=family, articles=count, per_page=9, columns=("gzdt", "tzgg")) as portal:
        portal.set(pager=pager)
        description = described(portal, tmp_path)
        for column in portal.columns:
            pages = pages_of(portal, description, column)
            found = [item for page in pages for item in page.items]
            expected = {canonical_url(portal.url(n)): portal.text(n) for n in portal.numbers(column)}
            assert Counter(item.key for item in found) == Counter(expected.keys())
            assert {item.key: (item.title, item.published) for item in found} == {
                key: (text.title, text.day) for key, text in expected.items()
            }
            # sound lists have nothing to be told but what stands at their side
            assert {p.code for page in pages for p in page.problems} <= {"links_outside"}
            assert len(pages) > 1 or family in ("whole", "html", "govcn", "gkmlpt")


@pytest.mark.parametrize("selectors", [True, False])
@pytest.mark.parametrize("family", FAMILIES)
def test_articles_are_read_with_title_date_source_body_and_metrics(family: str, selectors: bool) -> None:
    with SimulatedPortal(family=family, articles=35) as portal:
        for number in (1, 35):
            page = body_of(portal.url(number)).decode()
            text = portal.text(number)
            selector = described_body(portal) if selectors else None
            article = read_page(page, url=portal.url(number), selector=selector, listed=text.day)
            assert article.title == text.title
            published = article.published
            assert (published.date() if isinstance(published, datetime) else published) == text.day
            assert article.content_source == article.site_name == text.site
            for paragraph in text.paragraphs:
                assert paragraph in article.text
            assert "版权所有" not in article.text
            assert len(article.attachments) == len(text.attachments)
            assert 600 <= sum(map(len, text.paragraphs)) <= 1500


def described_body(portal: SimulatedPortal) -> str:
    return str(tomllib.loads(portal.toml())["article"]["body"])


def test_bulletins_differ_and_give_metrics() -> None:
    with SimulatedPortal("one", articles=12) as portal, SimulatedPortal("two", articles=12) as other:
        texts = [p.text(n).paragraphs for p in (portal, other) for n in p.numbers()]
        assert len(set(texts)) == 24
        for number in (1, 7):
            record = extract("\n".join(portal.text(number).paragraphs))
            assert len(record.metrics) >= 10


@pytest.mark.parametrize("family", FAMILIES)
def test_redesigned_lists_are_noticed(family: str, tmp_path: Path) -> None:
    with SimulatedPortal(family=family, articles=30) as portal:
        description = described(portal, tmp_path)
        portal.redesign()
        last = pages_of(portal, description, "gzdt")[-1]
        assert [p.code for p in last.problems if p.fatal] == ["layout_changed"]
        assert not last.told


@pytest.mark.parametrize("family", FAMILIES)
def test_redesigned_articles_have_their_body_elsewhere(family: str) -> None:
    from bs4 import BeautifulSoup

    with SimulatedPortal(family=family, articles=3) as portal:
        selector = described_body(portal)
        assert BeautifulSoup(body_of(portal.url(2)), "lxml").select_one(selector)
        portal.redesign(lists=False)
        assert not BeautifulSoup(body_of(portal.url(2)), "lxml").select_one(selector)


@pytest.mark.parametrize("family", ["nfcms", "kaipu", "webplus"])
@pytest.mark.parametrize("beyond", ["first", "home"])
def test_pages_out_of_range_may_be_others_with_200(family: str, beyond: str, tmp_path: Path) -> None:
    with SimulatedPortal(family=family, articles=20, per_page=10) as portal:
        portal.set(pager="script", out_of_range=beyond)
        pages = pages_of(portal, described(portal, tmp_path), "gzdt")
        assert len(pages) == 3
        assert len({item.key for page in pages for item in page.items}) == 20


@pytest.mark.parametrize("links", ["jsessionid", "t", "mpost"])
def test_sessions_in_links_make_no_difference(links: str, tmp_path: Path) -> None:
    with SimulatedPortal(family="nfcms", articles=30) as portal:
        portal.set(links=links)
        pages = pages_of(portal, described(portal, tmp_path), "gzdt")
        items = [item for page in pages for item in page.items]
        assert Counter(item.key for item in items) == Counter(
            canonical_url(portal.url(n)) for n in range(1, 31)
        )
        assert read_page(body_of(items[0].url).decode()).title == portal.text(30).title


def test_lists_may_be_doubled_empty_or_send_home(tmp_path: Path) -> None:
    with SimulatedPortal(family="trs", articles=10) as portal:
        description = described(portal, tmp_path)
        portal.set(lists="duplicated")
        assert len(pages_of(portal, description, "gzdt")[0].items) == 10
        portal.set(lists="empty")
        assert pages_of(portal, description, "gzdt")[0].items == ()
        portal.set(lists="home")
        with urlopen(portal.list_url(), timeout=10) as answer:  # noqa: S310
            assert answer.url == f"{portal.base}/"


def test_an_article_may_stand_in_two_columns_or_under_two_addresses(tmp_path: Path) -> None:
    with SimulatedPortal(family="nfcms", articles=10, columns=("gzdt", "tzgg")) as portal:
        own = portal.url(1)
        other = portal.share(1, "gzdt")
        assert portal.urls(1) == [own, other]
        assert body_of(own) == body_of(other)
        items = pages_of(portal, described(portal, tmp_path), "gzdt")[0].items
        assert canonical_url(other) in {item.key for item in items}
    with SimulatedPortal(family="gkmlpt", articles=3) as portal:
        assert b"post_url" in body_of(portal.list_url())


def test_articles_are_added_changed_and_removed(tmp_path: Path) -> None:
    with SimulatedPortal(family="vsb", articles=30, per_page=10) as portal:
        description = described(portal, tmp_path)
        before = body_of(portal.url(5))
        portal.change(5)
        assert body_of(portal.url(5)) != before
        assert portal.text(5).title in body_of(portal.url(5)).decode()
        assert portal.add(2) == [31, 32]
        portal.remove(30)
        keys = [item.key for page in pages_of(portal, description, "gzdt") for item in page.items]
        assert keys[:3] == [canonical_url(portal.url(n)) for n in (32, 31, 29)]
        assert len(keys) == 31
        with pytest.raises(HTTPError, match="404") as refused:
            body_of(portal.url(30))
        refused.value.close()
        portal.remove(29, "soft", listed=True)
        assert "页面不存在" in body_of(portal.url(29)).decode()
        portal.restore(29)
        assert portal.text(29).title in body_of(portal.url(29)).decode()
