"""Traditional becomes Simplified, and Simplified stays."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from opencc import OpenCC

from bulletin_nlp.lexicon.loader import read_lexicon
from bulletin_nlp.text import script
from bulletin_nlp.text.script import detect_script, raw_to_simplified, to_simplified
from tests.text.damage import BULLETIN, to_traditional

LIBRARY = OpenCC("t2s")
# Words around characters whose reading depends on the phrase.
WORDS = [
    "乾隆",
    "乾淨",
    "乾",
    "隆",
    "藉口",
    "狼藉",
    "覆蓋",
    "答覆",
    "覆",
    "瞭解",
    "瞭望",
    "徵收",
    "魏徵",
    "鍾",
    "於",
    "於潛",
    "麼",
    "么",
    "著",
]


@given(
    st.lists(
        st.sampled_from(WORDS)
        | st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=4)
        | st.sampled_from(["，", "。", " ", "-", "A1", "\n"])
    ).map("".join)
)  # fmt: skip
@example("大目乾連冥間救母變文乾乾淨淨")
def test_the_fast_way_is_exactly_the_librarys(text: str):
    assert raw_to_simplified(text) == LIBRARY.convert(text)


def test_a_distribution_without_text_dictionaries_is_used_whole(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(script, "_read_dictionary", lambda name: None)
    monkeypatch.setattr(script, "_probe", lambda convert: {"縣": "县", "潛": "潜", "開": "开"})
    script._script.cache_clear()
    try:
        assert raw_to_simplified("乾隆開藉口") == "乾隆开借口"
        assert to_simplified("乾安縣開", "Hant") == "乾安县开"
    finally:
        script._script.cache_clear()


@given(st.text())
def test_conversion_keeps_the_length_of_any_text(text: str):
    for kind in ("Hans", "Hant", "mixed"):
        assert len(to_simplified(text, kind)) == len(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (BULLETIN, "Hans"),
        (to_traditional(BULLETIN), "Hant"),
        (BULLETIN[:200] + to_traditional(BULLETIN)[200:], "mixed"),
        ("", "Hans"),
        ("王甫一", "Hans"),
        ("洪昇、毕昇的家乡", "Hans"),
        (BULLETIN + "\n來源:臨江網", "Hans"),
    ],
)
def test_the_script_is_told_by_the_characters_that_only_one_has(text: str, expected: str):
    assert detect_script(text) == expected


def test_a_traditional_line_under_a_simplified_page_is_converted_alone():
    source = BULLETIN + "\n於潜镇、乾县\n臨江網訊"
    assert to_simplified(source, detect_script(source)) == BULLETIN + "\n於潜镇、乾县\n临江网讯"


@pytest.mark.parametrize("place", [entry["name"] for entry in read_lexicon("script")["places"]])
def test_no_place_name_is_damaged_on_the_way(place: str):
    source = to_traditional("會議在" + place + "開幕")
    assert to_simplified(source, "Hant") == "会议在" + place + "开幕"


@pytest.mark.parametrize(
    ("source", "expected"),
    [*read_lexicon("script")["personal"]["examples"], *read_lexicon("script")["particles"][0]["examples"]],
)
def test_the_lexicons_examples_hold(source: str, expected: str):
    assert to_simplified(source, "Hant") == expected
