"""政府信息公开目录平台 of Guangdong: ``/gkmlpt/api/all/5?page=N&sid=2``, a hundred entries a page.

Pages 0 and 1 are the same, so page 1 is the first; ``classify.post_count`` tells where the list ends. On some
hosts the pages after the first do not exist.
"""

from __future__ import annotations

from bulletin_nlp.crawl.lists.addresses import parameters
from bulletin_nlp.crawl.lists.answers import parse_json, with_parameters
from bulletin_nlp.crawl.lists.entries import items_of, rows_in_json
from bulletin_nlp.crawl.lists.outcome import ListPage, NextPage, Problem
from bulletin_nlp.crawl.lists.source import ListSourcePage
from bulletin_nlp.lexicon.loader import read_lexicon

__all__ = ["read_gkmlpt"]


def read_gkmlpt(source: ListSourcePage) -> ListPage:
    """Read an answer of gkmlpt."""
    data = parse_json(source.text)
    if data is None:
        return ListPage(problems=(Problem("unreadable", "the answer is no JSON"),))
    rows = rows_in_json(source, data)
    if rows is None:
        return ListPage(problems=(Problem("layout_changed", "the answer holds no list of articles"),))
    items, problems = items_of(source, rows.rows)
    total = _count(data)
    number = _number(source)
    if not rows.rows:
        # what follows the last page is an empty list; a first page is one only where there are 0 articles
        if number == 1 and total != 0:
            problems.append(Problem("layout_changed", "the first page holds no article"))
        return ListPage((), None, total, tuple(problems), rows.found)
    if not items:
        words = f"none of {len(rows.rows)} articles is of this list"
        problems.append(Problem("layout_changed", words))
        return ListPage((), None, total, tuple(problems), rows.found)
    size = int(source.family["size"])
    more = len(rows.rows) >= size if total is None else number * size < total
    following = None
    if more and number < read_lexicon("list_pages")["bounds"]["pages"]:
        query = {**parameters(source.url), "page": str(number + 1)}
        following = NextPage(
            with_parameters(source.url, query), number + 1, source.column_name, guessed=total is None
        )
    return ListPage(items, following, total, tuple(problems), rows.found)


def _number(source: ListSourcePage) -> int:
    page = parameters(source.url).get("page", "1")
    return max(int(page), 1) if page.isascii() and page.isdigit() and len(page) < 7 else 1


def _count(data: object) -> int | None:
    classify = data.get("classify") if isinstance(data, dict) else None
    count = classify.get("post_count") if isinstance(classify, dict) else None
    if isinstance(count, str) and count.isascii() and count.isdigit() and len(count) < 10:
        return int(count)
    return count if isinstance(count, int) and not isinstance(count, bool) and count >= 0 else None
