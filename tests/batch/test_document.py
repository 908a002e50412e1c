"""What a page says beside its article travels with the record."""

from __future__ import annotations

import json
from datetime import date

from bulletin_nlp.batch import Input
from bulletin_nlp.batch.document import Document, read_document
from bulletin_nlp.batch.inputs import PageHints, Response
from bulletin_nlp.extraction.reading import Given

PAGE = """<html><head><title>关于开展小区改造的通知</title>
<meta name="SiteName" content="白石县人民政府"></head><body>
<table><tr><td>索引号：</td><td>X001-2025-0007</td></tr><tr><td>发文机关：</td><td>白石县住建局</td></tr>
<tr><td>有效性：</td><td>有效</td></tr></table>
<h1>关于开展小区改造的通知</h1>
<div class="TRS_Editor"><p>各街道办事处：</p>
<p>2025年全县改造老旧小区48个，惠及居民3200户，各街道要在6月底前开工。</p>
<p>请各单位按照计划表抓好落实，每月底报送进度，确保年底前全面完成各项改造任务。</p>
<p><a href="./P0202.xlsx">计划表.xlsx</a></p></div>
<div>您访问的链接即将离开“白石县人民政府”门户网站，是否继续？</div></body></html>"""


def read(given: Given) -> Document:
    return read_document(Input("page.html", None, given, Response(PAGE.encode(), "text/html")))


def test_the_document_block_attachments_and_the_host_are_handed_on():
    extra = read(Given(url="https://www.baishi.gov.cn/zwgk/202502/t20250214_1.html")).given.extra
    assert extra["document_index_number"] == "X001-2025-0007"
    assert extra["document_validity"] == "有效"
    assert extra["hosted_by"] == "白石县人民政府"
    assert json.loads(extra["attachments"]) == [
        {"title": "计划表.xlsx", "url": "https://www.baishi.gov.cn/zwgk/202502/P0202.xlsx"}
    ]


def test_what_the_caller_says_has_precedence():
    extra = read(Given(extra={"document_validity": "失效", "batch": "3"})).given.extra
    assert (extra["document_validity"], extra["batch"]) == ("失效", "3")


def response(page: str, hints: PageHints, content_type: str = "text/html") -> Document:
    return read_document(Input("page.html", None, Given(), Response(page.encode(), content_type, hints)))


def test_the_day_of_the_list_goes_before_what_the_page_says():
    dated = PAGE.replace("<head>", '<head><meta name="PubDate" content="2025-02-16 09:30">')
    given = response(dated, PageHints(listed=date(2025, 2, 14))).given
    assert (given.published, given.published_basis) == (date(2025, 2, 14), "list")
    plain = response("今年改造老旧小区48个。", PageHints(listed=date(2025, 2, 14)), "text/plain").given
    assert (plain.published, plain.published_basis) == (date(2025, 2, 14), "list")


def test_a_selector_that_finds_nothing_is_told_and_the_article_is_read_all_the_same():
    found = response(PAGE, PageHints(body_selector="div.TRS_Editor"))
    assert found.missed == ()
    missed = response(PAGE, PageHints(body_selector="div.article-2024"))
    assert missed.missed == ("body",)
    assert "改造老旧小区48个" in missed.text
