"""The annotated corpora: whole, and the extraction no worse on them than it has once been."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bulletin_nlp.errors import BulletinError
from bulletin_nlp.learn.corpus import AnnotatedBulletin, read_corpus
from bulletin_nlp.learn.evaluate import Evaluation, evaluate
from bulletin_nlp.learn.floors import raised, read_floors, shortfalls
from bulletin_nlp.record import Bulletin, Script, Source

CORPORA = Path(__file__).resolve().parents[2] / "corpora" / "bulletins"
PARTS = sorted(path.name for path in CORPORA.iterdir() if path.is_dir())


@pytest.mark.parametrize("part", PARTS)
def test_no_figure_falls_below_its_floor(part: str) -> None:
    floors = read_floors(CORPORA / "floors.json")
    assert floors[part].keys() == Evaluation().measures().keys()
    assert shortfalls(evaluate(read_corpus(CORPORA / part)), floors[part]) == []


def test_a_floor_that_is_fallen_short_of_is_told() -> None:
    evaluation = evaluate(read_corpus(CORPORA / "test" / "201.json"))
    assert shortfalls(evaluation, {"officials": 1.01, "regions": 0.0}) == [
        f"officials: {evaluation.score('officials').f1:.4f} is below its floor 1.0100"
    ]


def test_a_measure_that_has_vanished_is_below_its_floor() -> None:
    assert shortfalls(Evaluation(), {"metric_region": 0.5}) == ["metric_region: not measured, floor 0.5000"]


def test_floors_only_rise() -> None:
    evaluation = Evaluation()  # nothing to find and nothing found: every kind stands at 1
    assert raised({"officials": 0.5}, evaluation)["officials"] == 1
    low = evaluate(read_corpus(CORPORA / "test" / "201.json"), nothing_found)
    assert raised({"regions": 0.9}, low)["regions"] == 0.9


def nothing_found(annotated: AnnotatedBulletin) -> Bulletin:
    text = annotated.source_text
    return Bulletin(
        id="b",
        id_scheme="test",
        extractor_version="0",
        source=Source(),
        script=Script(detected="Hans"),
        source_text=text,
        text=text,
    )


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "Expecting property name"),
        ("[]", "x.json"),
        (json.dumps({"source_text": "市"}), "expected"),
        (json.dumps({"source_text": 1, "expected": {}}), "source_text is not a text"),
        (
            json.dumps({"source_text": "市", "expected": {"officials": [{"name": "王"}]}}),
            "officials 1 lacks positions",
        ),
        (json.dumps({"source_text": "市", "expected": {"not_metrics": [3]}}), "not_metrics 1 is not a text"),
    ],
)
def test_a_broken_annotation_is_named_with_its_file(tmp_path: Path, content: str, told: str) -> None:
    (tmp_path / "x.json").write_text(content, encoding="utf-8")
    with pytest.raises(BulletinError, match=r"x\.json") as caught:
        list(read_corpus(tmp_path))
    assert caught.value.code == "corpus_invalid"
    assert told in caught.value.message


def test_a_date_given_that_is_none_is_told_with_the_bulletin(tmp_path: Path) -> None:
    entry = {"id": "x9", "given": {"published": "春天"}, "source_text": "市", "expected": {}}
    (tmp_path / "x.json").write_text(json.dumps(entry), encoding="utf-8")
    with pytest.raises(BulletinError, match="x9: published '春天' is not a date"):
        evaluate(read_corpus(tmp_path))
