"""One text, many copies: what shares a work, and which copy speaks."""

from __future__ import annotations

from datetime import date
from itertools import permutations

import pytest

from bulletin_nlp.lexicon.loader import read_lexicon
from bulletin_nlp.record import Script, Source
from bulletin_nlp.store import SaveOutcome, Store
from bulletin_nlp.store.copies import Copy, are_copies
from tests.store.factory import plain_bulletin

BODY = (
    "陆丰市召开老旧小区改造现场推进会\n"
    "会议通报，今年前三季度，全市老旧小区改造开工三十六个，涉及居民一万二千户。"
    "副市长要求，各镇街要倒排工期、挂图作战，把燃气、供水、供电管线一次改到位。"
    "住房和城乡建设局要每周调度，财政局要保障资金，街道要做好群众工作，确保年底前全部完工。"
)
OFFICIAL = plain_bulletin(
    BODY,
    source=Source(
        url="https://www.lufeng.gov.cn/zwgk/1.html", site_name="陆丰市人民政府", publisher="陆丰市人民政府"
    ),
    published=date(2025, 10, 12),
)
BYLINED = plain_bulletin(
    "本报讯（记者 何知远 通讯员 方敏）" + BODY + "（责任编辑：田小禾）",
    source=Source(url="https://news.example.com/a/2.html", site_name="滨海新闻网"),
    published=date(2025, 10, 11),
)
TORN = plain_bulletin(
    BODY.replace("燃气、供", "燃?气").replace("全市老", "全?老"),
    source=Source(url="https://clone.example.net/3.html", site_name="陆丰市人民政府"),
    published=date(2025, 10, 10),
    script=Script(detected="Hant", pinyin_annotations=9, torn_spans=2),
)


def works(store: Store) -> dict[str, tuple[str, bool]]:
    return {row["bulletin_id"]: (row["work_id"], row["speaks"]) for row in store.query("bulletins")}


@pytest.mark.parametrize("order", list(permutations([OFFICIAL, BYLINED, TORN])))
def test_copies_are_one_work_and_the_official_page_speaks_whatever_came_first(store, order):
    assert [store.save(record) for record in order] == [SaveOutcome.NEW] * 3
    found = works(store)
    assert len({work for work, _ in found.values()}) == 1
    assert [id for id, (_, speaks) in found.items() if speaks] == [OFFICIAL.id]


def test_a_torn_copy_speaks_only_where_there_is_no_other(store):
    store.save(TORN)
    assert works(store)[TORN.id][1] is True
    store.save(BYLINED)
    assert works(store)[TORN.id][1] is False
    assert works(store)[BYLINED.id][1] is True


def test_saved_together_they_are_one_work_too(store):
    from bulletin_nlp.store import prepare

    store.save_all([(prepare(record), None) for record in (TORN, BYLINED, OFFICIAL)])
    assert len({work for work, _ in works(store).values()}) == 1


def test_a_copy_of_the_same_content_from_the_official_page_speaks_for_the_bulletin(store):
    clone = plain_bulletin(BODY, source=Source(url="https://clone.example.net/4.html"))
    store.save(clone)
    assert store.save(OFFICIAL) is SaveOutcome.COPY
    assert store.list()[0].url == OFFICIAL.source.url
    assert store.save(clone) is SaveOutcome.UNCHANGED
    assert store.list()[0].url == OFFICIAL.source.url


def test_a_page_that_comes_to_say_something_else_leaves_the_work(store):
    store.save(OFFICIAL)
    store.save(BYLINED)
    other = plain_bulletin(
        "滨海新区举行消防演练，五百名居民参加，街道和社区组织了疏散和灭火，消防救援站讲解了用电安全。" * 2,
        source=BYLINED.source,
    )
    assert store.save(other) is SaveOutcome.REVISED
    found = works(store)
    assert found[OFFICIAL.id][0] != found[other.id][0]
    assert all(speaks for _, speaks in found.values())


def test_monthly_reports_of_one_form_are_different_works(store):
    for months, count in (("1至3月", "12个"), ("1至6月", "31个"), ("1至9月", "40个")):
        text = BODY.replace("今年前三季度", months).replace("三十六个", count)
        store.save(plain_bulletin(text))
    assert len({work for work, _ in works(store).values()}) == 3


@pytest.mark.parametrize("example", read_lexicon("copies")["example"])
def test_each_example_of_the_rules_holds(example):
    from bulletin_nlp import extract

    copies = []
    for name in ("first", "second"):
        record = extract(example[name])
        copies.append(
            Copy(
                record.text,
                False,
                None,
                frozenset(official.name for official in record.officials),
                frozenset(region.code for region in record.regions if region.code),
            )
        )
    assert are_copies(*copies) is example["copies"]


def test_a_text_too_short_to_tell_is_no_copy(store):
    store.save(plain_bulletin("会议要求抓好落实。", source=Source(url="https://a.example.cn/1")))
    store.save(plain_bulletin("会议要求抓好落实，确保。", source=Source(url="https://a.example.cn/2")))
    assert len({work for work, _ in works(store).values()}) == 2
