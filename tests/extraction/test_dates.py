"""Dates and periods with the bulletin's own day or year."""

from __future__ import annotations

from datetime import date

import pytest

from bulletin_nlp.extraction.dates import DateExpression, find_dates
from bulletin_nlp.extraction.reading import Reading
from bulletin_nlp.lexicon.loader import read_lexicon
from tests.extraction.factory import reading_of

DATES = read_lexicon("dates")


def read(text: str, published: date | None = date(2025, 3, 10)) -> Reading:
    given = {"published": published} if published else {}
    reading = reading_of(text, clean=False, **given)
    find_dates(reading)
    return reading


def only(text: str, published: date | None = date(2025, 3, 10)) -> tuple[str, DateExpression]:
    reading = read(text, published)
    assert len(reading.dates) == 1, reading.dates
    expression = reading.dates[0]
    return text[expression.start : expression.end], expression


@pytest.mark.parametrize(
    ("text", "span", "kind", "first", "last"),
    [
        ("2025年2月14日", "2025年2月14日", "day", "2025-02-14", "2025-02-14"),
        ("2025 年 2 月 14 日", "2025 年 2 月 14 日", "day", "2025-02-14", "2025-02-14"),
        ("二〇二五年二月十四日", "二〇二五年二月十四日", "day", "2025-02-14", "2025-02-14"),
        ("2025-02-14", "2025-02-14", "day", "2025-02-14", "2025-02-14"),
        ("2025.2.14", "2025.2.14", "day", "2025-02-14", "2025-02-14"),
        ("2025/2/14", "2025/2/14", "day", "2025-02-14", "2025-02-14"),
        ("2月14日", "2月14日", "day", "2025-02-14", "2025-02-14"),
        ("8日召开", "8日", "day", "2025-03-08", "2025-03-08"),
        ("6月", "6月", "month", "2025-06-01", "2025-06-30"),
        ("元月动工", "元月", "month", "2025-01-01", "2025-01-31"),
        ("6月底", "6月底", "month_end", "2025-06-30", "2025-06-30"),
        ("2024年2月末", "2024年2月末", "month_end", "2024-02-29", "2024-02-29"),
        ("本月底", "本月底", "month_end", "2025-03-31", "2025-03-31"),
        ("上月", "上月", "month", "2025-02-01", "2025-02-28"),
        ("三季度", "三季度", "quarter", "2025-07-01", "2025-09-30"),
        ("第三季度末", "第三季度末", "quarter_end", "2025-09-30", "2025-09-30"),
        ("本季度末", "本季度末", "quarter_end", "2025-03-31", "2025-03-31"),
        ("上季度", "上季度", "quarter", "2024-10-01", "2024-12-31"),
        ("24年6月", "24年6月", "month", "2024-06-01", "2024-06-30"),
        ("24年底", "24年底", "year_end", "2024-12-31", "2024-12-31"),
        ("上月15日", "上月15日", "day", "2025-02-15", "2025-02-15"),
        ("前三季度", "前三季度", "range", "2025-01-01", "2025-09-30"),
        ("上半年", "上半年", "half", "2025-01-01", "2025-06-30"),
        ("2024年下半年", "2024年下半年", "half", "2024-07-01", "2024-12-31"),
        ("年底", "年底", "year_end", "2025-12-31", "2025-12-31"),
        ("2027年末", "2027年末", "year_end", "2027-12-31", "2027-12-31"),
        ("年初", "年初", "year_start", "2025-01-01", "2025-01-01"),
        ("今年", "今年", "year", "2025-01-01", "2025-12-31"),
        ("去年", "去年", "year", "2024-01-01", "2024-12-31"),
        ("明年6月", "明年6月", "month", "2026-06-01", "2026-06-30"),
        ("1-9月份", "1-9月份", "range", "2025-01-01", "2025-09-30"),
        ("2024年1～8月", "2024年1～8月", "range", "2024-01-01", "2024-08-31"),
        ("前8个月", "前8个月", "range", "2025-01-01", "2025-08-31"),
        ("2019年至2024年", "2019年至2024年", "range", "2019-01-01", "2024-12-31"),
        ("2021—2025年", "2021—2025年", "range", "2021-01-01", "2025-12-31"),
        ("3月8日至15日", "3月8日至15日", "range", "2025-03-08", "2025-03-15"),
        ("2024年8月至2025年2月", "2024年8月至2025年2月", "range", "2024-08-01", "2025-02-28"),
        ("近5年", "近5年", "span_of_years", "2020-03-10", "2025-03-10"),
        ("十年来", "十年来", "span_of_years", "2015-03-10", "2025-03-10"),
        ("“十四五”期间", "“十四五”期间", "plan", "2021-01-01", "2025-12-31"),
        ("“十三五”规划", "“十三五”规划", "plan", "2016-01-01", "2020-12-31"),
        ("“十五五”期末", "“十五五”期末", "plan_end", "2030-12-31", "2030-12-31"),
        ("5月上旬", "5月上旬", "range", "2025-05-01", "2025-05-10"),
        ("15个工作日内", "15个工作日内", "duration", "2025-03-10", "2025-03-31"),
        ("三年内", "三年内", "duration", "2025-03-10", "2028-03-10"),
    ],
)
def test_a_date_is_read_against_the_day_of_publication(
    text: str, span: str, kind: str, first: str, last: str
) -> None:
    words, expression = only(text)
    assert words == span
    assert (expression.kind, str(expression.first), str(expression.last)) == (kind, first, last)


@pytest.mark.parametrize(
    ("text", "prefix", "suffix", "outer"),
    [
        ("截至6月底，", "until", "by", "截至6月底"),
        ("自2019年以来", "since", "since", "自2019年以来"),
        ("5月31日前开工", None, "before", "5月31日前"),
        ("2025年底以前", None, "before", "2025年底以前"),
        ("到2027年底", "by", "by", "到2027年底"),
        ("年内完工", None, "within", "年内"),
        ("30日内验收", None, "within", "30日内"),
        ("6月前期准备", None, None, "6月"),
        ("达到2025年水平", None, None, "2025年"),
    ],
)
def test_words_around_a_date_change_its_sense(
    text: str, prefix: str | None, suffix: str | None, outer: str
) -> None:
    _, expression = only(text)
    assert (expression.prefix, expression.suffix) == (prefix, suffix)
    assert text[expression.outer_start : expression.outer_end] == outer


@pytest.mark.parametrize(
    "entry", [*DATES["before"], *DATES["after"]], ids=lambda entry: str(entry["example"])
)
def test_each_word_around_a_date_is_read_in_its_example(entry: dict[str, str]) -> None:
    _, expression = only(entry["example"])
    assert entry["id"] in (expression.prefix, expression.suffix)


@pytest.mark.parametrize("entry", DATES["festival"], ids=lambda entry: str(entry["example"]))
def test_a_festival_is_due_on_its_eve_where_its_day_is_known(entry: dict[str, str]) -> None:
    _, expression = only(entry["example"])
    assert (expression.kind, expression.suffix) == ("festival", "before")
    assert (expression.last is not None) == ("month" in entry or "table" in entry)


def test_the_next_spring_festival_is_meant() -> None:
    assert only("春节前交付", date(2025, 11, 3))[1].last == date(2026, 2, 16)


@pytest.mark.parametrize(
    ("text", "published", "last"),
    [
        ("12月28日召开会议", date(2025, 1, 5), date(2024, 12, 28)),
        ("1—12月，开工65个", date(2025, 1, 20), date(2024, 12, 31)),
        ("将于12月8日启用", date(2025, 1, 5), date(2025, 12, 8)),
        ("11月底前完工", date(2025, 1, 5), date(2025, 11, 30)),
        ("1月底前完工", date(2025, 12, 5), date(2026, 1, 31)),
        ("28日召开会议", date(2025, 3, 2), date(2025, 2, 28)),
    ],
)
def test_at_the_turn_of_the_year_the_nearer_year_is_meant(text: str, published: date, last: date) -> None:
    assert only(text, published)[1].last == last


def test_a_year_named_in_the_sentence_holds_for_what_follows_it() -> None:
    dates = read("2026年，全市3月底前开工。6月召开现场会。").dates
    assert [str(item.last) for item in dates] == ["2026-12-31", "2026-03-31", "2025-06-30"]


def test_a_day_takes_the_month_named_before_it() -> None:
    assert [str(item.last) for item in read("1月22日和27日，调研组走访。").dates] == [
        "2025-01-22",
        "2025-01-27",
    ]


@pytest.mark.parametrize("text", ["2月30日", "13月", "不同年龄段", "三年初见成效", "一年", "30日元", "第3日"])
def test_what_is_no_day_of_the_calendar_has_no_days(text: str) -> None:
    assert all(item.last is None for item in read(text).dates)


def test_without_any_year_days_stay_null_and_are_reported_once() -> None:
    reading = read("3月3日召开会议，10月底完工。", None)
    assert reading.anchor is None
    assert [item.last for item in reading.dates] == [None, None]
    assert [(w.code, w.span and w.span.text) for w in reading.warnings] == [("year_unknown", "3月3日")]
    assert reading.event_date is None
