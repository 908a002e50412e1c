"""大汉 JCMS with jpage: records in an XML island of the first page, later ones from ``dataproxy.jsp``.

Old builds obey ``startrecord`` and ``endrecord``, newer ones only ``page``: both are sent. Records stand in
CDATA; some sites escape the whole island.
"""

from __future__ import annotations

import html
import re
from urllib.parse import urljoin

from bulletin_nlp.crawl.lists.addresses import parameters
from bulletin_nlp.crawl.lists.answers import with_parameters
from bulletin_nlp.crawl.lists.entries import items_of, rows_in_html
from bulletin_nlp.crawl.lists.outcome import ListPage, NextPage, Problem
from bulletin_nlp.crawl.lists.source import ListSourcePage, soup_of
from bulletin_nlp.crawl.lists.static_pages import no_items
from bulletin_nlp.lexicon.loader import read_lexicon

__all__ = ["read_jpage"]

_PATH = "/module/web/jpage/dataproxy.jsp"
_TOTAL = re.compile(r"<totalrecord>\s*(\d{1,9})\s*</totalrecord>", re.IGNORECASE)
_PAGES = re.compile(r"<totalpage>\s*(\d{1,7})\s*</totalpage>", re.IGNORECASE)
_PROXY = re.compile(r"dataproxy\.jsp\?([^\s\"'<>\])]{1,1500})")
_SIZE = re.compile(r"perpage[\"']?\s*[:=]\s*[\"']?(\d{1,4})", re.IGNORECASE)
_ARGUMENT = re.compile(
    r"\b(col|appid|webid|path|columnid|sourceContentType|unitid|webname|permissiontype)"
    r"[\"']?\s*[:=]\s*(?:\"([^\"<>]{0,200})\"|'([^'<>]{0,200})'|(\d{1,12})(?!\w))"
)
# without these the server cannot know which list is asked for
_NEEDED = ("unitid", "columnid")


def read_jpage(source: ListSourcePage) -> ListPage:
    """Read a first page with its island, or an answer of ``dataproxy.jsp``."""
    island = _island(source.text)
    records = _records(island)
    total, pages = _number(_TOTAL, island), _number(_PAGES, island)
    # a page without an island may have its list in the open
    rows = rows_in_html(source, soup_of("\n".join(records))) if records else rows_in_html(source)
    items, problems = items_of(source, rows.rows)
    if "<datastore>" in island and "</datastore>" not in island:
        problems.append(Problem("cut_off", "the records end before their list does"))
    if not items:
        beyond = pages is not None and _asked(source) > pages
        if rows.rows or not (total == 0 or beyond):
            problems += no_items(source, rows.rows)
        return ListPage((), None, total, tuple(problems), rows.found)
    following, more = _following(source, island, len(records), total, pages)
    return ListPage(items, following, total, (*problems, *more), rows.found)


def _island(text: str) -> str:
    """Return a text in which the records can be found, unescaped where the site escapes them."""
    if "<record>" not in text and "&lt;record&gt;" in text:
        return html.unescape(text)
    return text


def _records(island: str) -> list[str]:
    """Return the HTML of each record; one that is not closed is left out."""
    # a regular expression from tag to tag takes quadratic time where records are not closed
    parts = (part.partition("</record>") for part in island.split("<record>")[1:])
    return [_without_cdata(record) for record, end, _ in parts if end]


def _without_cdata(record: str) -> str:
    return record.strip().removeprefix("<![CDATA[").removesuffix("]]>")


def _following(
    source: ListSourcePage, island: str, records: int, total: int | None, pages: int | None
) -> tuple[NextPage | None, list[Problem]]:
    asked = _asked(source)
    query = parameters(source.url) if _PATH in source.url else _query_in(island)
    size = min(_size(source, query, island), int(source.family["largest"]))
    # the island of a first page may hold several pages' records
    number = asked + max(1, records // size)
    if pages is None and total is not None:
        pages = -(-total // size)
    if pages is None or number > min(pages, read_lexicon("list_pages")["bounds"]["pages"]):
        unknown = pages is None and records > 0
        return None, [
            Problem("paging_unknown", "the list does not say how many pages it has")
        ] if unknown else []
    if query is None:
        words = f"{pages} pages, and the parameters of dataproxy.jsp are not in the page"
        return None, [Problem("paging_unknown", words)]
    query |= {
        "startrecord": str((number - 1) * size + 1),
        "endrecord": str(number * size),
        "perpage": str(size),
        "page": str(number),
    }
    return NextPage(with_parameters(urljoin(source.url, _PATH), query), number, source.column_name), []


def _query_in(island: str) -> dict[str, str] | None:
    """Return the parameters that the page gives its own script, or None."""
    for written in _PROXY.findall(island):
        query = parameters("?" + html.unescape(written))
        if all(query.get(name) for name in _NEEDED):
            return query
    query = {}
    for name, double, single, number in _ARGUMENT.findall(island):
        query.setdefault(name, html.unescape(double or single or number))
    return query if all(query.get(name) for name in _NEEDED) else None


def _size(source: ListSourcePage, query: dict[str, str] | None, island: str) -> int:
    written = (query or {}).get("perpage", "")
    if not (written.isascii() and written.isdigit()):
        match = _SIZE.search(island)
        written = match[1] if match else ""
    return int(written[:6] or 0) or int(source.family["size"])


def _asked(source: ListSourcePage) -> int:
    page = parameters(source.url).get("page", "1")
    return max(int(page), 1) if page.isascii() and page.isdigit() and len(page) < 7 else 1


def _number(pattern: re.Pattern[str], text: str) -> int | None:
    match = pattern.search(text)
    return int(match[1]) if match else None
