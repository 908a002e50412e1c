"""What holds of every panel, whatever was published."""

from __future__ import annotations

from collections import Counter
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from bulletin_nlp.analysis.observations import Observation
from bulletin_nlp.analysis.panel import PanelQuestion, build_panel
from bulletin_nlp.analysis.panel_columns import panel_columns, rejected_columns

_TIMES = [
    ("2025-01-01", "2025-03-31"),
    ("2025-01-01", "2025-09-30"),
    ("2025-01-01", "2025-12-31"),
    ("2025-06-01", "2025-06-30"),
    ("2021-01-01", "2025-09-30"),
    ("2021-01-01", None),
    ("2008-01-01", "2008-12-31"),
    ("2012-01-01", "2012-06-30"),
    (None, "2025-09-30"),
    (None, None),
]
_REGIONS = [
    "440400",
    "440402",
    "440403",
    "440404",
    "110101",
    "110103",
    "320503",
    "320504",
    "320508",
    "230711",
]


@st.composite
def observations(draw: st.DrawFn) -> list[Observation]:
    """A few observations of few regions and times, so that many share a key."""
    return [_observation(draw, number) for number in range(draw(st.integers(0, 12)))]


def _observation(draw: st.DrawFn, number: int) -> Observation:
    start, end = draw(st.sampled_from(_TIMES))
    indicator, unit = draw(st.sampled_from([("communities_renovated", "个")] * 3 + [("start_rate", "%")]))
    return Observation(
        bulletin_id=f"b{draw(st.integers(0, 5))}",
        work_id=draw(st.sampled_from([None, "w1", "w2"])),
        fact_id=f"f{number}",
        speaks=draw(st.sampled_from([True, True, True, False])),
        torn=draw(st.booleans()),
        publisher=draw(st.sampled_from([None, "珠海市人民政府", "珠海日报"])),
        published=draw(st.sampled_from([None, date(2025, 10, 12), date(2026, 1, 8)])),
        indicator=indicator,
        unit=unit,
        value=draw(st.integers(1, 12)) * 10,
        precision=draw(st.sampled_from([None, 1, 10])),
        qualifier=draw(st.sampled_from(["exact", "exact", "about", "over", "nearly", "at_least", "at_most"])),
        status=draw(st.sampled_from(["planned", "completed", "completed", None])),
        cumulative=draw(st.booleans()),
        remaining=draw(st.sampled_from([False, False, False, True])),
        period_start=date.fromisoformat(start) if start else None,
        period_end=date.fromisoformat(end) if end else None,
        region=draw(st.sampled_from([None, *_REGIONS])),
        confidence=draw(st.sampled_from([None, 0.5, 0.9])),
    )


QUESTIONS = st.builds(
    PanelQuestion,
    indicators=st.just(frozenset()),
    level=st.sampled_from(["prefecture", "county"]),
    codes=st.sampled_from(["as-published", "current", "2015"]),
    derive=st.booleans(),
)


@settings(deadline=None, max_examples=150)
@given(observations(), QUESTIONS, st.randoms(use_true_random=False))
def test_the_panel_does_not_depend_on_the_order(seen, asked, chance):
    mixed = list(seen)
    chance.shuffle(mixed)
    assert build_panel(mixed, asked) == build_panel(seen, asked)


@settings(deadline=None, max_examples=150)
@given(observations(), QUESTIONS)
def test_every_observation_in_scope_is_in_exactly_one_place(seen, asked):
    panel = build_panel(seen, asked)
    placed = Counter(row.fact_id for row in panel.rows if row.fact_id is not None)
    placed.update(r.fact_id for r in panel.rejected)
    below = Counter()
    for row in panel.rows:
        # with --derive the parts are of another level, and stand in no other row
        (placed if asked.level == "county" else below).update(row.parts)
    assert set(placed.values()) <= {1}
    assert set(below.values()) <= {1}
    assert not set(placed) & set(below)
    assert len(placed) + panel.outside == len(seen)


@settings(deadline=None, max_examples=150)
@given(observations(), QUESTIONS)
def test_a_row_states_what_one_observation_states_or_adds_values_of_different_regions(seen, asked):
    known = {one.fact_id: one for one in seen}
    for row in build_panel(seen, asked).rows:
        parts = [known[name] for name in row.parts] or [known[row.fact_id or ""]]
        assert {one.status for one in parts} == {row.status}
        assert {one.window.end for one in parts} == {row.period_end}
        assert {one.window.baseline for one in parts} == {row.baseline}
        assert len({one.region for one in parts}) == len(parts)
        assert row.value == sum(one.value for one in parts)
        assert all(one.speaks and not one.remaining for one in parts)
        assert row.rule != "derived_sum" or (row.unit != "%" and row.baseline != "unknown")


@settings(deadline=None, max_examples=100)
@given(observations(), QUESTIONS)
def test_a_row_is_the_only_one_of_its_key_and_no_later_window_was_passed_over(seen, asked):
    panel = build_panel(seen, asked)
    assert len({row.key for row in panel.rows}) == len(panel.rows)
    chosen = {row.fact_id: row for row in panel.rows}
    ends = {one.fact_id: one.window.end for one in seen}
    for other in panel.rejected:
        row = chosen.get(other.chosen_fact_id) if other.chosen_fact_id else None
        if row is not None and other.reason != "part_of_merged":
            assert ends[other.fact_id] <= row.period_end
            assert (other.status, other.baseline) == (row.status, row.baseline)


@settings(deadline=None, max_examples=60)
@given(observations(), QUESTIONS)
def test_rows_have_the_columns_and_codes_that_the_codebook_tells(seen, asked):
    panel = build_panel(seen, asked)
    for columns, rows in ((panel_columns(), panel.rows), (rejected_columns(), panel.rejected)):
        for row in rows:
            values = row.as_row()
            assert set(values) == {column.name for column in columns}
            for column in columns:
                if column.values and values[column.name] is not None:
                    assert values[column.name] in {code for code, _ in column.values}
