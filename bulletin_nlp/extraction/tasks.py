"""Tasks: what an authority asks for, by battle type.

A passage of an ordinal structure that names a battle and its focus is a task of that battle. Any other
passage or appeal is a task where the bulletin is about housing or urban renewal and its words decide for a
type.
"""

from __future__ import annotations

from bulletin_nlp.extraction.passages import passages_in
from bulletin_nlp.extraction.reading import Reading
from bulletin_nlp.extraction.task_appeals import appeals
from bulletin_nlp.extraction.task_battles import battles_in, named
from bulletin_nlp.extraction.task_lexicon import vocabulary
from bulletin_nlp.extraction.task_pieces import Found, overlaps
from bulletin_nlp.extraction.task_structures import classified, ended, outline_of
from bulletin_nlp.record import Measure, Task

__all__ = ["find_tasks"]


def find_tasks(reading: Reading) -> None:
    """Find what the bulletin asks for and add one :class:`~bulletin_nlp.record.Task` each.

    Args:
        reading: the bulletin; only its text and what is masked in it are read.
    """
    text = reading.clean
    words = vocabulary()
    if not words.subject.search(text):
        return
    about = words.is_about(text)
    battles = battles_in(text)
    if not about and not battles:
        return
    passages = ended(text, passages_in(text))
    found = list(named(text, passages, battles, about=about)) if battles else []
    if about:
        taken = sorted((task.start, task.end) for task in found)
        outline = outline_of(text, passages)
        found.extend(task for task in classified(text, outline) if not overlaps(taken, task.start, task.end))
        found.extend(appeals(text, outline, taken))
    for task in sorted(found, key=lambda task: task.start):
        if not reading.is_masked(task.start, task.end):
            reading.tasks.append(_record(reading, task))


def _record(reading: Reading, task: Found) -> Task:
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
