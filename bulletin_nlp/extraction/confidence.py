"""How likely a fact is right as a whole, by the kind of evidence it rests on.

Facts of a kind are sorted into strata by what their reading rested on (a full name or a short one, how much
was taken from outside the fact's own clause); each stratum's share of right facts, measured on annotated
bulletins and drawn towards the kind's own, is its confidence. ``confidence.toml`` holds the shares;
``scripts/calibrate_confidence.py`` writes it. A kind that could not be measured has none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, TypeVar

from bulletin_nlp.lexicon.loader import read_lexicon
from bulletin_nlp.record import Community, Deadline, Metric, Official, Region, Task
from bulletin_nlp.record.spans import Fact, with_share

__all__ = ["stratum", "with_confidence"]

_MOST = 2  # more attributes from elsewhere than this are one stratum
F = TypeVar("F", bound=Fact)


def _of_official(fact: Official) -> str:
    if not fact.positions:
        return "no position"
    if any(position.organization is None for position in fact.positions):
        return "body unknown"
    return "one position" if len(fact.positions) == 1 else "several positions"


def _of_region(fact: Region) -> str:
    if fact.code is None:
        return "ambiguous"
    if fact.implied:
        return "implied"
    return "full name" if fact.as_written == fact.name else "short name"


def _of_community(fact: Community) -> str | None:
    if fact.kind != "compound":
        return None
    return "小区" if fact.name.endswith("小区") else "other name"


def _of_metric(fact: Metric) -> str:
    elsewhere = min(len(fact.evidence), _MOST)
    told = "no status" if fact.status is None else fact.status
    return f"{told}, {elsewhere} from elsewhere"


def _of_deadline(fact: Deadline) -> str:
    return "no day" if fact.due is None else fact.bound


def _of_task(fact: Task) -> str | None:
    if fact.basis == "named":
        return "named"
    # what a model of other labels says was not measured
    return fact.task_type if fact.task_type in _battles() else None


@cache
def _battles() -> frozenset[str]:
    return frozenset(battle["type"] for battle in read_lexicon("tasks")["battle"])


# By type: whether a model is an instance of another class is a slow question.
_RULES: dict[type[Fact], Callable[[Any], str | None]] = {
    Official: _of_official,
    Region: _of_region,
    Community: _of_community,
    Metric: _of_metric,
    Deadline: _of_deadline,
    Task: _of_task,
}


def stratum(fact: Fact) -> str | None:
    """Return the stratum of a fact, null where its kind is not measured.

    Args:
        fact: any fact of a record.
    """
    rule = _RULES.get(type(fact))
    return rule(fact) if rule else None


@cache
def _shares() -> dict[str, dict[str, float]]:
    shares: dict[str, dict[str, float]] = read_lexicon("confidence").get("share", {})
    return shares


def with_confidence(kind: str, facts: Iterable[F]) -> tuple[F, ...]:
    """Return the facts of a kind with their confidence.

    Args:
        kind: name of the record's field, such as ``"metrics"``.
        facts: the facts, without confidence.
    """
    shares = _shares().get(kind)
    if shares is None:
        return tuple(facts)
    rated = []
    for fact in facts:
        name = stratum(fact)
        share = None if name is None else shares.get(name, shares["any"])
        rated.append(fact if share is None else with_share(fact, share))
    return tuple(rated)
