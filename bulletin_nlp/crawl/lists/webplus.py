"""苏迪 WebPlus: page 2 is ``list2.htm``."""

from __future__ import annotations

import re

from bulletin_nlp.crawl.lists.outcome import ListPage
from bulletin_nlp.crawl.lists.source import ListSourcePage
from bulletin_nlp.crawl.lists.static_pages import numbered, read_static

__all__ = ["next_list_number", "read_webplus"]

#: The second page of a list is ``list2``.
next_list_number = numbered(
    re.compile(r"(?P<stem>list)(?P<number>\d{1,5})?\.(?P<ext>html?)"),
    lambda m, n: f"{m['stem']}{n}.{m['ext']}",
    "list.htm",
)


def read_webplus(source: ListSourcePage) -> ListPage:
    """Read a list of WebPlus."""
    return read_static(source, next_list_number)
