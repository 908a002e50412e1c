"""``bulletin-nlp explain``: which words spoke for and against each type of task."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from bulletin_nlp.cli.messages import reported, result_console, write_result
from bulletin_nlp.cli.options import OneFormat

__all__ = ["explain_command"]


@reported
def explain_command(
    text: Annotated[
        str, typer.Argument(metavar="TEXT|-", help="A measure, one sentence; - reads it from standard input.")
    ],
    model: Annotated[
        Path | None,
        typer.Option("--model", metavar="FILE.skops", help="The model; without it the one of the package."),
    ] = None,
    format: Annotated[
        OneFormat, typer.Option("--format", help="How the result is shown: table or json.")
    ] = OneFormat.TABLE,
) -> None:
    """Show how likely a measure is of each type, and the words that spoke for and against it.

    [bold]Example[/bold]

    bulletin-nlp explain 要积极争取专项债券，确保资金及时到位
    """
    from bulletin_nlp.api import explain

    explanation = explain(sys.stdin.read().strip() if text == "-" else text, model=model)
    if format is OneFormat.JSON:
        write_result(json.dumps(explanation, ensure_ascii=False, indent=2))
        return
    from rich.table import Table

    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("label", no_wrap=True)
    table.add_column("probability", justify="right", no_wrap=True)
    table.add_column("words for it", overflow="fold")
    table.add_column("words against it", overflow="fold")
    ranked = sorted(explanation["labels"].items(), key=lambda item: -item[1]["probability"])
    for label, found in ranked:
        marker = " ←" if label == explanation["label"] else ""
        spoken = (
            "  ".join(f"{e['words']} {e['weight']:+.2f}" for e in found[side]) for side in ("for", "against")
        )
        table.add_row(label + marker, f"{found['probability']:.3f}", *spoken)
    result_console().print(table)
