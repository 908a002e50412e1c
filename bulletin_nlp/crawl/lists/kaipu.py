"""开普: page 2 is ``column-index-2.shtml``."""

from __future__ import annotations

import re

from bulletin_nlp.crawl.lists.outcome import ListPage
from bulletin_nlp.crawl.lists.source import ListSourcePage
from bulletin_nlp.crawl.lists.static_pages import numbered, read_static

__all__ = ["next_column_index", "read_kaipu"]

#: The second page of a list is ``column-index-2``.
next_column_index = numbered(
    re.compile(r"(?P<stem>column-index)(?:-(?P<number>\d{1,5}))?\.(?P<ext>s?html?)"),
    lambda m, n: f"{m['stem']}-{n}.{m['ext']}",
    "column-index-1.shtml",
)


def read_kaipu(source: ListSourcePage) -> ListPage:
    """Read a list of 开普."""
    return read_static(source, next_column_index)
