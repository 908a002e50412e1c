"""The dated table of divisions: what it knows, on which day, and how names are found in a text."""

from __future__ import annotations

import gzip
from datetime import date

import pytest

from bulletin_nlp import resources
from bulletin_nlp.errors import BulletinError
from bulletin_nlp.lexicon import divisions as divisions_module
from bulletin_nlp.lexicon.divisions import Division, Divisions


@pytest.fixture(scope="module")
def divisions() -> Divisions:
    return Divisions.load()


@pytest.mark.parametrize(
    ("code", "name", "level", "parent"),
    [
        ("440000", "广东省", "province", None),
        ("442000", "中山市", "prefecture", "440000"),
        ("440114", "花都区", "county", "440100"),
        ("442000002", "东区街道", "township", "442000"),
        ("440114001", "新华街道", "township", "440114"),
        ("110101", "东城区", "county", "110000"),
        ("500231", "垫江县", "county", "500000"),
        ("419001", "济源市", "county", "410000"),
        ("419001001", "沁园街道", "township", "419001"),
        ("620200", "嘉峪关市", "prefecture", "620000"),
        ("620201100", "新城镇", "township", "620200"),
        ("810000", "香港特别行政区", "province", None),
        ("710000", "台湾省", "province", None),
    ],
)
def test_a_code_has_its_name_level_and_parent(
    divisions: Divisions, code: str, name: str, level: str, parent: str | None
) -> None:
    division = divisions.by_code(code)
    assert division is not None
    assert (division.name, division.level, division.parent) == (name, level, parent)


@pytest.mark.parametrize(
    ("name", "day", "codes"),
    [
        ("花都区", None, ["440114"]),
        ("花都", None, ["440114"]),
        ("恩施州", None, ["422800"]),
        ("恩施", None, ["422800", "422801"]),
        ("宁夏", None, ["640000"]),
        ("长阳县", None, ["420528"]),
        ("巢湖市", date(2009, 3, 1), ["341400"]),
        ("巢湖市", date(2015, 3, 1), ["340181"]),
        ("江干区", date(2020, 3, 1), ["330104"]),
        ("江干区", date(2024, 3, 1), ["330104"]),  # abolished: a later text looks back
        ("芜湖县", date(2019, 5, 1), ["340221"]),
        ("湾沚区", date(2025, 5, 1), ["340210"]),
        ("崇川区", date(2019, 5, 1), ["320602"]),
        ("崇川区", date(2022, 5, 1), ["320613"]),
        ("东区街道", None, ["411281007", "442000002", "622901007"]),
        ("没有这个县", None, []),
        ("市辖区", None, []),
        ("徐州经济技术开发区", None, []),
    ],
)
def test_a_name_is_read_as_of_the_day(
    divisions: Divisions, name: str, day: date | None, codes: list[str]
) -> None:
    assert sorted(d.code or "" for d in divisions.by_name(name, day)) == codes


@pytest.mark.parametrize(
    ("code", "today"),
    [
        ("440114", ("440114",)),
        ("341400", ("340181",)),
        ("330104", ("330102",)),
        ("330103", ("330105",)),
        ("371200", ("370116", "370117")),
        ("320602", ("320613",)),
        ("230707", ("230724",)),
        ("420600", ("420600",)),
        ("999999", ()),
    ],
)
def test_a_code_leads_to_what_it_is_today(divisions: Divisions, code: str, today: tuple[str, ...]) -> None:
    assert divisions.current(code) == today


def test_in_the_year_of_a_change_the_later_of_two_codes_for_one_name_holds(divisions: Divisions) -> None:
    assert [d.code for d in divisions.by_name("金沙县", date(2011, 5, 1))] == ["520523"]


def test_one_code_has_one_name_a_day(divisions: Divisions) -> None:
    then, now = divisions.by_code("420600", date(2008, 5, 1)), divisions.by_code("420600")
    assert then is not None
    assert now is not None
    assert (then.name, now.name) == ("襄樊市", "襄阳市")


@pytest.mark.parametrize(
    ("code", "ancestor", "within"),
    [
        ("442000002", "442000", True),
        ("442000002", "440000", True),
        ("442000", "442000", True),
        ("442000", "100000", True),
        ("440000", "442000", False),
        ("442000002", "440100", False),
        ("110101", "110000", True),
        (None, "440000", False),
    ],
)
def test_within_follows_the_parents(
    divisions: Divisions, code: str | None, ancestor: str, within: bool
) -> None:
    assert divisions.is_within(code, ancestor) is within


def test_children_are_those_of_the_day(divisions: Divisions) -> None:
    assert len(divisions.children("110000")) == 16
    assert "新华街道" in {child.name for child in divisions.children("440114")}
    before, today = divisions.children("340200", date(2019, 1, 1)), divisions.children("340200")
    assert "芜湖县" in {child.name for child in before}
    assert "芜湖县" not in {child.name for child in today}


def test_hong_kong_districts_have_no_code_but_a_parent(divisions: Divisions) -> None:
    (district,) = divisions.by_name("油尖旺区")
    assert (district.code, district.level, district.parent) == (None, "county", "810000")


def test_matches_gives_every_name_with_its_place(divisions: Divisions) -> None:
    text = "青岛市北区与花都。"
    found = {(start, end): {d.code for d in bearers} for start, end, bearers in divisions.matches(text)}
    assert found[0, 3] == {"370200"}
    assert found[2, 5] == {"370203"}
    assert found[6, 8] == {"440114"}
    assert all(text[start:end] for start, end in found)


def test_matches_finds_a_name_wherever_it_stands_and_none_outside_the_text(divisions: Divisions) -> None:
    names = ("花都", "东区街道", "市北区", "鄂温克族自治旗", "双江拉祜族佤族布朗族傣族自治县")
    for name in names:
        for text, start in ((name, 0), (f"在{name}", 1), (f"\n{name}\n{name}", 1), (f"区{name}县", 1)):
            spans = {(first, last) for first, last, _ in divisions.matches(text)}
            assert (start, start + len(name)) in spans
            assert all(0 <= first < last <= len(text) for first, last in spans)
    for short in ("", "区", "都区", "道"):
        assert list(divisions.matches(short)) == []


def test_what_lies_above_is_known_by_its_codes(divisions: Divisions) -> None:
    (street,) = divisions.by_name("新华街道", date(2024, 1, 1))[:1]
    assert divisions.codes_above(street) == {above.code for above in divisions.ancestors(street)}


def test_short_names_are_never_one_character_and_townships_have_none(divisions: Divisions) -> None:
    for name in ("易县", "广东省", "花都区", "新华街道", "鄂温克族自治旗", "香港特别行政区"):
        for division in divisions.by_name(name):
            assert all(len(short) > 1 for short in division.short_names)
            assert division.level != "township" or not division.short_names


def test_a_table_of_ones_own_is_read_the_same_way() -> None:
    own = Divisions(["990000\t甲乙省\tp\t\t甲乙", "990100\t丙丁市\tc\t990000\t丙丁\t2020-01-01"])
    assert own.by_name("丙丁") == (
        Division("990100", "丙丁市", "prefecture", "990000", ("丙丁",), date(2020, 1, 1)),
    )
    assert own.is_within("990100", "990000")


def test_a_damaged_table_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    from pathlib import Path

    broken = Path(str(tmp_path)) / "divisions.tsv.gz"
    broken.write_bytes(b"no gzip")
    monkeypatch.setattr(resources, "lexicon_file", lambda name: broken)
    with pytest.raises(BulletinError, match=r"divisions\.tsv\.gz") as caught:
        divisions_module._load.__wrapped__()
    assert caught.value.code == "lexicon_invalid"


def test_a_name_is_none_long_before_its_division_was_set_up(divisions: Divisions) -> None:
    assert divisions.by_name("两江新区", date(2022, 5, 12)) == ()
    assert (0, 4) not in {spot[:2] for spot in divisions.matches("两江新区", date(2022, 5, 12))}
    assert [d.code for d in divisions.by_name("两江新区", date(2026, 5, 12))] == ["500157"]
    assert [d.code for d in divisions.by_name("上城区", date(2019, 11, 20))] == ["330102"]


@pytest.mark.parametrize("code", ["130702", "130104", "140302", "140311", "140502"])
def test_a_district_does_not_go_with_a_namesake_of_its_province(divisions: Divisions, code: str) -> None:
    # 邢台市桥东区 and 大同市城区 were renamed; 张家口市桥东区 and 阳泉市城区 stand.
    assert divisions.current(code) == (code,)
    division = divisions.by_code(code, date(2026, 1, 1))
    assert division is not None
    assert all(child.valid_on(date(2026, 1, 1)) for child in divisions.children(code, date(2026, 1, 1)))
    assert divisions.children(code, date(2026, 1, 1))


def test_what_a_division_is_today_lies_in_its_province(divisions: Divisions) -> None:
    with gzip.open(resources.lexicon_file("divisions.tsv.gz"), "rt", encoding="utf-8") as stream:
        for line in stream:
            code, *_, today = [*line.rstrip("\n").split("\t"), *[""] * 8][:8]
            assert all(successor[:2] == code[:2] for successor in today.split()), line
