"""Every printed form and every address of the lexicon gives its example's day, and its counter gives none."""

from __future__ import annotations

from typing import Any

import pytest

from bulletin_nlp.lexicon.loader import read_lexicon
from bulletin_nlp.page.date_forms import date_in_url, labelled_date, shown_dates
from bulletin_nlp.page.shown_date import is_of_an_event

LEXICON = read_lexicon("page_dates")


@pytest.mark.parametrize("form", LEXICON["form"], ids=lambda form: form["id"])
def test_a_form_reads_its_example_after_a_label_and_nothing_from_its_counter(form: dict[str, Any]) -> None:
    printed = labelled_date("发布时间：" + form["example"], 5)
    assert printed is not None
    assert (printed.value.isoformat(), printed.end) == (form["expected"], 5 + len(form["example"]))
    assert labelled_date("发布时间：" + form["counter"], 5) is None


@pytest.mark.parametrize("form", LEXICON["form"], ids=lambda form: form["id"])
def test_a_form_that_needs_a_label_is_no_date_without_one(form: dict[str, Any]) -> None:
    shown = [printed.value.isoformat() for printed in shown_dates(form["example"])]
    assert shown == ([] if form.get("labelled") else [form["expected"]])
    assert shown_dates(form["counter"]) == []


@pytest.mark.parametrize("form", LEXICON["address"], ids=lambda form: form["cms"])
def test_an_address_gives_the_day_of_its_form(form: dict[str, Any]) -> None:
    day = date_in_url(form["example"])
    assert day is not None
    assert day.isoformat() == form["expected"]
    assert date_in_url(form["counter"]) is None


@pytest.mark.parametrize(
    "url",
    [
        "https://portal.example/show.aspx?path=/2025/03/04/",
        "https://portal.example/a.html#/2025/03/04/",
        "https://portal.example/2025/13/04/a.html",
        "https://portal.example/id/20250304123456/a.html",
        "https://portal.example/zfgb/202503/a.html",
        "https://[portal.example/2025/03/04/",
    ],
)
def test_what_only_looks_like_a_day_in_an_address_is_none(url: str) -> None:
    assert date_in_url(url) is None


def test_an_address_with_a_false_and_a_true_day_gives_the_true_one() -> None:
    day = date_in_url("https://portal.example/2025/1399/2025/03/04/a.html")
    assert day is not None
    assert day.isoformat() == "2025-03-04"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-03-04 3:05 PM", "2025-03-04T15:05:00+08:00"),
        ("2025-03-04 12:05:09 am", "2025-03-04T00:05:09+08:00"),
        ("2025/3/4 15:05 PM", "2025-03-04T15:05:00+08:00"),
        ("２０２５-０３-０４ ０９:１２", "2025-03-04T09:12:00+08:00"),
        ("2025——03——04 21:37", "2025-03-04T21:37:00+08:00"),
        ("2025-03-04T01:12:00Z", "2025-03-04T09:12:00+08:00"),
        ("2025-03-03T23:30:00-0500", "2025-03-04T12:30:00+08:00"),
        ("二〇二五年三月四日", "2025-03-04"),
        ("[2025.03.04]", "2025-03-04"),
        ("99-12-31", "1999-12-31"),
        ("05年7月5日", "2005-07-05"),
        ("9/17/2004", "2004-09-17"),
        ("5/5/2005 12:30 am", "2005-05-05T00:30:00+08:00"),
    ],
)
def test_a_date_after_a_label_is_read_in_every_order_that_says_which_number_is_the_day(
    text: str, expected: str
) -> None:
    printed = labelled_date(text)
    assert printed is not None
    assert printed.value.isoformat() == expected


@pytest.mark.parametrize(
    "text", ["2005年07月", "2025", "7/5/2005", "31/31/2025", "25:70", "2025-02-30", "待定", "60-01-01"]
)
def test_no_day_is_made_up_where_none_is_printed(text: str) -> None:
    assert labelled_date(text) is None


def test_the_examples_of_events_are_told_from_days_of_publication() -> None:
    assert is_of_an_event(LEXICON["near"]["example"])
    assert not is_of_an_event("时间：2025-03-04 来源：云岭日报")
