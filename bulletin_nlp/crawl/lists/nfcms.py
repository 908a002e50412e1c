"""南方网 NFCMS and its kin: page 2 is ``index_2.html``."""

from __future__ import annotations

import re

from bulletin_nlp.crawl.lists.outcome import ListPage, NextPage, Problem
from bulletin_nlp.crawl.lists.source import ListSourcePage
from bulletin_nlp.crawl.lists.static_pages import numbered_next, read_static

__all__ = ["next_from_1", "read_nfcms"]

_FORM = re.compile(r"(?P<stem>index)(?:_(?P<number>\d{1,5}))?\.(?P<ext>s?html?)")


def read_nfcms(source: ListSourcePage) -> ListPage:
    """Read a list of NFCMS."""
    return read_static(source, next_from_1)


def next_from_1(source: ListSourcePage, _: int) -> tuple[NextPage | None, int | None, list[Problem]]:
    """Return the next page of a list whose second is ``index_2``."""
    following = numbered_next(source, _FORM, lambda m, n: f"{m['stem']}_{n}.{m['ext']}", "index.html")
    return following, None, []
