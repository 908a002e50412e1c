"""The header: what a bulletin says of itself, and what no fact may be read from."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from bulletin_nlp.text.clean import clean
from bulletin_nlp.text.header import Header, read_header
from bulletin_nlp.text.printed_date import CHINA_TIME

BODY = "全市计划改造老旧小区36个，惠及居民1.2万户，年底前全部完工，各县区要抓紧组织实施。\n"


def header(source: str, title: str | None = None) -> tuple[Header, str]:
    text = clean(source)
    return read_header(text, title=title), text.clean


HEAD = "临江市召开推进会\n"


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=CHINA_TIME)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("source", "published", "basis"),
    [
        (
            "临江市召开推进会\n发布时间：2025-03-04 09:12  来源：云岭日报\n" + BODY,
            at(2025, 3, 4, 9, 12),
            "label",
        ),
        ("临江市召开推进会\n[2025-03-04]\n" + BODY, date(2025, 3, 4), "label"),
        ("临江市召开推进会\n2025-03-04 12:45\n" + BODY, at(2025, 3, 4, 12, 45), "label"),
        ("临江市召开推进会\n2025/3/4 12:45 来源：云岭日报\n" + BODY, at(2025, 3, 4, 12, 45), "label"),
        ("临江市召开推进会\n时间：2025.03.04\n" + BODY, date(2025, 3, 4), "label"),
        ("临江市召开推进会\n临江市人民政府网　2025-03-04　编辑 王一鸣\n" + BODY, date(2025, 3, 4), "label"),
        (
            "临江市召开推进会\n来源 临江晚报 2025-03-04 08:50 http://portal.example/\n" + BODY,
            at(2025, 3, 4, 8, 50),
            "label",
        ),
        ("临江市召开推进会\n2025-03-04 08:30　本报记者 王一鸣\n" + BODY, at(2025, 3, 4, 8, 30), "label"),
        (
            "当前位置:首页 > 资讯 > 临江动工改造小区90个 时间:2025-03-04 21:15 稿源:云岭网 " + BODY,
            at(2025, 3, 4, 21, 15),
            "label",
        ),
        (
            "索引号：014001234/2025-00077  成文日期：2025年3月4日\n关于改造的通知\n" + BODY,
            date(2025, 3, 4),
            "text",
        ),
        ("关于改造的通知\n" + BODY + "临江市住房和城乡建设局\n2025年3月4日", date(2025, 3, 4), "text"),
        ("关于改造的通知\n" + BODY + "临江市人民政府办公室　二〇一七年五月十五日", date(2017, 5, 15), "text"),
        ("关于改造的通知\n" + BODY + "2025年3月4日\n（此件公开发布）", date(2025, 3, 4), "text"),
        (
            "关于改造的通知\n成文日期：2025年3月4日 发布日期：2025年3月9日\n" + BODY,
            date(2025, 3, 9),
            "label",
        ),
        (
            "改造进展情况\n更新时间：2025-03-09 08:00\n发布时间：2025-03-04\n" + BODY,
            date(2025, 3, 4),
            "label",
        ),
        (
            "改造进展情况\n索引号：\n014001/2025-12\n发布日期：\n2025年03月04日\n" + BODY,
            date(2025, 3, 4),
            "label",
        ),
    ],
)
def test_the_date_of_publication_is_the_label_else_the_documents_own(
    source: str, published: date, basis: str
) -> None:
    found, _ = header(source)
    assert (found.published, found.published_basis) == (published, basis)


@pytest.mark.parametrize(
    "source",
    [
        "2月14日，市住建局召开推进会。\n" + BODY,
        "2025年2月14日，市住建局召开推进会。\n" + BODY,
        "中新网记者史一舟 哈尔滨11月15日报道 " + BODY,
        HEAD + BODY + "截至2025年2月14日\n" + BODY * 8,
        HEAD + BODY + "页面生成时间：2025-03-04 09:12:44",
        "关于召开推进会的通知\n会议时间：2025年3月4日\n" + BODY,
        "关于召开推进会的通知\n时间：2025年3月4日，地点：市政府二楼\n" + BODY,
        "临江市召开推进会\n03-04\n" + BODY,
        "临江市部署 2025年3月4日全市会议召开\n" + BODY,
        "临江市召开推进会\n发布时间：2025-13-44\n" + BODY,
        "",
        "\n\n",
    ],
)
def test_the_day_of_an_event_or_a_date_without_its_year_is_no_date_of_publication(source: str) -> None:
    found, _ = header(source)
    assert (found.published, found.published_basis) == (None, None)


@pytest.mark.parametrize(
    ("source", "title", "subtitle"),
    [
        ("我市开展秋季巡河\n" + BODY, "我市开展秋季巡河", None),
        (
            "凝心聚力谋新篇 真抓实干促更新\n——推进会在临江召开\n" + BODY,
            "凝心聚力谋新篇 真抓实干促更新",
            "推进会在临江召开",
        ),
        (
            "临江市住房和城乡建设局\n关于做好改造工作的通知\n临建发〔2025〕12号\n" + BODY,
            "临江市住房和城乡建设局关于做好改造工作的通知",
            None,
        ),
        (
            "临江市人民政府办公室关于\n全面推进改造工作的实施意见\n" + BODY,
            "临江市人民政府办公室关于全面推进改造工作的实施意见",
            None,
        ),
        ("临江市人民政府文件\n临政发〔2025〕3号\n关于加快改造的意见\n" + BODY, "关于加快改造的意见", None),
        ("小区改造开工 |\n发布时间：2025年03月04日 |\n" + BODY, "小区改造开工", None),
        (
            "当前位置:首页 > 资讯 > 临江动工改造小区90个 时间:2025-03-04 21:15 " + BODY,
            "临江动工改造小区90个",
            None,
        ),
        ("首页 要闻 县区 专题\n临江市召开推进会\n" + BODY, "临江市召开推进会", None),
        ("临江市召开推进会 2025-03-04\n" + BODY, "临江市召开推进会", None),
        (BODY, None, None),
        ("3月4日，市住建局召开推进会\n" + BODY, None, None),
        ("本报讯 记者从市住建局获悉\n" + BODY, None, None),
        ("各县区人民政府：\n" + BODY, None, None),
    ],
)
def test_the_title_is_what_stands_above_the_body_and_is_no_letterhead(
    source: str, title: str | None, subtitle: str | None
) -> None:
    found, text = header(source)
    assert (found.title, found.subtitle) == (title, subtitle)
    if title is None:
        assert found.title_span is None
    else:
        assert found.title_span is not None
        assert text[slice(*found.title_span)].replace("\n", "") == title


def test_a_title_that_the_caller_knows_is_found_in_the_text() -> None:
    found, text = header("首页推荐\n临江市\n召开推进会\n" + BODY, title="临江市 召开推进会")
    assert found.title == "临江市 召开推进会"
    assert found.title_span is not None
    assert text[slice(*found.title_span)] == "临江市\n召开推进会"


def test_a_title_as_a_damaged_page_gives_it_is_recognised() -> None:
    found, text = header("临江市小区改造动员会召开\n" + BODY, title="臨江市小區(qū)改造動(dòng)員會(huì)召開")
    assert found.title == "临江市小区改造动员会召开"
    assert found.title_span == (0, 12)
    assert text.startswith(found.title)


def test_a_title_that_the_text_lacks_has_no_span() -> None:
    found, _ = header(BODY, title="临江市召开推进会")
    assert (found.title, found.title_span) == ("临江市召开推进会", None)


@pytest.mark.parametrize(
    ("source", "number"),
    [
        ("关于改造的通知\n临建发〔2025〕12号\n" + BODY, "临建发〔2025〕12号"),
        ("关于改造的通知\n临建发〔 2025〕 12号\n" + BODY, "临建发〔2025〕12号"),
        ("关于改造的通知（临建发〔2025〕12号）\n" + BODY, "临建发〔2025〕12号"),
        ("临江市人民政府令\n第134号\n" + BODY, "临江市人民政府令第134号"),
        ("发文字号：临政办〔2025〕3号  有效性：有效\n关于改造的通知\n" + BODY, "临政办〔2025〕3号"),
        ("临江市加快改造\n根据《关于改造的意见》（国办发〔2020〕23号），" + BODY, None),
        ("住房和城乡建设部公告\n2025年第8号\n关于发布标准的公告\n" + BODY, "住房和城乡建设部公告2025年第8号"),
        (
            "索引号:\n014001/2025-7\n发文字号:\n临政发〔2025〕7号\n来源:\n关于改造的通知\n" + BODY,
            "临政发〔2025〕7号",
        ),
        ("集群街2号改造开工\n" + BODY, None),
        ("3月4日开工\n第3号楼率先进场\n" + BODY, None),
    ],
)
def test_the_document_number_is_a_line_or_a_label_of_the_head(source: str, number: str | None) -> None:
    assert header(source)[0].document_number == number


@pytest.mark.parametrize(
    ("source", "field", "value"),
    [
        (
            "索 引 号：014001/2025-77  发文机关：临江市住建局\n关于改造的通知\n" + BODY,
            "index_number",
            "014001/2025-77",
        ),
        (
            "索 引 号：014001/2025-77  发文机关：临江市住建局\n关于改造的通知\n" + BODY,
            "publisher",
            "临江市住建局",
        ),
        (
            "关于改造的通知\n" + BODY + "临江市财政局\n临江市住房和城乡建设局\n2025年3月4日",
            "publisher",
            "临江市财政局",
        ),
        ("临江市住房和城乡建设局\n关于改造的通知\n" + BODY, "publisher", "临江市住房和城乡建设局"),
        ("临江市召开推进会\n来源： 云岭日报 【字体：大 中 小】\n" + BODY, "content_source", "云岭日报"),
        (HEAD + BODY + "（稿件来源：市住建局官网）", "content_source", "市住建局官网"),
        ("临江市召开推进会\n资金来源：省级补助\n" + BODY, "content_source", None),
        (
            HEAD + BODY + "您访问的链接即将离开“临江市人民政府”门户网站，是否继续？",
            "site_name",
            "临江市人民政府",
        ),
        ("当前位置：临江在线 > 要闻\n临江市召开推进会\n" + BODY, "site_name", "临江在线"),
        ("当前位置：首页 > 要闻\n临江市召开推进会\n" + BODY, "site_name", None),
    ],
)
def test_labels_give_their_values(source: str, field: str, value: str | None) -> None:
    assert getattr(header(source)[0], field) == value


@pytest.mark.parametrize(
    ("source", "masked"),
    [
        (
            "当前位置:首页 > 资讯 > 临江动工改造小区90个 时间:2025-03-04 21:15 稿源:云岭网 " + BODY,
            ["当前位置:首页 > 资讯 > ", "时间:2025-03-04 21:15 稿源:云岭网"],
        ),
        ("关于改造的通知\n临建发〔2025〕12号\n" + BODY, ["临建发〔2025〕12号"]),
        ("关于改造的通知\n" + BODY + "联系人：周又荷，电话：0100-5550000。", ["电话：0100-5550000"]),
        ("关于改造的通知\n" + BODY + "临江市住建局\n2025年3月4日", ["2025年3月4日"]),
        ("临江市召开推进会\n临江市召开推进会\n" + BODY, ["临江市召开推进会"]),
        ("临江市召开推进会\n要畅通12345热线，" + BODY, ["12345"]),
        (
            HEAD + BODY[:-1] + " 上一篇：新建学校3所 下一篇：科普周启动",
            ["上一篇：新建学校3所 下一篇：科普周启动"],
        ),
        ("临江市召开推进会\n全市改造12345户，完成投资13800000000元。\n", []),
        (BODY, []),
    ],
)
def test_what_is_no_statement_is_masked_and_nothing_else(source: str, masked: list[str]) -> None:
    found, text = header(source)
    assert [text[start:end] for start, end in found.masked] == masked


def test_a_body_with_many_labels_and_numbers_is_read_in_linear_steps() -> None:
    line = "来源：甲。电话：0100-5550000，记者王丽、编辑：赵又禾，上一篇：" * 2
    small, _ = header("临江市召开推进会\n" + line * 20)
    large, _ = header("临江市召开推进会\n" + line * 4000)
    assert (small.title, large.title) == ("临江市召开推进会", "临江市召开推进会")
    assert len(large.bylines) == 200 * len(small.bylines)
