"""Small archives from the tables of a lexicon or by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bulletin_nlp.analysis.observations import Observation
from tests.analysis.factory import seen

__all__ = ["archive"]


def archive(told: Iterable[Mapping[str, Any]]) -> list[Observation]:
    """Return an observation for each statement; one that names no ``work`` has a work of its own."""
    found = []
    for number, statement in enumerate(told):
        said = dict(statement)
        work = said.pop("work", f"work-{number}")
        said = {"work_id": work, "bulletin_id": f"of-{work}", "fact_id": f"{work}-{number}", **said}
        found.append(seen(said.pop("value"), **said))
    return found
