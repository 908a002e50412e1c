"""The lines around an article's title, where its date stands without a label."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

__all__ = ["Headline", "find_headline"]

#: Without a visible title, so many lines before the body may show its date, and so many of the body's own.
NEAR_LINES = 12
BODY_LINES = 8
#: Lines above the title that may still belong to it; what is further up is the page's own.
ABOVE_TITLE = 2
#: A line with a full stop, or one so long, is the article's text.
LONGEST = 80
#: Characters of a part of the title that stands in a line of its own.
LEAST_OF_TITLE = 8
_SENTENCE = re.compile("[。；]")


@dataclass(frozen=True, slots=True)
class Headline:
    """Lines where a date without a label is the article's: between title and text, and elsewhere; the surest
    first."""

    below_title: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()


def find_headline(before: Sequence[str], lines: Sequence[str], title: str | None) -> Headline:
    """Return the lines of an article's headline.

    They end above at the title, so that a running date in the page's head is none of them, and below where
    the text begins, so that the day under a signature is none.

    Args:
        before: the lines before the body, the nearest first.
        lines: the body's lines in order.
        title: the article's title, as the page shows it.
    """
    head = list(takewhile(lambda line: not _is_text(line), lines[:BODY_LINES]))
    bare = _bare(title or "")
    inside = next((place for place, line in enumerate(head) if _shows(line, bare)), None)
    if inside is not None:
        return Headline(tuple(head[inside:]), (*head[:inside], *before[:ABOVE_TITLE]))
    at = next((place for place, line in enumerate(before) if _shows(line, bare)), None)
    if at is None:
        return Headline((), (*before[:NEAR_LINES], *head))
    return Headline((*before[: at + 1], *head), tuple(before[at + 1 : at + 1 + ABOVE_TITLE]))


def _is_text(line: str) -> bool:
    return len(line) > LONGEST or _SENTENCE.search(line) is not None


def _shows(line: str, bare: str) -> bool:
    words = _bare(line)
    return bool(bare) and (bare in words or (len(words) >= LEAST_OF_TITLE and words in bare))


def _bare(words: str) -> str:
    return re.sub(r"\s", "", words)
