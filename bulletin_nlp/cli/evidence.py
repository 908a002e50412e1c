"""A fact with the words that it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.padding import Padding
from rich.text import Text

from bulletin_nlp.record import Metric, Span, Task
from bulletin_nlp.record.spans import Fact

__all__ = ["fact_lines", "quotation"]

# The beginning of a passage is enough to find it; its offsets say where it ends.
_LONGEST_QUOTATION = 60


def quotation(span: Span) -> str:
    """Return a span's words with their offsets in the text and in the source."""
    words = " ".join(span.text.split())
    if len(words) > _LONGEST_QUOTATION:
        words = words[: _LONGEST_QUOTATION - 1] + "…"
    return f"“{words}” {span.start}:{span.end}, source {span.source_start}:{span.source_end}"


def fact_lines(cells: Sequence[str], fact: Fact) -> Iterator[Padding]:
    """Yield a line of what a fact states, and below it the words.

    Args:
        cells: what it states, as in the table of its kind.
        fact: the fact.
    """
    if isinstance(fact, Task):
        cells = cells[:-1]  # its measures follow one by one, each with its words
    stated = " | ".join(" ".join(cell.splitlines()) for cell in cells if cell)
    yield Padding(Text(stated), (0, 0, 0, 2))
    for line in _evidence(fact):
        yield Padding(Text(line, style="dim"), (0, 0, 0, 6))


def _evidence(fact: Fact) -> Iterator[str]:
    yield quotation(fact.span)
    if isinstance(fact, Metric):
        yield f"in {quotation(fact.context_span)}"
    for attribute, evidence in fact.evidence.items():
        words = f" {quotation(evidence.span)}" if evidence.span is not None else ""
        yield f"{attribute} from the {evidence.basis}{words}"
    for mention in fact.mentions:
        if mention != fact.span:
            yield f"also {quotation(mention)}"
    if isinstance(fact, Task):
        for number, measure in enumerate(fact.measures, 1):
            yield f"{number}. {quotation(measure.span)}"
    if fact.confidence is not None:
        yield f"confidence {fact.confidence:.2f}"
