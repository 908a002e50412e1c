"""Numbers with units: values, ranges, qualifiers, rates, and what is no quantity."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bulletin_nlp.extraction.quantities import Quantity, find_quantities
from bulletin_nlp.lexicon.loader import read_lexicon
from tests.extraction.factory import reading_of

UNITS = read_lexicon("units")
QUALIFIERS = read_lexicon("qualifiers")["qualifier"]


def quantities(text: str) -> list[Quantity]:
    reading = reading_of(text, clean=False)
    find_quantities(reading)
    return reading.quantities


def only(text: str) -> tuple[str, Quantity]:
    found = quantities(text)
    assert len(found) == 1, found
    return text[found[0].start : found[0].end], found[0]


@pytest.mark.parametrize(
    ("text", "span", "value", "unit", "precision"),
    [
        ("新开工4.83万个小区", "4.83万个", 48300, "个", 100),
        ("惠及3800多万居民", "3800多万", 38000000, None, 10000),
        ("涉及76万余户", "76万余户", 760000, "户", 10000),
        ("总投资1.68万亿元", "1.68万亿元", 1680000000000, "元", 10**10),
        ("下达104204万元", "104204万元", 1042040000, "元", 10000),
        ("到位资金9.24亿元", "9.24亿元", 924000000, "元", 10**6),
        ("总户数 1819 户", "1819 户", 1819, "户", 1),
        ("总户数:1819户", "1819户", 1819, "户", 1),
        ("改造小区12\n个", "12\n个", 12, "个", 1),
        ("惠及居民1,234户", "1,234户", 1234, "户", 1),
        ("惠及居民1，234户", "1，234户", 1234, "户", 1),
        ("惠及居民１２户", "１２户", 12, "户", 1),
        ("开工率95.6%。", "95.6%", Decimal("95.6"), "%", Decimal("0.1")),
        ("都要达到100%.", "100%", 100, "%", 1),
        ("开工率为百分之九十", "百分之九十", 90, "%", 10),
        ("开工率达百分之30", "百分之30", 30, "%", 1),
        ("降幅为百分之2.4", "百分之2.4", Decimal("2.4"), "%", Decimal("0.1")),
        ("占比三成", "三成", 30, "%", 10),
        ("提高10.7个百分点", "10.7个百分点", Decimal("10.7"), "个百分点", Decimal("0.1")),
        ("同比增长-3.2%", "-3.2%", Decimal("-3.2"), "%", Decimal("0.1")),
        ("新修道路3200米", "3200米", Decimal("3.2"), "公里", Decimal("0.001")),
        ("新增绿地12公顷", "12公顷", 120000, "平方米", 10000),
        ("装机5千瓦", "5千瓦", 5, "千瓦", 1),
        ("一万两千户居民受益", "一万两千户", 12000, "户", 1000),
        ("改造二十三个小区", "二十三个", 23, "个", 1),
        ("列入改造的小区有三个，下月动工", "三个", 3, "个", 1),
        ("1万2千户居民受益", "1万2千户", 12000, "户", 1000),
        ("房龄近50年", "50年", 50, "年", 1),
        ("实际开工13 649套", "13 649套", 13649, "套", 1),
        ("节能改造1 080万平方米", "1 080万平方米", 10800000, "平方米", 10000),
        ("总户数 8 319 户", "8 319 户", 8319, "户", 1),
        ("完工率六成五", "六成五", 65, "%", 1),
        ("十余万居民搬出平房", "十余万", 100000, None, 100000),
    ],
)
def test_a_quantity_is_exact_in_its_base_unit(
    text: str, span: str, value: int | Decimal, unit: str | None, precision: int | Decimal
) -> None:
    words, quantity = only(text)
    assert words == span
    assert (quantity.value, quantity.unit, quantity.precision) == (value, unit, precision)
    assert type(quantity.value) is type(value)


@pytest.mark.parametrize(
    ("text", "span", "low", "high", "unit"),
    [
        ("每个社区3—5个点位", "3—5个", 3, 5, "个"),
        ("实施50至60个小区改造", "50至60个", 50, 60, "个"),
        ("安排2-3个项目", "2-3个", 2, 3, "个"),
        ("奖励10万元至20万元", "10万元至20万元", 100000, 200000, "元"),
        ("补助3000～5000元", "3000～5000元", 3000, 5000, "元"),
        ("奖励3—5万元", "3—5万元", 30000, 50000, "元"),
        ("改造三至五个小区", "三至五个", 3, 5, "个"),
        ("增长4.5%—5%", "4.5%—5%", Decimal("4.5"), 5, "%"),
    ],
)
def test_a_range_has_both_ends_in_the_unit_of_its_end(
    text: str, span: str, low: int | Decimal, high: int | Decimal, unit: str
) -> None:
    words, quantity = only(text)
    assert (words, quantity.value, quantity.value_max, quantity.unit) == (span, low, high, unit)


def test_numbers_that_run_on_are_two_quantities() -> None:
    assert [(q.value, q.unit) for q in quantities("涉及2604栋64798户")] == [(2604, "栋"), (64798, "户")]


def test_the_numbers_of_a_list_share_the_unit_of_the_last() -> None:
    found = quantities("三区加装电梯分别为42、31和27部")
    assert [(q.value, q.unit) for q in found] == [(42, "部"), (31, "部"), (27, "部")]


def test_a_bare_number_is_kept_without_a_unit_for_the_tables() -> None:
    assert [(q.value, q.unit) for q in quantities("东城区\t24\t9820\n")] == [(24, None), (9820, None)]


@pytest.mark.parametrize(
    ("text", "value", "per"),
    [
        ("加装电梯每部补助10万元", 100000, "部"),
        ("每户居民补助2万元", 20000, "户"),
        ("补助标准为300元/平方米", 300, "平方米"),
        ("日处理污水4万吨/日", 40000, "日"),
        ("充电设施每处补助不超过3000元", 3000, "处"),
        ("户均出资1800元", 1800, "户"),
        ("补助资金1800元", 1800, None),
    ],
)
def test_a_rate_says_what_it_is_for_one_of(text: str, value: int, per: str | None) -> None:
    _, quantity = only(text)
    assert (quantity.value, quantity.per) == (value, per)


@pytest.mark.parametrize("entry", UNITS["unit"], ids=lambda entry: str(entry["base"]))
def test_each_unit_reads_its_own_example(entry: dict[str, object]) -> None:
    _, quantity = only(str(entry["example"]))
    assert (quantity.value, quantity.unit) == (Decimal(str(entry["value"])), entry["base"])


@pytest.mark.parametrize("entry", QUALIFIERS, ids=lambda entry: str(entry["id"]))
def test_each_qualifier_is_read_in_its_example_and_not_in_its_counter_example(entry: dict[str, str]) -> None:
    assert only(entry["example"])[1].qualifier == entry["id"]
    assert only(entry["counter"])[1].qualifier != entry["id"]


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [
        ("约3000户", "about"),
        ("近万户居民", "nearly"),
        ("上千户居民", "over"),
        ("百余户居民", "over"),
        ("12万部以上", "at_least"),
        ("同意率不得低于80%", "at_least"),
        ("不超过3000元", "at_most"),
        ("300多万个", "over"),
        ("节约300万元", "exact"),
        ("预约3000人", "exact"),
        ("达到300户", "exact"),
    ],
)
def test_words_beside_a_number_say_how_exact_it_is(text: str, qualifier: str) -> None:
    assert only(text)[1].qualifier == qualifier


@pytest.mark.parametrize(
    "text", [*UNITS["names"]["examples"], *UNITS["address"]["examples"], *UNITS["counted"]["counters"]]
)
def test_names_codes_addresses_and_turns_of_phrase_are_no_quantities(text: str) -> None:
    assert quantities(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "2025年10月14日20:15发布",
        "手机13800000000",
        "编号43030020250401017",
        "（1）加强领导",
        "1.加强领导",
        "见http://www.example.gov.cn/t20250328_1234.html",
        "唯一一个试点",
        "一批历史建筑",
        "一是加快进度",
        "同意率不低于三分之二",
        "数百个小区",
        "伍家岗片区改造",
        "第三届巡礼",
        "产业结构为4.0∶37.7∶58.3",
    ],
)
def test_times_codes_list_marks_and_articles_are_no_quantities(text: str) -> None:
    assert quantities(text) == []


def test_a_quantity_never_overlaps_a_date() -> None:
    reading = reading_of("近5年改造120个，2025年1-9月份开工65个", clean=False, published=date(2025, 10, 9))
    find_quantities(reading)
    assert [q.value for q in reading.quantities] == [120, 65]
    for quantity in reading.quantities:
        assert all(quantity.end <= d.start or quantity.start >= d.end for d in reading.dates)


def test_finding_twice_changes_nothing() -> None:
    reading = reading_of("开工65个", clean=False)
    find_quantities(reading)
    first = reading.quantities
    find_quantities(reading)
    assert reading.quantities is first
    assert len(first) == 1
