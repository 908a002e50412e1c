"""``bulletin-nlp diff``: what differs between two runs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bulletin_nlp.cli.messages import note, reported, result_console, write_result
from bulletin_nlp.cli.options import LineFormat

if TYPE_CHECKING:
    from bulletin_nlp.batch.comparing import Change

__all__ = ["diff_command"]

_SHOWN_ID = 12
_MOST_WORDS = 40


@reported
def diff_command(
    first: Annotated[
        Path, typer.Argument(metavar="RUN1", help="A JSONL file of records, or the manifest beside it.")
    ],
    second: Annotated[Path, typer.Argument(metavar="RUN2", help="The later one, likewise.")],
    format: Annotated[
        LineFormat, typer.Option("--format", help="How the differences are shown: table or jsonl.")
    ] = LineFormat.TABLE,
) -> None:
    """Compare two runs: bulletins that only one has, facts that came, went or changed.

    Facts are compared by their ids, which stay as long as the words that they rest on do.

    [bold]Examples[/bold]

    bulletin-nlp diff march.jsonl april.jsonl

    bulletin-nlp diff march.jsonl april.jsonl --format jsonl | jq 'select(.kind == "metrics")'
    """
    from bulletin_nlp.batch.comparing import compare, records_of

    counts: Counter[str] = Counter()
    bulletin = None
    for change in compare(records_of(first), records_of(second)):
        counts[change.what] += 1
        if format is LineFormat.JSONL:
            write_result(json.dumps(asdict(change), ensure_ascii=False))
            continue
        if change.bulletin != bulletin:
            bulletin = change.bulletin
            result_console().print(f"{bulletin[:_SHOWN_ID]}  {change.title or ''}".rstrip())
        _show(change)
    told = ", ".join(f"{n} {what}" for what, n in sorted(counts.items()))
    note(told or "no difference")


def _show(change: Change) -> None:
    from rich.padding import Padding
    from rich.text import Text

    words = f" “{_short(change.words)}”" if change.words is not None else ""
    kind = f" {change.kind}" if change.fact_id is not None else ""
    lines = [f"{change.what}{kind}{words}"]
    lines += [f"  {name}: {_told(old)} → {_told(new)}" for name, (old, new) in change.attributes.items()]
    result_console().print(Padding(Text("\n".join(lines)), (0, 0, 0, 2), expand=False))


def _told(value: Any) -> str:
    """Return a value in a few words: of a span its words and place."""
    if isinstance(value, Mapping) and "source_start" in value:
        return f"“{_short(value['text'])}” {value['start']}:{value['end']}"
    if isinstance(value, list):
        return f"[{', '.join(_told(inner) for inner in value)}]"
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{name}: {_told(inner)}' for name, inner in value.items())}}}"
    return "–" if value is None else str(value)


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= _MOST_WORDS else words[: _MOST_WORDS - 1] + "…"
