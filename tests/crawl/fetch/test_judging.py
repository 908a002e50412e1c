"""Refusals told apart, pages that are no refusals, pages that are gone, and documents that are no pages."""

from __future__ import annotations

import io
import json
import time
import zipfile
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bulletin_nlp.crawl.fetch import Fetcher
from bulletin_nlp.crawl.fetch.judging import Verdict, judge
from bulletin_nlp.crawl.fetch.kinds import document_kind
from bulletin_nlp.crawl.fetch.page_look import look_at
from bulletin_nlp.crawl.outcome import Outcome
from bulletin_nlp.lexicon.loader import read_lexicon
from tests.crawl.fetch.site import ARTICLE, Site, portal_of

URL = "https://www.linjiang.gov.cn/a/1.html"
PORTAL = portal_of("https://www.linjiang.gov.cn/a/", ("www.linjiang.gov.cn",))
EXAMPLES: list[dict[str, Any]] = read_lexicon("fetch")["example"]
FURNITURE = (
    "<div><a href='/'>首页</a><a href='/b'>政务公开</a><a href='/c'>办事服务</a></div>",
    "<div><p>主办单位：临江市人民政府办公室</p><p>网站标识码4415810001</p></div>",
)
LOGIN = "<form>用户名<input name='u'>密码<input type='password'>请输入验证码<input name='c'></form>"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def judged(page: str | bytes, status: int = 200, expect: Any = "page", kind: str = "text/html") -> Verdict:
    return judge(status, page.encode() if isinstance(page, str) else page, kind, URL, PORTAL, expect)


def said(page: str | bytes, status: int = 200, expect: Any = "page") -> str:
    return str(judged(page, status, expect).problem or "")


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: f"{example['says']}-{len(example['page'])}")
def test_the_examples_of_the_data_file(example: dict[str, Any]) -> None:
    assert said(example["page"], example.get("status", 200)) == example["says"]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: f"{example['says']}-{len(example['page'])}")
def test_the_same_in_the_encodings_of_portals(example: dict[str, Any]) -> None:
    page = example["page"].replace("<html>", "<html><meta charset='gb2312'>")
    assert said(page.encode("gbk"), example.get("status", 200)) == example["says"]


@pytest.mark.parametrize(
    "outcomes", [read_lexicon("fetch")["status"].values(), read_lexicon("fetch")["robots"]["unreachable"]]
)
def test_every_outcome_of_the_data_file_exists(outcomes: Any) -> None:
    pacing = read_lexicon("fetch")["pacing"]
    for written in [*outcomes, *pacing["back_off"], *pacing["retried"], *pacing["stopping"]]:
        assert str(Outcome.read(written)) == written


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (401, "blocked:401"),
        (403, "blocked:403"),
        (404, "gone"),
        (410, "gone"),
        (412, "blocked:challenge-412"),
        (429, "blocked:429"),
        (521, "blocked:challenge-521"),
        (500, "unreachable:5xx"),
        (502, "unreachable:5xx"),
        (503, "unreachable:5xx"),
        (504, "unreachable:5xx"),
        (599, "unreachable:5xx"),
        (400, "unreachable:status"),
        (405, "unreachable:status"),
        (407, "unreachable:proxy"),
        (418, "unreachable:status"),
        (600, "unreachable:status"),
        (204, "unreachable:status"),
        (206, "unreachable:status"),
        (300, "unreachable:status"),
    ],
)
@pytest.mark.parametrize("expect", ["page", "list"])
def test_statuses_have_outcomes(status: int, outcome: str, expect: str) -> None:
    assert said("<html><body>x</body></html>", status, expect) == outcome


@pytest.mark.parametrize("status", [412, 521])
def test_a_challenge_keeps_its_status_whatever_its_page_says(status: int) -> None:
    page = "<html><script>$_ts={}</script><body>请输入验证码</body></html>"
    assert said(page, status) == f"blocked:challenge-{status}"


@pytest.mark.parametrize("status", [200, 401, 403, 404, 429, 503])
def test_a_captcha_is_one_at_any_status(status: int) -> None:
    page = (
        "<html><title>安全验证</title><body><p>您的访问过于频繁，请输入验证码后继续访问。</p></body></html>"
    )
    assert said(page, status) == "blocked:captcha"


@pytest.mark.parametrize("status", [200, 202, 403, 404, 503])
def test_a_challenging_script_is_one_at_any_status(status: int) -> None:
    assert said("<html><head><script>$_ts={};_$_()</script></head><body></body></html>", status) == (
        "blocked:challenge"
    )


@pytest.mark.parametrize("status", [403, 404])
def test_a_refusal_with_an_article_is_the_status(status: int) -> None:
    assert said(ARTICLE + b"<script>$_ts={}</script>", status) == {403: "blocked:403", 404: "gone"}[status]


def test_lists_with_status_200_are_left_to_their_readers() -> None:
    for example in EXAMPLES:
        if example.get("status", 200) == 200:
            assert said(example["page"], 200, "list") == ""
    assert said(b"%PDF-1.7 ", 200, "list") == "unsupported:pdf"
    assert said(b"  ", 200, "list") == ""


@pytest.mark.parametrize(
    "added",
    [
        LOGIN,
        "<p>验证码</p>",
        "<noscript>请开启JavaScript</noscript><script src='a.js'></script>",
        "<script>var _$ab=1;$_ts={};</script>",
        "<script>eval(function(p,a,c,k,e,d){})</script>",
        "<div>正在加载...</div><script src='a.js'></script>",
        "<p>该帖子已被删除。</p>",
        "<p>如遇404错误，请与我们联系。</p>",
        "<a href='/x'>您访问的页面不存在时怎么办</a>",
        "<script>function go(){location.href='/b/2.html'}</script>",
        "<div class='share'>扫一扫在手机打开当前页</div><input placeholder='请输入验证码'>",
    ],
)
def test_words_beside_an_article_do_not_make_it_a_refusal(added: str) -> None:
    page = ARTICLE.decode().replace("</body>", FURNITURE[0] + added + FURNITURE[1] + "</body>")
    assert judged(page) == Verdict()


@pytest.mark.parametrize(
    "page",
    [
        '<html><head><meta name="ArticleTitle" content="任职"></head><body><p>任命方乐平为临江市副市长。</p>'
        + LOGIN
        + "<script>_$ab()</script></body></html>",
        "<p>任命方乐平为临江市副市长，免去其原任职务，试用期一年，自即日起计算。</p><script>$_ts={}</script>",
        "<html><body><h1>公告</h1><p>停水通知</p></body></html>",
        '{"articles": []}',
        "callback({})",
        "<?xml version='1.0'?><rss><channel></channel></rss>",
        "临江市人民政府公告",
    ],
)
def test_short_pages_and_texts_are_read(page: str) -> None:
    assert judged(page) == Verdict()


@pytest.mark.parametrize(
    "page",
    [
        "<title>404</title><body>x</body>",
        "<title>404 - 临江市人民政府</title><body>" + FURNITURE[0] + "</body>",
        "<title>页面不存在_临江市人民政府</title><body>" + "<a>友情链接单位</a>" * 80 + "</body>",
        "<title>临江市人民政府</title><body>"
        + "".join(FURNITURE)
        + "<p>对不起，您访问的页面不存在！</p></body>",
        ARTICLE.decode().replace("临江市老旧小区改造进展</title>", "404错误页面 - 临江市</title>"),
        "<body><script>setTimeout(\"location.href='/'\",5000)</script>文章不存在</body>",
    ],
)
def test_soft_404s_are_gone(page: str) -> None:
    assert said(page) == "gone"


def test_an_empty_page_is_empty() -> None:
    assert said(b"") == "empty"
    assert said(b" \r\n") == "empty"


def packed(*names: str, mimetype: str | None = None) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        if mimetype:
            archive.writestr("mimetype", mimetype)
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("body", "content_type", "path", "kind"),
    [
        (b"%PDF-1.7\n1 0 obj", "text/html", "/a.html", "pdf"),
        (b"\r\n%PDF-1.4\n", None, "/a", "pdf"),
        (b"junk\n%PDF-1.4\n", "application/pdf", "/a", "pdf"),
        (OLE + "WordDocument".encode("utf-16-le"), None, "/a", "doc"),
        (OLE + "Workbook".encode("utf-16-le"), "application/msword", "/a", "xls"),
        (OLE + "PowerPoint Document".encode("utf-16-le"), None, "/a", "ppt"),
        (OLE, None, "/a.wps", "doc"),
        (OLE, None, "/a", "other"),
        (packed("[Content_Types].xml", "word/document.xml"), None, "/a", "doc"),
        (packed("xl/workbook.xml"), None, "/a.docx", "xls"),
        (packed("ppt/presentation.xml"), None, "/a", "ppt"),
        (packed("OFD.xml", "Doc_0/Document.xml"), "application/zip", "/a.zip", "ofd"),
        (packed(mimetype="application/vnd.oasis.opendocument.spreadsheet"), None, "/a", "xls"),
        (packed("附件.pdf"), None, "/a", "archive"),
        (packed("word/document.xml")[:40], None, "/a", "archive"),
        (b"Rar!\x1a\x07\x00xx", "text/html", "/a", "archive"),
        (b"7z\xbc\xaf\x27\x1cxx", None, "/a", "archive"),
        (b"\x1f\x8b\x08\x00xx", None, "/a", "archive"),
        (b"{\\rtf1\\ansi", "application/msword", "/a.doc", "doc"),
        (b"\x89PNG\r\n\x1a\nxx", None, "/a", "image"),
        (b"\xff\xd8\xff\xe0xx", "text/html", "/a.html", "image"),
        (b"GIF89a", None, "/a", "image"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", None, "/a", "image"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml", "/a", "image"),
        (b"RIFF\x00\x00\x00\x00AVI LIST", None, "/a", "media"),
        (b"\x00\x00\x00\x18ftypmp42", None, "/a", "media"),
        (b"ID3\x03\x00", None, "/a", "media"),
        (b"\x00\x01\x02\x03" * 50, "video/mp4", "/a", "media"),
        (b"\x00\x01\x02\x03" * 50, None, "/a.ofd", "ofd"),
        (b"\x00\x01\x02\x03" * 50, "application/octet-stream", "/a", "other"),
        (b"a,b\n1,2\n", "text/csv; charset=gbk", "/a", "xls"),
        (b"a,b\n1,2\n", None, "/a.csv", "xls"),
        (b"body { color: red }", "text/css", "/a", "other"),
    ],
)
def test_documents_are_told_by_their_bytes_then_type_then_ending(
    body: bytes, content_type: str | None, path: str, kind: str
) -> None:
    assert document_kind(body, content_type, f"https://www.linjiang.gov.cn{path}") == kind


@pytest.mark.parametrize(
    ("body", "content_type", "path"),
    [
        (ARTICLE, "application/octet-stream", "/a.html"),
        (ARTICLE, "application/pdf", "/a.pdf"),
        (ARTICLE, "image/jpeg", "/a.jpg"),
        (b"\xef\xbb\xbf" + ARTICLE, None, "/a.doc"),
        (ARTICLE.decode().encode("utf-16"), "text/html", "/a"),
        (ARTICLE.decode().encode("gbk"), "application/octet-stream", "/a"),
        (b'{"a": 1}', "application/json", "/a.json"),
        (b"cb({})", "application/javascript", "/a.js"),
        (b"<?xml version='1.0'?><datastore></datastore>", "text/xml", "/a"),
        ("老旧小区".encode("gbk"), "text/plain", "/a.txt"),
        ("老旧小区".encode(), "application/octet-stream", "/a"),
        (b"<html><body><svg></svg></body></html>", "text/html", "/a"),
        (b"", None, "/a.pdf"),
        (b"BMW", "text/plain", "/a"),
    ],
)
def test_pages_and_texts_are_read_whatever_they_are_called(
    body: bytes, content_type: str | None, path: str
) -> None:
    assert document_kind(body, content_type, f"https://www.linjiang.gov.cn{path}") is None


def test_a_pdf_that_is_an_error_page_is_judged_by_what_it_says(site: Site, fetcher: Fetcher) -> None:
    url = site.answer(
        "/a/1.pdf", "<html><title>404</title></html>", headers={"Content-Type": "application/pdf"}
    )
    assert str(fetcher.fetch(url, site.portal()).problem) == "gone"


def test_a_document_is_told_and_kept(site: Site, fetcher: Fetcher) -> None:
    body = b"%PDF-1.7 " + b"x" * 1000
    answer = fetcher.fetch(site.answer("/a/1.html", body), site.portal())
    assert (str(answer.problem), answer.body) == ("unsupported:pdf", body)


def test_a_refusal_stops_the_host_and_a_missing_page_does_not(site: Site, fetcher: Fetcher) -> None:
    portal = site.portal()
    for status in (404, 500):
        fetcher.fetch(site.answer("/a/1.html", b"", status), portal)
        assert fetcher.stopped(site.url()) is None
    refused = site.answer("/a/1.html", b"", 403)
    assert str(fetcher.fetch(refused, portal).problem) == "blocked:403"
    assert fetcher.stopped(site.url("/b")) is None  # it may be that article alone
    assert str(fetcher.fetch(refused, portal, expect="list").problem) == "blocked:403"
    assert str(fetcher.stopped(site.url("/b"))) == "blocked:403"
    asked = len(site.asked)
    assert str(fetcher.fetch(site.answer("/a/2.html", ARTICLE), portal).problem) == "blocked:403"
    assert len(site.asked) == asked


def test_json_for_a_list_is_read(site: Site, fetcher: Fetcher) -> None:
    body = json.dumps({"articles": []}).encode()
    url = site.answer("/a/1.json", body, headers={"Content-Type": "application/json"})
    assert fetcher.fetch(url, site.portal(), expect="list").problem is None


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=300),
        st.lists(
            st.sampled_from(
                [
                    "<",
                    ">",
                    "<script>",
                    "</script",
                    "<!--",
                    "-->",
                    "<a ",
                    "<title>",
                    "验证码",
                    "'",
                    "<form",
                    "\0",
                    "İ",
                ]
            ),
            max_size=60,
        ).map(lambda parts: "".join(parts).encode()),
    ),
    st.sampled_from([200, 403, 404, 503]),
    st.sampled_from([None, "text/html", "application/pdf", "x", ";", "text/html; charset=nonsense"]),
)
def test_whatever_comes_is_judged(body: bytes, status: int, content_type: str | None) -> None:
    verdict = judge(status, body, content_type, URL, PORTAL, "page")
    assert verdict.problem is None or verdict.message


@pytest.mark.parametrize(
    "piece", ["<", "<a", "<a ", "<!--", "<script>", "<title>", "<p><a>", "&#", "<form x='", "。"]
)
def test_looking_takes_time_in_proportion_to_length(piece: str) -> None:

    begun = time.monotonic()
    look_at(piece * (1_000_000 // len(piece)))
    assert time.monotonic() - begun < 5
