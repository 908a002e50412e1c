"""苏迪 WebPlus: page 2 is ``list2.htm``."""

from __future__ import annotations

import re

from bulletin_nlp.crawl.lists.outcome import ListPage, NextPage, Problem
from bulletin_nlp.crawl.lists.source import ListSourcePage
from bulletin_nlp.crawl.lists.static_pages import numbered_next, read_static

__all__ = ["next_list_number", "read_webplus"]

_FORM = re.compile(r"(?P<stem>list)(?P<number>\d{1,5})?\.(?P<ext>html?)")


def read_webplus(source: ListSourcePage) -> ListPage:
    """Read a list of WebPlus."""
    return read_static(source, next_list_number)


def next_list_number(source: ListSourcePage, _: int) -> tuple[NextPage | None, int | None, list[Problem]]:
    """Return the next page of a list whose second is ``list2``."""
    following = numbered_next(source, _FORM, lambda m, n: f"{m['stem']}{n}.{m['ext']}", "list.htm")
    return following, None, []
