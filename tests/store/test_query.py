"""Questions: the same answers on every database, and what each condition means."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal

import pytest

from bulletin_nlp.errors import BulletinError
from bulletin_nlp.record import FACT_KINDS, Source
from bulletin_nlp.record.facts import Region
from bulletin_nlp.store import Store
from bulletin_nlp.store.search import search_terms
from tests.store.factory import TEXT, bulletin, plain_bulletin, span_of

SITE = "中山市人民政府门户网站"


@pytest.fixture
def filled(store: Store) -> Store:
    store.save(
        bulletin(
            source=Source(url="https://www.zs.example.gov.cn/1.html", site_name=SITE),
            published=date(2025, 3, 1),
        )
    )
    store.save(plain_bulletin("老旧小区加装电梯ABC项目启动，涉及西郊。", published=date(2025, 5, 1)))
    store.save(plain_bulletin("小学新增学位，区内道路改造。", published=date(2024, 5, 1)))
    text = "湓浦区召开动员会，燃气管道更新。"
    span = span_of(text, "湓浦区", 0)
    county = Region(
        fact_id="r",
        span=span,
        name="湓浦区",
        level="county",
        code="441999",
        parent="441900",
        as_written="湓浦区",
    )
    store.save(plain_bulletin(text, regions=(county,)))
    return store


def titles(store: Store, **asked) -> list[str]:
    return [row["title"][:4] for row in store.query("bulletins", **asked)]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("小区", ["老旧小区", "中山市召"]),
        ("老旧小区", ["老旧小区", "中山市召"]),
        ("小区 电梯", ["老旧小区"]),
        ("區", ["老旧小区", "中山市召", "小学新增", "湓浦区召"]),  # one character, Traditional
        ("abc", ["老旧小区"]),
        ("ＡＢＣ项目", ["老旧小区"]),
        ("目启", ["老旧小区"]),
        ("启动，涉及", ["老旧小区"]),
        ("启动涉及", []),  # both pairs occur, the words do not
        ("区小", []),
        ("1.35万户", ["中山市召"]),
        ("，", ["老旧小区", "中山市召", "小学新增", "湓浦区召"]),
        ("没有", []),
        ("%", []),
        ("' OR 1=1 --", []),
        ("郊。", ["老旧小区"]),
        ("郊", ["老旧小区"]),
        ("", ["老旧小区", "中山市召", "小学新增", "湓浦区召"]),
    ],
)
def test_words_are_found_where_they_stand_and_nowhere_else(filled, words, found):
    assert titles(filled, text=words) == found


def test_a_text_that_was_replaced_is_no_longer_found(filled):
    source = Source(url="https://www.example.gov.cn/9.html")
    filled.save(plain_bulletin("旧址拆除。", source=source))
    assert titles(filled, text="旧址") == ["旧址拆除"]
    filled.save(plain_bulletin("新馆落成。", source=source))
    assert titles(filled, text="旧址") == []
    assert titles(filled, text="新馆") == ["新馆落成"]


def test_a_region_counts_with_everything_below_it(filled):
    assert titles(filled, region="440000") == ["中山市召", "湓浦区召"]
    assert titles(filled, region="441900") == ["湓浦区召"]
    assert titles(filled, region="441999") == ["湓浦区召"]
    assert titles(filled, region="442000") == ["中山市召"]
    assert titles(filled, region="330000") == []
    assert [row["value"] for row in filled.query("metrics", region="440000")] == [48]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"indicator": "investment"}, ["中山市召"]),
        ({"official": "周启明"}, ["中山市召"]),
        ({"official": "周启"}, []),
        ({"task_type": "completion"}, ["中山市召"]),
        ({"portal": "中山市"}, ["中山市召"]),
        ({"portal": "www.zs.example.gov.cn"}, ["中山市召"]),
        ({"since": date(2025, 3, 1), "until": date(2025, 4, 30)}, ["中山市召"]),
        ({"until": date(2024, 12, 31)}, ["小学新增"]),
        ({"text": "小区", "indicator": "investment", "region": "440000"}, ["中山市召"]),
    ],
)
def test_each_condition_narrows_the_bulletins_down(filled, asked, found):
    assert titles(filled, **asked) == found


def test_facts_come_with_their_bulletin_and_exact_numbers(filled):
    first, second = filled.query("metrics", text="推进会")
    assert (first["value"], first["period_start"], first["region"]) == (48, date(2025, 1, 1), "442000")
    assert second["value"] == Decimal("483000000.37")
    assert second["excludes"] == ["440300"]
    assert first["site_name"] == SITE
    assert first["quote"] == "48个"
    assert first["torn"] is False
    assert first["speaks"] is True


def test_a_period_selects_the_metrics_that_overlap_it(filled):
    inside = {"period_start": date(2025, 6, 1), "period_end": date(2025, 7, 1)}
    assert [row["value"] for row in filled.query("metrics", **inside)] == [48]
    assert list(filled.query("metrics", period_start=date(2026, 1, 1))) == []
    with pytest.raises(BulletinError, match="option_invalid"):
        list(filled.query("officials", period_start=date(2026, 1, 1)))


@pytest.mark.parametrize("kind", [kind for kind in FACT_KINDS if kind != "metrics"])
def test_every_kind_of_fact_can_be_asked_for(filled, kind):
    rows = list(filled.query(kind, text="推进会"))
    assert [row["fact_id"] for row in rows] == [fact.fact_id for fact in getattr(bulletin(), kind)]


def test_offices_and_measures_come_as_lists_in_their_order(filled):
    (official,) = filled.query("officials")
    assert official["titles"] == ["副市长", "组长"]
    assert official["organizations"] == ["中山市人民政府", None]
    (task,) = filled.query("tasks")
    assert task["measures"] == ["倒排工期，挂图作战"]


def test_a_kind_that_does_not_exist_is_an_error(filled):
    with pytest.raises(BulletinError, match=r"option_invalid.*recipes"):
        list(filled.query("recipes"))


def test_only_as_many_as_asked_for_are_told(filled):
    assert titles(filled, limit=1) == ["老旧小区"]


def test_a_text_with_very_many_pairs_is_found_by_all_of_its_words(store):
    drawn = random.Random(1)  # noqa: S311
    text = "".join(chr(0x4E00 + drawn.randrange(20_000)) for _ in range(70_000)) + "尾声"
    assert len(search_terms(None, text)) < 100
    store.save(plain_bulletin(text, title="长文"))
    assert titles(store, text="尾声") == ["长文"]
    assert titles(store, text="尾声尾声") == []


def test_the_terms_of_a_text_are_its_pairs_and_the_ends_of_its_runs():
    assert search_terms("甲", "老旧小区，ok1") == "1 k1 ok 区 小区 旧小 甲 老旧"
    assert TEXT[:2] in search_terms(None, TEXT)


@pytest.mark.parametrize("asked", [{}, {"region": "440000"}, {"text": "小区"}, {"official": "周启明"}])
def test_few_rows_of_many_facts_are_the_same_as_the_first_of_all(filled, monkeypatch, asked):
    for n in range(6):
        source = Source(url=f"https://www.example.gov.cn/{n}.html")
        day = date(2025, 1 + n % 3, 1) if n else None
        filled.save(bulletin(TEXT + str(n), source=source, published=day))
    every = list(filled.query("metrics", **asked))
    assert len(every) in (7, 14)  # one of two metrics has a region
    monkeypatch.setattr("bulletin_nlp.store.query._MANY", 3)
    for limit in (1, 2, 5, 13, 20):
        assert list(filled.query("metrics", limit=limit, **asked)) == every[:limit]
