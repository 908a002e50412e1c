"""What a stated value leaves open."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletin_nlp.analysis.bounds import Bounds, bounds_of

# as written | value | value_max | qualifier | precision | unit | indicator | lower | upper
CASES = [
    ("1289户", 1289, None, "exact", 1, "户", "households_benefited", 1289, 1289),
    ("6万户", 60000, None, "exact", 10000, "户", "households_benefited", 55000, 65000),
    ("4.83万个", 48300, None, "exact", 100, "个", "communities_renovated", 48250, 48350),
    ("85%", 85, None, "exact", 1, "%", "start_rate", D("84.5"), D("85.5")),
    ("48.2%", D("48.2"), None, "exact", D("0.1"), "%", "start_rate", D("48.15"), D("48.25")),
    ("48.2% without precision", D("48.2"), None, "exact", None, "%", "start_rate", D("48.15"), D("48.25")),
    ("1289户 without precision", 1289, None, "exact", None, "户", "households_benefited", 1289, 1289),
    ("0个", 0, None, "exact", 1, "个", "communities_renovated", 0, 0),
    ("约3000户", 3000, None, "about", 1, "户", "households_benefited", 2500, 3500),
    ("约1289户", 1289, None, "about", 1, "户", "households_benefited", D("1288.5"), D("1289.5")),
    ("约0.3万户", 3000, None, "about", 1000, "户", "households_benefited", 2500, 3500),
    ("300多万户", 3000000, None, "over", 10000, "户", "households_benefited", 3000000, 4000000),
    ("120余个", 120, None, "over", 1, "个", "communities_renovated", 120, 130),
    ("2.1万多个", 21000, None, "over", 1000, "个", "communities_renovated", 21000, 22000),
    ("近3.2万户", 32000, None, "nearly", 1000, "户", "households_benefited", 31000, 32000),
    ("不少于500户", 500, None, "at_least", 1, "户", "households_benefited", 500, None),
    ("不超过500户", 500, None, "at_most", 1, "户", "households_benefited", 0, 500),
    ("增长不超过5%", 5, None, "at_most", 1, "%", "growth_rate", None, 5),
    ("下降超过5%", -5, None, "over", 1, "%", "growth_rate", -6, -5),
    ("下降不低于5%", -5, None, "at_least", 1, "%", "growth_rate", None, -5),
    ("下降5%", -5, None, "exact", 1, "%", "growth_rate", D("-5.5"), D("-4.5")),
    ("3—5个", 3, 5, "exact", 1, "个", "communities_renovated", 3, 5),
    ("约3—5个", 3, 5, "about", 1, "个", "communities_renovated", D("2.5"), D("5.5")),
    ("不少于3—5个", 3, 5, "at_least", 1, "个", "communities_renovated", 3, None),
    ("约0个", 0, None, "about", 1, "个", "communities_renovated", 0, D("0.5")),
]


@pytest.mark.parametrize("case", CASES, ids=[case[0] for case in CASES])
def test_a_value_lies_within_what_its_words_leave_open(case):
    _, value, value_max, qualifier, precision, unit, indicator, lower, upper = case
    found = bounds_of(value, value_max, qualifier, precision, unit, indicator)
    assert (found.lower, found.upper) == (lower, upper)


def test_the_open_end_of_over_and_nearly_is_left_out():
    over = bounds_of(60000, None, "over", 10000, "户", "households_benefited")
    nearly = bounds_of(60000, None, "nearly", 10000, "户", "households_benefited")
    assert (over.lower_open, over.upper_open) == (False, True)
    assert (nearly.lower_open, nearly.upper_open) == (True, False)


def test_touching_bounds_overlap_unless_an_end_is_open():
    assert Bounds(0, 5).overlaps(Bounds(5, 9))
    assert not Bounds(0, 5, upper_open=True).overlaps(Bounds(5, 9))
    assert not Bounds(0, 5).overlaps(Bounds(5, 9, lower_open=True))
    assert Bounds(5, None).overlaps(Bounds(None, 5))
    assert not Bounds(6, None).overlaps(Bounds(None, 5))


def test_bounds_add_up_and_stay_open_where_one_is():
    assert Bounds(1, 2) + Bounds(10, 20) == Bounds(11, 22)
    assert Bounds(1, 2) + Bounds(10, None) == Bounds(11, None)
    assert (Bounds(1, 2, upper_open=True) + Bounds(1, 1)).upper_open


NUMBERS = st.one_of(
    st.integers(-(10**9), 10**9), st.decimals(-1000, 1000, places=2, allow_nan=False, allow_infinity=False)
)
QUALIFIERS = st.sampled_from(["exact", "about", "over", "nearly", "at_least", "at_most"])


@given(
    NUMBERS, QUALIFIERS, st.sampled_from([None, 1, 10, 10000, D("0.1")]), st.sampled_from(["户", "%", "元"])
)
def test_the_stated_value_itself_is_always_within_its_bounds(value, qualifier, precision, unit):
    found = bounds_of(value, None, qualifier, precision, unit, "growth_rate")
    assert found.lower is None or found.lower <= value
    assert found.upper is None or value <= found.upper
    assert found.overlaps(found)


@given(NUMBERS, NUMBERS, QUALIFIERS, QUALIFIERS)
def test_overlapping_is_mutual(one, other, first, second):
    a = bounds_of(one, None, first, 1, "户", "other")
    b = bounds_of(other, None, second, 1, "户", "other")
    assert a.overlaps(b) == b.overlaps(a)
