"""What contradicts what, what falls that should not, and which targets were met."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletin_nlp.analysis.conflicts import Conflict, conflicts
from bulletin_nlp.analysis.observations import Observation
from bulletin_nlp.analysis.targets import compared_status
from bulletin_nlp.lexicon.loader import read_lexicon
from tests.analysis.archive import archive

LEXICON = read_lexicon("conflicts")
EXAMPLES = [(rule["id"], example) for rule in LEXICON["rule"] for example in rule["example"]]
YEAR = "2025-01-01/2025-12-31"


def summary(found: Sequence[Conflict]) -> list[dict[str, Any]]:
    return [
        {
            "type": one.type,
            "rule": one.rule,
            "values": [one.first.value, one.second.value],
            "verdict": one.verdict,
            "reason": one.reason,
        }
        for one in found
    ]


def one_of(*told: dict[str, Any]) -> Conflict:
    (found,) = conflicts(archive(told))
    return found


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_each_rule_does_what_its_examples_say(rule: str, example: dict[str, Any]) -> None:
    found = summary(conflicts(archive(example["told"])))
    expected = [{"rule": rule, **row} for row in example["gives"]]
    assert [{name: row[name] for name in said} for row, said in zip(found, expected, strict=True)] == expected


def test_every_word_of_the_closed_sets_is_shown_by_an_example() -> None:
    given = [{"rule": rule, **row} for rule, example in EXAMPLES for row in example["gives"]]
    for name in ("type", "rule", "verdict", "reason"):
        assert {entry["id"] for entry in LEXICON[name]} == {row[name] for row in given if name in row}


@pytest.mark.parametrize("example", LEXICON["target"]["examples"])
def test_the_words_of_a_plan_say_what_it_is_held_against(example: dict[str, str]) -> None:
    plan = {"value": 48, "status": "planned", "context": example["context"], "quote": example["quote"]}
    assert compared_status(archive([plan])[0]) == example["is"]


def test_a_row_names_both_sources_and_the_words() -> None:
    conflict = one_of(
        {
            "value": 120,
            "work": "a",
            "quote": "120个",
            "url": "https://a.example/1",
            "published": "2025-10-12",
        },
        {
            "value": 150,
            "work": "b",
            "quote": "150个",
            "url": "https://b.example/2",
            "published": "2025-10-20",
        },
    )
    row = conflict.row()
    assert row["region"] == "440114"
    assert (row["window"], row["window_start"].isoformat(), row["window_end"].isoformat()) == (
        "year_to_date",
        "2025-01-01",
        "2025-09-30",
    )
    assert (row["first_fact_id"], row["second_fact_id"]) == ("a-0", "b-1")
    assert (row["first_work_id"], row["second_work_id"]) == ("a", "b")
    assert (row["first_quote"], row["second_quote"]) == ("120个", "150个")
    assert (row["first_url"], row["second_url"]) == ("https://a.example/1", "https://b.example/2")
    assert row["first_published"].isoformat() == "2025-10-12"
    assert (row["first_lower"], row["first_upper"], row["second_bounds"]) == (120, 120, "[150, 150]")


def test_bounds_are_shown_with_their_open_ends() -> None:
    conflict = one_of(
        {"value": 100, "work": "a"},
        {"value": 300, "work": "b", "qualifier": "over"},
        {"value": 100, "work": "c"},
    )
    assert conflict.row()["second_bounds"] == "[300, 400)"
    assert conflict.row()["first_also"] == ("c-2",)


def test_a_copy_that_does_not_speak_contradicts_nobody() -> None:
    assert conflicts(archive([{"value": 120}, {"value": 150, "speaks": False}])) == []


def test_what_is_said_of_no_region_is_not_compared() -> None:
    assert conflicts(archive([{"value": 120, "region": None}, {"value": 150, "region": None}])) == []


def test_an_unnamed_part_is_no_rival_of_its_total() -> None:
    told = [
        {"value": 120, "work": "a", "fact_id": "total"},
        {"value": 40, "work": "a", "part_of": "total"},
    ]
    assert conflicts(archive(told)) == []


def test_a_part_that_names_its_region_is_compared_there() -> None:
    told = [
        {"value": 120, "work": "a", "fact_id": "total", "region": "440100"},
        {"value": 40, "work": "a", "part_of": "total"},
        {"value": 44, "work": "b"},
    ]
    (found,) = conflicts(archive(told))
    assert (found.type, found.first.value, found.second.value) == ("between_works", 40, 44)


def test_growth_rates_of_other_things_do_not_contradict() -> None:
    rate = {"indicator": "growth_rate", "unit": "%", "status": None}
    told = [
        {"value": 5, "indicator_text": "棚改投资同比增长", **rate},
        {"value": 9, "indicator_text": "开工数同比增长", **rate},
        {"value": 12, "indicator_text": "开工数同比增长", **rate},
        {"value": 15, "indicator_text": "同比增长", **rate},
        {"value": 18, "indicator_text": "同比增长", **rate},
    ]
    (found,) = conflicts(archive(told))
    assert (found.first.value, found.second.value) == (9, 12)


def test_many_works_that_say_the_same_are_one_side() -> None:
    told = [{"value": 120} for _ in range(5)] + [{"value": 150} for _ in range(4)]
    conflict = one_of(*told)
    assert (len(conflict.first_also), len(conflict.second_also)) == (4, 3)


def test_a_total_that_is_dated_by_its_publication_does_not_fall() -> None:
    total = {"time": "2021-01-01/", "cumulative": True, "baseline": "2021年以来"}
    late = {"value": 480, "published": "2025-09-30", **total}
    early = {"value": 500, "cumulative": True, "time": "2021-01-01/2025-06-30"}
    assert conflicts(archive([early, late])) == []
    # but what was told at the latest in June is more than what is said of September
    told_in_june = {"value": 500, "published": "2025-06-30", **total}
    of_september = {"value": 480, "cumulative": True, "time": "2021-01-01/2025-09-30"}
    assert one_of(told_in_june, of_september).type == "falling_total"


def test_a_fall_that_a_second_work_confirms_is_none_of_one_work_alone() -> None:
    told = [
        {"value": 120, "work": "a", "time": "2025-01-01/2025-06-30"},
        {"value": 110, "work": "a"},
        {"value": 110, "work": "b"},
    ]
    conflict = one_of(*told)
    assert conflict.type == "falling_year_to_date"
    assert {conflict.first.work, conflict.second.work} == {"a", "b"}


def test_the_latest_day_decides_about_a_target() -> None:
    conflict = one_of(
        {"value": 100, "status": "planned", "time": YEAR},
        {"value": 30, "time": "2025-01-01/2025-03-31"},
        {"value": 60, "time": "2025-01-01/2025-06-30"},
    )
    assert (conflict.second.value, conflict.verdict) == (60, "undecided")


def test_a_target_that_was_changed_is_judged_as_it_was_set_each_time() -> None:
    found = conflicts(
        archive(
            [
                {"value": 100, "status": "planned", "time": YEAR},
                {"value": 90, "status": "planned", "time": YEAR},
                {"value": 95, "time": YEAR},
            ]
        )
    )
    assert [(one.type, one.verdict) for one in found] == [
        ("between_works", None),
        ("target", "missed"),
        ("target", "met"),
    ]


def test_a_rate_that_is_planned_is_held_against_the_rate_on_a_day() -> None:
    rate = {"indicator": "start_rate", "unit": "%"}
    conflict = one_of(
        {"value": 100, "status": "planned", "time": "/2025-12-31", **rate},
        {"value": 85, "status": "started", "time": "/2025-12-31", **rate},
    )
    assert (conflict.rule, conflict.verdict) == ("plan_started", "missed")


def test_a_day_that_is_told_in_two_manners_is_one_day() -> None:
    told = [
        {"value": 120, "time": "2025-01-01/2025-06-30"},
        {"value": 110},
        {"value": 110, "time": "2025-01-01/", "as_of": "2025-09-30"},
    ]
    assert len(one_of(*told).second_also) == 1


STATEMENTS = st.lists(
    st.fixed_dictionaries(
        {
            "value": st.integers(90, 110),
            "work": st.sampled_from("abc"),
            "status": st.sampled_from(["planned", "completed", "started"]),
            "time": st.sampled_from([YEAR, "2025-01-01/2025-06-30", "2021-01-01/2025-06-30", "2021-01-01/"]),
            "cumulative": st.booleans(),
            "qualifier": st.sampled_from(["exact", "over", "about", "at_least"]),
            "published": st.sampled_from(["2025-07-01", "2026-01-05", None]),
        }
    ),
    max_size=8,
)


@given(STATEMENTS, st.randoms())
def test_the_order_of_observations_never_matters(told: list[dict[str, Any]], random: Any) -> None:
    observations: list[Observation] = archive(told)
    shuffled = list(observations)
    random.shuffle(shuffled)
    assert conflicts(observations) == conflicts(shuffled)


@given(STATEMENTS)
def test_one_work_is_never_held_against_itself_as_another(told: list[dict[str, Any]]) -> None:
    for found in conflicts(archive(told)):
        same_work = found.first.work == found.second.work
        if found.type != "target":
            assert same_work == (found.type == "within_work")
