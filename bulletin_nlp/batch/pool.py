"""Worker processes, and the outcomes of their work in the order of the inputs.

The parent only reads inputs and hands on outcomes. What is under way is bounded in number and in bytes,
so that memory is the same for a hundred inputs and for a million.
"""

from __future__ import annotations

import multiprocessing
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from types import TracebackType
from typing import Self

from bulletin_nlp.batch.inputs import Failure, Input
from bulletin_nlp.batch.work import Job, Outcome
from bulletin_nlp.batch.worker import Done, NotLoaded, Ready, serve
from bulletin_nlp.errors import BulletinError

__all__ = ["DEFAULT_TIME_LIMIT", "Pool"]

#: Seconds. A bulletin takes a hundredth of one; nothing that was seen took a whole one.
DEFAULT_TIME_LIMIT = 60.0

# Inputs that are given to a worker at once; it has the next chunk while it works on one.
_CHUNK = 4
_AHEAD = 2 * _CHUNK
# What may be under way: inputs, and bytes of their content and of outcomes that wait for their turn.
_MOST_WAITING = 256
_MOST_BYTES = 64_000_000
# Seconds a new worker has to load the model, and how many in a row may die before they could.
_LOADING_LIMIT = 300.0
_MOST_FAILED_STARTS = 3
_LONGEST_WAIT = 1.0
_END = Failure("", "", "")


@dataclass(slots=True)
class _Worker:
    process: SpawnProcess
    connection: Connection
    since: float
    ready: bool = False
    tasks: deque[tuple[int, Input]] = field(default_factory=deque)


class Pool:
    """Worker processes that do a job.

    Args:
        job: what is done with each input; it is pickled for the workers.
        workers: how many processes at most; they start when there is work for them.
        time_limit: seconds for one input. A worker past it is killed and replaced.
        clock: seconds; only for tests another than the system's.
    """

    def __init__(
        self,
        job: Job,
        workers: int,
        *,
        time_limit: float = DEFAULT_TIME_LIMIT,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._job = job
        self._most = workers
        self._limit = time_limit
        self._context = multiprocessing.get_context("spawn")
        self._workers: list[_Worker] = []
        self._queue: deque[tuple[int, Input]] = deque()
        self._done: dict[int, tuple[str, Outcome]] = {}
        self._next = 0  # the place of the outcome that is due
        self._place = 0  # the place of the input that is read next
        self._bytes = 0
        self._failed_starts = 0
        self._clock = clock
        self._looked = clock()
        self._watched = 0.0  # seconds in which workers were watched: what limits are counted in

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def outcomes(self, items: Iterable[Input | Failure | None]) -> Iterator[tuple[str, Outcome]]:
        """Yield each item's name and outcome, in the order of the items.

        Args:
            items: the inputs, and failures which pass through in their place. None says that there is
                nothing now and may be later: whoever waits for inputs waits a moment before he says so.

        Raises:
            BulletinError: the workers cannot start.
        """
        stream = iter(items)
        more = True
        while True:
            more = more and self._read(stream)
            self._give_out()
            while (due := self._done.pop(self._next, None)) is not None:
                self._bytes -= _size(due[1])
                self._next += 1
                yield due
            if not more and self._next == self._place:
                return
            if self._next not in self._done and (self._queue or any(w.tasks for w in self._workers)):
                self._listen()

    def close(self) -> None:
        """End the workers; what they are at is dropped."""
        for worker in self._workers:
            worker.connection.close()
        for worker in self._workers:
            worker.process.join(1)
            if worker.process.exitcode is None:
                worker.process.kill()
                worker.process.join()
        self._workers.clear()

    # -- inputs ----------------------------------------------------------------------------------------

    def _read(self, stream: Iterator[Input | Failure | None]) -> bool:
        """Read inputs ahead, as many as may be under way; tell whether there are more."""
        wanted = self._most * _AHEAD
        while (
            len(self._queue) < wanted
            and self._place - self._next < _MOST_WAITING
            and (self._bytes < _MOST_BYTES or self._place == self._next)
        ):
            item = next(stream, _END)
            if item is _END:
                return False
            if item is None:
                return True
            if isinstance(item, Failure):
                self._done[self._place] = (item.name, Outcome(failure=item))
            else:
                self._queue.append((self._place, item))
                self._bytes += _weight(item)
            self._place += 1
        return True

    def _give_out(self) -> None:
        """Give the workers what they have room for, and start one where all are busy."""
        for worker in self._workers:
            while worker.ready and self._queue and len(worker.tasks) <= _AHEAD - _CHUNK:
                chunk = [self._queue.popleft() for _ in range(min(_CHUNK, len(self._queue)))]
                if not worker.tasks:
                    worker.since = self._watched
                worker.tasks.extend(chunk)
                # A worker that just died is found out when its pipe is read.
                with suppress(OSError):
                    worker.connection.send(chunk)
        starting = sum(not worker.ready for worker in self._workers)
        if len(self._workers) < self._most and len(self._queue) > starting * _CHUNK:
            self._start()

    # -- workers ---------------------------------------------------------------------------------------

    def _start(self) -> None:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(
            target=serve, args=(theirs, self._job, self._limit), daemon=True, name="bulletin-nlp worker"
        )
        with _uninterrupted():
            process.start()
            theirs.close()
            self._workers.append(_Worker(process, ours, self._watched))

    def _listen(self) -> None:
        """Wait for outcomes, for the end of a worker, or for a time limit."""
        if not self._workers:
            return
        timeout = min(max(0.0, self._deadline(worker) - self._watched) for worker in self._workers)
        spoke = wait([worker.connection for worker in self._workers], min(timeout, _LONGEST_WAIT))
        self._watch()
        for worker in list(self._workers):
            if worker.connection in spoke:
                self._hear(worker)
            elif self._watched >= self._deadline(worker) and not worker.connection.poll():
                self._lose(worker, late=True)

    def _watch(self) -> None:
        """Count the time since the last look, but no more than a look takes.

        A run that was stopped (Ctrl-Z, a laptop that slept, a machine that was paused) finds its clock far
        ahead, and no worker is to blame for that.
        """
        now = self._clock()
        self._watched += min(max(0.0, now - self._looked), 2 * _LONGEST_WAIT)
        self._looked = now

    def _deadline(self, worker: _Worker) -> float:
        if not worker.ready:
            return worker.since + _LOADING_LIMIT
        return worker.since + self._limit if worker.tasks else float("inf")

    def _hear(self, worker: _Worker) -> None:
        """Take what a worker sent."""
        try:
            while True:
                match worker.connection.recv():
                    case Done(place, outcome):
                        self._take(worker, place, outcome)
                    case Ready():
                        worker.ready = True
                        self._failed_starts = 0
                    case NotLoaded(code, message, remedy):
                        raise BulletinError(code, message, remedy)
                worker.since = self._watched
                if not worker.connection.poll():
                    return
        except (EOFError, OSError):
            self._lose(worker, late=False)

    def _take(self, worker: _Worker, place: int, outcome: Outcome) -> None:
        _, input = worker.tasks.popleft()
        self._bytes += _size(outcome) - _weight(input)
        self._done[place] = (input.name, outcome)

    def _lose(self, worker: _Worker, *, late: bool) -> None:
        """Take leave of a worker that died or is late: one input failed, the others are given out anew."""
        if late:
            worker.process.kill()
        worker.connection.close()
        worker.process.join(5)
        if worker.process.exitcode is None:
            worker.process.kill()
            worker.process.join()
        self._workers.remove(worker)
        if not worker.ready:
            self._failed_starts += 1
            if self._failed_starts >= _MOST_FAILED_STARTS:
                raise BulletinError(
                    "worker_died",
                    f"the worker processes end before they can work (exit code {worker.process.exitcode})",
                    "run with -j 0 to see why",
                )
        if worker.tasks:
            place, input = worker.tasks[0]
            self._take(worker, place, Outcome(failure=self._failure(input.name, worker, late=late)))
        # In front of the queue: what is oldest holds up all that follows it.
        self._queue.extendleft(reversed(worker.tasks))

    def _failure(self, name: str, worker: _Worker, *, late: bool) -> Failure:
        if late:
            return Failure(
                name,
                "extraction_timeout",
                f"no record after {self._limit:g} s",
                "raise the limit with --time-limit, or report the input",
            )
        return Failure(
            name,
            "worker_died",
            f"the process that worked on it died (exit code {worker.process.exitcode})",
            "run it again with a smaller -j; where it dies again, report the input",
        )


def _weight(input: Input) -> int:
    return input.content.size if input.content is not None else 0


def _size(outcome: Outcome) -> int:
    # Characters stand for bytes: most of a record is ASCII.
    return len(outcome.line) if outcome.line is not None else 0


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Start a process with Ctrl-C and SIGTERM held back from it: it ends when its pipe closes."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
