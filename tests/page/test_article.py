"""A page → its article: body, title, date, source, whatever the CMS and however broken the markup."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from bulletin_nlp.errors import BulletinError
from bulletin_nlp.lexicon.loader import read_lexicon
from bulletin_nlp.page import looks_like_html, read_page
from bulletin_nlp.page.nesting import DEEPEST
from bulletin_nlp.text.printed_date import CHINA_TIME

WORDS = "全市计划改造老旧小区36个，惠及居民1.2万户，年底前全部完工，各县区要抓紧组织实施。"
BODY = f"<p>{WORDS}</p><p>市住建局要求，要倒排工期，挂图作战，确保按期完成改造任务，让群众早日受益。</p>"
TEXT = WORDS + "\n市住建局要求，要倒排工期，挂图作战，确保按期完成改造任务，让群众早日受益。"
NAVIGATION = (
    '<div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/a">政务，服务</a></li></ul></div>'
)
RELATED = "<ul>" + '<li><a href="/1">临江市新建学校，增加学位</a><span>2025-03-09</span></li>' * 12 + "</ul>"


def page(body: str, *, head: str = "") -> str:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"


def selectors() -> list[str]:
    return [s for container in read_lexicon("page")["container"] for s in container["selectors"]]


@pytest.mark.parametrize("selector", selectors())
def test_the_body_is_found_in_every_known_container(selector: str) -> None:
    if selector[0] == "#":
        element = f'<div id="{selector[1:]}">{BODY}</div>'
    elif selector[0] == ".":
        element = f'<div class="x {selector[1:].upper()}">{BODY}</div>'
    else:
        element = f"<{selector}>{BODY}</{selector}>"
    article = read_page(
        page(NAVIGATION + element + RELATED + "<div class='footer'>主办单位：某办公室，某中心</div>")
    )
    assert article.text == TEXT


def test_without_a_known_container_the_densest_prose_is_the_article() -> None:
    html = page(
        f"{NAVIGATION}<div class='q1'><div class='q2'>{BODY}</div><div>{RELATED}</div></div>{RELATED}"
    )
    assert read_page(html).text == TEXT


def test_a_table_of_layout_is_no_table_of_figures() -> None:
    html = page(
        f"<table><tr><td>{RELATED}</td><td><table><tr><td>{BODY * 4}</td></tr></table></td></tr></table>"
    )
    assert read_page(html).text.split("\n")[:2] == TEXT.split("\n")


@pytest.mark.parametrize(
    "html",
    [
        "",
        "只是文字，没有标记。",
        page(NAVIGATION + RELATED),
        page("<h1>页面不存在</h1><p>您访问的页面不存在或已删除。</p>"),
        page("<script>var _$aB = 1;</script><noscript>请开启JavaScript</noscript>"),
        page("<div id='zoom'></div>"),
        "<html>\0\0</html>",
    ],
)
def test_a_page_without_an_article_is_refused(html: str) -> None:
    with pytest.raises(BulletinError, match="page_no_article") as raised:
        read_page(html, url="https://portal.example/1.html")
    assert "https://portal.example/1.html" in str(raised.value)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ('<meta name="PubDate" content="2025-03-04 09:26">', datetime(2025, 3, 4, 9, 26, tzinfo=CHINA_TIME)),
        (
            "<META NAME='pubdate' CONTENT=' 2025-03-04 09:26:00 '/>",
            datetime(2025, 3, 4, 9, 26, tzinfo=CHINA_TIME),
        ),
        (
            '<meta name="PubDate" content="2025——03——04 21:37">',
            datetime(2025, 3, 4, 21, 37, tzinfo=CHINA_TIME),
        ),
        ('<meta name="PubDate" content="2025-03-04">', date(2025, 3, 4)),
        (
            '<meta name="firstpublishedtime" content="2025-03-04-17:05:09">',
            datetime(2025, 3, 4, 17, 5, 9, tzinfo=CHINA_TIME),
        ),
        ('<meta name="PubDate" content="null">', None),
        ('<meta name="PubDate" content="">', None),
        ('<meta name="others" content="页面生成时间 2025-03-04 09:26:00">', None),
    ],
)
def test_the_date_of_the_meta_elements_is_read_in_every_printed_form(
    head: str, expected: date | None
) -> None:
    article = read_page(page(f"<div id='zoom'>{BODY}</div>", head=head))
    assert article.published == expected
    assert article.published_basis == ("meta" if expected else None)


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (
            "<div>发布时间：2025-03-04 09:26 来源：云岭日报</div>",
            datetime(2025, 3, 4, 9, 26, tzinfo=CHINA_TIME),
        ),
        ("<span>日期：</span><span>2025年3月4日</span>", date(2025, 3, 4)),
        ("<p>2025-03-04</p>", date(2025, 3, 4)),
        ("<p>2025-03-04 09:26 云岭日报</p>", datetime(2025, 3, 4, 9, 26, tzinfo=CHINA_TIME)),
        ("<p>發佈時間：2025-03-04 會議總結報導</p>", date(2025, 3, 4)),
        ("<div>今天是2025年3月9日 10:00</div>", None),
        ("<div>页面生成时间：2025-03-09 10:00</div>", None),
        (RELATED, None),
    ],
)
def test_the_visible_date_before_the_article_is_read_and_no_sidebars(
    before: str, expected: date | None
) -> None:
    article = read_page(page(f"{before}<div id='zoom'>{BODY}</div>{RELATED}"))
    assert article.published == expected
    assert article.published_basis == ("label" if expected else None)


def test_an_afternoon_that_the_template_wrote_twelve_hours_early_is_mended_by_the_label() -> None:
    head = '<meta name="PubDate" content="2025-03-04 03:20:00">'
    article = read_page(page(f"<p>发布时间：2025-03-04 15:20</p><div id='zoom'>{BODY}</div>", head=head))
    assert article.published == datetime(2025, 3, 4, 15, 20, tzinfo=CHINA_TIME)
    assert article.published_basis == "label"


def test_a_label_that_differs_otherwise_does_not_overrule_the_meta_element() -> None:
    head = '<meta name="PubDate" content="2025-03-04 09:20:00">'
    article = read_page(page(f"<p>发布时间：2025-03-09 11:20</p><div id='zoom'>{BODY}</div>", head=head))
    assert article.published == datetime(2025, 3, 4, 9, 20, tzinfo=CHINA_TIME)
    assert article.published_basis == "meta"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://portal.example/a/202503/t20250304_1406815.html", date(2025, 3, 4)),
        ("https://portal.example/art/2025/3/4/art_102884_10354386.html", date(2025, 3, 4)),
        ("https://portal.example/2025/0304/c123a456/page.htm", date(2025, 3, 4)),
        ("https://portal.example/a/t28095575.shtml", None),
        ("https://portal.example/202503/content_1.html", None),
        ("https://portal.example/a/t20251399_1.html", None),
    ],
)
def test_the_address_gives_a_date_only_where_its_form_is_known(url: str, expected: date | None) -> None:
    article = read_page(page(f"<div id='zoom'>{BODY}</div>"), url=url)
    assert (article.published, article.published_basis) == (expected, "url" if expected else None)
    assert article.url == url


@pytest.mark.parametrize(
    ("head", "before", "title", "site"),
    [
        (
            '<meta name="ArticleTitle" content="临江市加快改造"><meta name="SiteName" content="临江市政府">',
            "",
            "临江市加快改造",
            "临江市政府",
        ),
        (
            "<title>临江市加快改造_临江市人民政府门户网站</title>",
            "",
            "临江市加快改造",
            "临江市人民政府门户网站",
        ),
        (
            "<title>临江市加快改造 - 工作动态 - 临江市住房和城乡建设局</title>",
            "",
            "临江市加快改造",
            "临江市住房和城乡建设局",
        ),
        ("<title>加快改造-让老街坊住上新家</title>", "", "加快改造-让老街坊住上新家", None),
        ("<title>临江市加快改造|某某</title>", "<h1>临江市加快改造</h1>", "临江市加快改造", None),
        ("", "<h1 class='article-title'>临江市加快改造</h1>", "临江市加快改造", None),
        ("", "", None, None),
    ],
)
def test_title_and_site_come_from_meta_heading_or_tab(
    head: str, before: str, title: str | None, site: str | None
) -> None:
    article = read_page(page(f"{before}<div id='zoom'>{BODY}</div>", head=head))
    assert (article.title, article.site_name) == (title, site)
    assert article.text == (f"{title}\n{TEXT}" if title else TEXT)


def test_a_title_that_the_body_repeats_stands_once() -> None:
    head = '<meta name="ArticleTitle" content="临江市加快改造">'
    article = read_page(page(f"<div id='zoom'><p>临江市<br>加快改造</p>{BODY}</div>", head=head))
    assert article.text == f"临江市\n加快改造\n{TEXT}"


def test_metadata_keeps_the_standards_spelling_and_drops_what_says_nothing() -> None:
    head = (
        '<META NAME="sitename" content="临江市人民政府"><meta name="ColumnName" content="null">'
        "<meta name='COLUMNTYPE' content='工作动态'><meta name='viewport' content='width=1'>"
        '<meta name="ContentSource" content="来源：云岭日报">'
    )
    article = read_page(page(f"<div id='zoom'>{BODY}</div>", head=head))
    assert dict(article.metadata) == {
        "SiteName": "临江市人民政府",
        "ColumnType": "工作动态",
        "ContentSource": "来源：云岭日报",
    }
    assert article.content_source == "云岭日报"


def test_metas_behind_a_long_script_or_in_a_second_head_are_read() -> None:
    script = "<script>" + "var a = 1 < 2;" * 3000 + "</script>"
    html = page(
        f"<head><meta name='PubDate' content='2025-03-04'></head><div id='zoom'>{BODY}</div>", head=script
    )
    assert read_page(html).published == date(2025, 3, 4)


def test_attachments_are_listed_with_their_full_address() -> None:
    links = "<a href='/f/1.xlsx'>计划表</a><a href='2.PDF?x=1'></a><a href='3.html'>页</a>"
    html = page(f"<div id='zoom'>{BODY}{links}</div>")
    article = read_page(html, url="https://portal.example/a/b.html")
    assert [(a.title, a.url) for a in article.attachments] == [
        ("计划表", "https://portal.example/f/1.xlsx"),
        ("2.PDF?x=1", "https://portal.example/a/2.PDF?x=1"),
    ]


@pytest.mark.parametrize(
    ("inner", "line"),
    [
        ("<p>召開動員<b>會</b>(huì)</p>", "召開動員會(huì)"),
        ("<p>召開動員<a name='x'>會</a><span>(huì)</span></p>", "召開動員會(huì)"),
        ("<p>領(lǐng)域?qū)<乙恍性谖沂姓{(diào)研</p>", "領(lǐng)域?qū)<乙恍性谖沂姓{(diào)研"),
        ("<p>&#x5340;(qū)&nbsp;&lt;改造&gt;</p>", "區(qū)\xa0<改造>"),
        ("<p>第一行<br/>第二行</p>", "第一行\n第二行"),
        ("<p>　　老旧小区\n        改造</p>", "老旧小区改造"),
        ("<p>Phase\n  2 改造</p>", "Phase 2 改造"),
        ("<p>改造<!-- 注释 --><script>x</script><style>y</style>完成</p>", "改造完成"),
        ("<p style='display:none'>看不见</p><p>看得见</p>", "看得见"),
        ("<div class='share'>分享到微信</div><p>改造</p>", "改造"),
        ("<div><div><span>改造</span></div>完成</div>", "改造\n完成"),
    ],
)
def test_the_body_reads_as_a_browser_shows_it(inner: str, line: str) -> None:
    article = read_page(page(f"<div id='zoom'>{BODY}{inner}</div>"))
    assert article.text == f"{TEXT}\n{line}"


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        (
            "<tr><th>县区</th><th>计划（个）</th></tr><tr><td><p>临江县</p></td><td> 12 </td></tr>",
            ["县区\t计划（个）", "临江县\t12"],
        ),
        (
            "<tr><td rowspan=2>县区</td><td colspan=2>改造</td></tr><tr><td>个</td><td>户</td></tr>",
            ["县区\t改造", "\t个\t户"],
        ),
        ("<tr><td>甲县</td><td></td><td>3</td></tr>", ["甲县\t\t3"]),
        ("<tr><td colspan='x'>甲县</td><td rowspan='-1'>3</td></tr>", ["甲县\t3"]),
    ],
)
def test_a_row_of_a_table_is_a_line_with_tabs(table: str, rows: list[str]) -> None:
    article = read_page(page(f"<div id='zoom'>{BODY}<table>{table}</table></div>"))
    assert article.text.split("\n")[2:] == rows


@pytest.mark.parametrize(
    "html",
    [
        "<div id=zoom>" + BODY,
        f"<html><body><table><tr><td>{BODY * 3}<td><div <p>x",
        f"<form><div class='a'>{BODY * 2}</div></form>",
        f"<header><div id='zoom'>{BODY}</div></header>",
        f'<?xml version="1.0" encoding="gb2312"?><html><body><div id="zoom">{BODY}</div></body></html>',
        f"<html><head><meta charset='gb2312'></head><body><div id='zoom'>{BODY}</div>",
        "<div>" * (DEEPEST * 20) + BODY * 3,
        "<p>" + "<span>" * (DEEPEST * 20) + BODY * 3,
        f"<div id='zoom'>{BODY}\ud800\0</div><![CDATA[ x ]]><!DOCTYPE>",
    ],
    ids=["unclosed", "broken", "form", "header", "xml", "charset", "deep", "deep-inline", "surrogates"],
)
def test_broken_markup_still_gives_the_article(html: str) -> None:
    assert WORDS in read_page(html).text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<!DOCTYPE html><html>", True),
        ("\n<HTML lang='zh'>", True),
        ("<div><p>改造</p><p>完成</p></div>", True),
        ("改造完成，面积<乙恍性谖沂", False),
        ("若 a<b 且 b<c，则", False),
        ("<p>只有一个标签</p>", False),
        ("", False),
    ],
)
def test_pages_are_told_from_prose(text: str, expected: bool) -> None:
    assert looks_like_html(text) is expected
