"""Appeals outside ordinal structures: what speakers and documents ask for in running sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bulletin_nlp.extraction.task_decider import TaskDecider
from bulletin_nlp.extraction.task_lexicon import Vocabulary, vocabulary
from bulletin_nlp.extraction.task_pieces import (
    LAST_SENTENCE_END,
    SENTENCE_END,
    Found,
    asked_part,
    overlaps,
    sentences,
)
from bulletin_nlp.extraction.task_structures import AskingSection, Outline
from bulletin_nlp.extraction.task_types import NOTHING

__all__ = ["appeals"]

# A further appeal inside a sentence: 要组建专班，…，要倒排工期. It isn't one in 要求 and 要素.
_ANOTHER = re.compile(r"[，,](?=[还也]?要[^求素点件闻么])")
_PAUSE = re.compile("[，,：:]")
# The next appeal after a semicolon is one of its own where it says 要 anew.
_ANEW = re.compile(r"[还也]?要|[同此另]")
_SEMICOLON = "；;"
# How far back a sentence's start is looked for.
_SENTENCE = 400


@dataclass(slots=True)
class _Speech:
    """A stretch in which something may be asked for.

    ``demanded`` where a sentence asks without 要 too, ``commanded`` where one that begins like a command
    does, ``ahead`` where it tells what an authority does next,
    ``standing`` where nobody is named who asks, ``mute`` where somebody speaks for no authority.
    """

    start: int
    end: int
    demanded: bool = False
    commanded: bool = False
    ahead: bool = False
    standing: bool = False
    mute: bool = False


def appeals(
    text: str, outline: Outline, named: list[tuple[int, int]], decider: TaskDecider
) -> Iterator[Found]:
    """Yield what speakers and documents ask for outside ordinal structures.

    Args:
        text: the bulletin's text.
        outline: its ordinal structures' passages.
        named: where the tasks stand that name their battle.
        decider: what types them.
    """
    words = vocabulary()
    taken = _merged(outline.taken() + named)
    reports = _merged(outline.reporting())
    speakers = words.speakers(text)
    for speech in _stretches(text, outline, words):
        open_task: Found | None = None
        asks_on = False
        before: tuple[int, int] | None = None  # the piece before, and whether it is but the part that asks
        asked = False
        for start, end in _pieces(text, speech, taken, speakers, words):
            asks = not overlaps(reports, start, end) and _asks(text, start, end, speech, words)
            # After a semicolon the appeal goes on: 进度再加快，要…；资金再加力，…
            goes_on = asks_on and text[max(start - 1, 0)] in _SEMICOLON
            asks_on = asks or (goes_on and not words.tells_deeds(text, start, end))
            if not asks_on:
                if open_task:
                    yield open_task
                open_task, before, asked = None, (start, end), False
                continue
            start, end = asked_part(text, start, end, words)
            if before and text[before[1] : start].strip() in _SEMICOLON:
                couplet = before if asked else asked_part(text, *before, words)
                if _leads_on(text, couplet, start, words):
                    start = couplet[0]
                    open_task = None if open_task and open_task.start >= start else open_task
            before, asked = (start, end), True
            decision = decider.decide(text[start:end]) if end > start else NOTHING
            task_type, said = decision.task_type, [decision.probabilities or {}]
            if task_type and open_task and _goes_on(text, open_task, start, task_type):
                open_task.end = end
                open_task.measures.append((start, end))
                open_task.probabilities += said
                continue
            if open_task:
                yield open_task
            open_task = None
            if task_type:
                open_task = Found(start, end, task_type, [(start, end)], probabilities=said)
        if open_task:
            yield open_task


def _leads_on(text: str, piece: tuple[int, int], following: int, words: Vocabulary) -> bool:
    """Tell whether a piece is a couplet (要抓进度、保质量) that the piece after it belongs to."""
    start, end = piece
    if text[end:following].strip() not in _SEMICOLON:
        return False
    return words.couplet.fullmatch(text, _clause(text, start, end), end) is not None


def _clause(text: str, start: int, end: int) -> int:
    """Return where the last clause of a stretch begins."""
    return max(start, *(text.rfind(mark, start, end) + 1 for mark in "，,；;"))


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans sorted, and those that touch as one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _sentence_start(text: str, offset: int) -> int:
    start = max(offset - _SENTENCE, 0)
    ended = LAST_SENTENCE_END.match(text, start, offset)
    return ended.end() if ended else start


def _sentence_end(text: str, offset: int) -> int:
    match = SENTENCE_END.search(text, offset)
    return match.start() if match else len(text)


def _stretches(text: str, outline: Outline, words: Vocabulary) -> Iterator[_Speech]:
    """Cut a text into what its speakers say, what its sections ask, and the rest."""
    sections = outline.asking(text)
    position = 0
    for speech in _speeches(text, words):
        if any(section.start <= speech.start < section.body for section in sections):
            continue  # 下步 in a heading
        yield from _unspoken(position, speech.start, sections)
        position = max(position, speech.end)
        if not speech.mute:
            yield speech
    yield from _unspoken(position, len(text), sections)


def _unspoken(start: int, end: int, sections: list[AskingSection]) -> Iterator[_Speech]:
    """Cut a stretch that nobody speaks into what lies in asking sections and what doesn't."""
    for section in sections:
        if section.end <= start or section.body >= end:
            continue
        if section.start > start:
            yield _Speech(start, section.start, standing=True)
        begin, start = max(section.body, start), min(section.end, end)
        yield _Speech(begin, start, demanded=True, ahead=True)
    if end > start:
        yield _Speech(start, end, standing=True)


def _speeches(text: str, words: Vocabulary) -> Iterator[_Speech]:
    """Yield what is said after each act of speech, up to the next one or the paragraph's end."""
    last: _Speech | None = None
    for said, start in words.speeches(text):
        opening = _sentence_start(text, said)
        spoken = text[said:start]
        ahead = words.looks_ahead(spoken)
        inside = last is not None and said < last.end
        if words.is_other(text, said):
            if inside:
                continue
            speech = _Speech(opening, _sentence_end(text, start), mute=True)
        # Inside what another says only a new sentence's speaker begins anew, and what comes next.
        elif inside and not ahead and _PAUSE.search(text, opening, said):
            continue
        else:
            begin = said if ahead and not _PAUSE.match(spoken[-1:]) else start
            end = _speech_end(text, start, words)
            demanded = ahead or words.demands(spoken)
            speech = _Speech(begin, end, demanded, words.leads_to_commands(spoken), ahead)
        if last is not None:
            if inside:  # who speaks next is named before his words
                last.end = max(opening, last.start)
            yield last
        last = speech
    if last is not None:
        yield last


def _speech_end(text: str, start: int, words: Vocabulary) -> int:
    """Return where a speech ends: with its paragraph, or with those that go on with it."""
    end = text.find("\n", start)
    while end >= 0:
        following = end
        while text.startswith("\n", following):
            following += 1
        if not words.continues(text, following):
            return end
        end = text.find("\n", following)
    return len(text)


def _pieces(
    text: str,
    speech: _Speech,
    taken: list[tuple[int, int]],
    speakers: list[tuple[int, int]],
    words: Vocabulary,
) -> Iterator[tuple[int, int]]:
    """Cut what is said into appeals: at sentences, but for those taken, and where 要 begins a further one."""
    for start, end in sentences(text, speech.start, speech.end):
        if overlaps(taken, start, end):
            continue
        position = words.speech_within(text, start, end) if overlaps(speakers, start, end) else start
        for cut in _ANOTHER.finditer(text, position, end):
            if words.obliges(text, position, cut.start()):
                yield position, cut.start()
                position = cut.end()
        yield position, end


def _asks(text: str, start: int, end: int, speech: _Speech, words: Vocabulary) -> bool:
    """Tell whether a piece of what is said asks for something."""
    if speech.standing:
        if words.first_demand(text, start, end) is not None:
            asks = words.term.search(text, start, end) is not None
        else:
            asks = words.states(text, start, end) and not words.tells_deeds(text, start, end)
        return words.addresses(text, start, end) or (asks and not _is_quoted(text, start))
    if words.obliges(text, start, end):
        return words.first_demand(text, start, end) is not None or not words.tells_deeds(text, start, end)
    if words.tells_deeds(text, start, end):
        return False
    if speech.ahead and words.intends(text, start, end):
        return True
    if (speech.demanded or speech.commanded) and words.commands(text, start, end):
        return True
    return speech.demanded and words.term.search(text, start, end) is not None


def _is_quoted(text: str, start: int) -> bool:
    """Tell whether a sentence stands in quotation marks that a sentence before it may have opened."""
    floor = max(start - _SENTENCE, 0)
    before = text[max(text.rfind("\n", floor, start) + 1, floor) : start + 1]
    return before.count("“") > before.count("”")


def _goes_on(text: str, task: Found, start: int, task_type: str) -> bool:
    """Tell whether an appeal is joined to the task before it: the same type, after a semicolon, no new 要."""
    return (
        task.task_type == task_type
        and text[task.end : start].strip() in ("；", ";")
        and _ANEW.match(text, start) is None
    )
