"""The one place that decides which type a passage asks for: the trained model, beside the cue words.

The model gives the probabilities. Where the cues of ``tasks.toml`` see a type, it stands unless the model is
sure of another; where they see none, the model must be sure. What "sure" means stands in ``[model]`` there. A
model of other labels decides alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path

from bulletin_nlp.extraction.task_model import TaskModel, load_task_model
from bulletin_nlp.extraction.task_types import NOTHING, TaskDecision, by_cues
from bulletin_nlp.lexicon.loader import read_lexicon

__all__ = ["TaskDecider", "TaskSettings", "decider_for"]

_SENTENCE_END = re.compile("[。！？；;!?\n]")


@dataclass(frozen=True, slots=True)
class TaskSettings:
    """How tasks are typed: ``model`` is a file of one's own, ``threshold`` replaces the least probability."""

    model: Path | None = None
    threshold: float | None = None


@cache
def _limits() -> tuple[float, float]:
    """Return the probabilities from which the model overrules cues, and decides without any."""
    table = read_lexicon("tasks")["model"]
    return float(table["overrules"]), float(table["alone"])


class TaskDecider:
    """Decides by a model and its settings; the model is loaded when the first passage is read.

    Args:
        settings: which model, and from which probability.
    """

    def __init__(self, settings: TaskSettings) -> None:
        self._settings = settings

    @cached_property
    def model(self) -> TaskModel:
        """The trained model.

        Raises:
            BulletinError: ``resource_missing`` or ``model_invalid``.
        """
        return load_task_model(self._settings.model)

    @cached_property
    def own_labels(self) -> bool:
        """Whether the model's labels are others than the battles: then any bulletin may ask for its types."""
        if self._settings.model is None:
            return False
        battles = {battle["type"] for battle in read_lexicon("tasks")["battle"]}
        return not battles <= set(self.model.labels)

    @property
    def sure(self) -> float:
        """Probability from which the model contradicts what the text or the cues say."""
        return _limits()[0]

    def probabilities(self, text: str, heading: str | None = None) -> dict[str, float] | None:
        """Return the mean of the model's probabilities over a passage's sentences and its heading.

        Args:
            text: the passage without its heading, Simplified.
            heading: its heading; it counts like a sentence.
        """
        pieces = [piece for piece in _SENTENCE_END.split(text) if piece.strip()]
        if heading:
            pieces.append(heading)
        return self.model.mean((piece, 1.0) for piece in pieces) if pieces else None

    def decide(self, text: str, heading: str | None = None) -> TaskDecision:
        """Decide which type a passage asks for.

        Args:
            text: the passage without its heading, Simplified.
            heading: its heading.
        """
        probabilities = self.probabilities(text, heading)
        if probabilities is None:
            return NOTHING
        least = self._settings.threshold
        if self.own_labels:
            return TaskDecision(self.model.choose(probabilities, least), probabilities)
        overrules, alone = _limits()
        chosen = self.model.choose(probabilities, overrules)
        cued = by_cues(text, heading)
        if cued is None:
            chosen = self.model.choose(probabilities, alone)
        elif chosen is None:
            chosen = cued
        if chosen is not None and least is not None and probabilities[chosen] < least:
            chosen = None
        return TaskDecision(chosen, probabilities)


@lru_cache(maxsize=16)
def decider_for(settings: TaskSettings) -> TaskDecider:
    """Return the decider for some settings, made once."""
    return TaskDecider(settings)
