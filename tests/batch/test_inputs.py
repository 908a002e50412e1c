"""What there is to read, and what is known about it."""

from __future__ import annotations

import os
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from bulletin_nlp.batch import Failure, Input, find_inputs, read_day, read_metadata
from bulletin_nlp.errors import BulletinError
from bulletin_nlp.extraction.reading import Given

SHANGHAI = timezone(timedelta(hours=8))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in (
        "b.txt",
        "a.HTML",
        "c.md",
        "d.text",
        "e.htm",
        "f.shtml",
        "photo.jpg",
        "table.csv",
        ".hidden.txt",
        "sub/z.txt",
        "sub/deep/y.txt",
        ".git/x.txt",
        "名单/通知.txt",
    ):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("改造48个小区。", encoding="utf-8")
    return tmp_path


def inputs_of(found) -> list[Input]:
    return [item for item in found if isinstance(item, Input)]


def failures_of(found) -> list[Failure]:
    return [item for item in found if isinstance(item, Failure)]


def names(found, root: Path) -> list[str]:
    return [input.path.relative_to(root).as_posix() if input.path else "-" for input in inputs_of(found)]


def test_a_folder_is_read_recursively_sorted_and_without_what_is_no_bulletin(folder):
    found = find_inputs([folder])
    assert names(found, folder) == [
        "a.HTML",
        "b.txt",
        "c.md",
        "d.text",
        "e.htm",
        "f.shtml",
        "sub/z.txt",
        "sub/deep/y.txt",
        "名单/通知.txt",
    ]
    assert failures_of(found) == []


def test_a_file_named_itself_is_read_whatever_its_name(folder):
    assert names(find_inputs([folder / "table.csv"]), folder) == ["table.csv"]


def test_what_is_named_twice_is_read_once(folder):
    found = find_inputs([folder / "sub", folder / "sub" / ".." / "sub" / "z.txt", "-", "-"])
    assert names(found, folder)[:2] == ["sub/z.txt", "sub/deep/y.txt"]
    assert [input.name for input in inputs_of(found)[2:]] == ["-"]


def test_a_missing_path_and_a_folder_without_bulletins_are_failures_and_the_rest_goes_on(folder):
    empty = folder / "empty"
    empty.mkdir()
    found = find_inputs([folder / "none.txt", empty, folder / "b.txt"])
    assert [(failure.input, failure.code) for failure in failures_of(found)] == [
        (str(folder / "none.txt"), "input_missing"),
        (str(empty), "input_no_bulletins"),
    ]
    assert names(found, folder) == ["b.txt"]


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no symbolic links here")
def test_a_folder_that_links_to_itself_ends(folder):
    (folder / "sub" / "loop").symlink_to(folder / "sub", target_is_directory=True)
    assert names(find_inputs([folder / "sub"]), folder) == ["sub/z.txt", "sub/deep/y.txt"]


def table(folder: Path, content: str | bytes, name: str = "metadata.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


def test_a_table_says_what_is_known_and_further_columns_travel(folder):
    rows = (
        "\ufeffPath,published,url,site_name,publisher,external_id,栏目,note\r\n"
        'b.txt,2025-02-14,https://www.example.gov.cn/1,中山市,中山市住建局,17,要闻,"a,\nb"\r\n'
        "\r\n"
        "sub\\z.txt,,,,,,,\r\n"
    )
    given = Given(published=date(2024, 1, 1), site_name="甲", extra={"batch": "7"})
    found = find_inputs([folder], given=given, table=read_metadata(table(folder, rows)))
    by_name = {input.path.name: input.given for input in inputs_of(found)}
    assert by_name["b.txt"] == Given(
        published=date(2025, 2, 14),
        url="https://www.example.gov.cn/1",
        site_name="中山市",
        publisher="中山市住建局",
        external_id="17",
        extra={"batch": "7", "栏目": "要闻", "note": "a,\nb"},
    )
    assert by_name["z.txt"].published == date(2024, 1, 1)
    assert by_name["z.txt"].site_name == "甲"
    assert by_name["c.md"] == given
    assert found.warnings == []


def test_a_table_may_count_paths_from_its_own_folder_from_here_or_from_the_folder_read(folder, monkeypatch):
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(folder)
    rows = f"path,external_id\nz.txt,from the folder\nb.txt,from here\n{folder / 'c.md'},absolute\n"
    found = find_inputs(["sub", "b.txt", "c.md"], table=read_metadata(table(elsewhere, rows)))
    ids = {input.path.name: input.given.external_id for input in inputs_of(found)}
    assert ids == {"z.txt": "from the folder", "y.txt": None, "b.txt": "from here", "c.md": "absolute"}


def test_a_row_for_an_unknown_path_is_warned_of_with_its_line(folder):
    rows = "path,note\nb.txt,\nnone.txt,\n"
    found = find_inputs([folder], table=read_metadata(table(folder, rows)))
    (warning,) = found.warnings
    assert "line 3" in warning
    assert "none.txt" in warning


def test_a_table_in_the_encoding_of_chinese_spreadsheets_is_read(folder):
    rows = "path,site_name\nb.txt,中山市人民政府\n".encode("gb18030")
    found = find_inputs([folder / "b.txt"], table=read_metadata(table(folder, rows)))
    assert inputs_of(found)[0].given.site_name == "中山市人民政府"


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("path,published\nb.txt,2025-02-14\nc.md,2025-02-30\n", "line 3: published '2025-02-30'"),
        ("path,published\nb.txt,last week\n", "line 2: published 'last week'"),
        ("file,published\nb.txt,2025-02-14\n", "line 1: there is no column 'path'"),
        ("", "line 1: there is no column 'path'"),
        ("path,url,url\n", "line 1: the column 'url' occurs twice"),
        ("path,url\nb.txt,https://a,b\n", "line 2: 3 cells for 2 columns"),
        ('path,url\nb.txt,"x\ny"\n,z\n', "line 4: the path is empty"),
        ('path,url\nb.txt,"https://a\n', "line 2"),
        ("path,url\nb.txt,\nb.txt,\n", "line 3: 'b.txt' was described in line 2"),
        (b"path\n\xff\x00\xff\x00\n", "is not a CSV"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused_with_its_line(folder, rows, told):
    with pytest.raises(BulletinError) as raised:
        find_inputs([folder], table=read_metadata(table(folder, rows)))
    assert raised.value.code == "metadata_invalid"
    assert told in raised.value.message


def test_a_table_that_does_not_exist_is_refused(tmp_path):
    with pytest.raises(BulletinError, match="metadata_invalid"):
        read_metadata(tmp_path / "none.csv")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2025-02-14", date(2025, 2, 14)),
        ("2025/2/14", date(2025, 2, 14)),
        ("2025.2.14", date(2025, 2, 14)),
        (" 2025年2月14日 ", date(2025, 2, 14)),
        ("2025-02-14 09:30", datetime(2025, 2, 14, 9, 30, tzinfo=SHANGHAI)),
        ("2025/2/14 9:30", datetime(2025, 2, 14, 9, 30, tzinfo=SHANGHAI)),
        ("2025-02-14T09:30:00Z", datetime(2025, 2, 14, 9, 30, tzinfo=timezone(timedelta(0)))),
    ],
)
def test_days_are_read_as_people_and_spreadsheets_write_them(written, expected):
    assert read_day(written) == expected
    assert type(read_day(written)) is type(expected)


@pytest.mark.parametrize("written", ["", "2025", "2025-13-01", "14/02/2025", "2025-02-14 25:00"])
def test_what_is_no_day_is_refused(written):
    with pytest.raises(BulletinError, match="option_invalid"):
        read_day(written)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("*.txt", ["b.txt"]),
        ("**/*.txt", ["b.txt", "sub/z.txt", "sub/deep/y.txt", "名单/通知.txt"]),
        ("sub/**", ["sub/z.txt", "sub/deep/y.txt"]),
        ("[cd].*", ["c.md", "d.text"]),
        ("[!a-f]*.???", ["photo.jpg", "table.csv"]),
        ("su?", ["sub/z.txt", "sub/deep/y.txt"]),
        ("*/z.txt", ["sub/z.txt"]),
    ],
)
def test_a_pattern_gives_what_a_shell_would_in_order_of_names_and_reads_folders(folder, pattern, expected):
    (folder / "photo.jpg").touch()
    assert names(find_inputs([str(folder / pattern)]), folder) == expected


def test_a_pattern_that_nothing_matches_is_a_failure_and_a_file_of_that_name_is_a_file(folder):
    (failure,) = find_inputs([str(folder / "*.pdf")])
    assert (failure.code, failure.input) == ("input_missing", str(folder / "*.pdf"))
    (folder / "[1].txt").write_text("改造。", encoding="utf-8")
    assert names(find_inputs([str(folder / "[1].txt")]), folder) == ["[1].txt"]


def test_what_a_folder_a_pattern_and_a_path_have_in_common_is_read_once(folder):
    paths = [folder / "sub" / "z.txt", str(folder / "**" / "*.txt"), folder, folder / "b.txt"]
    assert sorted(names(find_inputs(paths), folder)) == sorted(
        {*names(find_inputs([folder]), folder), "sub/z.txt"}
    )


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no symbolic links here")
def test_a_link_to_a_file_that_is_read_is_left_out_and_one_to_another_read_once(folder, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "w.txt"
    outside.write_text("改造。", encoding="utf-8")
    (folder / "sub" / "a.txt").symlink_to(folder / "sub" / "z.txt")
    (folder / "sub" / "c.txt").symlink_to(outside)
    (folder / "sub" / "d.txt").symlink_to(outside)
    assert names(find_inputs([folder / "sub"]), folder) == ["sub/c.txt", "sub/z.txt", "sub/deep/y.txt"]


def test_the_inputs_are_found_again_and_counted_without_being_kept(folder):
    found = find_inputs([folder, "-", folder / "none.txt"])
    assert names(found, folder) == names(found, folder)
    assert found.count() == len(list(found)) == 11
