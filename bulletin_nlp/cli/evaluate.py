"""``bulletin-nlp evaluate``: precision, recall and F1 on annotated bulletins."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bulletin_nlp.cli.messages import note, reported, result_console, write_result
from bulletin_nlp.cli.options import OneFormat

if TYPE_CHECKING:
    from bulletin_nlp.learn.evaluate import Evaluation

__all__ = ["evaluate_command"]


@reported
def evaluate_command(
    corpus: Annotated[
        Path, typer.Argument(metavar="CORPUS", help="A folder of annotated bulletins, or one of them.")
    ],
    errors: Annotated[
        bool, typer.Option("--errors", help="List what is missing, spurious or wrong in each bulletin.")
    ] = False,
    format: Annotated[
        OneFormat, typer.Option("--format", help="How the result is shown: table or json.")
    ] = OneFormat.TABLE,
    floors: Annotated[
        Path | None,
        typer.Option(
            "--floors", metavar="FILE", help="End with exit code 1 where a figure is below its floor."
        ),
    ] = None,
) -> None:
    """Extract annotated bulletins and say how much is right.

    [bold]Examples[/bold]

    bulletin-nlp evaluate corpora/bulletins/dev

    bulletin-nlp evaluate corpora/bulletins/dev/101.json --errors

    bulletin-nlp evaluate corpora/bulletins/test --floors corpora/bulletins/floors.json
    """
    from bulletin_nlp.learn.corpus import read_corpus
    from bulletin_nlp.learn.evaluate import evaluate
    from bulletin_nlp.learn.floors import read_floors, shortfalls

    limits = read_floors(floors).get(corpus.resolve().name, {}) if floors else {}
    if floors and not limits:
        note(f"{floors} sets no floor for {corpus.resolve().name}")
    evaluation = evaluate(read_corpus(corpus))
    if format is OneFormat.JSON:
        write_result(json.dumps(evaluation.to_dict(errors=errors), ensure_ascii=False, indent=2))
    else:
        console = result_console()
        if errors:
            for line in _mistakes(evaluation):
                console.print(line, soft_wrap=True)
        console.print(_kinds(evaluation))
        console.print()
        console.print(_attributes(evaluation))
    below = shortfalls(evaluation, limits)
    for line in below:
        note(line)
    if below:
        raise typer.Exit(1)


def _mistakes(evaluation: Evaluation) -> list[str]:
    lines = []
    for comparison in evaluation.comparisons:
        mistakes = comparison.mistakes()
        listed = [
            f"  {word} {kind}: {line}"
            for word in ("missing", "spurious")
            for kind, found in mistakes[word].items()
            for line in found
        ]
        listed += [f"  wrong {line}" for line in mistakes["attributes"]]
        listed += [f"  near-miss extracted: {line}" for line in mistakes["near_misses"]]
        if listed:
            lines += [comparison.id, *listed, ""]
    return lines


def _table(first: str, *numbers: str) -> Any:
    from rich.table import Table

    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column(first)
    for head in numbers:
        table.add_column(head, justify="right")
    return table


def _kinds(evaluation: Evaluation) -> Any:
    from bulletin_nlp.learn.matching import KINDS

    table = _table("kind", "right", "spurious", "missing", "precision", "recall", "F1")
    for kind in KINDS:
        score = evaluation.score(kind)
        shares = (f"{share:.3f}" for share in (score.precision, score.recall, score.f1))
        table.add_row(kind, str(score.right), str(score.spurious), str(score.missing), *shares)
    return table


def _attributes(evaluation: Evaluation) -> Any:
    table = _table("attribute", "right", "compared", "accuracy")
    for name, (right, compared) in evaluation.attributes().items():
        table.add_row(name, str(right), str(compared), f"{right / compared:.3f}")
    failed, probes = evaluation.probes()
    if probes:
        table.add_row("near-misses left out", str(probes - failed), str(probes), f"{1 - failed / probes:.3f}")
    return table
