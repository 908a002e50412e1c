"""Under which code a value stands, and what is made of regions that were merged."""

from __future__ import annotations

from datetime import date

import pytest

from bulletin_nlp.analysis.panel import Panel, PanelQuestion, build_panel
from bulletin_nlp.analysis.publishers import Publishers
from bulletin_nlp.analysis.region_codes import RegionCodes
from bulletin_nlp.errors import BulletinError
from bulletin_nlp.lexicon.divisions import Divisions
from tests.analysis.factory import seen

TABLE = Divisions.load()
OLD = "2008-01-01/2008-12-31"

# code | day | asked | becomes | part of how many | reason
CODES = [
    ("440114", "2020-12-31", "as-published", "440114", 0, None),
    ("110103", "2008-12-31", "as-published", "110103", 0, None),
    ("110103", "2008-12-31", "current", "110101", 2, None),
    ("110101", "2008-12-31", "current", "110101", 2, None),
    ("110101", "2015-12-31", "current", "110101", 0, None),
    ("110224", "2001-06-30", "current", "110115", 0, None),  # in the year in which both codes hold
    ("110115", "2001-06-30", "current", "110115", 0, None),
    ("320503", "2010-12-31", "current", "320508", 3, None),  # three districts became a new one
    ("320508", "2012-12-31", "current", "320508", 0, None),
    ("330104", "2019-12-31", "current", "330102", 2, None),  # one enlarged a district that stood before
    ("330102", "2019-12-31", "current", "330102", 2, None),
    ("330102", "2021-12-31", "current", "330102", 0, None),
    ("230706", "2015-12-31", "current", "230718", 2, None),  # with a part of another, which is split
    ("230711", "2015-12-31", "current", None, 0, "code_split"),
    ("371200", "2015-12-31", "current", None, 0, "code_split"),  # a city that became two districts
    (
        "130103",
        "2012-12-31",
        "current",
        None,
        0,
        "code_unknown",
    ),  # a namesake in another city is no successor
    ("999999", "2015-12-31", "current", None, 0, "code_unknown"),
    ("999999", "2015-12-31", "as-published", None, 0, "code_unknown"),
    ("100000", "2015-12-31", "current", "100000", 0, None),
    ("330102", "2010-12-31", "2015", "330102", 0, None),
    ("330104", "2010-12-31", "2015", "330104", 0, None),
    ("330102", "2023-12-31", "2015", None, 0, "code_split"),
    ("610118", "2020-12-31", "2015", "610125", 0, None),
    ("110103", "2008-12-31", "2015", "110101", 2, None),
    ("110115", "2023-12-31", "2015", "110115", 0, None),
]


@pytest.mark.parametrize(("code", "day", "asked", "becomes", "parts", "reason"), CODES)
def test_a_code_becomes_what_the_table_of_divisions_tells(code, day, asked, becomes, parts, reason):
    found = RegionCodes(asked, TABLE).place(code, date.fromisoformat(day))
    assert (found.code, len(found.parts), found.reason) == (becomes, parts, reason)
    assert found.part in (None, *found.parts)


def panel(*facts: object, **asked: object) -> Panel:
    question = {"indicators": frozenset(), "level": "county", "codes": "current"} | asked
    return build_panel(facts, PanelQuestion(**question))  # type: ignore[arg-type]


def reasons(found: Panel) -> dict[str, str]:
    return {r.fact_id: r.reason for r in found.rejected}


def test_parts_of_a_merged_region_are_added_with_their_bounds():
    found = panel(
        seen(40000, fact_id="a", region="110101", time=OLD, precision=10000),
        seen(300, fact_id="b", region="110103", time=OLD),
    )
    (row,) = found.rows
    assert (row.value, row.lower, row.upper) == (40300, 35300, 45300)
    assert (row.parts, row.children_present, row.children_total) == (("a", "b"), 2, 2)
    assert (row.fact_id, row.code_published) == (None, None)
    assert found.rejected == ()


def test_shares_of_merged_regions_are_not_added():
    said = {"unit": "%", "indicator": "start_rate", "time": OLD}
    found = panel(
        seen(80, fact_id="a", region="110101", **said), seen(90, fact_id="b", region="110103", **said)
    )
    assert found.rows == ()
    assert reasons(found) == {"a": "never_added", "b": "never_added"}


def test_parts_of_other_windows_are_not_added():
    found = panel(
        seen(4, fact_id="half", region="110101", time="2008-01-01/2008-06-30"),
        seen(3, fact_id="year", region="110103", time=OLD),
    )
    (row,) = found.rows
    assert (row.value, row.qualifier, row.upper, row.parts) == (3, "at_least", None, ("year",))
    assert reasons(found) == {"half": "parts_differ"}


def test_running_totals_of_merged_regions_are_added_only_from_a_known_day():
    said = {"time": "/2008-12-31", "as_of": "2008-12-31", "cumulative": True}
    found = panel(
        seen(4, fact_id="a", region="110101", **said), seen(3, fact_id="b", region="110103", **said)
    )
    assert found.rows == ()
    assert reasons(found) == {"a": "parts_differ", "b": "parts_differ"}


def test_a_value_of_the_whole_stands_before_those_of_its_parts():
    found = panel(
        seen(9, fact_id="whole", region="320508", time="2012-01-01/2012-12-31"),
        seen(3, fact_id="part", region="320503", time="2012-01-01/2012-06-30"),
    )
    assert [row.fact_id for row in found.rows] == ["whole"]
    assert reasons(found) == {"part": "part_of_merged"}
    assert found.rejected[0].chosen_fact_id == "whole"


def test_shares_and_unknown_baselines_are_never_derived():
    share = {"unit": "%", "indicator": "start_rate"}
    total = {"time": "/2025-09-30", "as_of": "2025-09-30", "cumulative": True}
    for said in (share, total):
        facts = [seen(50, fact_id=code, region=code, **said) for code in ("440402", "440403", "440404")]
        found = panel(*facts, level="prefecture", derive=True)
        assert (found.rows, found.rejected, found.outside) == ((), (), 3)


def test_the_country_is_its_provinces_without_those_that_its_figures_leave_out():
    facts = [seen(1, fact_id=f"{n}", region=f"{n}0000") for n in (11, 44, 81)]
    (row,) = panel(*facts, level="nation", derive=True).rows
    assert (row.region, row.region_name, row.value) == ("100000", "全国", 2)
    assert (row.children_present, row.children_total) == (2, 31)


def test_a_region_asked_for_leaves_out_what_lies_elsewhere_and_what_may():
    facts = [seen(1, fact_id=f"{code}", region=code) for code in ("440114", "440402", None)]
    found = panel(*facts, region="440400")
    assert [row.region for row in found.rows] == ["440402"]
    assert (found.rejected, found.outside) == ((), 2)


@pytest.mark.parametrize(
    "asked", [{"level": "village"}, {"codes": "soon"}, {"codes": "1900"}, {"statuses": frozenset(["done"])}]
)
def test_what_cannot_be_asked_is_refused(asked):
    with pytest.raises(BulletinError) as raised:
        panel(**asked)
    assert raised.value.code == "option_invalid"


@pytest.mark.parametrize(
    ("publisher", "region", "governs"),
    [
        ("广州市花都区人民政府", "440114", True),
        ("广东省住房和城乡建设厅", "440114", True),
        ("中共广州市委办公厅", "440100", True),
        ("住房和城乡建设部", "440100", True),
        ("广州市花都区人民政府", "440100", False),
        ("江苏省住房和城乡建设厅", "440100", False),
        ("花都日报", "440114", False),
        ("市住房和城乡建设局", "440114", False),
        (None, "440114", False),
    ],
)
def test_a_government_is_told_by_the_place_that_its_name_begins_with(publisher, region, governs):
    assert Publishers(TABLE).governs(publisher, region) is governs
