"""The lines around an article's title, where its date stands without a label."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

__all__ = ["headline_lines"]

#: Without a visible title, so many lines before the body may show its date, and so many of the body's own.
NEAR_LINES = 12
BODY_LINES = 8
#: Lines above the title that may still belong to it; what is further up is the page's own.
ABOVE_TITLE = 2
#: A line with a full stop, or one so long, is the article's text.
LONGEST = 80
_SENTENCE = re.compile("[。；]")


def headline_lines(before: Sequence[str], lines: Sequence[str], title: str | None) -> list[str]:
    """Return the lines where a date without a label is the article's, the surest first.

    They end above at the title, so that a running date in the page's head is none of them, and below where
    the text begins, so that the day under a signature is none.

    Args:
        before: the lines before the body, the nearest first.
        lines: the body's lines in order.
        title: the article's title, as the page shows it.
    """
    head = list(takewhile(lambda line: not _is_text(line), lines[:BODY_LINES]))
    bare = _bare(title or "")
    if bare and any(_shows(line, bare) for line in head):
        return [*head, *before[:ABOVE_TITLE]]
    at = next((place for place, line in enumerate(before) if bare and _shows(line, bare)), None)
    return [*before[: NEAR_LINES if at is None else at + 1 + ABOVE_TITLE], *head]


def _is_text(line: str) -> bool:
    return len(line) > LONGEST or _SENTENCE.search(line) is not None


def _shows(line: str, bare: str) -> bool:
    words = _bare(line)
    return bool(words) and (bare in words or (len(words) >= 8 and words in bare))


def _bare(words: str) -> str:
    return re.sub(r"\s", "", words)
