"""Damage made to order: what a copy engine would make of a Simplified text."""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from functools import cache

BULLETIN = """\
凝聚合力抓落实 老旧小区换新颜
——2025年临江市城镇老旧小区改造现场会在乾安街道召开
3月4日,市住房城乡建设局在临江市召开现场会,部署今年的改造任务。局党组成员、副局长温又青作动员讲话,
各县(市、区)负责同志参加会议。
会议指出,2024年全市累计开工改造286个小区,惠及居民4.83万户,为年度计划的107.0%,电梯加装1,234部。(记者 邵又禾)
会议强调,各地要围绕6月底前全部开工的目标,对照临建发〔2025〕23号文件,发动群众,统筹资金,顺利收官。
一是动员各方,打“攻坚战”。二是实行联动,把乱象丛生的场地整治为观景园。
会后,与会人员实地观看了松月街小区,并与居民座谈,听取大家对环境、设备、门禁、网络、供热等问题的意见。"""


@cache
def _converter():
    from opencc import OpenCC

    return OpenCC("s2t")


def to_traditional(text: str) -> str:
    """Return the text in Traditional characters, of the same length."""
    return _converter().convert(text)


def outside_gb2312(text: str) -> list[str]:
    """Return the characters that family A may annotate, in order of first appearance."""
    out = {}
    for character in text:
        try:
            character.encode("gb2312")
        except UnicodeEncodeError:
            if "\u4e00" <= character <= "\u9fff":
                out[character] = None
    return list(out)


@cache
def reading(character: str) -> str:
    """Return the first reading of a character with its tone."""
    from pypinyin.pinyin_dict import pinyin_dict

    return pinyin_dict[ord(character)].split(",")[0]


def annotate(text: str, characters: Iterable[str], *, before: str = "(", after: str = ")") -> str:
    """Put a bracketed reading behind every occurrence of the characters."""
    return text.translate({ord(c): f"{c}{before}{reading(c)}{after}" for c in characters})


def tear(text: str, characters: Iterable[str]) -> str:
    """Annotate as engines do that replace GBK bytes without regard to where a character begins."""
    data = text.encode("gbk")
    tokens = {}
    for number, character in enumerate(sorted(characters)):
        token = bytes([0x10, 0x20 + number // 32, 0x20 + number % 32])
        data = data.replace(character.encode("gbk"), character.encode("gbk") + b"(" + token + b")")
        tokens[token.decode("ascii")] = reading(character)
    torn = data.decode("gbk", errors="question_mark_for_two")
    for token, syllable in tokens.items():
        torn = torn.replace(token, syllable)
    return torn


def _question_mark_for_two(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return "?", min(error.start + 2, len(error.object))


codecs.register_error("question_mark_for_two", _question_mark_for_two)
