"""Addresses of lists and articles in the forms of each family."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

__all__ = ["FAMILIES", "SITES", "Site", "article_path", "list_folder", "list_path", "other_path"]


@dataclass(frozen=True, slots=True)
class Site:
    """What is a family's own: how its list and body are selected, and how many entries a page has.

    ``whole`` says that a list has one page. ``items`` is None where the family's reader needs no selector.
    """

    items: str | None
    body: str
    per_page: int = 20
    whole: bool = False


SITES: dict[str, Site] = {
    "trs": Site("ul.liBox > li", "div.TRS_Editor"),
    "nfcms": Site("ul.news-list > li", "div.news_cont_d_wrap"),
    "kaipu": Site("ul.newsList > li", "div.conTxt"),
    "vsb": Site("li[id^=line_]", "#vsb_content"),
    "webplus": Site("table.wp_article_list tr", "div.wp_articlecontent"),
    "whole": Site("div.group li", "div.TRS_UEDITOR", whole=True),
    "html": Site("ul.ul_art_row", "div.artContent", whole=True),
    # the family's own size
    "gkmlpt": Site(None, "div.article-content", per_page=100),
    "jpage": Site(None, "#zoom", per_page=15),
    "jpaas": Site(None, "div.editor-content", per_page=15),
    "govcn": Site(None, "#UCAP-CONTENT", whole=True),
}
FAMILIES = tuple(SITES)


def list_path(family: str, column: str, position: int) -> str:
    """Return path and query of a column's first list page.

    Args:
        family: one of :data:`FAMILIES`.
        column: name of the column, small letters.
        position: of the column among the portal's, from 0: some families number their columns.
    """
    return {
        "trs": f"/xwzx/{column}/index.html",
        "nfcms": f"/zwgk/{column}/index.html",
        "kaipu": f"/{column}/column-index-1.shtml",
        "vsb": f"/xwzx/{column}.htm",
        "webplus": f"/{column}/list.htm",
        "whole": f"/xxgk/{column}/index.htm",
        "html": f"/{column}/index.html",
        "gkmlpt": f"/gkmlpt/api/all/{5 + position}?page=1&sid=2",
        "jpage": f"/col/col{102884 + position}/index.html",
        "jpaas": f"/zwgk/{column}/index.html",
        "govcn": f"/zhengce/{column}/{column.upper()}.json",
    }[family]


def list_folder(family: str, column: str, position: int) -> str:
    """Return the folder of a column's list, with its slash."""
    path = list_path(family, column, position).partition("?")[0]
    return path[: path.rfind("/") + 1]


def article_path(family: str, column: str, position: int, number: int, day: date) -> str:
    """Return the path of an article as its own column names it."""
    folder = list_folder(family, column, position)
    match family:
        case "trs":
            return f"{folder}{day:%Y%m}/t{day:%Y%m%d}_{1400000 + number}.html"
        case "whole":
            return f"{folder}{day:%Y%m}/t{day:%Y%m%d}_{7200000 + number}.htm"
        case "nfcms":
            return f"{folder}content/post_{4900000 + number}.html"
        case "kaipu":
            return f"{folder}{day:%Y-%m/%d}/content_{_hex(column, number)[:12]}.shtml"
        case "vsb":
            return f"/info/{1017 + position}/{3000 + number}.htm"
        case "webplus":
            return f"/{day:%Y/%m%d}/c{123 + position}a{456 + number}/page.htm"
        case "html":
            return f"{folder}content/{2000 + number}.html"
        case "gkmlpt":
            identity = f"{9100000 + 10000 * position + number}"
            return f"/gkmlpt/content/{identity[0]}/{identity[:4]}/post_{identity}.html"
        case "jpage":
            # the day is not padded
            return f"/art/{day.year}/{day.month}/{day.day}/art_{102884 + position}_{10350000 + number}.html"
        case "jpaas":
            return f"{folder}art/{day.year}/art_{_hex(column, number)}.html"
        case "govcn":
            return f"{folder}content/{day:%Y%m}/content_{7080000 + 10000 * position + number}.htm"
    raise ValueError(f"no family {family!r}")


def other_path(family: str, path: str, column: str) -> str | None:
    """Return a second address under which the family's servers give the same article, or None."""
    if family == "nfcms":
        return path.replace("/post_", "/mpost_")
    if family == "gkmlpt":
        return f"/zwgk/{column}/content/{path.rpartition('/')[2]}"
    return None


def _hex(column: str, number: int) -> str:
    return hashlib.md5(f"{column}/{number}".encode(), usedforsecurity=False).hexdigest()
