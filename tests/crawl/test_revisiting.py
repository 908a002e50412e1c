"""When an address is asked for again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bulletin_nlp.crawl.outcome import Outcome
from bulletin_nlp.crawl.revisiting import next_look

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


def days(outcome: str, *, old: float, waited: float | None = None, tries: int = 0) -> float | None:
    """Return after how many days an address that was first seen so many days ago is asked again."""
    due = next_look(
        Outcome.read(outcome),
        now=NOW,
        first_seen=NOW - timedelta(days=old),
        looked=None if waited is None else NOW - timedelta(days=waited),
        tries=tries,
    )
    return None if due is None else (due - NOW) / timedelta(days=1)


def test_a_young_article_may_be_asked_by_every_run():
    assert days("new", old=0) == 0
    assert days("unchanged", old=6.5, waited=1) == 0


@pytest.mark.parametrize(("waited", "next_wait"), [(1, 7), (7, 30), (30, 90), (90, 90), (400, 90)])
def test_an_older_one_is_asked_less_and_less_often(waited: float, next_wait: float):
    assert days("unchanged", old=500, waited=waited) == next_wait


def test_what_could_not_be_looked_at_is_asked_by_the_next_run_and_then_less_often():
    assert [days("unreachable:timeout", old=1, tries=n) for n in (1, 2, 3)] == [0, 0.25, 0.5]
    assert days("blocked:403", old=1, tries=40) == 14


def test_what_cannot_be_read_is_not_asked_again():
    assert days("unsupported:pdf", old=0) is None
    assert days("too_large", old=900) is None
