"""A page and its record are written together; what a page becomes is decided by saving its record."""

from __future__ import annotations

import pytest

from bulletin_nlp.errors import BulletinError
from bulletin_nlp.store import Frontier, SaveOutcome, Store
from bulletin_nlp.store.crawl_entries import ArchivePosition, PageFailure, ReadBody, SettledPage
from bulletin_nlp.store.maintenance import check, stats
from tests.store.crawl_cases import NOW, PORTAL, Crawl, at, entry, record, settled, url


@pytest.fixture
def crawl(frontier: Frontier) -> Crawl:
    crawl = Crawl.begin(frontier)
    crawl.lists(entry(1), entry(2))
    return crawl


def test_a_page_becomes_new_changed_or_unchanged_by_its_record(crawl, store: Store):
    assert crawl.settle(1, record=record(1)) is SaveOutcome.NEW
    first = crawl.page(1)
    assert (first.outcome, first.state, first.record_id) == ("new", "settled", record(1).id)
    assert (first.fetched_at, first.changed_at, first.last_run) == (NOW, NOW, crawl.run)
    outcomes = []
    for minutes, words in ((60, "完成。"), (120, "全面开工。"), (180, "全面开工。")):
        later = Crawl.begin(crawl.frontier, minutes)
        later.lists(entry(1))
        later.settle(1, settled(minutes=minutes), record=record(1, words))
        outcomes.append((later.page(1).outcome, later.page(1).changed_at))
    assert outcomes == [("unchanged", NOW), ("changed", at(120)), ("unchanged", at(120))]
    assert len(store.revisions(record(1, "全面开工。").id)) == 2
    assert crawl.page(1).record_id == record(1, "全面开工。").id


def test_another_address_of_a_bulletin_that_is_there_is_unchanged(crawl, store: Store):
    crawl.settle(1, record=record(1))
    assert crawl.settle(2, record=record(1, fetched_at=NOW)) is SaveOutcome.UNCHANGED
    assert crawl.counts() == {"new": 1, "unchanged": 1}
    assert store.count() == 1


def test_settling_twice_the_same_is_once(crawl, store: Store):
    assert [crawl.settle(1, record=record(1)) for _ in range(2)] == [SaveOutcome.NEW, SaveOutcome.NEW]
    failed = PageFailure("page_no_article", "no article was found")
    for _ in range(2):
        crawl.settle(2, settled("failed:page_no_article", again="next_run"), failure=failed)
    assert crawl.counts() == {"failed:page_no_article": 1, "new": 1}
    assert len(store.revisions(record(1).id)) == 1
    assert [failure.times for failure in store.failures()] == [1]


def test_a_page_that_became_no_record_stands_among_the_failures_until_it_does(crawl, store: Store):
    failed = PageFailure("page_no_article", "no article\0 was found", "trace")
    crawl.settle(1, settled("failed:page_no_article", again="next_run", body=None), failure=failed)
    (failure,) = store.failures()
    assert (failure.input, failure.code, failure.message) == (
        url(1),
        "page_no_article",
        "no article was found",
    )
    later = Crawl.begin(crawl.frontier, 60)
    assert url(1) in later.due()
    later.settle(1, settled(minutes=60), record=record(1))
    assert store.failures() == []
    (failure,) = store.failures(resolved=True)
    assert failure.resolved == at(60)


def test_a_record_that_the_tables_do_not_take_fails_and_takes_nothing_along(crawl, store: Store):
    broken = record(1)
    facts = dict(broken.rows)
    facts["extra_values"] = [("来源", "一"), ("来源", "二")]
    object.__setattr__(broken, "rows", facts)
    body = ReadBody('"v2"', None, "1" * 64, ArchivePosition("a/1.warc.gz", 7, "<urn:7>"))
    assert isinstance(crawl.settle(1, settled(body=body), record=broken), ValueError)
    page = crawl.page(1)
    assert (page.outcome, page.again, page.record_id) == ("failed:extraction_failed", "next_run", None)
    assert page.body == ReadBody()  # or a 304 would pass for a page that was read
    assert [failure.code for failure in store.failures()] == ["extraction_failed"]
    assert store.count() == 0


def test_what_was_read_before_is_kept_where_the_page_can_no_longer_be_looked_at(crawl):
    crawl.settle(1, record=record(1))
    before = crawl.page(1)
    later = Crawl.begin(crawl.frontier, 60)
    later.lists(entry(1))
    blocked = settled("blocked:403", 60, body=None, status=403, tries=1, message="403", again="next_run")
    assert later.settle(1, blocked) is None
    page = later.page(1)
    assert (page.outcome, page.status, page.message, page.tries) == ("blocked:403", 403, "403", 1)
    assert (page.body, page.record_id, page.changed_at) == (before.body, before.record_id, NOW)


def test_a_body_without_validators_takes_the_former_ones_away(crawl):
    crawl.settle(1, record=record(1))
    later = Crawl.begin(crawl.frontier, 60)
    later.lists(entry(1))
    later.settle(1, settled(minutes=60, body=ReadBody(content_sha256="1" * 64)), record=record(1))
    assert later.page(1).body == ReadBody(content_sha256="1" * 64)


def test_several_pages_are_settled_together_each_as_if_alone(crawl, store: Store):
    crawl.lists(*(entry(n) for n in range(3, 7)), number=2)
    failed = PageFailure("page_no_article", "no article was found")
    keys = {n: crawl.page(n).page_key for n in range(1, 7)}
    broken = record(3)
    object.__setattr__(broken, "rows", {**broken.rows, "extra_values": [("来源", "一"), ("来源", "二")]})
    far, near = (ArchivePosition("a/1.warc.gz", at, f"<urn:{at}>") for at in (90, 10))
    pages = [
        SettledPage(keys[1], crawl.owner, settled(archived=far), record=record(1)),
        SettledPage(keys[2], crawl.owner, settled("failed:page_no_article"), failure=failed),
        SettledPage(keys[3], crawl.owner, settled(), record=broken),
        SettledPage(keys[4], crawl.owner, settled("gone", archived=near)),
        SettledPage(keys[5], "elsewhere/9/other", settled(), record=record(5)),
        SettledPage(keys[6], crawl.owner, settled(), record=record(1, fetched_at=NOW)),
        SettledPage(keys[1], crawl.owner, settled("gone")),
    ]
    for _ in range(2):
        done = crawl.frontier.settle_all(pages, crawl.run, NOW)
        assert [done[n] for n in (0, 1, 3, 5)] == [SaveOutcome.NEW, None, None, SaveOutcome.UNCHANGED]
        assert [type(done[n]) for n in (2, 4)] == [ValueError, BulletinError]
    assert crawl.counts() == {
        "failed:extraction_failed": 1,
        "failed:page_no_article": 1,
        "gone": 1,
        "new": 1,
        "unchanged": 1,
    }
    assert crawl.due() == [url(5)]
    assert (store.count(), len(store.failures())) == (1, 2)
    assert crawl.frontier.last_archived(PORTAL) == far
    assert crawl.frontier.settle_all([], crawl.run, NOW) == []


def test_the_counts_are_those_of_the_run(crawl):
    crawl.settle(1, record=record(1))
    crawl.settle(2, settled("gone", status=404, body=None))
    assert crawl.counts() == {"gone": 1, "new": 1}
    later = Crawl.begin(crawl.frontier, 60)
    later.lists(entry(1))
    later.settle(1, settled("unchanged", 60))
    assert later.counts() == {"unchanged": 1}


def test_pages_are_found_by_the_beginning_of_their_outcome(crawl):
    crawl.settle(1, settled("blocked:challenge-412", body=None))
    crawl.settle(2, settled("blocked:403", body=None))
    crawl.lists(entry(3), number=2)
    found = crawl.frontier.pages
    assert [page.url for page in found(PORTAL, "blocked")] == [url(2), url(1)]
    assert [page.url for page in found(outcome="blocked:4")] == [url(2)]
    assert [page.url for page in found(state="due")] == [url(3)]
    assert found("another") == found(outcome="b%") == []
    assert crawl.frontier.page(PORTAL, "https://none") is None


def test_a_page_that_is_not_there_cannot_be_settled(crawl):
    with pytest.raises(KeyError):
        crawl.frontier.settle(999, settled(), crawl.run, crawl.owner, NOW)


def test_the_store_counts_and_checks_the_pages(crawl, store: Store):
    crawl.settle(1, record=record(1))
    figures = stats(store._engine)
    assert (figures["crawl pages"], figures["crawl pages due"], figures["crawl portals"]) == (2, 1, 1)
    assert check(store._engine) == []
    with store._engine.begin() as db:
        db.exec_driver_sql("UPDATE crawl_pages SET record_id = 'b0' WHERE record_id IS NOT NULL")
    (finding,) = check(store._engine)
    assert str(finding).startswith(f"page {url(1)}: its record b0 is missing")
