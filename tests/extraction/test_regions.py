"""Which regions a bulletin names, which one it is about, and what is left open."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bulletin_nlp.extraction.reading import Reading
from bulletin_nlp.extraction.regions import find_regions
from tests.extraction.factory import reading_of

SHARED = Path(__file__).resolve().parents[2].parent / "shared"


def read(text: str, **given: Any) -> Reading:
    reading = reading_of(text, clean=False, **given)
    find_regions(reading)
    return reading


def codes(text: str, **given: Any) -> list[str | None]:
    return [region.code for region in read(text, **given).regions]


# text → codes, in the order of first mention
RESOLVED = [
    ("广东省中山市东区街道松苑里小区完工。", ["440000", "442000", "442000002"]),
    ("山东、河南等12省新开工3万个小区。", ["370000", "410000"]),
    ("青岛市北区开工12个，济南市中区开工3个。", ["370200", "370203", "370100", "370103"]),
    ("青岛市市北区开工12个。", ["370200", "370203"]),
    ("岳阳楼区委书记到场。", ["430602"]),
    ("徐州泉山区西关小区完工。", ["320300", "320311"]),
    ("湖北京山市开工。", ["420000", "420882"]),
    ("中山市场监管部门到场。", ["442000"]),
    ("湘潭县域治理与湘潭市域治理衔接。", ["430300"]),
    ("长春市召开会议。朝阳区开工3个。", ["220100", "220104"]),
    ("吉林省朝阳区与北京市朝阳区结对。", ["220000", "220104", "110000", "110105"]),
    ("和平区、河西区、南开区开工。", ["120101", "120103", "120104"]),
    ("市南区、市北区、李沧区开工。", ["370202", "370203", "370213"]),
    ("湖北省竹山县城关镇开工。", ["420000", "420323", "420323100"]),
    ("江苏昆山、太仓开工。", ["320000", "320583", "320585"]),
    ("雨湖、岳塘两区开工，湘潭市督办。", ["430302", "430304", "430300"]),
    ("河西区开工。和平区开工。和平带来发展。", ["120103", "120101"]),
    ("花都区新华街开工3个小区。", ["440114", "440114001"]),
    ("济源市沁园街道开工。", ["419001", "419001001"]),
    ("凉山州西昌市开工。", ["513400", "513401"]),
    ("浦口街道推进会召开。", ["330683005"]),
    ("宁夏开工率居前。", ["640000"]),
    ("永靖盐锅峡镇开工。", ["622923", "622923101"]),
    ("宝应县开工。安宜镇、泰山镇跟进。", ["321023", "321023100"]),
    ("甘井子区开工，建设街道整治。", ["210211"]),
    ("香港特别行政区油尖旺区来访。", ["810000", None]),
]


@pytest.mark.parametrize(("text", "expected"), RESOLVED, ids=[text for text, _ in RESOLVED])
def test_names_lead_to_codes(text: str, expected: list[str | None]) -> None:
    assert codes(text) == expected


NO_REGIONS = [
    "经济开发区、高新区和经开区加快建设。",
    "新疆生产建设兵团开工12个。",
    "据广州日报和淮南网报道。",
    "都市区与城市更新同步，老城区改造，新城区配套。",
    "东区、郊区、北区都要抓。",
    "维护和平，长江三角洲一体化，促进长治久安。",
    "中山装、中山路、北京路、上海路、珠江新城、广州街、河南岸。",
    "副局长蒲江参加，河长何岭到场。",
    "加快更新城镇老旧小区，建设平安乡村，沿江镇街联动。",
    "北京大学、兰州大学和山东能源集团派员。",
    "赭山东村、金山北里和河南新村完工。",
    "我市召开会议，省委督查组到场。",
    "全县和全省同步推进。",
]


@pytest.mark.parametrize("text", NO_REGIONS)
def test_what_is_no_division_gives_no_region(text: str) -> None:
    assert codes(text) == []


@pytest.mark.parametrize(
    ("text", "name", "count"),
    [
        ("城关镇召开会议。", "城关镇", 88),
        ("朝阳区召开会议。", "朝阳区", 2),
        ("湖北省城关镇开工。", "城关镇", 11),
        ("五里墩街道开工。", "五里墩街道", 3),
    ],
)
def test_a_name_that_the_text_does_not_resolve_stays_open(text: str, name: str, count: int) -> None:
    reading = read(text, published=date(2022, 7, 1))
    (region,) = [region for region in reading.regions if region.name == name]
    assert region.code is None
    assert len(region.candidates) == count
    assert [w.code for w in reading.warnings] == ["ambiguous_region"]
    assert reading.warnings[0].span is not None
    assert reading.warnings[0].span.text == name


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"site_name": "合肥市蜀山区人民政府"}, "340104006"),
        ({"publisher": "武汉市汉阳区住房和城乡建设局"}, "420105007"),
        ({"content_source": "蜀山发布"}, "340104006"),
        ({}, None),
    ],
)
def test_what_the_caller_knows_resolves_but_is_no_mention(given: dict[str, str], code: str | None) -> None:
    reading = read("五里墩街道开工3个小区。", **given)
    assert [(r.name, r.code) for r in reading.regions] == [("五里墩街道", code)]


@pytest.mark.parametrize(
    ("text", "given", "expected"),
    [
        ("湘潭市召开会议，落实省住房城乡建设厅部署。", {}, [("湖南省", "省")]),
        ("湘潭市召开会议，我市全面开工。全省领先。", {}, [("湖南省", "全省")]),
        ("花都区召开会议，市住建局到场。", {}, [("广州市", "市")]),
        ("湘潭市召开会议。韶山市到会，全市开工68个。", {}, []),
        ("昆山市召开会议，我市全面开工。", {}, []),
        ("我市开工3个小区。", {"site_name": "芜湖市人民政府网站"}, [("芜湖市", "我市")]),
        ("广西壮族自治区召开会议，全区开工1万套。", {}, []),
        ("浦口街道召开会议，市委书记要求全区行动。", {}, []),
    ],
)
def test_implied_places_are_those_of_the_governing_region(
    text: str, given: dict[str, str], expected: list[tuple[str, str]]
) -> None:
    reading = read(text, **given)
    assert [(r.name, r.as_written) for r in reading.regions if r.implied] == expected


@pytest.mark.parametrize(
    ("text", "given", "governing"),
    [
        ("中山市老旧小区改造提速\n广东省住房和城乡建设厅到场。", {}, "442000"),
        ("10月11日，芜湖市召开会议，镜湖区、弋江区发言。", {}, "340200"),
        ("省住房城乡建设厅发文，镜湖区、弋江区发言。", {"publisher": "安徽省住房和城乡建设厅"}, "340000"),
        ("镜湖区开工3个，弋江区开工2个。", {"site_name": "芜湖市人民政府"}, "340200"),
        ("镜湖区开工3个。", {"site_name": "陆丰市人民政府"}, "340202"),
        ("住房和城乡建设部通报，广州进展较快。", {}, None),
        ("北京、上海、广州进展较快。", {}, None),
        ("今日竹山网讯 副县长罗成到城关镇调研。", {}, "420323"),
        ("枣庄新闻网讯 省住建厅书记来我市调研。山东智造公司参加，枣庄市作了汇报。", {}, "370400"),
        ("山东绿色发展先行区起步，省住建厅来我市调研。枣庄市作了汇报。", {}, "370400"),
        ("山东绿色发展先行区起步，来我市调研。枣庄市、济南市作了汇报。", {}, "370000"),
    ],
)
def test_the_governing_region_is_the_one_the_bulletin_is_about(
    text: str, given: dict[str, str], governing: str | None
) -> None:
    found = read(text, **given).governing
    assert (found.code if found else None) == governing


@pytest.mark.parametrize(
    ("text", "day", "code", "today"),
    [
        ("杭州市江干区开工3个小区。", date(2019, 5, 1), "330104", ("330102",)),
        ("重庆市江北区开工3个小区。", None, "500105", ("500157",)),
        ("重庆市江北区开工3个小区。", date(2021, 5, 1), "500105", ("500157",)),
        ("宁波市江北区开工3个小区。", date(2021, 5, 1), "330205", ("330205",)),
        ("南通市崇川区开工3个小区。", date(2019, 5, 1), "320602", ("320613",)),
    ],
)
def test_the_code_is_that_of_the_day_and_says_what_it_is_today(
    text: str, day: date | None, code: str, today: tuple[str, ...]
) -> None:
    region = read(text, published=day).regions[1]
    assert (region.code, region.code_current) == (code, today)


def test_a_region_is_one_entry_with_all_its_mentions() -> None:
    text = "中山召开会议。中山市委、市政府部署，中山市完成3个。"
    (region,) = read(text).regions
    assert [span.text for span in region.mentions] == ["中山", "中山市", "市", "中山市"]
    assert (region.as_written, region.span.text, region.implied) == ("中山市", "中山市", False)
    assert (region.name, region.level, region.parent) == ("中山市", "prefecture", "440000")


def test_masked_text_is_not_read() -> None:
    from bulletin_nlp.text.header import Header

    text = "来源:泸州市水务局 沱江巡河开展。"
    reading = reading_of(text, clean=False, header=Header(masked=((0, 9),)))
    find_regions(reading)
    assert reading.regions == []


def test_a_long_text_in_one_line_is_read_whole() -> None:
    text = "花都区开工3个小区，" * 20_000 + "中山市完工。"
    assert codes(text) == ["440114", "442000"]


@pytest.mark.skipif(not (SHARED / "examples").is_dir(), reason="shared examples are not beside the checkout")
@pytest.mark.parametrize("name", sorted(p.stem for p in (SHARED / "examples").glob("*.json")))
def test_the_annotated_examples_hold(name: str) -> None:
    example = json.loads((SHARED / "examples" / f"{name}.json").read_text(encoding="utf-8"))
    source = example.get("source_text")
    if source is None:
        source = (SHARED / "examples" / example["source"]).read_text(encoding="utf-8")
    given = {key: value for key, value in example.get("given", {}).items() if value}
    if "published" in given:
        given["published"] = date.fromisoformat(given["published"])
    reading = reading_of(source, **given)
    find_regions(reading)
    expected = example["expected"]["regions"]
    assert {r.code or r.name for r in reading.regions} == {r["code"] or r["name"] for r in expected}
    candidates = {r.name: list(r.candidates) for r in reading.regions if r.candidates}
    assert candidates == {r["name"]: r["candidates"] for r in expected if "candidates" in r}


def test_a_short_county_name_is_the_county_whose_page_it_stands_on() -> None:
    assert codes("吴江计划建成14所学校。", site_name="吴江区人民政府") == ["320509"]
    assert codes("吴江计划建成14所学校。", site_name="滨湖区人民政府") == []


def test_the_name_of_an_application_is_no_place() -> None:
    assert codes("据掌上兰州报道，会议召开。") == []


def test_a_province_is_implied_by_the_places_of_a_bulletin_that_has_no_region_of_its_own() -> None:
    found = {r.name: r.implied for r in read("自治区党委副书记赴同心县、中卫市沙坡头区调研。").regions}
    assert found == {"宁夏回族自治区": True, "同心县": False, "中卫市": False, "沙坡头区": False}
    assert codes("省委副书记赴同心县、莱西市调研。") == ["640324", "370285"]


def test_a_district_named_like_a_part_of_a_town_needs_its_city() -> None:
    assert "110101" not in codes("伊宁市召开会议，东城区的困难人口较多。")
    assert codes("北京市召开会议，在东城区、西城区开工。") == ["110000", "110101", "110102"]


def test_a_district_does_not_tell_which_city_ours_is() -> None:
    assert codes("北仑区、鄞州区召开会议，我市的改造提速。") == ["330206", "330212"]
    assert codes("北仑区召开会议，我市的改造提速。", site_name="宁波市人民政府") == ["330206", "330200"]
