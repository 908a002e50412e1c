"""How commands speak: errors as one line, exit codes, output that survives a closed pipe."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable
from typing import IO, TYPE_CHECKING, ParamSpec

import typer

from bulletin_nlp.errors import BulletinError

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["DEBUG", "MISUSE", "note", "reported", "result_console", "write_result"]

#: Environment variable that shows tracebacks.
DEBUG = "BULLETIN_NLP_DEBUG"

#: The errors that say that the command was called wrongly: exit code 2.
MISUSE = frozenset({"option_invalid", "metadata_invalid", "output_unwritable", "settings_invalid"})

# Records are laid out for this many columns where nothing tells the width.
_WIDTH = 100

_P = ParamSpec("_P")


def note(line: str) -> None:
    """Write a line to standard error."""
    typer.echo(line, err=True)


def write_result(text: str, *, stream: IO[str] | None = None) -> None:
    """Write text and a line break to standard output, in UTF-8 where it is not a terminal."""
    out = stream or sys.stdout
    if not out.isatty() and hasattr(out, "reconfigure"):
        out.reconfigure(encoding="utf-8")
    out.write(text + "\n")
    out.flush()


def result_console() -> Console:
    """Return a console on standard output, 100 columns wide where it is no terminal."""
    from rich.console import Console

    class ResultConsole(Console):
        def on_broken_pipe(self) -> None:
            # rich would end the process here with exit code 1; see reported().
            raise BrokenPipeError

    if not sys.stdout.isatty() and hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")
    terminal = sys.stdout.isatty()
    width = None if terminal or os.environ.get("COLUMNS") else _WIDTH
    return ResultConsole(width=width, highlight=False, markup=False, emoji=False)


def reported(command: Callable[_P, None]) -> Callable[_P, None]:
    """Let a command end in an exit code and one line instead of a traceback."""

    @functools.wraps(command)
    def wrapper(*args: _P.args, **kwargs: _P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except BulletinError as error:
            note(str(error))
            raise typer.Exit(2 if error.code in MISUSE else 1) from None
        except KeyboardInterrupt:
            note("interrupted")
            raise typer.Exit(130) from None
        except BrokenPipeError:
            # The reader (head, less) has seen enough. Python would complain again when it flushes at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(0) from None
        except typer.Exit:
            raise
        except Exception as error:
            if os.environ.get(DEBUG):
                raise
            note(
                f"unexpected {type(error).__name__}: {error} (a bug; {DEBUG}=1 shows where)".replace(
                    "\n", " "
                )
            )
            raise typer.Exit(1) from None

    return wrapper
