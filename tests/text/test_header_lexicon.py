"""Every entry of the header lexicon does what its example says, and nothing on its counter-example."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from bulletin_nlp.lexicon.loader import read_lexicon
from bulletin_nlp.text.header_bylines import find_bylines
from bulletin_nlp.text.header_labels import find_labels, match_document_number
from bulletin_nlp.text.header_title import is_body_name
from bulletin_nlp.text.printed_date import CHINA_TIME, match_date, search_dates

LEXICON = read_lexicon("header")


@pytest.mark.parametrize("entry", LEXICON["label"], ids=lambda entry: entry["id"])
def test_a_label_is_found_in_its_example_with_its_value(entry: dict[str, Any]) -> None:
    found = next(label for label in find_labels(entry["example"]) if label.id == entry["id"])
    value = found.value.isoformat() if isinstance(found.value, date) else found.value
    assert found.field == entry["field"]
    if entry["field"]:
        assert value == entry["expected"]
    assert entry["example"][found.start : found.end] != ""
    if "counter" in entry:
        assert not [x for x in find_labels(entry["counter"]) if x.id == entry["id"] and x.value is not None]


@pytest.mark.parametrize("word", sorted({w for entry in LEXICON["label"] for w in entry["words"]}))
def test_every_word_of_a_label_is_found_with_spaces_inside_it(word: str) -> None:
    (found,) = find_labels("  ".join(word) + " ：")
    assert word in next(entry["words"] for entry in LEXICON["label"] if entry["id"] == found.id)


@pytest.mark.parametrize("number", LEXICON["document_number"]["examples"])
def test_a_document_number_is_matched_in_full(number: str) -> None:
    match = match_document_number(number)
    assert match is not None
    assert match[0] == number


@pytest.mark.parametrize("words", LEXICON["document_number"]["counters"])
def test_what_only_looks_like_a_document_number_is_none(words: str) -> None:
    match = match_document_number(words)
    assert match is None or match[0] != words


@pytest.mark.parametrize("example", LEXICON["byline"]["example"], ids=lambda example: example["text"][:16])
def test_bylines_give_exactly_the_names_of_the_example(example: dict[str, Any]) -> None:
    text = example["text"]
    assert [text[start:end] for start, end in find_bylines(text)] == example["names"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("记者向居民介绍，记者来到小区，记者何时能来？记者步入小区。", []),
        ("（责编 赵又禾）", ["赵又禾"]),
        ("资料审核：由区住建局会同街道办理，3日内办结。", []),
        ("图/文 王又丽", []),
        ("文/图：王又丽", ["王又丽"]),
        ("联系人：王 丽  联系电话：5550000", ["王 丽"]),
        ("编辑：欧阳又青、诸葛又明", ["欧阳又青", "诸葛又明"]),
        ("改造完成了。（资料图）", []),
    ],
)
def test_prose_about_reporters_holds_no_byline(text: str, names: list[str]) -> None:
    assert [text[start:end] for start, end in find_bylines(text)] == names


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("临江市住房和城乡建设局", True),
        ("临江市人民政府办公室", True),
        ("临江市召开推进会议精神学习", False),
        ("老旧小区", False),
    ],
)
def test_a_line_that_is_a_body_is_told_from_a_headline(words: str, expected: bool) -> None:
    assert is_body_name(words) is expected


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("2025-02-14", date(2025, 2, 14)),
        ("2025/2/14", date(2025, 2, 14)),
        ("2025.02.14", date(2025, 2, 14)),
        ("2025年2月14日", date(2025, 2, 14)),
        ("2025 年 2 月 14 日", date(2025, 2, 14)),
        ("2025-02-14 16:31", datetime(2025, 2, 14, 16, 31, tzinfo=CHINA_TIME)),
        ("2025-02-14 16:31:07", datetime(2025, 2, 14, 16, 31, 7, tzinfo=CHINA_TIME)),
        ("2017——04——12 21:37", datetime(2017, 4, 12, 21, 37, tzinfo=CHINA_TIME)),
        ("2025-02-14-16:31:07", datetime(2025, 2, 14, 16, 31, 7, tzinfo=CHINA_TIME)),
        ("2025-02-14T16:31:07+08:00", datetime(2025, 2, 14, 16, 31, 7, tzinfo=CHINA_TIME)),
        ("2025-02-14T08:31:07Z", datetime(2025, 2, 14, 16, 31, 7, tzinfo=CHINA_TIME)),
        ("2025-02-14T08:31:07.123Z", datetime(2025, 2, 14, 16, 31, 7, tzinfo=CHINA_TIME)),
        ("2025-02-14 00:00:00", date(2025, 2, 14)),
        ("二〇一七年五月十五日", date(2017, 5, 15)),
        ("二○二五年十二月三十一日", date(2025, 12, 31)),
        ("二Ｏ二五年元月廿一日", date(2025, 1, 21)),
        ("二零二五年十月十日", date(2025, 10, 10)),
    ],
)
def test_every_printed_form_of_a_full_date_is_read(printed: str, value: date) -> None:
    found = match_date(printed)
    assert found is not None
    assert (found.value, found.end) == (value, len(printed))
    assert type(found.value) is type(value)
    assert found.day == (value.date() if isinstance(value, datetime) else value)


@pytest.mark.parametrize(
    "printed",
    ["02-14", "25-02-14", "2025-13-01", "2025年2月", "2月14日", "12025-02-14", "2025-02-31", "1.2.2025"],
)
def test_a_date_that_lacks_its_year_or_does_not_exist_is_none(printed: str) -> None:
    assert list(search_dates(printed)) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("（临江日报记者招待会如期举行）", []),
        ("（临江日报记者程又禾）", ["程又禾"]),
        ("【记者:王又民 责任编辑:梁又曜】", ["王又民", "梁又曜"]),
        ("来源：区委宣传部\n\n作者：周又昂\n\n编辑：黄又中", ["周又昂", "黄又中"]),
        ("资料图。本报记者 韩又立 摄", ["韩又立"]),
    ],
)
def test_bylines_in_brackets_and_on_lines_of_their_own_are_found(text: str, names: list[str]) -> None:
    assert [text[start:end] for start, end in find_bylines(text)] == names
