"""Tasks: named battles, ordinal structures, appeals, and what is none."""

from __future__ import annotations

import pytest

from bulletin_nlp.extraction.reading import Reading
from bulletin_nlp.extraction.task_lexicon import vocabulary
from bulletin_nlp.extraction.task_types import by_cues
from bulletin_nlp.extraction.tasks import find_tasks
from bulletin_nlp.lexicon.loader import read_lexicon
from bulletin_nlp.record import Task
from tests.extraction.factory import reading_of

#: What makes a text one about renovation, in a line of its own.
SUBJECT = "全县老旧小区改造推进会召开，老旧小区改造列入民生实事。\n"


def read(text: str) -> Reading:
    reading = reading_of(text, clean=False)
    find_tasks(reading)
    return reading


def tasks(text: str) -> list[Task]:
    return read(text).tasks


FOUR = (
    "一是聚焦剩余院落打“歼灭战”。未开工的要尽快进场。各区倒排工期。"
    "二是聚焦资金来源打“持久战”。用好专项债券。"
    "三是聚焦部门协同打“整体战”。水电气同步施工。"
    "四是聚焦方式创新打“攻坚战”。开展自主更新试点。"
)


def test_four_named_battles_are_read_whole() -> None:
    found = tasks(f"{SUBJECT}会议强调，今年是收官之年。{FOUR}\n会后进行了参观。")
    assert [
        (t.task_type, t.battle_name, t.ordinal, t.heading, [m.text for m in t.measures], t.basis)
        for t in found
    ] == [
        ("completion", "歼灭战", 1, "聚焦剩余院落", ["未开工的要尽快进场", "各区倒排工期"], "named"),
        ("funding", "持久战", 2, "聚焦资金来源", ["用好专项债券"], "named"),
        ("coordination", "整体战", 3, "聚焦部门协同", ["水电气同步施工"], "named"),
        ("innovation", "攻坚战", 4, "聚焦方式创新", ["开展自主更新试点"], "named"),
    ]
    assert found[0].span.text == "一是聚焦剩余院落打“歼灭战”。未开工的要尽快进场。各区倒排工期。"
    assert found[3].span.text == "四是聚焦方式创新打“攻坚战”。开展自主更新试点。"
    assert all(abs(sum((task.probabilities or {}).values()) - 1) < 0.01 for task in found)


WAYS = [
    "打“歼灭战”",
    "打好“歼灭战”",
    "打赢歼灭战",
    "打响「歼灭战」",
    "，打好收尾“歼灭战”",
    "打一场歼灭战",
]


@pytest.mark.parametrize("way", WAYS)
def test_a_battle_is_named_in_many_ways(way: str) -> None:
    first, second = tasks(f"{SUBJECT}一是聚焦剩余院落{way}。抓紧进场。二是聚焦资金来源打“持久战”。用好债券。")
    assert (first.battle_name, first.heading, first.task_type) == ("歼灭战", "聚焦剩余院落", "completion")
    assert second.battle_name == "持久战"


def test_a_battle_may_stand_before_its_focus() -> None:
    first, _ = tasks(
        f"{SUBJECT}一要打好“歼灭战”，聚焦剩余院落。抓紧进场。二要打好“持久战”，聚焦资金来源。用好债券。"
    )
    assert (first.battle_name, first.heading, [m.text for m in first.measures]) == (
        "歼灭战",
        "聚焦剩余院落",
        ["抓紧进场"],
    )


def test_battles_without_ordinals_are_named_too() -> None:
    found = tasks(f"{SUBJECT}聚焦剩余院落，打好“歼灭战”。抓紧进场。聚焦资金来源，打好“持久战”。用好债券。")
    assert [(t.battle_name, t.ordinal, t.heading) for t in found] == [
        ("歼灭战", None, "聚焦剩余院落"),
        ("持久战", None, "聚焦资金来源"),
    ]
    assert found[0].span.text == "聚焦剩余院落，打好“歼灭战”。抓紧进场。"


def test_a_single_battle_counts_only_where_its_focus_agrees() -> None:
    agreeing = f"{SUBJECT}一是聚焦资金筹措打“持久战”。用好债券。二是抓好宣传。办好专栏。"
    assert [t.battle_name for t in tasks(agreeing)] == ["持久战"]
    other = f"{SUBJECT}一是聚焦环境整治打“持久战”。清理楼道。二是抓好宣传。办好专栏。"
    assert tasks(other) == []


OTHER_FIELDS = [
    f"{SUBJECT}要坚决打好污染防治攻坚战，持续打好蓝天保卫战。",
    f"{SUBJECT}一是聚焦污染防治打“攻坚战”。管好扬尘。二是聚焦禁毒打“持久战”。管好宣传。",
    "一是聚焦碳达峰打好“整体战”。降低能耗。二是聚焦沙化治理打好“攻坚战”。种草种树。",
    "副市长巡查河道时要求，要倒排工期，按时完成清淤任务，各部门要密切配合。",
]


@pytest.mark.parametrize("text", OTHER_FIELDS)
def test_another_field_s_campaign_is_no_task(text: str) -> None:
    assert tasks(text) == []


NOTICE = """关于抓好2025年老旧小区改造的通知
各县区住房和城乡建设局，为抓好老旧小区改造，现就有关事项通知如下。
一、抓紧项目实施。计划改造60个小区。5月底前全部开工；逾期未开工的予以通报。
二、多方落实资金。用足专项债券额度，主动对接银行。
三、加强部门衔接。水、电、气要同步设计、同步施工。
四、探索实施办法。鼓励相邻小区打包改造，盘活闲置用房。
五、做好宣传引导。各地要办好专栏。
"""


def test_the_sections_of_a_notice_are_tasks() -> None:
    assert [(t.task_type, t.ordinal, t.heading) for t in tasks(NOTICE)] == [
        ("completion", 1, "抓紧项目实施"),
        ("funding", 2, "多方落实资金"),
        ("coordination", 3, "加强部门衔接"),
        ("innovation", 4, "探索实施办法"),
    ]
    assert [m.text for m in tasks(NOTICE)[0].measures] == [
        "计划改造60个小区",
        "5月底前全部开工",
        "逾期未开工的予以通报",
    ]


APPEALS = [
    (
        "周县长指出，各区要把老旧小区改造同街区整治衔接起来，各类项目统筹推进；要抓住窗口，实行成片改造，让居民受益。",
        [
            ("coordination", "各区要把老旧小区改造同街区整治衔接起来，各类项目统筹推进"),
            ("innovation", "要抓住窗口，实行成片改造"),
        ],
    ),
    (
        "她要求，未开工的3个项目要在10月底前进场。要抓住专项债券窗口，把缺口资金补上。2026年，全县拟实施50个小区改造。",
        [
            ("completion", "未开工的3个项目要在10月底前进场"),
            ("funding", "要抓住专项债券窗口，把缺口资金补上"),
        ],
    ),
    # after 要求 a command asks without 要; of types that weigh alike the first named is taken
    (
        "他们要求，成立由各部门组成的工作专班，加大统筹协调力度，水电气管线同步设计、同步施工。",
        [("coordination", "成立由各部门组成的工作专班，加大统筹协调力度，水电气管线同步设计、同步施工")],
    ),
    # 时间要求 is no act of speech
    (
        "会议要求，各单位要按照时间要求，加快推进改造工程进度。",
        [("completion", "各单位要按照时间要求，加快推进改造工程进度")],
    ),
    (
        "会议强调，要组建专班，各部门密切配合,要倒排工期，按时完成改造任务。",
        [("coordination", "要组建专班，各部门密切配合"), ("completion", "要倒排工期，按时完成改造任务")],
    ),
    (
        "他强调，进度上要再加快；资金上再加力，积极争取银行贷款和债券资金。",
        [
            ("completion", "进度上要再加快"),
            ("funding", "资金上再加力，积极争取银行贷款和债券资金"),
        ],
    ),
]


@pytest.mark.parametrize(("text", "expected"), APPEALS)
def test_each_appeal_of_a_speaker_is_a_task(text: str, expected: list[tuple[str, str]]) -> None:
    found = tasks(SUBJECT + text)
    assert [(t.task_type, t.span.text) for t in found] == expected
    assert all(t.basis == "classified" and t.ordinal is None and t.heading is None for t in found)
    assert [[m.text for m in t.measures] for t in found] == [[words] for _, words in expected]


NO_TASK = [
    "会议强调，要加大宣传力度，政策要讲到每家每户。",
    "他要求，要严把工程质量关，守住安全底线。",
    "周县长强调，要广泛征求居民意见，建立长效管理机制。",
    "全县已完成改造任务，提前全部完工。",
    "据悉，各部门密切配合，盘活闲置用房，多方筹集资金。",
    "“后面要把衔接工作做好，力争年内完工。”说这话的是县房管所主任田平。",
    "街道将加快推进改造，确保年内全部完工。",
    "居民代表表示，要抓紧施工，早日完工。",
    "主要做法：一是部门联动。专班推进，密切配合。二是多方筹集资金。争取债券资金。",
]


@pytest.mark.parametrize("text", NO_TASK)
def test_what_nobody_in_office_asks_for_is_no_task(text: str) -> None:
    assert tasks(SUBJECT + text) == []


def test_a_bulletin_that_only_touches_on_renovation_has_no_unnamed_tasks() -> None:
    report = (
        "市长强调，要倒排工期，按时完成改造任务。改造老旧小区20个。" + "稳步发展工业、农业和服务业。" * 200
    )
    assert tasks(report) == []


def test_a_passage_ends_where_somebody_else_speaks() -> None:
    found = tasks(
        f"{SUBJECT}会议要求，一是抓好宣传。办好专栏。二是筹措资金。用好债券。周县长强调，各科室要记好台账。"
    )
    assert [t.span.text for t in found] == ["二是筹措资金。用好债券。"]


def test_nothing_is_read_from_a_torn_stretch() -> None:
    text = f"{SUBJECT}他要求，要倒排工期，按时完成改造任务。"
    reading = reading_of(text, clean=False)
    start = text.index("要倒排")
    reading.masked = [(start, start + 4)]
    find_tasks(reading)
    assert reading.tasks == []


CUES = [(group["type"], example) for group in read_lexicon("tasks")["cue"] for example in group["examples"]]
COUNTER_CUES = [
    (group["type"], counter)
    for group in read_lexicon("tasks")["cue"]
    for counter in group.get("counters", [])
]


@pytest.mark.parametrize(("task_type", "example"), CUES)
def test_the_lexicon_s_examples_are_decided_as_their_type(task_type: str, example: str) -> None:
    assert by_cues(example) == (None if task_type == "none" else task_type)


@pytest.mark.parametrize(("task_type", "counter"), COUNTER_CUES)
def test_the_lexicon_s_counter_examples_are_not(task_type: str, counter: str) -> None:
    assert by_cues(counter) != task_type


STRONG = [
    (group["type"], word)
    for group in read_lexicon("tasks")["cue"]
    if group["weight"] >= 3 and group["type"] != "none"
    for word in group.get("words", ())
]


@pytest.mark.parametrize(("task_type", "word"), STRONG)
def test_a_strong_cue_decides_by_itself(task_type: str, word: str) -> None:
    assert by_cues(word) == task_type


def test_the_lexicon_s_words_of_context_hold() -> None:
    words, lexicon = vocabulary(), read_lexicon("tasks")
    for entry in lexicon["battle"]:
        assert [name for _, _, name, _ in words.battles(entry["example"])] == [entry["name"]]
    assert words.foreign.search(lexicon["battle"][3]["counter"])
    assert words.foreign.search(lexicon["foreign"]["example"])
    assert words.focus.search(lexicon["focus"]["example"])
    assert words.is_about(lexicon["subject"]["example"])
    assert not words.is_about(lexicon["subject"]["counter"])
    assert list(words.speeches(lexicon["attribution"]["example"]))
    for entry, expected in (("obligation", True), ("demand", True), ("intent", False)):
        example = lexicon[entry]["example"]
        assert words.obliges(example, 0, len(example)) is expected
    counter = lexicon["obligation"]["counter"]
    assert not words.obliges(counter, 0, len(counter))
    assert words.report.search(lexicon["report"]["example"])
    assert words.notice.search(lexicon["notice"]["example"])
    purpose = lexicon["purpose"]
    assert [t.span.text for t in tasks(f"{SUBJECT}他要求，{purpose['example']}。")] == [purpose["keeps"]]


SECTIONS = """关于老旧小区改造进度的通报
一、总体情况
全县计划改造老旧小区40个，已开工33个，开工率82.5%，到位专项债券1.2亿元。
二、主要做法
一是部门联动，确保按期完工。二是多方筹资，争取债券资金。
三、存在问题
个别小区开工率仅三成，资金缺口较大。
四、下步要求
未开工的小区要倒排工期，9月20日前全部进场；涉及供热的，10月底前务必完工。各乡镇要把充电桩、管线入地与小区改造一并谋划。每月报送进度。
"""


def test_only_the_section_on_what_comes_next_asks() -> None:
    found = tasks(SECTIONS)
    assert [(t.task_type, t.ordinal, [m.text for m in t.measures]) for t in found] == [
        (
            "completion",
            None,
            ["未开工的小区要倒排工期，9月20日前全部进场", "涉及供热的，10月底前务必完工"],
        ),
        ("coordination", None, ["各乡镇要把充电桩、管线入地与小区改造一并谋划"]),
    ]
    assert found[0].span.text.endswith("进场；涉及供热的，10月底前务必完工")


def test_an_ordinal_structure_under_next_steps_asks() -> None:
    text = (
        "一、基本情况。全县改造老旧小区12个，小区改造完成投资2亿元。\n"
        "二、下步打算。一是加快收尾，11月底前完成外墙维修；二是多方筹资，争取把3个小区列入上级资金盘子。"
    )
    assert [(t.task_type, t.ordinal, t.heading) for t in tasks(SUBJECT + text)] == [
        ("completion", 1, "加快收尾"),
        ("funding", 2, "多方筹资"),
    ]


def test_a_battle_may_only_say_in_what_spirit_something_is_done() -> None:
    found = tasks(
        f"{SUBJECT}县长强调，要以“歼灭战”的决心拿下剩余院落。剩下的9个院落5月底前全部开工。"
        "要以“持久战”的韧劲破解资金难题。争取专项债券。"
    )
    assert [(t.battle_name, t.heading, [m.text for m in t.measures]) for t in found] == [
        ("歼灭战", "拿下剩余院落", ["剩下的9个院落5月底前全部开工"]),
        ("持久战", "破解资金难题", ["争取专项债券"]),
    ]
    assert found[0].span.text.startswith("要以“歼灭战”的决心")


MORE_APPEALS = [
    # 要 anew makes an appeal of its own, a semicolon alone joins
    (
        "他要求，未开工的要抓紧进场；在建的要抢抓工期，年底前完工；要加快签约，完成征迁。",
        [
            ("completion", "未开工的要抓紧进场；在建的要抢抓工期，年底前完工"),
            ("completion", "要加快签约，完成征迁"),
        ],
    ),
    # why it is asked is left out
    (
        "县长指出，改造是民生实事，各街道要倒排工期，按期完工。",
        [("completion", "各街道要倒排工期，按期完工")],
    ),
    (
        "县长到工地察看，并要求相关部门加强协调联动，形成合力。",
        [("coordination", "相关部门加强协调联动，形成合力")],
    ),
    (
        "会议提出要抓好三件事：编制专项规划；建立可持续投融资体系，鼓励银行贷款；探索成片改造的运营模式。",
        [
            ("funding", "建立可持续投融资体系，鼓励银行贷款"),
            ("innovation", "探索成片改造的运营模式"),
        ],
    ),
    # exhortation beside a measure takes nothing from it
    (
        "他要求，要提高政治站位，增强责任感、使命感，推动改造全面提速，按期完成年度任务。",
        [("completion", "要提高政治站位，增强责任感、使命感，推动改造全面提速，按期完成年度任务")],
    ),
    # a speaker is no part of what he says, and 目标要求 is no speech
    (
        "该局要求，各地围绕6月底前全部开工的目标要求，倒排工期，挂图作战。",
        [("completion", "各地围绕6月底前全部开工的目标要求，倒排工期，挂图作战")],
    ),
    # a term makes a sentence after 要求 an appeal
    ("会议要求，在建的4个小区上半年全部完工。", [("completion", "在建的4个小区上半年全部完工")]),
    # who speaks in a later sentence begins anew
    (
        "县长要求，要倒排工期，按期完工。局长介绍，下一步将推行“代建+租赁”模式，先在东街试点。",
        [
            ("completion", "要倒排工期，按期完工"),
            ("innovation", "下一步将推行“代建+租赁”模式，先在东街试点"),
        ],
    ),
    # nobody is named who asks
    (
        "今年，各乡镇要对照年度计划，确保10月底前20个小区全部完工。",
        [("completion", "今年，各乡镇要对照年度计划，确保10月底前20个小区全部完工")],
    ),
    ("辖区小区改造打算用两年时间全部完成。", [("completion", "辖区小区改造打算用两年时间全部完成")]),
    # the work as a whole is to go on
    (
        "区长指出，要高度重视老旧小区改造工作，全力推进实施。",
        [("completion", "要高度重视老旧小区改造工作，全力推进实施")],
    ),
    (
        "调研组要求把旧房改造摆到更加突出的位置，持续用力，久久为功，让旧小区变新。",
        [("completion", "把旧房改造摆到更加突出的位置，持续用力，久久为功")],
    ),
    (
        "书记强调，改造势头良好，希望各有关街道坚定信心，全力加快推进棚户区改造各项工作。",
        [("completion", "改造势头良好，希望各有关街道坚定信心，全力加快推进棚户区改造各项工作")],
    ),
    # 开工要求 is no speech before a semicolon of either width
    (
        "8月底前，各县的安置房项目要达到开工要求;10月底前，余下的要全部达到开工要求。",
        [("completion", "8月底前，各县的安置房项目要达到开工要求;10月底前，余下的要全部达到开工要求")],
    ),
    (
        "书记强调，要对标进度要求，明确职责，加快改造进度！各部门要整合力量，全力推进旧改工程顺利实施。",
        [
            ("completion", "要对标进度要求，明确职责，加快改造进度"),
            ("completion", "各部门要整合力量，全力推进旧改工程顺利实施"),
        ],
    ),
    (
        "他要求各县加大危房和棚户区改造力度，确保完成三环以内棚改目标。",
        [("completion", "各县加大危房和棚户区改造力度，确保完成三环以内棚改目标")],
    ),
    # after 指出 what begins like a command asks, a day alone does not
    (
        "区长指出，要强化领导。上半年完成投资10亿元，完成年度投资计划的四成。迅速组建工作专班，各方密切协作。",
        [("coordination", "迅速组建工作专班，各方密切协作")],
    ),
    # couplets of one breath
    (
        "会议要求，要加快进度、保证质量；要强化管理、创新机制；要加强领导、狠抓落实，确保完成全年目标任务。",
        [
            (
                "completion",
                "要加快进度、保证质量；要强化管理、创新机制；要加强领导、狠抓落实，确保完成全年目标任务",
            )
        ],
    ),
    # a speech goes on in the next paragraph
    (
        "区长指出，改造是民生工程。\n要加快建设进度，倒排工期。\n改造后的小区很漂亮。",
        [("completion", "要加快建设进度，倒排工期")],
    ),
    # what only goes with it doesn't weigh
    (
        "他要求，要在保证质量和安全的前提下，倒排工期，按期完工。",
        [("completion", "要在保证质量和安全的前提下，倒排工期，按期完工")],
    ),
]


@pytest.mark.parametrize(("text", "expected"), MORE_APPEALS)
def test_appeals_in_running_sentences(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(t.task_type, t.span.text) for t in tasks(SUBJECT + text)] == expected


MORE_NO_TASK = [
    "今年来，我县多措并举：一是成立工作专班，强化部门联动，确保按期完工。二是争取专项债券资金，拓宽融资渠道。",
    "他说，上半年已开工12个小区，完成年度任务的92%。",
    "“后面各家要配合好，争取年底前完工。”热心的老住户说。",
    "全市计划改造老旧小区120个，惠及居民2万户。",
    "会议要求，9月底前要完成数据核对。",
    "会议要求，要在更新理念、创新思路上下功夫。",
    "会议要求，要提高政治站位，高度重视，压实责任。",
    "会议要求，要加快进度、保证质量；要强化管理、注重安全。",
    "会议要求，要推动老旧小区治理，做好改造政策宣传。",
]


@pytest.mark.parametrize("text", MORE_NO_TASK)
def test_reports_and_figures_are_no_tasks(text: str) -> None:
    assert tasks(SUBJECT + text) == []


def test_what_is_said_besides_belongs_to_no_passage() -> None:
    found = tasks(
        f"{SUBJECT}会议要求，一是抓好宣传。办好专栏。二是部门协同。水电气同步施工。"
        "此外，鼓励各街道合并零散院落，成片改造。"
    )
    assert [(t.task_type, t.span.text) for t in found] == [
        ("coordination", "二是部门协同。水电气同步施工。"),
        ("innovation", "鼓励各街道合并零散院落，成片改造"),
    ]


def test_couplets_and_continued_speeches_are_known() -> None:
    words, lexicon = vocabulary(), read_lexicon("tasks")
    assert words.couplet.fullmatch(lexicon["couplet"]["example"])
    assert not words.couplet.fullmatch(lexicon["couplet"]["counter"])
    assert words.continues(lexicon["continued"]["example"], 0)
    assert not words.continues(lexicon["continued"]["counter"], 0)


def test_words_of_sections_and_sentences_hold() -> None:
    words, lexicon = vocabulary(), read_lexicon("tasks")
    spirit = lexicon["spirit"]["example"]
    assert [spirited for _, _, _, spirited in words.battles(spirit)] == [True]
    assert words.term.search(lexicon["term"]["example"])
    for entry, tell in (
        ("addressed", words.addresses),
        ("deeds", words.tells_deeds),
        ("statement", words.states),
    ):
        example, counter = lexicon[entry]["example"], lexicon[entry]["counter"]
        assert tell(example, 0, len(example))
        assert not tell(counter, 0, len(counter))
    headings = lexicon["headings"]
    assert words.next_heading.search(headings["example"])
    assert words.report_heading.search(headings["counter"])
    assert words.appendix.match(lexicon["appendix"]["example"])
    rationale = lexicon["rationale"]
    assert words.reasons(rationale["example"], 0, len(rationale["example"]))
    assert by_cues(lexicon["aside"]["example"]) == "completion"


def test_a_byline_is_no_measure() -> None:
    found = tasks(f"{SUBJECT}会议要求，一是抓好宣传；二是各街道要倒排工期，按期完工。（县住建局 王平）")
    assert [(t.span.text, t.heading) for t in found] == [("二是各街道要倒排工期，按期完工。", None)]
