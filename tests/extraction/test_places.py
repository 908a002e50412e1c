"""Which region a number or a deadline is about, and where that was read."""

from __future__ import annotations

from typing import Any

import pytest

from bulletin_nlp.extraction.quantities import find_quantities
from bulletin_nlp.extraction.regions import Place, find_regions, place_of
from bulletin_nlp.lexicon.loader import read_lexicon
from tests.extraction.factory import reading_of

# text, the stretch asked for, its code, the basis
CASES = [
    ("中山市已累计改造266个小区，惠及6万户。", "266个", "442000", None),
    ("中山市已累计改造266个小区，惠及6万户。", "6万户", "442000", "clause"),
    ("开工率居前的有上海(107.0%)、安徽(103.7%)。", "107.0%", "310000", None),
    ("开工率居前的有上海(107.0%)、安徽(103.7%)。", "103.7%", "340000", None),
    ("宁夏107%，河北100%。", "100%", "130000", None),
    ("镜湖区\t24\t15\n弋江区\t16\t11", "11", "340209", None),
    ("镜湖区、弋江区、鸠江区加装电梯分别为42部、31部和27部。", "42部", "340202", None),
    ("镜湖区、弋江区、鸠江区加装电梯分别为42部、31部和27部。", "31部", "340209", None),
    ("镜湖区、弋江区、鸠江区加装电梯分别为42部、31部和27部。", "27部", "340207", None),
    ("佛山、梅州、汕头等3市获批较多，分别为6亿元、4亿元、3亿元。", "4亿元", "441400", "clause"),
    ("镜湖区、弋江区共改造9个。", "9个", None, None),
    ("全国新开工4万个。", "4万个", "100000", None),
    ("住房和城乡建设部通报了进展。各地新开工4万个。", "4万个", "100000", "document"),
    ("国家开发银行披露，北京、上海等32个城市的223个项目获贷。", "223个", "100000", "document"),
    ("按照住房和城乡建设部要求，花都区开工3个。", "3个", "440114", None),
    ("山东、河南等12省开工3万个。", "3万个", None, None),
    ("花都区开工3个。工程从5月动工，已完成20%。", "20%", "440114", "clause"),
    ("广州市召开会议。\n花都区开工3个。\n年内再开工5个。", "5个", "440100", "document"),
    ("广州市召开会议。\n花都区开工3个。会议要求，年内再开工5个。", "5个", "440100", "document"),
    ("湘潭市召开会议，全省开工900个。", "900个", "430000", None),
    ("湘潭市召开会议。韶山市到会，全市开工68个。", "68个", "430300", None),
    ("中山市召开会议。广州市介绍经验，全市开工68个。", "68个", "440100", None),
    ("中山市召开会议。广州市介绍经验，我市开工68个。", "68个", "442000", None),
    ("江苏省表态，而在江西省，全省开工90个。", "90个", "360000", None),
    ("湘潭市召开会议，我市开工68个。", "68个", "430300", None),
    ("湘潭市办学\n韶山市\n新建学校3所\n湘乡市\n新建学校5所\n扩建7所", "3所", "430382", "heading"),
    ("湘潭市办学\n韶山市\n新建学校3所\n湘乡市\n新建学校5所\n扩建7所", "7所", "430381", "heading"),
    ("湘潭市办学\n（一）韶山市：\n学校3所\n（二）湘乡市：\n学校5所", "5所", "430381", "heading"),
    ("湘潭市办学\n韶山市\n学校3所\n湘乡市\n学校5所\n三、全年安排\n7所", "7所", "430300", "document"),
    ("湘潭市办学\n韶山市\n新建学校3所", "3所", "430300", "document"),
    ("湘潭市计划改造小区99个（经开区2个、韶山市3个）。", "3个", "430382", None),
    ("花都区出现全省首例自拆自建项目，涉及6户。", "6户", "440114", "clause"),
    ("今年底前，花都区全部完工。", "今年底前", "440114", "clause"),
    ("城关镇开工5个小区，惠及30户。", "30户", None, "clause"),
    ("我市空气优良天数有258天。", "258天", None, None),
    ("浦口街道召开会议。\n今年的任务是20万平米。", "20万平米", "330683005", "document"),
    ("广东省中山市石岐街道改造3个小区。", "3个", "442000001", None),
]


def place(text: str, stretch: str, **given: Any) -> Place:
    reading = reading_of(text, clean=False, **given)
    find_regions(reading)
    find_quantities(reading)
    start = text.index(stretch)
    return place_of(reading, start, start + len(stretch))


@pytest.mark.parametrize(
    ("text", "stretch", "code", "basis"), CASES, ids=[f"{stretch} in {text}" for text, stretch, _, _ in CASES]
)
def test_a_stretch_is_about(text: str, stretch: str, code: str | None, basis: str | None) -> None:
    found = place(text, stretch)
    assert found.code == code
    assert found.basis == basis or code is None


def test_what_the_caller_gave_is_said_to_be_given() -> None:
    found = place("年内开工5个小区。", "5个", site_name="芜湖市人民政府网站")
    assert (found.code, found.basis, found.span) == ("340200", "given", None)


def test_the_evidence_shows_the_words_it_rests_on() -> None:
    text = "花都区开工3个。已完成20%。"
    reading = reading_of(text, clean=False)
    find_regions(reading)
    evidence = place_of(reading, text.index("20%"), text.index("20%") + 3).evidence(reading)
    assert evidence is not None
    assert evidence.span is not None
    assert (evidence.basis, evidence.span.text) == ("clause", "花都区")
    assert place_of(reading, text.index("3个"), text.index("3个") + 2).evidence(reading) is None


def test_a_reading_without_regions_has_no_place() -> None:
    reading = reading_of("开工3个。", clean=False)
    assert place_of(reading, 2, 4) == Place(None)


EXAMPLES = [example for table in read_lexicon("places").values() for example in table["examples"]]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e["text"].replace("\n", " "))
def test_an_example_of_the_lexicon_is_about(example: dict[str, str]) -> None:
    assert place(example["text"], example["number"]).code == example.get("gives")
