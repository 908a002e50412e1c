"""One line of the panel over time: planned beside done, and no difference that the windows do not bear."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletin_nlp.analysis.series import Series, SeriesLine, series
from bulletin_nlp.lexicon.loader import read_lexicon
from tests.analysis.archive import archive

LEXICON = read_lexicon("series")
EXAMPLES = [(gap["id"], example) for gap in LEXICON["gap"] for example in gap["example"]]
YEAR_24, YEAR_25 = "2024-01-01/2024-12-31", "2025-01-01/2025-12-31"


def lines(*told: dict[str, Any], **asked: Any) -> tuple[SeriesLine, ...]:
    return series(archive(told), **asked).lines


@pytest.mark.parametrize(("gap", "example"), EXAMPLES)
def test_each_gap_is_said_as_its_examples_say(gap: str, example: dict[str, Any]) -> None:
    (line,) = lines(*example["points"])
    assert [point.gap or "" for point in line.points] == example["gaps"]
    assert gap in example["gaps"] or "" in example["gaps"]


def test_a_point_has_a_difference_or_says_why_not() -> None:
    for _, example in EXAMPLES:
        for point in lines(*example["points"])[0].points:
            assert (point.gap is None) == (point.difference is not None)


def test_a_difference_leaves_open_what_both_values_do() -> None:
    (line,) = lines(
        {"value": 60000, "precision": 10000, "time": YEAR_24},
        {"value": 71000, "precision": 1000, "time": YEAR_25},
    )
    difference = line.points[1].difference
    assert difference is not None
    assert (difference.value, difference.bounds.lower, difference.bounds.upper) == (11000, 5500, 16500)
    assert difference.since.isoformat() == "2024-12-31"


def test_planned_and_done_are_lines_of_their_own() -> None:
    found = lines(
        {"value": 100, "status": "planned", "time": YEAR_25},
        {"value": 90},
        {"value": 95, "status": "started"},
    )
    assert [(line.subject.status, line.window, len(line.points)) for line in found] == [
        ("planned", "target", 1),
        ("started", "year_to_date", 1),
        ("completed", "year_to_date", 1),
    ]


def test_a_plan_without_a_beginning_never_joins_what_was_done() -> None:
    for line in lines(
        {"value": 100, "status": "planned", "time": "/2025-12-31", "cumulative": True},
        {"value": 90, "time": "/2025-12-31", "cumulative": True},
    ):
        assert len({point.chosen.status for point in line.points}) == 1


def test_totals_since_other_days_are_lines_of_their_own() -> None:
    found = lines(
        {"value": 500, "time": "2019-01-01/2024-12-31", "cumulative": True},
        {"value": 300, "time": "2021-01-01/2024-12-31", "cumulative": True},
        {"value": 400, "time": "/2024-12-31", "cumulative": True},
    )
    assert [line.baseline for line in found] == ["2019", "2021", "unknown"]


def test_a_baseline_may_be_asked_for_in_the_words_of_the_text() -> None:
    told = [
        {"value": 500, "time": "2019-01-01/2024-12-31", "cumulative": True},
        {"value": 300, "time": "2021-01-01/2024-12-31", "cumulative": True},
        {"value": 80},
    ]
    for asked in ("2021", "“十四五”以来", "2021年"):
        (line,) = lines(*told, baseline=asked)
        assert [point.chosen.value for point in line.points] == [300]


def test_only_what_was_asked_for_is_there() -> None:
    told = [
        {"value": 90},
        {"value": 30, "category": "城中村"},
        {"value": 70, "region": "440100"},
        {"value": 60, "indicator": "projects"},
        {"value": 95, "status": "started"},
    ]
    asked = {"indicator": "communities_renovated", "region": "440114"}
    assert [
        line.points[0].chosen.value for line in lines(*told, **asked, status="completed", category="城中村")
    ] == [30]
    assert [line.points[0].chosen.value for line in lines(*told, **asked)] == [95, 90, 30]


def test_years_without_a_point_are_told() -> None:
    (line,) = lines({"value": 80, "time": "2021-01-01/2021-12-31"}, {"value": 90, "time": YEAR_24})
    assert line.missing_years == (2022, 2023)


def test_the_year_shows_its_months_and_its_latest_value() -> None:
    (line,) = lines(
        {"value": 90, "time": YEAR_25},
        {"value": 30, "time": "2025-01-01/2025-03-31"},
        {"value": 60, "time": "2025-01-01/2025-06-30"},
        {"value": 88, "time": YEAR_24},
    )
    assert [point.chosen.value for point in line.points] == [88, 30, 60, 90]
    assert [point.chosen.value for point in line.latest_of_years()] == [88, 90]


def test_works_that_agree_are_one_point_and_the_most_precise_speaks() -> None:
    (line,) = lines(
        {"value": 60000, "precision": 10000, "work": "a"},
        {"value": 58310, "work": "b"},
        {"value": 58310, "work": "c"},
    )
    (point,) = line.points
    assert (point.chosen.value, point.works, point.against) == (58310, 3, ())


def test_a_value_that_others_contradict_says_so() -> None:
    (line,) = lines({"value": 80, "work": "a"}, {"value": 85, "work": "b", "published": "2025-11-01"})
    (point,) = line.points
    assert point.chosen.value == 85
    assert [one.value for one in point.against] == [80]


def test_what_has_no_time_is_counted_and_not_drawn() -> None:
    found = series(archive([{"value": 80, "time": "/", "period_text": "1-9月"}, {"value": 90}]))
    assert [point.chosen.value for line in found.lines for point in line.points] == [90]
    assert [one.value for one in found.without_time] == [80]


def test_nothing_found_is_an_empty_series() -> None:
    assert series([]) == Series((), ())


TOLD = st.lists(
    st.fixed_dictionaries(
        {
            "value": st.integers(90, 110),
            "work": st.sampled_from("abc"),
            "status": st.sampled_from(["planned", "completed"]),
            "time": st.sampled_from(
                [YEAR_24, YEAR_25, "2025-01-01/2025-06-30", "2021-01-01/2025-06-30", "/"]
            ),
            "cumulative": st.booleans(),
            "qualifier": st.sampled_from(["exact", "over", "about"]),
        }
    ),
    max_size=8,
)


@given(TOLD, st.randoms())
def test_the_order_of_observations_never_matters(told: list[dict[str, Any]], random: Any) -> None:
    observations = archive(told)
    shuffled = list(observations)
    random.shuffle(shuffled)
    assert series(observations) == series(shuffled)


@given(TOLD)
def test_a_difference_joins_windows_of_one_length_and_a_known_beginning(told: list[dict[str, Any]]) -> None:
    for line in series(archive(told)).lines:
        by_end = {point.window.end: point for point in line.points}
        for point in line.points:
            if point.difference is not None:
                earlier = by_end[point.difference.since]
                assert point.window.months == earlier.window.months
                assert point.window.start is not None
                assert earlier.window.start is not None
