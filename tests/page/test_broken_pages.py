"""Whatever a page holds, it gives an article or is refused by name, in bounded time."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from bulletin_nlp.errors import BulletinError
from bulletin_nlp.page import read_page

GOLDEN = [
    file.read_text(encoding="utf-8") for file in sorted((Path(__file__).parent / "golden").glob("*.html"))
]
#: What breaks readers of pages: open ends, endless numbers, impossible dates, halves of characters.
BITS = [
    "<",
    "</",
    "<!--",
    "-->",
    "<![CDATA[",
    "<script>",
    "</script>",
    "\0",
    "&#0;",
    "&#xD800;",
    "\ud800",
    "\U0001f4ce",
    "<plaintext>",
    "<frameset>",
    "<template>",
    "<svg><title>",
    "<select><option>",
    "<!DOCTYPE",
    "<title>",
    "<table><tr rowspan=99999999><td colspan=9999999999999>",
    "<a href='http://[::1'>x</a>",
    "<base href='//['>",
    "<time datetime='2025-13-99T'>",
    "<meta name=PubDate content='9999-12-31 23:59Z'>",
    "<meta name=PubDate content='0000-00-00'>",
    "<div itemprop=datePublished datetime='x'>",
    "<script type='application/ld+json'>[[[{",
    "发布时间：Tue Feb 31 99:99:99 CST 2025",
    "发布时间：２０２５-０３",
    "发布时间：1900-01-01T00:01:00+23:59",
    "style='display:none'",
    "\ufeff",
    "<li>" * 50,
]
URLS = [None, "http://a.example/t20250304_1.html", "http://[x", "//", "javascript:void(0)"]


def mutated(chance: random.Random) -> str:
    html = chance.choice(GOLDEN)
    for _ in range(chance.randint(1, 12)):
        start = chance.randrange(len(html) + 1)
        end = min(len(html), start + chance.randint(0, 300))
        part = html[start:end]
        other = chance.choice(GOLDEN)
        html = html[:start] + chance.choice(
            [
                html[end:],
                part * chance.randint(2, 20) + html[end:],
                chance.choice(BITS) + html[start:],
                "".join(chance.sample(part, len(part))) + html[end:],
                "",
                other[chance.randrange(len(other)) :][:2000] + html[start:],
            ]
        )
    return html


@pytest.mark.parametrize("seed", range(8))
def test_a_mutated_page_gives_an_article_or_is_refused_by_name(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - a test's pages, no secrets
    for _ in range(25):
        html = mutated(chance)
        try:
            article = read_page(
                html,
                url=chance.choice(URLS),
                selector=chance.choice([None, "#zoom", "*"]),
                date_selector=chance.choice([None, "*", "meta@content"]),
                source_selector=chance.choice([None, "*", "a@href"]),
            )
        except BulletinError as error:
            assert error.code == "page_no_article"  # noqa: PT017 - most pages are read
        else:
            assert article.text.strip()


@pytest.mark.parametrize("tags", ["<ul><li>", "<font><p>", "<table><tr><td>", "<div>", "<span>", "<time>"])
def test_some_hundred_kilobytes_of_nested_tags_ends_in_bounded_time(tags: str) -> None:
    html = (
        tags * (400_000 // len(tags)) + "<div id='zoom'><p>全市计划改造老旧小区36个，年底前完工。</p></div>"
    )
    begun = time.process_time()
    try:
        read_page(html)
    except BulletinError as error:
        assert error.code == "page_no_article"  # noqa: PT017 - the words may lie too deep
    assert time.process_time() - begun < 10


@pytest.mark.parametrize(
    "words",
    [
        "1" * 300_000,
        "发布时间" + " " * 300_000,
        "【发布日期】" * 30_000,
        "Tue Mar 04 " * 30_000,
        "2025-" * 60_000,
    ],
)
def test_a_line_without_end_takes_no_quadratic_time(words: str) -> None:
    begun = time.process_time()
    read_page(
        f"<meta name='PubDate' content='{words}'><p>{words}</p><div id='zoom'><p>全市计划改造老旧小区。</p>"
    )
    assert time.process_time() - begun < 5
