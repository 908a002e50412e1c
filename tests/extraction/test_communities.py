"""Communities: their names, the lists that hand an ending along, where they lie."""

from __future__ import annotations

import pytest

from bulletin_nlp.extraction.communities import find_communities
from bulletin_nlp.extraction.reading import Reading
from bulletin_nlp.extraction.regions import find_regions
from bulletin_nlp.lexicon.loader import read_lexicon
from tests.extraction.factory import reading_of


def read(text: str) -> Reading:
    reading = reading_of(text)
    find_regions(reading)
    find_communities(reading)
    return reading


def names(text: str) -> list[str]:
    return sorted(community.name for community in read(text).communities)


NAMED = [
    # visited, worked on, lived in
    ("检查组来到翠屏路小区查看外墙施工", ["翠屏路小区"]),
    ("对棉纺厂家属院实施雨污分流改造", ["棉纺厂家属院"]),
    ("枫林小区建于1992年，管网老化", ["枫林小区"]),
    ("施工队进驻粮站宿舍", ["粮站宿舍"]),
    # names with digits, numerals and phases
    ("走进十万平小区，又察看了文昌巷76号院", ["十万平小区", "文昌巷76号院"]),
    ("抽查了东湖花园二期、金港小区", ["东湖花园二期", "金港小区"]),
    # words that begin names are no borders
    ("从善坊小区和和平新村同时改造", ["从善坊小区", "和平新村"]),
    ("来到建设路小区和向阳小区", ["向阳小区", "建设路小区"]),
    ("来到南京路小区查看", ["南京路小区"]),
    # an ending that the last member hands to the others
    ("先后察看了从善坊、洪家基小区", ["从善坊小区", "洪家基小区"]),
    ("走进翠湖、东风和南苑小区", ["东风小区", "南苑小区", "翠湖小区"]),
    ("改造后的永福里、改造后的城南小区", ["城南小区", "永福里小区"]),
    # none is handed along where another member writes it itself
    ("改造的有江南小区、国贸二四六八、瑶琳小区", ["国贸二四六八", "江南小区", "瑶琳小区"]),
    # members that only the list vouches for
    ("今年把糖厂、粮库、文昌阁等3个老旧小区列入计划", ["文昌阁", "粮库", "糖厂"]),
    ("察看了水泵厂大院、通达一村、车队家属区等列入计划的改造点位", ["水泵厂大院", "车队家属区", "通达一村"]),
    ("一期涉及桂花巷、书院里、鼓楼新村三个小区", ["书院里", "桂花巷", "鼓楼新村"]),
    # what follows the list is no part of it
    ("要把赭石东村、铁山新村的改造同雨污分流、养老食堂建设一并设计", ["赭石东村", "铁山新村"]),
    # a residents' committee's area leads to a community and is none itself
    ("改造的有下塘社区梧桐公寓、南洋新村；乔岭社区子陵新村", ["南洋新村", "子陵新村", "梧桐公寓"]),
    ("走进柳荫巷片区老旧小区改造工地", ["柳荫巷片区"]),
    # a yard that only a number tells apart takes the neighbourhood before it along
    ("走进柳荫路社区18号院、槐树小区查看", ["柳荫路社区18号院", "槐树小区"]),
    # one list of those visited goes on after a comma
    (
        "先后来到新华区光明路街道柳荫路社区、矿工路街道桂花社区，卫东区建设路街道松柏社区、东环路街道石榴社区的部分楼栋",
        ["松柏社区", "柳荫路社区", "桂花社区", "石榴社区"],
    ),
    # an address inside it shows the community
    ("已在锦绣花园6幢3单元装好电梯", ["锦绣花园"]),
    ("先后到梅园新村、航运宿舍、河东居住区察看", ["梅园新村", "河东居住区", "航运宿舍"]),
    # streets in a list that ends in 老旧小区改造
    ("青年路、枣园社区老旧小区改造项目即将开工", ["枣园社区", "青年路"]),
    # 西小区 is the same compound's part
    ("桥头社区银河公寓西小区被评为示范小区，银河公寓业委会参加", ["银河公寓", "银河公寓西小区"]),
    ("桥头社区银河公寓西小区被评为示范小区", ["银河公寓西小区"]),
    # the longest ending is the name's
    ("来到东湖花园小区查看", ["东湖花园小区"]),
    ("来到辖区内红梅小区查看", ["红梅小区"]),
    # an institution's word makes a yard of its own
    ("砖瓦厂家属区获批历史文化街区，兽医站宿舍楼前新添了长椅", ["兽医站宿舍", "砖瓦厂家属区"]),
    ("走访了县医院家属院、石桥镇政府老家属区", ["县医院家属院", "石桥镇政府老家属区"]),
    ("察看了烟草、石油、粮油公司宿舍", ["烟草公司宿舍", "石油公司宿舍", "粮油公司宿舍"]),
    ("察看了毛巾宿舍和土产、蔬菜公司宿舍", ["土产公司宿舍", "毛巾宿舍", "蔬菜公司宿舍"]),
    ("走进西河街道酒厂、罐头厂家属区，外墙重新粉刷", ["罐头厂家属区", "酒厂家属区"]),
    # general words that are names beside other names
    ("先到教师新村、福泽苑、清洲园等地察看", ["教师新村", "清洲园", "福泽苑"]),
    ("涉及青年小区、商贸小区、昌盛小区和企业小区", ["企业小区", "商贸小区", "昌盛小区", "青年小区"]),
    # a part handed along by the second of two groups
    ("东关小区南区和梅东、梅南小区之间隔着三道墙", ["东关小区南区", "梅东小区", "梅南小区"]),
    ("观摩了平桥街道的兴安、棉纺小区和南河街道的丝织厂家属院", ["丝织厂家属院", "兴安小区", "棉纺小区"]),
    ("观摩了桥西街道的定水巷、梁家场小区和37号街坊", ["37号街坊", "定水巷小区", "梁家场小区"]),
    (
        "察看了状元路、铜街、飞云路小区和省建三公司宿舍",
        ["状元路小区", "省建三公司宿舍", "铜街小区", "飞云路小区"],
    ),
    ("桥北街道望江、绿竹、牡丹新村打破围墙连片改造", ["望江新村", "牡丹新村", "绿竹新村"]),
    # numbers inside names
    (
        "督导组察看了粮油公司家属院、运输司32户楼、湖滨小区的施工现场",
        ["湖滨小区", "粮油公司家属院", "运输司32户楼"],
    ),
    ("看了五十户大院和农机厂二百间小区", ["五十户大院", "农机厂二百间小区"]),
    (
        "改造名单包括北街9号楼、六中家属院、市水利局金水路16号家属院",
        ["六中家属院", "北街9号楼", "市水利局金水路16号家属院"],
    ),
    ("▲柳林街7号院改造之前", ["柳林街7号院"]),
    ("来到站前街道铁路三村，沿着步道边走边看", ["铁路三村"]),
    ("首先走进新桥街道的石化新村西院", ["石化新村西院"]),
    ("玉城二村位于新桥街道，建于1992年", ["玉城二村"]),
    ("改造东桥小区、工房一区、二区", ["东桥小区", "工房一区", "工房二区"]),
    # a list that its heading, its length or its remarks vouch for
    (
        "已开工的4个市级目标小区为：堤防宿舍、物资宿舍、劳动局宿舍（茂林里2号）、航运宿舍",
        ["劳动局宿舍", "堤防宿舍", "物资宿舍", "航运宿舍"],
    ),
    ("涉及福兴花园（东阁）、青山小区（3栋、5栋）、军转新村", ["军转新村", "福兴花园", "青山小区"]),
    ("电业局小区、四建开发楼、地税北楼共三个老旧小区", ["四建开发楼", "地税北楼", "电业局小区"]),
    (
        "公示如下：\n竹园社区\n建新小区\n已开工\n竹园社区\n交警宿舍\n已开工\n馨竹苑\n已开工",
        ["交警宿舍", "建新小区", "馨竹苑"],
    ),
    # what goes on to 老旧小区 is the name of one
    ("图为合肥琥珀苑老旧小区整治现场", ["琥珀苑"]),
    # in a street or a district, named with 的
    ("皇姑区的车床二厂宿舍在管理上换了模样", ["车床二厂宿舍"]),
    ("大关街道的崇德苑在全区率先整小区加装", ["崇德苑"]),
    ("改造的有市粤运运输有限公司宿舍、市水泥厂宿舍", ["市水泥厂宿舍", "市粤运运输有限公司宿舍"]),
    # the caption of a picture
    ("▲翠苑四区 宁波市老旧小区改造典型案例", ["翠苑四区"]),
    ("锦和花苑 老旧小区改造优秀案例\n柏树巷南区 老旧小区改造优秀案例", ["柏树巷南区", "锦和花苑"]),
    # a village between the township and the name
    ("分别为东升镇河湾村滨江商住区和小榄镇上塘村翠竹小区", ["滨江商住区", "翠竹小区"]),
    ("德州市。12个小区，包括湖前社区农行集资楼、税务局集资楼等", ["农行集资楼", "税务局集资楼"]),
    # a short place name that begins a name
    ("雨花亭乡政府宿舍小区改造完工", ["雨花亭乡政府宿舍小区"]),
    ("汉阳监狱家属区的改造过半", ["汉阳监狱家属区"]),
]


@pytest.mark.parametrize(("text", "expected"), NAMED)
def test_a_community_is_named_completely(text: str, expected: list[str]) -> None:
    assert names(text) == expected


GENERAL = [
    "全市改造城镇老旧小区68个，相邻小区连片实施",
    "9861个小区开工，1289个小区列入计划",
    "结合未来社区建设，打造全龄友好社区、完整社区",
    "该小区、每个小区、各小区都要张贴公告，居民小区和住宅小区同步",
    "先听居民怎么说 再定小区怎么改",
    "完善小区道路，推进小区绿化和小区照明",
    "街道建设办、清水社区、青石社区和有关小区管理单位的负责人参加",
    "缩小区域差距，把片区域内的资源用好",
    "提供人才公寓、职工宿舍，建设美好家园，共建共享幸福家园",
    "推动广州、深圳等5个城市老旧小区改造",
    "供水、供电、供气、小区道路一并施工",
    "为了不影响小区居民，协助小区组建业主委员会，发动小区业委会",
    "推广整小区、整街区连片加装，2000年以前建成小区的管网普查",
    "各专班要以小区为单位建立台账",
    "石库门小区和里弄小区大都属于公房",
    "参观了县医院、人民公园、敬老院",
    "走进学校宿舍、企业员工宿舍宣传消防知识",
    "统筹外墙、屋面、楼道、管网改造",
    "与负责人交流小区事宜，提出小区绿化太少，审查小区改造规划",
    "省人民医院南院、博物院北院投入使用",
    "张某家住3号楼2单元，一楼、二楼漏水",
    "统筹考虑小区的建筑年代、居民需求，吸引小区居民参与",
    "规划居住区配套，城市居住区、旧居住区改造",
    "道路、管网、老旧小区改造同步推进",
    "计划改造或建设小区及周边的配套设施",
    "推进会部署未来社区建设，省级未来社区项目14个，宁波未来社区建设走在前列",
]


@pytest.mark.parametrize("text", GENERAL)
def test_a_general_term_is_no_community(text: str) -> None:
    assert names(text) == []


def test_all_mentions_of_a_name_make_one_entry_whose_span_is_the_full_name() -> None:
    reading = read("改造后的从善坊、改造后的洪家基小区\n检查组来到从善坊小区，从善坊小区居民正在散步。")
    entries = {community.name: community for community in reading.communities}
    assert set(entries) == {"从善坊小区", "洪家基小区"}
    assert [span.text for span in entries["从善坊小区"].mentions] == ["从善坊", "从善坊小区", "从善坊小区"]
    assert entries["从善坊小区"].span.text == "从善坊小区"


def test_a_community_lies_in_the_township_that_leads_to_it_and_in_the_township_s_county() -> None:
    reading = read("2月14日，活动在中山市举办。大家观摩了东区街道松苑街小区，石岐街道从善坊、洪家基小区。")
    found = {c.name: (c.township, c.region) for c in reading.communities}
    assert found == {
        "松苑街小区": ("东区街道", "442000"),
        "从善坊小区": ("石岐街道", "442000"),
        "洪家基小区": ("石岐街道", "442000"),
    }


def test_a_community_without_a_township_lies_in_the_district_of_its_sentence() -> None:
    reading = read("10月11日，芜湖市召开调度会。会议要求，镜湖区要把赭石东村、铁山新村的改造一并施工。")
    assert {c.name: c.region for c in reading.communities} == {"赭石东村": "340202", "铁山新村": "340202"}


def test_a_province_says_too_little_about_where_a_community_lies() -> None:
    (community,) = read("广东省住房和城乡建设厅组织检查组来到翠屏路小区。").communities
    assert community.region is None
    assert community.township is None


def test_a_township_is_carried_to_the_next_sentence_of_its_paragraph_and_said_to_be() -> None:
    text = "2月14日，中山市。观摩组到了石岐街道。大家走进从善坊小区。\n随后察看了松苑街小区。"
    found = {c.name: c for c in read(text).communities}
    assert found["从善坊小区"].township == "石岐街道"
    assert found["从善坊小区"].evidence["township"].basis == "document"
    assert found["松苑街小区"].township is None


def test_the_township_in_a_community_s_name_is_not_carried() -> None:
    (first, second) = read("一行走进石桥镇政府老家属区、翠屏小区。").communities
    assert (first.township, second.township) == (None, None)


def test_a_township_in_the_name_of_a_project_among_others_is_not_carried() -> None:
    text = (
        "仪陇县。青龙山棚户区、金城镇棚户区（一期）、钢厂棚户区即将开工。新南社区、蓉信苑等6个老旧小区完工。"
    )
    assert {c.name: c.township for c in read(text).communities} == {"新南社区": None, "蓉信苑": None}


def test_a_township_named_again_further_on_in_a_list_does_not_hold_what_goes_before() -> None:
    text = "中山市东区街道设专班，负责冶金南院、58号院和东区街道农具厂家属院的改造。"
    townships = {c.name: c.township for c in read(text).communities}
    assert townships == {"冶金南院": None, "58号院": None, "农具厂家属院": "东区街道"}


def test_a_township_that_several_counties_have_is_carried_by_its_name() -> None:
    text = "县长深入城关镇调研。\n他察看了糖厂宿舍、城南小区。\n城关镇书记作了汇报。"
    found = {c.name: (c.township, c.region) for c in read(text).communities}
    assert found == {"糖厂宿舍": ("城关镇", None), "城南小区": ("城关镇", None)}


def test_the_township_of_the_headline_holds_the_bulletin_s_communities() -> None:
    text = "中山市东区街道开展消防排查\n东区街道组织检查。\n检查组来到翠湖、五一小区。\n石岐街道派员观摩。"
    found = {c.name: c.township for c in read(text).communities}
    assert found == {"翠湖小区": "东区街道", "五一小区": "东区街道"}


def test_an_attribute_read_elsewhere_says_where() -> None:
    (community,) = read("检查组到了竹山县。一行走进糖厂家属院查看。").communities
    assert community.region == "420323"
    assert community.evidence["region"].span is not None
    assert community.evidence["region"].span.text == "竹山县"


def test_a_name_with_its_place_before_it_is_the_name_that_the_text_gives_elsewhere() -> None:
    reading = read("走进白沙镇河湾村东马小区，楼道整洁。东马小区建于1990年。")
    (community,) = reading.communities
    assert community.name == "东马小区"
    assert [span.text for span in community.mentions] == ["东马小区", "东马小区"]


def test_a_line_that_is_only_a_name_names_a_community() -> None:
    assert names("改造名单如下：\n翠屏路小区\n枫林小区") == ["枫林小区", "翠屏路小区"]


def test_kinds_are_told_apart() -> None:
    reading = read("先后来到长虹社区、邮电局宿舍，随后走进柳荫巷片区改造工地")
    kinds = {c.name: c.kind for c in reading.communities}
    assert kinds == {"长虹社区": "neighbourhood", "邮电局宿舍": "compound", "柳荫巷片区": "area"}


def _entries() -> list[tuple[str, list[str]]]:
    cases: list[tuple[str, list[str]]] = []
    for section in read_lexicon("communities").values():
        for entry in section if isinstance(section, list) else [section]:
            cases.append((entry["example"], sorted(entry["finds"])))
            if "counter" in entry:
                cases.append((entry["counter"], []))
    return cases


@pytest.mark.parametrize(("text", "expected"), _entries())
def test_the_lexicon_s_examples_hold(text: str, expected: list[str]) -> None:
    assert names(text) == expected
