"""List pages in the form of each family, sound, empty, doubled or redesigned."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from urllib.parse import quote

from tests.crawl.simulator.answers import HTML, JSON

__all__ = ["Entry", "ListView", "render_list"]


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry; ``other`` is a second address that JSON lists may name beside the first."""

    href: str
    title: str
    day: date
    number: int
    other: str | None = None


@dataclass(frozen=True, slots=True)
class ListView:
    """What a list page shows.

    Attributes:
        page: number from 1; 0 for a shell that holds no entries.
        pages: how many there are, at least 1.
        total: entries of all pages.
        form: ``normal``, ``renamed`` (classes have other names, links are where they were) or ``redesigned``
            (nothing is found).
        pager: whether later pages are linked to; otherwise a script makes the pager.
    """

    family: str
    column: str
    position: int
    folder: str
    site: str
    host: str
    entries: Sequence[Entry]
    page: int
    pages: int
    per_page: int
    total: int
    form: str = "normal"
    pager: bool = True

    def css(self, name: str) -> str:
        """Return a class as this form of the page calls it."""
        return name if self.form == "normal" else f"{name}-v2"


def render_list(view: ListView) -> tuple[str, str]:
    """Return the page and its Content-Type."""
    if view.family in ("gkmlpt", "govcn"):
        return _JSON[view.family](view), JSON
    if view.family == "jpaas" and view.page:
        return _unit(view), JSON
    if view.family == "jpage" and view.page > 1:
        return f'<?xml version="1.0" encoding="utf-8"?>\n{_datastore(view)}', "text/xml; charset=utf-8"
    body = _redesigned(view) if view.form == "redesigned" else _HTML[view.family](view)
    return _page(view, body), HTML


def _page(view: ListView, body: str) -> str:
    site = escape(view.site)
    return (
        f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>{view.column}_{site}</title>\n'
        f'<meta name="SiteName" content="{site}"><meta name="ColumnName" content="{view.column}">'
        f'<meta name="ColumnType" content="工作动态"></head>\n<body>\n'
        f'<div class="nav"><a href="/">首页</a> <a href="/about/index.html">机构职能</a></div>\n{body}\n'
        '<div class="side"><ul><li><a href="/side/202607/t20260701_900.html">关于清明祭扫的通告</a>'
        "<span>2026-07-01</span></li>"
        '<li><a href="http://www.elsewhere.example/a/content/post_1.html">外站消息</a></li></ul></div>\n'
        f'<div class="foot">主办单位：{site}</div>\n</body></html>\n'
    )


def _items(view: ListView, tag: str = "span") -> str:
    return "\n".join(
        f'<li><a href="{escape(e.href)}" title="{escape(e.title)}">{escape(e.title)}</a>'
        f"<{tag}>{e.day}</{tag}></li>"
        for e in view.entries
    )


def _linked(view: ListView, name: Callable[[int], str], shown: int = 10) -> str:
    """Return a pager with links to the pages around this one and to the last."""
    if not view.pager:
        return '<div class="page"><script>showPager();</script></div>'
    first = max(1, view.page - 2)
    numbers = sorted({1, *range(first, min(view.pages, first + shown) + 1), view.pages})
    return f'<div class="page">{"".join(f"""<a href="{name(n)}">{n}</a>""" for n in numbers)}</div>'


def _trs(view: ListView) -> str:
    call = f'createPageHTML({view.pages}, {view.page - 1}, "index", "html", {view.total});'
    return f'<ul class="{view.css("liBox")}">\n{_items(view)}\n</ul>\n<script>{call}</script>'


def _nfcms(view: ListView) -> str:
    pager = _linked(view, lambda n: "index.html" if n == 1 else f"index_{n}.html")
    return f'<ul class="{view.css("news-list")}">\n{_items(view)}\n</ul>\n{pager}'


def _kaipu(view: ListView) -> str:
    pager = _linked(view, lambda n: f"column-index-{n}.shtml")
    return f'<ul class="{view.css("newsList")}">\n{_items(view)}\n</ul>\n{pager}'


def _vsb(view: ListView) -> str:
    mark = "line_u9_" if view.form == "normal" else "row_"
    rows = _items(view).split("\n") if view.entries else []
    items = "\n".join(row.replace("<li>", f'<li id="{mark}{i}">', 1) for i, row in enumerate(rows))
    counts = f"<span>共{view.total}条</span> <span>{view.page}/{view.pages}</span>"
    folder = f"{view.column}/" if view.page == 1 else ""
    later = f' <a href="{folder}{view.pages - view.page}.htm">下页</a>' if view.page < view.pages else ""
    return f'<ul>\n{items}\n</ul>\n<div class="pb_sys">{counts}{later}</div>'


def _webplus(view: ListView) -> str:
    rows = "\n".join(
        f'<tr><td><a href="{escape(e.href)}" title="{escape(e.title)}">{escape(e.title)}</a></td>'
        f"<td>{e.day}</td></tr>"
        for e in view.entries
    )
    pager = _linked(view, lambda n: "list.htm" if n == 1 else f"list{n}.htm")
    return f'<table class="{view.css("wp_article_list")}">\n{rows}\n</table>\n{pager}'


def _whole(view: ListView) -> str:
    """Twenty entries a group, all there and all but the first hidden."""
    rows = _items(view).split("\n") if view.entries else []
    return "\n".join(
        f'<div class="{view.css("group")}" ms-visible="$showStatic({i // 20 + 1})">'
        f"<ul>{''.join(rows[i : i + 20])}</ul></div>"
        for i in range(0, max(len(rows), 1), 20)
    )


def _html(view: ListView) -> str:
    return "\n".join(
        f'<ul class="{view.css("ul_art_row")}"><li class="li_art_title"><a href="{escape(e.href)}">'
        f'{escape(e.title)}</a></li><li class="li_art_date">{e.day}</li></ul>'
        for e in view.entries
    )


def _jpage(view: ListView) -> str:
    return f'<div id="307000"><script type="text/xml">{_datastore(view)}</script></div><!-- 大汉版通 -->'


def _datastore(view: ListView) -> str:
    tag = "item" if view.form == "redesigned" else "record"
    number = 102884 + view.position
    records = "\n".join(
        f"<{tag}><![CDATA[<li><a href=\"{escape(e.href)}\" title='{escape(e.title)}'>{escape(e.title)}</a>"
        f"<span>{e.day}</span></li>]]></{tag}>"
        for e in ([] if view.form == "redesigned" else view.entries)
    )
    query = (
        f"page=1&appid=1&webid=3&path=/&columnid={number}&unitid=307000&permissiontype=0"
        f"&webname={quote(view.site)}&perpage={view.per_page}"
    )
    link = f'<a href="/module/web/jpage/dataproxy.jsp?{query}"></a>'
    return (
        f"<datastore>\n<nextgroup><![CDATA[{link}]]></nextgroup>\n"
        f"<recordset>{records}</recordset>\n<totalrecord>{view.total}</totalrecord>"
        f"<totalpage>{view.pages}</totalpage>\n</datastore>"
    )


def _jpaas(view: ListView) -> str:
    data = (
        f"{{'webId':'86ca','pageId':'{view.column}','parseType':'bulidstatic','pageType':'column',"
        "'tagId':'列表','tplSetId':'b1'}"
    )
    unit = "/api-gateway/jpaas-publish-server/front/page/build/unit"
    return f'<div class="list"><script src="/unitbuild.js" url="{unit}" queryData="{data}"></script></div>'


def _unit(view: ListView) -> str:
    if view.form == "redesigned":
        return json.dumps(
            {"code": 200, "result": {"rows": [e.title for e in view.entries]}}, ensure_ascii=False
        )
    html = f"<ul>{_items(view)}</ul>"
    return json.dumps({"success": True, "data": {"html": html}}, ensure_ascii=False)


def _gkmlpt(view: ListView) -> str:
    rows = [
        {
            "id": e.number,
            "title": e.title,
            "url": f"http://{view.host}{e.href}",
            "created_at": f"{e.day} 10:20:00",
            **({"post_url": f"http://{view.host}{e.other}"} if e.other else {}),
        }
        for e in view.entries
    ]
    key = "articles" if view.form == "normal" else "rows"
    answer = {"classify": {"id": 5 + view.position, "post_count": view.total}, key: rows}
    return json.dumps(answer, ensure_ascii=False)


def _govcn(view: ListView) -> str:
    rows = [
        {"TITLE": e.title, "SUB_TITLE": "", "URL": f"http://{view.host}{e.href}", "DOCRELPUBTIME": str(e.day)}
        for e in view.entries
    ]
    return json.dumps(rows if view.form == "normal" else {"list": rows}, ensure_ascii=False)


def _redesigned(view: ListView) -> str:
    """A list as an application shows it: cards without links."""
    cards = "\n".join(
        f'<div class="card" data-id="{e.number}"><b>{escape(e.title)}</b><i>{e.day}</i>'
        "<p>点击查看全文，了解城镇老旧小区改造工作的最新进展和下一步安排。</p></div>"
        for e in view.entries
    )
    return f'<div class="card-grid">\n{cards}\n</div>'


_HTML: dict[str, Callable[[ListView], str]] = {
    "trs": _trs,
    "nfcms": _nfcms,
    "kaipu": _kaipu,
    "vsb": _vsb,
    "webplus": _webplus,
    "whole": _whole,
    "html": _html,
    "jpage": _jpage,
    "jpaas": _jpaas,
}
_JSON: dict[str, Callable[[ListView], str]] = {"gkmlpt": _gkmlpt, "govcn": _govcn}
