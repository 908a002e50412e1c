"""``bulletin-nlp extract --engine dask``: Parquet → Parquet on Dask's workers."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING

import typer

from bulletin_nlp.cli.interruption import interruptible
from bulletin_nlp.cli.messages import note
from bulletin_nlp.errors import BulletinError

if TYPE_CHECKING:
    from bulletin_nlp.batch import Extraction
    from bulletin_nlp.batch.parts import Part, PartsSummary

__all__ = ["Engine", "FrameRows", "check_engine", "extract_on_dask"]


class Engine(StrEnum):
    """Where the work is done."""

    LOCAL = "local"
    DASK = "dask"


class FrameRows(StrEnum):
    """What a row of a frame is."""

    BULLETIN = "bulletin"
    FACT = "fact"


# The parameters of ``extract`` that bear on a run on Dask, and those that bear on nothing else.
_TAKEN = frozenset({"paths", "output", "workers", "task_model", "task_threshold", "lexicon"})
_OWN = frozenset({"scheduler", "rows"})

# Seconds between the lines on how far a run is.
_EVERY = 30.0


def check_engine(engine: Engine, context: typer.Context) -> None:
    """Refuse the options that say nothing to the chosen engine.

    Args:
        engine: where the work is done.
        context: the command as it was called.

    Raises:
        BulletinError: ``option_invalid``.
    """
    for parameter in context.command.params:
        name = parameter.name or ""
        source = context.get_parameter_source(name)
        if source is None or source.name != "COMMANDLINE":
            continue
        if engine is Engine.LOCAL and name in _OWN:
            raise BulletinError("option_invalid", f"{parameter.opts[0]} needs --engine dask", "add it")
        if engine is Engine.DASK and name not in _TAKEN | _OWN | {"engine"}:
            raise BulletinError(
                "option_invalid",
                f"{parameter.opts[0]} does not go with --engine dask",
                "leave it out; what is known of single bulletins stands in the Parquet files' columns",
            )


def extract_on_dask(
    paths: Sequence[str],
    outputs: Sequence[str],
    extraction: Extraction,
    *,
    scheduler: str | None,
    workers: int | None,
    rows: FrameRows,
) -> None:
    """Extract, list what failed as a whole, and say what was done.

    Args:
        paths: Parquet files and folders of them.
        outputs: the folder of the parts.
        extraction: the package's extraction with its options.
        scheduler: address of a running scheduler, or None.
        workers: how many processes to start without one, or None.
        rows: what a row is.

    Raises:
        BulletinError: as :func:`~bulletin_nlp.batch.run_on_dask`.
        typer.Exit: with 1 where an input, a file or a partition failed.
    """
    from bulletin_nlp.batch import run_on_dask

    if len(outputs) != 1:
        raise BulletinError("option_invalid", "--engine dask writes one folder", "name it: -o FOLDER")
    if scheduler is not None and workers is not None:
        raise BulletinError(
            "option_invalid", "-j does not go with --scheduler, which has its workers", "leave one out"
        )
    with interruptible():
        summary = run_on_dask(
            paths,
            outputs[0],
            scheduler=scheduler,
            workers=workers,
            rows=rows.value,
            extract=extraction,
            on_progress=_progress(),
        )
    _report(summary, outputs[0])
    if summary.failures or summary.failed:
        raise typer.Exit(1)


def _progress() -> Callable[[Part, int], None]:
    """Return what tells now and then how far a run is."""
    said = time.monotonic()
    done = inputs = 0

    def take(part: Part, total: int) -> None:
        nonlocal said, done, inputs
        done += 1
        inputs += part.inputs
        if time.monotonic() - said >= _EVERY:
            said = time.monotonic()
            note(f"{done:,} of {total:,} parts, {inputs:,} inputs")

    return take


def _report(summary: PartsSummary, output: str) -> None:
    for failure in summary.failures:
        note(str(failure))
    said = [f"{summary.inputs:,} inputs", f"{summary.rows:,} rows in {len(summary.parts):,} parts"]
    failed = summary.failed
    if failed:
        codes = ", ".join(f"{count:,} {code}" for code, count in sorted(failed.items()))
        said.append(f"{failed.total():,} failed ({codes}; see the column error_code)")
    if summary.failures:
        said.append(f"{len(summary.failures):,} files or partitions could not be done")
    note(f"{', '.join(said)} → {output}")
