"""The record's models: exact numbers, frozen values, and the invariant on both texts."""

from __future__ import annotations

import json
import pickle
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import ValidationError

from bulletin_nlp.record import WARNING_CODES, Bulletin, Metric, Script, Source, Span
from bulletin_nlp.record.spans import verified_span, with_share

DOCS = Path(__file__).resolve().parents[2] / "docs"


def span(start: int, end: int, text: str) -> Span:
    return Span(start=start, end=end, text=text, source_start=start, source_end=end, source_text=text)


def metric(value: int | Decimal, **more: object) -> Metric:
    words = span(0, 2, "三户")
    return Metric(
        fact_id="metric-1",
        span=words,
        context_span=words,
        indicator="households_benefited",
        indicator_text="户",
        value=value,
        unit="户",
        **more,
    )


def bulletin(**more: object) -> Bulletin:
    return Bulletin(
        id="b1",
        id_scheme="test",
        extractor_version="0",
        source=Source(),
        script=Script(detected="Hans"),
        source_text="三户人家",
        text="三户人家",
        **more,
    )


@pytest.mark.parametrize(
    ("value", "wire"),
    [
        (2070000, "2070000"),
        (1680000000000, "1680000000000"),
        (Decimal("48.2"), "48.2"),
        (Decimal("107.0"), "107.0"),
        (Decimal("-3.15"), "-3.15"),
    ],
)
def test_a_value_is_a_json_number_that_reads_back_exactly(value: int | Decimal, wire: str) -> None:
    text = metric(value).model_dump_json()
    assert f'"value":{wire},' in text
    assert Metric.model_validate_json(text).value == value


def test_a_value_that_no_double_holds_is_refused_instead_of_rounded() -> None:
    with pytest.raises(ValueError, match="without loss"):
        metric(Decimal("0.12345678901234567890123")).model_dump_json()


def test_models_are_frozen_and_know_their_fields() -> None:
    fact = metric(3)
    with pytest.raises(ValidationError):
        fact.value = 4  # type: ignore[misc]
    with pytest.raises(ValidationError):
        metric(3, colour="red")


def test_a_span_made_without_validation_is_like_any_other() -> None:
    made, usual = verified_span(0, 2, "三户", 0, 2, "三户"), span(0, 2, "三户")
    assert made == usual
    assert hash(made) == hash(usual)
    assert made.model_dump_json() == usual.model_dump_json()
    assert made.model_fields_set == usual.model_fields_set
    assert pickle.loads(pickle.dumps(made)) == usual  # noqa: S301
    assert made.model_copy(update={"end": 3}).end == 3
    with pytest.raises(ValidationError):
        made.end = 3  # type: ignore[misc]


def test_a_fact_with_a_confidence_is_a_copy() -> None:
    plain = metric(3)
    rated = with_share(plain, 0.5)
    assert plain.confidence is None
    assert rated == plain.model_copy(update={"confidence": 0.5})
    assert rated.model_fields_set == {*plain.model_fields_set, "confidence"}
    assert Metric.model_validate_json(rated.model_dump_json()) == rated


def test_check_accepts_spans_that_hold_their_words_and_refuses_others() -> None:
    bulletin(metrics=(metric(3),)).check()
    wrong = metric(3).model_copy(update={"span": span(1, 3, "三户")})
    with pytest.raises(ValueError, match="does not match the text"):
        bulletin(metrics=(wrong,)).check()


def test_check_looks_at_the_source_text_as_well() -> None:
    moved = Span(start=0, end=2, text="三户", source_start=1, source_end=3, source_text="三户")
    wrong = metric(3).model_copy(update={"context_span": moved})
    with pytest.raises(ValueError, match="source text"):
        bulletin(metrics=(wrong,)).check()


def test_a_record_survives_the_round_trip_through_json() -> None:
    record = bulletin(metrics=(metric(Decimal("3.5"), value_max=Decimal("4.25")),))
    assert Bulletin.model_validate_json(record.to_json()) == record
    assert record.to_dict() == json.loads(record.to_json())


def test_the_repr_names_the_bulletin_and_counts_its_facts() -> None:
    assert repr(bulletin(title="某市通报", metrics=(metric(3),))) == "<Bulletin b1 '某市通报': 1 metrics>"


def test_the_notebook_view_escapes_what_the_text_holds() -> None:
    words = span(0, 2, "三户")
    page = bulletin(title="<script>", metrics=(metric(3).model_copy(update={"span": words}),))._repr_html_()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "三户" in page


def test_every_warning_code_is_documented_and_no_other() -> None:
    lines = (DOCS / "warnings.md").read_text(encoding="utf-8").splitlines()
    documented = {line.split("`")[1] for line in lines if line.startswith("| `")}
    assert documented == set(WARNING_CODES)
