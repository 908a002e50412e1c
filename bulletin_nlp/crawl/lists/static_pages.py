"""What the families of static pages share: find the entries, then ask the family for the next page."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urljoin, urlsplit

from bulletin_nlp.crawl.lists.addresses import absolute
from bulletin_nlp.crawl.lists.entries import Row, items_of, rows_in_html
from bulletin_nlp.crawl.lists.outcome import ListPage, NextPage, Problem
from bulletin_nlp.crawl.lists.source import ListSourcePage
from bulletin_nlp.lexicon.loader import read_lexicon

__all__ = ["Paging", "linked_page", "no_items", "numbered", "read_static"]

#: A family's rule: the next page, the number of entries of all pages, and problems.
Paging = Callable[[ListSourcePage, int], tuple[NextPage | None, int | None, list[Problem]]]


def read_static(source: ListSourcePage, paging: Paging) -> ListPage:
    """Read a page of HTML.

    Args:
        source: the page.
        paging: the family's rule; it is given the number of entries found.
    """
    rows = rows_in_html(source)
    items, problems = items_of(source, rows.rows)
    if not items:
        return ListPage(problems=(*problems, *no_items(source, rows.rows)), found=rows.found)
    following, total, more = paging(source, len(items))
    return ListPage(items, following, total, (*problems, *more), rows.found)


def no_items(source: ListSourcePage, rows: tuple[Row, ...]) -> list[Problem]:
    """Say that a list has changed where it gives no item."""
    selector = source.portal.select.items
    wanted = f"select.items {selector!r}" if selector is not None else f"the family {source.portal.family}"
    if rows:
        return [Problem("layout_changed", f"{wanted} found {len(rows)} entries, none of them of this list")]
    return [Problem("layout_changed", f"{wanted} found nothing in {source.url}")]


def numbered(form: re.Pattern[str], write: Callable[[re.Match[str], int], str], first: str) -> Paging:
    """Return how the next page is found in a family that numbers its files from 1.

    Where the page links to a later one, the next is certain; where it links to none it is a guess, as the
    pager may be made by a script; where it has a pager that ends here, there is none.

    Args:
        form: matches the last part of a later page's path, with ``stem``, ``number`` and ``ext``.
        write: makes that part for a number.
        first: last part of the first page's path where the address names only a folder.
    """

    def paging(source: ListSourcePage, _: int) -> tuple[NextPage | None, int | None, list[Problem]]:
        path = urlsplit(source.url).path
        name = path.rpartition("/")[2]
        if name and "." not in name:
            return _guess(source, path + "/", form, write, first), None, []
        folder = path[: len(path) - len(name)]
        return _guess(source, folder, form, write, name or first), None, []

    return paging


def linked_page(source: ListSourcePage) -> str | None:
    """Return the address behind 下一页, if it is on a host of the portal."""
    words = read_lexicon("list_pages")["paging"]["next"]
    for link in source.soup.find_all("a", href=True):
        if "".join(link.get_text().split()).strip("<>»›") in words:
            url = absolute(source.url, str(link["href"]))
            if url and source.portal.allows(url) and not str(link["href"]).startswith("#"):
                return url
    return None


def _guess(
    source: ListSourcePage,
    folder: str,
    form: re.Pattern[str],
    write: Callable[[re.Match[str], int], str],
    name: str,
) -> NextPage | None:
    match = form.fullmatch(name)
    if match is None:
        return None
    number = int(match["number"] or 1)
    # other columns' pages, to which menus link, are called index.html too
    linked = [
        int(other["number"] or 1)
        for link in source.soup.find_all("a", href=True)
        if (path := _path_of(source, folder, str(link["href"]))).startswith(folder)
        and (other := form.fullmatch(path[len(folder) :]))
        and other["stem"] == match["stem"]
    ]
    most = read_lexicon("list_pages")["bounds"]["pages"]
    later = any(number < n <= most for n in linked)
    if (any(0 < n < number for n in linked) and not later and number > 1) or number >= most:
        return None
    return NextPage(
        urljoin(source.url, folder + write(match, number + 1)),
        number + 1,
        source.column_name,
        guessed=not later,
    )


def _path_of(source: ListSourcePage, folder: str, href: str) -> str:
    """Return the path that a link leads to, empty where it has none that can be read."""
    url = absolute(urljoin(source.url, folder), href)
    return urlsplit(url).path if url is not None else ""
