"""The words by which deadlines are recognised, compiled from the lexicon."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from bulletin_nlp.lexicon.loader import alternation, read_lexicon

__all__ = ["STOPS", "DeadlineCues", "deadline_cues"]

#: What ends a clause.
STOPS = "，。；：！？,;:!?\n"


@dataclass(frozen=True)
class DeadlineCues:
    """The lexicon of deadlines, compiled; a field is named after the list that it holds."""

    modal: re.Pattern[str]
    direct: tuple[str, ...]
    direct_day: tuple[str, ...]
    following: re.Pattern[str]
    achieved: re.Pattern[str]
    own_issue: re.Pattern[str]
    lasting: tuple[str, ...]
    gone: tuple[str, ...]
    none_after: tuple[str, ...]
    past_after: re.Pattern[str]
    event: re.Pattern[str]
    event_inside: re.Pattern[str]
    forecast: re.Pattern[str]
    thorough: re.Pattern[str]
    eligible_after: re.Pattern[str]
    event_start: re.Pattern[str]
    until: re.Pattern[str]
    keep: frozenset[str]
    done: re.Pattern[str]
    reached: re.Pattern[str]
    reach: int
    lead: re.Pattern[str]
    tail: re.Pattern[str]
    goal: re.Pattern[str]
    stretch: str
    window: int
    most: int


@cache
def deadline_cues() -> DeadlineCues:
    """Return the words that show a deadline, compiled once."""
    data: dict[str, Any] = read_lexicon("deadlines")
    past, eligible, until, obligation = data["past"], data["eligibility"], data["until"], data["obligation"]
    return DeadlineCues(
        modal=re.compile(alternation(data["modal"]["words"])),
        direct=tuple(data["modal"]["direct"]),
        direct_day=tuple(data["modal"]["direct_day"]),
        following=re.compile(alternation(data["modal"]["following"])),
        achieved=re.compile(alternation(data["modal"]["achieved"])),
        own_issue=re.compile(data["event_start"]["own"]),
        gone=tuple(past["gone"]),
        lasting=tuple(past["lasting"]),
        none_after=(*past["before"], *eligible["before_end"]),
        past_after=re.compile(
            rf"[，,]?(?:{alternation(past['after_start'])})|[^{STOPS}]*?(?:{alternation(past['inside'])})"
        ),
        event=re.compile(f"[，,]?(?:{alternation(past['events'])})"),
        event_inside=re.compile(alternation(past["events"])),
        forecast=re.compile(alternation(past["forecast"])),
        thorough=re.compile(
            f"(?:{alternation(data['done']['thorough'])})(?:{alternation(data['done']['words'])})"
        ),
        eligible_after=re.compile(alternation(eligible["after_start"])),
        event_start=re.compile(rf"(?:{alternation(data['event_start']['words'])})[的，,]?$"),
        until=re.compile(
            rf"(?P<what>{alternation([*until['keep']['words'], *until['cut']['words']])})"
            rf"(?:{alternation(until['copula']['words'])}){{0,2}}$"
        ),
        keep=frozenset(until["keep"]["words"]),
        done=re.compile(alternation(data["done"]["words"])),
        reached=re.compile(alternation(past["reached"])),
        reach=data["done"]["reach"],
        lead=re.compile(rf"(?:{alternation(obligation['lead'])})+"),
        tail=re.compile(rf"(?:{alternation(obligation['tail'])})$"),
        goal=re.compile(alternation(obligation["goal"])),
        stretch=past["stretch"],
        window=data["modal"]["window"],
        most=obligation["most"],
    )
