"""Where a look through a list may end: not on pinned entries, nor at the top of a list that runs up."""

from __future__ import annotations

from datetime import date

import pytest

from bulletin_nlp.crawl.lists import ListItem
from bulletin_nlp.crawl.reach import Days, Reach
from bulletin_nlp.store.crawl_entries import ListPageCount

KNOWN = ListPageCount(known=2)


def page(*days: int) -> list[ListItem]:
    return [
        ListItem(f"http://a/{day}.html", f"a/{day}", f"第{day}号通知", published=date(2026, 3, day))
        for day in days
    ]


@pytest.mark.parametrize(
    ("pages", "ends"),
    [
        ([(20, 19)], True),  # the newest that was there
        ([(3, 2)], False),  # pinned, or the newest is gone
        ([(3, 2), (19, 18)], False),  # it was pinned
        ([(19, 18), (17, 16)], True),  # the newest is gone
        ([(1, 2), (3, 4)], False),  # the list runs up
        ([(1, 2), (19, 20)], False),  # the next page may have newer ones
        ([(19, 20)], False),
        ([(3, 2), (20, 19)], False),
        ([(3, 2), (20, 19), (18, 17)], True),
        ([(3, 3), (3, 3)], False),
    ],
)
def test_a_look_ends_where_what_is_known_is_the_newest(pages: list[tuple[int, ...]], ends: bool) -> None:
    reach, above = Reach(9, known=True, newest=date(2026, 3, 20)), Days()
    for days in pages[:-1]:
        above = above.with_page(page(*days))
    assert reach.arrived(page(*pages[-1]), KNOWN, above) is ends


def test_entries_without_days_end_a_look_where_all_are_known() -> None:
    items = [ListItem("http://a/1.html", "a/1", "通知一", published=None)]
    assert Reach(9, known=True).arrived(items, KNOWN, Days())
