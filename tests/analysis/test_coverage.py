"""Where bulletins were read, where they state nothing, and where nobody looked."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletin_nlp.analysis.coverage import (
    Coverage,
    FailedInput,
    Look,
    ReadBulletin,
    coverage,
    month_state,
    portal_of,
)
from bulletin_nlp.errors import BulletinError
from bulletin_nlp.lexicon.loader import read_lexicon

LEXICON = read_lexicon("coverage")
EXAMPLES = [(state["id"], example) for state in LEXICON["state"] for example in state["examples"]]

PORTAL = "zjj.example.gov.cn"
COMMUNITIES = "communities_renovated"


def read(day: str | None, facts: int = 0, *, portal: str | None = PORTAL) -> ReadBulletin:
    return ReadBulletin(
        site_name=None,
        url=f"https://{portal}/a/{day}.html" if portal else None,
        published=date.fromisoformat(day) if day else None,
        facts={COMMUNITIES: facts} if facts else {},
    )


def failed(day: str | None, *, code: str = "page_no_article", seen: str = "2026-01-01") -> FailedInput:
    published = date.fromisoformat(day) if day else None
    return FailedInput(f"https://{PORTAL}/f.html", None, code, published, date.fromisoformat(seen))


def look(since: str, until: str, outcome: str = "complete") -> Look:
    return Look(PORTAL, date.fromisoformat(since), date.fromisoformat(until), outcome)


def states(found: Coverage, portal: str = PORTAL) -> dict[str, str]:
    return {f"{cell.month:%Y-%m}": cell.state for cell in found.cells if cell.portal == portal}


@pytest.mark.parametrize(("state", "example"), EXAMPLES)
def test_each_state_is_what_its_examples_say(state: str, example: dict[str, Any]) -> None:
    assert month_state(**example) == state


def test_a_month_is_always_in_one_of_the_states() -> None:
    known = {state["id"] for state in LEXICON["state"]}
    for counts in range(2**4):
        bits = [bool(counts >> bit & 1) for bit in range(4)]
        for looked in ("no", "part", "whole"):
            for stating in (0, 1):
                state = month_state(
                    read=stating + bits[0],
                    stating=stating,
                    unread=int(bits[1]),
                    undated=int(bits[2]),
                    failed=bits[3],
                    looked=looked,
                    within=False,
                )
                assert state in known


@pytest.mark.parametrize("example", LEXICON["portal"]["examples"])
def test_a_portal_is_the_host_without_what_leads_it(example: dict[str, str]) -> None:
    assert portal_of(example["url"]) == example["portal"]


@pytest.mark.parametrize("place", [None, "", "/data/1.html", "notes.txt", "-", "https://[broken/1.html"])
def test_what_is_no_address_has_no_portal(place: str | None) -> None:
    assert portal_of(place) is None


def test_a_small_archive_month_by_month() -> None:
    found = coverage(
        [read("2025-01-10", 2), read("2025-01-20"), read("2025-02-11"), read("2025-06-02", 1)],
        [failed("2025-02-25"), failed("2025-04-07")],
        indicators=[COMMUNITIES],
        since=date(2024, 12, 1),
        until=date(2025, 7, 31),
    )
    assert states(found) == {
        "2024-12": "not_looked",
        "2025-01": "found",
        "2025-02": "could_not_read",
        "2025-03": "none_read",
        "2025-04": "could_not_read",
        "2025-05": "none_read",
        "2025-06": "found",
        "2025-07": "not_looked",
    }
    january = next(cell for cell in found.cells if cell.month == date(2025, 1, 1))
    assert (january.read, january.stating, january.facts, january.unread) == (2, 1, 2, 0)


def test_bulletins_that_state_another_indicator_are_read_and_none_is_found() -> None:
    found = coverage([read("2025-01-10", 2)], [], indicators=["investment"])
    assert states(found) == {"2025-01": "none_found"}


def test_without_an_indicator_any_figure_counts() -> None:
    found = coverage([read("2025-01-10", 2), read("2025-02-10")], [])
    assert states(found) == {"2025-01": "found", "2025-02": "none_found"}
    assert {cell.indicator for cell in found.cells} == {None}


def test_each_indicator_has_its_own_months() -> None:
    found = coverage([read("2025-01-10", 2)], [], indicators=[COMMUNITIES, "investment"])
    assert [(cell.indicator, cell.state) for cell in found.cells] == [
        (COMMUNITIES, "found"),
        ("investment", "none_found"),
    ]


def test_only_a_look_over_the_whole_month_says_that_nothing_is_listed() -> None:
    whole = coverage([], [], [look("2025-03-01", "2025-03-31")])
    cut = coverage([], [], [look("2025-03-01", "2025-03-30")])
    assert states(whole) == {"2025-03": "none_listed"}
    assert states(cut) == {"2025-03": "none_read"}


def test_looks_that_follow_each_other_add_up() -> None:
    found = coverage([], [], [look("2025-02-20", "2025-03-14"), look("2025-03-15", "2025-03-31")])
    assert states(found) == {"2025-02": "none_read", "2025-03": "none_listed"}


def test_a_look_that_was_not_ended_claims_nothing() -> None:
    assert states(coverage([], [], [look("2025-03-01", "2025-03-31", "partial")])) == {"2025-03": "none_read"}


def test_a_look_that_failed_is_no_month_without_news() -> None:
    looks = [look("2025-03-01", "2025-04-30", "failed"), look("2025-04-01", "2025-04-30")]
    assert states(coverage([], [], looks)) == {"2025-03": "could_not_read", "2025-04": "none_listed"}


def test_a_failure_without_a_month_forbids_to_say_that_nothing_was_listed() -> None:
    looks = [look("2025-03-01", "2025-04-30")]
    found = coverage([], [failed(None, seen="2025-03-31")], looks)
    # The page was there at the end of March: it is none of April's.
    assert states(found) == {"2025-03": "none_read", "2025-04": "none_listed"}
    assert [cell.undated for cell in found.cells] == [1, 0]


def test_failures_of_a_command_line_leave_no_page_unread() -> None:
    for example in LEXICON["failure"]["examples"]:
        found = coverage([read("2025-03-10")], [failed("2025-03-10", code=example["code"])])
        assert states(found) == {"2025-03": "could_not_read" if example["unread"] else "none_found"}


def test_what_has_no_day_or_no_portal_is_told() -> None:
    found = coverage([read(None), read("2025-03-10", portal=None), read("2025-03-11")], [failed(None)])
    told = {(row.portal, row.why): (row.bulletins, row.failures) for row in found.unplaced}
    assert told == {(PORTAL, "no_date"): (1, 1), (None, "no_portal"): (1, 0)}


def test_a_portal_is_known_by_its_name_where_the_address_is_missing() -> None:
    with_both = ReadBulletin("某市住建局", f"https://{PORTAL}/1.html", date(2025, 1, 5), {COMMUNITIES: 1})
    name_only = ReadBulletin("某市住建局", None, date(2025, 2, 5), {COMMUNITIES: 1})
    found = coverage([with_both, name_only], [])
    assert states(found) == {"2025-01": "found", "2025-02": "found"}
    assert {cell.site_name for cell in found.cells} == {"某市住建局"}


def test_a_name_that_two_hosts_bear_stays_a_portal_of_its_own() -> None:
    rows = [
        ReadBulletin("政府网", "https://a.example.gov.cn/1.html", date(2025, 1, 5), {}),
        ReadBulletin("政府网", "https://b.example.gov.cn/1.html", date(2025, 1, 6), {}),
        ReadBulletin("政府网", None, date(2025, 1, 7), {}),
    ]
    assert {cell.portal for cell in coverage(rows, []).cells} == {
        "a.example.gov.cn",
        "b.example.gov.cn",
        "政府网",
    }


def test_every_portal_has_the_same_months() -> None:
    rows = [read("2025-01-10"), read("2025-03-10", portal="b.example.gov.cn")]
    found = coverage(rows, [])
    assert states(found) == {"2025-01": "none_found", "2025-02": "not_looked", "2025-03": "not_looked"}
    assert states(found, "b.example.gov.cn") == {
        "2025-01": "not_looked",
        "2025-02": "not_looked",
        "2025-03": "none_found",
    }


def test_an_empty_archive_has_no_months() -> None:
    assert coverage([], []) == Coverage((), ())


def test_a_range_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(BulletinError) as caught:
        coverage([], [], since=date(2025, 3, 1), until=date(2025, 2, 1))
    assert caught.value.code == "option_invalid"


def test_a_range_of_centuries_is_refused_and_says_how_to_go_on() -> None:
    example = LEXICON["months"]["example"]
    with pytest.raises(BulletinError, match="1201 months: give --since and --until"):
        coverage([], [], since=example["since"], until=example["until"])
    with pytest.raises(BulletinError, match="months"):
        coverage([read("2025-01-01"), read("0205-01-01")], [])
    assert len(coverage([read("9999-12-31")], []).cells) == 1


def test_an_outcome_that_is_not_known_is_refused() -> None:
    with pytest.raises(ValueError, match="peeked"):
        coverage([], [], [look("2025-03-01", "2025-03-31", "peeked")])


DAYS = st.dates(date(2025, 1, 1), date(2025, 5, 31))
BULLETINS = st.lists(
    st.builds(
        ReadBulletin,
        site_name=st.sampled_from([None, "住建局"]),
        url=st.sampled_from([None, f"https://{PORTAL}/1.html", "https://b.example.gov.cn/1.html"]),
        published=st.none() | DAYS,
        facts=st.sampled_from([{}, {COMMUNITIES: 2}]),
    ),
    max_size=8,
)
FAILURES = st.lists(
    st.builds(
        FailedInput,
        url=st.sampled_from([None, f"https://{PORTAL}/2.html"]),
        site_name=st.none(),
        code=st.just("page_no_article"),
        published=st.none() | DAYS,
        seen=DAYS,
    ),
    max_size=4,
)
LOOKS = st.lists(
    st.builds(
        lambda a, b, outcome: Look(PORTAL, min(a, b), max(a, b), outcome),
        DAYS,
        DAYS,
        st.sampled_from(["complete", "partial", "failed"]),
    ),
    max_size=4,
)


@given(BULLETINS, FAILURES, LOOKS)
def test_the_order_of_what_was_read_never_matters(
    bulletins: list[ReadBulletin], failures: list[FailedInput], looks: list[Look]
) -> None:
    forward = coverage(bulletins, failures, looks, indicators=[COMMUNITIES])
    backward = coverage(bulletins[::-1], failures[::-1], looks[::-1], indicators=[COMMUNITIES])
    assert forward == backward


@given(BULLETINS, FAILURES, LOOKS)
def test_no_bulletin_and_no_failure_is_lost(
    bulletins: list[ReadBulletin], failures: list[FailedInput], looks: list[Look]
) -> None:
    found = coverage(bulletins, failures, looks, indicators=[COMMUNITIES])
    placed = sum(cell.read for cell in found.cells), sum(cell.unread for cell in found.cells)
    left = sum(row.bulletins for row in found.unplaced), sum(row.failures for row in found.unplaced)
    assert (placed[0] + left[0], placed[1] + left[1]) == (len(bulletins), len(failures))
