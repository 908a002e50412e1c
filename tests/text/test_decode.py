"""Decoding: the encoding that bytes are in, what could not be read, what is no text."""

from __future__ import annotations

import pytest

from bulletin_nlp.errors import BulletinError
from bulletin_nlp.lexicon.loader import read_lexicon
from bulletin_nlp.text.decode import SAMPLE_BYTES, decode, repair_mojibake, sanitize_str

SIMPLIFIED = "截至9月底，全市已开工改造老旧小区36个，惠及居民1.2万户。市住房城乡建设局局长温镕堃到会。"
TRADITIONAL = "截至9月底，全市已開工改造老舊小區36個，惠及居民1.2萬戶。市住房城鄉建設局局長到會。"


@pytest.mark.parametrize(
    ("text", "codec", "encoding"),
    [
        (SIMPLIFIED, "utf-8", "utf-8"),
        (SIMPLIFIED, "utf-8-sig", "utf-8"),
        (SIMPLIFIED, "gb18030", "gb18030"),
        (TRADITIONAL, "gb18030", "gb18030"),
        (TRADITIONAL, "big5", "big5"),
        (TRADITIONAL, "utf-16-le", "utf-16-le"),
        (TRADITIONAL, "utf-16-be", "utf-16-be"),
        (SIMPLIFIED, "utf-16", "utf-16-le"),
        ("全市老旧小区改造工作动员会议要求加快建设", "utf-16-le", "utf-16-le"),
        ("张伟 李娜 王芳 刘洋", "gb18030", "gb18030"),
        ("plain ascii 123", "ascii", "utf-8"),
    ],
)
def test_bytes_are_read_in_their_encoding_without_any_declaration(
    text: str, codec: str, encoding: str
) -> None:
    decoded = decode(text.encode(codec))
    assert (decoded.text, decoded.encoding, decoded.replacements) == (text, encoding, 0)


@pytest.mark.parametrize("name", ["gb2312", "GBK", "text/html; charset=GB2312", "x-gbk", '"gb_2312-80"'])
def test_every_name_of_the_gb_family_reads_characters_that_gb2312_lacks(name: str) -> None:
    decoded = decode("局长温镕、张堃、李㙍到会".encode("gb18030"), declared=name)
    assert decoded.text == "局长温镕、张堃、李㙍到会"
    assert decoded.encoding == "gb18030"


@pytest.mark.parametrize(
    ("text", "codec", "declared"),
    [
        (TRADITIONAL, "big5", "gb2312"),
        (SIMPLIFIED, "gb18030", "big5"),
        (SIMPLIFIED, "gb18030", "utf-8"),
        (SIMPLIFIED, "gb18030", "iso-8859-1"),
        (SIMPLIFIED, "gb18030", "rot13"),
        (SIMPLIFIED, "gb18030", "no-such-charset"),
        (SIMPLIFIED, "utf-8", "gb2312"),
    ],
)
def test_a_declaration_that_the_bytes_contradict_is_not_believed(
    text: str, codec: str, declared: str
) -> None:
    assert decode(text.encode(codec), declared=declared).text == text


@pytest.mark.parametrize(
    "page",
    [
        '<meta http-equiv="Content-Type" content="text/html; charset=gb2312"><p>{}</p>',
        "<META CHARSET='GBK' /><p>{}</p>",
        '<?xml version="1.0" encoding="gb2312"?><p>{}</p>',
        "<script>" + "a" * 40_000 + "</script><meta charset=gb2312><p>{}</p>",
    ],
)
def test_the_declaration_inside_a_page_is_found_wherever_it_stands(page: str) -> None:
    text = page.format("局长喆")
    assert decode(text.encode("gb18030")).text == text


def test_an_unpaired_declared_table_is_used_where_prose_is_too_short_to_tell() -> None:
    text = "張偉 李娜"
    assert decode(text.encode("big5"), declared="big5").text == text


@pytest.mark.parametrize(
    ("data", "replacements"),
    [
        (SIMPLIFIED.encode()[:-1], 1),
        (SIMPLIFIED[:12].encode() + b"\xff" + SIMPLIFIED[12:].encode(), 1),
        (SIMPLIFIED.encode() + b"\xed\xa0\x80", 3),
        (("有\ufffd效" + SIMPLIFIED).encode(), 1),
    ],
)
def test_broken_utf8_stays_utf8_and_its_breaks_are_counted(data: bytes, replacements: int) -> None:
    decoded = decode(data, declared="gbk")
    assert (decoded.encoding, decoded.replacements) == ("utf-8", replacements)
    assert decoded.text.count("\ufffd") == replacements
    assert "惠及居民1.2万户" in decoded.text


def test_broken_gb_bytes_are_counted() -> None:
    decoded = decode(SIMPLIFIED.encode("gb18030") + b"\xff")
    assert (decoded.text, decoded.replacements) == (SIMPLIFIED + "\ufffd", 1)


@pytest.mark.parametrize(
    ("wrong", "repaired"),
    [
        (SIMPLIFIED.encode("gb18030").decode("latin-1"), "latin-1>gb18030"),
        (SIMPLIFIED.encode("utf-8").decode("latin-1"), "latin-1>utf-8"),
        ("老旧小区改造动员会议".encode("gb18030").decode("cp1252"), "latin-1>gb18030"),
    ],
)
def test_chinese_once_read_as_latin_1_is_repaired_and_said_so(wrong: str, repaired: str) -> None:
    decoded = decode(wrong.encode())
    assert decoded.repaired == repaired
    assert decoded.text in {SIMPLIFIED, "老旧小区改造动员会议"}


@pytest.mark.parametrize(
    "text", [SIMPLIFIED, "", "Décision du préfet à l'été où naîtra Zoë", "é", SIMPLIFIED + "ÀÁÂÃÄÅÆÇÈÉÊË"]
)
def test_text_that_is_not_mojibake_is_left_alone(text: str) -> None:
    assert repair_mojibake(text) is None


def test_every_known_format_is_refused_by_name() -> None:
    for entry in read_lexicon("encoding")["magic"]:
        with pytest.raises(BulletinError) as raised:
            decode(bytes.fromhex(entry["hex"]) + b"\x00\x01 more")
        assert raised.value.code == entry["code"]
        assert entry["name"] in str(raised.value)
        assert raised.value.remedy


def test_bytes_full_of_controls_are_binary() -> None:
    with pytest.raises(BulletinError, match="input_binary"):
        decode(bytes(range(256)) * 4)


def test_a_stray_nul_does_not_make_a_text_binary() -> None:
    decoded = decode(("前言\0" + SIMPLIFIED * 4).encode())
    assert decoded.text == "前言\ufffd" + SIMPLIFIED * 4
    assert decoded.replacements == 1


def test_an_empty_file_is_an_empty_text() -> None:
    decoded = decode(b"")
    assert (decoded.text, decoded.replacements) == ("", 0)


def test_the_encoding_is_found_behind_much_ascii() -> None:
    text = "x" * (SAMPLE_BYTES * 3) + SIMPLIFIED
    assert decode(text.encode("gb18030")).text == text


@pytest.mark.parametrize(
    ("text", "clean", "count"),
    [
        ("小区", "小区", 0),
        ("小\ud800区", "小\ufffd区", 1),
        ("\udc80\0", "\ufffd\ufffd", 2),
        ("𠮷", "𠮷", 0),
    ],
)
def test_lone_surrogates_and_nuls_become_replacement_characters(text: str, clean: str, count: int) -> None:
    assert sanitize_str(text) == (clean, count)


def test_the_choice_does_not_depend_on_the_length_of_the_input() -> None:
    text = (SIMPLIFIED + "\n") * 40_000
    assert decode(text.encode("gb18030")).text == text
