"""Article pages in the form of each family."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from tests.crawl.simulator.bulletins import BulletinText

__all__ = ["render_article"]


def render_article(family: str, text: BulletinText, *, redesigned: bool = False) -> str:
    """Return the page.

    Args:
        family: whose template is taken.
        text: the bulletin.
        redesigned: whether the body stands in elements of other names, so that no selector finds it.
    """
    title, site = escape(text.title), escape(text.site)
    body = "".join(f"<p>　　{escape(paragraph)}</p>\n" for paragraph in text.paragraphs)
    inner = _template(family)(text, body + _table(text) + _attachments(text))
    if redesigned:
        inner = f'<section data-v-7ba5bd90 class="app-detail-v2"><h2>{title}</h2>{body}</section>'
    return (
        f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>{title}_{site}</title>\n'
        f'<meta name="SiteName" content="{site}"><meta name="SiteDomain" content="www.linjiang.example">'
        f'<meta name="SiteIDCode" content="9900000012">\n<meta name="ColumnName" content="工作动态">'
        f'<meta name="ColumnType" content="工作动态">\n<meta name="ArticleTitle" content="{title}">'
        f'<meta name="PubDate" content="{text.moment}"><meta name="ContentSource" content="{site}">\n'
        "</head><body>\n"
        '<div class="header"><ul><li><a href="/">首页</a></li><li>'
        '<a href="/about/index.html">机构职能</a></li></ul></div>\n'
        f"{inner}\n"
        '<div class="footer">版权所有：'
        f"{site} 网站标识码：9900000012 <a href='/about/map.html'>网站地图</a></div>\n</body></html>\n"
    )


def _table(text: BulletinText) -> str:
    if not text.table:
        return ""
    head, *rows = text.table
    cells = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    lines = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>\n" for row in rows)
    return f'<table border="1"><tr>{cells}</tr>\n{lines}</table>\n'


def _attachments(text: BulletinText) -> str:
    return "".join(
        f'<p>附件：<a href="/attachment/{text.number}/{i}.{name.rpartition(".")[2]}">{escape(name)}</a></p>\n'
        for i, name in enumerate(text.attachments, start=1)
    )


def _with_line(line: str, body: str) -> Callable[[BulletinText, str], str]:
    """Return a template: what stands above the body, and around it."""

    def template(text: BulletinText, content: str) -> str:
        known = {
            "title": escape(text.title),
            "site": escape(text.site),
            "moment": text.moment,
            "day": text.day,
        }
        return line.format_map(known) + "\n" + body.format_map({**known, "content": content})

    return template


_TEMPLATES: dict[str, Callable[[BulletinText, str], str]] = {
    "trs": _with_line(
        '<h1>{title}</h1><div class="info">发布时间：{moment} 来源：{site} 【字体：大 中 小】</div>',
        '<div class="TRS_Editor">{content}</div>',
    ),
    "nfcms": _with_line(
        '<h3 class="title">{title}</h3><div class="msg">来源：{site} 发布日期：{moment} 浏览次数：-</div>',
        '<div class="news_cont_d_wrap">{content}</div>',
    ),
    "kaipu": _with_line(
        '<h1 class="xl_title">{title}</h1><div class="xx">{moment} 来源：{site} 点击：次</div>',
        '<div class="conTxt">{content}</div>',
    ),
    "vsb": _with_line(
        '<h1 class="arti_title">{title}</h1><div>时间：{moment} 来源：{site} 点击：[]</div>',
        '<div id="vsb_content"><div class="v_news_content">{content}</div></div>',
    ),
    "webplus": _with_line(
        '<h1 class="arti_title">{title}</h1><p class="arti_metas"><span>发布者：{site}</span>'
        "<span>发布时间：{day}</span></p>",
        '<div class="wp_articlecontent">{content}</div>',
    ),
    "whole": _with_line(
        '<h1>{title}</h1><div class="date">{moment} 来源：{site}</div>',
        '<div class="TRS_UEDITOR trs_paper_default">{content}</div>',
    ),
    "html": _with_line(
        '<h1>{title}</h1><span class="ly">来源：{site}</span><span class="time">时间：{moment}</span>',
        '<div class="artContent">{content}</div>',
    ),
    "gkmlpt": _with_line(
        '<div class="classify"><table><tbody><tr><td class="first">发布机构：</td>'
        "<td><span>{site}</span></td>"
        '<td class="first">成文日期：</td><td><span>{day}</span></td></tr></tbody></table></div>'
        '<h1 class="title">{title}</h1><div class="date-row">发布日期：{day} 浏览次数：-</div>',
        '<div class="article-content">{content}</div>',
    ),
    "jpage": _with_line(
        '<table><tr><td class="title">{title}</td></tr><tr><td><span>发布日期：{moment}</span> '
        "<!--<$[信息来源]>begin-->来源：{site}<!--<$[信息来源]>end--></td></tr></table>",
        '<div id="zoom"><meta name="ContentStart">{content}<meta name="ContentEnd"></div>',
    ),
    "jpaas": _with_line(
        '<h1>{title}</h1><div class="info"><span>{moment}</span><span>来源：{site}</span></div>',
        '<div class="editor-content">{content}</div>',
    ),
    "govcn": _with_line(
        '<h1 id="ti">{title}</h1><div class="pages-date">{moment} <span>来源：{site}</span></div>',
        '<div class="pages_content" id="UCAP-CONTENT">{content}</div>',
    ),
}


def _template(family: str) -> Callable[[BulletinText, str], str]:
    return _TEMPLATES[family]
