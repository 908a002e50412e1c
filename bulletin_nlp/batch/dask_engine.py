"""From Parquet to Parquet on Dask's workers, on this machine or on many."""

from __future__ import annotations

import logging
import os
import queue
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bulletin_nlp._version import __version__
from bulletin_nlp.batch.frame_columns import Rows, frame_schema
from bulletin_nlp.batch.partitions import PARTITION_ROWS, Partition, plan_partitions
from bulletin_nlp.batch.parts import Part, PartsSummary, PartWriter, open_parts, settle_parts, write_manifest
from bulletin_nlp.batch.work import Extract
from bulletin_nlp.errors import BulletinError

__all__ = ["run_on_dask"]

#: Seconds within which a scheduler must answer.
SCHEDULER_SECONDS = 10
#: Seconds for which a run waits for a first worker, or for another when all are gone.
WORKERLESS_SECONDS = 60

# How often is looked whether there are workers while none reports (seconds).
_LOOK = 2.0


def run_on_dask(
    inputs: str | Path | Sequence[str | Path],
    output: str | Path,
    *,
    scheduler: str | None = None,
    workers: int | None = None,
    rows: Rows = "bulletin",
    keys: Sequence[str] | None = None,
    text: str = "text",
    kinds: Sequence[str] = ("metrics",),
    partition_rows: int = PARTITION_ROWS,
    extract: Extract | None = None,
    on_progress: Callable[[Part, int], None] | None = None,
) -> PartsSummary:
    """Extract from Parquet files into a folder of Parquet parts, partition by partition.

    A partition whose worker dies is done again by another; its part is written under a temporary name and
    renamed, so nothing is lost or doubled. The folder is complete when it holds ``_manifest.json``.

    A script that calls this without ``scheduler`` needs ``if __name__ == "__main__":`` around the call, as
    whatever starts processes does.

    Args:
        inputs: Parquet files, and folders of them. Every worker must see them under the same absolute path.
        output: a folder that does not exist or is empty; every worker must see it, too.
        scheduler: address of a running scheduler (``tcp://10.0.0.1:8786``); None starts worker processes on
            this machine.
        workers: how many processes to start, without ``scheduler``; None for one a CPU.
        rows: ``"bulletin"`` for a row a bulletin, ``"fact"`` for a row a fact.
        keys: columns that are kept as they are; by default all that are no input columns.
        text: the name of the column of texts.
        kinds: kinds of facts for ``rows="fact"``, as for :func:`~bulletin_nlp.batch.extract_frame`.
        partition_rows: the most inputs of a partition.
        extract: the extraction; by default the package's. Workers import it by its name.
        on_progress: takes each part that is done, and how many there will be.

    Returns:
        The parts, with the files and partitions that could not be read or killed their workers.

    Raises:
        BulletinError: ``option_invalid`` for a scheduler that does not answer or has no worker, or for
            workers with another version of this package; ``input_missing``, ``input_no_bulletins``,
            ``output_unwritable``; ``worker_died`` where all workers or the scheduler went away.
    """
    _distributed()
    kinds = tuple(kinds)
    plan = plan_partitions(inputs, text=text, keys=keys, partition_rows=partition_rows)
    # Refuses keys and kinds that cannot be before there is a folder or a process.
    frame_schema(rows, plan.keys, kinds=kinds)
    folder = open_parts(output)
    writer = PartWriter(str(folder), text, plan.keys, rows, kinds, extract)
    try:
        parts: list[Part] = []
        if plan.partitions:
            with _client(scheduler, workers) as client:
                for part in _done(client, plan.partitions, writer):
                    parts.append(part)
                    if on_progress is not None:
                        on_progress(part, len(plan.partitions))
        parts.sort(key=lambda part: part.partition.number)
        lost = [part.failure for part in parts if part.failure is not None]
        done = tuple(part for part in parts if part.failure is None)
        summary = PartsSummary(done, (*plan.failures, *lost))
        write_manifest(folder, writer, summary)
    finally:
        settle_parts(folder)
    return summary


def _done(client: Any, partitions: Sequence[Partition], writer: PartWriter) -> Iterator[Part]:
    """Yield what became of each partition, in the order in which they end."""
    killed = _distributed().KilledWorker
    suspected: list[Partition] = []
    for partition, future in _ended(client, partitions, writer):
        try:
            yield _result(future)
        except killed:
            suspected.append(partition)
    # Workers died several times while these were theirs. One by one, so that each answers for itself alone.
    for partition in suspected:
        ((_, future),) = _ended(client, [partition], writer)
        try:
            yield _result(future)
        except killed:
            yield Part.lost(
                partition,
                BulletinError(
                    "worker_died",
                    "the worker died at every attempt, as when memory runs out",
                    "give workers more memory, or find the input with smaller partitions",
                ),
            )


def _ended(
    client: Any, partitions: Iterable[Partition], writer: PartWriter
) -> Iterator[tuple[Partition, Any]]:
    """Give partitions to the workers and yield them with their futures as they end."""
    ended: queue.SimpleQueue[Any] = queue.SimpleQueue()
    run = uuid.uuid4().hex
    waiting: dict[str, Partition] = {}
    # Held here: a future that nobody holds is forgotten by the scheduler.
    futures: dict[str, Any] = {}
    try:
        for partition in partitions:
            key = f"bulletin-nlp-{run}-{partition.number}"
            waiting[key] = partition
            futures[key] = client.submit(writer, partition, key=key, pure=False)
            futures[key].add_done_callback(ended.put)
        workerless = 0.0
        while waiting:
            try:
                future = ended.get(timeout=_LOOK)
            except queue.Empty:
                workerless = _workerless_since(client, workerless)
                continue
            workerless = 0.0
            yield waiting.pop(future.key), future
            futures.pop(future.key, None)
    finally:
        if futures and client.status == "running":
            client.cancel(list(futures.values()), force=True)


def _result(future: Any) -> Part:
    from concurrent.futures import CancelledError

    try:
        result = future.result()
    except CancelledError as error:
        raise _gone("the scheduler") from error
    assert isinstance(result, Part)  # noqa: S101
    return result


def _workerless_since(client: Any, since: float) -> float:
    """Return since when there has been no worker, 0 while there is one.

    Raises:
        BulletinError: ``worker_died`` where that has been for too long.
    """
    if client.status != "running":
        raise _gone("the scheduler")
    if client.nthreads():
        return 0.0
    now = time.monotonic()
    if since and now - since > WORKERLESS_SECONDS:
        raise _gone("every worker")
    return since or now


def _gone(who: str) -> BulletinError:
    return BulletinError(
        "worker_died", f"{who} went away during the run", "see its log, then run again into a new folder"
    )


@contextmanager
def _client(scheduler: str | None, workers: int | None) -> Iterator[Any]:
    """Connect to a scheduler, or start processes here that end with the block."""
    if scheduler is not None:
        with _connected(scheduler) as client:
            yield client
        return
    if workers is not None and workers < 1:
        raise BulletinError("option_invalid", f"{workers} workers can do nothing", "give at least 1")
    dask = _distributed()
    # One thread a process: the work is Python's, which does one thing at a time.
    with (
        dask.LocalCluster(
            n_workers=workers or _cpus(),
            threads_per_worker=1,
            processes=True,
            dashboard_address=None,
            # Without a dashboard there is still a port for health checks; any that is free will do.
            scheduler_kwargs={"dashboard_address": "127.0.0.1:0"},
            silence_logs=logging.ERROR,
        ) as cluster,
        dask.Client(cluster, set_as_default=False) as client,
    ):
        yield client


@contextmanager
def _connected(scheduler: str) -> Iterator[Any]:
    try:
        client = _distributed().Client(scheduler, timeout=SCHEDULER_SECONDS, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        raise BulletinError(
            "option_invalid",
            f"no scheduler answers at {scheduler} within {SCHEDULER_SECONDS} s",
            "write it as tcp://HOST:8786, and see whether it runs",
        ) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=WORKERLESS_SECONDS)
        except TimeoutError as error:
            raise BulletinError(
                "option_invalid",
                f"the scheduler at {scheduler} has no worker",
                f"start some: dask worker {scheduler}",
            ) from error
        _check_workers(client)
        yield client


def _check_workers(client: Any) -> None:
    """See that the workers have this package, or whole partitions would fail one by one."""
    answers = client.run(installed_version, on_error="return")
    for worker, answer in sorted(answers.items()):
        if answer != __version__:
            has = f"has version {answer}" if isinstance(answer, str) else f"cannot import it ({answer})"
            raise BulletinError(
                "option_invalid",
                f"the worker {worker} {has}; here bulletin-nlp is {__version__}",
                "install the same version on every machine",
            )


def installed_version() -> str:
    """Return the version of this package where it is called."""
    return __version__


def _cpus() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _distributed() -> Any:
    try:
        import distributed
        import pandas  # noqa: F401
        import pyarrow  # noqa: F401
    except ImportError as error:
        raise BulletinError(
            "option_invalid", f"{error.name} is not installed", "pip install 'bulletin-nlp[dask]'"
        ) from error
    return distributed
