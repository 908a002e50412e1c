"""``bulletin-nlp lexicon check`` and ``lexicon new``: a user's own vocabulary."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bulletin_nlp.cli.messages import note, reported, result_console, write_result
from bulletin_nlp.cli.options import OneFormat

if TYPE_CHECKING:
    from bulletin_nlp.learn.lexicon_examples import ExampleOutcome
    from bulletin_nlp.lexicon.user_files import Problem

__all__ = ["LexiconOption", "check_lexicon_command", "choose_lexicon", "new_lexicon_command"]

LexiconOption = Annotated[
    Path | None,
    typer.Option(
        "--lexicon",
        metavar="DIR",
        envvar="BULLETIN_NLP_LEXICON",
        help="A folder of your own titles, units and indicators (docs/lexicon.md), read beside the "
        "package's.",
    ),
]


def choose_lexicon(folder: Path | None) -> None:
    """Read a user's vocabulary in this process and in those that it starts.

    Args:
        folder: None changes nothing.

    Raises:
        BulletinError: ``lexicon_invalid``.
    """
    if folder is None:
        return
    from bulletin_nlp.lexicon.user import VARIABLE, use_lexicon

    use_lexicon(folder)
    os.environ[VARIABLE] = str(folder.resolve())


@reported
def check_lexicon_command(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="A folder with titles.toml, units.toml or indicators.toml.")
    ],
    format: Annotated[
        OneFormat, typer.Option("--format", help="How the result is shown: table or json.")
    ] = OneFormat.TABLE,
) -> None:
    """Check a vocabulary of your own, and read its examples.

    Every entry that cannot be used is listed with its file, line and what to do. Where there is none, every
    example is read and told as passed or failed. The exit code is 1 where anything is refused or fails.

    [bold]Example[/bold]

    bulletin-nlp lexicon check vocabulary/
    """
    from bulletin_nlp.learn.lexicon_examples import run_examples
    from bulletin_nlp.lexicon.user import examine

    lexicon, problems = examine(folder)
    outcomes = [] if problems else run_examples(lexicon)
    failed = sum(not outcome.passed for outcome in outcomes)
    if format is OneFormat.JSON:
        shown = {
            "version": lexicon.version,
            "refused": [asdict(problem) for problem in problems],
            "examples": [asdict(outcome) for outcome in outcomes],
        }
        write_result(json.dumps(shown, ensure_ascii=False, indent=2))
    else:
        _print(problems, outcomes)
    if problems:
        note(f"{_counted(len(problems), 'problem')}; the examples are read when there is none")
    else:
        note(f"{_counted(len(outcomes), 'example')}, {failed} failed; version {lexicon.version}")
    if problems or failed:
        raise typer.Exit(1)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _print(problems: list[Problem], outcomes: list[ExampleOutcome]) -> None:
    console: Any = result_console()
    for problem in problems:
        console.print(f"refused  {problem.place}: {problem.message}: {problem.remedy}", soft_wrap=True)
    for outcome in outcomes:
        console.print(
            f"{'passed' if outcome.passed else 'failed'}   {outcome.place}: {outcome.text}", soft_wrap=True
        )
        if not outcome.passed:
            console.print(f"         expected {outcome.expected}, found {outcome.found}", soft_wrap=True)


@reported
def new_lexicon_command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make, or an existing one.")],
) -> None:
    """Write a commented vocabulary to begin with; files that exist are never overwritten.

    [bold]Example[/bold]

    bulletin-nlp lexicon new vocabulary/
    """
    from bulletin_nlp import resources
    from bulletin_nlp.errors import BulletinError

    templates = resources.lexicon_template()
    existing = [folder / path.name for path in templates if (folder / path.name).exists()]
    if existing:
        raise BulletinError("output_unwritable", f"{existing[0]} exists", "name another folder")
    written: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for template in templates:
            target = folder / template.name
            with target.open("x", encoding="utf-8") as file:
                written.append(target)
                file.write(template.read_text(encoding="utf-8"))
    except OSError as error:
        for target in written:
            target.unlink(missing_ok=True)
        raise BulletinError("output_unwritable", f"{folder}: {error.strerror}", "see its rights") from error
    for target in written:
        write_result(str(target))
    note(f"edit them, then: bulletin-nlp lexicon check {folder}")
