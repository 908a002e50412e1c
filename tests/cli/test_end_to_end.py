"""From a file's bytes to a stored record with the real extraction, through the commands alone."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bulletin_nlp.cli.app import app
from bulletin_nlp.record import Bulletin

BODY = (
    "<p>3月3日，中山市召开城镇老旧小区改造推进会，副市长周启明主持会议并讲话。</p>"
    "<p>会议指出，2025年，中山市计划改造城镇老旧小区48个，惠及居民1.35万户，总投资4.83亿元。</p>"
    "<p>会议要求，各镇街要压实责任，倒排工期，确保6月底前全部开工，让居民早日受益、住得安心。</p>"
)
PAGE = (
    '<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312">'
    '<meta name="ArticleTitle" content="中山市召开城镇老旧小区改造推进会">'
    '<meta name="PubDate" content="2025-03-05 09:30"><meta name="SiteName" content="中山市人民政府">'
    "<title>中山市召开城镇老旧小区改造推进会</title></head><body><h1>中山市召开城镇老旧小区改造推进会</h1>"
    f'<div class="TRS_Editor">{BODY}</div></body></html>'
)


def call(*arguments: str):
    return CliRunner().invoke(app, list(arguments))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "page.html").write_bytes(PAGE.encode("gb18030"))
    return tmp_path


def test_a_gbk_page_becomes_a_record_whose_spans_hold(folder):
    result = call("extract", "page.html", "--format", "json")
    assert (result.exit_code, result.stderr) == (0, "")
    record = Bulletin.model_validate_json(result.stdout)
    record.check()
    assert record.source.encoding == "gb18030"
    assert record.title == "中山市召开城镇老旧小区改造推进会"
    assert str(record.published).startswith("2025-03-05")
    assert [deadline.due for deadline in record.deadlines] == [date(2025, 6, 30)]
    assert {(metric.value, metric.unit) for metric in record.metrics} >= {(48, "个"), (13500, "户")}


def test_what_extract_stores_list_and_show_find(folder):
    (folder / "page.csv").write_text("path,published,栏目\npage.html,2025-03-04,要闻\n", encoding="utf-8")
    done = call("extract", "page.html", "--metadata", "page.csv", "-o", "bulletins.db", "-o", "out.jsonl")
    assert (done.exit_code, done.stdout) == (0, "")
    (listed,) = json.loads(call("list", "--format", "json").stdout)
    shown = call("show", listed["id"], "--format", "json").stdout
    (line,) = (folder / "out.jsonl").read_text(encoding="utf-8").splitlines()
    record = Bulletin.model_validate_json(shown)
    assert record == Bulletin.model_validate_json(line)
    assert record.published == date(2025, 3, 4)
    assert record.source.extra == {"栏目": "要闻"}
    again = call("extract", "page.html", "--metadata", "page.csv", "-o", "bulletins.db")
    assert "1 record (1 unchanged)" in again.stderr


def annotated(folder: Path, **expected: object) -> str:
    entry = {
        "id": "t1",
        "given": {"published": "2025-03-05", "site_name": None},
        "source_text": "2025年，中山市计划改造老旧小区48个，6月底前全部开工。",
        "expected": {"not_metrics": ["2025年"], **expected},
    }
    corpus = folder / "own"
    corpus.mkdir()
    (corpus / "t1.json").write_text(json.dumps(entry, ensure_ascii=False), encoding="utf-8")
    return str(corpus)


REGIONS = [{"name": "中山市", "code": "442000", "implied": False}]


def test_evaluate_lists_what_is_wrong_and_counts_it(folder):
    corpus = annotated(folder, regions=[*REGIONS, {"name": "珠海市", "code": "440400", "implied": False}])
    result = call("evaluate", corpus, "--errors")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "t1\n  missing regions: 珠海市 440400\n" in result.stdout
    assert "spurious metrics: 48个 communities_renovated" in result.stdout
    (row,) = [line.split() for line in result.stdout.splitlines() if line.startswith("regions ")]
    assert row == ["regions", "1", "0", "1", "1.000", "0.500", "0.667"]
    assert "near-misses left out" in result.stdout


def test_evaluate_gives_the_same_as_json(folder):
    corpus = annotated(folder, regions=REGIONS)
    counted = json.loads(call("evaluate", corpus, "--format", "json").stdout)
    assert counted["kinds"]["regions"]["f1"] == 1
    assert counted["near_misses"] == {"extracted": 0, "checked": 1}
    assert "errors" not in counted
    (errors,) = json.loads(call("evaluate", corpus, "--format", "json", "--errors").stdout)["errors"]
    assert errors["id"] == "t1"
    assert set(errors["spurious"]) == {"metrics", "deadlines"}


def test_evaluate_fails_below_a_floor_and_only_then(folder):
    corpus = annotated(folder, regions=REGIONS)
    floors = folder / "floors.json"
    floors.write_text('{"own": {"regions": 1.0}}', encoding="utf-8")
    assert call("evaluate", corpus, "--floors", str(floors)).exit_code == 0
    floors.write_text('{"own": {"metrics": 0.9}}', encoding="utf-8")
    result = call("evaluate", corpus, "--floors", str(floors))
    assert result.exit_code == 1
    assert result.stderr == "metrics: 0.0000 is below its floor 0.9000\n"


def test_evaluate_without_a_corpus_says_where_to_look(folder):
    result = call("evaluate", "nowhere")
    assert result.exit_code == 1
    assert result.stderr == (
        "[corpus_invalid] nowhere holds no annotated bulletins: name a folder of .json, or one such file\n"
    )
