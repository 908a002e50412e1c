"""``bulletin-nlp retry``: the failed inputs of a run, once more."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bulletin_nlp.cli.interruption import interruptible
from bulletin_nlp.cli.messages import note, reported
from bulletin_nlp.cli.options import WorkersOption, default_workers

if TYPE_CHECKING:
    from bulletin_nlp.batch import Failure, Input, Inputs, Summary
    from bulletin_nlp.store import Store

__all__ = ["retry_command"]


@reported
def retry_command(
    manifest: Annotated[
        Path | None,
        typer.Argument(metavar="MANIFEST", help="The .manifest.jsonl beside a JSONL file of records."),
    ] = None,
    db: Annotated[
        str | None,
        typer.Option(
            "--db", metavar="URL", help="A store, in place of a manifest: its failures are tried again."
        ),
    ] = None,
    workers: WorkersOption = None,
) -> None:
    """Run the failed inputs of a run again, with the run's options.

    What becomes a record now is put where an unbroken run would have written it; a store saves it.

    [bold]Examples[/bold]

    bulletin-nlp retry bulletins.jsonl.manifest.jsonl

    bulletin-nlp retry --db sqlite:///bulletins.db -j 1
    """
    from bulletin_nlp.cli.extract import report
    from bulletin_nlp.errors import BulletinError

    if (manifest is None) == (db is None):
        raise BulletinError("option_invalid", "name a manifest or a store", "give MANIFEST or --db URL")
    place = str(manifest) if manifest is not None else db or ""
    with interruptible():
        if manifest is not None:
            summary = _retry_manifest(manifest, default_workers(workers))
        else:
            summary = _retry_store(place, default_workers(workers))
    if summary is None:
        note(f"nothing failed: {place}")
        return
    report(summary, [place])
    if summary.failed:
        raise typer.Exit(1)


def _retry_manifest(path: Path, workers: int) -> Summary | None:
    from bulletin_nlp.batch import Job
    from bulletin_nlp.batch.retrying import Retry
    from bulletin_nlp.cli.asked import Asked
    from bulletin_nlp.cli.progress import progress

    retry = Retry(path)
    if not retry.failed:
        return None
    asked = Asked.read(retry.header.options)
    asked.go_to_folder()
    job = Job(asked.extraction(), asked.max_bytes())
    if asked.versions() != dict(retry.header.versions):
        note("warning: the run was done with other versions; what is tried again is done with these")
    with progress(lambda: retry.failed, lambda: 0, bar=True) as step:
        return retry.run(asked.inputs(), job, workers=workers, time_limit=asked.time_limit, on_progress=step)


def _retry_store(place: str, workers: int) -> Summary | None:
    """Go through the runs, the latest first, and try again what failed and is among its inputs."""
    from bulletin_nlp.batch import Summary
    from bulletin_nlp.store import Store

    with Store.open(place, create=False) as store:
        failed = {failure.input for failure in store.failures()} - {"-"}
        asked = _distinct_options(store)
    if not failed:
        return None
    total = Summary()
    here = Path.cwd()
    for options in asked:
        if not failed:
            break
        try:
            _retry_run(place, options, failed, workers, total)
        finally:
            os.chdir(here)
    for name in sorted(failed):
        total.add(_gone(name))
    return total


def _distinct_options(store: Store) -> list[dict[str, Any]]:
    """Return the options of the runs, the latest first, each once."""
    distinct: dict[str, dict[str, Any]] = {}
    for run in reversed(store.runs()):
        options = {name: value for name, value in run.options.items() if name != "retry"}
        # What an older version kept is not enough to run again.
        if "folder" in options:
            distinct.setdefault(json.dumps(options, sort_keys=True), options)
    return list(distinct.values())


def _retry_run(place: str, options: dict[str, Any], failed: set[str], workers: int, total: Summary) -> None:
    """Try the failed inputs of one run again; those that it has are taken from the set."""
    from bulletin_nlp.batch import Job, StoreOutput, run
    from bulletin_nlp.cli.asked import Asked

    asked = Asked.read(options)
    asked.go_to_folder()
    wanted = _wanted(asked.inputs(), failed)
    first = next(wanted, None)
    if first is None:
        return
    job = Job(asked.extraction(), asked.max_bytes())
    # Noted as a run of its own, with which no interrupted one is gone on.
    sink = StoreOutput(place, options={**options, "retry": True}, versions=asked.versions(), resume=False)
    try:
        summary = run(chain([first], wanted), job, [sink], workers=workers, time_limit=asked.time_limit)
    except BaseException:
        sink.abandon()
        raise
    total.records += summary.records
    total.outcomes.update(summary.outcomes)
    total.failed.update(summary.failed)
    total.failures += summary.failures


def _wanted(inputs: Inputs, failed: set[str]) -> Iterator[Input | Failure]:
    """Yield the inputs that failed, and all of a file whose rest could not be read; they leave the set."""
    found = set()
    for item in inputs:
        name = _absolute(item.name)
        path = getattr(item, "path", None)
        file = _absolute(str(path)) if path is not None else name
        if name in failed or file in failed:
            found |= {name, file}
            yield item
    failed -= found


def _absolute(name: str) -> str:
    return os.path.normpath(Path(name).absolute())


def _gone(name: str) -> Failure:
    from bulletin_nlp.batch import Failure

    if name.partition("://")[0] in ("http", "https"):
        return Failure(
            name,
            "input_missing",
            "no run but a crawl's has this address as its input",
            "bulletin-nlp reprocess reads its archived page again, bulletin-nlp crawl asks for it",
        )
    return Failure(name, "input_missing", "no run that the store knows has this input", "check the path")
