"""What the items of a list take over from its total, and paragraphs from the plan told before them."""

from __future__ import annotations

import pytest

from tests.extraction.test_metric_attributes import YEAR, by_text, days

LIST = (
    "岳阳市老旧小区改造\n2030年，全市计划改造老旧小区60个、居民2.4万户。\n"
    "按区域分，三个主城区计划改造小区22个（岳阳楼区11个、云溪区6个）；\n"
    "其他县市改造小区38个（经开区4个、华容县9个、平江县8个）。"
)
GOING_ON = (
    "老旧小区改造加快\n公布2030年湖南省老旧小区改造计划，全省共计划改造老旧小区3898个。\n"
    "根据计划，岳阳市列入改造的有473个老旧小区，共改造楼栋3782栋，建筑面积1109万平方米。\n"
    "2029年以来，湖南省把这件事抓在手上，成效明显。全省计划开工老旧小区3889个，截至8月底，已开工3892个。"
)
LAST_YEAR = ("2029-01-01", "2029-12-31")


@pytest.mark.parametrize(
    ("number", "region"),
    [("22个", None), ("11个", "430602"), ("38个", None), ("4个", None), ("9个", "430623"), ("8个", "430626")],
)
def test_an_item_has_the_status_and_the_time_of_the_total(number: str, region: str | None) -> None:
    metric = by_text(LIST)[number]
    assert (metric.status, days(metric), metric.region) == ("planned", YEAR, region)


def test_what_has_no_time_goes_on_with_the_plan_before_it() -> None:
    found = by_text(GOING_ON, None)
    assert {days(found[number]) for number in ("3898个", "473个", "3782栋", "1109万平方米")} == {YEAR}


def test_a_day_without_a_year_takes_that_of_its_paragraph() -> None:
    found = by_text(GOING_ON, None)
    assert days(found["3889个"]) == LAST_YEAR
    assert days(found["3892个"]) == ("2029-01-01", "2029-08-31")


def test_a_new_paragraph_begins_anew() -> None:
    found = by_text("今年计划改造老旧小区60个。\n老旧小区改造让居民满意，改造老旧小区12个。")
    assert found["12个"].status == "completed"


YEARS = (
    "老旧小区改造提速\n2028年—2030年，全省共计划改造老旧小区345个。\n截至今年8月底，已完工69个小区，惠及1.2万户居民。"
    "累计完成投资8.4亿元。已增设停车位1200个。"
)


@pytest.mark.parametrize("number", ["69个", "1.2万户", "8.4亿元", "1200个"])
def test_what_is_done_by_a_day_runs_from_the_first_year_of_the_plan(number: str) -> None:
    metric = by_text(YEARS)[number]
    assert (days(metric), metric.cumulative) == (("2028-01-01", "2030-08-31"), True)


def test_a_total_to_date_is_none_of_the_year_told_before() -> None:
    text = "今年将投入1.3亿元加装电梯。截至目前，全市已加装电梯72部，正在施工24部，另有11部正在办理手续。"
    found = by_text(text)
    assert (days(found["72部"]), found["72部"].cumulative) == (None, True)
    assert (found["24部"].status, found["24部"].cumulative) == ("in_progress", False)
    assert found["11部"].status == "planned"


def test_a_work_just_begun_has_begun_for_its_buildings() -> None:
    text = "近日，柳林佳苑小区改造工程正式开工，工人正在搭脚手架。建成于2013年的小区共有5栋楼、500多户居民。"
    found = by_text(text)
    assert {found["5栋"].status, found["500多户"].status} == {"started"}


def test_money_may_lack_its_unit() -> None:
    found = by_text("老旧小区加装电梯，每台电梯政府补助20万、居民群众出资23万。")
    assert (found["20万"].indicator, found["20万"].unit) == ("subsidy", "元")
    assert found["23万"].indicator == "funds_raised"


def test_numbers_dealt_out_may_only_be_reached() -> None:
    text = "老旧小区改造数量居前的是岳阳楼区、云溪区、君山区，分别涉及26个、11个、6个。"
    assert [m.region for m in by_text(text).values()] == ["430602", "430603", "430611"]


def test_a_headline_has_the_status_of_the_body() -> None:
    text = "岳阳市今年改造老旧小区130个\n2030年，我市计划改造城镇老旧小区130个，惠及居民2万户。"
    metric = by_text(text, None)["130个"]
    assert (metric.status, len(metric.mentions)) == ("planned", 2)
