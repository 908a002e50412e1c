"""Running the failed inputs of a run again, and putting what comes out where it belongs."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from bulletin_nlp.batch.inputs import Failure, Input
from bulletin_nlp.batch.json_lines import JsonLinesFile
from bulletin_nlp.batch.manifest import Entry, output_path, read_manifest
from bulletin_nlp.batch.named import container_format
from bulletin_nlp.batch.pool import DEFAULT_TIME_LIMIT
from bulletin_nlp.batch.run import Summary, worked
from bulletin_nlp.batch.work import Job, Outcome
from bulletin_nlp.errors import BulletinError

__all__ = ["Retry"]

_FLUSH_INPUTS = 1000


@dataclass(slots=True)
class _Kept:
    """Outcomes that wait for their place: the lines stand in a file, what else is known of them here."""

    file: BinaryIO
    outcomes: dict[str, list[tuple[str, Outcome, int, int]]]

    def add(self, slot: str, name: str, outcome: Outcome) -> None:
        """Keep an outcome for the place of a failed input."""
        data = outcome.line.encode("utf-8") if outcome.line is not None else b""
        self.outcomes[slot].append((name, replace(outcome, line=None), self.file.tell(), len(data)))
        self.file.write(data)

    def take(self, slot: str) -> Iterator[tuple[str, Outcome]]:
        """Yield what was kept for a place, whole again."""
        for name, outcome, start, length in self.outcomes[slot]:
            self.file.seek(start)
            line = self.file.read(length).decode("utf-8")
            yield name, replace(outcome, line=line) if outcome.failure is None else outcome


class Retry:
    """A run that is over, with the inputs that failed in it.

    Args:
        manifest: the run's manifest.

    Raises:
        BulletinError: ``manifest_invalid`` where it is none, does not belong to its output or has not
            ended.
    """

    def __init__(self, manifest: Path) -> None:
        self.output = output_path(manifest).absolute()
        self._manifest = read_manifest(manifest.absolute())
        #: Options and versions of the run.
        self.header = self._manifest.header
        self._failed: set[str] = set()
        end = 0
        for entry in self._manifest.entries():
            end = entry.end
            if entry.failure is not None:
                self._failed.add(entry.name)
        if not self._manifest.is_finished():
            raise BulletinError(
                "manifest_invalid", f"{manifest} is of a run that has not ended", "run extract again"
            )
        size = self.output.stat().st_size if self.output.is_file() else None
        if size != end:
            raise BulletinError(
                "manifest_invalid", f"{manifest} does not belong to {self.output.name}", "run extract again"
            )
        # Of a container whose rest could not be read, what could be is known by name.
        self._broken = {name for name in self._failed if container_format(Path(name)) is not None}
        self._known = {
            entry.name
            for entry in (self._manifest.entries() if self._broken else ())
            if entry.name.rpartition(":")[0] in self._broken
        }

    @property
    def failed(self) -> int:
        """How many inputs failed."""
        return len(self._failed)

    def run(
        self,
        inputs: Iterable[Input | Failure],
        job: Job,
        *,
        workers: int = 0,
        time_limit: float = DEFAULT_TIME_LIMIT,
        on_progress: Callable[[str, Failure | None], None] | None = None,
    ) -> Summary:
        """Work on the failed inputs again and write output and manifest anew.

        What an unbroken run would have written is written, in its place; an input that is no more keeps its
        failure, and standard input cannot be read again.

        Args:
            inputs: the run's inputs, all of them.
            job: what the run did with each.
            workers: as for :func:`bulletin_nlp.batch.run.run`.
            time_limit: seconds for one input.
            on_progress: called with the name and failure of each input that was tried again.

        Returns:
            How the inputs tried again ended, those that could not be tried included.

        Raises:
            BulletinError: ``output_unwritable``.
        """
        if self.output.with_name(self.output.name + ".part").exists():
            raise BulletinError(
                "output_unwritable",
                f"an interrupted run on {self.output.name} has not ended",
                "give its command again first",
            )
        with ExitStack() as stack:
            file = stack.enter_context(tempfile.TemporaryFile(dir=self.output.parent))
            kept = _Kept(file, defaultdict(list))
            for name, outcome in worked(self._wanted(inputs), job, workers, time_limit, stack):
                slot = name if name in self._failed else name.rpartition(":")[0]
                kept.add(slot, name, outcome)
                if on_progress is not None:
                    on_progress(name, outcome.failure)
            return self._write(kept)

    def _wanted(self, inputs: Iterable[Input | Failure]) -> Iterator[Input | Failure]:
        for item in inputs:
            if item.name in self._failed:
                # What standard input held is gone.
                if item.name != "-":
                    yield item
            elif isinstance(item, Input) and str(item.path) in self._broken and item.name not in self._known:
                yield item

    def _write(self, kept: _Kept) -> Summary:
        """Write output and manifest anew from the former ones and what was kept."""
        options, versions = self.header.options, self.header.versions
        sink = JsonLinesFile(self.output, options=options, versions=versions, resume=False)
        whole, tried = Summary(), Summary()
        try:
            sink.begin(None)
            for number, (name, outcome, again) in enumerate(self._merged(kept), start=1):
                sink.take(name, outcome)
                whole.add(outcome.failure)
                if again:
                    tried.add(outcome.failure)
                if number % _FLUSH_INPUTS == 0:
                    sink.flush()
            sink.close(whole.counts())
        except BaseException:
            sink.discard()
            raise
        return tried

    def _merged(self, kept: _Kept) -> Iterator[tuple[str, Outcome, bool]]:
        with self.output.open("rb") as former:
            for entry in self._manifest.entries():
                if entry.failure is None:
                    yield entry.name, _former(entry, former), False
                elif entry.name in kept.outcomes:
                    for name, outcome in kept.take(entry.name):
                        yield name, outcome, True
                else:
                    yield entry.name, Outcome(entry.sha256, failure=entry.failure), True


def _former(entry: Entry, output: BinaryIO) -> Outcome:
    """Return what the former run made of an input; the output stands where its line begins."""
    line = output.readline().decode("utf-8").removesuffix("\n")
    return Outcome(entry.sha256, entry.id, line)
