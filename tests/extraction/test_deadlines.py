"""Deadlines, and dates that are none."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bulletin_nlp.extraction.deadlines import find_deadlines
from bulletin_nlp.extraction.reading import Reading
from bulletin_nlp.lexicon.loader import read_lexicon
from bulletin_nlp.text.header import Header
from tests.extraction.factory import reading_of

LEXICON = read_lexicon("deadlines")


def read(text: str, published: date | None = None, header: Header | None = None) -> Reading:
    given = {"published": published} if published else {}
    reading = reading_of(text, clean=False, header=header, **given)
    find_deadlines(reading)
    return reading


@pytest.mark.parametrize("entry", LEXICON["deadline"], ids=lambda entry: str(entry["text"]))
def test_each_deadline_of_the_lexicon_is_read(entry: dict[str, Any]) -> None:
    found = [
        (item.due and item.due.isoformat(), item.bound, item.expression, item.obligation)
        for item in read(entry["text"]).deadlines
    ]
    assert found == [(entry.get("due"), entry["bound"], entry["expression"], entry["obligation"])]


@pytest.mark.parametrize("entry", LEXICON["none"], ids=lambda entry: str(entry["text"]))
def test_each_counter_example_of_the_lexicon_is_none(entry: dict[str, str]) -> None:
    assert read(entry["text"]).deadlines == []


def test_the_examples_of_the_cues_hold() -> None:
    today = date(2025, 3, 1)
    assert read(LEXICON["past"]["example"], date(2025, 8, 1)).deadlines == []
    assert read(LEXICON["eligibility"]["example"], today).deadlines == []
    assert [d.due for d in read(LEXICON["event_start"]["example"], today).deadlines] == [None]
    assert [d.obligation for d in read(LEXICON["obligation"]["example"], today).deadlines] == ["全部进场"]


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("春节前完成回迁。", date(2026, 2, 16)),
        ("30日内完成整改，由各区负责。", None),
        ("限期30日内完成整改。", date(2025, 12, 1)),
        ("明年6月底前全部完工。", date(2026, 6, 30)),
        ("1月底前完成验收。", date(2026, 1, 31)),
    ],
)
def test_the_due_day_is_the_last_one_on_which_it_can_be_met(text: str, due: date | None) -> None:
    deadlines = read(text, date(2025, 11, 1)).deadlines
    assert [item.due for item in deadlines] == ([due] if due else [])


@pytest.mark.parametrize(
    "text",
    [
        "去年底前完成了改造。",
        "6月底，贷款余额达12亿元。",
        "10月11日召开调度会。",
        "2024年底，全市建成120处。",
    ],
)
def test_what_lies_behind_a_bulletin_is_no_deadline(text: str) -> None:
    assert read(text, date(2025, 10, 14)).deadlines == []


def test_a_deadline_of_unknown_year_keeps_its_words() -> None:
    (deadline,) = read("10月底可望全部完工。").deadlines
    assert (deadline.due, deadline.expression, deadline.obligation) == (None, "10月底", "全部完工")


def test_a_deadline_whose_year_was_inferred_is_reported_on_its_own_words() -> None:
    reading = read("2025年现场会\n2月14日，会议召开。各地6月底前全部开工。")
    (deadline,) = reading.deadlines
    assert deadline.due == date(2025, 6, 30)
    assert [w.span and w.span.text for w in reading.warnings] == ["2月14日", "6月底"]


def test_a_date_in_the_title_is_no_deadline() -> None:
    title = "我市部署年底前完成改造"
    reading = read(f"{title}\n会议召开。", date(2025, 3, 1), Header(title=title, title_span=(0, len(title))))
    assert reading.deadlines == []


def test_the_span_of_a_deadline_is_its_expression() -> None:
    text = "2025年，全市确保8月底前进场。"
    (deadline,) = read(text).deadlines
    assert text[deadline.span.start : deadline.span.end] == deadline.expression == "8月底前"


def test_a_day_of_the_title_counts_where_the_body_does_not_give_it() -> None:
    title = "300万平方米老旧小区改造9月底前完成"
    header = Header(title=title, title_span=(0, len(title)))
    alone = read(f"{title}\n2025年，工程全面铺开。", date(2025, 3, 1), header)
    assert [(d.expression, d.due) for d in alone.deadlines] == [("9月底前", date(2025, 9, 30))]
    again = read(f"{title}\n工程力争9月底完成。", date(2025, 3, 1), header)
    assert [d.span.start > len(title) for d in again.deadlines] == [True]


def test_what_the_event_day_has_passed_is_no_deadline() -> None:
    text = "10月28日，发布会召开。2025年，到三季度末，各项目完工。计划11月底前竣工。"
    assert [d.due for d in read(text, None).deadlines] == [date(2025, 11, 30)]


@pytest.mark.parametrize(
    ("text", "expression", "due"),
    [
        ("各市应自本通知印发之日起15日内报送清单。", "自本通知印发之日起15日内", date(2025, 3, 5)),
        ("各县于本通报印发后10日内完成整改。", "本通报印发后10日内", date(2025, 2, 28)),
        ("自印发之日起三年内完成普查。", "自印发之日起三年内", date(2028, 2, 18)),
        ("自受理之日起15日内办结。", "自受理之日起15日内", None),
    ],
)
def test_a_time_that_runs_from_the_issue_is_counted_from_the_bulletins_day(
    text: str, expression: str, due: date | None
) -> None:
    (deadline,) = read(text, date(2025, 2, 18)).deadlines
    assert (deadline.expression, deadline.due) == (expression, due)


def test_a_plan_without_a_day_names_each_of_its_targets() -> None:
    text = (
        "2025年全省启动约500个更新项目。\n到2028年底，建成40个样板片区。\n2028年底，老城小区愿改尽改。\n"
        "2028年底，培育30个以上特色街区。\n2025年底D级危房全面开工改造，2026年底C级危房全面开工改造。"
    )
    assert [(d.due and d.due.isoformat(), d.obligation) for d in read(text).deadlines] == [
        ("2028-12-31", "建成40个样板片区"),
        ("2028-12-31", "老城小区愿改尽改"),
        ("2028-12-31", "培育30个以上特色街区"),
        ("2025-12-31", "D级危房全面开工改造"),
        ("2026-12-31", "C级危房全面开工改造"),
    ]


def test_a_plan_without_any_date_of_its_own_has_targets() -> None:
    text = (
        "工作目标\n1.到2022年，基本完成120个小区的改造。\n到2023年，已完成的小区达90个。\n"
        "到2024年，全市有小区300个。"
    )
    assert [d.expression for d in read(text).deadlines] == ["到2022年"]
