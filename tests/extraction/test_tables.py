"""Tables in a text: one metric a cell, with the place of its row and the time of the caption."""

from __future__ import annotations

from datetime import date

import pytest

from bulletin_nlp.extraction.metrics import find_metrics
from bulletin_nlp.extraction.regions import find_regions
from bulletin_nlp.extraction.tables import find_tables
from bulletin_nlp.record import Metric
from tests.extraction.factory import reading_of

CAPTION = "广东省广州市老旧小区改造进展。各区进度见下表（数据截至9月30日）：\n"
ROWS = (
    ("区", "计划改造小区（个）", "已开工（个）", "完成投资（万元）", "开工率"),
    ("越秀区", "24", "20", "9820", "83.3%"),
    ("海珠区", "19", "18", "7465.5", "94.7%"),
    ("合计", "43", "38", "17285.5", "88.4%"),
)


def metrics_of(text: str) -> list[Metric]:
    reading = reading_of(text, clean=False, published=date(2030, 10, 14))
    find_regions(reading)
    find_metrics(reading)
    return reading.metrics


def table(joint: str) -> str:
    return CAPTION + "\n".join(joint.join(row) for row in ROWS) + "\n会议要求加快进度。"


@pytest.mark.parametrize("joint", ["\t", "  ", " | ", "\u3000"])
def test_a_table_gives_one_metric_a_cell(joint: str) -> None:
    found = {(m.span.text, m.region): m for m in metrics_of(table(joint))}
    assert len(found) == 12
    assert found["24", "440104"].status == "planned"
    assert found["20", "440104"].status == "started"
    assert found["9820", "440104"].value == 98_200_000
    assert found["7465.5", "440105"].value == 74_655_000
    assert found["7465.5", "440105"].precision == 1000
    assert found["94.7%", "440105"].indicator == "start_rate"
    assert {m.indicator for m in found.values()} == {"communities_renovated", "investment", "start_rate"}


def test_the_header_names_the_indicator() -> None:
    found = {m.span.text: m for m in metrics_of(table("\t"))}
    assert found["9820"].indicator_text == "完成投资（万元）"


def test_the_caption_dates_what_was_done_and_the_year_what_is_planned() -> None:
    found = {m.span.text: m.period for m in metrics_of(table("\t"))}
    planned, started = found["24"], found["20"]
    assert planned is not None
    assert started is not None
    assert (planned.start, planned.end) == (date(2030, 1, 1), date(2030, 12, 31))
    assert (started.start, started.end) == (date(2030, 1, 1), date(2030, 9, 30))


def test_a_total_that_the_prose_gives_is_one_fact() -> None:
    prose = "2030年1-9月，广州市43个老旧小区计划项目中已开工38个，改造有序。\n"
    found = [m for m in metrics_of(prose + table("\t")) if m.value == 38 and m.unit == "个"]
    assert len(found) == 1
    assert {span.text for span in found[0].mentions} == {"38个", "38"}


def test_a_table_without_units_is_no_table() -> None:
    reading = reading_of("区\t街道\n越秀区\t18\n海珠区\t18\n", clean=False)
    assert find_tables(reading) == []


def test_columns_that_count_other_things_are_left_out() -> None:
    text = CAPTION + "区\t常住人口（万人）\t已完工（个）\n越秀区\t103.9\t15\n海珠区\t181.9\t9\n"
    assert {m.span.text for m in metrics_of(text)} == {"15", "9"}


def test_a_row_whose_place_is_unknown_is_left_out() -> None:
    text = CAPTION + "单位\t已完工（个）\n越秀区\t15\n某某公司\t9\n"
    assert {m.span.text for m in metrics_of(text)} == {"15"}


def test_a_total_may_span_the_columns_before_the_figures() -> None:
    text = CAPTION + "序号 区 已完工（个） 完工率\n1 越秀区 15 60%\n2 海珠区 9 50%\n合计 24 55.8%\n"
    found = {m.span.text: m for m in metrics_of(text)}
    assert set(found) == {"15", "60%", "9", "50%", "24", "55.8%"}
    assert found["24"].region == "440100"
