"""拓尔思 TRS WCM: ``createPageHTML(50, 0, "index", "html", 849)`` names pages, this page, files and entries.

Pages are counted from 0: the second is ``index_1.html``. Many sites stop at 50 pages though there are more
entries.
"""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from bulletin_nlp.crawl.lists.outcome import ListPage, NextPage, Problem
from bulletin_nlp.crawl.lists.source import ListSourcePage
from bulletin_nlp.crawl.lists.static_pages import linked_page, read_static
from bulletin_nlp.lexicon.loader import read_lexicon

__all__ = ["next_from_0", "read_trs"]

_CALL = re.compile(
    r"""createPageHTML\(\s*(?P<pages>\d{1,6})\s*,\s*(?P<current>\d{1,6})\s*,\s*["'](?P<stem>[\w-]{1,80})["']\s*,"""
    r"""\s*["']\.?(?P<ext>\w{1,10})["']\s*(?:,\s*["']?(?P<total>\d{1,9})["']?\s*)?\)"""
)
_NUMBER = re.compile(r"_(\d{1,5})\.\w+$")


def read_trs(source: ListSourcePage) -> ListPage:
    """Read a list of TRS WCM."""
    return read_static(source, next_from_0)


def next_from_0(source: ListSourcePage, entries: int) -> tuple[NextPage | None, int | None, list[Problem]]:
    """Return the next page of a list that names its pages in ``createPageHTML``.

    Args:
        source: the page.
        entries: how many it has, to tell whether the pager reaches the last.
    """
    call = _CALL.search(source.text)
    if call is None:
        url = linked_page(source)
        return (NextPage(url, _asked(source) + 2, source.column_name) if url else None), None, []
    pages, current = int(call["pages"]), int(call["current"])
    total = int(call["total"]) if call["total"] else None
    problems: list[Problem] = []
    asked = _asked(source)
    if current != asked:
        # an out-of-range page is often answered with the first; going on from there would run in a circle
        problems.append(Problem("other_page", f"page {asked + 1} was asked for, the page says {current + 1}"))
        return None, total, problems
    if current == 0 and total is not None and pages * entries < total and pages > 1:
        problems.append(
            Problem("list_capped", f"{pages} pages of {entries} do not reach all {total} entries")
        )
    if current + 1 >= min(pages, read_lexicon("list_pages")["bounds"]["pages"]):
        return None, total, problems
    path = urlsplit(source.url).path
    folder = path[: path.rfind("/") + 1] if "." in path.rsplit("/", 1)[-1] else path.rstrip("/") + "/"
    name = f"{call['stem']}_{current + 1}.{call['ext']}"
    return NextPage(urljoin(source.url, folder + name), current + 2, source.column_name), total, problems


def _asked(source: ListSourcePage) -> int:
    """Return the number in a page's address, counted from 0."""
    match = _NUMBER.search(urlsplit(source.url).path)
    return int(match[1]) if match else 0
