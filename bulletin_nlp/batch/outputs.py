"""Where outcomes go: what every output can do, and which output a name means."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from bulletin_nlp.batch.inputs import Failure
from bulletin_nlp.batch.work import Outcome, Prepare
from bulletin_nlp.errors import BulletinError

__all__ = ["Past", "Settled", "Sink", "open_output"]

_STORE_SUFFIXES = frozenset({".db", ".sqlite", ".sqlite3"})
_JSONL_SUFFIXES = frozenset({".jsonl", ".ndjson"})
_URL = re.compile(r"[a-z][a-z0-9+]*://")


class Past(Protocol):
    """What an interrupted run noted of an input."""

    @property
    def name(self) -> str:
        """The input's name."""

    @property
    def failure(self) -> Failure | None:
        """Its failure, or None where it became a record."""


@dataclass(slots=True)
class Settled:
    """What became of records in an output that tells: how many were new, unchanged …, and what failed."""

    outcomes: Counter[str] = field(default_factory=Counter)
    failures: list[Failure] = field(default_factory=list)


class Sink(Protocol):
    """What a run hands its outcomes to, in the order of the inputs.

    A run calls :meth:`past`, then :meth:`begin`, then :meth:`take` for each further input with
    :meth:`flush` now and then, and at the end :meth:`close` or :meth:`abandon`.
    """

    #: What each record must be prepared with where the work is done, or None.
    prepare: Prepare | None

    #: Why an interrupted run does not go on, where there is one.
    anew: str | None

    def past(self) -> Iterator[Past]:
        """Yield what an interrupted run with the same options has done, in order; nothing to start anew."""

    def begin(self, done: Past | None) -> None:
        """Go on after this input of the interrupted run; None starts anew."""

    def take(self, name: str, outcome: Outcome) -> None:
        """Take the outcome of an input.

        Raises:
            BulletinError: nothing can be kept any more.
        """

    def flush(self) -> Settled:
        """Keep for good what was taken, and say what became of it since the last time."""

    def close(self, counts: Mapping[str, int]) -> None:
        """Take the end of a run that came to its end; everything was flushed."""

    def abandon(self) -> bool:
        """Take the end of a run that did not: keep what was taken; tell whether a later one can go on."""


def open_output(
    place: str,
    *,
    options: Mapping[str, Any] | None = None,
    versions: Mapping[str, str] | None = None,
    resume: bool = True,
) -> Sink:
    """Open an output, so that what cannot be written is known before any work.

    Args:
        place: ``FILE.jsonl``, ``sqlite:///FILE`` or ``FILE.db``.
        options: the run's options; an interrupted run goes on where they are the same.
        versions: what the run is done with; likewise.
        resume: whether an interrupted run may go on.

    Raises:
        BulletinError: ``output_unwritable``, ``option_invalid`` or one of the store's.
    """
    from bulletin_nlp.batch.json_lines import JsonLinesFile, LinesStream

    suffix = Path(place).suffix.lower()
    if _URL.match(place) or suffix in _STORE_SUFFIXES:
        from bulletin_nlp.batch.store_output import StoreOutput

        return StoreOutput(place, options=options or {}, versions=versions or {}, resume=resume)
    path = Path(place)
    if path.exists() and not path.is_file():
        return LinesStream(path)
    if suffix in _JSONL_SUFFIXES:
        return JsonLinesFile(path, options=options, versions=versions, resume=resume)
    raise BulletinError(
        "option_invalid", f"{place!r} is no output", "write it as FILE.jsonl or sqlite:///FILE.db"
    )
