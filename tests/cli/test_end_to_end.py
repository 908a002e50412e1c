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
