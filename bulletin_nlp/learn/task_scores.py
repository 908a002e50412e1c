"""How a trained model does on labelled measures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from bulletin_nlp.errors import BulletinError
from bulletin_nlp.extraction.task_model import TaskModel
from bulletin_nlp.learn.measures import Measure
from bulletin_nlp.learn.task_training import calibration_error

__all__ = ["TaskScores", "score_measures"]


@dataclass(frozen=True, slots=True)
class TaskScores:
    """Macro-averaged F1; precision, recall, F1 and lines by label; calibration error; a line each mistake."""

    f1: float
    per_label: dict[str, tuple[float, float, float, int]]
    error: float
    errors: tuple[str, ...]

    def to_dict(self, *, errors: bool = False) -> dict[str, Any]:
        """Return everything as plain values for JSON."""
        named = ("precision", "recall", "f1", "measures")
        return {
            "macro_f1": round(self.f1, 4),
            "calibration_error": round(self.error, 4),
            "labels": {
                label: dict(zip(named, (*(round(v, 4) for v in values[:3]), values[3]), strict=True))
                for label, values in self.per_label.items()
            },
            **({"errors": list(self.errors)} if errors else {}),
        }


def score_measures(measures: Sequence[Measure], model: TaskModel) -> TaskScores:
    """Classify measures and compare with their labels.

    Args:
        measures: labelled ones.
        model: whose labels are those of the corpus.

    Raises:
        BulletinError: ``corpus_invalid`` where a label is none of the model's.
    """
    unknown = sorted({measure.label for measure in measures} - set(model.labels))
    if unknown:
        raise BulletinError(
            "corpus_invalid",
            f"label {unknown[0]!r} of the corpus is none of the model's",
            f"use a model of the same labels ({', '.join(model.labels)})",
        )
    right, given, found = Counter[str](), Counter[str](), Counter[str]()
    rows, errors = [], []
    for measure in measures:
        probabilities = model.probabilities(measure.text)
        chosen = model.choose(probabilities) or model.none
        top = max(probabilities.values())
        given[measure.label] += 1
        found[chosen] += 1
        right[chosen] += chosen == measure.label
        rows.append([probabilities[label] for label in model.labels])
        if chosen != measure.label:
            errors.append(f"{measure.group}: {measure.label} ≠ {chosen} {top:.2f}  {measure.text}")
    per_label = {}
    for label in model.labels:
        precision = right[label] / found[label] if found[label] else 0.0
        recall = right[label] / given[label] if given[label] else 0.0
        total = found[label] + given[label]
        per_label[label] = (precision, recall, 2 * right[label] / total if total else 0.0, given[label])
    truth = np.array([model.labels.index(measure.label) for measure in measures], dtype=np.int64)
    return TaskScores(
        f1=sum(values[2] for values in per_label.values()) / len(per_label),
        per_label=per_label,
        error=calibration_error(np.array(rows), truth),
        errors=tuple(errors),
    )
