"""大汉 JPaaS: a shell names its unit, ``…/page/build/unit`` answers with HTML in JSON.

The page's number stands only inside ``paramJson``; the list ends where a unit is empty.
"""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urljoin

from bulletin_nlp.crawl.lists.addresses import absolute, parameters
from bulletin_nlp.crawl.lists.answers import parse_json, with_parameters
from bulletin_nlp.crawl.lists.entries import items_of, rows_in_html
from bulletin_nlp.crawl.lists.outcome import ListPage, NextPage, Problem
from bulletin_nlp.crawl.lists.source import ListSourcePage, soup_of
from bulletin_nlp.crawl.lists.static_pages import no_items
from bulletin_nlp.lexicon.loader import read_lexicon

__all__ = ["read_jpaas"]

_UNIT = "/page/build/unit"
_PAIR = re.compile(r"[\"'](\w{1,60})[\"']\s*:\s*(?:\"([^\"]{0,500})\"|'([^']{0,500})'|(\d{1,12}))")


def read_jpaas(source: ListSourcePage) -> ListPage:
    """Read a shell, whose next page is its unit, or a unit's answer."""
    if _UNIT in source.url:
        return _read_unit(source)
    unit = _unit_of(source)
    rows = rows_in_html(source)
    items, problems = items_of(source, rows.rows)
    if unit is None and not items:
        problems += no_items(source, rows.rows)
    # the unit's first page repeats what the shell may hold: entries are told apart by their keys
    following = NextPage(unit, 1, source.column_name) if unit else None
    return ListPage(items, following, None, tuple(problems), rows.found)


def _read_unit(source: ListSourcePage) -> ListPage:
    answer = parse_json(source.text)
    if answer is None:
        return ListPage(problems=(Problem("unreadable", "the answer is no JSON"),))
    inner = answer.get("data") if isinstance(answer, dict) else None
    html = inner.get("html") if isinstance(inner, dict) else None
    if not isinstance(html, str):
        return ListPage(problems=(Problem("layout_changed", "the answer holds no data.html"),))
    rows = rows_in_html(source, soup_of(html))
    items, problems = items_of(source, rows.rows)
    query = parameters(source.url)
    setting = _setting(query.get("paramJson", ""))
    number = setting["pageNo"]
    if not items:
        # the page after the last has no row; rows without an item, or a first page without rows, are a change
        if rows.rows or number == 1:
            problems += no_items(source, rows.rows)
        return ListPage((), None, None, tuple(problems), rows.found)
    following = None
    if number < read_lexicon("list_pages")["bounds"]["pages"]:
        size = setting.get("pageSize", int(source.family["size"]))
        query["paramJson"] = _written(number + 1, size)
        # only an empty unit tells the end
        following = NextPage(with_parameters(source.url, query), number + 1, source.column_name, guessed=True)
    return ListPage(items, following, None, tuple(problems), rows.found)


def _unit_of(source: ListSourcePage) -> str | None:
    """Return the address of the unit that the shell's script asks for."""
    for element in source.soup.select("[querydata]"):
        href = str(element.get("url") or "")
        query = {
            name: double or single or number
            for name, double, single, number in _PAIR.findall(str(element["querydata"]))
        }
        url = absolute(source.url, href) if _UNIT in href else None
        if url is None or not query or not source.portal.allows(url):
            continue
        query["paramJson"] = _written(1, int(source.family["size"]))
        return with_parameters(urljoin(source.url, url), {**parameters(url), **query})
    return None


def _setting(written: str) -> dict[str, int]:
    """Return page number and size out of ``paramJson``; whatever is no number there is left out."""
    read: Any = parse_json(written)
    pairs = read.items() if isinstance(read, dict) else ()
    setting = {k: v for k, v in pairs if k in ("pageNo", "pageSize") and type(v) is int and 0 < v < 1_000_000}
    return {"pageNo": 1, **setting}


def _written(number: int, size: int) -> str:
    return json.dumps({"pageNo": number, "pageSize": size}, separators=(",", ":"))
