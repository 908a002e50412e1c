"""The command line: one file a command. Results go to standard output, messages to standard error.

What is heavy is imported inside the commands, so that ``--help`` answers at once.
"""

from __future__ import annotations

from typing import Any

__all__ = ["app", "main"]


def main() -> None:
    """Run the command line and leave the process with its exit code.

    0: done; 1: some inputs failed, or what was asked for is not there; 2: wrong usage; 130: interrupted.
    """
    from bulletin_nlp.cli.app import app

    app(prog_name="bulletin-nlp")


def __getattr__(name: str) -> Any:
    if name == "app":
        from bulletin_nlp.cli.app import app

        return app
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
