"""Where the day of an article stands on a page, and which days on a page are not its own. All is invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from bulletin_nlp.page import read_page

TITLE = "临江市加快推进老旧小区改造"
BODY = (
    "<p>全市计划改造老旧小区36个，惠及居民1.2万户，年底前全部完工，各县区要抓紧组织实施。</p>"
    "<p>市住建局要求，要倒排工期，挂图作战，确保按期完成改造任务，让群众早日受益。</p>"
)
ZOOM = f"<div id='zoom'>{BODY}</div>"
H1 = f"<h1>{TITLE}</h1>"
TAB = f"<title>{TITLE}_临江市人民政府门户网站</title>"


@dataclass(frozen=True)
class Situation:
    """A page's parts and the day that a careful reader takes from it; None where it says none."""

    body: str
    expected: str | None
    basis: str | None = "label"
    head: str = TAB
    url: str | None = None
    listed: date | None = None


def ld(text: str) -> str:
    return f'{TAB}<script type="application/ld+json">{text}</script>'


SITUATIONS = {
    # ------------------------------------------------------------ shown with a label or in the headline
    "two-digit year": Situation(f"{H1}<p>发布时间：25-03-04 来源：云岭日报</p>{ZOOM}", "2025-03-04"),
    "run together": Situation(f"{H1}<p>发布日期：20250304</p>{ZOOM}", "2025-03-04"),
    "full-width digits": Situation(
        f"{H1}<p>发布时间：２０２５-０３-０４　０９：１２</p>{ZOOM}", "2025-03-04T09:12:00+08:00"
    ),
    "Han digits": Situation(f"{H1}<p>公布日期：二〇二五年三月四日</p>{ZOOM}", "2025-03-04"),
    "Java's own form": Situation(
        f"{H1}<p>发布时间：Tue Mar 04 09:12:30 CST 2025</p>{ZOOM}", "2025-03-04T09:12:30+08:00"
    ),
    "English blog": Situation(
        f"<p>Tuesday, March 4th, 2025&nbsp;&nbsp;10:56 am</p>{H1}{ZOOM}", "2025-03-04T10:56:00+08:00"
    ),
    "afternoon in English": Situation(
        f"{H1}<p>时间：2025-03-04 3:05:00 PM</p>{ZOOM}", "2025-03-04T15:05:00+08:00"
    ),
    "day before month": Situation(f"{H1}<p>发布日期：25/3/2025</p>{ZOOM}", "2025-03-25"),
    "label and value in lines of their own": Situation(
        f"{H1}<div><div>发布时间：</div><div>2025-03-04</div></div>{ZOOM}", "2025-03-04"
    ),
    "label inside a table": Situation(
        f"<table><tr><td>{TITLE}</td></tr><tr><td>【发布日期】：2025.3.4</td></tr></table>{ZOOM}",
        "2025-03-04",
    ),
    "weekday under the title": Situation(f"{H1}<p>2025年3月4日 星期二</p>{ZOOM}", "2025-03-04"),
    "above the title": Situation(f"<p>2025-03-04</p>{H1}{ZOOM}", "2025-03-04"),
    "headline inside the container": Situation(
        f"<div id='zoom'>{H1}<p>2025-03-04 09:12　云岭日报</p>{BODY}</div>", "2025-03-04T09:12:00+08:00"
    ),
    "update where nothing else stands": Situation(
        f"{H1}<p>2025-03-04 08:13更新 来源：云岭日报</p>{ZOOM}", "2025-03-04T08:13:00+08:00"
    ),
    "publication before update": Situation(
        f"{H1}<p>更新时间：2025-03-09 发布时间：2025-03-04</p>{ZOOM}", "2025-03-04"
    ),
    # ------------------------------------------------------------ declared for machines
    "time element": Situation(
        f"{H1}<time datetime='2025-03-04T09:12:00+08:00'>3月4日</time>{ZOOM}", "2025-03-04T09:12:00+08:00"
    ),
    "JSON-LD": Situation(
        f"{H1}{ZOOM}",
        "2025-03-04T09:12:00+08:00",
        "meta",
        head=ld('{"@graph": [{"@type": "NewsArticle", "datePublished": "2025-03-04T01:12:00Z"}]}'),
    ),
    "Baidu's JSON-LD": Situation(
        f"{H1}{ZOOM}", "2025-03-04T09:12:00+08:00", "meta", head=ld('{"pubDate": "2025-03-04T09:12:00"}')
    ),
    "itemprop": Situation(
        f"{H1}<span itemprop='datePublished' content='2025-03-04'>三月初四</span>{ZOOM}", "2025-03-04", "meta"
    ),
    "Dublin Core": Situation(
        f"{H1}{ZOOM}", "2025-03-04", "meta", head=f"{TAB}<meta name='DC.Date' content='2025-03-04'>"
    ),
    "social preview": Situation(
        f"{H1}{ZOOM}",
        "2025-03-04T09:12:00+08:00",
        "meta",
        head=f"{TAB}<meta property='article:published_time' content='2025-03-04T09:12:00+08:00'>",
    ),
    # ------------------------------------------------------------ which goes before which
    "standard before label": Situation(
        f"{H1}<p>发布时间：2025-03-09</p>{ZOOM}",
        "2025-03-04",
        "meta",
        head=f"{TAB}<meta name='PubDate' content='2025-03-04'>",
    ),
    "list before standard": Situation(
        f"{H1}{ZOOM}",
        "2025-03-01",
        "list",
        head=f"{TAB}<meta name='PubDate' content='2025-03-04 09:12'>",
        listed=date(2025, 3, 1),
    ),
    "empty standard, then label": Situation(
        f"{H1}<p>时间：2025-03-04</p>{ZOOM}",
        "2025-03-04",
        head=f"{TAB}<meta name='PubDate' content='null'>",
    ),
    "label before address": Situation(
        f"{H1}<p>日期：2025-03-04</p>{ZOOM}", "2025-03-04", url="https://portal.example/t20250306_1.html"
    ),
    "address where nothing is shown": Situation(
        f"{H1}{ZOOM}", "2025-03-04", "url", url="https://portal.example/2025-03/04/content_1.htm"
    ),
    # ------------------------------------------------------------ days that are not the article's
    "running date above the title": Situation(
        f"<div>2025年3月9日</div><p>首页</p><p>栏目</p><p>要闻</p>{H1}{ZOOM}", None, None
    ),
    "running date with a weekday": Situation(f"<div>2025年3月9日 星期日</div>{H1}{ZOOM}", None, None),
    "today is": Situation(f"{H1}<p>今天是2025年3月9日 10:00</p>{ZOOM}", None, None),
    "generation time": Situation(
        f"{H1}<p>页面生成时间：2025-03-09 10:00:00</p>{ZOOM}",
        None,
        None,
        head=TAB + "<meta name='others' content='页面生成时间 2025-03-09 10:00:00'>",
    ),
    "changed, not published": Situation(
        f"{H1}{ZOOM}",
        None,
        None,
        head=ld('{"@type": "Article", "dateModified": "2025-03-09"}')
        + "<meta property='article:modified_time' content='2025-03-09'>",
    ),
    "copyright": Situation(f"{H1}{ZOOM}<p>版权所有 2005-2025 临江市人民政府</p>", None, None),
    "event in the first sentence": Situation(
        f"{H1}<div id='zoom'><p>2025年3月4日，临江市召开老旧小区改造推进会。</p>{BODY}</div>", None, None
    ),
    "day under the signature": Situation(
        f"<div id='zoom'><p>{TITLE}</p><p>各县区要抓紧组织实施，确保按期完成改造任务。</p>"
        "<p>临江市住房和城乡建设局</p><p>2025年3月4日</p></div>",
        None,
        None,
    ),
    "document's own date": Situation(
        f"{H1}<p>成文日期：2025年3月4日</p><p>印发日期：2025年3月5日</p>{ZOOM}", None, None
    ),
    "document's date beside the day of publication": Situation(
        f"{H1}<table><tr><td>成文日期：</td><td>2025年3月4日</td></tr>"
        f"<tr><td>发布日期：</td><td>2025年3月6日</td></tr></table>{ZOOM}",
        "2025-03-06",
    ),
    "time of a meeting": Situation(
        f"{H1}<div id='zoom'><p>时间：2025年3月10日 地点：三楼会议室</p>{BODY}</div>", None, None
    ),
    "time of a meeting below the text": Situation(
        f"{H1}<div id='zoom'>{BODY}<p>时间：2025年3月10日</p></div>", None, None
    ),
    "deadline": Situation(f"{H1}<p>报名截止 2025-03-20 17:00</p>{ZOOM}", None, None),
    "list at the side": Situation(
        "<div><p>另一条新闻</p><p>2025-03-08</p><p>又一条新闻</p><p>2025-03-07</p><p>通知</p><p>公告</p></div>"
        f"{H1}{ZOOM}",
        None,
        None,
    ),
    "time elements of other articles": Situation(
        f"{H1}<ul><li><time datetime='2025-03-09'>3-9</time></li></ul>{ZOOM}", None, None
    ),
    "time elements of different days": Situation(
        f"{H1}{ZOOM}<time datetime='2025-03-08'>3-8</time><time datetime='2025-03-07'>3-7</time>", None, None
    ),
    "JSON-LD of an event": Situation(
        f"{H1}{ZOOM}", None, None, head=ld('{"@type": "Event", "datePublished": "2025-03-09"}')
    ),
    "broken JSON-LD": Situation(f"{H1}{ZOOM}", None, None, head=ld('{"datePublished": "2025-03-09"')),
    "deep JSON-LD": Situation(f"{H1}{ZOOM}", None, None, head=ld("[" * 90_000)),
    "month without a day": Situation(f"{H1}<p>发布时间：2025年03月</p>{ZOOM}", None, None),
    "order unknown": Situation(f"{H1}<p>发布时间：7/5/2025</p>{ZOOM}", None, None),
}


@pytest.mark.parametrize("name", SITUATIONS)
def test_the_day_is_the_one_that_a_careful_reader_takes(name: str) -> None:
    given = SITUATIONS[name]
    html = f"<!DOCTYPE html><html><head>{given.head}</head><body>{given.body}</body></html>"
    article = read_page(html, url=given.url, listed=given.listed)
    day = article.published.isoformat() if article.published else None
    assert (day, article.published_basis) == (given.expected, given.basis)
