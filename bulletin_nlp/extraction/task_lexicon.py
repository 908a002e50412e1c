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
        spirit = data["spirit"]
        self._spirit = re.compile(f"[的之](?:{alternation(spirit['words'])})")
        lead = alternation(spirit["lead"])
        self._spirit_lead = re.compile(rf"要?(?:{lead})(?:打[好赢响]?)?\w{{0,4}}?{quote}\Z")
        self.foreign = re.compile(alternation(data["foreign"]["words"]))
        self.focus = re.compile(alternation(data["focus"]["words"]))
        subject = data["subject"]
        self.subject = re.compile(alternation(subject["words"]))
        self._nearby = re.compile(alternation([*subject["words"], *subject["nearby"]]))
        self._subject_words = frozenset(subject["words"])
        self._nearby_weight: float = subject["nearby_weight"]
        self._least: float = subject["least"]
        self._density: float = subject["density"]
        speech = data["attribution"]
        paused = f"(?P<speech>{alternation(speech['words'])})[，,：:]"
        self._speech = re.compile(
            f"({alternation([*speech['words'], *speech['plain'], *speech['ahead']])})([，,：:]?)"
        )
        self._before_demand = frozenset(speech["before_demand"])
        self._ahead_words = frozenset(speech["ahead"])
        # After these a noun may stand (下一步，各区要) or what will be done (下一步将继续).
        self._goes_ahead = re.compile(rf"\w{{0,6}}?(?:{alternation(speech['ahead_verbs'])}|[，,：:])")
        self._plain = frozenset(speech["plain"])
        self._nouns = tuple(speech["nouns"])
        within = f"(?:{alternation([*speech['within'], *speech['within_plain']])})[，,：:]"
        self._paused_speech = re.compile(f"{within}|(?:{alternation(speech['within_plain'])})")
        spoken = [*speech["words"], *speech["within"], *speech["within_plain"]]
        unpaused = [*speech["within_plain"], *data["appendix"]["words"]]
        self._spoken = re.compile(f"(?:{alternation(spoken)})[，,：:]|{alternation(unpaused)}")
        self._speaker = re.compile(rf"[\w·（）()]{{0,24}}?{paused}")
        self._noun_heads = tuple(speech["noun_heads"])
        self._others = re.compile(alternation(speech["others"]))
        obliged = data["obligation"]
        self._obliged = re.compile(alternation([*obliged["not_words"], *obliged["strict"]]))
        self._demanding = tuple(obliged["after"])
        self._commanding = tuple(obliged["after_commands"])
        self._ahead = re.compile(alternation(speech["ahead"]))
        self.term = re.compile(data["term"]["pattern"])
        self._statement = re.compile(data["statement"]["pattern"])
        self._addressed = re.compile(data["addressed"]["pattern"])
        self.couplet = re.compile(data["couplet"]["pattern"])
        self._continued = re.compile(data["continued"]["pattern"])
        addressee = data["addressee"]["pattern"]
        self._imperative = re.compile(f"(?:{addressee})?(?:{alternation(obliged['imperative'])})")
        self._not_words = frozenset(obliged["not_words"])
        self._intent = re.compile(alternation(data["intent"]["words"]))
        self._demands = frozenset(data["demand"]["words"])
        self._deeds = re.compile(alternation([*data["deeds"]["not_words"], *data["deeds"]["words"]]))
        self._not_deeds = frozenset(data["deeds"]["not_words"])
        self.report = re.compile(alternation(data["report"]["words"]))
        headings = data["headings"]
        self.report_heading = re.compile(f"(?:{alternation(headings['report'])})(?:[（(][^）)]*[）)])?\\Z")
        self.next_heading = re.compile(alternation(headings["next"]))
        self.tasks_heading = re.compile(alternation(headings["tasks"]))
        self.appendix = re.compile(alternation(data["appendix"]["words"]))
        self.notice = re.compile(f"(?:{alternation(data['notice']['words'])})(?=[\n \u3000》)）各]|\\Z)")
        self._rationale = re.compile(
            alternation([*data["rationale"]["not_words"], *data["rationale"]["words"]])
        )
        self._not_rationale = frozenset(data["rationale"]["not_words"])
        self.purpose = re.compile(f"[ \u3000]?(?:{alternation(data['purpose']['words'])})")

    def obliges(self, text: str, start: int, end: int) -> bool:
        """Tell whether a stretch asks for something, and does not only say what somebody will do."""
        found = {match.group() for match in self._obliged.finditer(text, start, end)} - self._not_words
        if not found:
            return False
        return bool(found & self._demands) or self._intent.search(text, start, end) is None

    def is_about(self, text: str) -> bool:
        """Tell whether a bulletin is about housing or urban renewal, and does not only touch on it."""
        found = self._nearby.findall(text)
        hits = sum(word in self._subject_words for word in found)
        weight = hits + (len(found) - hits) * self._nearby_weight
        return hits > 0 and weight >= self._least and weight * 1000 >= self._density * len(text)

    def first_demand(self, text: str, start: int, end: int) -> int | None:
        """Return where a stretch first says that something must be done, or None."""
        for match in self._obliged.finditer(text, start, end):
            if match.group() in self._demands:
                return match.start()
        return None

    def reasons(self, text: str, start: int, end: int) -> bool:
        """Tell whether a stretch says why something is asked for."""
        return any(
            match.group() not in self._not_rationale for match in self._rationale.finditer(text, start, end)
        )

    def addresses(self, text: str, start: int, end: int) -> bool:
        """Tell whether a stretch says which authorities must do something."""
        return self._addressed.match(text, start, end) is not None

    def states(self, text: str, start: int, end: int) -> bool:
        """Tell whether a stretch states what will be finished, whole."""
        return self._statement.search(text, start, end) is not None

    def tells_deeds(self, text: str, start: int, end: int) -> bool:
        """Tell whether a stretch says what has been done."""
        return any(match.group() not in self._not_deeds for match in self._deeds.finditer(text, start, end))

    def intends(self, text: str, start: int, end: int) -> bool:
        """Tell whether a stretch says what somebody will do."""
        return self._intent.search(text, start, end) is not None

    def looks_ahead(self, speech: str) -> bool:
        """Tell whether words lead to what an authority will do next."""
        return self._ahead.match(speech) is not None

    def demands(self, speech: str) -> bool:
        """Tell whether an act of speech is one after which a sentence without 要 asks too."""
        return speech.startswith(self._demanding)

    def leads_to_commands(self, speech: str) -> bool:
        """Tell whether an act of speech is one after which a sentence that begins like a command asks."""
        return speech.startswith((*self._demanding, *self._commanding))

    def commands(self, text: str, start: int, end: int) -> bool:
        """Tell whether a stretch begins like a command."""
        return self._imperative.match(text, start, end) is not None

    def continues(self, text: str, start: int) -> bool:
        """Tell whether the paragraph at ``start`` goes on with what was said in the one before."""
        return self._continued.match(text, start) is not None

    def battles(self, text: str) -> Iterator[tuple[int, int, str, bool]]:
        """Yield every battle of the four that is named: start and end with 打 and quotes, and its name.

        The last value is true where the battle only says in what spirit something is done: then the stretch
        takes in 以 and 的决心.
        """
        for match in self._battle.finditer(text):
            floor = max(match.start() - _LEAD, 0)
            spirit = self._spirit.match(text, match.end())
            lead = (self._spirit_lead if spirit else self._battle_lead).search(text[floor : match.start()])
            start = floor + lead.start() if lead else match.start()
            spirited = spirit is not None and lead is not None
            end = spirit.end() if spirit is not None and spirited else match.end()
            yield start, end, f"{match['name']}战", spirited

    def speeches(self, text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
        """Yield where somebody is said to ask, point out or stress, with the pause after it."""
        for match in self._speech.finditer(text, start, len(text) if end is None else end):
            if match[1] in self._ahead_words:
                if match[2] or self._goes_ahead.match(text, match.end()):
                    yield match.span()
                continue
            if not match[2] and not self._leads_on(text, match[1], match.end()):
                continue
            if not self._is_noun(text, match.start()):
                yield match.span()

    def _leads_on(self, text: str, word: str, end: int) -> bool:
        """Tell whether an act of speech without a pause after it leads to what is said: 提出要加快进场."""
        if word in self._plain:
            return not text.startswith(self._nouns, end)
        demand = self._obliged.match(text, end)
        return word in self._before_demand and demand is not None and demand.group() in self._demands

    def speakers(self, text: str) -> list[tuple[int, int]]:
        """Return all words by which a speaker may be named inside a sentence: elsewhere none is."""
        return [match.span() for match in self._spoken.finditer(text)]

    def speech_within(self, text: str, start: int, end: int) -> int:
        """Return where the words begin that a speaker named inside a sentence says, or ``start``."""
        start = self.speaker_end(text, start, end) or start
        aside = self.appendix.match(text, start, end)
        if aside and text.startswith(("，", ","), aside.end()):
            start = aside.end() + 1
        for match in self._paused_speech.finditer(text, start, end):
            if not self._is_noun(text, match.start()):
                start = match.end()
        return start

    def speaker_end(self, text: str, start: int, end: int) -> int | None:
        """Return where the words begin of a sentence that begins with who says it, or None."""
        match = self._speaker.match(text, start, end)
        return match.end() if match and not self._is_noun(text, match.start("speech")) else None

    def speaks(self, text: str, start: int, end: int) -> bool:
        """Tell whether a sentence begins with who says it."""
        return self.speaker_end(text, start, end) is not None

    def _is_noun(self, text: str, offset: int) -> bool:
        """Tell whether what looks like an act of speech is a noun: 按要求, 目标要求."""
        return text[max(offset - 4, 0) : offset].endswith(self._noun_heads)

    def is_other(self, text: str, offset: int) -> bool:
        """Tell whether an act of speech is one of somebody who speaks for no authority."""
        return self._others.search(text, max(offset - _SPEAKER, 0), offset) is not None


@cache
def vocabulary() -> Vocabulary:
    """Return the vocabulary, compiled once."""
    return Vocabulary(read_lexicon("tasks"))
