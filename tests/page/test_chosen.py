"""A portal's own selectors of date and source: what they add, what goes before them, and what they miss."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from bulletin_nlp.errors import BulletinError
from bulletin_nlp.lexicon.selectors import split_selector
from bulletin_nlp.page import Article, read_page
from bulletin_nlp.text.printed_date import CHINA_TIME

BODY = (
    "<div id='zoom'><p>全市计划改造老旧小区36个，惠及居民1.2万户，年底前全部完工，各县区要抓紧实施。</p>"
    "<p>市住建局要求，要倒排工期，挂图作战，确保按期完成改造任务，让群众早日受益。</p></div>"
)
ODD = (
    "<div class='odd'><b data-day='2025-03-04 09:12'>三月四日发</b><i>（2025.03.04）</i>"
    "<em>来源：云岭日报 编辑：赵一禾</em><u>临江融媒</u></div>"
)


def read(
    around: str = ODD,
    *,
    head: str = "",
    selector: str | None = None,
    date_selector: str | None = None,
    source_selector: str | None = None,
    listed: date | None = None,
) -> Article:
    html = f"<html><head>{head}</head><body>{around}{BODY}</body></html>"
    return read_page(
        html,
        selector=selector,
        date_selector=date_selector,
        source_selector=source_selector,
        listed=listed,
    )


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        (".odd b@data-day", datetime(2025, 3, 4, 9, 12, tzinfo=CHINA_TIME)),
        (".odd i", date(2025, 3, 4)),
        (".odd", date(2025, 3, 4)),
    ],
)
def test_a_selector_chooses_the_date_by_words_or_attribute(selector: str, expected: date) -> None:
    article = read(date_selector=selector)
    assert (article.published, article.published_basis) == (expected, "label")
    assert article.missed_selectors == ()


@pytest.mark.parametrize(
    ("selector", "expected"),
    [(".odd em", "云岭日报"), (".odd u", "临江融媒"), ("meta[name=from]@content", "镇报")],
)
def test_a_selector_chooses_the_source_with_its_label_or_without(selector: str, expected: str) -> None:
    head = "<meta name='from' content='镇报'>"
    article = read("<div>来源：另一报</div>" + ODD, head=head, source_selector=selector)
    assert (article.content_source, article.missed_selectors) == (expected, ())


def test_the_chosen_date_goes_before_every_shown_one() -> None:
    article = read(ODD + "<p>发布时间：2025-03-09</p>", date_selector=".odd i")
    assert article.published == date(2025, 3, 4)


def test_the_standards_meta_elements_go_before_what_the_selectors_choose() -> None:
    head = "<meta name='PubDate' content='2025-03-01'><meta name='ContentSource' content='临江发布'>"
    article = read(head=head, date_selector=".odd i", source_selector=".odd u")
    assert (article.published, article.published_basis) == (date(2025, 3, 1), "meta")
    assert (article.content_source, article.missed_selectors) == ("临江发布", ())


def test_the_chosen_time_completes_the_day_of_the_meta_element_and_mends_its_twelve_hours() -> None:
    head = "<meta name='PubDate' content='2025-03-04'>"
    assert read(head=head, date_selector=".odd b@data-day").published == datetime(
        2025, 3, 4, 9, 12, tzinfo=CHINA_TIME
    )
    head = "<meta name='PubDate' content='2025-03-04 03:20'>"
    late = read("<b>2025-03-04 15:20</b>", head=head, date_selector="b")
    assert late.published == datetime(2025, 3, 4, 15, 20, tzinfo=CHINA_TIME)


def test_the_portals_list_goes_before_the_selector_which_adds_the_time_of_that_day() -> None:
    article = read(date_selector=".odd b@data-day", listed=date(2025, 3, 4))
    assert (article.published, article.published_basis) == (
        datetime(2025, 3, 4, 9, 12, tzinfo=CHINA_TIME),
        "list",
    )
    assert read(date_selector=".odd i", listed=date(2025, 3, 2)).published == date(2025, 3, 2)


@pytest.mark.parametrize("gone", [".gone", ".odd b", ".odd i@title"])
def test_a_selector_of_the_date_that_gives_no_date_is_missed_and_the_usual_way_is_gone(gone: str) -> None:
    article = read("<p>发布时间：2025-03-09</p>" + ODD, date_selector=gone)
    assert (article.published, article.missed_selectors) == (date(2025, 3, 9), ("date",))


def test_every_selector_that_finds_nothing_is_named() -> None:
    article = read(selector=".a", date_selector=".b", source_selector=".c")
    assert article.missed_selectors == ("body", "date", "source")
    assert read().missed_selectors == ()
    assert read(selector="#zoom").missed_selectors == ()


def test_an_empty_body_that_the_selector_finds_is_missed() -> None:
    assert read("<div class='a'> </div>", selector=".a").missed_selectors == ("body",)


@pytest.mark.parametrize("broken", ["div[", "@title", "", "p:nope(", ">"])
def test_a_broken_selector_is_refused_whatever_it_is_for(broken: str) -> None:
    with pytest.raises(BulletinError, match="option_invalid"):
        read(selector=broken)
    with pytest.raises(BulletinError, match="option_invalid"):
        read(date_selector=broken)
    with pytest.raises(BulletinError, match="option_invalid"):
        read(source_selector=broken)


@pytest.mark.parametrize(
    ("selector", "parts"),
    [
        ("a@title", ("a", "title")),
        ("span.date", ("span.date", None)),
        ("a[title='x@y'] ", ("a[title='x@y']", None)),
        ("@href", ("", "href")),
    ],
)
def test_a_selector_is_parted_from_its_attribute(selector: str, parts: tuple[str, str | None]) -> None:
    assert split_selector(selector) == parts
