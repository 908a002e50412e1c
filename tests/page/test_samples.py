"""The sample bulletins: each is read as its card says."""

from __future__ import annotations

import csv
from datetime import date, datetime
from pathlib import Path

import pytest

from bulletin_nlp.page import looks_like_html, read_page
from bulletin_nlp.text.clean import clean
from bulletin_nlp.text.decode import decode
from bulletin_nlp.text.header import read_header
from bulletin_nlp.text.printed_date import CHINA_TIME

SAMPLES = Path(__file__).resolve().parents[2] / "corpora" / "samples"
TABLE = SAMPLES / "metadata.csv"


def rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_table_describes_every_sample_once() -> None:
    described = [row["path"] for row in rows()]
    bulletins = {path.name for path in SAMPLES.iterdir()} - {TABLE.name}
    assert set(described) == bulletins
    assert len(described) == len(bulletins) >= 7


def test_the_table_has_the_columns_with_a_meaning_and_one_more() -> None:
    header = TABLE.read_text(encoding="utf-8").splitlines()[0]
    assert header == "path,published,url,site_name,publisher,external_id,note"
    assert all(row["url"].startswith("https://portal.example/") for row in rows())
    assert all(None not in row for row in rows())


def test_the_card_names_every_sample_and_says_that_it_is_invented() -> None:
    card = (SAMPLES.parent / "README.md").read_text(encoding="utf-8")
    assert all(f"`{row['path']}`" in card for row in rows())
    assert "invented" in card


def test_the_damaged_copy_loses_its_readings_and_names_its_portal() -> None:
    text = clean((SAMPLES / "damaged-copy.txt").read_text(encoding="utf-8"))
    header = read_header(text)
    assert (text.script, text.torn) == ("Hant", ())
    assert text.pinyin_annotations > 100
    assert "(" not in text.clean.replace("(市、区)", "")
    assert header.title == "齐心协力谋新篇 真抓实干促更新"
    assert header.subtitle == "“2025年江西省城镇老旧小区改造工作推进会”在九江召开"
    assert (header.site_name, header.published) == ("樟树市人民政府", None)
    assert [
        battle for battle in ("歼灭战", "持久战", "整体战", "攻坚战") if f"打“{battle}”" in text.clean
    ] == [
        "歼灭战",
        "持久战",
        "整体战",
        "攻坚战",
    ]


def test_the_page_is_read_from_gbk_that_is_declared_as_gb2312() -> None:
    decoded = decode((SAMPLES / "district-page.html").read_bytes())
    assert (decoded.encoding, decoded.replacements) == ("gb18030", 0)
    assert looks_like_html(decoded.text)
    article = read_page(decoded.text)
    assert article.title == "蒸湘区加快老旧小区改造 让老街坊住上“新家”"
    assert article.published == datetime(2025, 8, 14, 9, 26, tzinfo=CHINA_TIME)
    assert article.published_basis == "meta"
    assert article.site_name == "衡阳市人民政府门户网站"
    assert article.content_source == "蒸湘区融媒体中心"
    assert article.metadata["SiteIDCode"] == "4304000000"
    assert "Author" not in article.metadata
    assert "红湘街道\t12\t2760" in article.text.split("\n")
    assert "9月15日前所有项目全部开工，\n年底前完工率达到80%以上" in article.text
    assert "罗小喆" in article.text
    assert not any(
        words in article.text for words in ("首页", "石鼓区", "网站标识码", "分享到", "2025-08-15")
    )
    assert [attachment.url for attachment in article.attachments] == ["/attach/2025/plan.xls"]


@pytest.mark.parametrize(
    ("name", "published", "basis", "title"),
    [
        (
            "provincial-release.txt",
            datetime(2025, 7, 22, 16, 8, tzinfo=CHINA_TIME),
            "label",
            "云南省上半年新开工改造城镇老旧小区782个",
        ),
        (
            "notice.txt",
            date(2025, 4, 9),
            "text",
            "绵阳市城镇老旧小区改造工作领导小组办公室关于做好2025年城镇老旧小区改造有关工作的通知",
        ),
        (
            "progress-report.txt",
            datetime(2025, 10, 16, 10, 35, tzinfo=CHINA_TIME),
            "label",
            "全市城镇老旧小区改造三季度进展情况",
        ),
        (
            "river-inspection.txt",
            datetime(2025, 5, 20, 18, 12, tzinfo=CHINA_TIME),
            "label",
            "清远市总河长到北江干流开展巡河",
        ),
        (
            "district-meeting.txt",
            datetime(2025, 2, 27, 17, 46, tzinfo=CHINA_TIME),
            "label",
            "开福区召开2025年老旧小区改造工作推进会",
        ),
        ("undated-brief.txt", None, None, None),
    ],
)
def test_the_header_of_each_text_is_read(
    name: str, published: date | None, basis: str | None, title: str | None
) -> None:
    header = read_header(clean((SAMPLES / name).read_text(encoding="utf-8")))
    assert (header.published, header.published_basis, header.title) == (published, basis, title)


def test_the_notice_says_who_issued_it_under_which_numbers() -> None:
    text = clean((SAMPLES / "notice.txt").read_text(encoding="utf-8"))
    header = read_header(text)
    assert header.document_number == "绵旧改办〔2025〕7号"
    assert header.index_number == "510700000-2025-00412"
    assert header.publisher == "绵阳市城镇老旧小区改造工作领导小组办公室"
    assert [text.clean[start:end] for start, end in header.bylines] == ["廖又荷"]
    assert "联系电话：0816-5550142" in [text.clean[start:end] for start, end in header.masked]
