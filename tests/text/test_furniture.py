"""Furniture lines go as a whole, and body lines stay, whatever words they hold."""

from __future__ import annotations

import time

import pytest

from bulletin_nlp.errors import BulletinError
from bulletin_nlp.lexicon.loader import read_lexicon
from bulletin_nlp.text.clean import clean
from bulletin_nlp.text.furniture import _PROSE
from tests.text.damage import BULLETIN, annotate, outside_gb2312, to_traditional

DATA = read_lexicon("furniture")
ENTRIES = [(kind["id"], kind) for kind in DATA["kind"]]
ENTRIES += [("toolbar", tool) for tool in DATA["tool"]]
ENTRIES += [("label", DATA["label"]), ("byline", DATA["byline"])]


def place_of(kind: str) -> str:
    """Where alone a kind is furniture: ``top``, ``last``, or anywhere."""
    (entry,) = [entry for name, entry in ENTRIES if name == kind][:1]
    return "top" if entry.get("top") else "last" if entry.get("last") else ""


@pytest.mark.parametrize(
    ("kind", "line"), [(kind, line) for kind, entry in ENTRIES for line in entry["examples"]]
)
def test_an_example_goes_as_a_whole(kind: str, line: str):
    below, above = f"{BULLETIN}\n{line}\n", f"{line}\n{BULLETIN}"
    for source in {"top": (above,), "last": (below,)}.get(place_of(kind), (below, above)):
        text = clean(source)
        assert text.clean == BULLETIN
        assert kind in {found.kind for found in text.furniture} <= {kind, "toolbar"}
        for found in text.furniture:
            assert text.source[found.start : found.end] == found.text


@pytest.mark.parametrize("line", [line for _, entry in ENTRIES for line in entry.get("counters", ())])
def test_a_counter_stays(line: str):
    source = f"{BULLETIN}\n{line}\n{BULLETIN}"
    assert clean(source).clean == source


@pytest.mark.parametrize(
    ("kind", "line"), [(kind, line) for kind, entry in ENTRIES for line in entry["examples"]]
)
def test_a_damaged_traditional_example_goes_too(kind: str, line: str):
    source = to_traditional(f"{line}\n{BULLETIN}" if place_of(kind) == "top" else f"{BULLETIN}\n{line}")
    text = clean(annotate(source, outside_gb2312(source)))
    assert text.clean == BULLETIN
    assert kind in {found.kind for found in text.furniture}


def test_only_kinds_that_say_so_match_running_text():
    """The others are not tried on it, so one that could match there would be lost."""
    for kind, entry in ENTRIES:
        if not entry.get("in_prose") and "search" not in entry:
            assert not any(_PROSE.match(line) for text in entry["examples"] for line in text.split("\n")), (
                kind
            )
    line = "本站文字，未经书面许可不得转载"
    assert _PROSE.match(line)
    assert clean(f"{BULLETIN}\n{line}").clean == BULLETIN


def test_label_lines_keep_their_text_for_the_header():
    line = to_traditional("发布时间：2025-10-14 09:20  来源：市住建局  浏览次数：1287")
    page = to_traditional(BULLETIN)
    text = clean(annotate(line + "\n" + page, outside_gb2312(line + page)))
    (label,) = text.furniture
    assert label.text == "发布时间：2025-10-14 09:20  来源：市住建局  浏览次数：1287"
    assert text.source[label.start : label.end].startswith("發(fā)")


def test_blank_lines_left_at_the_ends_go_and_those_inside_stay():
    text = clean(f"\n首页 > 要闻 > 正文\n\n{BULLETIN}\n\n\n打印 关闭\n\n责任编辑：赵一禾\n\n")
    assert text.clean == BULLETIN
    inside = clean("第一段，改造开始。\n\n打印\n\n第二段，改造结束。")
    assert inside.clean == "第一段，改造开始。\n\n\n第二段，改造结束。"


def test_only_the_toolbar_behind_a_last_sentence_goes():
    assert clean("老旧小区改造完成。 【打印】【关闭】\n下文。").clean == "老旧小区改造完成。\n下文。"
    assert clean("改造完成。(责任编辑:赵一禾)").clean == "改造完成。(责任编辑:赵一禾)"
    assert clean("改造完成。您访问的链接即将离开“临江网”网站，是否继续？").clean == "改造完成。"


def test_headlines_under_related_reading_go_with_it_to_the_end():
    text = clean(BULLETIN + "\n相关阅读\n临江县新建学校3所\n第十二届科普周启动\n")
    assert text.clean == BULLETIN
    assert [found.kind for found in text.furniture] == ["related"] * 3
    kept = BULLETIN + "\n会议结束。"
    assert clean(BULLETIN + "\n相关链接\n会议结束。").clean == kept


def test_a_portals_own_lines_can_be_added():
    text = clean(BULLETIN + "\n临江发布客户端\n", extra_furniture=["临江发布.{0,6}"])
    assert text.clean == BULLETIN
    assert text.furniture[0].kind == "extra"
    with pytest.raises(BulletinError) as error:
        clean(BULLETIN, extra_furniture=["("])
    assert error.value.code == "option_invalid"


def test_full_width_digits_and_letters_become_half_width_and_marks_stay():
    text = clean("２０２５年，ＥＰＣＯ模式（Ａ座）占９５％　。")
    assert text.clean == "2025年，EPCO模式（A座）占95％　。"
    assert text.alignment.to_source(0, 4) == (0, 4)


@pytest.mark.parametrize(
    ("source", "expected"),
    [pair for table in read_lexicon("damage").values() for pair in table["examples"]],
)
def test_the_damage_lexicons_examples_hold(source: str, expected: str):
    wrap = to_traditional(BULLETIN) + "\n"
    traditional = any(c in source for c in "會區")
    from bulletin_nlp.text.alignment import apply_edits
    from bulletin_nlp.text.damage import comma_edits, damage_edits

    if traditional:
        assert apply_edits(wrap + source, damage_edits(wrap + source)) == wrap + expected
    else:
        mended = apply_edits(source, damage_edits(source))
        mended = apply_edits(mended, damage_edits(mended))
        assert apply_edits(mended, comma_edits(mended)) == expected


@pytest.mark.parametrize("mark", ["！", "”", "（", "："])
def test_a_line_of_marks_takes_no_time_by_the_square_of_its_length(mark: str):
    start = time.perf_counter()
    assert clean(mark * 80_000).clean
    assert time.perf_counter() - start < 3


ARTICLE = "全市召开城镇老旧小区改造推进会，部署下一步工作。" * 12


def lines_left(text: str) -> list[str]:
    return clean(text).clean.split("\n")


def test_what_stands_below_the_editors_of_an_article_is_no_part_of_it() -> None:
    assert lines_left(f"{ARTICLE}\n责任编辑：王一鸣\n外省湿地成为国际湿地城市，记者航拍\n青山依旧") == [
        ARTICLE
    ]


def test_editors_at_the_head_or_before_an_annex_close_nothing() -> None:
    assert lines_left(f"编辑：王一鸣\n{ARTICLE}\n第二段说明了资金安排。")[-1] == "第二段说明了资金安排。"
    assert lines_left(f"{ARTICLE}\n责任编辑：王一鸣\n附件：任务表\n老城区 12 个")[-1] == "老城区 12 个"
