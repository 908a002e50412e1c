"""Tasks: what an authority asks for, by battle type.

A passage of an ordinal structure that names a battle and its focus is a task of that battle. Any other
passage or appeal is a task where the bulletin is about housing or urban renewal and its words decide for a
type.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from bulletin_nlp.extraction.passages import Passage, passages_in
from bulletin_nlp.extraction.reading import Reading
from bulletin_nlp.extraction.task_lexicon import Vocabulary, vocabulary
from bulletin_nlp.extraction.task_types import decide
from bulletin_nlp.record import Measure, Task

__all__ = ["find_tasks"]

_SENTENCE = re.compile(r"[^。！？；;\n]+")
_SENTENCE_END = re.compile(r"[。！？；;\n]")
_ANOTHER = re.compile(r"[，,](?=要[^求素点件闻么])")
_BLANK = " \u3000\t\n"
_EDGE = _BLANK + "，,、：:。；;."
# Most characters that a heading may have, and the most that may stand before a battle in its sentence.
_HEADING = 24
_BATTLE_WITHIN = 45
# How far before a set of battles its subject is looked for where the bulletin has others too.
_LEAD = 200
# Most characters of a passage outside any ordinal structure.
_LONGEST = 2000


@dataclass(slots=True)
class _Battle:
    """A battle as it is named: its words with 打 and quotes, its name."""

    start: int
    end: int
    name: str


@dataclass(slots=True)
class _Found:
    """A task before it becomes a record."""

    start: int
    end: int
    task_type: str
    measures: list[tuple[int, int]]
    battle: str | None = None
    number: int | None = None
    heading: str | None = None


def find_tasks(reading: Reading) -> None:
    """Find what the bulletin asks for and add one :class:`~bulletin_nlp.record.Task` each.

    Args:
        reading: the bulletin; only its text and what is masked in it are read.
    """
    text = reading.clean
    words = vocabulary()
    hits = len(words.subject.findall(text))
    if not hits:
        return
    about = hits >= words.least and hits * 1000 >= words.density * len(text)
    passages = passages_in(text)
    battles = [
        _Battle(start, end, name)
        for start, end, name in words.battles(text)
        if not words.foreign.search(text, max(start - _BATTLE_WITHIN, 0), end)
    ]
    if not about and not battles:
        return
    found = list(_named(text, passages, battles, about=about)) if battles else []
    if about:
        taken = [(task.start, task.end) for task in found]
        found.extend(_classified(text, [p for p in passages if not _overlaps(taken, p.start, p.end)]))
        taken = sorted((passage.start, passage.end) for passage in passages if not passage.outer)
        found.extend(_appeals(text, taken))
    for task in sorted(found, key=lambda task: task.start):
        if not reading.is_masked(task.start, task.end):
            reading.tasks.append(_record(reading, task))


def _record(reading: Reading, task: _Found) -> Task:
    text = reading.clean
    span = reading.span(task.start, task.end)
    return Task(
        fact_id=reading.fact_id("task", span.text),
        span=span,
        mentions=(span,),
        task_type=task.task_type,
        battle_name=task.battle,
        ordinal=task.number,
        heading=task.heading,
        measures=tuple(Measure(text=text[s:e], span=reading.span(s, e)) for s, e in task.measures),
        basis="named" if task.battle else "classified",
    )


def _overlaps(spans: list[tuple[int, int]], start: int, end: int) -> bool:
    """Tell whether a stretch touches one of the spans, which are sorted and apart."""
    index = bisect_right(spans, (end,)) - 1
    return index >= 0 and spans[index][1] > start


def _trim(text: str, start: int, end: int, characters: str = _EDGE) -> tuple[int, int]:
    """Leave out these characters at both ends."""
    while start < end and text[start] in characters:
        start += 1
    while end > start and text[end - 1] in characters:
        end -= 1
    return start, end


def _sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the sentences of a stretch without their final marks."""
    pieces = (_trim(text, *match.span()) for match in _SENTENCE.finditer(text, start, end))
    return [(s, e) for s, e in pieces if e > s]


# ── Named battles ─────────────────────────────────────────────────────────────────────────────────────────


def _named(text: str, passages: list[Passage], battles: list[_Battle], *, about: bool) -> Iterator[_Found]:
    """Yield the tasks whose battle and focus the text names."""
    words = vocabulary()
    groups: dict[tuple[str, int], list[_Found]] = defaultdict(list)
    starts = [passage.start for passage in passages]
    for index, battle in enumerate(battles):
        passage = _passage_of(passages, starts, battle.start)
        if passage is not None:
            found = _headed(text, passage.body, passage.end, battle)
            if found:
                found.start, found.number = passage.start, passage.number
                groups["structure", passage.structure].append(found)
            continue
        sentence = _sentence_start(text, battle.start, battle.start - _BATTLE_WITHIN)
        line_end = text.find("\n", battle.end, battle.end + _LONGEST)
        end = line_end if line_end >= 0 else min(battle.end + _LONGEST, len(text))
        if index + 1 < len(battles) and battles[index + 1].start < end:
            end = max(_sentence_start(text, battles[index + 1].start, battle.end), battle.end)
        found = _headed(text, sentence, end, battle)
        if found and words.focus.search(found.heading or ""):
            groups["line", line_end].append(found)
    for group in groups.values():
        if not about and not words.subject.search(text, max(group[0].start - _LEAD, 0), group[-1].end):
            continue
        whole = len({task.battle for task in group}) > 1
        for task in group:
            agreed = decide(task.heading or "").task_type
            if whole or agreed == task.task_type:
                yield task


def _sentence_start(text: str, offset: int, floor: int) -> int:
    """Return the start of the sentence that holds ``offset``, no further back than ``floor``."""
    start = max(floor, 0)
    for match in _SENTENCE_END.finditer(text, start, offset):
        start = match.end()
    return start


def _passage_of(passages: list[Passage], starts: list[int], offset: int) -> Passage | None:
    """Return the innermost passage in whose opening words an offset lies."""
    index = bisect_right(starts, offset) - 1
    if index < 0:
        return None
    passage = passages[index]
    return passage if passage.body <= offset < min(passage.end, passage.body + _BATTLE_WITHIN) else None


def _headed(text: str, start: int, end: int, battle: _Battle) -> _Found | None:
    """Read a passage that opens with a battle and its focus, in either order."""
    if _SENTENCE_END.search(text, start, battle.start) or battle.start - start > _BATTLE_WITHIN:
        return None
    focus = vocabulary().focus.search(text, start, battle.start)
    head_start, head_end = _trim(text, focus.start() if focus else start, battle.start)
    body = battle.end
    if head_end - head_start < 2:  # the battle stands first: 打好“歼灭战”，聚焦完成改造任务。
        first = _SENTENCE.search(text, battle.end, end)
        if first is None:
            return None
        head_start, head_end = _trim(text, *first.span())
        stop = min(
            (p for p in (text.find(c, head_start, head_end) for c in "，,：:") if p >= 0), default=head_end
        )
        head_end, body = stop, stop
    if not 0 < head_end - head_start <= _BATTLE_WITHIN:
        return None
    found = _Found(start, end, vocabulary().type_of[battle.name], _sentences(text, body, end))
    found.start = focus.start() if focus else _trim(text, start, end)[0]
    found.end = start + len(text[start:end].rstrip(_BLANK + "；;，,"))
    found.battle, found.heading = battle.name, text[head_start:head_end]
    return found


# ── Ordinal structures ────────────────────────────────────────────────────────────────────────────────────


def _classified(text: str, passages: list[Passage]) -> Iterator[_Found]:
    """Yield the passages of ordinal structures that ask for something of a type."""
    words = vocabulary()
    asks: dict[int, bool | None] = {}
    for passage in passages:
        if passage.outer:
            continue
        if passage.structure not in asks:
            asks[passage.structure] = _asks(text, passage, words)
        context = asks[passage.structure]
        end = _before_speech(text, passage, words)
        heading, measures = _heading_and_measures(text, passage, end)
        if context is False or (context is None and not words.obliges(text, passage.start, end)):
            continue
        body = "\n".join(text[slice(*_without_purpose(text, s, e, words))] for s, e in measures)
        task_type = decide(body, heading).task_type
        if task_type:
            tail = passage.start + len(text[passage.start : end].rstrip(_BLANK + "；;"))
            yield _Found(passage.start, tail, task_type, measures, number=passage.number, heading=heading)


def _asks(text: str, passage: Passage, words: Vocabulary) -> bool | None:
    """Tell what leads to a structure: True an appeal, False a report of what was done, None neither."""
    line = text.rfind("\n", max(passage.lead - 300, 0), passage.lead)
    previous = text.rfind("\n", max(line - 300, 0), max(line, 0))
    lead = text[(previous if passage.at_line else line) + 1 : passage.lead]
    if any(words.speeches(lead)):
        return True
    if words.report.search(lead):
        return False
    if passage.at_line and words.notice.search(text[:200]):
        return True
    return None


def _before_speech(text: str, passage: Passage, words: Vocabulary) -> int:
    """Return the end of a passage, or where a sentence of its last line tells that somebody speaks."""
    sentences = _sentences(text, passage.body, passage.end)
    for start, end in sentences[1:]:
        if words.speaks(text, start, end):
            return start
    return passage.end


def _heading_and_measures(text: str, passage: Passage, end: int) -> tuple[str | None, list[tuple[int, int]]]:
    """Split a passage into its heading, where it has one, and its sentences."""
    measures = _sentences(text, passage.body, end)
    if not measures:
        return None, []
    start, stop = measures[0]
    colon = min((p for p in (text.find(c, start, stop) for c in "：:") if p >= 0), default=-1)
    if 0 < colon - start <= _HEADING:
        rest = _trim(text, colon + 1, stop)
        return text[start:colon], [rest, *measures[1:]] if rest[1] > rest[0] else measures[1:]
    alone = len(measures) > 1 and text[stop : stop + 1] not in "；;"
    if alone and stop - start <= _HEADING and not re.search("[，,]", text[start:stop]):
        return text[start:stop], measures[1:]
    return None, measures


# ── Appeals ───────────────────────────────────────────────────────────────────────────────────────────────


def _appeals(text: str, taken: list[tuple[int, int]]) -> Iterator[_Found]:
    """Yield what speakers and documents ask for outside ordinal structures."""
    words = vocabulary()
    until = 0
    for speech_start, speech_end in words.speeches(text):
        if speech_start < until or words.is_other(text, speech_start):
            continue
        line_end = text.find("\n", speech_end)
        until = line_end if line_end >= 0 else len(text)
        asks_on = False
        demanded = words.demands(text[speech_start:speech_end])
        for start, end in _pieces(text, speech_end, until, taken, words):
            asks = words.obliges(text, start, end) or (demanded and words.commands(text, start, end))
            # After a semicolon the appeal goes on: 进度再加快，要…；资金再加力，…
            asks_on = asks or (asks_on and text[max(start - 1, 0)] in "；;")
            start, end = _without_purpose(text, *_trim(text, start, end), words)
            if not asks_on or end <= start:
                continue
            task_type = decide(text[start:end]).task_type
            if task_type:
                yield _Found(start, end, task_type, [(start, end)])


def _pieces(
    text: str, start: int, end: int, taken: list[tuple[int, int]], words: Vocabulary
) -> Iterator[tuple[int, int]]:
    """Cut what is said into appeals: at sentences, but for those taken, and where 要 begins a further one."""
    for sentence_start, sentence_end in _sentences(text, start, end):
        if _overlaps(taken, sentence_start, sentence_end):
            continue
        position = words.speech_within(text, sentence_start, sentence_end)
        for cut in _ANOTHER.finditer(text, position, sentence_end):
            if words.obliges(text, position, cut.start()):
                yield position, cut.start()
                position = cut.end()
        yield position, sentence_end


def _without_purpose(text: str, start: int, end: int, words: Vocabulary) -> tuple[int, int]:
    """Leave out the last clauses of an appeal that only say what it is good for."""
    while True:
        comma = max(text.rfind("，", start, end), text.rfind(",", start, end))
        if comma < 0 or not words.purpose.match(text, comma + 1, end):
            return start, end
        end = comma
