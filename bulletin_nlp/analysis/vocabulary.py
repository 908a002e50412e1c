"""The data behind the panel: units, indicators and baselines of ``lexicon/data/panel.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from bulletin_nlp.errors import BulletinError
from bulletin_nlp.lexicon.loader import read_lexicon

__all__ = ["Vocabulary", "vocabulary"]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the rules look up; each field is explained beside its words in ``panel.toml``.

    ``closed_sets`` has the codes of a panel's columns with their meaning, by column. Five-year plan N begins
    in the year ``plan_first + plan_years * (N - 1)`` (``dates.toml``).
    """

    measured_units: frozenset[str]
    share_units: frozenset[str]
    never_added_units: frozenset[str]
    by_words: frozenset[str]
    bare_words: frozenset[str]
    never_added: frozenset[str]
    signed: frozenset[str]
    comparing: frozenset[str]
    around: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    events: Mapping[str, date]
    plan_first: int
    plan_years: int
    national: tuple[str, ...]
    media: tuple[str, ...]
    before_place: tuple[str, ...]
    districts: tuple[str, ...]
    outside_national: frozenset[str]
    closed_sets: Mapping[str, tuple[tuple[str, str], ...]]

    def is_share(self, indicator: str, unit: str) -> bool:
        """Tell whether a value is a share: a level on a day, such as a start rate."""
        return unit in self.share_units and indicator not in self.comparing

    def adds_up(self, indicator: str, unit: str) -> bool:
        """Tell whether values of several places may be added."""
        return indicator not in self.never_added and unit not in self.never_added_units


@cache
def vocabulary() -> Vocabulary:
    """Return the package's vocabulary, read once.

    Raises:
        BulletinError: ``resource_missing`` or ``lexicon_invalid``.
    """
    data, plan = read_lexicon("panel"), read_lexicon("dates")["plan"]
    try:
        return _vocabulary(data, plan)
    except (KeyError, TypeError) as error:
        raise BulletinError("lexicon_invalid", f"lexicon panel.toml: {error}", "mend the file") from error


def _closed_set(entries: list[dict[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((entry["id"], f"{entry['meaning']} ({entry['meaning_zh']})") for entry in entries)


def _vocabulary(data: dict[str, Any], plan: dict[str, Any]) -> Vocabulary:
    units, indicators, baselines = data["units"], data["indicators"], data["baselines"]
    return Vocabulary(
        measured_units=frozenset(units["measured"]),
        share_units=frozenset(units["shares"]),
        never_added_units=frozenset(units["never_added"]),
        by_words=frozenset(indicators["by_words"]),
        bare_words=frozenset(indicators["bare_words"]),
        never_added=frozenset(indicators["never_added"]),
        signed=frozenset(indicators["signed"]),
        comparing=frozenset(indicators["comparing"]),
        around="".join(baselines["around"]),
        before=tuple(baselines["before"]),
        after=tuple(baselines["after"]),
        events=dict(baselines["events"]),
        plan_first=plan["first"],
        plan_years=plan["years"],
        national=tuple(data["publishers"]["national"]),
        media=tuple(data["publishers"]["media"]),
        before_place=tuple(data["publishers"]["before"]),
        districts=tuple(data["codes"]["districts"]),
        outside_national=frozenset(data["codes"]["outside_national"]),
        closed_sets={name: _closed_set(data[name]) for name in ("window", "dated_by", "rule", "reason")},
    )
