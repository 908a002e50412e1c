"""``read_list`` on pages that are none, and on what the families have in common."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bulletin_nlp.crawl.lists import ListItem, ListPage, brings_nothing_new, check_list, read_list
from bulletin_nlp.portals import Portal, families
from tests.crawl.lists.golden_pages import PAGES, expected_of, family_of, portal_of

LIST = "https://www.linjiang.example/gzdt/"
FULL = [page for page in PAGES if expected_of(page)["items"]]
FEW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def codes(read: ListPage) -> list[str]:
    return [problem.code for problem in read.problems]


def page_of(*days: str) -> str:
    rows = (
        f'<li><a href="content/post_{i}.html">老旧小区改造第{i}号</a><span>{d}</span></li>'
        for i, d in enumerate(days)
    )
    return f"<ul class='list'>{''.join(rows)}</ul>"


@FEW
@given(st.sampled_from(sorted(families())), st.binary(max_size=400))
def test_random_bytes_give_problems_and_no_error(family: str, data: bytes) -> None:
    read = read_list(data, LIST, portal_of(family, LIST))
    assert read.problems
    assert read.items == ()


@FEW
@given(st.sampled_from(FULL), st.floats(0, 1), st.binary(max_size=6))
def test_cut_and_damaged_pages_give_entries_or_problems(page: Path, share: float, noise: bytes) -> None:
    data = page.read_bytes()
    cut = int(share * len(data))
    asked = expected_of(page)["asked"]
    portal = portal_of(family_of(page), asked["list"], **asked.get("portal", {}))
    read = read_list(data[:cut] + noise, asked["url"], portal)
    assert read.items or read.problems or read.next


@pytest.mark.parametrize("family", sorted(families()))
@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "<div>" * 20_000,
        "<record>" * 20_000,
        "<ul><li><a href='content/post_1.html'>" * 5_000,
        "{'a':" * 5_000,
        "&lt;record&gt;",
    ],
)
def test_deep_and_endless_pages_are_read_within_bounds(family: str, text: str) -> None:
    assert read_list(text, LIST, portal_of(family, LIST)).items == ()


@pytest.mark.parametrize("data", [b"", b" \n", b"%PDF-1.4 x", b"\x89PNG\r\n\x1a\n\0\0"])
def test_what_is_no_text_is_unreadable(data: bytes) -> None:
    assert codes(read_list(data, LIST, portal_of("html", LIST))) == ["unreadable"]


def test_a_page_beyond_the_bounds_is_not_read() -> None:
    assert codes(read_list(b"a" * 5_000_001, LIST, portal_of("html", LIST))) == ["too_large"]


def test_a_list_that_is_too_short_or_too_old_is_told_on_its_first_page() -> None:
    portal = portal_of("nfcms", LIST, expect={"min_items": 3, "max_age_days": 30})
    read = read_list(page_of("2026-01-02", "2026-01-01"), LIST, portal, seen=date(2026, 3, 1))
    assert codes(read) == ["too_few_items", "too_old"]
    later = read_list(page_of("2026-01-02"), LIST + "index_2.html", portal, seen=date(2026, 3, 1))
    assert codes(later) == []


def test_a_run_ends_at_a_page_without_a_new_entry() -> None:
    old = ListItem("http://a.example/1", "a", "旧")
    assert brings_nothing_new(ListPage((old,)), {"a"})
    assert brings_nothing_new(ListPage(), set())
    assert not brings_nothing_new(ListPage((old,)), {"b"})


def test_an_out_of_range_page_that_repeats_the_first_ends_the_list_of_trs() -> None:
    text = page_of("2026-01-02").replace("content/post_0", "202601/t20260102_1")
    read = read_list(
        text + '<script>createPageHTML(9,0,"index","html")</script>',
        LIST + "index_8.html",
        portal_of("trs", LIST),
    )
    assert codes(read) == ["other_page"]
    assert read.next is None


def test_a_pager_that_links_only_backwards_is_the_last_page() -> None:
    text = page_of("2026-01-02") + '<a href="index.html">1</a><a href="index_2.html">2</a>'
    assert read_list(text, LIST + "index_3.html", portal_of("nfcms", LIST)).next is None


@pytest.mark.parametrize("menu", ["/about/index.html", "/index.html", "../tzgg/index_2.html"])
def test_links_to_other_lists_do_not_end_this_one(menu: str) -> None:
    text = page_of("2026-01-02") + f'<a href="{menu}">机构职能</a>'
    following = read_list(text, LIST + "index_2.html", portal_of("nfcms", LIST)).next
    assert following is not None
    assert (following.url, following.guessed) == (LIST + "index_3.html", True)


def test_a_portal_may_name_another_way_of_paging() -> None:
    portal = portal_of("nfcms", LIST, pagination={"kind": "none"})
    assert read_list(page_of("2026-01-02"), LIST, portal).next is None


def two_columns() -> Portal:
    lists = [{"column": "all", "url": LIST}, {"column": "part", "url": LIST + "part/"}]
    return portal_of("nfcms", LIST, list=lists)


def test_the_column_is_told_by_the_address_or_by_the_caller() -> None:
    text = page_of("2026-01-02")
    assert read_list(text, LIST + "part/index_2.html", two_columns()).next.column == "part"  # type: ignore[union-attr]
    assert read_list(text, LIST + "index_2.html", two_columns(), column="all").next.column == "all"  # type: ignore[union-attr]
    other = read_list(text, "https://www.linjiang.example/x/", two_columns())
    assert "column_unknown" in codes(other)


def test_entries_of_another_column_are_counted_where_a_selector_takes_them() -> None:
    text = (
        page_of("2026-01-02") + '<ul class="list"><li><a href="/tzgg/content/post_9.html">通告</a></li></ul>'
    )
    read = read_list(text, LIST, portal_of("nfcms", LIST, select={"items": "ul.list li"}))
    assert [item.title for item in read.items] == ["老旧小区改造第0号"]
    assert [(p.code, p.count) for p in read.problems] == [("links_outside", 1)]


def test_a_prefix_or_a_part_of_the_path_takes_the_place_of_the_folder() -> None:
    text = '<li><a href="/a/content/post_1.html">甲</a></li><li><a href="/b/content/post_2.html">乙</a></li>'
    listed = {"column": "gzdt", "url": LIST}
    for rule in ({"prefix": "/a/"}, {"contains": "post_1."}):
        read = read_list(text, LIST, portal_of("nfcms", LIST, list=[listed | rule]))
        assert [item.title for item in read.items] == ["甲"]


def test_a_title_that_is_cut_without_its_whole_is_told() -> None:
    read = read_list('<li><a href="content/post_1.html">关于印发…</a></li>', LIST, portal_of("nfcms", LIST))
    assert codes(read) == ["title_cut"]


def test_a_date_that_cannot_be_read_is_told_with_its_words() -> None:
    read = read_list(page_of("第3期"), LIST, portal_of("nfcms", LIST, select={"date": "span"}))
    assert read.items[0].published is None
    assert codes(read) == ["date_unread"]
    assert "第3期" in read.problems[0].message


def test_a_check_tells_what_every_selector_found() -> None:
    select = {"items": "ul.list li", "title": "a@title", "date": "span.pubDate"}
    check = check_list(page_of("2026-01-02"), portal_of("nfcms", LIST, select=select))
    assert [(f.selector, f.expression, f.origin, f.count) for f in check.found] == [
        ("items", "ul.list li", "portal", 1),
        ("link", "the entry's longest link", "family", 1),
        ("title", "a@title", "portal", 1),
        ("date", "span.pubDate", "portal", 0),
    ]
    assert [found.selector for found in check.missed] == ["date"]
    assert not check.passed
    assert check_list(page_of("2026-01-02"), portal_of("nfcms", LIST)).passed


def test_records_that_end_too_early_are_no_empty_list() -> None:
    url = "https://www.linjiang.example/module/web/jpage/dataproxy.jsp?page=3&columnid=1&unitid=2"
    portal = portal_of("jpage", "https://www.linjiang.example/col/col1/index.html")
    head = "<datastore><totalrecord>41</totalrecord><totalpage>3</totalpage><recordset>"
    assert codes(read_list(head + "<record><![CDA", url, portal)) == ["cut_off", "layout_changed"]
    whole = head + "</recordset></datastore>"
    assert codes(read_list(whole, url, portal)) == ["layout_changed"]
    assert codes(read_list(whole, url.replace("page=3", "page=4"), portal)) == []


def test_a_marked_word_does_not_break_a_title_and_a_date_inside_the_link_is_no_part_of_it() -> None:
    text = '<li><a href="content/post_1.html">老旧<em>小区</em>改造启动<span>2026-03-01</span></a></li>'
    (item,) = read_list(text, LIST, portal_of("nfcms", LIST)).items
    assert (item.title, item.published) == ("老旧小区改造启动", date(2026, 3, 1))


def test_a_date_in_a_title_is_not_the_day_of_publication() -> None:
    text = '<li><a href="content/post_1.html">2025年12月31日停水通告</a></li>'
    (item,) = read_list(text, LIST, portal_of("nfcms", LIST)).items
    assert (item.title, item.published) == ("2025年12月31日停水通告", None)
