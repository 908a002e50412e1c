"""What stands below 工作安排 or after 下一步 is planned, and nothing else becomes so."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bulletin_nlp.extraction.metrics import find_metrics
from bulletin_nlp.extraction.regions import find_regions
from bulletin_nlp.lexicon.loader import read_lexicon
from bulletin_nlp.record import Metric
from tests.extraction.factory import reading_of

LEXICON = read_lexicon("outlook")
EXAMPLES = [example for table in LEXICON.values() for example in table["examples"]]


def metrics_of(text: str, **given: Any) -> list[Metric]:
    reading = reading_of(text, **given)
    find_regions(reading)
    find_metrics(reading)
    return reading.metrics


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e["text"][:20].replace("\n", " "))
def test_an_example_has_its_status(example: dict[str, str]) -> None:
    assert metrics_of(example["text"])[-1].status == example["gives"]


REPORT = (
    "临江县住建局2025年工作总结\n一、2025年工作完成情况\n改造老旧小区12个。\n"
    "二、2026年工作安排\n（一）小区改造。改造老旧小区20个，惠及居民1800户。\n（二）电梯。加装电梯30部。\n"
)


def test_a_plan_below_a_heading_has_the_year_of_the_heading() -> None:
    done, *planned = metrics_of(REPORT, published=date(2025, 12, 20))
    assert (done.value, done.status) == (12, "completed")
    assert [(m.value, m.status) for m in planned] == [(20, "planned"), (1800, "planned"), (30, "planned")]
    assert {str(m.period.start) for m in planned if m.period} == {"2026-01-01"}
    assert planned[0].evidence["period"].basis == "heading"
    assert planned[0].evidence["period"].span.text == "2026年"


def test_a_sentence_with_a_past_period_stays_done_below_such_a_heading() -> None:
    (metric,) = metrics_of("三、下一步工作\n2023年改造老旧小区12个。", published=date(2025, 3, 1))
    assert metric.status == "completed"


def test_a_paragraph_ends_what_its_opening_says() -> None:
    text = "下一步，将抓好落实。改造老旧小区20个。\n城东街道改造老旧小区12个。"
    assert [m.status for m in metrics_of(text)] == ["planned", "completed"]
