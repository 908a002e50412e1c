"""Officials: who they are, which posts they hold, what they do, and who is none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bulletin_nlp.extraction.officials import find_officials
from bulletin_nlp.extraction.organizations import find_organizations
from bulletin_nlp.lexicon.loader import read_lexicon
from tests.extraction.factory import reading_of
from tests.extraction.placed import division, officials_of

TITLES, ROLES = read_lexicon("titles"), read_lexicon("roles")
WORDS = [
    (group["example"], word)
    for group in TITLES["title"]
    for word in [*group.get("words", ()), *group.get("heads", ())]
]

Posts = list[tuple[str | None, str]]


def posts_of(text: str, governing: str | None = None) -> dict[str, Posts]:
    return {
        name: [(p.organization, p.title) for p in official.positions]
        for name, official in officials_of(text, governing).items()
    }


@pytest.mark.parametrize(("example", "title"), WORDS)
def test_every_title_finds_its_holder(example: str, title: str) -> None:
    posts = posts_of(example.format(title=title))
    assert "林书远" in posts
    assert any(found in title or title in found for _, found in posts["林书远"])


@pytest.mark.parametrize("prefix", TITLES["prefixes"])
def test_every_prefix_makes_a_title(prefix: str) -> None:
    assert posts_of(f"市水务局{prefix}局长林书远参加。") == {"林书远": [("市水务局", f"{prefix}局长")]}


@pytest.mark.parametrize("word", TITLES["not_titles"])
def test_words_that_hold_a_title_are_none(word: str) -> None:
    assert posts_of(f"市{word}林书远参加。") == {}


@pytest.mark.parametrize("body", TITLES["not_office"]["bodies"])
def test_staff_of_companies_and_owners_committees_are_no_officials(body: str) -> None:
    assert posts_of(TITLES["not_office"]["example"].format(body=f"云杉{body}")) == {}


@pytest.mark.parametrize("word", TITLES["byline"]["words"])
def test_persons_in_bylines_are_no_officials(word: str) -> None:
    assert posts_of(TITLES["byline"]["example"].format(word=word)) == {}


@pytest.mark.parametrize("word", TITLES["quoted"]["words"])
def test_the_quoted_are_no_officials_of_the_bulletin(word: str) -> None:
    assert posts_of(TITLES["quoted"]["example"].format(word=word)) == {}


@pytest.mark.parametrize("character", ROLES["before_name"]["characters"])
def test_a_name_before_its_title_may_follow_a_function_word(character: str) -> None:
    assert "林书远" in posts_of(f"工作{character}林书远局长负责。")


@pytest.mark.parametrize("kind", ["always", "often"])
def test_characters_that_follow_a_name_end_it(kind: str) -> None:
    example = ROLES["after_name_character"]["example"]
    for character in ROLES["after_name_character"][kind]:
        assert "林书远" in posts_of(example.format(word=character) + "……")


@pytest.mark.parametrize("word", ROLES["told_before"]["words"])
def test_a_deed_may_be_told_before_its_doer(word: str) -> None:
    assert officials_of(f"参加活动{word}副市长林书远。")["林书远"].roles == ("参加活动",)


@pytest.mark.parametrize("word", ROLES["pronoun"]["words"])
def test_a_pronoun_speaks_for_the_person_before(word: str) -> None:
    roles = officials_of(f"副市长林书远主持会议。他{word}强调,要加快进度。")["林书远"].roles
    assert roles == ("主持", "强调")


@pytest.mark.parametrize("entry", [ROLES["given_to"], TITLES["own_body"]], ids=["given_to", "own_body"])
def test_examples_of_single_rules_hold(entry: dict[str, str]) -> None:
    assert {body for body, _ in posts_of(entry["example"])["林书远"]} == {"市水务局"}


@pytest.mark.parametrize("link", TITLES["links"]["words"])
def test_every_link_goes_on_with_the_same_person(link: str) -> None:
    assert posts_of(TITLES["links"]["example"].format(word=link)) == {
        "林书远": [("市水务局", "党组书记"), ("市水务局", "局长")]
    }


@pytest.mark.parametrize(
    ("example", "word"), [(role["example"], word) for role in ROLES["role"] for word in role["words"]]
)
def test_every_deed_is_told_of_its_doer(example: str, word: str) -> None:
    assert officials_of(example.format(word=word))["林书远"].roles == (word,)


@pytest.mark.parametrize("word", ROLES["takes_part"]["words"])
@pytest.mark.parametrize("act", ROLES["takes_part"]["acts"])
def test_who_takes_part_in_an_act_does_so_in_one_word(word: str, act: str) -> None:
    assert officials_of(ROLES["takes_part"]["example"].format(word=word, act=act))["林书远"].roles == (
        word + act,
    )


@pytest.mark.parametrize("word", ROLES["party"]["stops"])
def test_the_stops_of_a_party_are_no_deeds_of_its_leader(word: str) -> None:
    assert officials_of(ROLES["party"]["example"].format(word=word))["林书远"].roles == ("调研",)


@pytest.mark.parametrize("feeling", ROLES["shown"]["feelings"])
@pytest.mark.parametrize("before", ["", *ROLES["shown"]["before"]])
def test_what_is_shown_is_not_said(before: str, feeling: str) -> None:
    text = ROLES["shown"]["example"].format(word=ROLES["shown"]["word"] + before + feeling)
    assert officials_of(text)["林书远"].roles == ("指出",)


@pytest.mark.parametrize("close", ROLES["occasion"]["closes"])
def test_what_is_done_on_an_occasion_of_speech_is_no_deed(close: str) -> None:
    assert officials_of(ROLES["occasion"]["example"].format(word=close))["林书远"].roles == ("指出",)


@pytest.mark.parametrize("word", ROLES["noun_after"]["words"])
def test_a_deed_inside_a_noun_is_none(word: str) -> None:
    assert "调研" not in officials_of(ROLES["noun_after"]["counter"].format(word=word))["林书远"].roles


@pytest.mark.parametrize(
    ("text", "governing", "posts"),
    [
        (
            "省住房城乡建设厅党组成员、副厅长林书远作动员部署,湘潭市人民政府副市长何敏参加活动并致辞。",
            "湖南省",
            {
                "林书远": [("湖南省住房和城乡建设厅", "党组成员"), ("湖南省住房和城乡建设厅", "副厅长")],
                "何敏": [("湘潭市人民政府", "副市长")],
            },
        ),
        (
            "市委副书记、市长林书远主持会议,市委常委何敏参加。",
            None,
            {"林书远": [("市委", "副书记"), (None, "市长")], "何敏": [("市委", "常委")]},
        ),
        (
            "市委副书记、市长林书远主持会议。",
            "湘潭市",
            {"林书远": [("中共湘潭市委员会", "副书记"), ("湘潭市人民政府", "市长")]},
        ),
        (
            "市人大常委会副主任、雨湖区委书记林书远出席。",
            "湘潭市",
            {"林书远": [("湘潭市人民代表大会常务委员会", "副主任"), ("中共雨湖区委员会", "书记")]},
        ),
        ("雨湖区副区长林书远发言。", "湘潭市", {"林书远": [("雨湖区人民政府", "副区长")]}),
        (
            "岳塘区住建局局长林书远带队,副局长何敏和相关科室人员参加。",
            None,
            {
                "林书远": [("岳塘区住房和城乡建设局", "局长")],
                "何敏": [("岳塘区住房和城乡建设局", "副局长")],
            },
        ),
        (
            "市领导林书远、何敏、温岚参加调研。",
            "湘潭市",
            {name: [(None, "市领导")] for name in ("林书远", "何敏", "温岚")},
        ),
        ("区住建局林书远主任带队。", None, {"林书远": [("区住建局", "主任")]}),
        (
            "林书远局长一行走进工地。市住建局党组书记、局长林书远指出问题。",
            "湘潭市",
            {"林书远": [("湘潭市住房和城乡建设局", "局长"), ("湘潭市住房和城乡建设局", "党组书记")]},
        ),
        (
            "副市长、涟水市级河长林书远巡河。",
            "湘潭市",
            {"林书远": [("湘潭市人民政府", "副市长"), (None, "涟水市级河长")]},
        ),
        (
            "住房城乡建设部新闻发言人、住房改革与发展司司长林书远说,改造还要继续。",
            None,
            {
                "林书远": [
                    ("住房和城乡建设部", "新闻发言人"),
                    ("住房和城乡建设部住房改革与发展司", "司长"),
                ]
            },
        ),
        ("窑湾街道党工委委员林书远同行。", None, {"林书远": [("窑湾街道党工委", "委员")]}),
        ("姜畲镇党委书记林书远参加。", None, {"林书远": [("姜畲镇党委", "书记")]}),
        ("窑湾街道主任林书远参加。", None, {"林书远": [("窑湾街道办事处", "主任")]}),
        (
            "市委常委、组织部部长林书远参加。",
            "湘潭市",
            {"林书远": [("中共湘潭市委员会", "常委"), ("中共湘潭市委员会组织部", "部长")]},
        ),
        ("市住建局长林书远参加。", "湘潭市", {"林书远": [("湘潭市住房和城乡建设局", "局长")]}),
        (
            "市住建局党组成员、二级调研员林书远参加。",
            "湘潭市",
            {"林书远": [("湘潭市住房和城乡建设局", "党组成员"), ("湘潭市住房和城乡建设局", "二级调研员")]},
        ),
        ("市事务局副局长林书远参加。", "湘潭市", {"林书远": [("湘潭市事务局", "副局长")]}),
        (
            "会议由省住房城乡建设厅召开。厅党组成员、副厅长林书远出席。",
            "湖南省",
            {"林书远": [("湖南省住房和城乡建设厅", "党组成员"), ("湖南省住房和城乡建设厅", "副厅长")]},
        ),
        ("“加快进度。”说这话的是县房管处主任林书远。", None, {"林书远": [("县房管处", "主任")]}),
        (
            "新疆维吾尔自治区党委副书记、自治区主席艾山江·吐尔逊主持。",
            None,
            {
                "艾山江·吐尔逊": [
                    ("中共新疆维吾尔自治区委员会", "副书记"),
                    ("新疆维吾尔自治区人民政府", "主席"),
                ]
            },
        ),
        ("副市长林书远在湘潭县调研。", None, {"林书远": [(None, "副市长")]}),
        (
            "组  长:林书远  湘潭市人民政府副市长\n成  员:何  敏(市财政局副局长)\n",
            "湘潭市",
            {"林书远": [("湘潭市人民政府", "副市长")], "何敏": [("湘潭市财政局", "副局长")]},
        ),
        (
            "领导小组设在市住建局,市住建局局长由林书远同志兼任。",
            "湘潭市",
            {"林书远": [("湘潭市住房和城乡建设局", "局长")]},
        ),
        ("湘潭市长林书远:今年要完成改造。", None, {"林书远": [("湘潭市人民政府", "市长")]}),
        (
            "湘潭市政协资源环境委员会林书远主任率队调研。",
            None,
            {"林书远": [("湘潭市政协资源环境委员会", "主任")]},
        ),
        ("县委常委、副县长敖其尔巴特参加。", None, {"敖其尔巴特": [("县委", "常委"), (None, "副县长")]}),
        ("松山高新区党工委书记林书远参加。", None, {"林书远": [("松山高新区党工委", "书记")]}),
        (
            "在窑湾街道,街道党工委书记林书远、办事处主任何敏、党工委委员温岚介绍情况。",
            "湘潭市",
            {
                "林书远": [("窑湾街道党工委", "书记")],
                "何敏": [("窑湾街道办事处", "主任")],
                "温岚": [("窑湾街道党工委", "委员")],
            },
        ),
        (
            "窑湾街道党工委副书记、办事处主任林书远参加。",
            "湘潭市",
            {"林书远": [("窑湾街道党工委", "副书记"), ("窑湾街道办事处", "主任")]},
        ),
        ("街道党工委书记林书远参加。", None, {"林书远": [(None, "书记")]}),
        (
            "湖南省住房和城乡建设厅召开会议。副厅长林书远主持,二级巡视员何敏通报情况。",
            None,
            {
                "林书远": [("湖南省住房和城乡建设厅", "副厅长")],
                "何敏": [("湖南省住房和城乡建设厅", "二级巡视员")],
            },
        ),
        (
            "湘潭市住建局召开会议。党组书记、局长林书远主持。",
            None,
            {
                "林书远": [
                    ("湘潭市住房和城乡建设局", "党组书记"),
                    ("湘潭市住房和城乡建设局", "局长"),
                ]
            },
        ),
        (
            "中共中央政治局委员、湘潭市委书记林书远讲话。",
            None,
            {"林书远": [("中共中央政治局", "委员"), ("中共湘潭市委员会", "书记")]},
        ),
        (
            "住房和城乡建设部举行发布会。城市建设司司长林书远、住房改革与发展司副司长何敏回答提问。",
            None,
            {
                "林书远": [("住房和城乡建设部城市建设司", "司长")],
                "何敏": [("住房和城乡建设部住房改革与发展司", "副司长")],
            },
        ),
        (
            "湘潭市政府教育督导委员会副主任林书远参加。",
            None,
            {"林书远": [("湘潭市人民政府教育督导委员会", "副主任")]},
        ),
        (
            "松山高新区党工委书记、管委会主任林书远参加。",
            None,
            {"林书远": [("松山高新区党工委", "书记"), ("松山高新区管委会", "主任")]},
        ),
        (
            "在雨湖区,由云杉区副区长林书远带队。",
            "湘潭市",
            {"林书远": [("云杉区人民政府", "副区长")]},
        ),
        ("园区党工委书记林书远参加。", None, {"林书远": [("园区党工委", "书记")]}),
        ("市直机关工委副书记林书远参加。", "湘潭市", {"林书远": [("湘潭市直机关工委", "副书记")]}),
        (
            "党委书记、人大主席林书远主持,党委委员、副镇长何敏参加。",
            "姜畲镇",
            {
                "林书远": [("姜畲镇党委", "书记"), ("姜畲镇人民代表大会", "主席")],
                "何敏": [("姜畲镇党委", "委员"), ("姜畲镇人民政府", "副镇长")],
            },
        ),
        ("市住建局、市财政局参加。副局长林书远主持。", None, {"林书远": [(None, "副局长")]}),
        (
            "听取市住建局副局长林书远汇报。住建局副局长林书远说,林书远局长明天到场。",
            None,
            {"林书远": [("市住建局", "副局长")]},
        ),
        (
            "湘潭市政协提案和法制工委主任林书远参加。",
            None,
            {"林书远": [("湘潭市政协提案和法制工委", "主任")]},
        ),
        (
            "湘潭市人大常委会副主任林书远带队。市人大财经委主任委员、常委会预算工委主任何敏,常委会副秘书长温岚,"
            "市人大财经委委员施长安参加。",
            None,
            {
                "林书远": [("湘潭市人民代表大会常务委员会", "副主任")],
                "何敏": [
                    ("湘潭市人民代表大会财政经济委员会", "主任委员"),
                    ("湘潭市人民代表大会常务委员会预算工作委员会", "主任"),
                ],
                "温岚": [("湘潭市人民代表大会常务委员会", "副秘书长")],
                "施长安": [("湘潭市人民代表大会财政经济委员会", "委员")],
            },
        ),
        (
            "湘潭市人大常委会副主任林书远率城环资工委主任何敏、代表工委主任温岚到雨湖区检查。",
            None,
            {
                "林书远": [("湘潭市人民代表大会常务委员会", "副主任")],
                "何敏": [("湘潭市人民代表大会常务委员会城环资工作委员会", "主任")],
                "温岚": [("湘潭市人民代表大会常务委员会代表工作委员会", "主任")],
            },
        ),
        (
            "湘潭市政协提案委主任林书远、市政协人资环委副主任何敏和政协秘书长温岚参加。",
            None,
            {
                "林书远": [("湘潭市政协提案委员会", "主任")],
                "何敏": [("湘潭市政协人资环委", "副主任")],
                "温岚": [("湘潭市政协", "秘书长")],
            },
        ),
        (
            "湘潭市人大常委会听取汇报。区直机关工委书记林书远参加。",
            None,
            {"林书远": [("区直机关工委", "书记")]},
        ),
        (
            "湘潭市政协副秘书长林书远、提案委主任何敏参加。市人大常委会副主任温岚、财经委主任施长安列席。",
            None,
            {
                "林书远": [("湘潭市政协", "副秘书长")],
                "何敏": [("湘潭市政协提案委员会", "主任")],
                "温岚": [("湘潭市人民代表大会常务委员会", "副主任")],
                "施长安": [("湘潭市人民代表大会财政经济委员会", "主任")],
            },
        ),
        ("湘潭市政协副主席林书远率活动组委员,到雨湖区视察。", None, {"林书远": [("湘潭市政协", "副主席")]}),
        ("省水利厅副厅长林书远到雨湖区检查。", None, {"林书远": [("湖南省水利厅", "副厅长")]}),
        (
            "全国人大宪法和法律委员会副主任委员林书远参加。",
            None,
            {"林书远": [("全国人民代表大会宪法和法律委员会", "副主任委员")]},
        ),
        (
            "新疆生产建设兵团住建局副局长林书远参加。",
            None,
            {"林书远": [("新疆生产建设兵团住房和城乡建设局", "副局长")]},
        ),
    ],
)
def test_posts_are_read_from_chains_of_titles(
    text: str, governing: str | None, posts: dict[str, Posts]
) -> None:
    assert posts_of(text, governing) == posts


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("省委常委、湘潭市委书记林书远调研。", "430300"),
        ("省住建厅厅长林书远调研。", "430000"),
        ("住房和城乡建设部部长林书远调研。", None),
        ("副市长林书远调研。", "430300"),
    ],
)
def test_the_region_is_that_of_the_office(text: str, region: str | None) -> None:
    assert officials_of(text, "湘潭市")["林书远"].region == region


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("副市长林书远出席城中村改造推进会并讲话。", ["出席", "讲话"]),
        ("副市长林书远来到湘潭县,对老旧小区改造进行督导。", ["督导"]),
        ("副市长林书远主持会议。林书远指出,要加快进度,局长要参加会议。", ["主持", "指出"]),
        ("副市长林书远带队调研。他要求,年底完工。其他表示不变。", ["带队", "调研", "要求"]),
        ("副市长林书远一行到雨湖区调研。林书远希望,改造要加快。", ["调研", "希望"]),
        ("副市长林书远在听取汇报后指出,改造要加快。", ["指出"]),
        ("副市长林书远,分别介绍了改造情况。", ["介绍"]),
        ("副市长林书远参加座谈会并讲话。", ["参加", "讲话"]),
        ("副市长林书远带领代表对改造进行视察,并提出三点要求。", ["带领", "视察", "提出三点要求"]),
        ("同行的有副市长林书远。", ["同行"]),
        ("副市长林书远先到场。林书远副市长说,改造还要继续。", ["说"]),
        ("说这话的是副市长林书远。", ["说"]),
        ("副市长林书远主持会议,副市长何敏宣读文件。", ["主持"]),
        ("副市长林书远、何敏先后发言。", ["发言"]),
        ("雨湖区副区长林书远、岳塘区副区长温岚和市住建局局长何敏先后发言。", ["发言"]),
    ],
)
def test_roles_are_the_verbs_whose_subject_the_person_is(text: str, roles: list[str]) -> None:
    assert list(officials_of(text, "湘潭市")["林书远"].roles) == roles


def test_later_mentions_belong_to_the_same_official() -> None:
    text = "副市长林书远主持会议。林书远指出,要加快进度。林书远副市长一行察看工地。"
    (official,) = officials_of(text, "湘潭市").values()
    assert [span.text for span in official.mentions] == ["林书远"] * 3
    assert [(p.organization, p.title) for p in official.positions] == [("湘潭市人民政府", "副市长")]


def test_a_short_name_inside_a_word_is_no_mention() -> None:
    (official,) = officials_of("副市长高峰主持会议,要求避开用电高峰期。", "湘潭市").values()
    assert len(official.mentions) == 1


@pytest.mark.parametrize(
    "text",
    [
        "居民李阿姨高兴地说。",
        "业主林书远告诉记者。",
        "绿景公司总经理林书远介绍。",
        "项目经理林书远表示,年底完工。",
        "梧桐公寓业委会主任林书远说。",
        "记者 林书远 通讯员 何敏",
        "深入学习贯彻林书远总书记重要讲话精神。",
        "据专家林书远介绍,方案可行。",
        "副市长带队调研,局长和相关科室人员参加。",
        "市长热线开通。和平区长江路改造完成。",
        "主任医师林书远出诊。",
        "省政府参事文史工作得到加强。",
        "党委书记高度重视,局长向居民介绍方案。",
        "时任县委书记林书远提出修渠。",
        "前市长林书远回忆往事。",
        "审核:林书远 办公室主任",
        "市人大代表工作委员会主任会议召开。",
        "林地深处长出新芽。",
        "全市有120余万名河湖长。",
        "居民区委员林书远说。",
        "会上,原局长林书远的事迹被多次提起。",
    ],
)
def test_others_are_no_officials(text: str) -> None:
    assert officials_of(text, "湘潭市") == {}


@pytest.mark.parametrize("state", TITLES["foreign"]["states"])
def test_officials_of_other_states_are_none(state: str) -> None:
    assert posts_of(TITLES["foreign"]["example"].format(state=state)) == {}
    assert "林书远" in posts_of(TITLES["foreign"]["counter"].format(state=state))


def test_a_list_of_members_gives_posts_in_its_group() -> None:
    group = "湘潭市老旧小区改造工作领导小组"
    posts = posts_of(TITLES["group"]["example"], "湘潭市")
    assert {name: [title for body, title in held if body == group] for name, held in posts.items()} == {
        "林书远": ["组长"],
        "何敏": ["副组长"],
        "温岚": ["副组长"],
        "施长安": [],
    }


@pytest.mark.parametrize(
    ("source", "name"),
    [("县教体局", "湘潭县教育和体育局"), ("湘潭县教体局", "湘潭县教育和体育局"), ("县政府办", None)],
)
def test_a_chain_without_a_body_is_of_the_body_that_issued_the_page(source: str, name: str | None) -> None:
    reading = reading_of("党组书记、局长林书远参加。", clean=False, content_source=source)
    reading.governing = division("湘潭县")
    find_organizations(reading)
    find_officials(reading)
    assert [p.organization for o in reading.officials for p in o.positions] == [name, name]


def test_names_without_a_title_end_a_list_of_officials() -> None:
    assert posts_of(TITLES["untitled"]["example"], "湘潭市") == {
        "林书远": [("湘潭市人民政府", "副市长")],
        "何敏": [],
        "温书岚": [],
    }
    assert set(posts_of("副市长林书远,居民、业主参加。")) == {"林书远"}
    assert set(posts_of("副市长林书远,住建局何敏、温书岚参加。")) == {"林书远", "何敏", "温书岚"}


def test_a_level_that_no_place_resolves_is_no_part_of_the_title() -> None:
    assert posts_of("自治区副主席林书远主持。") == {"林书远": [(None, "副主席")]}


def test_the_leaders_of_a_street_are_told_with_the_street() -> None:
    assert posts_of("窑湾街道领导林书远、何敏参加。") == {
        "林书远": [("窑湾街道", "领导")],
        "何敏": [("窑湾街道", "领导")],
    }
    assert posts_of("在云杉街道领导林书远陪同下察看工地。") == {"林书远": [("云杉街道", "领导")]}
    assert posts_of("街道领导林书远参加。") == {"林书远": [(None, "街道领导")]}
    assert posts_of("姜畲镇领导林书远参加。") == {"林书远": [("姜畲镇", "领导")]}


def test_committees_beside_the_party_committee_have_its_place() -> None:
    assert posts_of("市委常委、纪委书记、监委主任林书远参加。", "湘潭市")["林书远"] == [
        ("中共湘潭市委员会", "常委"),
        ("中共湘潭市纪律检查委员会", "书记"),
        ("湘潭市监察委员会", "主任"),
    ]
    assert posts_of("县委常委、纪委书记林书远参加。")["林书远"] == [("县委", "常委"), ("纪委", "书记")]


def test_committees_of_a_street_follow_its_posts() -> None:
    posts = posts_of("窑湾街道党工委书记、人大工委主任林书远,纪工委书记何敏陪同。", "湘潭市")
    assert posts == {
        "林书远": [("窑湾街道党工委", "书记"), ("窑湾街道人大工委", "主任")],
        "何敏": [("窑湾街道纪工委", "书记")],
    }
    assert posts_of("松山高新区党工委书记林书远、纪工委书记何敏陪同。")["何敏"] != [
        ("窑湾街道纪工委", "书记")
    ]


def test_the_office_of_a_ministry_belongs_to_it() -> None:
    assert posts_of("住房和城乡建设部副部长林书远、办公厅主任何敏出席。")["何敏"] == [
        ("住房和城乡建设部办公厅", "主任")
    ]


def test_a_body_may_have_two_fields_of_work() -> None:
    for text in (
        "雨湖区住房保障和房地产事务中心副主任林书远说。",
        "区住房保障和房地产事务中心副主任林书远说。",
    ):
        assert posts_of(text, "雨湖区") == {"林书远": [("雨湖区住房保障和房地产事务中心", "副主任")]}
    assert posts_of("市住建局和房地产事务中心副主任林书远说。", "湘潭市") == {
        "林书远": [("房地产事务中心", "副主任")]
    }


@pytest.mark.parametrize("word", TITLES["speech"]["after"])
def test_who_is_quoted_with_a_speech_is_no_official_of_the_bulletin(word: str) -> None:
    assert posts_of(TITLES["speech"]["example"].format(word=word)) == {}


@pytest.mark.parametrize("entry", TITLES["addressee"], ids=lambda entry: entry["title"])
def test_members_of_an_assembly_whose_proposals_are_answered_are_officials(entry: dict[str, str]) -> None:
    title, body = entry["title"], entry["body"]
    expected = {"林书远": [("湘潭市" + body, title)]}
    for text in (
        f"答复\n林书远{title}:\n您提出的建议收悉。",
        f"答复\n尊敬的林书远{title}:\n您的建议收悉。",
        f"会上督办了林书远{title}提出的《关于加装电梯的建议》。",
    ):
        assert posts_of(text, "湘潭市") == expected
    assert posts_of(f"\n林书远{title}:\n建议收悉。") == {"林书远": [(None, title)]}
    for text in (
        f"\n各位{title}:\n",
        f"居民{title}提出的建议收悉。",
        f"与会{title}提出“早日开工”的建议。",
        f"政协{title}提出的《建议》收悉。",
        f"部分{title}:\n",
        f"林书远{title}表示满意。",
    ):
        assert posts_of(text, "湘潭市") == {}


@pytest.mark.parametrize("word", TITLES["reply"]["signed"])
def test_the_leader_who_signs_a_reply_off_is_an_official(word: str) -> None:
    assert posts_of(f"特此答复。\n{word}:林  远\n承办人:何敏\n") == {"林远": []}


def test_an_assembly_written_bare_is_the_one_that_was_named() -> None:
    text = "湘潭县政协召开会议,政协党组书记、主席林书远,副主席何敏、温岚,秘书长施长安出席。"
    body = "湘潭县政协"
    assert posts_of(text) == {
        "林书远": [(body, "党组书记"), (body, "主席")],
        "何敏": [(body, "副主席")],
        "温岚": [(body, "副主席")],
        "施长安": [(body, "秘书长")],
    }


def test_a_title_after_the_name_is_one_of_the_writers_body() -> None:
    text = "湖南省住房和城乡建设厅召开座谈会。林书远副厅长到会讲话。林书远厅长强调,年底完工。"
    assert posts_of(text) == {"林书远": [("湖南省住房和城乡建设厅", "副厅长")]}


def test_an_assembly_that_is_named_nowhere_stays_as_written() -> None:
    assert posts_of("政协主席林书远主持会议。") == {"林书远": [("政协", "主席")]}
    assert posts_of("政府总理林书远表示祝贺。") == {}


def test_a_group_may_be_named_by_its_office_alone() -> None:
    text = "湘潭市老旧小区改造工作领导小组办公室\n现将组成人员调整如下:\n组  长:林书远  副市长\n"
    assert posts_of(text)["林书远"][1:] == [("湘潭市老旧小区改造工作领导小组", "组长")]


def test_a_departments_party_branch_is_told_with_the_department() -> None:
    posts = posts_of("国家发展改革委评估督导司原党支部书记、司长林书远参加。财政部召开会议。")
    assert {body for body, _ in posts["林书远"]} == {"国家发展和改革委员会评估督导司"}


def test_heads_of_the_other_parties_have_their_committee() -> None:
    assert posts_of("湘潭市政协副主席、民革湘潭市委会主委林书远出席。") == {
        "林书远": [("湘潭市政协", "副主席"), ("民革湘潭市委会", "主委")]
    }


def test_a_mention_by_family_name_and_title_is_the_same_official() -> None:
    official = officials_of("镇党委副书记林书远参加。林书记要求,年底完工。担林书记另有其人。")["林书远"]
    assert [span.text for span in official.mentions] == ["林书远", "林书记"]
    assert official.roles == ("参加", "要求")


def test_what_is_listened_to_is_no_deed_of_the_listener() -> None:
    assert officials_of(ROLES["listens"]["example"])["林书远"].roles == ("听取",)


@pytest.mark.parametrize("word", ROLES["shared"]["bare"])
def test_persons_share_a_predicate_across_a_place_without_a_name(word: str) -> None:
    found = officials_of(ROLES["shared"]["example"].format(word=word))
    assert {name: official.roles for name, official in found.items()} == {
        "林书远": ("陪同",),
        "顾明川": ("陪同",),
    }


@pytest.mark.parametrize("word", ROLES["shared"]["conjunctions"])
def test_persons_share_a_predicate_across_a_conjunction(word: str) -> None:
    found = officials_of(f"市水务局局长林书远{word}市林业局局长顾明川陪同。")
    assert [official.roles for official in found.values()] == [("陪同",), ("陪同",)]


SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "examples"


@pytest.mark.skipif(not SHARED.is_dir(), reason="the annotated examples are not beside the checkout")
def test_officials_of_the_annotated_examples_are_found_with_their_posts() -> None:
    regions = pytest.importorskip("bulletin_nlp.extraction.regions")

    missed: list[str] = []
    for path in sorted(SHARED.glob("[0-9]*.json")):
        example = json.loads(path.read_text(encoding="utf-8"))
        reading = reading_of(example["source_text"], site_name=example["given"]["site_name"])
        regions.find_regions(reading)
        find_organizations(reading)
        find_officials(reading)
        found = {o.name: {(p.organization, p.title) for p in o.positions} for o in reading.officials}
        expected = {
            o["name"]: {(p["organization"], p["title"]) for p in o["positions"]}
            for o in example["expected"]["officials"]
        }
        missed.extend(f"{path.stem} {name}" for name in expected if found.get(name) != expected[name])
        missed.extend(f"{path.stem} not {name}" for name in found.keys() - expected.keys())
    assert missed == []
