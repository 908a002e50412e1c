"""Rows of the store become observations, whatever tool has read them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from bulletin_nlp.analysis.observations import Observation
from bulletin_nlp.errors import BulletinError

ROW = {
    "bulletin_id": "b1",
    "work_id": "w1",
    "speaks": True,
    "published": date(2025, 10, 12),
    "fact_id": "f1",
    "indicator": "communities_renovated",
    "indicator_text": "改造老旧小区",
    "value": 48,
    "unit": "个",
    "precision": 1,
    "status": "completed",
    "period_start": date(2025, 1, 1),
    "period_end": date(2025, 9, 30),
    "region": "440114",
    "excludes": ["440300"],
}


def test_a_row_becomes_an_observation_with_bounds_and_a_window():
    found = Observation.from_row(ROW)
    assert (found.value, found.excludes, found.published) == (48, ("440300",), date(2025, 10, 12))
    assert (found.bounds.lower, found.bounds.upper) == (48, 48)
    assert (found.window.kind, found.window.months) == ("year_to_date", 9)


def test_texts_doubles_and_flags_of_other_database_tools_are_read_as_what_they_are():
    other = ROW | {
        "published": datetime(2025, 10, 12, 8, 30),  # noqa: DTZ001
        "period_end": "2025-09-30",
        "value": 48.2,
        "value_max": 50.0,
        "speaks": 0,
        "excludes": '["440300"]',
    }
    found = Observation.from_row(other)
    assert (found.published, found.period_end) == (date(2025, 10, 12), date(2025, 9, 30))
    assert (found.value, found.value_max, found.speaks) == (Decimal("48.2"), 50, False)
    assert isinstance(found.value_max, int)
    assert found.excludes == ("440300",)


def test_columns_that_are_not_known_are_passed_over():
    assert Observation.from_row(ROW | {"added_later": 1}) == Observation.from_row(ROW)


def test_a_bulletin_without_a_work_is_a_work_of_its_own():
    assert Observation.from_row(ROW).work == "w1"
    assert Observation.from_row(ROW | {"work_id": None}).work == "b1"


@pytest.mark.parametrize(
    ("name", "value"), [("value", None), ("value", "many"), ("as_of", "soon"), ("unit", None)]
)
def test_a_row_that_cannot_be_read_is_named_with_its_fact_and_column(name, value):
    with pytest.raises(BulletinError, match=rf"metric f1: {name}") as raised:
        Observation.from_row(ROW | {name: value})
    assert raised.value.code == "store_unreadable"
