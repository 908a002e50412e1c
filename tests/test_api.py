"""The library as an analyst calls it."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, datetime
from typing import Any

import pytest
import spacy

import bulletin_nlp
from bulletin_nlp import Bulletin, BulletinError, extract, load

RELEASE = (
    "岳阳市召开老旧小区改造推进会\n"
    "3月5日，岳阳市住房和城乡建设局局长沈知远主持会议。"
    "2025年，全市计划改造老旧小区42个，惠及居民1.3万户，6月底前全部开工。\n"
)


def test_extract_returns_a_record_whose_values_point_at_their_words() -> None:
    record = extract(
        RELEASE, published="2025-03-06", site_name="岳阳市人民政府", url="https://portal.example/1"
    )
    assert isinstance(record, Bulletin)
    assert record.published == date(2025, 3, 6)
    assert record.published_basis == "given"
    assert record.source.site_name == "岳阳市人民政府"
    values = {(m.value, m.unit): m for m in record.metrics}
    assert values[(42, "个")].span.text == "42个"
    assert values[(13000, "户")].span.source_text == "1.3万户"
    assert [d.due for d in record.deadlines] == [date(2025, 6, 30)]
    assert [o.name for o in record.officials] == ["沈知远"]
    record.check()


def test_columns_that_the_caller_adds_travel_with_the_record() -> None:
    record = extract(RELEASE, external_id="A-17", extra={"batch": "春季"})
    assert record.source.external_id == "A-17"
    assert record.source.extra == {"batch": "春季"}


def test_the_same_text_gives_the_same_record() -> None:
    assert extract(RELEASE, published="2025-03-06") == extract(RELEASE, published="2025-03-06")


def test_fact_ids_are_unique_within_a_record() -> None:
    ids = [fact.fact_id for _, fact in extract(RELEASE).facts()]
    assert len(ids) == len(set(ids)) > 3


def test_a_datetime_without_zone_is_shanghai_time() -> None:
    record = extract(RELEASE, published=datetime(2025, 3, 6, 9, 30))  # noqa: DTZ001
    assert record.published is not None
    assert record.to_dict()["published"] == "2025-03-06T09:30:00+08:00"


def test_a_date_that_is_none_is_refused_with_a_way_out() -> None:
    with pytest.raises(BulletinError, match=r"\[option_invalid\] published '明天' is not a date") as caught:
        extract(RELEASE, published="明天")
    assert "2025-02-14" in caught.value.remedy


@pytest.mark.parametrize(
    "text", ["", " \n ", "， 報\n。\t0", "no Chinese at all 123", "\ud800坏", "（（（（", "\0\x01小区"]
)
def test_odd_texts_give_a_record_and_no_traceback(text: str) -> None:
    record = extract(text)
    record.check()
    record.to_json()


def test_a_pipeline_streams_texts_and_keeps_their_order() -> None:
    texts = [f"2025年，中山市改造老旧小区{n}个。" for n in range(1, 6)]
    values = [doc._.bulletin.metrics[0].value for doc in load().pipe(texts)]
    assert values == [1, 2, 3, 4, 5]


def test_a_pipeline_takes_what_is_known_of_each_text() -> None:
    pairs: list[tuple[str, dict[str, Any]]] = [
        (RELEASE, {"published": date(2025, 3, 6), "site_name": "岳阳市"})
    ]
    ((doc, _),) = load().pipe(pairs, as_tuples=True)
    assert doc._.bulletin.published == date(2025, 3, 6)
    assert doc._.bulletin.source.site_name == "岳阳市"


def test_spans_of_the_doc_are_the_mentions_of_the_record() -> None:
    doc = load()(RELEASE)
    record = doc._.bulletin
    assert doc.text == record.text
    assert [s.text for s in doc.spans["bulletin/deadlines"]] == [d.span.text for d in record.deadlines]
    assert len(doc.ents) == 0


def test_the_pipeline_and_the_function_give_the_same_record() -> None:
    assert load()(RELEASE)._.bulletin == extract(RELEASE)


def test_a_kind_can_be_left_out() -> None:
    doc = load(disable=["officials"])(RELEASE)
    assert doc._.bulletin.officials == ()
    assert doc._.bulletin.metrics


def test_a_kind_that_does_not_exist_is_refused() -> None:
    with pytest.raises(BulletinError, match="no component named words"):
        load(disable=["words"])


def test_the_components_work_behind_another_tokenizer() -> None:
    nlp = spacy.blank("zh")
    nlp.add_pipe("bulletin_regions")
    nlp.add_pipe("bulletin_metrics")
    doc = nlp("2025年，中山市改造老旧小区266个。")
    assert [m.value for m in doc._.bulletin.metrics] == [266]
    assert [s.text for s in doc.spans["bulletin/metrics"]] == ["266个"]


def test_importing_the_package_loads_nothing_heavy() -> None:
    heavy = "{'spacy', 'jieba', 'sklearn', 'pypinyin', 'sqlalchemy', 'pydantic', 'bs4', 'opencc'}"
    code = f"import sys, bulletin_nlp; print(sorted({heavy} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


def test_the_function_stays_a_function_after_the_pipeline_was_loaded() -> None:
    load()
    assert callable(bulletin_nlp.extract)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = bulletin_nlp.nothing


FOUR = (
    "临江市召开老旧小区改造推进会\n会议要求，一是聚焦完成改造任务打“歼灭战”。未开工的小区要倒排工期，6月底前全部开工。"
    "二是聚焦筹措资金打“持久战”。要积极申报专项债券，引导居民出资。"
    "三是聚焦统筹推进打“整体战”。小区改造与管网、电梯要同步设计、同步施工。"
    "四是聚焦模式创新打“攻坚战”。要支持自主更新，盘活闲置用房。\n"
)


def test_named_tasks_carry_what_the_model_says_without_the_names() -> None:
    tasks = extract(FOUR, published="2025-03-06").tasks
    assert [task.basis for task in tasks] == ["named"] * 4
    likeliest = [max(t.probabilities or {}, key=lambda name: (t.probabilities or {})[name]) for t in tasks]
    assert likeliest == [task.task_type for task in tasks]


def test_a_name_that_the_model_contradicts_stands_and_is_warned_of() -> None:
    text = FOUR.replace("要支持自主更新，盘活闲置用房", "要积极申报专项债券，争取贷款资金及时拨付到位")
    record = extract(text.replace("模式创新", "资金保障"), published="2025-03-06")
    assert record.tasks[-1].battle_name == "攻坚战"
    assert record.tasks[-1].task_type == "innovation"
    assert [w.code for w in record.warnings if w.code == "battle_conflict"] == ["battle_conflict"]


def test_a_pipeline_types_tasks_with_the_settings_it_was_loaded_with() -> None:
    text = "会议要求，老旧小区改造要倒排工期，确保6月底前全部开工。老旧小区改造惠及居民。"
    assert [t.task_type for t in load()(text)._.bulletin.tasks] == ["completion"]
    assert load(task_threshold=1.0)(text)._.bulletin.tasks == ()


def test_a_threshold_that_is_no_probability_is_refused() -> None:
    with pytest.raises(BulletinError, match=r"task threshold 1\.5 is no probability"):
        extract("老旧小区改造", task_threshold=1.5)
