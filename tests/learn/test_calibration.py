"""Confidences: the share of right facts of a stratum, and how well they hold."""

from __future__ import annotations

import pytest

from bulletin_nlp import extract
from bulletin_nlp.extraction.confidence import stratum
from bulletin_nlp.learn.calibration import LEAST, fit, held_out, reliability
from bulletin_nlp.learn.matching import Comparison
from bulletin_nlp.lexicon.loader import read_lexicon
from bulletin_nlp.record import Deadline, Span

SPAN = Span(start=0, end=2, text="月底", source_start=0, source_end=2, source_text="月底")


def deadline(bound: str) -> Deadline:
    return Deadline(
        fact_id="d", span=SPAN, mentions=(SPAN,), due="2025-06-30", bound=bound, expression="月底"
    )


def judged(verdicts: list[tuple[str, bool]]) -> Comparison:
    comparison = Comparison("b")
    comparison.judge("deadlines", [(deadline(bound), right) for bound, right in verdicts], [])
    return comparison


RIGHT, WRONG = ("before", True), ("within", False)


def test_a_stratum_has_its_share_drawn_towards_that_of_the_kind() -> None:
    shares = fit([judged([RIGHT] * 60 + [WRONG] * 20)])["deadlines"]
    assert shares["any"] == pytest.approx(61 / 82, abs=0.001)
    assert shares["within"] < shares["any"] < shares["before"] < 1
    assert shares["within"] > 0


def test_a_kind_with_few_facts_has_no_confidence() -> None:
    assert fit([judged([RIGHT] * (LEAST - 1))]) == {}


def test_a_held_out_bulletin_is_rated_by_the_others() -> None:
    others = [judged([RIGHT] * 40) for _ in range(4)]
    rated = held_out([judged([("before", False)] * 5), *others])
    low = [confidence for _, confidence, right in rated if not right]
    assert len(rated) == 165
    assert all(confidence > 0.98 for confidence in low)


def test_the_reliability_table_sets_promise_beside_truth() -> None:
    rated = [("metrics", 0.95, True)] * 3 + [("metrics", 0.95, False)] + [("metrics", 0.5, False)]
    low, high = reliability(rated)
    assert (low.facts, low.right) == (1, 0)
    assert (high.low, high.high, high.facts, high.right) == (0.9, 1, 4, 0.75)
    assert high.confidence == pytest.approx(0.95)


def test_the_facts_of_a_record_carry_the_confidence_of_their_stratum() -> None:
    record = extract("2025年，全市确保8月底前全部进场。岳阳市召开会议。", published="2025-03-01")
    shares = read_lexicon("confidence")["share"]
    (due,) = record.deadlines
    assert due.confidence == shares["deadlines"][stratum(due)]
    assert record.regions[0].confidence == shares["regions"]["full name"]


def test_organisations_are_not_measured_and_say_so() -> None:
    record = extract("岳阳市住房和城乡建设局召开会议。")
    assert [o.confidence for o in record.organizations] == [None]
