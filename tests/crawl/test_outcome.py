"""Outcomes of addresses, and their vocabulary."""

from __future__ import annotations

import pytest

from bulletin_nlp.crawl.outcome import Outcome, outcome_kinds


def test_every_outcome_is_written_and_read_back() -> None:
    for kind, described in outcome_kinds().items():
        reasons = ["page_no_article"] if kind == "failed" else [*described.get("reasons", {})] or [None]
        for reason in reasons:
            outcome = Outcome(kind, reason)
            assert Outcome.read(str(outcome)) == outcome
            assert outcome.again in ("no", "next_run", "later")


@pytest.mark.parametrize("written", ["news", "blocked", "blocked:404", "new:403", "failed:unknown"])
def test_what_is_no_outcome_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="outcome"):
        Outcome.read(written)


def test_what_nobody_could_look_at_is_not_seen() -> None:
    unseen = {kind for kind in outcome_kinds() if not outcome_kinds()[kind]["seen"]}
    assert unseen == {"blocked", "unreachable", "tls", "robots", "layout_changed"}
    assert Outcome("blocked", "challenge-412").stops
    assert not Outcome("unreachable", "timeout").stops
