"""A run over many inputs, each of which ends as a record or as a listed failure."""

from __future__ import annotations

import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bulletin_nlp.batch.document import DEFAULT_MAX_SIZE, read_document
from bulletin_nlp.batch.inputs import Failure, Found, Input
from bulletin_nlp.batch.outputs import Sink
from bulletin_nlp.errors import BulletinError
from bulletin_nlp.extraction.reading import Given
from bulletin_nlp.record import Bulletin

__all__ = ["Extract", "Summary", "run"]

#: An extraction: a text and what is known about it → the record.
Extract = Callable[[str, Given], Bulletin]


@dataclass(slots=True)
class Summary:
    """How the inputs of a run ended.

    ``outcomes`` counts the records by what became of them in the outputs that tell (``new``, ``unchanged``,
    ``revised`` …).
    """

    records: int = 0
    failures: list[Failure] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)

    def counts(self) -> dict[str, int]:
        """Return the counts by name."""
        return {"records": self.records, "failed": len(self.failures), **self.outcomes}


def run(
    found: Found,
    extract: Extract,
    sinks: Sequence[Sink],
    *,
    max_size: int = DEFAULT_MAX_SIZE,
    on_progress: Callable[[Input], None] | None = None,
) -> Summary:
    """Extract from every input and hand the outcomes to the sinks.

    An error in one input becomes its failure, and the others go on; an error of a sink ends the run.

    Args:
        found: the inputs, and the failures there are already.
        extract: the extraction, such as :func:`bulletin_nlp.api.extract_given`.
        sinks: where records and failures go. They are closed at the end; where this function
            raises they are not, and the caller abandons them.
        max_size: bytes; larger inputs are refused.
        on_progress: called after each input.

    Raises:
        BulletinError: ``output_unwritable`` from a sink.
    """
    summary = Summary()
    for failure in found.failures:
        _fail(failure, sinks, summary)
    for input in found.inputs:
        _run_one(input, extract, sinks, summary, max_size)
        if on_progress is not None:
            on_progress(input)
    for sink in sinks:
        sink.close(summary.counts())
    return summary


def _run_one(input: Input, extract: Extract, sinks: Sequence[Sink], summary: Summary, max_size: int) -> None:
    try:
        document = read_document(input, max_size=max_size)
        record = extract(document.text, document.given)
        # What cannot be written as JSON is no record: found out here, before any sink has it.
        record.to_json()
    except BulletinError as error:
        _fail(Failure.of(input.name, error), sinks, summary)
        return
    except Exception as error:
        _fail(_bug(input, error), sinks, summary)
        return
    try:
        outcomes = [sink.record(record, input) for sink in sinks]
    except ValueError as error:
        _fail(_bug(input, error), sinks, summary)
        return
    summary.records += 1
    summary.outcomes.update(str(outcome) for outcome in outcomes if outcome is not None)


def _fail(failure: Failure, sinks: Sequence[Sink], summary: Summary) -> None:
    summary.failures.append(failure)
    for sink in sinks:
        sink.failure(failure)


def _bug(input: Input, error: Exception) -> Failure:
    return Failure(
        input.name,
        "extraction_failed",
        f"the extraction failed ({type(error).__name__})",
        "this is a bug; please report it with the input",
        detail="".join(traceback.format_exception(error)),
    )
