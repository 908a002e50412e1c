"""Days that lists print, and years that they leave out."""

from __future__ import annotations

from datetime import date

import pytest

from bulletin_nlp.crawl.lists.list_dates import ListDate, date_entries, read_list_date

READ = [
    ("2025-02-14", (2025, 2, 14)),
    ("[2025-02-14]", (2025, 2, 14)),
    ("（2025/2/4）", (2025, 2, 4)),
    ("2025年2月14日", (2025, 2, 14)),
    ("发布时间：2025.02.14 16:31", (2025, 2, 14)),
    ("25-02-14", (2025, 2, 14)),
    ("02-14", (None, 2, 14)),
    ("[02-29]", (None, 2, 29)),
    ("9/22", (None, 9, 22)),
    ("2月14日", (None, 2, 14)),
    ("1767283200", (2026, 1, 2)),
    ("1767283200000", (2026, 1, 2)),
]


@pytest.mark.parametrize(("text", "expected"), READ)
def test_a_printed_day_is_read(text: str, expected: tuple[int | None, int, int]) -> None:
    assert read_list_date(text) == ListDate(*expected)


@pytest.mark.parametrize(
    "text", ["", "t28095575", "2025-13-40", "25-13-40", "13-40", "16:31", "1-2-3-4", "2025", "第3期"]
)
def test_what_is_no_day_gives_none(text: str) -> None:
    assert read_list_date(text) is None


def test_a_named_form_is_the_only_one_that_is_read() -> None:
    assert read_list_date("02-14", "YY-MM-DD") is None
    assert read_list_date("25-02-14", "MM-DD") is None
    assert read_list_date("25-02-14", "YY-MM-DD") == ListDate(2025, 2, 14)


def dated(
    *printed: str | None, urls: list[str] | None = None, seen: date | None = None
) -> list[tuple[str | None, str | None]]:
    entries = date_entries(printed, urls or [""] * len(printed), seen=seen)
    return [(str(e.published) if e.published else e.problem, e.basis) for e in entries]


def test_years_are_taken_from_neighbours_above_and_below() -> None:
    assert dated("2026-01-10", "01-05", "12-28", "2025-12-20") == [
        ("2026-01-10", "printed"),
        ("2026-01-05", "inferred"),
        ("2025-12-28", "inferred"),
        ("2025-12-20", "printed"),
    ]


def test_without_a_neighbour_or_the_day_of_fetching_there_is_no_year() -> None:
    assert dated("01-05", "12-28") == [("year_unknown", None)] * 2
    assert dated("01-05", seen=date(2026, 1, 6)) == [("2026-01-05", "inferred")]


def test_a_pinned_entry_does_not_turn_the_year_of_those_below() -> None:
    assert dated("03-02", "11-20", seen=date(2026, 3, 5)) == [
        ("2026-03-02", "inferred"),
        ("year_unknown", None),
    ]


def test_neighbours_that_disagree_are_not_believed() -> None:
    assert dated("2026-01-10", "12-28", "2024-12-20")[1] == ("year_unknown", None)


def test_a_list_that_does_not_run_down_gives_no_year() -> None:
    assert dated("2025-01-10", "01-05", "2026-02-20")[1] == ("year_unknown", None)


def test_the_29th_of_february_needs_a_leap_year() -> None:
    assert dated("2025-03-01", "02-29")[1] == ("year_unknown", None)
    assert dated("2024-03-01", "02-29")[1] == ("2024-02-29", "inferred")


def test_the_address_gives_the_day_or_the_year_of_its_month() -> None:
    urls = ["/a/t20260731_1.html", "/202607/x.html", "/x/t28095575.shtml"]
    assert dated(None, "07-02", None, urls=urls) == [
        ("2026-07-31", "url"),
        ("2026-07-02", "inferred"),
        (None, None),
    ]
