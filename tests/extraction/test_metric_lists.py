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
