"""Lists that are whole in one page: pseudo pages that a script shows, and pages without known paging."""

from __future__ import annotations

from bulletin_nlp.crawl.lists.outcome import ListPage, NextPage, Problem
from bulletin_nlp.crawl.lists.source import ListSourcePage
from bulletin_nlp.crawl.lists.static_pages import read_static

__all__ = ["no_next", "read_whole"]


def read_whole(source: ListSourcePage) -> ListPage:
    """Read a list that has one page: ``ms-visible="$showStatic(1)"`` hides groups that are all there."""
    return read_static(source, no_next)


def no_next(source: ListSourcePage, _: int) -> tuple[NextPage | None, int | None, list[Problem]]:
    """Return no next page."""
    return None, None, []
