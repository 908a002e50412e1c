"""Which vocabularies of a user are refused, and how that is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from bulletin_nlp.errors import BulletinError
from bulletin_nlp.lexicon.user import examine, read_user_lexicon
from tests.lexicon.test_user_lexicon import FILES, INDICATORS, TITLES, UNITS, written


def problems_of(folder: Path) -> list[str]:
    return [f"{p.place}: {p.message}: {p.remedy}" for p in examine(folder)[1]]


def only_problem(tmp_path: Path, **files: str) -> str:
    folder = written(tmp_path / "vocabulary", {f"{name}.toml": content for name, content in files.items()})
    (told,) = problems_of(folder)
    return told


def test_the_files_of_these_tests_are_accepted(tmp_path: Path) -> None:
    assert problems_of(written(tmp_path / "vocabulary", FILES)) == []


def test_a_problem_is_told_with_file_line_entry_and_remedy(tmp_path: Path) -> None:
    folder = written(
        tmp_path / "v", {"units.toml": UNITS + UNITS.replace("樘", "幅").replace("扇门", "户次")}
    )
    with pytest.raises(BulletinError) as raised:
        read_user_lexicon(folder)
    assert raised.value.code == "lexicon_invalid"
    assert raised.value.message.startswith(
        f"{folder / 'units.toml'}, line 16, unit 3: the package reads '户次'"
    )
    assert raised.value.remedy.startswith("leave the form out (1 more; ")


def test_no_line_is_named_where_a_heading_stands_inside_a_text(tmp_path: Path) -> None:
    inside = TITLES.replace('"市水务局{word}林书远参加。"', '"""市水务局{word}林书远参加。\n[[title]]\n"""')
    told = only_problem(tmp_path, titles=inside.replace("person", "persons"))
    assert "titles.toml, title 1: unknown key 'persons'" in told


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("", "empty word"),
        (" ", "empty word"),
        ("长", "one character"),
        ("CEO", "write Han characters only"),
        ("总 调度师", "write Han characters only"),
        ("总调度师，", "write Han characters only"),
        ("总" * 31, "more than 30 characters"),
        ("總調度師", "write '总调度师'"),
        ("副局长", "the package knows '副局长' already"),
        ("主任医师", "the package knows '主任医师' already"),
    ],
)
def test_a_title_that_cannot_be_one_is_refused_with_the_reason(
    tmp_path: Path, word: str, reason: str
) -> None:
    assert reason in only_problem(tmp_path, titles=TITLES.replace("总调度师", word))


def test_a_deputy_that_the_package_knows_is_refused(tmp_path: Path) -> None:
    assert "knows '副县级干部'" in only_problem(tmp_path, titles=TITLES.replace("总调度师", "县级干部"))


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('"扇门" = "0.5"', '"平米" = "1"', "the package reads '平米' already, as '平方米'"),
        ('"扇门" = "0.5"', '"万樘" = "10000"', "begins as a number does"),
        ('"扇门" = "0.5"', '"月" = "1"', "makes a date"),
        ('"扇门" = "0.5"', '"扇" = "0.5"', "one character"),
        ('"扇门" = "0.5"', '"扇门 " = "0.5"', "without spaces"),
        ('"扇门" = "0.5"', '"扇门" = "0"', "is '0' of its base"),
        ('"扇门" = "0.5"', '"扇门" = "-1"', "is '-1' of its base"),
        ('"扇门" = "0.5"', '"扇门" = "half"', "is 'half' of its base"),
        ('"扇门" = "0.5"', '"扇门" = 1e99999999', "of its base"),
        ('"扇门" = "0.5"', '"扇门" = true', "is True of its base"),
        ('base = "樘"', 'base = "千米"', "'千米' is kept in '公里'"),
        ('base = "樘"', 'base = "门扇"', "is no unit of the package and none of the forms"),
        ('not_before = { "樘" = "" }', 'not_before = { "樘" = "]" }', "no Han character"),
        ('not_before = { "樘" = "" }', 'not_before = { "樘" = "", "门" = "口" }', "no form of the entry"),
        ("han = true", 'han = "yes"', "neither true nor false"),
        ('example = "更换单元门36樘"', 'example = "更换单元门36个"', "holds none of the entry's forms"),
        ("value = 36", "value = nan", "no number"),
        ("value = 36", "", "'value' is missing"),
        ("han = true", "thing = true", "unknown key 'thing'"),
    ],
)
def test_a_unit_that_cannot_be_one_is_refused_with_the_reason(
    tmp_path: Path, old: str, new: str, reason: str
) -> None:
    assert old in UNITS
    assert reason in only_problem(tmp_path, units=UNITS.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('id = "own_doors"', 'id = "elevators_installed"', "is an indicator of the package (加装电梯数)"),
        ('id = "own_doors"', 'id = "other"', "is an indicator of the package"),
        ('id = "own_doors"', 'id = "own_visits"', "'own_visits' stands in"),
        ('id = "own_doors"', 'id = "Own-Doors"', "is no id"),
        ('id = "own_doors"', "id = 7", "is no id"),
        ('units = ["樘"]', 'units = ["扇门"]', "write '樘', in which it is kept"),
        ('units = ["樘"]', 'units = ["米"]', "write '公里', in which it is kept"),
        ('units = ["樘"]', 'units = ["箱"]', "add it to units.toml"),
        ('units = ["樘"]', "units = []", "an empty one"),
        ('words = ["单元门"]', 'words = ["单元门", "门"]', "one character"),
        ('words = ["单元门"]', 'words = ["单元门", "单元门"]', "holds '单元门' twice"),
        ('words = ["单元门"]', 'words = ["Gate", "单元门"]', "write Han characters, with letters"),
        ('words = ["单元门"]', 'words = "单元门"', "no list"),
        ('words = ["单元门"]', 'words = ["单元门", 3]', "no word"),
        ("work = true", 'status = "done"', "it may be planned, started, in_progress, completed"),
        ("work = true", 'counters = [""]', "no sentence"),
        (
            'example = "今年全区已更换单元门36樘。"',
            'example = "今年全区已更换36樘。"',
            "none of the entry's words",
        ),
        ('example = "今年全区已更换单元门36樘。"', f'example = "单元门{"樘" * 500}"', "more than 500"),
    ],
)
def test_an_indicator_that_cannot_be_one_is_refused_with_the_reason(
    tmp_path: Path, old: str, new: str, reason: str
) -> None:
    assert old in INDICATORS
    assert reason in only_problem(tmp_path, units=UNITS, indicators=INDICATORS.replace(old, new))


def test_a_word_of_the_package_is_refused_in_its_unit_and_merged_in_another(tmp_path: Path) -> None:
    entry = """
[[indicator]]
id = "own_stands"
name = "小区展台数"
units = ["{unit}"]
words = ["老旧小区"]
example = "老旧小区36台。"
value = 36
"""
    told = only_problem(tmp_path, indicators=entry.replace("{unit}", "个"))
    assert "'老旧小区' counted in '个' is 'communities_renovated' of the package" in told
    folder = written(tmp_path / "vocabulary", {"indicators.toml": entry.replace("{unit}", "台")})
    assert problems_of(folder) == []


def test_a_word_of_two_entries_is_refused(tmp_path: Path) -> None:
    second = INDICATORS.replace("own_doors", "own_gates").split("[[indicator]]")[1]
    assert "'单元门' points to 'own_doors' too" in only_problem(
        tmp_path, units=UNITS, indicators=INDICATORS + "[[indicator]]" + second
    )
    (tmp_path / "vocabulary" / "indicators.toml").unlink()
    assert "stands in" in only_problem(tmp_path, titles=TITLES + TITLES.replace("deputies = true", ""))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"[[title]\n", "no TOML"),
        ("words = ['总调度师']".encode("gb18030"), "not UTF-8"),
        (b"[titles]\n", "unknown key 'titles' outside the entries"),
        (b"title = 3\n", "no list of entries"),
        (b"title = " + b"[" * 20_000, "no TOML"),
        (b"title = " + b"9" * 10_000, "no TOML"),
        (b"[[title]]\n" * 1001, "more than 1000 entries"),
        (b"#" * 1_000_001, "larger than 1 MB"),
    ],
)
def test_a_file_that_is_none_is_told(tmp_path: Path, content: bytes, reason: str) -> None:
    folder = tmp_path / "vocabulary"
    folder.mkdir()
    (folder / "titles.toml").write_bytes(content)
    (told,) = problems_of(folder)
    assert told.startswith(str(folder / "titles.toml"))
    assert reason in told


def test_a_list_of_too_many_words_is_refused(tmp_path: Path) -> None:
    words = ", ".join(f'"总调度师{chr(0x4E00 + i)}"' for i in range(201))
    assert "more than 200" in only_problem(tmp_path, titles=TITLES.replace('"总调度师"', words))


def test_a_file_of_another_kind_is_refused_and_notes_are_not(tmp_path: Path) -> None:
    folder = written(tmp_path / "v", {**FILES, "dates.toml": "", "notes.txt": "…"})
    (told,) = problems_of(folder)
    assert told.startswith(f"{folder / 'dates.toml'}: no such kind of vocabulary")


@pytest.mark.parametrize("files", [{}, {"notes.txt": "…"}, {"titles.toml": "# nothing yet"}])
def test_a_folder_without_a_vocabulary_is_told(tmp_path: Path, files: dict[str, str]) -> None:
    with pytest.raises(BulletinError) as raised:
        examine(written(tmp_path / "v", files))
    assert raised.value.code == "lexicon_invalid"
    assert str(tmp_path / "v") in raised.value.message
    assert raised.value.remedy


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "v"
    folder.mkdir()
    (folder / "titles.toml").write_text(TITLES, encoding="utf-8-sig")
    assert [title.words for title in read_user_lexicon(folder).titles] == [("总调度师",)]
