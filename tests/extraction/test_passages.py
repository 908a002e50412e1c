"""Ordinal structures in every form in which bulletins write them."""

from __future__ import annotations

import pytest

from bulletin_nlp.extraction.passages import innermost, passages_in

FORMS = [
    "会议要求：一是抓开工。二是筹资金。三是促协同。",
    "会议要求：一是抓开工；二是筹资金；三是促协同。",
    "会议要求，一要抓开工。二要筹资金。三要促协同。",
    "会议要求，首先，抓开工。其次，筹资金。最后，促协同。",
    "会议要求：第一，抓开工。第二，筹资金。第三，促协同。",
    "会议要求：其一，抓开工。其二，筹资金。其三，促协同。",
    "要求如下。\n一、抓开工。\n二、筹资金。\n三、促协同。",
    "要求如下。\n（一）抓开工。\n（二）筹资金。\n（三）促协同。",
    "要求如下。\n(1)抓开工。\n(2)筹资金。\n(3)促协同。",
    "要求如下。\n1.抓开工。\n2.筹资金。\n3.促协同。",
    "要求如下：①抓开工。②筹资金。③促协同。",
]


@pytest.mark.parametrize("text", FORMS)
def test_every_form_of_ordinals_makes_a_structure(text: str) -> None:
    passages = passages_in(text)
    assert [passage.number for passage in passages] == [1, 2, 3]
    bodies = [text[passage.body : passage.end].strip("；。，") for passage in passages]
    assert bodies == ["抓开工", "筹资金", "促协同"]


NO_STRUCTURE = [
    "这一是非曲直的问题，二是没有答案",
    "第一季度开工，第二季度完工",
    "一是抓开工。",
    "完成投资1.5亿元，惠及2.3万户",
    "三是促协同。四是抓宣传。",
]


@pytest.mark.parametrize("text", NO_STRUCTURE)
def test_what_is_not_counted_from_one_is_no_structure(text: str) -> None:
    assert passages_in(text) == []


def test_a_passage_ends_with_its_paragraph() -> None:
    text = "会议要求，一是抓开工。二是筹资金。多方出力。\n会后，大家参观了工地。"
    assert text[passages_in(text)[-1].start : passages_in(text)[-1].end] == "二是筹资金。多方出力。"


def test_a_line_that_is_only_a_heading_takes_the_paragraph_below() -> None:
    text = "一、抓开工\n各区要抓紧进场。\n二、筹资金\n各区要用好债券。\n特此通知。"
    assert [text[p.start : p.end] for p in passages_in(text)] == [
        "一、抓开工\n各区要抓紧进场。",
        "二、筹资金\n各区要用好债券。",
    ]


def test_an_inner_structure_is_told_from_the_outer() -> None:
    text = "一、任务\n（一）抓开工。抓紧进场。\n（二）筹资金。用好债券。\n二、保障\n各区抓好落实。"
    found = [(text[p.body : p.body + 2].strip(), p.number, p.outer) for p in passages_in(text)]
    assert found == [("任务", 1, True), ("抓开", 1, False), ("筹资", 2, False), ("保障", 2, False)]


def test_a_later_paragraph_s_structure_is_not_inside_an_earlier_one() -> None:
    text = "会议要求，一是抓开工。二是筹资金。\n他强调，一要快。二要好。"
    assert [p.outer for p in passages_in(text)] == [False] * 4
    assert [text[p.start : p.end] for p in passages_in(text)] == [
        "一是抓开工。",
        "二是筹资金。",
        "一要快。",
        "二要好。",
    ]


MORE_FORMS = [
    "区长要求，一抓开工促进场。二抓资金保支付。",
    "会议要求：一、抓开工。二、筹资金。",
]


@pytest.mark.parametrize("text", MORE_FORMS)
def test_ordinals_stand_before_verbs_and_inside_lines(text: str) -> None:
    assert [passage.number for passage in passages_in(text)] == [1, 2]


def test_a_passage_s_words_begin_with_its_verb() -> None:
    text = "一抓开工促进场。二抓资金保支付。"
    assert [text[p.body : p.end] for p in passages_in(text)] == ["抓开工促进场。", "抓资金保支付。"]


def test_the_only_section_of_an_excerpt_is_a_passage() -> None:
    text = "方案如下。\n一、年度任务\n全县计划改造小区20个。"
    assert [text[p.start : p.end] for p in passages_in(text)] == ["一、年度任务\n全县计划改造小区20个。"]


def test_the_innermost_passage_is_found() -> None:
    text = "一、任务\n（一）抓开工。抓紧进场。\n（二）筹资金。用好债券。\n二、保障\n各区抓好落实。"
    passages = passages_in(text)
    starts = [passage.start for passage in passages]
    found = innermost(passages, starts, text.index("用好"))
    assert found is not None
    assert found.number == 2
    assert innermost(passages_in("全县开工。"), [], 2) is None
