"""A store as an output, with a run that notes what was done with each input."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bulletin_nlp.batch.inputs import Failure
from bulletin_nlp.batch.outputs import Past, Settled
from bulletin_nlp.batch.work import Outcome, Prepare, bug
from bulletin_nlp.errors import BulletinError
from bulletin_nlp.store import RunInput, Store, prepare

__all__ = ["StoreOutput"]


@dataclass(frozen=True, slots=True)
class NotedInput:
    """What a store's run noted of an input, and which place it had."""

    ordinal: int
    name: str
    failure: Failure | None


class StoreOutput:
    """A store that takes several records a transaction.

    Args:
        place: the store's URL or file.
        options: the run's options; the last run goes on where it is unfinished and they are the same.
        versions: what the run is done with; likewise.
        resume: whether an interrupted run may go on.
        store: an open store in place of the one at ``place``.

    Raises:
        BulletinError: ``output_unwritable``, ``option_invalid`` or one of the store's.
    """

    def __init__(
        self,
        place: str,
        *,
        options: Mapping[str, Any],
        versions: Mapping[str, str],
        resume: bool = True,
        store: Store | None = None,
    ) -> None:
        self._store = store if store is not None else _opened(place)
        self._options = json.loads(json.dumps(options))
        self._versions = dict(versions)
        self._resume = resume
        self.anew: str | None = None
        self._former: int | None = None
        self._run = 0
        self._ordinal = 0
        self._taken: list[tuple[int, str, Outcome]] = []
        self.prepare: Prepare | None = prepare

    def past(self) -> Iterator[NotedInput]:
        """Yield the inputs of the last run, where it is unfinished and was asked the same."""
        self._former = run = self._unfinished()
        if run is None:
            return
        for noted in self._store.run_inputs(run):
            failure = None
            if noted.code is not None:
                failure = Failure(noted.input, noted.code, "failed in the interrupted run")
            yield NotedInput(noted.ordinal, noted.input, failure)

    def begin(self, done: Past | None) -> None:
        """Go on with the unfinished run, or start one."""
        if isinstance(done, NotedInput) and self._former is not None:
            self._run, self._ordinal = self._former, done.ordinal + 1
        else:
            self._run = self._store.start_run(options=self._options, versions=self._versions)

    def take(self, name: str, outcome: Outcome) -> None:
        """Hold an outcome until the next :meth:`flush`."""
        self._taken.append((self._ordinal, name, outcome))
        self._ordinal += 1

    def flush(self) -> Settled:
        """Save what is held, then note it as done: what is not noted is done again and changes nothing."""
        settled = Settled()
        taken, self._taken = self._taken, []
        if not taken:
            return settled
        unsaved = self._save([item for item in taken if item[2].failure is None], settled)
        self._store.note_inputs(self._run, [self._noted(*item, unsaved) for item in taken])
        settled.failures += unsaved.values()
        return settled

    def close(self, counts: Mapping[str, int]) -> None:
        """Note the end of the run."""
        self._store.finish(self._run, counts)
        self._store.close()

    def abandon(self) -> bool:
        """Save what is held; the run stays unfinished."""
        try:
            self.flush()
        except BulletinError:
            return False  # the run has ended with an error already
        finally:
            self._store.close()
        return True

    def _unfinished(self) -> int | None:
        if not self._resume:
            return None
        # A crawl into the same store is another matter: it goes on by itself.
        runs = [run for run in self._store.runs() if run.options.get("command") != "crawl"]
        if not runs:
            return None
        last = runs[-1]
        same = last.finished is None and last.options == self._options and last.versions == self._versions
        return int(last.run_key) if same else None

    def _noted(self, ordinal: int, name: str, outcome: Outcome, unsaved: Mapping[int, Failure]) -> RunInput:
        failure = outcome.failure or unsaved.get(ordinal)
        return RunInput(
            ordinal=ordinal,
            input=name,
            content_sha256=outcome.sha256,
            record_id=outcome.id if failure is None else None,
            code=failure.code if failure is not None else None,
            message=failure.message if failure is not None else None,
            detail=failure.detail if failure is not None else None,
        )

    def _save(self, items: list[tuple[int, str, Outcome]], settled: Settled) -> dict[int, Failure]:
        """Save records; return the failures of those that the store cannot keep, by ordinal."""
        unsaved: dict[int, Failure] = {}
        pairs = [(outcome.prepared, name) for _, name, outcome in items]
        outcomes = self._store.save_all(pairs, run=self._run) if pairs else []
        for (ordinal, name, _), saved in zip(items, outcomes, strict=True):
            if isinstance(saved, ValueError):
                unsaved[ordinal] = bug(name, saved)
            else:
                settled.outcomes[str(saved)] += 1
        return unsaved


def _opened(place: str) -> Store:
    try:
        return Store.open(place)
    except BulletinError as error:
        if error.code != "store_unreadable":
            raise
        raise BulletinError("output_unwritable", error.message, error.remedy) from error
