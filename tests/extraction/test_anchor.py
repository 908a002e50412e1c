"""The year of a bulletin and the day that it reports on."""

from __future__ import annotations

from datetime import date

import pytest

from bulletin_nlp.extraction.dates import find_dates
from bulletin_nlp.extraction.reading import Anchor, Reading
from bulletin_nlp.text.header import Header
from tests.extraction.factory import reading_of


def read(text: str, header: Header | None = None, published: date | None = None) -> Reading:
    given = {"published": published} if published else {}
    reading = reading_of(text, header=header, clean=False, **given)
    find_dates(reading)
    return reading


def test_the_day_given_by_the_caller_comes_before_the_printed_one() -> None:
    header = Header(published=date(2024, 5, 6))
    assert read("3月动工", header, date(2025, 5, 7)).anchor == Anchor(2025, date(2025, 5, 7), False)
    assert read("3月动工", header).anchor == Anchor(2024, date(2024, 5, 6), False)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2025年老旧小区改造现场会举行\n2月14日，会议在城南召开，回顾2021年以来的工作。", 2025),
        ("全市召开推进会\n2024年，全市计划改造120个小区。到2027年，力争完成全部任务。", 2024),
        ("全市召开推进会\n改造从2019年启动，累计开工210个小区。", None),
        ("全市召开推进会\n2000年底前建成的小区优先改造，6月底前开工。", None),
        ("全市召开推进会\n空气质量比2014年提高，2015年优良天数258天。", 2015),
        ("全市召开推进会\n按照规划（2021—2025年）推进。", None),
    ],
)
def test_a_year_is_inferred_only_from_what_the_bulletin_is_about(text: str, year: int | None) -> None:
    anchor = read(text).anchor
    assert (anchor and anchor.year) == year
    assert anchor is None or (anchor.inferred and anchor.day is None)


def test_an_inferred_year_is_reported_on_the_first_date_it_was_used_for() -> None:
    reading = read("2025年现场会举行\n2月14日，会议召开，6月底前全部开工。")
    assert [(w.code, w.span and w.span.text) for w in reading.warnings] == [("year_inferred", "2月14日")]


def test_a_year_of_the_publication_is_not_reported() -> None:
    assert read("2月14日，会议召开。", published=date(2025, 2, 16)).warnings == []


@pytest.mark.parametrize(
    ("text", "published", "day"),
    [
        ("2月14日，全市在城南召开会议，2月16日通报。", date(2025, 2, 17), date(2025, 2, 14)),
        ("市住建局23日通报，截至2月20日，开工30个。", date(2025, 2, 24), date(2025, 2, 23)),
        ("昨日上午，副市长到城南调研。", date(2025, 3, 2), date(2025, 3, 1)),
        ("截至2月20日，全市开工30个。", date(2025, 2, 24), None),
        ("5月31日前全部开工。", date(2025, 3, 28), None),
        ("每日更新\n城南网2月2日电，会议召开。", date(2025, 2, 5), date(2025, 2, 2)),
        ("发布时间：2025年3月2日 10:20\n全市召开会议。", date(2025, 3, 2), None),
        ("12月30日，全市召开会议。", date(2025, 1, 3), date(2024, 12, 30)),
    ],
)
def test_the_event_day_is_the_first_day_that_something_happened_on(
    text: str, published: date, day: date | None
) -> None:
    assert read(text, published=published).event_date == day


def test_a_notice_with_a_document_number_has_no_event_day() -> None:
    header = Header(document_number="城建发〔2025〕7号")
    assert read("3月1日，全市召开会议。", header, date(2025, 3, 2)).event_date is None


def test_of_the_years_of_a_review_and_its_plan_the_later_one_anchors() -> None:
    text = (
        "2021年，各县开工改造小区30个。2021年，各县抓进度。2021年的做法被推广。"
        "2022年，各县要再改造20个。2022年，各县要抓质量。"
    )
    reading = reading_of(text, clean=False)
    find_dates(reading)
    assert reading.anchor is not None
    assert reading.anchor.year == 2022
