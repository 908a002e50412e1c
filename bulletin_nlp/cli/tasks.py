"""``bulletin-nlp train tasks`` and ``bulletin-nlp evaluate tasks``: the classifier of measures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bulletin_nlp.cli.messages import note, reported, result_console, write_result
from bulletin_nlp.cli.options import OneFormat

if TYPE_CHECKING:
    from bulletin_nlp.learn.task_scores import TaskScores
    from bulletin_nlp.learn.task_training import Report

__all__ = ["evaluate_tasks_command", "train_tasks_command"]

LabelsOption = Annotated[
    Path | None,
    typer.Option(
        "--labels", metavar="FILE.toml", help="The label set; without it labels.toml beside the corpus."
    ),
]


def _label_file(corpus: Path, labels: Path | None) -> Path:
    folder = corpus if corpus.is_dir() else corpus.parent
    return labels or folder / "labels.toml"


@reported
def train_tasks_command(
    corpus: Annotated[
        Path, typer.Option("--corpus", metavar="PATH", help="A .jsonl file of measures, or a folder of them.")
    ],
    out: Annotated[Path, typer.Option("--out", metavar="FILE.skops", help="Where the model is written.")],
    labels: LabelsOption = None,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="The same seed gives the same model.")] = 0,
) -> None:
    """Train a classifier of measures on a labelled corpus, of the four battles or of labels of your own.

    Lines of one group are never split between learning and measuring. The report is on groups that the model
    has not seen.

    [bold]Example[/bold]

    bulletin-nlp train tasks --corpus corpora/measures --out models/tasks.skops
    """
    from bulletin_nlp.learn.measures import read_labels, read_measures
    from bulletin_nlp.learn.task_training import train, write_model

    label_set = read_labels(_label_file(corpus, labels))
    measures = read_measures(corpus, label_set)
    trained = train(measures, label_set, seed)
    write_model(trained, label_set, out)
    result_console().print(_report_table(trained.report))
    note(
        f"{len(measures)} measures of {len({m.group for m in measures})} groups; macro F1 "
        f"{trained.report.f1:.3f}, calibration error {trained.report.error:.3f} (by cross-validation over "
        f"groups); temperature {trained.temperature:.2f}, threshold {trained.threshold:.2f}; wrote {out}"
    )


@reported
def evaluate_tasks_command(
    corpus: Annotated[
        Path, typer.Argument(metavar="PATH", help="A .jsonl file of measures, or a folder of them.")
    ],
    model: Annotated[
        Path | None,
        typer.Option("--model", metavar="FILE.skops", help="The model; without it the one of the package."),
    ] = None,
    labels: LabelsOption = None,
    errors: Annotated[bool, typer.Option("--errors", help="List the measures labelled wrongly.")] = False,
    format: Annotated[
        OneFormat, typer.Option("--format", help="How the result is shown: table or json.")
    ] = OneFormat.TABLE,
) -> None:
    """Classify labelled measures and say how many are right.

    [bold]Examples[/bold]

    bulletin-nlp evaluate tasks corpora/measures

    bulletin-nlp evaluate tasks mine.jsonl --labels mine.toml --model mine.skops --errors
    """
    from bulletin_nlp.extraction.task_model import load_task_model
    from bulletin_nlp.learn.measures import read_labels, read_measures
    from bulletin_nlp.learn.task_scores import score_measures

    measures = read_measures(corpus, read_labels(_label_file(corpus, labels)))
    scores = score_measures(measures, load_task_model(model))
    if format is OneFormat.JSON:
        write_result(json.dumps(scores.to_dict(errors=errors), ensure_ascii=False, indent=2))
        return
    console = result_console()
    if errors:
        for line in scores.errors:
            console.print(line, soft_wrap=True)
    console.print(_scores_table(scores))
    note(f"macro F1 {scores.f1:.3f}, calibration error {scores.error:.3f}")


def _table(*heads: str) -> Any:
    from rich.table import Table

    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column(heads[0])
    for head in heads[1:]:
        table.add_column(head, justify="right")
    return table


def _add_rows(table: Any, per_label: dict[str, tuple[float, float, float, int]]) -> Any:
    for label, (precision, recall, f1, lines) in per_label.items():
        table.add_row(label, str(lines), f"{precision:.3f}", f"{recall:.3f}", f"{f1:.3f}")
    return table


def _report_table(report: Report) -> Any:
    return _add_rows(_table("label", "measures", "precision", "recall", "F1"), report.per_label)


def _scores_table(scores: TaskScores) -> Any:
    return _add_rows(_table("label", "measures", "precision", "recall", "F1"), scores.per_label)
