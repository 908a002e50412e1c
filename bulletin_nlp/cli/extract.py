"""``bulletin-nlp extract``: files, folders or standard input → records."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bulletin_nlp.cli.lexicon import LexiconOption, choose_lexicon
from bulletin_nlp.cli.messages import DEBUG, note, reported
from bulletin_nlp.cli.options import RecordFormat

if TYPE_CHECKING:
    from collections.abc import Callable

    from bulletin_nlp.batch import Found, Input, Sink, Summary
    from bulletin_nlp.batch.run import Extract

__all__ = ["extract_command"]


@reported
def extract_command(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH…|-", help="Text or HTML files, folders (read recursively), or - for standard input."
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
    task_model: Annotated[
        Path | None,
        typer.Option(metavar="FILE.skops", help="The model that types tasks, in place of the package's."),
    ] = None,
    task_threshold: Annotated[
        float | None,
        typer.Option(metavar="P", min=0, max=1, help="Probability below which a passage is no task."),
    ] = None,
    lexicon: LexiconOption = None,
) -> None:
    """Extract records from bulletins.

    Each input ends as a record or as a failure that is listed at the end, and kept in the store.

    [bold]Examples[/bold]

    bulletin-nlp extract notice.html

    bulletin-nlp extract notice.txt --published 2025-02-14 --format json

    bulletin-nlp extract pages/ --metadata pages.csv -o sqlite:///bulletins.db -o bulletins.jsonl

    curl -s https://www.example.gov.cn/1.html | bulletin-nlp extract -
    """
    from bulletin_nlp.batch import find_inputs, open_output, read_day, read_metadata
    from bulletin_nlp.errors import BulletinError
    from bulletin_nlp.extraction.reading import Given

    choose_lexicon(lexicon)
    given = Given(published=read_day(published) if published is not None else None, site_name=site)
    table = read_metadata(metadata) if metadata is not None else None
    found = find_inputs(paths, given=given, table=table)
    for warning in found.warnings:
        note(f"warning: {warning}")

    extract = _extraction(task_model, task_threshold)
    outputs = output or []
    if len(set(outputs)) < len(outputs):
        raise BulletinError("option_invalid", "an output is named twice", "name each -o once")
    options = {
        "paths": paths,
        "published": published,
        "site": site,
        "metadata": str(metadata) if metadata is not None else None,
        "max_size": max_size,
        "task_model": str(task_model) if task_model is not None else None,
        "task_threshold": task_threshold,
        "lexicon": str(lexicon) if lexicon is not None else None,
    }
    sinks: list[Sink] = []
    try:
        if outputs:
            from bulletin_nlp.cli.version import versions

            for place in outputs:
                sinks.append(open_output(place, options=options, versions=versions()))
        shown = format is not None or not outputs
        if shown:
            sinks.append(_shown(format or RecordFormat.TABLE, paths))
        # A bar among the records would tear both.
        bar = len(found.inputs) > 1 and sys.stderr.isatty() and not (shown and sys.stdout.isatty())
        summary = _run(found, extract, sinks, int(max_size * 1_000_000), bar=bar)
    except BaseException:
        for left in (sink.abandon() for sink in sinks):
            if left is not None:
                note(left)
        raise
    _report(summary, outputs)
    if summary.failures:
        raise typer.Exit(1)


def _shown(format: RecordFormat, paths: Sequence[str]) -> Sink:
    from bulletin_nlp.cli.output import ShownRecords

    single = len(paths) == 1 and not Path(paths[0]).is_dir()
    return ShownRecords(format, single=single)


def _extraction(task_model: Path | None, task_threshold: float | None) -> Extract:
    """Return what extracts a text; a model that cannot be used ends the run before any work."""
    from functools import partial

    from bulletin_nlp.api import extract_given

    if task_model is None and task_threshold is None:
        return extract_given
    if task_model is not None:
        from bulletin_nlp.extraction.task_model import load_task_model

        load_task_model(task_model)
    return partial(extract_given, task_model=task_model, task_threshold=task_threshold)


def _run(found: Found, extract: Extract, sinks: list[Sink], max_size: int, *, bar: bool) -> Summary:
    from bulletin_nlp.batch import run

    if not bar:
        return run(found, extract, sinks, max_size=max_size)
    with _progress(len(found.inputs)) as advance:
        return run(found, extract, sinks, max_size=max_size, on_progress=advance)


@contextmanager
def _progress(total: int) -> Iterator[Callable[[Input], None]]:
    """Show a bar on standard error."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns: tuple[Any, ...] = (
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.description}", markup=False),
    )
    # Not redirected: what goes to standard output would come out on standard error.
    with Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False) as progress:
        task = progress.add_task("", total=total)
        yield lambda input: progress.update(task, advance=1, description=Path(input.name).name)


def _report(summary: Summary, outputs: list[str]) -> None:
    """List the failures and say what was done."""
    for failure in summary.failures:
        note(str(failure))
        if failure.detail and os.environ.get(DEBUG):
            note(failure.detail)
    if not outputs and not summary.failures:
        return
    parts = [f"{summary.records} record{'s' if summary.records != 1 else ''}"]
    if summary.outcomes:
        parts[0] += f" ({', '.join(f'{n} {outcome}' for outcome, n in sorted(summary.outcomes.items()))})"
    if summary.failures:
        parts.append(f"{len(summary.failures)} failed")
    where = f" → {', '.join(outputs)}" if outputs and summary.records else ""
    note(", ".join(parts) + where)
