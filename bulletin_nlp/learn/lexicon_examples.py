"""The examples of a user's own vocabulary, run: what should come out of each, and what does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bulletin_nlp.extraction.finders import finished_reading
from bulletin_nlp.extraction.reading import Given, Reading
from bulletin_nlp.lexicon.user import UserLexicon, using_lexicon
from bulletin_nlp.lexicon.user_entries import UserIndicator, UserTitle, UserUnit

__all__ = ["ExampleOutcome", "run_examples"]

# Stands in an example for each of the entry's words.
_PLACEHOLDER = "{word}"


@dataclass(frozen=True, slots=True)
class ExampleOutcome:
    """What became of an example; ``place`` is its entry's, ``found`` tells what was read instead."""

    place: str
    text: str
    expected: str
    found: str
    passed: bool


def run_examples(lexicon: UserLexicon) -> list[ExampleOutcome]:
    """Read every example of a vocabulary as a bulletin of its own, and tell whether it gives what it should.

    The vocabulary is in use only meanwhile.

    Args:
        lexicon: as :func:`bulletin_nlp.lexicon.user.read_user_lexicon` gives it.
    """
    with using_lexicon(lexicon):
        return [
            *(outcome for title in lexicon.titles for outcome in _title(title)),
            *(_unit(unit) for unit in lexicon.units),
            *(outcome for indicator in lexicon.indicators for outcome in _indicator(indicator)),
        ]


def _read(text: str) -> Reading:
    return finished_reading(text, Given())


def _texts(example: str, words: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield an example once for each word that it is about, with the word."""
    if _PLACEHOLDER in example:
        yield from ((example.replace(_PLACEHOLDER, word), word) for word in words)
    else:
        yield example, max((word for word in words if word in example), key=len)


def _title(entry: UserTitle) -> Iterator[ExampleOutcome]:
    for text, word in _texts(entry.example, entry.words):
        held = [
            (official.name, position.organization or "", position.title)
            for official in _read(text).officials
            for position in official.positions
        ]
        passed = any(
            name == entry.person and title.endswith(word) and entry.organization in ("", body)
            for name, body, title in held
        )
        expected = " ".join(part for part in (entry.organization, word, entry.person) if part)
        found = "; ".join(f"{body} {title} {name}".strip() for name, body, title in held)
        yield ExampleOutcome(entry.place, text, expected, found or "no official", passed)


def _unit(entry: UserUnit) -> ExampleOutcome:
    read = [(quantity.value, quantity.unit) for quantity in _read(entry.example).quantities]
    return ExampleOutcome(
        entry.place,
        entry.example,
        f"{entry.value} {entry.base}",
        "; ".join(f"{value} {unit or '(no unit)'}" for value, unit in read) or "no number",
        (entry.value, entry.base) in read,
    )


def _indicator(entry: UserIndicator) -> Iterator[ExampleOutcome]:
    for text, _ in _texts(entry.example, entry.words):
        metrics = _read(text).metrics
        passed = any(metric.indicator == entry.id and metric.value == entry.value for metric in metrics)
        found = "; ".join(f"{metric.indicator} = {metric.value} {metric.unit}" for metric in metrics)
        yield ExampleOutcome(entry.place, text, f"{entry.id} = {entry.value}", found or "no metric", passed)
    for counter in entry.counters:
        tried = _texts(counter, entry.words) if _PLACEHOLDER in counter else [(counter, "")]
        for text, _ in tried:
            read = [m for m in _read(text).metrics if m.indicator == entry.id]
            found = "; ".join(f"{m.indicator} = {m.value} {m.unit}" for m in read)
            yield ExampleOutcome(entry.place, text, f"no {entry.id}", found or f"no {entry.id}", not read)
