"""The package's lexicons with a user's vocabulary added; nothing of the package's is replaced."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bulletin_nlp.lexicon.user import UserLexicon

__all__ = ["merged"]

_Table = dict[str, Any]


def merged(name: str, data: _Table, own: UserLexicon) -> _Table:
    """Return the content of a lexicon with what a user adds to it; the given one is left as it is.

    Args:
        name: of an extensible lexicon, such as ``"titles"``.
        data: its content.
        own: the user's vocabulary.
    """
    return {**data, **_ADDITIONS[name](data, own)}


def _titles(data: _Table, own: UserLexicon) -> _Table:
    added = [
        {
            "kind": title.kind,
            "heads" if title.deputies else "words": list(title.words),
            "needs_body": title.needs_body,
        }
        for title in own.titles
    ]
    return {"title": [*data["title"], *added]}


def _units(data: _Table, own: UserLexicon) -> _Table:
    added = [
        {
            "base": unit.base,
            "forms": {form: str(factor) for form, factor in unit.forms},
            "not_before": dict(unit.not_before),
            "han": unit.han,
        }
        for unit in own.units
    ]
    return {"unit": [*data["unit"], *added]}


def _indicators(data: _Table, own: UserLexicon) -> _Table:
    added = [
        {
            "id": entry.id,
            "name": entry.name,
            "units": list(entry.units),
            "work": entry.work,
            "own": True,
            **({"status": entry.status} if entry.status else {}),
        }
        for entry in own.indicators
    ]
    rules = [
        {
            "indicator": entry.id,
            "words": list(entry.words),
            "unless": list(entry.unless),
            "near": [_class_of(entry.id)] if entry.near else [],
        }
        for entry in own.indicators
    ]
    return {"indicator": [*data["indicator"], *added], "rule": [*data["rule"], *rules]}


def _metric_cues(data: _Table, own: UserLexicon) -> _Table:
    """Add the classes of the words that must stand near, and the units that may stand in cells."""
    classes = {_class_of(entry.id): {"words": list(entry.near)} for entry in own.indicators if entry.near}
    units = [form for unit in own.units for form, _ in unit.forms]
    return {
        "class": {**data["class"], **classes},
        "table": {**data["table"], "units": [*data["table"]["units"], *units]},
    }


def _class_of(id: str) -> str:
    """Return the name of the class of the words near an indicator; no class of the package has a space."""
    return f"near {id}"


_ADDITIONS: dict[str, Callable[[_Table, UserLexicon], _Table]] = {
    "titles": _titles,
    "units": _units,
    "indicators": _indicators,
    "metric_cues": _metric_cues,
}
