"""Every example in the lexicons of metrics is read as a bulletin of its own."""

from __future__ import annotations

from typing import Any

import pytest

from bulletin_nlp.extraction.metrics import find_metrics
from bulletin_nlp.extraction.regions import find_regions
from bulletin_nlp.lexicon.loader import read_lexicon
from bulletin_nlp.record import Metric
from tests.extraction.factory import reading_of

RULES: list[dict[str, Any]] = read_lexicon("indicators")["rule"]
INDICATORS: list[dict[str, Any]] = read_lexicon("indicators")["indicator"]
GROUPS: list[dict[str, Any]] = read_lexicon("status")["group"]

#: The ids of the record's contract; they are never renamed.
CONTRACT = {
    "communities_renovated", "households_benefited", "population_benefited", "buildings_renovated",
    "floor_area_renovated", "floor_area_total", "energy_retrofit_area", "investment", "subsidy", "loan",
    "credit_line", "funds_raised", "projects", "start_rate", "completion_rate", "investment_rate",
    "progress_rate", "elevators_installed", "elevators_replaced", "pipelines_renewed", "roads_built",
    "parking_spaces_added", "charging_piles_added", "service_facilities_added", "dilapidated_units_renovated",
    "urban_villages_renovated", "shantytown_units_started", "shantytown_units_completed",
    "resettlement_units", "households_signed", "signing_rate", "vacated_rate", "demolition_rate",
    "growth_rate", "regions_counted",
    "school_places_added", "schools_built", "air_quality_rate", "air_quality_days",
    "pollutant_reduction_rate", "green_area_added", "other",
}  # fmt: skip


def metrics_of(text: str) -> list[Metric]:
    reading = reading_of(text, clean=False)
    find_regions(reading)
    find_metrics(reading)
    return reading.metrics


def test_the_vocabulary_holds_exactly_the_ids_of_the_contract() -> None:
    assert {entry["id"] for entry in INDICATORS} == CONTRACT


def test_every_rule_that_names_words_has_an_example() -> None:
    assert [rule["words"] for rule in RULES if not rule.get("examples")] == []


@pytest.mark.parametrize(
    ("indicator", "text"), [(rule["indicator"], text) for rule in RULES for text in rule["examples"]]
)
def test_an_example_gives_its_indicator(indicator: str, text: str) -> None:
    assert indicator in {metric.indicator for metric in metrics_of(text)}


@pytest.mark.parametrize(
    ("indicator", "text"), [(rule["indicator"], text) for rule in RULES for text in rule.get("counters", [])]
)
def test_a_counter_example_does_not_give_its_indicator(indicator: str, text: str) -> None:
    assert indicator not in {metric.indicator for metric in metrics_of(text)}


@pytest.mark.parametrize(("text", "status"), [(g["example"], g["gives"]) for g in GROUPS if "example" in g])
def test_a_status_cue_gives_its_status(text: str, status: str) -> None:
    assert metrics_of(text)[-1].status == status


def test_no_word_has_two_roles() -> None:
    words = [word for group in GROUPS for word in group["words"]]
    assert sorted({word for word in words if words.count(word) > 1}) == []
