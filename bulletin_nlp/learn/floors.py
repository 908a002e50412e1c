"""Floors: figures of an annotated corpus that may rise and never fall.

A JSON file: ``{"<corpus>": {"<measure>": floor, …}, …}``, with a corpus named by its folder and the measures
of :meth:`bulletin_nlp.learn.evaluate.Evaluation.measures`.
"""

from __future__ import annotations

import json
import math
from pathlib import Path

from bulletin_nlp.errors import BulletinError
from bulletin_nlp.learn.evaluate import Evaluation

__all__ = ["Floors", "raised", "read_floors", "shortfalls"]

#: corpus → measure → the least it may be (0 to 1)
Floors = dict[str, dict[str, float]]

# Floors have four digits, cut and not rounded: a rounded one could stand above what was measured.
_SCALE = 10_000


def read_floors(path: Path) -> Floors:
    """Read a file of floors.

    Raises:
        BulletinError: ``corpus_invalid`` where it cannot be used.
    """
    try:
        floors = json.loads(path.read_text(encoding="utf-8"))
        return {
            str(corpus): {str(name): float(value) for name, value in measures.items()}
            for corpus, measures in floors.items()
        }
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise BulletinError(
            "corpus_invalid", f"{path}: {error}", "see docs/evaluation.md for the format of floors"
        ) from error


def shortfalls(evaluation: Evaluation, floors: dict[str, float]) -> list[str]:
    """Return a line for each measure that lies below its floor, or is not measured any more."""
    figures = evaluation.measures()
    lines = []
    for name, floor in floors.items():
        if name not in figures:
            lines.append(f"{name}: not measured, floor {floor:.4f}")
        elif figures[name] < floor:
            lines.append(f"{name}: {figures[name]:.4f} is below its floor {floor:.4f}")
    return lines


def raised(floors: dict[str, float], evaluation: Evaluation) -> dict[str, float]:
    """Return the floors with each raised to what was measured; none is lowered."""
    measured = {name: math.floor(value * _SCALE) / _SCALE for name, value in evaluation.measures().items()}
    return {
        name: max(floors.get(name, 0.0), measured.get(name, 0.0)) for name in sorted({*floors, *measured})
    }
