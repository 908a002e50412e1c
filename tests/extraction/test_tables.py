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


# --- a line a cell ------------------------------------------------------------------------------------------

HEADS = ("序号", "区 县", "计划完成数", "累计开工数", "开工率", "完成投资额(万元)")
CELLS = (
    ("1", "越秀区", "24", "20", "83.33%", "9820"),
    ("2", "海珠区", "1 019", "1,018", "99.90%", "7465.5"),
    ("全市", "1043", "1038", "99.52%", "17285.5"),
)
PROSE = "2030年，广州市计划改造老旧小区1043个。截至8月底，已开工小区1038个，完成投资1.73亿元。\n"
ABOVE = PROSE + "附件1\n全市2030年民生实事完成进度表\n（截至2030年8月底）\n"


def cells(mark: str, *rows: tuple[str, ...]) -> str:
    return "".join(f"{cell}{mark}\n" for row in (HEADS, *rows) for cell in row)


@pytest.mark.parametrize("mark", ["", " |", "\t"])
def test_a_table_may_have_a_line_a_cell(mark: str) -> None:
    found = {(m.span.text, m.region): m for m in metrics_of(ABOVE + cells(mark, *CELLS))}
    planned, started = found["24", "440104"], found["20", "440104"]
    assert (planned.indicator, planned.status, planned.cumulative) == (
        "communities_renovated",
        "planned",
        False,
    )
    assert (started.indicator, started.status, started.cumulative) == (
        "communities_renovated",
        "started",
        True,
    )
    assert started.period is not None
    assert (started.period.start, started.period.end) == (date(2030, 1, 1), date(2030, 8, 31))
    assert planned.period is not None
    assert planned.period.end == date(2030, 12, 31)
    assert started.evidence["period"].basis == "heading"
    assert found["1 019", "440105"].value == 1019
    assert found["1,018", "440105"].value == 1018
    assert found["7465.5", "440105"].value == 74_655_000
    assert {text for text, region in found if region == "440104"} == {"24", "20", "83.33%", "9820"}


def test_a_total_that_the_prose_rounds_is_a_mention_of_it() -> None:
    found = [m for m in metrics_of(ABOVE + cells(" |", *CELLS)) if m.region == "440100"]
    investment = [m for m in found if m.indicator == "investment"]
    assert [m.span.text for m in investment] == ["1.73亿元"]
    assert [span.text for span in investment[0].mentions] == ["1.73亿元", "17285.5"]
    assert len([m for m in found if m.value == 1038]) == 1


def test_a_row_that_lost_a_cell_is_left_out_with_a_warning() -> None:
    broken = ("2", "海珠区", "1019", "99.90%", "7465.5")
    reading = reading_of(ABOVE + cells(" |", CELLS[0], broken, CELLS[2]), clean=False)
    find_regions(reading)
    find_metrics(reading)
    assert not [m for m in reading.metrics if m.region == "440105"]
    assert [m for m in reading.metrics if m.region == "440104"]
    (warning,) = [w for w in reading.warnings if w.code == "table_unread"]
    assert warning.span is not None
    assert "海珠区" in warning.span.text


def test_an_empty_cell_keeps_its_place() -> None:
    row = ("2", "海珠区", "—", "18", "全部开工", "-")
    found = [m for m in metrics_of(ABOVE + cells(" |", CELLS[0], row, CELLS[2])) if m.region == "440105"]
    assert [(m.span.text, m.status) for m in found] == [("18", "started")]


def test_heads_in_the_lower_line_belong_to_those_above() -> None:
    head = "序号\n区县\n新开工改造小区数(个)\n涉及居民户数(万户)\n计划任务数\n开工数\n计划任务数\n开工数\n"
    text = "广州市老旧小区改造。\n（截至2030年5月末）\n" + head
    text += "1\n越秀区\n24\n20\n1.30\n1.12\n2\n海珠区\n19\n18\n0.95\n0.90\n"
    found = [(m.span.text, m.indicator, m.status, m.value) for m in metrics_of(text) if m.region == "440104"]
    assert found == [
        ("24", "communities_renovated", "planned", 24),
        ("20", "communities_renovated", "started", 20),
        ("1.30", "households_benefited", "planned", 13_000),
        ("1.12", "households_benefited", "started", 11_200),
    ]


def test_heads_that_cannot_be_dealt_out_are_not_guessed() -> None:
    head = "区县\n计划任务\n开工情况\n小区数(个)\n户数(户)\n投资(万元)\n楼栋数(栋)\n"
    reading = reading_of(
        "广州市老旧小区改造。\n" + head + "越秀区\n24\n20\n130\n112\n56\n海珠区\n19\n18\n95\n90\n41\n",
        clean=False,
    )
    find_regions(reading)
    find_metrics(reading)
    assert reading.metrics == []
    assert [w.code for w in reading.warnings if w.code == "table_unread"] == ["table_unread"]


# --- a line a row -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "head",
    [
        "序号\t区县\t开工情况\t\t完工情况\t\n\t\t小区数\t户数\t小区数\t户数\n",
        "序号\t区县\t开工情况\t完工情况\n小区数\t户数\t小区数\t户数\n",
        "序号\t区县\t开工情况\t开工情况\t完工情况\t完工情况\n序号\t区县\t小区数\t户数\t小区数\t户数\n",
    ],
)
def test_heads_over_two_lines(head: str) -> None:
    text = "广州市老旧小区改造进展（截至2030年8月底）\n" + head
    text += "1\t越秀区\t20\t1300\t12\t800\n2\t海珠区\t18\t1100\t9\t750\n"
    found = [(m.span.text, m.indicator, m.status) for m in metrics_of(text) if m.region == "440104"]
    assert found == [
        ("20", "communities_renovated", "started"),
        ("1300", "households_benefited", "started"),
        ("12", "communities_renovated", "completed"),
        ("800", "households_benefited", "completed"),
    ]


def test_lines_with_single_spaces_and_empty_lines_between() -> None:
    text = "广州市老旧小区改造进展情况\n\n（截至2030年6月末）\n\n序号 区县 新开工小区数(个) 开工率\n\n"
    text += "1 越秀区 20 全部开工\n\n2 海珠区 18 94%\n\n合计 38 97.4%\n"
    found = {(m.span.text, m.region) for m in metrics_of(text)}
    assert found == {
        ("20", "440104"),
        ("18", "440105"),
        ("94%", "440105"),
        ("38", "440100"),
        ("97.4%", "440100"),
    }


def test_a_line_above_gives_the_units() -> None:
    text = "2030年广州市老旧小区改造计划表\n单位：个、万平方米、万元\n"
    text += "区县\t小区数\t改造面积\t总投资\n越秀区\t24\t13.5\t9820\n海珠区\t19\t8.2\t7465\n"
    found = {m.span.text: (m.value, m.unit, m.status) for m in metrics_of(text)}
    assert found["24"] == (24, "个", "planned")
    assert found["13.5"] == (135_000, "平方米", "planned")
    assert found["9820"] == (98_200_000, "元", "planned")


def test_a_measure_without_any_unit_is_left_out() -> None:
    text = "2030年广州市老旧小区改造计划表\n区县\t小区数\t改造面积\n越秀区\t24\t13.5\n海珠区\t19\t8.2\n"
    assert {m.span.text for m in metrics_of(text)} == {"24", "19"}


def test_a_rule_below_the_heads_is_no_row() -> None:
    text = "广州市老旧小区改造（截至2030年8月底）\n| 区县 | 计划（个） | 已开工（个） |\n|---|---|---|\n"
    text += "| 越秀区 | 24 | 20 |\n| 海珠区 | 19 | 18 |\n"
    assert {m.span.text for m in metrics_of(text)} == {"24", "20", "19", "18"}


def test_rows_of_compounds_are_about_the_place_of_the_bulletin() -> None:
    text = "广州市越秀区2030年老旧小区改造计划表\n序号\t小区名称\t户数（户）\t楼栋数（栋）\n"
    text += "1\t和平里小区\t320\t8\n2\t东风里小区\t212\t5\n"
    found = {(m.span.text, m.indicator, m.region, m.status) for m in metrics_of(text)}
    assert ("320", "households_benefited", "440104", "planned") in found
    assert ("5", "buildings_renovated", "440104", "planned") in found
    assert len(found) == 4


def test_a_year_in_a_head_is_the_time_of_its_column() -> None:
    text = "广州市老旧小区改造规模\n区县\t2029年改造小区数（个）\t2030年计划改造小区数（个）\n"
    text += "越秀区\t21\t24\n海珠区\t16\t19\n"
    found = {m.span.text: m.period for m in metrics_of(text)}
    past, planned = found["21"], found["24"]
    assert past is not None
    assert planned is not None
    assert (past.start, planned.start) == (date(2029, 1, 1), date(2030, 1, 1))


def test_a_name_that_several_places_have_is_that_beside_the_other_rows() -> None:
    text = "各区县老旧小区改造计划表\n区县\t小区数（个）\n沈阳市和平区\t24\n沈阳市沈河区\t19\n铁西区\t11\n"
    assert {m.region for m in metrics_of(text)} == {"210102", "210103", "210106"}


def test_columns_of_words_may_stand_among_the_numbers_of_numbered_rows() -> None:
    text = ABOVE + "序号\n区县\n计划改造小区（个）\n开工时间\n户数（户）\n备注\n"
    text += "1\n越秀区\n24\n2030年3月\n1300\n已完成招标\n"
    text += "2\n海珠区\n19\n2030年4月\n1100\n-\n合计\n43\n-\n2400\n"
    found = {(m.span.text, m.region) for m in metrics_of(text) if m.span.start > len(ABOVE)}
    assert found == {
        ("24", "440104"), ("1300", "440104"), ("19", "440105"), ("1100", "440105"), ("43", "440100"),
        ("2400", "440100"),
    }  # fmt: skip


@pytest.mark.parametrize("joint", ["\t", "\n"])
def test_cells_may_hold_their_units(joint: str) -> None:
    rows = [("区县", "计划改造", "惠及居民", "完成投资"), ("越秀区", "24个", "1.3万户", "9820万元")]
    rows.append(("海珠区", "19个", "1100户", "1.2亿元"))
    text = "广州市2030年老旧小区改造情况\n" + "".join(joint.join(row) + "\n" for row in rows)
    found = {(m.span.text, m.region): m.value for m in metrics_of(text)}
    assert found == {
        ("24个", "440104"): 24,
        ("1.3万户", "440104"): 13_000,
        ("9820万元", "440104"): 98_200_000,
        ("19个", "440105"): 19,
        ("1100户", "440105"): 1100,
        ("1.2亿元", "440105"): 120_000_000,
    }
