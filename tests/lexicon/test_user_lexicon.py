"""A user's own vocabulary: what it adds to extraction, and what it leaves as it is."""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import os
import pickle
import pkgutil
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

import bulletin_nlp
from bulletin_nlp import extract, resources
from bulletin_nlp.errors import BulletinError
from bulletin_nlp.lexicon import loader
from bulletin_nlp.lexicon.user import VARIABLE, active_lexicon, read_user_lexicon, use_lexicon, using_lexicon
from bulletin_nlp.record import Bulletin

TITLES = """
[[title]]
words = ["总调度师"]
deputies = true
needs_body = true
example = "市水务局{word}林书远参加。"
person = "林书远"
"""
UNITS = """
[[unit]]
base = "樘"
forms = { "樘" = "1", "扇门" = "0.5" }
not_before = { "樘" = "" }
han = true
example = "更换单元门36樘"
value = 36

[[unit]]
base = "公里"
forms = { "华里" = "0.5" }
example = "修复古道12华里"
value = 6
"""
INDICATORS = """
[[indicator]]
id = "own_doors"
name = "更换单元门数"
units = ["樘"]
words = ["单元门"]
near = ["更换", "改造"]
work = true
example = "今年全区已更换单元门36樘。"
value = 36

[[indicator]]
id = "own_visits"
name = "接待人次"
units = ["人次"]
words = ["便民大厅接待"]
example = "便民大厅接待3500人次。"
value = 3500
"""
FILES = {"titles.toml": TITLES, "units.toml": UNITS, "indicators.toml": INDICATORS}
TEXT = "市水务局总调度师林书远参加。今年，清溪区已更换单元门36樘，加装电梯12部。"
OTHER = (
    "市水务局副局长何敏主持会议。2030年，全省计划开工改造老旧小区1289个、惠及居民6万户，培训3500人次，"
    "完成投资9.24亿元。6月底前全部开工，开工率95.6%。"
)


@pytest.fixture(autouse=True)
def _as_before(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv(VARIABLE, raising=False)
    with using_lexicon(None):
        yield


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return written(tmp_path / "vocabulary", FILES)


def written(folder: Path, files: dict[str, str]) -> Path:
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")
    return folder


def metrics_of(record: Bulletin) -> list[tuple[str, int | Decimal, str, str | None]]:
    return [(m.indicator, m.value, m.unit, m.status) for m in record.metrics]


def posts_of(record: Bulletin) -> list[tuple[str, str | None, str]]:
    return [(o.name, p.organization, p.title) for o in record.officials for p in o.positions]


def without_versions(record: Bulletin) -> dict[str, object]:
    return record.model_dump(exclude={"data_versions"})


def test_a_users_title_is_found_before_a_name(folder: Path) -> None:
    assert posts_of(extract(TEXT)) == []
    use_lexicon(folder)
    assert posts_of(extract(TEXT)) == [("林书远", "市水务局", "总调度师")]


def test_deputies_of_a_users_title_are_titles_where_the_entry_says_so(folder: Path, tmp_path: Path) -> None:
    deputy = "市水务局常务副总调度师林书远参加。"
    use_lexicon(folder)
    assert posts_of(extract(deputy)) == [("林书远", "市水务局", "常务副总调度师")]
    use_lexicon(written(tmp_path / "b", {"titles.toml": TITLES.replace("deputies = true", "")}))
    assert "常务副总调度师" not in {title for _, _, title in posts_of(extract(deputy))}


def test_a_users_unit_is_kept_in_its_base_with_an_exact_factor(folder: Path) -> None:
    use_lexicon(folder)
    record = extract("今年全区已更换单元门7扇门。老旧小区改造中，已更新供水管网3.3华里。")
    assert metrics_of(record) == [
        ("own_doors", Decimal("3.5"), "樘", "completed"),
        ("pipelines_renewed", Decimal("1.65"), "公里", "completed"),
    ]


def test_a_users_unit_follows_a_han_numeral_where_the_entry_says_so(folder: Path) -> None:
    use_lexicon(folder)
    assert metrics_of(extract("今年全区已更换单元门十二樘。")) == [("own_doors", 12, "樘", "completed")]


def test_a_users_indicator_comes_out_as_the_packages_do(folder: Path) -> None:
    assert metrics_of(extract(TEXT)) == [("elevators_installed", 12, "部", "completed")]
    use_lexicon(folder)
    own, lift = extract(
        "清溪区计划更换单元门36樘，加装电梯12部。2031年6月底前完成。", published="2031-02-14"
    ).metrics
    assert (own.indicator, own.indicator_text, own.value, own.status) == (
        "own_doors",
        "单元门",
        36,
        "planned",
    )
    assert (own.period, own.region, own.cumulative) == (lift.period, lift.region, lift.cumulative)
    assert own.span.text == "36樘"


def test_words_that_must_stand_near_are_asked_for(folder: Path) -> None:
    use_lexicon(folder)
    assert metrics_of(extract("全区有单元门36樘。")) == []


@pytest.mark.parametrize(("head", "unit"), [("更换单元门数（樘）", ""), ("更换单元门数", "樘")])
def test_a_users_unit_is_read_in_tables(folder: Path, head: str, unit: str) -> None:
    table = (
        f"2030年老旧小区改造进展\n地区\t改造小区数（个）\t{head}\n"
        f"花都区\t12\t36{unit}\n番禺区\t3\t12{unit}\n南沙区\t5\t8{unit}\n"
    )
    use_lexicon(folder)
    own = [m for m in extract(table).metrics if m.indicator == "own_doors"]
    assert [(m.value, m.unit, m.region) for m in own] == [
        (36, "樘", "440114"),
        (12, "樘", "440113"),
        (8, "樘", "440115"),
    ]


@pytest.mark.parametrize(
    "text", [OTHER, "全年接待游客3500人次、培训200人次，改造老旧小区12个、惠及居民340户。"]
)
def test_a_text_without_the_words_gives_the_same_record(folder: Path, text: str) -> None:
    plain = extract(text)
    use_lexicon(folder)
    own = extract(text)
    assert without_versions(own) == without_versions(plain)
    assert own.data_versions != plain.data_versions


def test_the_version_stands_in_the_record_and_follows_the_content(folder: Path) -> None:
    assert "user_lexicon" not in extract(OTHER).data_versions
    first = use_lexicon(folder)
    assert first is not None
    assert extract(OTHER).data_versions["user_lexicon"] == first.version
    (folder / "titles.toml").write_text(TITLES.replace("总调度师", "总巡河师"), encoding="utf-8")
    assert extract(OTHER).data_versions["user_lexicon"] == first.version  # until it is read again
    second = use_lexicon(folder)
    assert second is not None
    assert second.version != first.version


def test_a_copy_of_a_folder_has_the_same_version(folder: Path, tmp_path: Path) -> None:
    copy = written(tmp_path / "copy", FILES)
    (copy / "README.md").write_text("notes", encoding="utf-8")
    assert read_user_lexicon(copy).version == read_user_lexicon(folder).version


def test_none_goes_back_to_the_packages_lexicons(folder: Path) -> None:
    plain = extract(TEXT)
    use_lexicon(folder)
    assert extract(TEXT) != plain
    use_lexicon(None)
    assert extract(TEXT) == plain


def test_a_folder_that_cannot_be_used_leaves_the_one_in_use(folder: Path, tmp_path: Path) -> None:
    used = use_lexicon(folder)
    with pytest.raises(BulletinError):
        use_lexicon(tmp_path / "nowhere")
    assert active_lexicon() == used


def test_a_worker_gets_the_vocabulary_by_content(folder: Path) -> None:
    sent = pickle.dumps(read_user_lexicon(folder))
    (folder / "titles.toml").unlink()
    use_lexicon(pickle.loads(sent))  # noqa: S301 (our own bytes)
    assert posts_of(extract(TEXT)) == [("林书远", "市水务局", "总调度师")]


def test_load_reads_a_users_vocabulary(folder: Path) -> None:
    nlp = bulletin_nlp.load(lexicon=folder)
    assert posts_of(nlp(TEXT)._.bulletin) == [("林书远", "市水务局", "总调度师")]


def in_a_process(code: str, variable: Path | str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        VARIABLE: str(variable),
        "PYTHONPATH": str(Path(bulletin_nlp.__file__).parents[1]),
        "PYTHONUTF8": "1",
    }
    return subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_process_reads_the_folder_that_its_environment_names(folder: Path) -> None:
    code = f"import bulletin_nlp; print(bulletin_nlp.extract({TEXT!r}).to_json())"
    record = json.loads(in_a_process(code, folder).stdout)
    use_lexicon(folder)
    # made anew in this process, compiled for the first time in that one
    assert record == json.loads(extract(TEXT).to_json())


def test_a_folder_of_the_environment_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    code = (
        "import bulletin_nlp\n"
        "try: bulletin_nlp.load()\n"
        "except bulletin_nlp.BulletinError as error: print(error)"
    )
    told = in_a_process(code, tmp_path / "nowhere").stdout
    assert told.startswith("[lexicon_invalid]")
    assert "nowhere" in told


def test_the_packages_lexicons_are_not_touched(folder: Path) -> None:
    before = json.dumps({name: loader.package_lexicon(name) for name in sorted(loader.EXTENSIBLE)})
    use_lexicon(folder)
    for name in loader.EXTENSIBLE:
        assert loader.read_lexicon(name) != loader.package_lexicon(name)
    after = json.dumps({name: loader.package_lexicon(name) for name in sorted(loader.EXTENSIBLE)})
    assert after == before


def reads_extensible(node: ast.AST) -> bool:
    """Whether code reads a lexicon that a user may add to, or something that was compiled from one."""
    calls = [
        call for call in ast.walk(node) if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
    ]
    return any(
        (
            call.func.id == "read_lexicon"
            and call.args
            and isinstance(call.args[0], ast.Constant)
            and call.args[0].value in loader.EXTENSIBLE
        )
        or call.func.id in {"title_lexicon", "quantity_lexicon", "metric_lexicon", "table_lexicon"}
        for call in calls
        if isinstance(call.func, ast.Name)
    )


def modules() -> list[str]:
    return [found.name for found in pkgutil.walk_packages(bulletin_nlp.__path__, "bulletin_nlp.")]


@pytest.mark.parametrize(
    "name",
    [name for name in modules() if name.startswith(("bulletin_nlp.extraction.", "bulletin_nlp.text."))],
)
def test_whatever_is_kept_of_an_extensible_lexicon_is_forgotten_with_it(name: str) -> None:
    tree = ast.parse(inspect.getsource(importlib.import_module(name)))
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            kept = {ast.unparse(decorator).split("(")[0] for decorator in node.decorator_list}
            assert not (kept & {"cache", "lru_cache"} and reads_extensible(node)), node.name
        elif not isinstance(node, ast.ClassDef):
            assert not reads_extensible(node), f"line {node.lineno} reads at import"


def test_the_template_is_the_example_of_the_page() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "lexicon.md").read_text(encoding="utf-8")
    templates = resources.lexicon_template()
    assert [path.name for path in templates] == ["indicators.toml", "titles.toml", "units.toml"]
    for path in templates:
        assert f"```toml\n{path.read_text(encoding='utf-8').rstrip()}\n```" in page
