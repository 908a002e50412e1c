"""The forty kinds of damage, and of text that only looks damaged, one test each."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from bulletin_nlp.text.clean import clean
from bulletin_nlp.text.identity import content_id
from bulletin_nlp.text.model import Text
from tests.text.damage import BULLETIN, annotate, outside_gb2312, to_traditional

SEED = Path(__file__).resolve().parents[2].parent / "shared" / "seed" / "000_c7e39744e69fca41.txt"
TRADITIONAL = to_traditional(BULLETIN)
#: A page of family A with every such character annotated.
PAGE = annotate(TRADITIONAL, outside_gb2312(TRADITIONAL))


def with_line(line: str) -> str:
    """Return a damaged page with one more line, and check nothing else is touched by it."""
    text = clean(PAGE + "\n" + line)
    body, _, last = text.clean.rpartition("\n")
    assert body == BULLETIN
    return last


def numbers(text: str) -> list[str]:
    return re.findall(r"\d+(?:[.,]\d+)*", text)


def check_alignment(text: Text) -> None:
    assert text.alignment.source_length == len(text.source)
    assert text.alignment.clean_length == len(text.clean)
    for at, character in enumerate(text.clean):
        start, end = text.alignment.to_source(at, at + 1)
        assert end - start == 1
        assert text.alignment.to_clean(start, end) == (at, at + 1)
        source = text.source[start:end]
        assert source == character or ord(source) > 127


@pytest.mark.skipif(not SEED.is_file(), reason="the seed is not beside the checkout")
def test_01_the_seed_loses_its_184_readings_and_nothing_else():
    source = SEED.read_text(encoding="utf-8")
    text = clean(source)
    readings = re.findall(r"(.)\([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]+\)", source)
    assert text.pinyin_annotations == len(readings) == 184
    assert len(set(readings)) == 50
    assert text.script == "Hant"
    assert text.torn == text.kept_annotations == ()
    assert numbers(text.clean) == numbers(source)
    assert not re.search("[āáǎàēéěèīíǐìōóǒòūúǔù]", text.clean)
    for character in set(text.clean):
        if "\u4e00" <= character <= "\u9fff":
            character.encode("gb2312")
    assert [(line.kind, line.value) for line in text.furniture] == [("leave_site", "陆丰市人民政府")]
    check_alignment(text)


def test_01_an_invented_damaged_bulletin_becomes_its_original():
    text = clean(PAGE)
    assert text.clean == BULLETIN
    assert text.script == "Hant"
    assert text.pinyin_annotations > 100
    assert text.torn == text.kept_annotations == text.furniture == ()
    check_alignment(text)


def test_02_a_space_inside_the_bracket_is_part_of_the_reading():
    text = clean(annotate(TRADITIONAL, outside_gb2312(TRADITIONAL), after=" )"))
    assert text.clean == BULLETIN


def test_03_a_reading_may_have_a_diaeresis():
    assert with_line("綠(lǜ)化工程,婦女(nǚ)之家") == "绿化工程,妇女(nǚ)之家"


def test_04_toneless_readings_are_taken_out_with_all_their_repeats():
    line = (
        "省政(zheng)(zheng)(zheng)府主席(xi)(xi)團審議開(kai)發計劃,財政(zheng)廳會(hui)同開(kai)展會(hui)商,"
    )
    line += "政(zheng)協代表團(tuan)到會(hui)"
    text = clean(line)
    assert text.clean == "省政府主席团审议开发计划,财政厅会同开展会商,政协代表团到会"
    assert text.pinyin_annotations == line.count("(") == 13


def test_05_frequent_characters_annotated_throughout_are_taken_out_with_the_neutral_tone():
    line = to_traditional("大家的小区的大门和大院的路明亮了，大小道路的高低差别不大，高楼明处的人们高兴。")
    line += "生态环境明显变好，实践表明大有可为，环境好了人心也高。為複興"
    damaged = (
        annotate(line, "大明高").replace("的", "的(de)").replace("小", "小(xiǎo)").replace("人", "人(rén)")
    )
    text = clean(damaged)
    assert text.pinyin_annotations == sum(damaged.count(c) for c in "大明高的小人")
    assert "(" not in text.clean
    assert "大家的小区的大门" in text.clean


@pytest.mark.parametrize(
    "gloss",
    [
        "郴(chēn)州市",
        "亳(Bó)州市",
        "歙[shè]县",
        "涪陵(fúlíng)区",
        "郴(chēn抻)州",
        "六(lù)安市",
        "蚌(bèng)埠市",
    ],
)
def test_06_glosses_of_writers_stay(gloss: str):
    assert clean(f"昨日，{gloss}推进老旧小区改造。").clean == f"昨日，{gloss}推进老旧小区改造。"


def test_07_a_list_of_names_with_glosses_stays():
    names = "李彧(yù)、陈麒(qí)、张翀(chōng)、谢叕(yǐ)、马骉(biāo)、王垚(yáo)、"
    names += "赵翙(huì)、周珝(xǔ)、吴晟(shèng)、孙骎(qīn)"
    assert clean(names).clean == names
    traditional = to_traditional(names)
    assert clean(traditional).clean.count("(") == 10


def test_08_one_gloss_on_a_simplified_page_stays():
    source = BULLETIN + "\n供稿单位负责人王垚(yáo)介绍了情况。"
    assert clean(source).clean == source


def test_09_a_gloss_inside_a_damaged_page_stays_and_is_flagged():
    assert with_line("来自亳(bó)州的代表参加。") == "来自亳(bó)州的代表参加。"
    text = clean(PAGE + "\n亳(bó)州")
    assert [text.clean[a:b] for a, b in text.kept_annotations] == ["亳(bó)"]


def test_10_one_gloss_in_a_clean_traditional_page_stays():
    text = clean(TRADITIONAL + "\n居民代表馬驫(biāo)發言。")
    assert text.clean == BULLETIN + "\n居民代表马骉(biāo)发言。"
    assert text.pinyin_annotations == 0


def test_11_a_character_annotated_only_here_and_there_stays_and_is_flagged():
    text = clean("改造三個(gè)小區,建成一個廣場、五個門禁點,開設兩個驛站。")
    assert text.clean == "改造三个(gè)小区,建成一个广场、五个门禁点,开设两个驿站。"
    assert [text.clean[a:b] for a, b in text.kept_annotations] == ["个(gè)"]


def test_12_a_reading_nested_in_another_bracket_goes_alone():
    assert with_line("部分縣(xiàn)(市、區(qū))負(fù)責(zé)人") == "部分县(市、区)负责人"


def test_13_a_bracket_behind_a_reading_stays():
    assert with_line("各區(qū)(市)參(cān)加") == "各区(市)参加"


@pytest.mark.parametrize(
    ("number", "line", "torn"),
    [
        (14, "燃?xì)獍踩珜m?xiàng)整治", "燃?xì)獍踩珜m?xiàng)整"),
        (15, "會(huì)議(yì)?h農(nóng)業(yè)部門(mén)", "议?h农"),
        (15, "到站??h級(jí)以上", "站??h级"),
        (16, "域?qū)<乙恍性谖沂姓{(diào)研", "域?qū)<乙恍性谖沂姓{(diào)研"),
        (18, "是因?yàn)樘岬絇DM的", "因?yàn)樘岬絇DM的"),
        (18, "收官?zèng)_刺", "官?zèng)_刺"),
        (18, "轉(zhuǎn)變(biàn)?yōu)橛^光", "变?yōu)橛^光"),
    ],
)
def test_14_to_18_torn_text_is_marked_and_left(number: int, line: str, torn: str):
    text = clean(PAGE + "\n" + line)
    assert [text.clean[a:b] for a, b in text.torn] == [to_simplified_for_test(torn)]


def to_simplified_for_test(text: str) -> str:
    from opencc import OpenCC

    return OpenCC("t2s").convert(text)


def test_15_a_lost_full_stop_still_parts_sentences():
    text = clean(PAGE + "\n召開(kāi)會(huì)議(yì)?h農(nóng)業(yè)部門(mén)參(cān)加")
    assert text.clean.endswith("召开会议?h农业部门参加")
    (start, end), *_ = text.torn
    assert "h" in text.clean[start:end]


def test_17_a_name_that_was_torn_is_masked_whole():
    text = clean(PAGE + "\n通訊(xùn)員(yuán) 溫?zé)?nbsp;")
    assert [text.clean[a:b] for a, b in text.torn] == ["温?zé)"]
    assert "nbsp" not in text.clean


@pytest.mark.parametrize(
    "line",
    [
        "是否继续?",
        "为什么?(见附件)",
        "采用EPCO模式",
        "到A座和B区",
        "长3km的PPP项目",
        "黄杭是(?足用)",
        "去哪?A座",
    ],
)
def test_19_questions_and_letters_with_good_reason_are_not_torn(line: str):
    for page in (BULLETIN, PAGE):
        text = clean(page + "\n会上问" + line + "，众人答是。")
        assert text.torn == ()
        assert text.clean == BULLETIN + "\n会上问" + line + "，众人答是。"


def test_20_a_tag_between_character_and_reading_does_not_save_the_reading():
    line = '召開(kāi)<b>會(huì)</b>議(yì),大<b>會</b>(huì)和例會<a href="x">(huì)</a>'
    assert with_line(line) == "召开会议,大会和例会"


def test_21_a_bracket_on_the_next_line_stays_and_is_flagged():
    text = clean(PAGE + "\n召開(kāi)大會\n(huì)議(yì)")
    assert text.clean == BULLETIN + "\n召开大会\n(huì)议"
    assert [text.clean[a:b] for a, b in text.kept_annotations] == ["会\n(huì)"]


def test_22_full_width_and_mixed_brackets_count():
    assert with_line("大會（huì）和例會（huì)以及晚會(huì）") == "大会和例会以及晚会"


def test_23_decomposed_tones_and_look_alike_letters_count():
    assert with_line("大會(hui\u0300)廣(ɡuǎng)場(chǎng),開(k\u0101i)場(ch\u0251\u030cng)") == "大会广场,开场"


def test_24_a_capital_letter_is_a_writers():
    text = clean(PAGE + "\n大會(Huì)")
    assert text.clean == BULLETIN + "\n大会(Huì)"
    assert [text.clean[a:b] for a, b in text.kept_annotations] == ["会(Huì)"]


def test_25_a_reading_the_character_does_not_have_stays_and_is_flagged():
    text = clean(PAGE + "\n大會(gōng)")
    assert text.clean == BULLETIN + "\n大会(gōng)"
    assert [text.clean[a:b] for a, b in text.kept_annotations] == ["会(gōng)"]


def test_26_any_reading_of_a_character_counts():
    for syllable in ("cháng", "zhǎng"):
        page = annotate(TRADITIONAL, set(outside_gb2312(TRADITIONAL)) - {"長"}).replace(
            "長", f"長({syllable})"
        )
        assert clean(page).clean == BULLETIN


@pytest.mark.parametrize(
    "unit",
    ["(", "會(", "?", "&", "<a ", "《", ",", "?xì)", "(huì ", "。【", "來源：啊 ", "1《", "&amp;", "(a)(a"],
)
def test_27_the_work_grows_with_the_length_and_not_faster(unit: str):
    def steps(count: int) -> int:
        text = PAGE + unit * count
        done = 0

        def count_calls(frame: object, event: str, argument: object) -> None:
            nonlocal done
            done += 1

        sys.setprofile(count_calls)
        try:
            clean(text)
        finally:
            sys.setprofile(None)
        return done

    clean(PAGE)
    assert steps(2000) <= 2.5 * steps(1000) + 2000


@pytest.mark.parametrize(
    "line", ["", "大會(gōng)", "燃?xì)獍踩珜m?xiàng)", "&amp;amp;nbsp;", "a,,,,。", "&#x26;nbsp;", "《a,,》"]
)
def test_28_cleaning_a_clean_text_changes_nothing(line: str):
    once = clean(PAGE + "\n" + line).clean
    again = clean(once)
    assert again.clean == once
    assert again.pinyin_annotations == 0


def test_29_spans_map_back_to_the_source():
    text = clean(PAGE)
    start = text.clean.index("温又青")
    a, b = text.alignment.to_source(start, start + 3)
    assert text.source[a:b] == "溫(wēn)又青"
    start = text.clean.index("局党组")
    a, b = text.alignment.to_source(start, start + 3)
    assert text.source[a:b] == "局黨(dǎng)組"  # the reading behind the last character is not the name's


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("4.83萬(wàn)個(gè)", "4.83万个"),
        ("94.4%", "94.4%"),
        ("上海(107.0%)", "上海(107.0%)"),
        ("〔2020〕23號(hào)", "〔2020〕23号"),
        ("(2007)12號(hào)", "(2007)12号"),
        ("(一)目標(biāo)(a)(m)(km)(PPP)", "(一)目标(a)(m)(km)(PPP)"),
    ],
)
def test_30_figures_and_other_brackets_stay(line: str, expected: str):
    assert with_line(line) == expected


def test_31_a_name_put_into_a_date_is_taken_out():
    assert clean("会议于11《金湾》月1日召开，20《金湾》25年完成。").clean == "会议于11月1日召开，2025年完成。"
    assert clean("2025年《方案》2月1日施行。").clean == "2025年《方案》2月1日施行。"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("完成项目,。他强调", "完成项目。他强调"),
        ("解决问题,,尽心竭力", "解决问题,尽心竭力"),
        ("办实事,、谋福祉,、抓落实", "办实事、谋福祉、抓落实"),
        ("惠及1,234户,改造12,345平方米", "惠及1,234户,改造12,345平方米"),
    ],
)
def test_32_doubled_commas_collapse_and_figures_keep_theirs(source: str, expected: str):
    text = clean(source)
    assert text.clean == expected


def test_33_invisible_characters_are_taken_out():
    assert clean("小\u200b区\ufeff改\u00ad造\u2060\x00").clean == "小区改造"


@pytest.mark.parametrize(
    ("traditional", "simplified"),
    [
        ("成效顯著", "成效显著"), ("著眼長遠", "着眼长远"), ("沿著江邊", "沿着江边"),
        ("著名學者", "著名学者"), ("乾隆年間", "乾隆年间"), ("鍾南山說", "钟南山说"),
        ("于成龍說", "于成龙说"), ("余氏後來說", "余氏后来说"), ("民族複興", "民族复兴"),
        ("臺灣、爲、裏、後門", "台湾、为、里、后门"), ("陜西、陝西開工", "陕西、陕西开工"),
        ("乾縣、乾安縣", "乾县、乾安县"), ("於潛鎮關於", "於潜镇关于"), ("藉口鎮藉口說", "藉口镇借口说"),
        ("局長王乾說", "局长王乾说"), ("街道乾淨開闊", "街道干净开阔"), ("1萬餘公里", "1万余公里"),
    ],
)  # fmt: skip
def test_34_traditional_becomes_simplified_as_mainland_usage_has_it(traditional: str, simplified: str):
    assert clean(traditional).clean == simplified


@pytest.mark.parametrize(
    "source",
    [
        BULLETIN,
        "  首段，前有空格\n\n\n 乾县、於潜镇、陈昇，后里于并干只范系斗松余采志台发冲着历\u3000\n",
        "",
        "\n",
        "abc",
    ],
)
def test_35_a_clean_simplified_page_comes_out_as_it_went_in(source: str):
    text = clean(source)
    assert text.clean == source
    assert text.script == "Hans"
    if source:
        assert text.alignment.to_source(0, len(source)) == (0, len(source))


def test_36_in_a_line_or_two_a_pair_of_readings_is_not_yet_a_pattern():
    assert clean("召開(kāi)大會(huì)").pinyin_annotations == 0
    assert clean("召開(kāi)大會(huì),動(dòng)員").clean == "召开大会,动员"


def test_37_the_whole_document_decides_not_its_title():
    title = "臨(lín)江市開(kāi)展(zhǎn)舊(jiù)改動(dòng)員(yuán)"
    assert clean(title + "\n全市各地行動起來").kept_annotations
    assert clean(title + "\n全市各地行动").clean == "临江市开展(zhǎn)旧改动员\n全市各地行动"


def test_38_the_leave_site_question_gives_the_host_and_goes():
    question = annotate("您訪問的鏈接即將離開“臨江市人民政府”門戶網站,是否繼續?", outside_gb2312(TRADITIONAL))
    text = clean(PAGE + "\n" + question)
    assert text.clean == BULLETIN
    assert [(line.kind, line.value) for line in text.furniture] == [("leave_site", "临江市人民政府")]
    line = text.furniture[0]
    assert text.source[line.start : line.end] == question


def test_39_a_character_written_as_an_entity_is_annotated_like_any_other():
    assert with_line("全&#x5340;(qū)各小&#21312;(qū)") == "全区各小区"


def test_40_damaged_text_quoted_in_a_simplified_article_stays():
    source = BULLETIN + "\n这类网页会写成“老舊(jiù)小區(qū)動(dòng)員(yuán)會(huì)”，读者不难辨认。"
    text = clean(source)
    assert text.clean == source
    assert text.pinyin_annotations == 0


def test_copies_share_their_originals_content_id():
    copies = (
        BULLETIN,
        TRADITIONAL,
        PAGE,
        PAGE + "\n瀏覽次數：1287",
        BULLETIN.replace(",", "，").replace("\n", "\n\n"),
    )
    assert len({content_id(clean(copy).clean) for copy in copies}) == 1
