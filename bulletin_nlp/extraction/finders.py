"""The finders of facts in their order, and the reading they start from; nothing here needs spaCy."""

from __future__ import annotations

from collections.abc import Callable

from bulletin_nlp.extraction.communities import find_communities
from bulletin_nlp.extraction.deadlines import find_deadlines
from bulletin_nlp.extraction.metrics import find_metrics
from bulletin_nlp.extraction.officials import find_officials
from bulletin_nlp.extraction.organizations import find_organizations
from bulletin_nlp.extraction.reading import Given, Reading
from bulletin_nlp.extraction.regions import find_regions
from bulletin_nlp.extraction.task_decider import TaskSettings
from bulletin_nlp.extraction.tasks import find_tasks
from bulletin_nlp.text.clean import clean
from bulletin_nlp.text.decode import sanitize_str
from bulletin_nlp.text.header import read_header

__all__ = ["FINDERS", "begin_reading", "finished_reading"]

#: Every kind of fact with the function that finds it, in pipeline order: each builds on those before.
FINDERS: dict[str, Callable[[Reading], None]] = {
    "regions": find_regions,
    "organizations": find_organizations,
    "officials": find_officials,
    "communities": find_communities,
    "metrics": find_metrics,
    "deadlines": find_deadlines,
    "tasks": find_tasks,
}


def begin_reading(source: str, given: Given, task_settings: TaskSettings | None = None) -> Reading:
    """Clean a text and read what it says of itself.

    Args:
        source: the bulletin's text as received.
        given: what the caller knows about it.
        task_settings: how tasks are typed; None takes the package's model.
    """
    # A lone surrogate can be in no encoding and no database: it is counted as a lost character.
    text = clean(sanitize_str(source)[0])
    return Reading(
        text=text,
        header=read_header(text, title=given.title),
        given=given,
        task_settings=task_settings or TaskSettings(),
    )


def finished_reading(source: str, given: Given, task_settings: TaskSettings | None = None) -> Reading:
    """Return the reading of a text with every kind of fact found.

    Args:
        source: the bulletin's text as received.
        given: what the caller knows about it.
        task_settings: how tasks are typed; None takes the package's model.
    """
    reading = begin_reading(source, given, task_settings)
    for find in FINDERS.values():
        find(reading)
    return reading
