"""Bodies: their full names, their places, and the words that only look like them."""

from __future__ import annotations

import pytest

from bulletin_nlp.extraction.organizations import find_organizations
from bulletin_nlp.extraction.reading import RegionMention
from bulletin_nlp.extraction.regions import find_regions
from bulletin_nlp.lexicon.loader import read_lexicon
from tests.extraction.factory import reading_of
from tests.extraction.placed import organizations_of, placed

LEXICON = read_lexicon("organizations")
EXAMPLES = [
    (entry["example"], entry.get("named", entry.get("full")))
    for group in ("body", "department", "street", "national", "open")
    for entry in LEXICON[group]
    if entry.get("named", entry.get("full"))
]


@pytest.mark.parametrize(("example", "named"), EXAMPLES)
def test_every_entry_finds_the_body_of_its_example(example: str, named: str) -> None:
    assert named in organizations_of(example, "湘潭市")


def test_a_committee_of_an_assembly_is_told_by_its_field_of_work() -> None:
    rule = LEXICON["assembly"]
    assert organizations_of(rule["example"]) == [rule["named"]]
    assert not any("委" in name for name in organizations_of(rule["counter"]))


@pytest.mark.parametrize("field", LEXICON["assembly"]["fields"])
def test_every_field_of_work_makes_a_working_committee(field: str) -> None:
    full = LEXICON["assembly"]["full_working"].get(field, field)
    assert organizations_of(f"湘潭市人大常委会{field}工委召开会议。") == [
        f"湘潭市人民代表大会常务委员会{full}工作委员会"
    ]


@pytest.mark.parametrize(
    ("form", "name"),
    [
        (form, entry.get("name", "{place}{full}").format(place="湘潭市", full=entry["forms"][0]))
        for entry in LEXICON["body"]
        if not entry.get("ends") and not entry.get("as_form")
        for form in entry["forms"]
    ],
)
def test_every_form_of_a_body_has_one_full_name(form: str, name: str) -> None:
    assert organizations_of(f"湘潭市{form}召开会议。") == [name]


@pytest.mark.parametrize(
    ("form", "full"), [(f, e.get("full", f)) for e in LEXICON["national"] for f in e["forms"]]
)
def test_every_form_of_a_national_body_has_one_full_name(form: str, full: str) -> None:
    assert organizations_of(f"昨天,{form}召开会议。", "湘潭市") == [full]


@pytest.mark.parametrize(
    ("text", "governing", "names"),
    [
        ("省住建厅召开会议。", "湖南省", ["湖南省住房和城乡建设厅"]),
        ("省住房城乡建设厅召开会议。", "湘潭市", ["湖南省住房和城乡建设厅"]),
        ("省住房和城乡建设厅召开会议。", None, ["省住房和城乡建设厅"]),
        ("区住建局召开会议。", "湘潭市", ["区住建局"]),
        ("县房管处召开会议。", None, ["县房管处"]),
        ("湘潭市委、市政府高度重视。", None, ["中共湘潭市委员会", "湘潭市人民政府"]),
        ("市委、市政府高度重视。", "湘潭市", ["中共湘潭市委员会", "湘潭市人民政府"]),
        ("市委市政府高度重视。", None, ["市委", "市政府"]),
        ("韶山市委、市政府高度重视。", "湘潭市", ["中共韶山市委员会", "韶山市人民政府"]),
        ("市住建局、市财政局联合发文。", "湘潭市", ["湘潭市住房和城乡建设局", "湘潭市财政局"]),
        (
            "雨湖区、岳塘区住房和城乡建设局,各有关单位:",
            None,
            ["雨湖区住房和城乡建设局", "岳塘区住房和城乡建设局"],
        ),
        ("在雨湖区,调研组听取区住建局汇报。", "湘潭市", ["雨湖区住房和城乡建设局"]),
        ("窑湾街道党工委召开会议。", None, ["窑湾街道党工委"]),
        ("在锦带街道党工委的支持下开工。", None, ["锦带街道党工委"]),
        ("材料报湘潭市住建局城市更新科。", None, ["湘潭市住房和城乡建设局城市更新科"]),
        ("省住房城乡建设厅有关处室参加。", "湖南省", ["湖南省住房和城乡建设厅"]),
        ("区民政局、区教育局参加。", "雨湖区", ["雨湖区民政局", "雨湖区教育局"]),
        (
            "湘潭市住房保障和房屋管理局通报情况。市房管局、市水务局参加。",
            None,
            ["湘潭市住房保障和房屋管理局", "湘潭市水务局"],
        ),
        ("兵团住房城乡建设局参加。", None, ["新疆生产建设兵团住房和城乡建设局"]),
        ("湘潭县县委召开会议。", None, ["中共湘潭县委员会"]),
        ("县经济开发区管委会参加。", None, ["县经济开发区管委会"]),
        ("国家药监局参加。", None, ["国家药品监督管理局"]),
    ],
)
def test_bodies_are_named_in_full_where_the_place_is_known(
    text: str, governing: str | None, names: list[str]
) -> None:
    assert organizations_of(text, governing) == names


@pytest.mark.parametrize(
    "text",
    [
        "全市教育部门要提前提出需求。",
        "受市委托办理手续。",
        "形成共建共治的新格局。",
        "会议举办了三天,全部内容到处张贴。",
        "各市住建局、各县政府要抓好落实。",
        "21个地级以上市住房城乡建设局参加。",
        "城区政府部门要配合。",
        "加强与政策性银行沟通。",
        "要做强三级医院,建成市级医院。",
        "成立领导小组。",
        "建设一批现代农事综合服务中心。",
        "湖南省医院明年开业。",
        "社区居民自发组织巡逻。",
    ],
)
def test_ordinary_words_are_no_bodies(text: str) -> None:
    assert organizations_of(text, "湘潭市") == []


def test_a_body_is_one_entry_with_all_its_mentions() -> None:
    reading = placed("市住建局召开会议。湘潭市住房和城乡建设局印发通知。", "湘潭市")
    find_organizations(reading)
    (organization,) = reading.organizations
    assert [span.text for span in organization.mentions] == ["市住建局", "湘潭市住房和城乡建设局"]
    assert (organization.as_written, organization.region) == ("市住建局", "430300")


def test_nothing_is_read_from_a_torn_place() -> None:
    from dataclasses import replace

    reading = placed("市住建局召开会议。", "湘潭市")
    reading.text = replace(reading.text, torn=((1, 2),))
    find_organizations(reading)
    assert reading.organizations == []


def test_a_level_word_before_the_only_city_that_the_text_names_stands_for_it() -> None:
    reading = reading_of("市住建局在山东省通报进展。枣庄市作了汇报。", clean=False)
    find_regions(reading)
    find_organizations(reading)
    assert [o.name for o in reading.organizations] == ["枣庄市住房和城乡建设局"]


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("上海市住建委", "上海市住房和城乡建设管理委员会"),
        ("上海市住房城乡建设管理委", "上海市住房和城乡建设管理委员会"),
        ("北京市住建委", "北京市住房和城乡建设委员会"),
        ("天津市住建委", "天津市住房和城乡建设委员会"),
        ("深圳市住建局", "深圳市住房和建设局"),
        ("广州市住建局", "广州市住房和城乡建设局"),
        ("上海市房管局", "上海市房屋管理局"),
        ("武汉市房管局", "武汉市住房保障和房屋管理局"),
        ("南京市房产局", "南京市住房保障和房产局"),
        ("合肥市房产局", "合肥市住房保障和房产管理局"),
        ("长沙市房产局", "长沙市房产局"),
        ("杭州市住保房管局", "杭州市住房保障和房产管理局"),
    ],
)
def test_a_department_is_called_as_its_place_calls_it(written: str, named: str) -> None:
    reading = reading_of(f"{written}召开会议。", clean=False)
    find_regions(reading)
    find_organizations(reading)
    assert [organization.name for organization in reading.organizations] == [named]


@pytest.mark.parametrize("verb", LEXICON["cut"]["founds"])
def test_a_group_that_is_founded_keeps_the_verbs_of_its_name(verb: str) -> None:
    text = f"{verb}湘潭市新城规划建设推进协调领导小组的通知"
    assert organizations_of(text) == ["湘潭市新城规划建设推进协调领导小组"]
    assert "推进协调领导小组" not in organizations_of("推进湘潭市协调领导小组工作")[0]


def test_a_full_place_name_that_no_code_decides_tells_the_full_body() -> None:
    reading = reading_of("松山镇委召开会议。松山委召开会议。", clean=False)
    reading.region_mentions = [RegionMention(0, 3, None), RegionMention(9, 11, None)]
    find_organizations(reading)
    assert [organization.name for organization in reading.organizations] == ["中共松山镇委员会", "松山委"]
