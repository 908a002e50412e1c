"""The words by which tasks are found, compiled from the lexicon."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from bulletin_nlp.lexicon.loader import alternation, read_lexicon

__all__ = ["Vocabulary", "vocabulary"]

# How far before an act of speech its speaker is looked for, in characters.
_SPEAKER = 10
# How far before a battle's name the words that lead to it are looked for, in characters.
_LEAD = 16


class Vocabulary:
    """The lexicon of tasks, compiled."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.type_of: dict[str, str] = {entry["name"]: entry["type"] for entry in data["battle"]}
        names = alternation(name.removesuffix("战") for name in self.type_of)
        quote = '[“”"‘’「」『』《》]?'
        self._battle = re.compile(f"(?P<name>{names})之?战役?{quote}")
        self._battle_lead = re.compile(rf"(?:打[好赢响胜]?了?一?[场个]?\w{{0,10}}?)?{quote}\Z")
        self.foreign = re.compile(alternation(data["foreign"]["words"]))
        self.focus = re.compile(alternation(data["focus"]["words"]))
        subject = data["subject"]
        self.subject = re.compile(alternation(subject["words"]))
        self.least: int = subject["least"]
        self.density: float = subject["density"]
        speech = data["attribution"]
        paused = f"(?:{alternation(speech['words'])})[，,：:]"
        self._speech = re.compile(f"({alternation([*speech['words'], *speech['plain']])})([，,：:]?)")
        self._plain = frozenset(speech["plain"])
        self._nouns = tuple(speech["nouns"])
        self._paused_speech = re.compile(f"(?:{alternation(speech['within'])})[，,：:]")
        self._speaker = re.compile(rf"[\w·（）()]{{0,24}}?{paused}")
        self._noun_heads = tuple(speech["noun_heads"])
        self._others = re.compile(alternation(speech["others"]))
        obliged = data["obligation"]
        self._obliged = re.compile(alternation([*obliged["not_words"], *obliged["strict"]]))
        self._demanding = tuple(obliged["after"])
        self._imperative = tuple(obliged["imperative"])
        self._not_words = frozenset(obliged["not_words"])
        self._intent = re.compile(alternation(data["intent"]["words"]))
        self._demands = frozenset(data["demand"]["words"])
        self.report = re.compile(alternation(data["report"]["words"]))
        self.notice = re.compile(alternation(data["notice"]["words"]))
        self.purpose = re.compile(f"[ \u3000]?(?:{alternation(data['purpose']['words'])})")

    def obliges(self, text: str, start: int, end: int) -> bool:
        """Tell whether a stretch asks for something, and does not only say what somebody will do."""
        found = {match.group() for match in self._obliged.finditer(text, start, end)} - self._not_words
        if not found:
            return False
        return bool(found & self._demands) or self._intent.search(text, start, end) is None

    def demands(self, speech: str) -> bool:
        """Tell whether an act of speech is one after which a sentence without 要 asks too."""
        return speech.startswith(self._demanding)

    def commands(self, text: str, start: int, end: int) -> bool:
        """Tell whether a stretch begins like a command."""
        return text.startswith(self._imperative, start, end)

    def battles(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield every battle of the four that is named: start and end with 打 and quotes, and its name."""
        for match in self._battle.finditer(text):
            floor = max(match.start() - _LEAD, 0)
            lead = self._battle_lead.search(text[floor : match.start()])
            start = floor + lead.start() if lead else match.start()
            yield start, match.end(), f"{match['name']}战"

    def speeches(self, text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
        """Yield where somebody is said to ask, point out or stress, with the pause after it."""
        for match in self._speech.finditer(text, start, len(text) if end is None else end):
            if not match[2] and (match[1] not in self._plain or text.startswith(self._nouns, match.end())):
                continue
            if not text[max(match.start() - 4, 0) : match.start()].endswith(self._noun_heads):
                yield match.span()

    def speech_within(self, text: str, start: int, end: int) -> int:
        """Return where the words begin that a speaker named inside a sentence says, or ``start``."""
        for match in self._paused_speech.finditer(text, start, end):
            if not text[max(match.start() - 4, 0) : match.start()].endswith(self._noun_heads):
                start = match.end()
        return start

    def speaks(self, text: str, start: int, end: int) -> bool:
        """Tell whether a sentence begins with who says it."""
        return self._speaker.match(text, start, end) is not None

    def is_other(self, text: str, offset: int) -> bool:
        """Tell whether an act of speech is one of somebody who speaks for no authority."""
        return self._others.search(text, max(offset - _SPEAKER, 0), offset) is not None


@cache
def vocabulary() -> Vocabulary:
    """Return the vocabulary, compiled once."""
    return Vocabulary(read_lexicon("tasks"))
