"""开普: page 2 is ``column-index-2.shtml``."""

from __future__ import annotations

import re

from bulletin_nlp.crawl.lists.outcome import ListPage, NextPage, Problem
from bulletin_nlp.crawl.lists.source import ListSourcePage
from bulletin_nlp.crawl.lists.static_pages import numbered_next, read_static

__all__ = ["next_column_index", "read_kaipu"]

_FORM = re.compile(r"(?P<stem>column-index)(?:-(?P<number>\d{1,5}))?\.(?P<ext>s?html?)")


def read_kaipu(source: ListSourcePage) -> ListPage:
    """Read a list of 开普."""
    return read_static(source, next_column_index)


def next_column_index(source: ListSourcePage, _: int) -> tuple[NextPage | None, int | None, list[Problem]]:
    """Return the next page of a list whose second is ``column-index-2``."""
    following = numbered_next(
        source, _FORM, lambda m, n: f"{m['stem']}-{n}.{m['ext']}", "column-index-1.shtml"
    )
    return following, None, []
