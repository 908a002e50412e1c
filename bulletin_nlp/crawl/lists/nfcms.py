"""南方网 NFCMS and its kin: page 2 is ``index_2.html``."""

from __future__ import annotations

import re

from bulletin_nlp.crawl.lists.outcome import ListPage
from bulletin_nlp.crawl.lists.source import ListSourcePage
from bulletin_nlp.crawl.lists.static_pages import numbered, read_static

__all__ = ["next_from_1", "read_nfcms"]

#: The second page of a list is ``index_2``.
next_from_1 = numbered(
    re.compile(r"(?P<stem>index)(?:_(?P<number>\d{1,5}))?\.(?P<ext>s?html?)"),
    lambda m, n: f"{m['stem']}_{n}.{m['ext']}",
    "index.html",
)


def read_nfcms(source: ListSourcePage) -> ListPage:
    """Read a list of NFCMS."""
    return read_static(source, next_from_1)
