"""Lines, sentences and clauses: where they end."""

from __future__ import annotations

import pytest

from bulletin_nlp.extraction.layout import Layout


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("开工。竣工！？”验收", ["开工。", "竣工！？”", "验收"]),
        ("一是改水；二是改电;三是改气", ["一是改水；", "二是改电;", "三是改气"]),
        ("改水; 改电", ["改水;", " 改电"]),
        ("待定……\n\n另行通知\n", ["待定……", "\n\n", "另行通知\n"]),
        ("", [""]),
        ("。", ["。"]),
    ],
)
def test_a_sentence_ends_after_its_marks(text: str, sentences: list[str]) -> None:
    assert [text[start:end] for start, end in Layout(text).sentences()] == sentences


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("改造1,234户，惠及3:2", ["改造1,234户，", "惠及3:2"]),
        ("管网,3公里", ["管网,", "3公里"]),
        ("3,改造", ["3,", "改造"]),
        ("目标：完成。”\n记者", ["目标：", "完成。”", "\n", "记者"]),
    ],
)
def test_a_clause_ends_at_commas_and_colons_outside_numbers(text: str, clauses: list[str]) -> None:
    assert [text[start:end] for start, end in Layout(text).clauses()] == clauses
