"""What the heads of a table count and how far the work is by them; tables of other matters count nothing."""

from __future__ import annotations

import pytest

from bulletin_nlp.lexicon.loader import read_lexicon
from tests.extraction.test_tables import metrics_of


@pytest.mark.parametrize(
    ("caption", "status"),
    [
        ("2030年广州市老旧小区改造计划表", "planned"),
        ("2030年广州市老旧小区改造任务分解表", "planned"),
        ("2030年1-6月广州市老旧小区新开工情况", "started"),
        ("2030年1-6月广州市老旧小区改造完成情况", "completed"),
    ],
)
def test_a_caption_tells_how_far_the_work_is_where_no_head_does(caption: str, status: str) -> None:
    text = f"{caption}\n区县\t小区数（个）\t户数（户）\n越秀区\t24\t1300\n海珠区\t19\t1100\n"
    assert {m.status for m in metrics_of(text)} == {status}


def test_what_the_rows_are_about_is_planned_beside_what_has_been_done_of_it() -> None:
    text = "广州市老旧小区改造（截至2030年8月底）\n区县\t改造小区（个）\t已完工（个）\t加装电梯（部）\n"
    text += "越秀区\t24\t13\t5\n海珠区\t19\t11\t4\n"
    found = {m.span.text: m.status for m in metrics_of(text) if m.region == "440104"}
    assert found == {"24": "planned", "13": "completed", "5": "completed"}


def test_a_total_of_the_prose_tells_the_status_of_a_column() -> None:
    text = "2030年，广州市老旧小区改造已完工24个，惠及居民2400户。\n各区情况见下表。\n"
    text += "区县\t小区数（个）\t户数（户）\n越秀区\t14\t1300\n海珠区\t10\t1100\n合计\t24\t2400\n"
    assert {m.status for m in metrics_of(text)} == {"completed"}


def test_a_column_of_parts_is_a_part_of_the_one_before() -> None:
    text = "2030年老旧小区改造中央补助资金\n单位：万元\n市县\t补助资金\t其中：中央预算内投资\n"
    text += "沈阳市\t12000\t8000\n大连市\t9000\t6000\n"
    found = {m.span.text: m for m in metrics_of(text)}
    assert found["8000"].part_of == found["12000"].fact_id
    assert found["6000"].part_of == found["9000"].fact_id
    assert found["9000"].part_of is None


# --- other tables -------------------------------------------------------------------------------------------

OLD = "广州市老旧小区改造工作领导小组办公室印发通知，推进老旧小区改造，惠及居民。\n"


@pytest.mark.parametrize(
    "other",
    [
        "序号\t姓名\t单位\t职务\t联系电话\n1\t周明\t越秀区\t科长\t83330001\n2\t吴畅\t海珠区\t科长\t83330002\n",
        "岗位\t招聘人数\t笔试时间\n小区管理\t3\t9:00\n物业服务\t2\t14:00\n",
        "区县\t常住人口（万人）\t面积（平方公里）\n越秀区\t103.9\t33.8\n海珠区\t181.9\t90.4\n",
        "科目\n日期\n分值\n语文\n6\n150\n数学\n7\n150\n",
        "区县\t物业小区数\t贫困户（户）\n越秀区\t24\t12\n海珠区\t19\t3\n",
        "序号\t街道\t值班电话\n1\t北京街道\t83330003\n2\t大塘街道\t83330004\n",
        "区县\t公租房开工数\t公租房竣工数\n越秀区\t24\t12\n海珠区\t19\t3\n",
    ],
)
def test_tables_of_other_matters_give_no_metric(other: str) -> None:
    assert metrics_of(OLD + other) == []


TABLE = read_lexicon("metric_cues")["table"]


def head_reads(head: str) -> bool:
    return bool(metrics_of(f"{OLD}2030年老旧小区改造\n区县\t{head}\n越秀区\t24\n海珠区\t19\n"))


@pytest.mark.parametrize("head", TABLE["examples"])
def test_an_example_of_a_head_is_read(head: str) -> None:
    assert head_reads(head)


@pytest.mark.parametrize("head", TABLE["counters"])
def test_a_counter_example_of_a_head_is_not_read(head: str) -> None:
    assert not head_reads(head)


@pytest.mark.parametrize("head", ["项目名称", "指标", "任务"])
def test_rows_of_different_things_are_not_taken_for_compounds(head: str) -> None:
    text = f"广州市老旧小区改造等民生实事进度表（截至2030年8月底）\n{head}\t年度目标\t完成数\n"
    text += "新建口袋公园\t12\t10\n培训护理员\t300\t280\n合计\t312\t290\n"
    assert metrics_of(text) == []
