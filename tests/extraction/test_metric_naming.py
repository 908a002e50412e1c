"""What numbers count: the ways in which bulletins state each indicator, and numbers that state none."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bulletin_nlp.extraction.metrics import find_metrics
from bulletin_nlp.extraction.regions import find_regions
from tests.extraction.factory import reading_of

CASES: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("metric_cases.toml").read_text(encoding="utf-8")
)["case"]


def named(text: str) -> list[str]:
    reading = reading_of(text, clean=False, published=date(2030, 10, 14))
    find_regions(reading)
    find_metrics(reading)
    return [f"{metric.span.text}={metric.indicator}" for metric in reading.metrics]


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["text"]))
def test_a_bulletin_gives_exactly_the_metrics_that_it_states(case: dict[str, Any]) -> None:
    assert named(case["text"]) == case["gives"]
