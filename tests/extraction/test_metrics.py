"""Metrics by clause: what is counted, how far the work is, what time and place it is about."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from bulletin_nlp.extraction.metrics import find_metrics
from bulletin_nlp.extraction.reading import Reading
from bulletin_nlp.extraction.regions import find_regions
from bulletin_nlp.record import Metric
from bulletin_nlp.text.header import Header
from tests.extraction.factory import reading_of

PUBLISHED = date(2030, 10, 14)


def read(text: str, published: date | None = PUBLISHED) -> Reading:
    reading = reading_of(text, clean=False, published=published)
    find_regions(reading)
    find_metrics(reading)
    return reading


def metrics_of(text: str, published: date | None = PUBLISHED) -> list[Metric]:
    return read(text, published).metrics


def by_text(text: str) -> dict[str, Metric]:
    return {metric.span.text: metric for metric in metrics_of(text)}


def days(metric: Metric) -> tuple[str | None, str | None] | None:
    if metric.period is None:
        return None
    start, end = metric.period.start, metric.period.end
    return (str(start) if start else None, str(end) if end else None)


PROVINCE = (
    "广东省老旧小区改造进展\n"
    "2030年1—9月，全省新开工改造城镇老旧小区1312个、21.4万户，占年度计划的91.5%；完工402个，"
    "完成投资18.6亿元，加装电梯217部，惠及居民近6万户。"
)


@pytest.mark.parametrize(
    ("number", "indicator", "value", "unit", "status"),
    [
        ("1312个", "communities_renovated", 1312, "个", "started"),
        ("21.4万户", "households_benefited", 214_000, "户", "started"),
        ("91.5%", "start_rate", Decimal("91.5"), "%", "started"),
        ("402个", "communities_renovated", 402, "个", "completed"),
        ("18.6亿元", "investment", 1_860_000_000, "元", "completed"),
        ("217部", "elevators_installed", 217, "部", "completed"),
        ("6万户", "households_benefited", 60_000, "户", "completed"),
    ],
)
def test_every_number_of_a_progress_report_gets_its_own_indicator_and_status(
    number: str, indicator: str, value: Any, unit: str, status: str
) -> None:
    metric = by_text(PROVINCE)[number]
    assert (metric.indicator, metric.value, metric.unit, metric.status) == (indicator, value, unit, status)
    assert days(metric) == ("2030-01-01", "2030-09-30")
    assert metric.region == "440000"


def test_a_number_without_a_noun_is_named_by_its_verb() -> None:
    assert by_text(PROVINCE)["402个"].indicator_text == "完工"


def test_a_name_takes_the_words_that_belong_to_it() -> None:
    assert by_text(PROVINCE)["1312个"].indicator_text == "改造城镇老旧小区"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("2030年全市计划改造老旧小区68个。", "planned"),
        ("2031年，全市拟实施50至60个小区改造。", "planned"),
        ("2030年改造老旧小区的任务是12个小区。", "planned"),
        ("今年列入改造的老旧小区有12个。", "planned"),
        ("今年全市已开工老旧小区12个。", "started"),
        ("全市老旧小区改造，目前12个小区正在施工，推进改造。", "in_progress"),
        ("今年全市完工老旧小区12个。", "completed"),
        ("今年全市有12个老旧小区新开工。", "started"),
        ("今年，12个老旧小区的改造要基本做完。", "planned"),
        ("今年要完成30个小区的改造任务，目前27个小区已进场施工。", "started"),
        ("老旧小区改造方面，到2035年改造500个小区以上。", "planned"),
        ("2030年，老旧小区改造项目开工，完成投资1.2亿元，占计划投资的62%。", "completed"),
        ("列入2030年计划的12个小区已全部完工，改造收尾。", "completed"),
    ],
)
def test_status_follows_the_words_around_the_number(text: str, status: str) -> None:
    assert metrics_of(text)[-1].status == status


def test_an_achievement_after_a_plan_goes_on_with_the_plan() -> None:
    found = by_text("2030年，全县计划改造老旧小区12个。加装电梯30部，新增停车位200个。")
    assert {metric.status for metric in found.values()} == {"planned"}


def test_a_fact_word_ends_a_plan() -> None:
    found = by_text("今年全县计划改造老旧小区12个，截至9月底已开工9个。")
    assert (found["12个"].status, found["9个"].status) == ("planned", "started")


def test_what_has_not_been_done_is_marked_as_remaining() -> None:
    metric = metrics_of("老旧小区改造方面，未开工的3个小区要在11月底前进场。")[0]
    assert (metric.status, metric.remaining, days(metric)) == (
        "planned",
        True,
        ("2030-01-01", "2030-12-31"),
    )


@pytest.mark.parametrize(
    ("text", "cumulative", "period"),
    [
        ("全省累计已开工4210个老旧小区。", True, None),
        ("2025年至2029年，全省改造老旧小区4210个。", True, ("2025-01-01", "2029-12-31")),
        ("自2027年起，全省累计改造老旧小区4210个。", True, ("2027-01-01", None)),
        ("2027年以来，全省改造老旧小区4210个。", True, ("2027-01-01", None)),
        ("截至9月底，开工的老旧小区有900个，开工率48.2%。", False, ("2030-01-01", "2030-09-30")),
        ("截至9月底，该行为城中村改造发放专项借款36亿元。", True, (None, "2030-09-30")),
        ("2030年1-7月，全省新开工老旧小区900个。", False, ("2030-01-01", "2030-07-31")),
        ("到2035年底，全省计划改造老旧小区900个。", False, ("2035-01-01", "2035-12-31")),
        ("全省新开工老旧小区900个。", False, None),
    ],
)
def test_the_time_counted_is_that_of_the_sentence(
    text: str, cumulative: bool, period: tuple[str | None, str | None] | None
) -> None:
    metric = metrics_of(text)[0]
    assert (metric.cumulative, days(metric)) == (cumulative, period)


def test_a_status_date_gives_the_day_up_to_which_a_figure_holds() -> None:
    metric = metrics_of("截至9月底，开工的老旧小区有900个。")[0]
    assert metric.as_of is not None
    assert metric.as_of.date == date(2030, 9, 30)


def test_a_running_total_says_since_when() -> None:
    assert metrics_of("自2027年起，全省累计改造老旧小区4210个。")[0].baseline == "2027年"


def test_a_period_of_unknown_year_keeps_its_words() -> None:
    metric = metrics_of("今年，全镇改造老旧小区5个。", published=None)[0]
    assert metric.period is not None
    assert (metric.period.text, metric.period.start, metric.period.end) == ("今年", None, None)


def test_a_date_of_building_or_comparison_is_no_period() -> None:
    found = by_text("小区始建于1998年，改造涉及216户居民。2029年，优良天数有258天，比2028年增加6天。")
    assert found["216户"].period is None
    assert days(found["258天"]) == ("2029-01-01", "2029-12-31")


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("2029年老旧小区改造进展", ("2029-01-01", "2029-12-31")),
        ("2029年政府工作报告", None),
    ],
)
def test_a_title_with_one_year_dates_what_nothing_else_dates(
    title: str, period: tuple[str, str] | None
) -> None:
    header = Header(title=title, title_span=(0, len(title)))
    reading = reading_of(f"{title}\n全县完工老旧小区12个。", clean=False, header=header)
    find_regions(reading)
    find_metrics(reading)
    assert days(reading.metrics[0]) == period


def test_time_and_status_read_in_another_clause_are_given_as_evidence() -> None:
    metric = by_text("2030年，全省计划改造老旧小区1289个，惠及居民20万户。")["20万户"]
    spans = {name: evidence.span.text for name, evidence in metric.evidence.items() if evidence.span}
    assert (spans["period"], spans["status"]) == ("2030年", "计划")


def test_numbers_after_respectively_are_dealt_out_to_places() -> None:
    found = metrics_of("广东省广州市越秀区、海珠区、天河区加装电梯分别为42部、31部和27部。")
    assert [(m.value, m.indicator, m.region) for m in found] == [
        (42, "elevators_installed", "440104"),
        (31, "elevators_installed", "440105"),
        (27, "elevators_installed", "440106"),
    ]


def test_numbers_after_respectively_are_dealt_out_to_things() -> None:
    found = metrics_of("老旧小区改造中，开工率、完工率分别达到92%和41%。")
    assert [(m.value, m.indicator) for m in found] == [(92, "start_rate"), (41, "completion_rate")]


def test_a_ranked_list_gives_each_place_its_rate() -> None:
    found = metrics_of("老旧小区改造开工率居前的有上海(107.0%)、安徽(103.7%)；居后的有湖南(50.2%)。")
    assert [(m.value, m.indicator, m.region) for m in found] == [
        (107, "start_rate", "310000"),
        (Decimal("103.7"), "start_rate", "340000"),
        (Decimal("50.2"), "start_rate", "430000"),
    ]


def test_one_number_for_several_rates_is_one_metric_a_rate() -> None:
    found = metrics_of("城中村改造的签约率、腾空率、拆除率都要达到100%。")
    assert [(m.indicator, m.status) for m in found] == [
        ("signing_rate", "planned"),
        ("vacated_rate", "planned"),
        ("demolition_rate", "planned"),
    ]
    assert len({m.fact_id for m in found}) == 3


def test_a_fall_is_negative_and_a_reduction_of_pollution_is_not() -> None:
    found = by_text("上半年老旧小区改造完成投资1.8亿元，同比下降3.5%。PM2.5浓度下降5.4%。")
    assert (found["3.5%"].indicator, found["3.5%"].value) == ("growth_rate", Decimal("-3.5"))
    assert (found["5.4%"].indicator, found["5.4%"].value) == ("pollutant_reduction_rate", Decimal("5.4"))


def test_growth_since_the_end_of_a_month_counts_the_month_after() -> None:
    found = by_text("2030年1-7月，全省新开工老旧小区900个，占年度目标任务的78.2%，较6月末增加10.7个百分点。")
    assert days(found["10.7个百分点"]) == ("2030-07-01", "2030-07-31")
    assert found["10.7个百分点"].status is None


def test_a_repeated_figure_is_one_fact_with_all_its_mentions() -> None:
    found = metrics_of("全省累计开工改造老旧小区4210个。会上说，在累计开工改造的4210个小区中，一半已完工。")
    assert [m.span.text for m in found] == ["4210个"]
    assert [span.text for span in found[0].mentions] == ["4210个", "4210个"]


def test_a_headline_that_rounds_is_no_second_fact() -> None:
    found = metrics_of("2029年全国动工改造老旧小区达4万个\n2029年，全国新开工改造老旧小区4.03万个。")
    assert [m.span.text for m in found] == ["4.03万个"]


def test_equal_figures_of_different_status_are_two_facts() -> None:
    found = metrics_of("2030年计划改造老旧小区24个，已开工24个。")
    assert [m.status for m in found] == ["planned", "started"]


def test_parts_point_to_their_total() -> None:
    total, part = metrics_of("今年全市新增学位2400个，其中新增小学学位900个。")
    assert (total.part_of, part.part_of) == (None, total.fact_id)


def test_a_place_that_is_left_out_is_named() -> None:
    metric = metrics_of("广东省（不含深圳）已开工改造老旧小区1100个。")[0]
    assert metric.excludes == ("440300",)


def test_a_rate_per_thing_has_no_status() -> None:
    metric = metrics_of("2030年老旧小区改造中，加装电梯每部补助10万元。")[0]
    assert (metric.indicator, metric.per, metric.status) == ("subsidy", "部", None)


def test_precision_qualifier_and_category_are_kept() -> None:
    metric = metrics_of("2030年，全省更新燃气管线约3.25万公里。")[0]
    assert (metric.precision, metric.qualifier, metric.category) == (100, "about", "燃气")


def test_two_figures_for_the_same_thing_are_both_kept_with_a_warning() -> None:
    reading = read("2030年，广东省计划改造老旧小区1289个。\n2030年，广东省计划改造老旧小区1298个。")
    assert [m.value for m in reading.metrics] == [1289, 1298]
    assert [w.code for w in reading.warnings if w.code == "conflicting_metric"] == ["conflicting_metric"]


@pytest.mark.parametrize(
    "text",
    [
        "21个地级以上市住房城乡建设局负责同志参加老旧小区改造推进会。",
        "会议要求推进老旧小区改造“三个革命”，抓好“一老一小”。",
        "老旧小区改造意见征集表一式三份，同意率不得低于三分之二。",
        "全市为12个老旧小区引入物业服务。",
        "上一篇：南山县新建学校3所 下一篇：第十二届科普周启动",
        "老旧小区改造后，医院新增2个医疗中心、40个临床专科。",
        "2029年空气质量优良天数比上年增加9天。",
        "全年地区生产总值5.3万亿元、增长5.5%。",
        "老旧小区改造推进会上，120余人观看了现场。",
        "小区里的住户今年86岁，住在6楼。",
    ],
)
def test_numbers_about_other_things_are_no_metrics(text: str) -> None:
    assert metrics_of(text) == []


@pytest.mark.parametrize("text", ["", "改造老旧小区若干个。"])
def test_a_text_without_numbers_has_no_metrics(text: str) -> None:
    assert metrics_of(text) == []


def test_ids_are_the_same_on_every_reading() -> None:
    assert [m.fact_id for m in metrics_of(PROVINCE)] == [m.fact_id for m in metrics_of(PROVINCE)]


def test_every_span_holds_its_words() -> None:
    reading = read(PROVINCE)
    for metric in reading.metrics:
        for span in (metric.span, metric.context_span, *metric.mentions):
            assert reading.clean[span.start : span.end] == span.text


def test_a_line_without_a_mark_is_read_whatever_empty_lines_follow_it() -> None:
    text = "改造老旧小区98个\n\n\n  计划投资约3.6亿元 受益群众将达3万人\n\n老旧小区改造要抓紧，改造要快。"
    assert list(by_text(text)) == ["98个", "3.6亿元", "3万人"]


def test_a_headline_tells_those_reached_again() -> None:
    text = "老旧小区改造工作全面启动 惠及居民3400户\n2030年，全区将对38个老旧小区进行改造，惠及居民3400户。"
    assert [m.status for m in metrics_of(text)] == ["planned", "planned"]
