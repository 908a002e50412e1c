"""The matching rule: what counts as right, spurious and missing."""

from __future__ import annotations

from typing import Any

import pytest

from bulletin_nlp.learn.corpus import AnnotatedBulletin
from bulletin_nlp.learn.evaluate import Evaluation, Score
from bulletin_nlp.learn.matching import compare
from bulletin_nlp.record import (
    Bulletin,
    Community,
    Deadline,
    Metric,
    Official,
    Period,
    Position,
    Region,
    Script,
    Source,
    Span,
    Task,
)

TEXT = "一要抓紧开工，二要筹集资金，三户居民受益。"
SPAN = Span(start=0, end=6, text=TEXT[:6], source_start=0, source_end=6, source_text=TEXT[:6])


def record(**facts: Any) -> Bulletin:
    return Bulletin(
        id="b1",
        id_scheme="test",
        extractor_version="0",
        source=Source(),
        script=Script(detected="Hans"),
        source_text=TEXT,
        text=TEXT,
        **facts,
    )


def annotated(**expected: Any) -> AnnotatedBulletin:
    return AnnotatedBulletin(id="x", form="Hans", source_text=TEXT, given={}, expected=expected)


def metric(**changes: Any) -> Metric:
    fields: dict[str, Any] = {
        "fact_id": "m",
        "span": SPAN,
        "context_span": SPAN,
        "indicator": "households_benefited",
        "indicator_text": "居民受益",
        "value": 3,
        "unit": "户",
        "status": "started",
        "period": Period(start="2025-01-01", end="2025-12-31", text="2025年"),
        "region": "442000",
    }
    return Metric(**{**fields, **changes})


EXPECTED_METRIC = {
    "indicator": "households_benefited",
    "indicator_text": "受益",
    "value": 3,
    "value_max": None,
    "unit": "户",
    "qualifier": "exact",
    "status": "started",
    "cumulative": False,
    "period": {"start": "2025-01-01", "end": "2025-12-31"},
    "region": "442000",
    "text": "三户",
}


def test_a_metric_with_every_attribute_right_counts_as_such() -> None:
    result = compare(annotated(metrics=[EXPECTED_METRIC]), record(metrics=(metric(),)))
    assert len(result.right["metrics"]) == 1
    assert result.attributes["metric.all"] == (1, 1)


@pytest.mark.parametrize(
    ("attribute", "value"),
    [
        ("status", "planned"),
        ("cumulative", True),
        ("region", None),
        ("period", None),
        ("indicator", "other"),
    ],
)
def test_a_metric_with_one_attribute_wrong_is_found_but_not_all_right(attribute: str, value: Any) -> None:
    result = compare(annotated(metrics=[EXPECTED_METRIC]), record(metrics=(metric(**{attribute: value}),)))
    assert len(result.right["metrics"]) == 1
    assert result.attributes["metric.all"] == (0, 1)
    assert result.attributes[f"metric.{attribute}"] == (0, 1)


def test_metrics_pair_one_to_one_and_the_better_pair_wins() -> None:
    worse, better = metric(region="110000"), metric()
    result = compare(annotated(metrics=[EXPECTED_METRIC]), record(metrics=(worse, better)))
    assert len(result.right["metrics"]) == 1
    assert len(result.spurious["metrics"]) == 1
    assert result.attributes["metric.all"] == (1, 1)


def test_another_value_or_unit_is_one_missing_and_one_spurious() -> None:
    result = compare(annotated(metrics=[EXPECTED_METRIC]), record(metrics=(metric(value=4),)))
    assert (len(result.missing["metrics"]), len(result.spurious["metrics"])) == (1, 1)


def test_each_pair_of_organisation_and_title_counts() -> None:
    expected = {
        "name": "王启明",
        "positions": [{"organization": "某局", "title": "局长"}, {"organization": "某局", "title": "书记"}],
        "region": None,
        "roles": ["主持"],
    }
    found = Official(
        fact_id="o",
        span=SPAN,
        name="王启明",
        positions=(Position(organization="某局", title="局长"),),
        roles=("主持",),
    )
    result = compare(annotated(officials=[expected]), record(officials=(found,)))
    assert len(result.right["officials"]) == 1
    assert (len(result.right["positions"]), len(result.missing["positions"])) == (1, 1)


def test_a_region_without_code_matches_by_name() -> None:
    expected = {"name": "城关镇", "code": None, "implied": False, "candidates": ["1", "2"]}
    found = Region(
        fact_id="r",
        span=SPAN,
        name="城关镇",
        level="township",
        code=None,
        as_written="城关镇",
        candidates=("1", "2"),
    )
    result = compare(annotated(regions=[expected]), record(regions=(found,)))
    assert len(result.right["regions"]) == 1
    assert result.attributes["region.candidates"] == (1, 1)


def test_an_area_that_nobody_expected_is_not_wrong_but_a_compound_is() -> None:
    area = Community(fact_id="a", span=SPAN, name="东城片区", kind="area")
    compound = Community(fact_id="b", span=SPAN, name="桂花苑")
    result = compare(annotated(communities=[]), record(communities=(area, compound)))
    assert result.spurious["communities"] == ["桂花苑"]


def test_deadlines_match_by_day_or_else_by_words() -> None:
    expected = [
        {
            "due": "2025-06-30",
            "bound": "before",
            "expression": "6月底前",
            "obligation": "开工",
            "region": None,
        },
        {"due": None, "bound": "within", "expression": "竣工后30日内", "obligation": "验收", "region": None},
    ]
    found = (
        Deadline(fact_id="1", span=SPAN, due="2025-06-30", bound="before", expression="6月底前"),
        Deadline(fact_id="2", span=SPAN, due=None, bound="within", expression="30日内"),
    )
    result = compare(annotated(deadlines=expected), record(deadlines=found))
    assert len(result.right["deadlines"]) == 2


def test_a_task_of_another_type_on_the_same_words_is_not_right() -> None:
    expected = {
        "task_type": "completion",
        "battle_name": None,
        "ordinal": 1,
        "heading": None,
        "text": "一要抓紧开工",
        "measures": [],
    }
    wrong = Task(fact_id="t", span=SPAN, task_type="funding", basis="classified")
    result = compare(annotated(tasks=[expected]), record(tasks=(wrong,)))
    assert (len(result.missing["tasks"]), len(result.spurious["tasks"])) == (1, 1)


def test_a_near_miss_that_was_extracted_is_reported() -> None:
    result = compare(annotated(not_metrics=["一要抓紧"]), record(metrics=(metric(),)))
    assert result.probes_failed == ["metric 一要抓紧"]


def test_scores_follow_from_counts() -> None:
    score = Score(right=3, spurious=1, missing=2)
    assert score.precision == pytest.approx(0.75)
    assert score.recall == pytest.approx(0.6)
    assert score.f1 == pytest.approx(2 * 0.75 * 0.6 / 1.35)
    assert Score(0, 0, 0).f1 == 1.0


def test_an_evaluation_sums_over_its_bulletins() -> None:
    one = compare(annotated(metrics=[EXPECTED_METRIC]), record(metrics=(metric(),)))
    two = compare(annotated(metrics=[EXPECTED_METRIC]), record())
    evaluation = Evaluation([one, two])
    assert evaluation.score("metrics") == Score(right=1, spurious=0, missing=1)
    assert evaluation.to_dict()["kinds"]["metrics"]["recall"] == 0.5
