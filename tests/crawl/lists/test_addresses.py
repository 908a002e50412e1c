"""Addresses that lead to one article are one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletin_nlp.crawl.lists import canonical_url
from bulletin_nlp.crawl.lists.addresses import absolute

KEY = "https://linjiang.example/gzdt/content/post_12.html"


@pytest.mark.parametrize(
    "url",
    [
        "https://www.linjiang.example/gzdt/content/post_12.html",
        "http://linjiang.example/gzdt/content/post_12.html",
        "HTTP://WWW.Linjiang.example:80/gzdt/content/post_12.html",
        "http://www.linjiang.example/gzdt/content/mpost_12.html",
        "http://www.linjiang.example/gzdt/content/post_12.html;jsessionid=0A1B",
        "http://www.linjiang.example/gzdt/content/post_12.html?t=1770000000",
        "http://www.linjiang.example/gzdt/content/post_12.html?xxgkhide=1#zoom",
        "http://www.linjiang.example/gzdt/./x/../content/post_12.html",
    ],
)
def test_the_ways_to_an_article_are_one_address(url: str) -> None:
    assert canonical_url(url) == KEY


@pytest.mark.parametrize(
    "other",
    [
        "https://linjiang.example/gzdt/content/post_13.html",
        KEY + "?id=3",
        "https://zjj.linjiang.example/gzdt/content/post_12.html",
    ],
)
def test_other_articles_keep_addresses_of_their_own(other: str) -> None:
    assert canonical_url(other) != KEY


@pytest.mark.parametrize(
    "href", ["javascript:void(0)", "mailto:a@b.example", "http://[::1", "data:text/html,x", "http:///x"]
)
def test_what_is_no_address_gives_none(href: str) -> None:
    assert absolute("https://linjiang.example/", href) is None


def test_an_address_to_ask_for_keeps_its_scheme_and_host() -> None:
    assert absolute("http://www.a.example/x/index.html", " ./1.html?t=3#a") == "http://www.a.example/x/1.html"


@given(st.text(max_size=80), st.sampled_from(["", "http://www.a.example/", "https://a.example/x?"]))
def test_a_canonical_address_is_its_own(text: str, head: str) -> None:
    once = canonical_url(head + text)
    assert canonical_url(once) == once
