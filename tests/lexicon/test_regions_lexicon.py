"""Every entry of the regions lexicon does what its example says, and not what its counter-example says."""

from __future__ import annotations

from typing import Any

import pytest

from bulletin_nlp.extraction.reading import Reading
from bulletin_nlp.extraction.regions import find_regions
from bulletin_nlp.lexicon.loader import read_lexicon
from tests.extraction.factory import reading_of

LEXICON: dict[str, Any] = read_lexicon("regions")
TRAPS = [(trap["name"], word, trap["example"]) for trap in LEXICON["trap"] for word in trap["words"][:1]]


def _read(text: str) -> Reading:
    reading = reading_of(text, clean=False)
    find_regions(reading)
    return reading


def _written(text: str) -> set[str]:
    return {text[m.start : m.end] for m in _read(text).region_mentions}


@pytest.mark.parametrize("trap", LEXICON["trap"], ids=lambda trap: f"{trap['name']}-{trap['words'][0]}")
def test_a_word_that_holds_a_short_name_is_no_place(trap: dict[str, Any]) -> None:
    assert any(word in trap["example"] for word in trap["words"]), "the example shows one of the words"
    assert trap["name"] not in _written(trap["example"])
    if "counter" in trap:
        assert trap["name"] in _written(trap["counter"])


@pytest.mark.parametrize("word", [word for trap in LEXICON["trap"] for word in trap["words"]])
def test_no_trap_holds_a_place_by_itself(word: str) -> None:
    names = {trap["name"] for trap in LEXICON["trap"] if word in trap["words"]}
    assert not names & _written(f"记者了解到{word}的情况。")


@pytest.mark.parametrize(
    ("section", "none_of"),
    [
        ("weak_short", {"日照", "来宾"}),
        ("ordinary_short", {"和平"}),
        ("never_short", {"南部", "合作", "会同"}),
        ("landscape", {"嘉陵", "白云"}),
        ("ordinary_full", {"老城区", "新城区"}),
        ("ordinary_township", {"新城镇", "新建街道"}),
        ("false_end", {"新兴街道", "富强乡"}),
        ("street", {"北京", "上海", "广州", "中山", "山西"}),
        ("firm", {"北京", "山东", "中山"}),
        ("media", {"广州", "淮南", "竹山"}),
        ("dateline", {"哈尔滨"}),
    ],
)
def test_what_is_no_place_is_not_read(section: str, none_of: set[str]) -> None:
    assert not none_of & _written(LEXICON[section]["example"])


@pytest.mark.parametrize(
    ("section", "written"),
    [
        ("weak_short", {"山东", "日照"}),
        ("ordinary_short", {"天津市", "和平区", "河西区"}),
        ("never_short", {"四川省", "南部县"}),
        ("landscape", {"南充", "嘉陵"}),
        ("ordinary_full", {"青岛", "市北区"}),
        ("false_end", {"中山"}),
        ("street", {"广州", "中山"}),
        ("firm", {"广州"}),
        ("media", {"广州", "安徽"}),
    ],
)
def test_what_resembles_it_is_read(section: str, written: set[str]) -> None:
    assert written <= _written(LEXICON[section]["counter"])


def test_a_newsroom_at_the_head_tells_the_place() -> None:
    section = LEXICON["newsroom"]
    governing = _read(section["example"]).governing
    assert governing is not None
    assert governing.code == section["expected"]


def test_implied_places_follow_the_named_one() -> None:
    section = LEXICON["implied"]
    mentions = _read(section["example"]).region_mentions
    implied = {
        (section["example"][m.start : m.end], m.division.code) for m in mentions if m.division and m.implied
    }
    assert implied == {("我市", "441700"), ("全省", "440000")}
    assert _written(section["counter"]) == set()


def test_a_bare_word_before_a_body_follows_the_named_place() -> None:
    section = LEXICON["bare"]
    regions = {(r.name, r.as_written, r.implied) for r in _read(section["example"]).regions}
    assert regions == {("南平市", "南平市", False), ("福建省", "省", True)}
    assert _written(section["counter"]) == set()


def test_national_issuers_and_topic_breaks_decide_the_place() -> None:
    from bulletin_nlp.extraction.places import place_of

    nation = LEXICON["nation"]
    for text, code in ((nation["example"], "100000"), (nation["counter"], "441700")):
        at = text.index("4")
        assert place_of(_read(text), at, at + 1).code == code
    topic = LEXICON["topic"]["example"]
    at = topic.index("年底前")
    assert place_of(_read(topic), at, at + 3).basis == "document"


def test_a_short_street_name_counts_after_its_county() -> None:
    section = LEXICON["short_street"]
    assert "新华街道" in {region.name for region in _read(section["example"]).regions}
    assert "新华街道" not in {region.name for region in _read(section["counter"]).regions}


def test_a_name_inside_a_body_is_a_mention_inside() -> None:
    (mention, *_) = _read(LEXICON["body"]["example"]).region_mentions
    assert mention.inside


@pytest.mark.parametrize("example", LEXICON["township_list"]["examples"], ids=lambda e: e["written"][0])
def test_townships_of_a_list_share_its_last_word(example: dict[str, Any]) -> None:
    written = {w for w in _written(example["text"]) if not w.endswith("区")}
    assert written == set(example["written"])


@pytest.mark.parametrize("text", LEXICON["false_end"]["kept"])
def test_a_word_that_begins_like_a_false_end_leaves_the_name(text: str) -> None:
    assert "宽城区" in _written(f"长春市召开会议。{text}")


@pytest.mark.parametrize("text", ["《江西建设》杂志刊发了文章。", "文章见于《吉林建设报》。"])
def test_a_periodical_in_book_marks_is_no_place(text: str) -> None:
    assert _written(text) == set()


def test_a_long_short_name_that_one_county_bears_needs_no_context() -> None:
    assert _written("代表们介绍了石河子的做法。") == {"石河子"}


def test_an_autonomous_county_named_like_a_province_is_that_county() -> None:
    names = {r.name for r in _read("黄南藏族自治州召开会议，一行来到河南县。").regions}
    assert names == {"黄南藏族自治州", "河南蒙古族自治县"}


@pytest.mark.parametrize("kind", ["short", "context"])
def test_ordinary_names_are_read_where_they_can_be_places(kind: str) -> None:
    section = LEXICON["ordinary_full"]
    assert _written(section[f"{kind}_example"]) == set(section[f"{kind}_written"])
