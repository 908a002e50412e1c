"""The commands, called in this process with an extraction that finds what the factory puts in."""

from __future__ import annotations

import io
import json
import re
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from rich.cells import cell_len
from typer.testing import CliRunner

from bulletin_nlp import api
from bulletin_nlp.cli.app import app
from bulletin_nlp.extraction.reading import Given
from bulletin_nlp.record import Bulletin, Source
from bulletin_nlp.store import Store
from tests.store.factory import TEXT, bulletin, plain_bulletin


def extract(text: str, given: Given) -> Bulletin:
    if "坏" in text:
        raise KeyError("a bug of the extraction")
    if "断" in text:
        raise KeyboardInterrupt
    source = Source(url=given.url, site_name=given.site_name, extra=dict(given.extra))
    known = {
        "source": source,
        "published": given.published,
        "published_basis": "given" if given.published else None,
    }
    return (
        bulletin(text, furniture="", **known)
        if text.startswith("中山市召开")
        else plain_bulletin(text, **known)
    )


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(api, "extract_given", extract)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BULLETIN_NLP_DEBUG", raising=False)
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "a.txt").write_text(TEXT, encoding="utf-8")
    (pages / "b.txt").write_text("[red]惠及[/red]居民。", encoding="utf-8")
    return tmp_path


def call(*arguments: object, stdin: str | bytes | None = None):
    words = [str(argument) for argument in arguments]
    if words[0] == "extract":
        # In this process, where the extraction is the one above.
        words[1:1] = ["-j", "0"]
    return CliRunner().invoke(app, words, input=stdin)


def test_a_record_is_shown_as_a_table_of_100_columns(folder):
    result = call("extract", "pages/a.txt", "--published", "2025-02-14", "--site", "中山市人民政府门户网站")
    assert result.exit_code == 0
    assert result.stderr == ""
    out = result.stdout
    assert max(cell_len(line.rstrip()) for line in out.splitlines()) <= 100
    shown = re.sub(r"\s+", " ", out)
    for words in (
        "中山市召开老旧小区改造推进会",
        "2025-02-14 (given)",
        "中山市人民政府门户网站",
        bulletin().id,
        "officials (1)",
        "周启明 中山市人民政府 · 副市长; 中山市 主持、出席",
        "中山市 prefecture 442000",
        "从善坊小区 compound",
        "communities_renovated 改造小区 48 个 planned 2025-01-01 – 中山市",
        "483,000,000.37",
        "2025-06-30 6月底前 before 全部开工 中山市",
        "completion 0.88 1 歼灭战 聚焦完成改造任务 1.倒排工期，挂图作战",
        "year_inferred",
    ):
        assert words in shown
    kinds = (
        "officials",
        "organizations",
        "regions",
        "communities",
        "metrics",
        "deadlines",
        "tasks",
        "warnings",
    )
    assert tuple(re.findall(r"^(\w+) \(\d", out, re.M)) == kinds


def test_brackets_in_a_bulletin_are_no_markup(folder):
    assert "[red]惠及[/red]居民。" in call("extract", "pages/b.txt").stdout


def test_json_of_a_single_file_is_an_object_and_of_a_folder_an_array(folder):
    one = json.loads(call("extract", "pages/a.txt", "--format", "json").stdout)
    assert Bulletin.model_validate_json(json.dumps(one)) == extract(TEXT, Given())
    several = json.loads(call("extract", "pages", "--format", "json").stdout)
    assert [record["id"] for record in several] == [one["id"], extract("[red]惠及[/red]居民。", Given()).id]
    (folder / "pages" / "b.txt").unlink()
    assert len(json.loads(call("extract", "pages", "--format", "json").stdout)) == 1


def test_json_is_valid_where_nothing_could_be_read(folder):
    result = call("extract", "none.txt", "none2.txt", "--format", "json")
    assert (result.exit_code, json.loads(result.stdout)) == (1, [])


def test_jsonl_has_a_line_a_record(folder):
    lines = call("extract", "pages", "--format", "jsonl").stdout.splitlines()
    assert [json.loads(line)["text"] for line in lines] == [TEXT, "[red]惠及[/red]居民。"]


def test_standard_input_is_read(folder, monkeypatch):
    result = call("extract", "-", "--format", "json", stdin="改造48个小区。")
    assert json.loads(result.stdout)["text"] == "改造48个小区。"


def test_failures_are_listed_on_standard_error_and_the_rest_is_done(folder):
    (folder / "pages" / "c.txt").write_text("坏的。", encoding="utf-8")
    (folder / "pages" / "d.txt").touch()
    result = call("extract", "pages", "none.txt", "-o", "sqlite:///out.db")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert [re.findall(r"^(\S+): \[(\w+)\]", line) for line in result.stderr.splitlines()[:-1]] == [
        [("pages/c.txt", "extraction_failed")],
        [("pages/d.txt", "input_empty")],
        [("none.txt", "input_missing")],
    ]
    assert result.stderr.splitlines()[-1] == "2 records (2 new), 3 failed → sqlite:///out.db"
    assert "Traceback" not in result.stderr
    with Store.open("out.db") as store:
        assert {failure.code for failure in store.failures()} == {
            "input_missing",
            "extraction_failed",
            "input_empty",
        }
        (run,) = store.runs()
        assert run.counts == {"records": 2, "failed": 3, "new": 2}
        assert run.options["paths"] == ["pages", "none.txt"]
        assert run.versions["bulletin-nlp"]
        assert run.finished is not None


def test_several_outputs_are_written_and_a_second_run_changes_nothing(folder):
    arguments = ("extract", "pages", "-o", "sqlite:///out.db", "-o", "out.jsonl")
    assert "2 records (2 new)" in call(*arguments).stderr
    first = (folder / "out.jsonl").read_bytes()
    assert "2 records (2 unchanged)" in call(*arguments).stderr
    assert (folder / "out.jsonl").read_bytes() == first
    lines = first.decode("utf-8").splitlines()
    with Store.open("out.db") as store:
        for line in lines:
            record = Bulletin.model_validate_json(line)
            assert store.get(record.id) == record


def test_a_table_of_metadata_is_used_and_its_unknown_rows_are_warned_of(folder):
    (folder / "pages" / "metadata.csv").write_text(
        "path,published,url,栏目\na.txt,2025-02-14,https://www.example.gov.cn/1,要闻\nz.txt,,,\n",
        encoding="utf-8",
    )
    result = call("extract", "pages", "--metadata", "pages/metadata.csv", "--format", "jsonl")
    assert result.exit_code == 0
    assert "warning: pages/metadata.csv line 3" in result.stderr
    record = Bulletin.model_validate_json(result.stdout.splitlines()[0])
    assert record.published == date(2025, 2, 14)
    assert record.source.extra == {"栏目": "要闻"}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["extract"], "Missing argument"),
        (["extract", "pages", "--format", "xml"], "xml"),
        (["extract", "pages", "--published", "yesterday"], "[option_invalid] published 'yesterday'"),
        (["extract", "pages", "--metadata", "none.csv"], "[metadata_invalid] none.csv"),
        (["extract", "pages", "-o", "out.xml"], "[option_invalid] 'out.xml'"),
        (["extract", "pages", "-o", "a.jsonl", "-o", "a.jsonl"], "[option_invalid]"),
        (["extract", "pages", "-o", "none/a.jsonl"], "[output_unwritable] none/a.jsonl"),
        (["extract", "pages", "--max-size", "-1"], "greater than or equal to 0"),
        (["nonsense"], "nonsense"),
        (["list", "--limit", "0"], "greater than or equal to 1"),
    ],
)
def test_wrong_usage_is_told_in_words_with_exit_code_2_before_any_work(folder, arguments, told):
    result = call(*arguments)
    assert result.exit_code == 2
    assert told in result.stderr
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    assert [path.name for path in folder.iterdir()] == ["pages"]


def test_an_interruption_ends_with_130_and_what_was_done_is_kept(folder):
    (folder / "pages" / "c.txt").write_text("断。", encoding="utf-8")
    result = call("extract", "pages", "-o", "out.db", "-o", "out.jsonl")
    assert result.exit_code == 130
    assert result.stderr == "interrupted: 2 inputs are done; the same command goes on from there\n"
    assert len((folder / "out.jsonl.part").read_text(encoding="utf-8").splitlines()) == 2
    assert not (folder / "out.jsonl").exists()
    with Store.open("out.db") as store:
        assert store.count() == 2
        assert store.runs()[0].finished is None


def test_a_bug_outside_the_inputs_is_one_line_unless_its_traceback_is_asked_for(folder, monkeypatch):
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a bug of the store")

    call("extract", "pages", "-o", "out.db")
    monkeypatch.setattr(Store, "list", broken)
    result = call("list", "--db", "out.db")
    assert (result.exit_code, result.stdout) == (1, "")
    assert len(result.stderr.splitlines()) == 1
    assert "ZeroDivisionError" in result.stderr
    monkeypatch.setenv("BULLETIN_NLP_DEBUG", "1")
    assert isinstance(call("list", "--db", "out.db").exception, ZeroDivisionError)


@pytest.fixture
def filled(folder: Path) -> Path:
    with Store.open("sqlite:///bulletins.db") as store:
        store.save(bulletin(published=date(2025, 2, 14)))
        store.save(plain_bulletin("惠及居民。"))
        store.fail("none.txt", "input_missing", "the path does not exist")
    return folder


def test_show_quotes_for_each_fact_its_words_with_both_offsets(filled):
    record = bulletin(published=date(2025, 2, 14))
    result = call("show", record.id[:6])
    assert result.exit_code == 0
    shown = re.sub(r"\s+", " ", result.stdout)
    for span in record.spans():
        if len(span.text) <= 60:
            assert (
                f"“{span.text}” {span.start}:{span.end}, source {span.source_start}:{span.source_end}"
                in shown
            )
    assert "region from the document “中山市”" in shown


def test_show_gives_the_record_as_json(filled):
    record = bulletin(published=date(2025, 2, 14))
    result = call("show", record.id, "--format", "json", "--db", "sqlite:///bulletins.db")
    assert Bulletin.model_validate_json(result.stdout) == record


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["show", "zzz"], "record_missing"),
        (["show", "b", "--db", "bulletins.db"], "record_missing"),
        (["show", "b", "--db", "none.db"], "store_unreadable"),
        (["list", "--db", "pages/a.txt"], "store_unreadable"),
        (["list", "--db", "pages"], "store_unreadable"),
    ],
)
def test_what_is_not_there_is_told_in_one_line(filled, arguments, code):
    result = call(*arguments)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(f"[{code}]")
    assert len(result.stderr.splitlines()) == 1


def test_list_names_the_bulletins_with_their_counts(filled):
    lines = call("list").stdout.splitlines()
    assert re.split(r"\s{2,}", lines[0].strip()) == [
        "id", "title", "published", "off", "org", "reg", "com", "met", "due", "task",
    ]  # fmt: skip
    cells = [re.split(r"\s{2,}", line.strip()) for line in lines[1:]]
    assert cells == [
        [bulletin().id[:12], "中山市召开老旧小区改造推进会", "2025-02-14", "1", "1", "1", "1", "2", "1", "1"],
        [plain_bulletin("惠及居民。").id[:12], "惠及居民。", "·", "·", "·", "·", "·", "·", "·"],
    ]


def test_a_listed_id_can_be_shown(filled):
    for line in call("list").stdout.splitlines()[1:]:
        assert call("show", line.split()[0]).exit_code == 0


def test_list_can_be_limited_and_says_so(filled):
    result = call("list", "--limit", "1", "--format", "jsonl")
    assert [json.loads(line)["title"] for line in result.stdout.splitlines()] == [
        "中山市召开老旧小区改造推进会"
    ]
    assert result.stderr == "1 of 2 shown\n"


def test_list_as_json_has_the_counts_by_kind(filled):
    rows = json.loads(call("list", "--format", "json").stdout)
    assert rows[0]["counts"]["metrics"] == 2
    assert rows[0]["published"] == "2025-02-14"


def test_list_shows_the_failures(filled):
    shown = call("list", "--failures").stdout
    assert "input_missing" in shown
    assert "the path does not exist" in re.sub(r"\s+", " ", shown)
    (row,) = json.loads(call("list", "--failures", "--format", "json").stdout)
    assert (row["code"], row["times"]) == ("input_missing", 1)


def test_schema_describes_the_wire_form(filled):
    schema = json.loads(call("schema").stdout)
    assert set(schema["properties"]) == set(bulletin().to_dict())
    assert schema["$defs"]["Metric"]["properties"]["value"]["type"] == "number"


def test_version_names_the_package_spacy_and_the_data():
    lines = dict(line.rsplit(" ", 1) for line in call("version").stdout.splitlines())
    assert set(lines) == {"bulletin-nlp", "record schema", "spacy", "divisions", "lexicons"}
    assert all(lines.values())


def test_a_large_standard_input_is_refused(folder, monkeypatch):
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(b"x")))
    result = call("extract", "-", "--max-size", "0.00001", stdin="改造48个小区。")
    assert result.exit_code == 1
    assert "-: [input_too_large]" in result.stderr
