"""Names: where they end."""

from __future__ import annotations

import pytest

from bulletin_nlp.extraction.names import name_after
from bulletin_nlp.lexicon.loader import read_lexicon
from tests.extraction.placed import officials_of

CASES = read_lexicon("surnames")["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["example"])
def test_every_case_of_the_names_lexicon_holds(case: dict[str, str]) -> None:
    found = officials_of(case["example"])
    if "name" in case:
        assert case["name"] in found
    else:
        assert case["counter"] not in found


@pytest.mark.parametrize("word", read_lexicon("roles")["after_name"]["words"])
def test_every_word_that_follows_names_ends_one(word: str) -> None:
    name = name_after(f"林书远{word}……", 0, 12)
    assert name is not None
    assert name.name == "林书远"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("林书远作动员部署", "林书远"),
        ("林远作动员部署", "林远"),
        ("方晓东参加活动", "方晓东"),
        ("方强调研改造工作", "方强"),
        ("方志和参加", "方志和"),
        ("方志和何敏参加", "方志"),
        ("何平来到现场", "何平"),
        ("何平到会并讲话", "何平"),
        ("温岚、何敏参加", "温岚"),
        ("段林就推进工作提出要求", "段林"),
        ("高大山:要加快进度", "高大山"),
        ("欧阳书远指出", "欧阳书远"),
        ("林  远指出", "林远"),
        ("阿布都热合曼·卡德尔指出", "阿布都热合曼·卡德尔"),
        ("艾山江·阿不都克里木、何敏参加", "艾山江·阿不都克里木"),
        ("洛桑扎西主持", "洛桑扎西"),
        ("林书远耐心解答问题", "林书远"),
    ],
)
def test_a_name_ends_where_the_next_word_begins(text: str, name: str) -> None:
    found = name_after(text, 0, len(text))
    assert found is not None
    assert found.name == name
    assert text[found.start : found.end].replace(" ", "") == name


@pytest.mark.parametrize(
    "text",
    [
        "高度重视",
        "全面负责",
        "向居民介绍",
        "和施工方代表",
        "成员单位参加",
        "方案已定",
        "安全检查",
        "12月底前",
        "马上整改",
        "项目建设",
    ],
)
def test_words_that_begin_like_names_are_none(text: str) -> None:
    assert name_after(text, 0, len(text)) is None
