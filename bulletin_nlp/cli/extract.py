"""``bulletin-nlp extract``: files, folders or standard input → records."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bulletin_nlp.cli.interruption import interruptible
from bulletin_nlp.cli.lexicon import LexiconOption
from bulletin_nlp.cli.messages import DEBUG, note, reported
from bulletin_nlp.cli.on_dask import Engine, FrameRows, check_engine, extract_on_dask
from bulletin_nlp.cli.options import RecordFormat, WorkersOption, default_workers

if TYPE_CHECKING:
    from bulletin_nlp.batch import Failure, Inputs, Job, Sink, Summary
    from bulletin_nlp.cli.asked import Asked

__all__ = ["extract_command", "report"]


@reported
def extract_command(
    context: typer.Context,
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH…|-",
            help="Text or HTML files, folders (read recursively), patterns in quotes ('pages/**/*.html'), "
            "JSONL, Parquet or WARC files, or - for standard input.",
        ),
    ],
    format: Annotated[
        RecordFormat | None,
        typer.Option(
            "--format",
            help="How records are shown: table (the default), json (an object for a single file, else an "
            "array) or jsonl. With -o nothing is shown unless this is given.",
        ),
    ] = None,
    published: Annotated[
        str | None,
        typer.Option(
            metavar="DATE", help="Date of publication (2025-02-14): gives 6月底前 and the like their year."
        ),
    ] = None,
    site: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="The portal that hosts the page: helps to resolve ambiguous places."
        ),
    ] = None,
    metadata: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.csv",
            help="What is known of single files: columns path, published, url, site_name, publisher, "
            "external_id; further columns travel with the record. It has precedence over the options.",
        ),
    ] = None,
    output: Annotated[
        list[str] | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE.jsonl|sqlite:///FILE",
            help="Write the records to a JSONL file or a store; may be given several times.",
        ),
    ] = None,
    max_size: Annotated[
        float, typer.Option(metavar="MB", min=0, help="Larger files are refused before they are read.")
    ] = 20,
    workers: WorkersOption = None,
    time_limit: Annotated[
        float,
        typer.Option(metavar="SECONDS", min=0.1, help="A worker that is longer at one input is ended."),
    ] = 60,
    no_resume: Annotated[
        bool,
        typer.Option("--no-resume", help="Start anew where an interrupted run could be gone on with."),
    ] = False,
    task_model: Annotated[
        Path | None,
        typer.Option(metavar="FILE.skops", help="The model that types tasks, in place of the package's."),
    ] = None,
    task_threshold: Annotated[
        float | None,
        typer.Option(metavar="P", min=0, max=1, help="Probability below which a passage is no task."),
    ] = None,
    lexicon: LexiconOption = None,
    engine: Annotated[
        Engine,
        typer.Option(
            help="Where the work is done: local, or dask: from Parquet to a folder of Parquet parts, also on "
            "many machines."
        ),
    ] = Engine.LOCAL,
    scheduler: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help="With --engine dask: a running scheduler (tcp://HOST:8786); without it -j processes are "
            "started on this machine.",
        ),
    ] = None,
    rows: Annotated[
        FrameRows, typer.Option(help="With --engine dask: whether a row is a bulletin or a metric (fact).")
    ] = FrameRows.BULLETIN,
) -> None:
    """Extract records from bulletins.

    Each input ends as a record or as a failure that is listed at the end, and kept in the store or the
    manifest beside a JSONL file. A run that was interrupted goes on when the same command is given again.

    [bold]Examples[/bold]

    bulletin-nlp extract notice.html

    bulletin-nlp extract notice.txt --published 2025-02-14 --format json

    bulletin-nlp extract pages/ --metadata pages.csv -o sqlite:///bulletins.db -o bulletins.jsonl

    bulletin-nlp extract 'archive/*.warc.gz' -j 4 -o bulletins.jsonl

    curl -s https://www.example.gov.cn/1.html | bulletin-nlp extract -

    bulletin-nlp extract bulletins.parquet -o records/ --engine dask -j 4
    """
    from bulletin_nlp.batch import Job
    from bulletin_nlp.cli.asked import Asked
    from bulletin_nlp.errors import BulletinError

    asked = Asked(
        paths=tuple(paths),
        folder=str(Path.cwd()),
        published=published,
        site=site,
        metadata=str(metadata) if metadata is not None else None,
        max_size=max_size,
        task_model=str(task_model) if task_model is not None else None,
        task_threshold=task_threshold,
        time_limit=time_limit,
        lexicon=str(lexicon.resolve()) if lexicon is not None else None,
    )
    outputs = output or []
    check_engine(engine, context)
    if engine is Engine.DASK:
        extract_on_dask(paths, outputs, asked.extraction(), scheduler=scheduler, workers=workers, rows=rows)
        return
    if len(set(outputs)) < len(outputs):
        raise BulletinError("option_invalid", "an output is named twice", "name each -o once")
    shown = None if format is None and outputs else format or RecordFormat.TABLE
    inputs = asked.inputs()
    warned = len(inputs.warnings)
    for warning in inputs.warnings:
        note(f"warning: {warning}")
    job = Job(asked.extraction(), asked.max_bytes())
    summary = _run(asked, inputs, job, outputs, shown, default_workers(workers), resume=not no_resume)
    for warning in inputs.warnings[warned:]:
        note(f"warning: {warning}")
    report(summary, outputs)
    if summary.failed:
        raise typer.Exit(1)


def _run(
    asked: Asked,
    inputs: Inputs,
    job: Job,
    outputs: Sequence[str],
    shown: RecordFormat | None,
    workers: int,
    *,
    resume: bool,
) -> Summary:
    """Open the outputs, run, and leave what was done in a state that a later run can go on with."""
    from bulletin_nlp.batch import Summary, run
    from bulletin_nlp.cli.progress import progress

    summary = Summary()
    sinks: list[Sink] = []
    with interruptible(), ExitStack() as stack:
        try:
            _open(asked, outputs, sinks, resume=resume)
            if shown is not None:
                sinks.append(_shown(shown, asked.paths))
            # A bar among the records would tear both.
            bar = not (shown is not None and sys.stdout.isatty())
            step = stack.enter_context(progress(inputs.count, lambda: summary.resumed, bar=bar))

            def advance(name: str, failure: Failure | None) -> None:
                step(name, failure)
                _tell_beyond(summary, failure)

            return run(
                inputs,
                job,
                sinks,
                workers=workers,
                time_limit=asked.time_limit,
                on_progress=advance,
                on_note=note,
                summary=summary,
            )
        except BaseException as error:
            stack.close()
            kept = [sink.abandon() for sink in sinks]
            interrupted = isinstance(error, KeyboardInterrupt)
            if any(kept):
                done = f"{summary.done():,} input{'s are' if summary.done() != 1 else ' is'} done"
                stopped = "interrupted: " if interrupted else ""
                note(f"{stopped}{done}; the same command goes on from there")
            elif interrupted:
                note("interrupted")
            if interrupted:
                raise typer.Exit(130) from None
            raise


def _open(asked: Asked, outputs: Sequence[str], sinks: list[Sink], *, resume: bool) -> None:
    """Open the outputs one by one into a list, so that what is open is known where one cannot be."""
    from bulletin_nlp.batch import open_output

    if not outputs:
        return
    options, versions = asked.kept(), asked.versions()
    for place in outputs:
        sinks.append(open_output(place, options=options, versions=versions, resume=resume))
        if sinks[-1].anew is not None:
            note(f"{place} is started anew: {sinks[-1].anew}")


def _shown(format: RecordFormat, paths: Sequence[str]) -> Sink:
    from bulletin_nlp.batch.named import NamedFile, container_format, named
    from bulletin_nlp.cli.output import ShownRecords

    single = len(paths) == 1 and isinstance(named(paths[0]), NamedFile)
    return ShownRecords(format, single=single and container_format(Path(paths[0])) is None)


def _tell_beyond(summary: Summary, failure: Failure | None) -> None:
    """Tell a failure at once where too many are kept for the end already."""
    from bulletin_nlp.batch.run import MOST_LISTED

    if failure is not None and summary.failed.total() > MOST_LISTED:
        note(str(failure))


def report(summary: Summary, outputs: Sequence[str]) -> None:
    """List the failures and say what was done.

    Args:
        summary: how the inputs ended.
        outputs: where the records went.
    """
    for failure in summary.failures:
        note(str(failure))
        if failure.detail and os.environ.get(DEBUG):
            note(failure.detail)
    if not outputs and not summary.failed:
        return
    parts = [f"{summary.records} record{'s' if summary.records != 1 else ''}"]
    if summary.outcomes:
        parts[0] += f" ({', '.join(f'{n} {outcome}' for outcome, n in sorted(summary.outcomes.items()))})"
    if summary.failed:
        parts.append(f"{summary.failed.total()} failed")
    where = f" → {', '.join(outputs)}" if outputs and summary.records else ""
    note(", ".join(parts) + where)
