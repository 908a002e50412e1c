"""What stands around the article: dates, sources, the document's block, pictures, hosts, files."""

from __future__ import annotations

import json
import sys
from datetime import date, datetime
from pathlib import Path
from types import ModuleType

import pytest

from bulletin_nlp import extract
from bulletin_nlp.errors import BulletinError
from bulletin_nlp.page import read_page
from bulletin_nlp.text.printed_date import CHINA_TIME

BODY = (
    "<p>全市计划改造老旧小区36个，惠及居民1.2万户，年底前全部完工，各县区要抓紧组织实施。</p>"
    "<p>市住建局要求，要倒排工期，挂图作战，确保按期完成改造任务，让群众早日受益。</p>"
)
ZOOM = f"<div id='zoom'>{BODY}</div>"
ROOT = Path(__file__).resolve().parents[2]
# beside the project's folder, or beside the folder of its worktrees
SUITES = [
    place / "shared" / "suites" / "html_zh_handmade.jsonl" for place in (ROOT.parent, ROOT.parent.parent)
]
SUITE = next((file for file in SUITES if file.is_file()), SUITES[0])


def page(body: str, head: str = "") -> str:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("<header><h1>标题标题</h1><p>2025-03-04</p></header>", "", date(2025, 3, 4)),
        ("<form><span>2025年3月4日</span><input></form>", "", date(2025, 3, 4)),
        ("<p>2025-03-04 阅读1054次</p>", "", date(2025, 3, 4)),
        ("<p>2025-3-4 云岭日报</p>", "", date(2025, 3, 4)),
        ("<p>2025年3月4日召开会议</p>", "", None),
        ("", "<p>[收藏] 发表于2025年3月4日 11:57</p>", datetime(2025, 3, 4, 11, 57, tzinfo=CHINA_TIME)),
        (
            "<p>发布日期： 9/17/2004 5:54:13 PM</p>",
            "",
            datetime(2004, 9, 17, 17, 54, 13, tzinfo=CHINA_TIME),
        ),
        ("<p>发布日期： 9/17/2004</p>", "", date(2004, 9, 17)),
        ("<p>发布日期： 9/7/2004</p>", "", None),
        ("<p>发布日期： 13/40/2004 5:54 AM</p>", "", None),
        ("<p>5分钟前</p><!-- 2025-03-04 -->", "", None),
        ("", "<p>2025-03-09 10:00</p>", None),
        ("", "<p>页面生成时间：2025-03-09 10:00</p>", None),
        ("<nav>2025-03-09</nav>", "<footer>发布时间：2025-03-09</footer>", None),
    ],
)
def test_the_day_is_read_wherever_the_page_shows_it_for_its_article(
    before: str, after: str, expected: date | None
) -> None:
    assert read_page(page(before + ZOOM + after)).published == expected


@pytest.mark.parametrize(
    ("listed", "published"),
    [
        (date(2025, 3, 4), datetime(2025, 3, 4, 9, 26, tzinfo=CHINA_TIME)),
        (date(2025, 3, 1), date(2025, 3, 1)),
    ],
)
def test_the_portals_list_decides_the_day_and_the_page_adds_the_time(
    listed: date, published: date | datetime
) -> None:
    head = '<meta name="PubDate" content="2025-03-04 09:26">'
    article = read_page(page(ZOOM, head), listed=listed)
    assert (article.published, article.published_basis) == (published, "list")


@pytest.mark.parametrize("own", ["本网", "本站", "本局"])
def test_a_source_that_means_the_site_gives_the_sites_name(own: str) -> None:
    head = (
        f'<meta name="ContentSource" content="{own}"><meta name="SiteName" content="临江市住建局">'
        '<meta name="SiteDomain" content="HTTP://zjj.linjiang.gov.cn:80/a/">'
    )
    article = read_page(page(ZOOM, head))
    assert article.content_source == "临江市住建局"
    assert article.metadata["ContentSource"] == own
    assert article.metadata["SiteDomain"] == "zjj.linjiang.gov.cn"
    assert read_page(page(f"<p>来源：{own}</p>{ZOOM}")).content_source is None


@pytest.mark.parametrize(
    "block",
    [
        "<ul><li><span>索 引 号：</span>0140/2025-7</li><li>文&nbsp;&nbsp;号：临建发〔2025〕12号</li>"
        "<li>有效性：</li><li>主题分类：城乡建设</li></ul>",
        "<table><tr><th>索引号</th><td>0140/2025-7</td><th>文号</th><td>临建发〔2025〕12号</td></tr>"
        "<tr><th>有效性</th><td></td><th>主题分类</th><td>城乡建设</td></tr></table>",
        "<dl><dt>索引号：</dt><dd>0140/2025-7</dd><dt>文号：</dt><dd>临建发〔2025〕12号</dd>"
        "<dt>有效性：</dt><dt>主题分类：</dt><dd>城乡建设</dd></dl>",
        "<p>【索引号】：0140/2025-7 | 【文号】：临建发〔2025〕12号 | 有效性： | 主题分类：城乡建设</p>",
    ],
    ids=["list", "table", "definitions", "line"],
)
def test_the_block_of_a_document_gives_its_fields_in_every_layout(block: str) -> None:
    assert dict(read_page(page(block + ZOOM)).document) == {
        "index_number": "0140/2025-7",
        "document_number": "临建发〔2025〕12号",
        "topic": "城乡建设",
    }


def test_one_label_in_running_text_is_no_document_block() -> None:
    article = read_page(page(f"<div id='zoom'><p>名称：幸福小区</p>{BODY}</div>"))
    assert dict(article.document) == {}


@pytest.mark.parametrize(
    ("picture", "captions"),
    [
        ("<figure><img><figcaption>共改造99个小区</figcaption></figure>", ["共改造99个小区"]),
        ("<p><img></p><p>图为改造后的99号楼。</p>", ["图为改造后的99号楼。"]),
        ("<p><img></p><p>99号楼换新颜（赵一禾 摄）</p>", ["99号楼换新颜（赵一禾 摄）"]),
        ("<p><img></p><p align='center'>99号楼</p>", ["99号楼"]),
        ("<p><img><br>▲99号楼</p>", ["▲99号楼"]),
        ("<p><img></p><p>全市改造99栋楼。</p>", []),
        ("<p><img></p><p align='center'><b>二、改造99栋</b></p>", []),
        ("<p>共改造99栋</p>", []),
    ],
)
def test_words_under_pictures_are_kept_apart_and_sentences_stay(picture: str, captions: list[str]) -> None:
    article = read_page(page(f"<div id='zoom'>{BODY}{picture}</div>"))
    assert list(article.captions) == captions
    assert ("99" in article.text) is not bool(captions)


@pytest.mark.parametrize(
    ("url", "domain", "expected"),
    [
        ("http://copy.example/www.linjiang.gov.cn/a/1.html", None, "www.linjiang.gov.cn"),
        ("http://copy.example/zwgk/content/post_2040674.html", None, "/zwgk/content/post_2040674.html"),
        ("http://copy.example/a/1.html", "http://www.linjiang.gov.cn", "www.linjiang.gov.cn"),
        ("http://news.example/a/1.html", None, None),
        ("http://www.linjiang.gov.cn/zwgk/content/post_2040674.html", None, None),
        ("http://[broken/zwgk/content/post_2040674.html", None, None),
        ("http://www.notgov.cn/a.html", None, None),
        (None, "www.linjiang.gov.cn", None),
    ],
)
def test_a_foreign_host_with_an_official_path_is_a_clone_and_no_publisher(
    url: str | None, domain: str | None, expected: str | None
) -> None:
    head = f'<meta name="SiteDomain" content="{domain}">' if domain else ""
    article = read_page(page(ZOOM, head), url=url)
    assert article.clone_of == expected
    assert article.publisher is None


@pytest.mark.parametrize(
    "question",
    [
        "<div style='display:none'>您访问的链接即将离开“临江市人民政府”门户网站，是否继续？</div>",
        "<div>您訪問的鏈接即將離開<br><span>“臨江市人民政府”門戶網站</span><br>是否繼續？</div>",
    ],
)
def test_the_site_that_asks_whether_to_leave_it_hosts_the_page(question: str) -> None:
    article = read_page(page(ZOOM + question))
    assert article.hosted_by == article.site_name == "临江市人民政府"
    assert article.publisher is None
    named = read_page(page(ZOOM + question, '<meta name="SiteName" content="云岭市政府">'))
    assert (named.hosted_by, named.site_name) == ("临江市人民政府", "云岭市政府")


def test_on_a_clone_the_site_that_means_itself_is_not_the_clones_own_name() -> None:
    head = "<title>临江市改造进展_小城资讯网</title>"
    html = page(f"<p>来源：本站</p>{ZOOM}", head)
    assert read_page(html, url="http://city.example/a/1.html").content_source == "小城资讯网"
    assert read_page(html, url="http://city.example/a/content/post_7.html").content_source is None


def test_a_portals_selector_wins_and_one_that_finds_nothing_is_told() -> None:
    html = page(f"<div class='odd'><p>另一段正文，共十二个字以上。</p></div>{ZOOM}")
    chosen = read_page(html, selector="div.odd")
    assert (chosen.text, chosen.body_basis) == ("另一段正文，共十二个字以上。", "selector")
    changed = read_page(html, selector=".gone")
    assert (changed.body_basis, changed.template) == ("container", "JCMS")


def test_a_selector_keeps_what_looks_like_furniture() -> None:
    html = page(f"<div class='share'><div id='x'><p>另一段正文，共十二个字以上。</p></div></div>{ZOOM}")
    assert read_page(html, selector="#x").body_basis == "selector"


def test_a_broken_selector_is_refused_by_name() -> None:
    with pytest.raises(BulletinError, match="option_invalid") as raised:
        read_page(page(ZOOM), selector="div[")
    assert "div[" in str(raised.value)


def test_the_rows_of_a_pages_table_give_metrics_with_their_place_and_indicator() -> None:
    table = (
        "<table><tr><th rowspan='2'>县区</th><th colspan='2'>老旧小区改造</th></tr>"
        "<tr><th>计划改造小区数（个）</th><th>已开工小区数（个）</th></tr>"
        "<tr><td>雁峰区</td><td>12</td><td>10</td></tr><tr><td>石鼓区</td><td>9</td><td>7</td></tr></table>"
    )
    html = page(f"<div id='zoom'><p>衡阳市老旧小区改造进展情况如下。</p>{BODY}{table}</div>")
    metrics = extract(read_page(html).text).metrics
    assert [(m.value, m.indicator, m.status, m.region) for m in metrics][-4:] == [
        (12, "communities_renovated", "planned", "430406"),
        (10, "communities_renovated", "started", "430406"),
        (9, "communities_renovated", "planned", "430407"),
        (7, "communities_renovated", "started", "430407"),
    ]


def test_a_file_that_only_the_links_words_name_is_an_attachment() -> None:
    links = (
        "<a href='/download.jsp?id=7'>任务表.XLS</a><a href='javascript:save(\"a.pdf\")'>保存.pdf</a>"
        "<a href='/f/%E8%A1%A8.et'>表</a><a href='http://[x/1.pdf'>坏</a>"
    )
    article = read_page(page(ZOOM + links), url="https://portal.example/a/")
    assert [(a.title, a.url, a.suffix) for a in article.attachments] == [
        ("任务表.XLS", "https://portal.example/download.jsp?id=7", "xls"),
        ("表", "https://portal.example/f/%E8%A1%A8.et", "et"),
    ]


def test_links_to_other_articles_inside_the_densest_block_are_left_out() -> None:
    links = "<table><tr><td>" + "<a href='/1'>别处的新闻标题一则</a>" * 4 + "</td></tr></table>"
    article = read_page(page(f"<div class='q'>{BODY}{links}<p>改造工作正在有序推进。</p></div>"))
    assert "别处" not in article.text
    assert article.text.endswith("改造工作正在有序推进。")


@pytest.mark.parametrize("tag", ["label", "h1", "dl", "q", "x-y", "main", "ins", "table", "li"])
def test_ten_thousand_elements_inside_one_another_still_give_the_article(tag: str) -> None:
    assert "36个" in read_page(f"<{tag}>" * 10_000 + BODY * 2).text


def _with_trafilatura(monkeypatch: pytest.MonkeyPatch, text: str | None) -> None:
    module = ModuleType("trafilatura")
    module.extract = lambda html, **options: text  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "trafilatura", module)


def test_trafilatura_is_asked_where_nothing_else_finds_an_article(monkeypatch: pytest.MonkeyPatch) -> None:
    _with_trafilatura(monkeypatch, "第一句话。\n\n第二句话。")
    article = read_page(page("<p>短</p>", "<title>临江市改造进展</title>"))
    assert (article.text, article.body_basis) == ("临江市改造进展\n第一句话。\n第二句话。", "trafilatura")
    assert read_page(page(ZOOM)).body_basis == "container"


@pytest.mark.parametrize("text", [None, "", "标题一\n标题二\n标题三。"])
def test_what_trafilatura_reads_from_a_list_is_no_article(
    monkeypatch: pytest.MonkeyPatch, text: str | None
) -> None:
    _with_trafilatura(monkeypatch, text)
    with pytest.raises(BulletinError, match="page_no_article"):
        read_page(page("<p>短</p>"))


def test_without_trafilatura_a_page_without_article_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    with pytest.raises(BulletinError, match="page_no_article"):
        read_page(page("<p>短</p>"))


@pytest.mark.skipif(not SUITE.is_file(), reason="the suite of other projects' pages is not there")
def test_the_articles_and_dates_of_other_projects_pages_are_read_as_well_as_measured() -> None:
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        from benchmark_pages import measure, read_ours
    finally:
        sys.path.pop(0)
    cases = [json.loads(line) for line in SUITE.read_text(encoding="utf-8").splitlines()]
    scores = measure(cases, read_ours)
    assert sum(score.f1 for score in scores) / len(scores) >= 0.92
    assert sum(score.date_right for score in scores) / len(scores) >= 0.78
