"""Ordinal structures: which of them ask for something, and which of their passages are tasks."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from bulletin_nlp.extraction.passages import Passage
from bulletin_nlp.extraction.task_decider import TaskDecider
from bulletin_nlp.extraction.task_lexicon import Vocabulary, vocabulary
from bulletin_nlp.extraction.task_pieces import SENTENCE_END, Found, asked_part, sentences, trim

__all__ = ["AskingSection", "Outline", "Section", "classified", "ended", "outline_of"]

_BLANK = " \u3000\t\n"
# Who wrote the bulletin: （区住建局 王某）.
_BYLINE = re.compile(r"[（(][^（）()]{2,30}[)）]")
_COMMA = re.compile("[，,]")
_COLON = re.compile("[：:]")
# Most characters of a heading that is a sentence or stands before a colon, and of one before a comma.
_HEADING = 24
_CLAUSE_HEADING = 12
# How far before a structure the words that lead to it are looked for, in characters.
_LEAD = 300
# Where a document says what kind of document it is.
_DOCUMENT_HEAD = 300


class Section(Enum):
    """What the passages under a heading do."""

    REPORTS = "reports"
    ASKS = "asks"
    NEXT = "next"  # its sentences ask one by one
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class AskingSection:
    """A section whose sentences ask: where it starts, where its words after the heading start, its end."""

    start: int
    body: int
    end: int


@dataclass(slots=True)
class Outline:
    """The passages of a text, and what each of them does."""

    passages: list[Passage]
    sections: list[Section]

    def reporting(self) -> list[tuple[int, int]]:
        """Return where the text only tells what was done or how things stand."""
        return self._spans(Section.REPORTS)

    def asking(self, text: str) -> list[AskingSection]:
        """Return the sections whose sentences ask one by one, in reading order."""
        found: list[AskingSection] = []
        for passage, section in zip(self.passages, self.sections, strict=True):
            if section is Section.NEXT and not (found and passage.start < found[-1].end):
                heading = SENTENCE_END.search(text, passage.body, passage.end)
                body = heading.end() if heading else passage.end
                found.append(AskingSection(passage.start, body, passage.end))
        return found

    def taken(self) -> list[tuple[int, int]]:
        """Return the passages that are tasks as a whole or none: their sentences are read no further."""
        return [
            (passage.start, passage.end)
            for passage, section in zip(self.passages, self.sections, strict=True)
            if not passage.outer and section is not Section.NEXT
        ]

    def _spans(self, wanted: Section) -> list[tuple[int, int]]:
        return [
            (passage.start, passage.end)
            for passage, section in zip(self.passages, self.sections, strict=True)
            if section is wanted
        ]


def outline_of(text: str, passages: list[Passage]) -> Outline:
    """Tell of each passage whether it asks for something.

    Args:
        text: the bulletin's text.
        passages: its ordinal structures' passages, in reading order.
    """
    words = vocabulary()
    leads: dict[int, bool | None] = {}
    members: dict[int, list[Passage]] = defaultdict(list)
    for passage in passages:
        members[passage.structure].append(passage)
    outer: list[tuple[int, Section]] = []  # where the enclosing sections end, and what they do
    sections: list[Section] = []
    for passage in passages:
        while outer and outer[-1][0] <= passage.start:
            outer.pop()
        section = _by_heading(text, passage, words)
        above = outer[-1][1] if outer else Section.PLAIN
        if above is Section.REPORTS:
            section = Section.REPORTS
        elif section is Section.PLAIN and above in (Section.NEXT, Section.ASKS):
            section = Section.ASKS
        elif section in (Section.PLAIN, Section.ASKS):
            if passage.structure not in leads:
                leads[passage.structure] = _asks(text, passage, members[passage.structure], words)
            if leads[passage.structure] is not None:
                section = Section.ASKS if leads[passage.structure] else Section.REPORTS
        sections.append(section)
        if passage.outer:
            outer.append((passage.end, section))
    return Outline(passages, sections)


def ended(text: str, passages: list[Passage]) -> list[Passage]:
    """Let each passage end where a sentence belongs to it no more: 此外，…, or somebody else speaks.

    Args:
        text: the bulletin's text.
        passages: its ordinal structures' passages, which are changed.
    """
    words = vocabulary()
    for passage in passages:
        if not passage.outer:
            for start, end in sentences(text, passage.body, passage.end)[1:]:
                if (
                    words.speaks(text, start, end)
                    or words.appendix.match(text, start, end)
                    or _BYLINE.fullmatch(text, start, end)
                ):
                    passage.end = passage.body + len(text[passage.body : start].rstrip())
                    break
    return passages


def classified(text: str, outline: Outline, decider: TaskDecider) -> Iterator[Found]:
    """Yield the passages of ordinal structures that ask for something of a type.

    Args:
        text: the bulletin's text.
        outline: its passages.
        decider: what types them.
    """
    words = vocabulary()
    for passage, section in zip(outline.passages, outline.sections, strict=True):
        if passage.outer or section is not Section.ASKS:
            continue
        end = passage.end
        heading, measures = _heading_and_measures(text, passage, end, words)
        body = "\n".join(text[slice(*asked_part(text, s, e, words))] for s, e in measures)
        decision = decider.decide(body, heading)
        if decision.task_type:
            tail = passage.start + len(text[passage.start : end].rstrip(_BLANK + "；;"))
            yield Found(
                passage.start,
                tail,
                decision.task_type,
                measures,
                number=passage.number,
                heading=heading,
                probabilities=[decision.probabilities or {}],
            )


def _by_heading(text: str, passage: Passage, words: Vocabulary) -> Section:
    """Tell from a section's heading what its passages do."""
    if not passage.at_line:
        return Section.PLAIN
    first = next(iter(sentences(text, passage.body, min(passage.end, passage.body + 2 * _HEADING))), None)
    if first is None:
        return Section.PLAIN
    start, end = first
    colon = _COLON.search(text, start, end)
    heading = text[start : colon.start() if colon else end]
    if len(heading) > _HEADING or _COMMA.search(heading):
        return Section.PLAIN
    if words.next_heading.search(heading):
        return Section.NEXT
    if words.report_heading.search(heading):
        return Section.REPORTS
    return Section.ASKS if words.tasks_heading.search(heading) else Section.PLAIN


def _asks(text: str, passage: Passage, members: list[Passage], words: Vocabulary) -> bool | None:
    """Tell what leads to a structure: True an appeal, False a report of what was done, None neither."""
    line = text.rfind("\n", max(passage.lead - _LEAD, 0), passage.lead)
    previous = text.rfind("\n", max(line - _LEAD, 0), max(line, 0))
    lead = text[(previous if passage.at_line else line) + 1 : passage.lead]
    if any(words.speeches(lead)):
        return True
    if words.report.search(lead):
        return False
    if passage.at_line and words.notice.search(text[:_DOCUMENT_HEAD]):
        return True
    demanding = sum(
        words.first_demand(text, member.start, member.end) is not None or text[member.body - 1] == "要"
        for member in members
    )
    return True if 2 * demanding >= len(members) else None


def _heading_and_measures(
    text: str, passage: Passage, end: int, words: Vocabulary
) -> tuple[str | None, list[tuple[int, int]]]:
    """Split a passage into its heading, where it has one, and its sentences."""
    measures = sentences(text, passage.body, end)
    if not measures:
        return None, []
    start, stop = measures[0]
    colon = _COLON.search(text, start, stop)
    if colon and 0 < colon.start() - start <= _HEADING:
        rest = trim(text, colon.end(), stop)
        return text[start : colon.start()], [rest, *measures[1:]] if rest[1] > rest[0] else measures[1:]
    comma = _COMMA.search(text, start, stop)
    alone = len(measures) > 1 and text[stop : stop + 1] not in "；;"
    if alone and stop - start <= _HEADING + (_CLAUSE_HEADING if comma else 0):
        return text[start:stop], measures[1:]
    if (
        comma
        and 2 < comma.start() - start <= _CLAUSE_HEADING
        and _is_title(text, start, comma.start(), words)
    ):
        return text[start : comma.start()], [trim(text, comma.end(), stop), *measures[1:]]
    return None, measures


def _is_title(text: str, start: int, end: int, words: Vocabulary) -> bool:
    """Tell whether a clause reads as a heading: neither who must do something, nor by when."""
    return words.first_demand(text, start, end) is None and words.term.search(text, start, end) is None
