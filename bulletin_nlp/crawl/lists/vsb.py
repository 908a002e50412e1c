"""博达 VSB: the first page is ``x.htm``, the second ``x/12.htm`` of 13, then descending to ``x/1.htm``."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from bulletin_nlp.crawl.lists.outcome import ListPage, NextPage, Problem
from bulletin_nlp.crawl.lists.source import ListSourcePage
from bulletin_nlp.crawl.lists.static_pages import linked_page, read_static
from bulletin_nlp.lexicon.loader import read_lexicon

__all__ = ["next_descending", "read_vsb"]

_COUNTS = re.compile(r"共\s*(\d{1,7})\s*条")
_POSITION = re.compile(r"(?<![\d/])(\d{1,5})\s*/\s*(\d{1,5})(?![\d/])")
_LATER = re.compile(r"/(\d{1,5})\.htm$")
# what may stand between 共N条 and a/b
_NEAR = 60


def read_vsb(source: ListSourcePage) -> ListPage:
    """Read a list of VSB."""
    return read_static(source, next_descending)


def next_descending(source: ListSourcePage, _: int) -> tuple[NextPage | None, int | None, list[Problem]]:
    """Return the next page of a list that says 共N条 a/b."""
    text = " ".join(source.soup.get_text(" ").split())
    counts = _COUNTS.search(text)
    total = int(counts[1]) if counts else None
    position = _POSITION.search(text, counts.end(), counts.end() + _NEAR) if counts else None
    path = urlsplit(source.url).path
    later = _LATER.search(path)
    if position is None:
        url = linked_page(source)
        if url is not None:
            return NextPage(url, 2, source.column_name), total, []
        if later is not None:
            # in x/12.htm the number itself tells what follows
            return _page(source, path[: later.start()], int(later[1]) - 1, 0), total, []
        problem = Problem(
            "paging_unknown", "no 共N条 a/b and no 下页: whether there are more pages is not told"
        )
        return None, total, [problem]
    current, pages = int(position[1]), int(position[2])
    if pages > read_lexicon("list_pages")["bounds"]["pages"] or not 1 <= current <= pages:
        return None, total, [Problem("paging_unknown", f"{current}/{pages} is no page of a list")]
    if later is not None and int(later[1]) != pages - current + 1:
        words = f"{path} was asked for, the page says {current}/{pages}"
        return None, total, [Problem("other_page", words)]
    stem = path[: later.start()] if later else path.removesuffix(".htm")
    return _page(source, stem, pages - current, current + 1), total, []


def _page(source: ListSourcePage, stem: str, file: int, number: int) -> NextPage | None:
    if file < 1:
        return None
    return NextPage(urljoin(source.url, f"{stem}/{file}.htm"), number or 2, source.column_name)
