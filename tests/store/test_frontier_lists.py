"""What list pages make known: nothing that was listed is lost, and nothing is asked for without a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bulletin_nlp.store import Frontier
from bulletin_nlp.store.crawl_entries import ArchivePosition, ListLook, NextListPage
from tests.store.crawl_cases import COLUMN, NOW, OWNER, PORTAL, Crawl, at, entry, record, settled, url


@pytest.fixture
def crawl(frontier: Frontier) -> Crawl:
    return Crawl.begin(frontier)


def test_every_entry_of_a_list_is_due_the_newest_first(crawl):
    count = crawl.lists(entry(1), entry(3), entry(2))
    assert (count.new, count.known, count.revived, count.nothing_new) == (3, 0, 0, False)
    assert crawl.due() == [url(3), url(2), url(1)]
    assert crawl.due(limit=1) == [url(3)]


def test_entries_without_a_day_are_due_in_the_order_of_the_list(crawl):
    crawl.lists(*(entry(n, listed=None) for n in (7, 5, 9)))
    assert crawl.due() == [url(7), url(5), url(9)]
    assert crawl.page(7).listed is None


def test_a_page_is_told_with_what_its_list_says(crawl):
    crawl.lists(entry(1, listed_text="01-02"))
    (page,) = crawl.pages()
    assert (page.title, page.listed, page.listed_text) == ("临江市改造第1个小区", date(2026, 1, 2), "01-02")
    assert (page.first_seen, page.columns, page.outcome, page.tries) == (NOW, (COLUMN,), None, 0)


def test_an_article_under_several_columns_is_one_page_with_all_of_them(crawl):
    crawl.lists(entry(1))
    count = crawl.lists(entry(1), column="通知公告")
    assert (count.new, count.known, count.nothing_new) == (0, 1, False)
    assert crawl.page(1).columns == (COLUMN, "通知公告")
    assert crawl.due() == [url(1)]


def test_a_page_that_comes_again_in_a_run_brings_nothing_new(crawl):
    crawl.lists(entry(1), entry(2), then=2)
    assert crawl.lists(entry(1), entry(2), number=7).nothing_new
    assert not crawl.lists(entry(2), entry(3), number=8).nothing_new
    later = Crawl.begin(crawl.frontier, 60)
    assert not later.lists(entry(1), entry(2)).nothing_new


def test_noting_a_list_page_twice_is_as_good_as_once(crawl):
    for _ in range(2):
        assert not crawl.lists(entry(1), entry(2), then=2).nothing_new
    assert not crawl.lists(entry(3), number=2).nothing_new
    (told,) = crawl.frontier.lists(crawl.run, PORTAL)
    assert (told.pages, told.entries, told.new, told.next) == (2, 3, 3, None)
    assert (told.oldest, told.newest) == (entry(1).listed, entry(3).listed)


def test_of_several_entries_with_one_key_the_first_counts(crawl):
    count = crawl.lists(entry(1), entry(1, title="另一个标题"))
    assert (count.new, count.known) == (1, 0)
    assert crawl.page(1).title == entry(1).title


def test_a_list_goes_on_where_the_run_was_killed(crawl):
    crawl.lists(entry(1), then=2)
    began = crawl.frontier.begin_list(crawl.run, PORTAL, COLUMN, OWNER, at(5))
    assert began.next == NextListPage("https://zjj.linjiang.gov.cn/index_2.html", 2)
    assert (began.pages, began.started, began.finished) == (1, NOW, None)


def test_a_settled_page_is_left_alone_until_its_next_moment(crawl):
    crawl.lists(entry(1))
    crawl.settle(1, settled(next_due=at(100)), record=record(1))
    assert crawl.due() == []
    assert Crawl.begin(crawl.frontier, 60).lists(entry(1)).revived == 0
    assert Crawl.begin(crawl.frontier, 61).due() == []
    late = Crawl.begin(crawl.frontier, 100)
    assert late.due() == []  # not before a list names it
    assert late.lists(entry(1)).revived == 1
    assert late.due() == [url(1)]


@pytest.mark.parametrize("other", [{"title": "临江市改造第1个小区（更正）"}, {"listed": date(2026, 2, 28)}])
def test_a_page_of_which_the_list_says_something_else_is_due_again(crawl, other):
    crawl.lists(entry(1))
    crawl.settle(1, settled(next_due=None, again="no"), record=record(1))
    later = Crawl.begin(crawl.frontier, 60)
    assert later.lists(entry(1, **other)).revived == 1
    (page,) = later.pages()
    assert (page.title, page.listed) == (
        other.get("title", entry(1).title),
        other.get("listed", entry(1).listed),
    )
    later.settle(1, settled("unchanged", 60, next_due=None))
    assert Crawl.begin(crawl.frontier, 120).lists(entry(1, **other)).revived == 0


def test_columns_that_differ_in_title_or_day_make_no_page_due(crawl):
    cut = replace(entry(1), title="临江市改造第…", listed=None)
    crawl.lists(entry(1))
    crawl.lists(cut, column="要闻")
    crawl.settle(1, settled(next_due=None), record=record(1))
    for minutes in (60, 120):
        later = Crawl.begin(crawl.frontier, minutes)
        assert later.lists(cut, column="要闻").revived == 0
        assert later.lists(entry(1)).revived == 0
    assert crawl.page(1).title == entry(1).title


def test_a_page_settled_in_a_run_is_not_due_again_in_it(crawl):
    crawl.lists(entry(1))
    crawl.settle(1, settled(next_due=NOW), record=record(1))
    assert crawl.lists(entry(1, title="另一个"), column="要闻").revived == 0
    assert crawl.lists(entry(1, title="再一个"), number=2).revived == 0
    assert crawl.due() == []


def test_a_page_that_could_not_be_looked_at_is_due_again_though_no_list_names_it(crawl):
    crawl.lists(entry(1), entry(2))
    crawl.settle(1, settled("unreachable:timeout", again="next_run", next_due=NOW, tries=1, body=None))
    crawl.settle(2, record=record(2))
    assert crawl.due() == []
    crawl.frontier.begin_visit(crawl.run, PORTAL, OWNER, NOW)  # the same run goes on
    assert crawl.due() == []
    later = Crawl.begin(crawl.frontier, 60)
    assert [(page.url, page.tries) for page in later.pages()] == [(url(1), 1)]
    later.settle(1, settled("unreachable:timeout", 60, again="next_run", next_due=at(400), tries=2))
    assert Crawl.begin(crawl.frontier, 120).due() == []


def test_pages_that_a_run_did_not_come_to_are_due_in_the_next(crawl):
    crawl.lists(entry(1), entry(2))
    crawl.settle(2, record=record(2))
    assert Crawl.begin(crawl.frontier, 60).due() == [url(1)]


def test_an_address_that_no_database_keeps_is_left_out_and_counted(crawl):
    long = "https://zjj.linjiang.gov.cn/" + "临" * 1000
    count = crawl.lists(entry(1), replace(entry(2), url=long, key=long), entry(3, title="改\0造\ud800"))
    assert (count.new, count.unusable) == (2, 1)
    assert crawl.page(3).title == "改造?"


def test_a_list_of_thousands_of_entries_is_noted_at_once(crawl):
    entries = [entry(n) for n in range(1200)]
    assert crawl.lists(*entries).new == 1200
    assert crawl.lists(*entries, entry(1200), number=2).known == 1200


def test_what_was_looked_through_is_told_of_ended_lists(crawl):
    crawl.lists(entry(1))
    ended = {"since": date(2026, 1, 1), "until": date(2026, 3, 2)}
    frontier = crawl.frontier
    frontier.end_list(crawl.run, PORTAL, COLUMN, OWNER, "ok", at(1), complete=True, **ended)
    for column in ("要闻", "通知公告", "还在看"):
        frontier.begin_list(crawl.run, PORTAL, column, OWNER, NOW)
    frontier.end_list(crawl.run, PORTAL, "要闻", OWNER, "blocked:403", at(2), complete=False, **ended)
    crawl.lists(entry(1), column="通知公告")
    frontier.end_list(crawl.run, PORTAL, "通知公告", OWNER, "blocked:captcha", at(3), complete=False, **ended)
    days = (ended["since"], ended["until"])
    assert set(frontier.looks()) == {
        ListLook(crawl.run, PORTAL, COLUMN, *days, "complete", at(1)),
        ListLook(crawl.run, PORTAL, "要闻", *days, "failed", at(2)),
        ListLook(crawl.run, PORTAL, "通知公告", *days, "partial", at(3)),
    }
    states = {state.column: state for state in frontier.lists(crawl.run)}
    assert (states["要闻"].outcome, states["要闻"].complete) == ("blocked:403", False)
    assert states["还在看"].finished is None


def test_a_recovery_starts_behind_the_furthest_answer_that_was_dealt_with(crawl):
    frontier = crawl.frontier
    assert frontier.last_archived(PORTAL) is None
    page = (crawl.run, PORTAL, COLUMN, OWNER, [entry(1), entry(2)], 1, None, NOW)
    frontier.note_list_page(*page, archived=ArchivePosition("a/1.warc.gz", 10, "<urn:10>"))
    crawl.settle(1, settled(archived=ArchivePosition("a/2.warc.gz", 5, "<urn:5>")), record=record(1))
    crawl.settle(2, settled(archived=ArchivePosition("a/1.warc.gz", 900, "<urn:9>")), record=record(2))
    assert frontier.last_archived(PORTAL) == ArchivePosition("a/2.warc.gz", 5, "<urn:5>")
