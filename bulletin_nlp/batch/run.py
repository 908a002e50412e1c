"""A run over many inputs, each of which ends as a record or as a listed failure."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from itertools import chain, islice

from bulletin_nlp.batch.inputs import Failure, Input
from bulletin_nlp.batch.outputs import Past, Sink
from bulletin_nlp.batch.pool import DEFAULT_TIME_LIMIT, Pool
from bulletin_nlp.batch.work import Job, Outcome

__all__ = ["MOST_LISTED", "Summary", "run", "worked"]

#: Failures that a summary keeps; it counts all of them.
MOST_LISTED = 1000

# What is done is kept for good this often (seconds, inputs): so much is done again after a power cut.
_FLUSH_SECONDS = 1.0
_FLUSH_INPUTS = 200


@dataclass(slots=True)
class Summary:
    """How the inputs of a run ended.

    ``failures`` holds the first :data:`MOST_LISTED`, ``failed`` counts all by code. ``outcomes`` counts the
    records by what became of them in the outputs that tell (``new``, ``unchanged``, ``revised`` …).
    ``resumed`` counts the inputs that an interrupted run had done.
    """

    records: int = 0
    failed: Counter[str] = field(default_factory=Counter)
    failures: list[Failure] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)
    resumed: int = 0

    def counts(self) -> dict[str, int]:
        """Return the counts by name."""
        return {"records": self.records, "failed": self.failed.total(), **self.outcomes}

    def done(self) -> int:
        """Return how many inputs have ended."""
        return self.records + self.failed.total()

    def add(self, failure: Failure | None) -> None:
        """Count an input: a record, or a failure."""
        if failure is None:
            self.records += 1
            return
        self.failed[failure.code] += 1
        if len(self.failures) < MOST_LISTED:
            self.failures.append(failure)


def run(
    inputs: Iterable[Input | Failure],
    job: Job,
    sinks: Sequence[Sink],
    *,
    workers: int = 0,
    time_limit: float = DEFAULT_TIME_LIMIT,
    on_progress: Callable[[str, Failure | None], None] | None = None,
    on_note: Callable[[str], None] | None = None,
    summary: Summary | None = None,
) -> Summary:
    """Extract from every input and hand the outcomes to the sinks, in the order of the inputs.

    An error in one input becomes its failure, and the others go on; an error of a sink ends the run.

    Args:
        inputs: the inputs, and failures in the place of those there are none of; gone through twice where
            an interrupted run turns out to have had others.
        job: what is done with each.
        sinks: where records and failures go. They are closed at the end; where this function
            raises they are not, and the caller abandons them.
        workers: processes that do the work; 0 does it in this one, as does a single input. There no time
            limit holds.
        time_limit: seconds for one input.
        on_progress: called with the name and the failure of each input that is done.
        on_note: takes a line that the user should know.
        summary: counts into this, so that a caller has it where the run is interrupted.

    Raises:
        BulletinError: ``output_unwritable`` from a sink; whatever keeps the workers from starting.
    """
    summary = summary if summary is not None else Summary()
    # What the outputs need of each record is made where the work is done.
    needed = next((sink.prepare for sink in sinks if sink.prepare is not None), None)
    job = replace(job, prepare=needed)
    remaining = _resumed(inputs, sinks, summary, on_note or (lambda line: None))
    kept = time.monotonic()
    waiting = 0
    with ExitStack() as stack:
        # Whether there is a single one was settled by the whole run, also where this is the rest of it.
        outcomes = worked(remaining, job, workers, time_limit, stack, single=not summary.resumed)
        for name, outcome in outcomes:
            for sink in sinks:
                sink.take(name, outcome)
            summary.add(outcome.failure)
            waiting += 1
            if waiting >= _FLUSH_INPUTS or time.monotonic() - kept >= _FLUSH_SECONDS:
                _flush(sinks, summary)
                kept, waiting = time.monotonic(), 0
            if on_progress is not None:
                on_progress(name, outcome.failure)
    _flush(sinks, summary)
    for sink in sinks:
        sink.close(summary.counts())
    return summary


def worked(
    items: Iterator[Input | Failure],
    job: Job,
    workers: int,
    time_limit: float,
    stack: ExitStack,
    *,
    single: bool = True,
) -> Iterator[tuple[str, Outcome]]:
    """Return each item's name and outcome, in order, worked on here or in worker processes.

    Args:
        items: inputs, and failures which pass through.
        job: what is done with each.
        workers: how many processes; 0 for this one.
        time_limit: seconds for one input, in worker processes.
        stack: ends the processes.
        single: whether one input alone is worked on here.
    """
    first = list(islice(items, 2))
    items = chain(first, items)
    if workers == 0 or (single and len(first) < 2):
        return ((item.name, _outcome(item, job)) for item in items)
    pool = stack.enter_context(Pool(job, workers, time_limit=time_limit))
    return pool.outcomes(items)


def _outcome(item: Input | Failure, job: Job) -> Outcome:
    return Outcome(failure=item) if isinstance(item, Failure) else job.outcome(item)


def _flush(sinks: Sequence[Sink], summary: Summary) -> None:
    for sink in sinks:
        settled = sink.flush()
        summary.outcomes.update(settled.outcomes)
        for failure in settled.failures:
            # Counted as a record when it was handed on.
            summary.records -= 1
            summary.add(failure)


def _resumed(
    inputs: Iterable[Input | Failure], sinks: Sequence[Sink], summary: Summary, note: Callable[[str], None]
) -> Iterator[Input | Failure]:
    """Skip what every sink has from an interrupted run, let them begin, and return the inputs that remain."""
    pasts = [sink.past() for sink in sinks]
    done: list[Past | None] = [None for _ in sinks]
    stream = iter(inputs)
    skipped = Summary()
    for item in stream:
        nexts = [next(past, None) for past in pasts]
        if not nexts or None in nexts:
            stream = chain([item], stream)
            break
        known = [past for past in nexts if past is not None]
        if any(past.name != item.name for past in known):
            return _anew(inputs, sinks, note, f"{item.name} stands where {known[0].name} stood")
        skipped.add(next((past.failure for past in known if past.failure is not None), None))
        done = list(known)
    else:
        if any(next(past, None) is not None for past in pasts):
            return _anew(inputs, sinks, note, "there are fewer")
    for sink, last in zip(sinks, done, strict=True):
        sink.begin(last)
    summary.records, summary.failed, summary.failures = skipped.records, skipped.failed, skipped.failures
    summary.resumed = skipped.done()
    if summary.resumed:
        note(f"going on after {summary.resumed:,} inputs that an interrupted run had done")
    return stream


def _anew(
    inputs: Iterable[Input | Failure], sinks: Sequence[Sink], note: Callable[[str], None], why: str
) -> Iterator[Input | Failure]:
    note(f"started anew: the inputs are no longer those of the interrupted run ({why})")
    for sink in sinks:
        sink.begin(None)
    return iter(inputs)
