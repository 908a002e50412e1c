"""Battles that a bulletin names: 聚焦…打“歼灭战”, 打好“歼灭战”，聚焦…, 以“歼灭战”的决心…"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from bulletin_nlp.extraction.passages import Passage, innermost
from bulletin_nlp.extraction.task_lexicon import vocabulary
from bulletin_nlp.extraction.task_pieces import (
    LAST_SENTENCE_END,
    SENTENCE,
    SENTENCE_END,
    Found,
    sentences,
    trim,
)
from bulletin_nlp.extraction.task_types import by_cues

__all__ = ["Battle", "battles_in", "named", "without_battle"]

_BLANK = " \u3000\t\n"
_PAUSE = re.compile("[，,：:]")
# The most characters that may stand before a battle in its sentence, and of the heading that it gives.
_BATTLE_WITHIN = 45
# How far before a set of battles its subject is looked for where the bulletin has others too.
_LEAD = 200
# Most characters of a passage outside any ordinal structure.
_LONGEST = 2000


@dataclass(slots=True)
class Battle:
    """A battle as it is named: its words with 打 and quotes, and its name.

    ``spirit`` is true where it only says in what spirit something is done (以“歼灭战”的决心).
    """

    start: int
    end: int
    name: str
    spirit: bool


def battles_in(text: str) -> list[Battle]:
    """Return the battles that a text names, but for those of another field."""
    words = vocabulary()
    return [
        Battle(start, end, name, spirit)
        for start, end, name, spirit in words.battles(text)
        if not words.foreign.search(text, max(start - _BATTLE_WITHIN, 0), end)
    ]


def named(text: str, passages: list[Passage], battles: list[Battle], *, about: bool) -> Iterator[Found]:
    """Yield the tasks whose battle and focus the text names.

    Args:
        text: the bulletin's text.
        passages: its ordinal structures' passages, in reading order.
        battles: the battles that it names, in reading order.
        about: whether the bulletin is about housing or urban renewal.
    """
    words = vocabulary()
    groups: dict[tuple[str, int], list[Found]] = defaultdict(list)
    starts = [passage.start for passage in passages]
    for index, battle in enumerate(battles):
        passage = innermost(passages, starts, battle.start)
        if passage is not None and battle.start < passage.body + _BATTLE_WITHIN:
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
        if found and (battle.spirit or words.focus.search(found.heading or "")):
            groups["line", line_end].append(found)
    for group in groups.values():
        if not about and not words.subject.search(text, max(group[0].start - _LEAD, 0), group[-1].end):
            continue
        whole = len({task.battle for task in group}) > 1
        for task in group:
            agreed = by_cues(task.heading or "")
            if whole or agreed == task.task_type:
                yield task


def without_battle(text: str) -> str:
    """Return a text without the battles that it names, for a model that must not read them.

    Args:
        text: a heading or a measure.
    """
    kept, position = [], 0
    for start, end, _, _ in vocabulary().battles(text):
        if start >= position:
            kept.append(text[position:start])
            position = end
    return "".join([*kept, text[position:]])


def _sentence_start(text: str, offset: int, floor: int) -> int:
    """Return the start of the sentence that holds ``offset``, no further back than ``floor``."""
    start = max(floor, 0)
    ended = LAST_SENTENCE_END.match(text, start, offset)
    return ended.end() if ended else start


def _headed(text: str, start: int, end: int, battle: Battle) -> Found | None:
    """Read a passage that opens with a battle and its focus, in either order."""
    if SENTENCE_END.search(text, start, battle.start) or battle.start - start > _BATTLE_WITHIN:
        return None
    words = vocabulary()
    head = _head_before(text, start, battle) or _head_after(text, end, battle)
    if head is None:
        return None
    head_start, head_end, body = head
    first = head_start if head_start < battle.start else battle.start
    # What stands before them in the sentence is who speaks: 他强调，要以…
    speech = words.speech_within(text, start, first)
    focus = words.focus.search(text, start, battle.start)
    opened = trim(text, max(speech, focus.start() if focus and head_start < battle.start else start), end)[0]
    found = Found(opened, end, words.type_of[battle.name], sentences(text, body, end))
    found.end = start + len(text[start:end].rstrip(_BLANK + "；;，,"))
    found.battle, found.heading = battle.name, text[head_start:head_end]
    return found


def _head_before(text: str, start: int, battle: Battle) -> tuple[int, int, int] | None:
    """Read the heading that stands before its battle: its start and end, and where the measures begin."""
    if battle.spirit:
        return None
    focus = vocabulary().focus.search(text, start, battle.start)
    head_start, head_end = trim(text, focus.start() if focus else start, battle.start)
    if not 2 <= head_end - head_start <= _BATTLE_WITHIN:
        return None
    return head_start, head_end, battle.end


def _head_after(text: str, end: int, battle: Battle) -> tuple[int, int, int] | None:
    """Read the heading that stands after its battle: 打好“歼灭战”，聚焦完成改造任务。"""
    first = SENTENCE.search(text, battle.end, end)
    if first is None:
        return None
    head_start, head_end = trim(text, *first.span())
    pause = _PAUSE.search(text, head_start, head_end)
    if pause:
        head_end = pause.start()
    return (head_start, head_end, head_end) if 0 < head_end - head_start <= _BATTLE_WITHIN else None
