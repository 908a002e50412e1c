"""How far a run is: a bar on a terminal, else a line now and then."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from bulletin_nlp.batch import Failure
from bulletin_nlp.cli.messages import note

__all__ = ["Step", "lines", "progress", "state"]

#: Called with the name of each input that is done, and its failure.
Step = Callable[[str, Failure | None], None]

# Seconds between the lines where standard error is no terminal.
_EVERY = 30.0


@contextmanager
def progress(count: Callable[[], int | None], resumed: Callable[[], int], *, bar: bool) -> Iterator[Step]:
    """Show on standard error how far a run is.

    Args:
        count: tells how many inputs there are, where that can be known; asked only for a bar.
        resumed: tells how many an interrupted run had done.
        bar: whether a bar may be shown, where standard error is a terminal.
    """
    if not sys.stderr.isatty():
        yield lines(resumed)
    elif bar:
        with _bar(count(), resumed) as step:
            yield step
    else:
        yield lambda name, failure: None


def lines(
    resumed: Callable[[], int],
    *,
    clock: Callable[[], float] = time.monotonic,
    say: Callable[[str], None] = note,
) -> Step:
    """Return a step that writes a line every half minute.

    Args:
        resumed: tells how many inputs an interrupted run had done.
        clock: seconds.
        say: writes a line.
    """
    started = said = clock()
    done = failed = 0

    def step(name: str, failure: Failure | None) -> None:
        nonlocal said, done, failed
        done += 1
        failed += failure is not None
        now = clock()
        if now - said >= _EVERY:
            said = now
            say(state(done, resumed(), None, failed, now - started))

    return step


def state(done: int, resumed: int, total: int | None, failed: int, seconds: float) -> str:
    """Return a line on how far a run is.

    Args:
        done: inputs done in this run.
        resumed: inputs that an interrupted run had done.
        total: all inputs, or None where that is unknown.
        failed: inputs that failed in this run.
        seconds: how long it has been going on.
    """
    rate = done / seconds if seconds > 0 else 0.0
    of = f" of {total:,}" if total is not None else ""
    parts = [f"{done + resumed:,}{of} inputs", f"{rate:.1f}/s"]
    if total is not None and rate:
        parts.append(f"{_time(max(0, total - resumed - done) / rate)} left")
    if failed:
        parts.append(f"{failed:,} failed")
    return ", ".join(parts)


def _time(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


@contextmanager
def _bar(total: int | None, resumed: Callable[[], int]) -> Iterator[Step]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    columns: tuple[Any, ...] = (BarColumn(bar_width=24), TextColumn("{task.description}", markup=False))
    started = time.monotonic()
    done = failed = 0
    # Not redirected: what goes to standard output would come out on standard error.
    with Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False) as shown:
        task = shown.add_task("", total=total)

        def step(name: str, failure: Failure | None) -> None:
            nonlocal done, failed
            done += 1
            failed += failure is not None
            before = resumed()
            text = state(done, before, total, failed, time.monotonic() - started)
            shown.update(task, completed=before + done, description=text)

        yield step
