"""www.gov.cn: a JSON file holds the whole list of a column, newest first."""

from __future__ import annotations

from bulletin_nlp.crawl.lists.answers import parse_json
from bulletin_nlp.crawl.lists.entries import items_of, rows_in_json
from bulletin_nlp.crawl.lists.outcome import ListPage, Problem
from bulletin_nlp.crawl.lists.source import ListSourcePage

__all__ = ["read_govcn"]


def read_govcn(source: ListSourcePage) -> ListPage:
    """Read a column's file of www.gov.cn; there are no further pages."""
    data = parse_json(source.text)
    if data is None:
        return ListPage(problems=(Problem("unreadable", "the answer is no JSON"),))
    rows = rows_in_json(source, data)
    if rows is None:
        return ListPage(problems=(Problem("layout_changed", "the answer is no list of articles"),))
    items, problems = items_of(source, rows.rows)
    if not items:
        problems.append(Problem("layout_changed", f"none of {len(rows.rows)} entries is of this list"))
    return ListPage(items, None, len(rows.rows), tuple(problems), rows.found)
