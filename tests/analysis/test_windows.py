"""What time a value counts."""

from __future__ import annotations

from datetime import date

import pytest

from bulletin_nlp.analysis.baselines import baseline_name, baseline_start
from tests.analysis.factory import seen

# as written | what is said | kind | year | months | baseline | dated by
CASES = [
    ("1-9月", {}, "year_to_date", 2025, 9, None, "period"),
    ("2025年", {"time": "2025-01-01/2025-12-31"}, "year_to_date", 2025, 12, None, "period"),
    (
        "截至9月15日, of the year's plan",
        {"time": "2025-01-01/2025-09-15"},
        "year_to_date",
        2025,
        9,
        None,
        "period",
    ),
    (
        "2025年, as of a day in it",
        {"time": "2025-01-01/2025-12-31", "as_of": "2025-06-30"},
        "year_to_date",
        2025,
        6,
        None,
        "as_of",
    ),
    (
        "2024年, told in January",
        {"time": "2024-01-01/2024-12-31", "as_of": "2025-01-10"},
        "year_to_date",
        2024,
        12,
        None,
        "period",
    ),
    ("今年累计", {"cumulative": True}, "year_to_date", 2025, 9, None, "period"),
    (
        "今年以来",
        {"time": "2025-01-01/", "cumulative": True, "baseline": "今年"},
        "year_to_date",
        2025,
        10,
        None,
        "published",
    ),
    ("6月", {"time": "2025-06-01/2025-06-30"}, "part_of_year", 2025, 1, None, "period"),
    ("下半年", {"time": "2025-07-01/2025-12-31"}, "part_of_year", 2025, 6, None, "period"),
    ("2023年至2024年", {"time": "2023-01-01/2024-12-31"}, "spans_years", 2024, 24, None, "period"),
    (
        "2019年至2024年累计",
        {"time": "2019-01-01/2024-12-31", "cumulative": True},
        "running_total",
        2024,
        72,
        "2019",
        "period",
    ),
    (
        "“十四五”以来",
        {"time": "2021-01-01/", "cumulative": True, "baseline": "“十四五”以来"},
        "running_total",
        2025,
        58,
        "2021",
        "published",
    ),
    (
        "“十四五”以来, told of a day",
        {"time": "2021-01-01/", "cumulative": True, "baseline": "“十四五”", "event_date": "2025-08-01"},
        "running_total",
        2025,
        56,
        "2021",
        "event_date",
    ),
    (
        "“十四五”以来, 截至6月底",
        {"time": "/2025-06-30", "cumulative": True, "baseline": "“十四五”", "as_of": "2025-06-30"},
        "running_total",
        2025,
        54,
        "2021",
        "as_of",
    ),
    (
        "2020年7月以来",
        {"time": "2020-07-01/", "cumulative": True, "baseline": "2020年7月"},
        "running_total",
        2025,
        64,
        "2020-07",
        "published",
    ),
    (
        "3月以来",
        {"time": "2025-03-01/", "cumulative": True, "baseline": "3月"},
        "running_total",
        2025,
        8,
        "2025-03",
        "published",
    ),
    (
        "棚改启动以来",
        {"time": "/", "cumulative": True, "baseline": "棚改启动以来"},
        "running_total",
        2025,
        None,
        "棚改启动",
        "published",
    ),
    (
        "截至9月底累计",
        {"time": "/2025-09-30", "cumulative": True, "as_of": "2025-09-30"},
        "running_total",
        2025,
        None,
        "unknown",
        "as_of",
    ),
    ("累计", {"time": "/", "cumulative": True}, "running_total", 2025, None, "unknown", "published"),
    (
        "截至9月底, not said since when",
        {"time": "/2025-09-30", "as_of": "2025-09-30"},
        "running_total",
        2025,
        None,
        "unknown",
        "as_of",
    ),
    (
        "近五年累计",
        {"time": "/", "cumulative": True, "period_text": "近五年"},
        "period_unknown",
        None,
        None,
        None,
        None,
    ),
    (
        "累计, told nobody knows when",
        {"time": "/", "cumulative": True, "published": None},
        "period_unknown",
        None,
        None,
        None,
        None,
    ),
    ("no time", {"time": "/"}, "period_unknown", None, None, None, None),
    (
        "6月底, of an unknown year",
        {"time": "/", "period_text": "6月底"},
        "period_unknown",
        None,
        None,
        None,
        None,
    ),
    ("2021年起", {"time": "2021-01-01/"}, "period_unknown", None, None, None, None),
    (
        "a period that ends before it begins",
        {"time": "2025-09-30/2025-01-01"},
        "period_unknown",
        None,
        None,
        None,
        None,
    ),
    (
        "a stock, 截至9月底",
        {"time": "/2025-09-30", "as_of": "2025-09-30", "status": None},
        "level",
        2025,
        None,
        None,
        "as_of",
    ),
    ("a stock without a day", {"time": "/", "status": None}, "period_unknown", None, None, None, None),
    (
        "签约率, 截至9月底",
        {"time": "/2025-09-30", "as_of": "2025-09-30", "indicator": "signing_rate", "unit": "%"},
        "level",
        2025,
        None,
        None,
        "as_of",
    ),
    (
        "开工率, 1-9月",
        {"indicator": "start_rate", "unit": "%", "cumulative": True},
        "year_to_date",
        2025,
        9,
        None,
        "period",
    ),
    (
        "同比增长, 1-9月",
        {"indicator": "growth_rate", "unit": "%", "status": None},
        "year_to_date",
        2025,
        9,
        None,
        "period",
    ),
    (
        "2025年计划",
        {"time": "2025-01-01/2025-12-31", "status": "planned"},
        "target",
        2025,
        12,
        None,
        "period",
    ),
    (
        "2025年计划, as of a day",
        {"time": "2025-01-01/2025-12-31", "status": "planned", "as_of": "2025-03-01"},
        "target",
        2025,
        12,
        None,
        "period",
    ),
    (
        "二季度计划",
        {"time": "2025-04-01/2025-06-30", "status": "planned"},
        "part_of_year",
        2025,
        3,
        None,
        "period",
    ),
    (
        "“十四五”计划",
        {"time": "2021-01-01/2025-12-31", "status": "planned"},
        "spans_years",
        2025,
        60,
        None,
        "period",
    ),
    (
        "到2025年底计划累计",
        {"time": "2019-01-01/2025-12-31", "status": "planned", "cumulative": True},
        "running_total",
        2025,
        84,
        "2019",
        "period",
    ),
    ("计划, no time", {"time": "/", "status": "planned"}, "period_unknown", None, None, None, None),
]


@pytest.mark.parametrize("case", CASES, ids=[case[0] for case in CASES])
def test_a_window_follows_from_what_is_said_of_time(case):
    _, said, kind, year, months, baseline, dated_by = case
    found = seen(**said).window
    assert (found.kind, found.year, found.months) == (kind, year, months)
    assert (found.baseline, found.dated_by) == (baseline, dated_by)


def test_only_baselines_with_a_day_can_be_joined():
    dated = seen(time="2021-01-01/", cumulative=True, baseline="“十四五”").window
    worded = seen(time="/", cumulative=True, baseline="棚改启动").window
    nameless = seen(time="/", cumulative=True).window
    assert [w.baseline_dated for w in (dated, worded, nameless, seen().window)] == [True, False, False, False]


@pytest.mark.parametrize(
    ("words", "start"),
    [
        ("“十四五”", date(2021, 1, 1)),
        ("“十四五”以来", date(2021, 1, 1)),
        ("十三五期间", date(2016, 1, 1)),
        ("2019年", date(2019, 1, 1)),
        ("自2019年以来", date(2019, 1, 1)),
        ("2020年7月", date(2020, 7, 1)),
        ("2020年7月15日", date(2020, 7, 15)),
        ("党的十八大以来", date(2012, 11, 8)),
        ("2020年13月", None),
        ("棚改启动", None),
        ("以来", None),
        (None, None),
    ],
)
def test_the_words_of_a_baseline_are_dated_where_they_name_a_day(words, start):
    assert baseline_start(words) == start


def test_the_same_baseline_has_the_same_name_however_it_is_written():
    written = ["“十四五”以来", "十四五时期", "2021年", "2021年以来"]
    assert {baseline_name(words, baseline_start(words)) for words in written} == {"2021"}
    assert baseline_name(None, None) is None
