"""A worker process: takes chunks of inputs from a pipe, sends an outcome for each, ends with the pipe."""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import threading
from dataclasses import dataclass
from multiprocessing.connection import Connection

from bulletin_nlp.batch.inputs import Input
from bulletin_nlp.batch.work import Job, Outcome
from bulletin_nlp.errors import BulletinError

__all__ = ["Chunk", "Done", "NotLoaded", "Ready", "serve"]

#: Some inputs, each with its place in the order.
Chunk = list[tuple[int, Input]]


@dataclass(frozen=True, slots=True)
class Ready:
    """The worker has loaded what it needs."""


@dataclass(frozen=True, slots=True)
class NotLoaded:
    """The worker cannot work: an error's code, message and remedy."""

    code: str
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Done:
    """The outcome of the input at a place in the order."""

    place: int
    outcome: Outcome


def serve(connection: Connection, job: Job, time_limit: float) -> None:
    """Work until the pipe closes.

    Args:
        connection: the worker's end of the pipe to its parent.
        job: what is done with each input.
        time_limit: seconds after which the parent ends this process; without a parent it ends itself.
    """
    # Whoever interrupts the run interrupts the parent, which closes the pipe.
    for interruption in (signal.SIGINT, signal.SIGTERM):
        signal.signal(interruption, signal.SIG_IGN)
    chunks: queue.SimpleQueue[Chunk] = queue.SimpleQueue()
    threading.Thread(target=_take, args=(connection, chunks), daemon=True).start()
    # A parent that is gone reads nothing; the thread ends this process.
    with contextlib.suppress(BrokenPipeError, ConnectionError):
        try:
            job.load()
        except BulletinError as error:
            connection.send(NotLoaded(error.code, error.message, error.remedy))
            return
        except Exception as error:
            connection.send(NotLoaded("extraction_failed", f"a worker cannot start: {error!r}", ""))
            return
        connection.send(Ready())
        while True:
            for place, input in chunks.get():
                _arm(2 * time_limit + 5)
                outcome = job.outcome(input)
                _arm(0)
                connection.send(Done(place, outcome))


def _take(connection: Connection, chunks: queue.SimpleQueue[Chunk]) -> None:
    """Empty the pipe into a queue, so that the parent never waits for a busy worker; end with the pipe."""
    try:
        while True:
            chunks.put(connection.recv())
    except (EOFError, OSError):
        # The parent closed the pipe or was killed; the work at hand is nobody's any more.
        os._exit(0)


def _arm(seconds: float) -> None:
    """Let the system end this process after some seconds of its own work, whatever it is in; 0 lets it live.

    It is for a process whose parent is gone and that is too busy to see it; one that was stopped meanwhile
    has not worked.
    """
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)
