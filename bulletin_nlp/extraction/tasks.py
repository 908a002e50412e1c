"""Tasks: what an authority asks for, by battle type.

A passage of an ordinal structure that names a battle and its focus is a task of that battle. Any other
passage or appeal is a task where the bulletin is about housing or urban renewal, or the model's labels are
other than the battles, and the model decides for a type.
"""

from __future__ import annotations

from bulletin_nlp.extraction.passages import passages_in
from bulletin_nlp.extraction.reading import Reading
from bulletin_nlp.extraction.task_appeals import appeals
from bulletin_nlp.extraction.task_battles import battles_in, named, without_battle
from bulletin_nlp.extraction.task_decider import TaskDecider, decider_for
from bulletin_nlp.extraction.task_lexicon import vocabulary
from bulletin_nlp.extraction.task_pieces import Found, overlaps
from bulletin_nlp.extraction.task_structures import classified, ended, outline_of
from bulletin_nlp.record import Measure, Task

__all__ = ["find_tasks"]


def find_tasks(reading: Reading) -> None:
    """Find what the bulletin asks for and add one :class:`~bulletin_nlp.record.Task` each.

    Args:
        reading: the bulletin; only its text and what is masked in it are read.

    Warns:
        ``battle_conflict`` where a battle is named and the model is sure of another type.

    Raises:
        BulletinError: ``resource_missing`` or ``model_invalid`` where the model cannot be used.
    """
    text = reading.clean
    words = vocabulary()
    decider = decider_for(reading.task_settings)
    if not (decider.own_labels or words.subject.search(text)):
        return
    about = decider.own_labels or words.is_about(text)
    battles = [] if decider.own_labels else battles_in(text)
    if not about and not battles:
        return
    passages = ended(text, passages_in(text))
    found = list(named(text, passages, battles, about=about)) if battles else []
    if about:
        taken = sorted((task.start, task.end) for task in found)
        outline = outline_of(text, passages)
        found.extend(
            task for task in classified(text, outline, decider) if not overlaps(taken, task.start, task.end)
        )
        found.extend(appeals(text, outline, taken, decider))
    for task in sorted(found, key=lambda task: task.start):
        if not reading.is_masked(task.start, task.end):
            reading.tasks.append(_record(reading, task, decider))


def _probabilities(text: str, task: Found, decider: TaskDecider) -> dict[str, float] | None:
    """Return what the model says of a task: of its typed pieces, or of its words without their battle."""
    said = [probabilities for probabilities in task.probabilities if probabilities]
    if said:
        return {label: sum(p[label] for p in said) / len(said) for label in said[0]}
    body = "\n".join(text[s:e] for s, e in task.measures)
    return decider.probabilities(without_battle(body), without_battle(task.heading or ""))


def _record(reading: Reading, task: Found, decider: TaskDecider) -> Task:
    text = reading.clean
    span = reading.span(task.start, task.end)
    probabilities = _probabilities(text, task, decider)
    if task.battle and probabilities:
        likely = decider.model.choose(probabilities, decider.sure)
        if likely is not None and likely != task.task_type:
            reading.warn(
                "battle_conflict",
                f"the text names {task.battle} ({task.task_type}), its measures read like {likely}",
                task.start,
                task.end,
            )
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
        probabilities={label: round(value, 4) for label, value in (probabilities or {}).items()} or None,
    )
