"""The classifier of measures: a strict corpus, training that repeats itself, files refused safely."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from sklearn.pipeline import Pipeline
from skops import io as skops

from bulletin_nlp.errors import BulletinError
from bulletin_nlp.extraction.task_model import FORMAT, TaskModel, load_task_model, normalised
from bulletin_nlp.learn.measures import LabelSet, Measure, read_labels, read_measures
from bulletin_nlp.learn.task_scores import score_measures
from bulletin_nlp.learn.task_training import (
    Trained,
    calibration_error,
    compare_candidates,
    reliability_curve,
    train,
    write_model,
)

LABELS = """
none = "none"
[[label]]
id = "water"
name = "碧水保卫战"
[[label]]
id = "none"
"""
# twelve bulletins of another field, two lines each
LINES = [
    (f"g{n}", text, label)
    for n in range(12)
    for text, label in (
        (f"年底前完成{n + 2}条河道清淤，污水管网全部接通", "water"),
        (f"第{n + 2}次例会在市政府召开，大家畅谈体会", "none"),
    )
]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "labels.toml").write_text(LABELS, encoding="utf-8")
    lines = (json.dumps({"group": g, "text": t, "label": x}, ensure_ascii=False) for g, t, x in LINES)
    (folder / "lines.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


@pytest.fixture
def read(corpus: Path) -> tuple[list[Measure], LabelSet]:
    labels = read_labels(corpus / "labels.toml")
    return read_measures(corpus, labels), labels


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", ":25: is no JSON"),
        ("[]", ":25: is no JSON object"),
        ('{"group": "a", "label": "water"}', ":25: lacks text"),
        ('{"group": "a", "text": " ", "label": "water"}', ":25: lacks text"),
        ('{"group": "a", "text": "治河", "label": "waters"}', ":25: unknown label 'waters'"),
        (
            '{"group": "a", "text": "治河", "label": "water", "second": "air"}',
            ":25: unknown label 'air'",
        ),
    ],
)
def test_a_broken_line_is_named_with_file_and_line(corpus: Path, line: str, told: str) -> None:
    with (corpus / "lines.jsonl").open("a", encoding="utf-8") as stream:
        stream.write(line + "\n")
    with pytest.raises(BulletinError) as caught:
        read_measures(corpus, read_labels(corpus / "labels.toml"))
    assert caught.value.code == "corpus_invalid"
    assert f"lines.jsonl{told}" in caught.value.message


def test_a_label_without_a_line_is_named(corpus: Path) -> None:
    more = LABELS + '[[label]]\nid = "air"\n'
    (corpus / "labels.toml").write_text(more, encoding="utf-8")
    with pytest.raises(BulletinError, match="no line bears the label 'air'"):
        read_measures(corpus, read_labels(corpus / "labels.toml"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("none =", "labels.toml"),
        ('[[label]]\nid = "a"\n', "lacks 'none'"),
        ('none = "b"\n[[label]]\nid = "a"\n[[label]]\nid = "c"\n', "is no label of the file"),
        ('none = "a"\n[[label]]\nid = "a"\n[[label]]\nid = "a"\n', "label a stands twice"),
        ('none = "a"\n[[label]]\nid = "a"\n', "fewer than two labels"),
    ],
)
def test_a_label_set_that_cannot_be_used_says_why(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "labels.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BulletinError) as caught:
        read_labels(path)
    assert told in caught.value.message


def test_a_model_of_ones_own_labels_types_what_it_has_not_seen(
    read: tuple[list[Measure], LabelSet], tmp_path: Path
) -> None:
    trained = train(*read)
    write_model(trained, read[1], tmp_path / "own.skops")
    model = load_task_model(tmp_path / "own.skops")
    assert model.labels == ("none", "water")
    assert model.names["water"] == "碧水保卫战"
    assert model.choose(model.probabilities("全面接通污水管网，完成8条河道清淤")) == "water"
    assert model.choose(model.probabilities("大家在例会上畅谈体会")) is None
    assert trained.report.f1 > 0.9


def test_the_same_seed_gives_the_same_model(read: tuple[list[Measure], LabelSet], tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_model(train(*read, seed=3), read[1], tmp_path / f"{name}.skops")
    one, other = (load_task_model(tmp_path / f"{name}.skops") for name in ("a", "b"))
    assert one.version == other.version
    assert one.probabilities("完成清淤") == other.probabilities("完成清淤")


def test_the_tables_give_what_the_pipeline_gives(
    read: tuple[list[Measure], LabelSet], tmp_path: Path
) -> None:
    trained = train(*read)
    write_model(trained, read[1], tmp_path / "own.skops")
    model = load_task_model(tmp_path / "own.skops")
    for text in ("年底前完成3条河道清淤", "例会 召开,大家畅谈", "", "无关的话"):
        score = trained.pipeline.decision_function([normalised(text)])[0] / trained.temperature
        assert model.probabilities(text)["water"] == pytest.approx(1 / (1 + np.exp(-score)), abs=1e-9)


def test_groups_are_never_split(read: tuple[list[Measure], LabelSet]) -> None:
    measures, labels = read
    with pytest.raises(BulletinError, match="single group"):
        train([Measure("one", m.text, m.label) for m in measures], labels)


def test_every_candidate_is_measured(read: tuple[list[Measure], LabelSet]) -> None:
    scores = compare_candidates(read[0])
    assert len(scores) == 5
    assert scores["majority"] < 0.5 < scores["character TF-IDF + linear"]


def test_the_calibration_error_is_how_far_promise_and_truth_are_apart() -> None:
    probabilities = np.array([[0.9, 0.1]] * 10)
    truth = np.array([0] * 9 + [1])
    assert calibration_error(probabilities, truth) == pytest.approx(0.0)
    assert calibration_error(probabilities, 1 - truth) == pytest.approx(0.8)
    assert reliability_curve(probabilities, truth) == ((pytest.approx(0.9), pytest.approx(0.9), 10),)


def test_a_model_for_other_labels_is_refused(read: tuple[list[Measure], LabelSet], tmp_path: Path) -> None:
    write_model(train(*read), read[1], tmp_path / "own.skops")
    with pytest.raises(BulletinError, match="'funding' of the corpus is none of the model's"):
        score_measures([Measure("g", "筹资", "funding")], load_task_model(tmp_path / "own.skops"))


class Unknown:
    """A type that no model may hold."""


@pytest.mark.parametrize(
    "write",
    [
        lambda path: path.write_bytes(b"PK\x03\x04 damaged"),
        lambda path: path.write_bytes(b""),
        lambda path: skops.dump({"format": FORMAT + 1}, path),
        lambda path: skops.dump([1, 2], path),
        lambda path: skops.dump({"format": FORMAT, "pipeline": Pipeline([("a", "passthrough")])}, path),
        lambda path: skops.dump({"format": FORMAT, "pipeline": Unknown()}, path),
    ],
    ids=["damaged", "empty", "other version", "no model", "without parts", "unknown type"],
)
def test_a_file_that_is_no_model_is_one_line(tmp_path: Path, write) -> None:
    path = tmp_path / "m.skops"
    write(path)
    with pytest.raises(BulletinError) as caught:
        load_task_model(path)
    assert caught.value.code == "model_invalid"
    assert str(path) in str(caught.value)


def test_a_model_is_written_whole_or_not_at_all(
    read: tuple[list[Measure], LabelSet], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "m.skops"
    path.write_bytes(b"former")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(skops, "dump", full)
    with pytest.raises(BulletinError, match="No space left"):
        write_model(Trained(None, 1.0, 0.5, None), read[1], path)  # type: ignore[arg-type]
    assert path.read_bytes() == b"former"
    assert [p.name for p in tmp_path.iterdir() if p.name.endswith(".part")] == []


def test_an_explanation_names_whole_words_that_add_up_to_the_score() -> None:
    model = load_task_model()
    found = model.explain("积极争取专项债券，确保资金及时到位", most=50)["funding"]
    spoken = {e.words: e.weight for side in found for e in side}
    assert spoken["资金"] > 0.3
    assert spoken["债券"] > 0.3


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("倒排工期，确保6月底前全部开工", "completion"),
        ("创新融资方式，吸引社会资本参与改造", "funding"),
        ("住建、水务、电力部门要同步设计、同步施工，避免反复开挖", "coordination"),
        ("支持居民自主更新，盘活小区闲置用房", "innovation"),
        ("要广泛宣传，听取居民意见", None),
        ("坚决打好蓝天保卫战", None),
    ],
)
def test_the_model_of_the_package_types_plain_measures(text: str, label: str | None) -> None:
    model = load_task_model()
    assert model.choose(model.probabilities(text)) == label


def test_the_shipped_model_has_the_labels_of_its_corpus() -> None:
    root = Path(__file__).resolve().parents[2] / "corpora" / "measures"
    labels = read_labels(root / "labels.toml")
    measures = read_measures(root, labels)
    model: TaskModel = load_task_model()
    assert set(model.labels) == set(labels.ids)
    assert len(measures) >= 1500
    assert len({m.text for m in measures}) == len(measures)
    assert score_measures(measures, model).f1 > 0.98  # it is the model of this corpus
