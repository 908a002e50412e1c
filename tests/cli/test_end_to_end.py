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


WATER = """
none = "none"
[[label]]
id = "water"
name = "碧水保卫战"
description = "rivers and sewage"
[[label]]
id = "none"
"""


@pytest.fixture
def own_model(folder: Path) -> Path:
    """A model of another policy field, trained by the command."""
    corpus = folder / "field"
    corpus.mkdir()
    (corpus / "labels.toml").write_text(WATER, encoding="utf-8")
    lines = [
        {"group": f"g{n}", "text": text, "label": label}
        for n in range(12)
        for text, label in (
            (f"年底前要完成{n + 2}条河道清淤，污水管网全部接通", "water"),
            (f"第{n + 2}次例会在市政府召开，大家畅谈体会", "none"),
        )
    ]
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    (corpus / "lines.jsonl").write_text(text, encoding="utf-8")
    result = call("train", "tasks", "--corpus", str(corpus), "--out", "water.skops")
    assert result.exit_code == 0, result.stderr
    assert "24 measures of 12 groups; macro F1 1.000" in result.stderr
    return folder / "water.skops"


def test_another_field_trains_its_own_labels_and_they_type_the_records(folder: Path, own_model: Path):
    text = "3月3日，临江市召开治水推进会。会议要求，各地要完成8条河道清淤，污水管网要全部接通。大家畅谈体会。"
    (folder / "meeting.txt").write_text(text, encoding="utf-8")
    plain = json.loads(call("extract", "meeting.txt", "--format", "json").stdout)
    assert plain["tasks"] == []
    result = call("extract", "meeting.txt", "--format", "json", "--task-model", str(own_model))
    record = Bulletin.model_validate_json(result.stdout)
    record.check()
    assert {task.task_type for task in record.tasks} == {"water"}
    assert record.tasks[0].basis == "classified"
    assert record.tasks[0].confidence is None
    assert set(record.tasks[0].probabilities or {}) == {"water", "none"}
    assert set(record.model_versions) == {"tasks"}
    surer = call(
        "extract", "meeting.txt", "--format", "json", "--task-model", str(own_model), "--task-threshold", "1"
    )
    assert json.loads(surer.stdout)["tasks"] == []


def test_evaluate_tasks_measures_a_model_on_its_labels(folder: Path, own_model: Path):
    result = call("evaluate", "tasks", "field", "--model", str(own_model), "--format", "json", "--errors")
    assert result.exit_code == 0
    scores = json.loads(result.stdout)
    assert (scores["macro_f1"], scores["errors"]) == (1, [])
    wrong = call("evaluate", "tasks", "field")
    assert wrong.exit_code == 1
    assert "label 'water' of the corpus is none of the model's" in wrong.stderr


def test_a_model_that_is_none_ends_the_run_before_any_work(folder: Path):
    (folder / "bad.skops").write_bytes(b"no model")
    result = call("extract", "page.html", "-o", "out.jsonl", "--task-model", "bad.skops")
    assert result.exit_code == 1
    assert result.stderr.startswith("[model_invalid] model bad.skops: cannot be read")
    assert not (folder / "out.jsonl").exists()


def test_explain_shows_the_words_for_and_against_each_type():
    shown = call("explain", "要积极争取专项债券，确保资金及时到位")
    assert shown.exit_code == 0
    (line,) = [line for line in shown.stdout.splitlines() if "←" in line]
    assert line.startswith("funding ←")
    assert "资金 +" in line
    told = json.loads(call("explain", "要積極爭取專項債券", "--format", "json").stdout)
    assert told["label"] == "funding"
    assert sum(v["probability"] for v in told["labels"].values()) == pytest.approx(1, abs=0.001)
