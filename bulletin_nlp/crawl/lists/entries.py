"""Entries of a list as they stand in a page, and the items they become.

``rows_in_html`` and ``rows_in_json`` find what is written; ``items_of`` makes addresses absolute, keeps to
the portal's hosts and the column's own articles, and reads the dates. Whatever is left out is told.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from bulletin_nlp.crawl.lists.addresses import absolute, canonical_url, is_own
from bulletin_nlp.crawl.lists.list_dates import date_entries
from bulletin_nlp.crawl.lists.outcome import Found, ListItem, Problem
from bulletin_nlp.crawl.lists.source import ListSourcePage, is_element, is_text
from bulletin_nlp.lexicon.loader import read_lexicon
from bulletin_nlp.lexicon.selectors import split_selector

if TYPE_CHECKING:
    from bs4 import BeautifulSoup
    from bs4.element import NavigableString, Tag

__all__ = ["Row", "Rows", "items_of", "rows_in_html", "rows_in_json"]

_ROW_ELEMENTS = ("li", "tr", "dd", "dl")
_PAGE_ELEMENTS = ("body", "html", "main", "[document]")
# How far an entry may reach above its link, and how many letters it may have beside it: more is a column.
_CLIMB = 3
_BESIDE = 60
# Nodes of an entry that are looked at: in broken pages the first entry holds all later ones.
_NODES = 400
_CUT = ("…", "...", "。。。")
_PAGER = re.compile(r"(?:^|/)(?:column-)?(?:index|list)[-_]?\d*\.\w+$|/$", re.IGNORECASE)

_Key = Literal["items", "link", "title", "date"]


@dataclass(frozen=True, slots=True)
class Row:
    """An entry as written; ``printed`` is what stands where its date is."""

    href: str
    title: str
    printed: str | None
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Rows:
    """The entries of a page and what each selector found."""

    rows: tuple[Row, ...]
    found: tuple[Found, ...]


def rows_in_html(source: ListSourcePage, soup: BeautifulSoup | None = None) -> Rows:
    """Find the entries of a page or of a piece of HTML.

    Where the portal selects no items, they are the column's links in the form of the family's articles.

    Args:
        source: the page.
        soup: a piece of it that holds the entries; None for the whole page.
    """
    select = source.portal.select
    tree = source.soup if soup is None else soup
    if select.items is None:
        elements = _article_links(source, tree, whole=soup is None)
    else:
        css, _ = split_selector(select.items)
        elements = list(tree.select(css, limit=_most() + 1))
    links = [_link(element, select.link) for element in elements]
    own_links = {id(link) for link in links if link is not None}
    rows: list[Row] = []
    titles = dates = 0
    for element, link in zip(elements, links, strict=True):
        # headings, separators and pagers stand among the entries of some lists
        if link is None:
            rows.append(Row("", "", None))
            continue
        title, cut = _title(element, link, select.title)
        printed = _printed(element, link, select.date, own_links)
        titles += bool(title)
        dates += printed is not None
        rows.append(Row(str(link.get("href") or ""), title, printed, cut))
    found = (
        _found(source, "items", select.items, len(elements), _words(elements[0]) if elements else None),
        _found(source, "link", select.link, len(own_links), next((r.href for r in rows if r.href), None)),
        _found(source, "title", select.title, titles, next((r.title for r in rows if r.title), None)),
        _found(source, "date", select.date, dates, next((r.printed for r in rows if r.printed), None)),
    )
    return Rows(tuple(rows), found)


def rows_in_json(source: ListSourcePage, data: Any) -> Rows | None:
    """Find the entries of a JSON answer; None where the answer has no list of entries at all.

    Args:
        source: the page.
        data: the answer, parsed.
    """
    keys = source.family["select"] | {k: v for k, v in source.portal.select if v is not None}
    listed = data
    if keys["items"]:
        listed = data.get(keys["items"]) if isinstance(data, dict) else None
    if not isinstance(listed, list):
        return None
    entries = [entry for entry in listed if isinstance(entry, dict)]
    rows = tuple(
        Row(
            href=_plain(entry.get(keys["link"])) or "",
            title=_plain(entry.get(keys["title"])) or "",
            printed=_plain(entry.get(keys["date"])) if keys["date"] else None,
        )
        for entry in entries
    )
    select = source.portal.select
    found = (
        _found(source, "items", select.items, len(rows), None),
        _found(source, "link", select.link, sum(bool(r.href) for r in rows), _first(r.href for r in rows)),
        _found(
            source, "title", select.title, sum(bool(r.title) for r in rows), _first(r.title for r in rows)
        ),
        _found(
            source, "date", select.date, sum(bool(r.printed) for r in rows), _first(r.printed for r in rows)
        ),
    )
    return Rows(rows, found)


def items_of(source: ListSourcePage, rows: Sequence[Row]) -> tuple[tuple[ListItem, ...], list[Problem]]:
    """Return the items that rows become, each article once, and what was left out or is doubtful."""
    problems: list[Problem] = []
    kept: dict[str, tuple[str, Row]] = {}
    unusable = outside = 0
    if len(rows) > _most():
        problems.append(
            Problem(
                "too_many_items", f"more than {_most()} entries; the rest was left out", len(rows) - _most()
            )
        )
    for row in rows[: _most()]:
        url = absolute(source.url, row.href) if row.href else None
        if url is None or not row.title:
            unusable += 1
        elif not source.portal.allows(url) or not _belongs(source, url):
            outside += 1
        else:
            kept.setdefault(canonical_url(url), (url, row))
    if unusable:
        problems.append(
            Problem("links_unusable", f"{unusable} entries without address or title left out", unusable)
        )
    if outside:
        problems.append(
            Problem("links_outside", f"{outside} entries of other hosts or columns left out", outside)
        )
    dated = date_entries(
        [row.printed for _, row in kept.values()],
        [url for url, _ in kept.values()],
        form=source.portal.date_format,
        seen=source.seen,
    )
    items = tuple(
        ListItem(url, key, row.title, day.published, row.printed, day.basis)
        for (key, (url, row)), day in zip(kept.items(), dated, strict=True)
    )
    inferred = sum(day.basis == "inferred" for day in dated)
    if inferred:
        problems.append(
            Problem("year_inferred", f"{inferred} dates took their year from neighbours", inferred)
        )
    for code, words in (("date_unread", "cannot be read"), ("year_unknown", "have no year")):
        count = sum(day.problem == code for day in dated)
        if count:
            example = next(i.published_text for i, d in zip(items, dated, strict=True) if d.problem == code)
            problems.append(Problem(code, f"{count} dates {words}, such as {example!r}", count))  # type: ignore[arg-type]
    cut = sum(row.cut for _, row in kept.values())
    if cut:
        problems.append(Problem("title_cut", f"{cut} titles are cut in the list", cut))
    return items, problems


def _belongs(source: ListSourcePage, url: str) -> bool:
    return source.column is None or is_own(url, source.column, source.family["own"])


def _article_links(source: ListSourcePage, tree: BeautifulSoup, *, whole: bool) -> list[Tag]:
    """Return the links to articles; a whole page's are of many lists, so that only the column's count."""
    form = re.compile(source.family["article"])
    lists = {canonical_url(listed.url) for listed in source.portal.lists} | {canonical_url(source.url)}
    links: dict[str, Tag] = {}
    for link in tree.find_all("a", href=True):
        url = absolute(source.url, str(link["href"]))
        if url is None or (whole and not (source.portal.allows(url) and _belongs(source, url))):
            continue
        path = urlsplit(url).path
        key = canonical_url(url)
        if not form.search(path) or _PAGER.search(path) or key in lists:
            continue
        # a picture and a headline may both link to one article: the one with words names it
        if key not in links or (not _words(links[key]) and _words(link)):
            links[key] = link
        if len(links) > _most():
            break
    return list(links.values())


def _link(element: Tag, selector: str | None) -> Tag | None:
    if selector is not None:
        css, _ = split_selector(selector)
        return element.select_one(css) if css else element
    if element.name == "a":
        return element if element.get("href") else None
    links = [link for link in _inside(element, "a") if link.get("href")]
    # a column's name may stand before the headline: the link with most words is the article's
    return max(links, key=lambda link: len(_words(link)), default=None)


def _title(element: Tag, link: Tag, selector: str | None) -> tuple[str, bool]:
    """Return the title and whether it is cut."""
    if selector is not None:
        css, attribute = split_selector(selector)
        chosen = link if css == "a" else (element.select_one(css) if css else element)
        if chosen is None:
            return "", False
        # where the attribute is left out, the title was short enough to be shown in full
        title = (_attribute(chosen, attribute) if attribute else "") or _title_words(chosen)
        return title, title.endswith(_CUT)
    shown = _title_words(link)
    full = _attribute(link, "title")
    title = full if len(full) >= len(shown.rstrip("….")) and full else shown
    return title, title.endswith(_CUT)


def _printed(element: Tag, link: Tag, selector: str | None, links: set[int]) -> str | None:
    """Return what is printed where an entry's date stands, or None."""
    if selector == "":
        return None
    if selector is not None:
        css, attribute = split_selector(selector)
        for area in _areas(element, links):
            chosen = area.select_one(css)
            if chosen is not None:
                return (_attribute(chosen, attribute) if attribute else _words(chosen)) or None
        return None
    for inner in _inside(link, "span", "em", "i", "time", "b", "font"):
        words = _words(inner)
        if words and len(words) <= 24 and any(c.isdigit() for c in words) and _is_date_alone(words):
            return words
    for area in _areas(element if element.name in _ROW_ELEMENTS else _row_of(link), links):
        beside = _beside(area, link)
        if any(c.isdigit() for c in beside):
            return beside
    return None


def _areas(element: Tag, links: set[int]) -> list[Tag]:
    """Return an entry's element and those around it that hold no other entry."""
    areas = [element]
    for _ in range(_CLIMB):
        above = areas[-1].parent
        if above is None or above.name in _PAGE_ELEMENTS:
            break
        large = next(islice(above.descendants, _NODES, None), None) is not None
        if large or sum(id(link) in links for link in _inside(above, "a")) > 1:
            break
        areas.append(above)
    return areas


def _row_of(link: Tag) -> Tag:
    for above in link.parents:
        if above.name in _ROW_ELEMENTS:
            return above
        if above.name in _PAGE_ELEMENTS or above.name in ("ul", "table", "ol"):
            break
    return link.parent if link.parent is not None and link.parent.name not in _PAGE_ELEMENTS else link


def _beside(area: Tag, link: Tag) -> str:
    """Return the words of an entry outside its link; empty where there are too many for one entry."""
    inside = {id(text) for text in _strings(link)}
    words = " ".join(" ".join(text for text in _strings(area) if id(text) not in inside).split())
    return words if len(words) <= _BESIDE else ""


def _title_words(link: Tag) -> str:
    """Return a link's words without elements that are only a date."""
    strings = _strings(link)
    kept = [s for s in strings if s.parent is link or not _is_date_alone(s.strip())]
    return " ".join("".join(kept).split()) or " ".join("".join(strings).split())


def _strings(element: Tag) -> list[NavigableString]:
    """Return an entry's pieces of text, without comments and scripts."""
    return [node for node in islice(element.descendants, _NODES) if is_text(node)]


def _inside(element: Tag, *names: str) -> list[Tag]:
    """Return the elements of these names inside an entry."""
    return [node for node in islice(element.descendants, _NODES) if is_element(node) and node.name in names]


def _is_date_alone(words: str) -> bool:
    return bool(words) and bool(re.fullmatch(r"[\[【（(]?\s*[\d年月日./:\s-]{4,24}[\]】）)]?", words))


def _words(element: Tag) -> str:
    return " ".join(" ".join(_strings(element)).split())


def _attribute(element: Tag, name: str) -> str:
    value = element.get(name)
    return " ".join((" ".join(value) if isinstance(value, list) else str(value or "")).split())


def _plain(value: Any) -> str | None:
    """Return a JSON value as one line without tags, as titles have them for emphasis; None for null."""
    if value is None or isinstance(value, dict | list | bool):
        return None
    return " ".join(re.sub(r"</?[A-Za-z][^<>]{0,200}>", "", str(value)).split())


def _first(values: Any) -> str | None:
    return next((value for value in values if value), None)


def _found(source: ListSourcePage, key: _Key, own: str | None, count: int, example: str | None) -> Found:
    expression = own if own is not None else _family_expression(source, key)
    return Found(
        key, expression, "family" if own is None else "portal", count, example[:80] if example else None
    )


def _family_expression(source: ListSourcePage, key: _Key) -> str:
    if source.portal.format == "json":
        return str(source.family["select"][key])
    return {
        "items": f"links of the form {source.family['article']}",
        "link": "the entry's longest link",
        "title": "the link's title or words",
        "date": "what stands beside the link",
    }[key]


def _most() -> int:
    return int(read_lexicon("list_pages")["bounds"]["entries"])
