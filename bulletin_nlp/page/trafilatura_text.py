"""What trafilatura (extra ``crawl``) reads from a page where nothing else finds an article."""

from __future__ import annotations

import re

__all__ = ["trafilatura_lines"]

#: Bytes of a page that is given to it: it takes long on large ones.
LARGEST = 2_000_000
#: A list of headlines has no full stops; an article has so many.
LEAST_SENTENCES = 2
_SENTENCE = re.compile("[。！？]")


def trafilatura_lines(html: str) -> list[str] | None:
    """Return the lines of the article that trafilatura finds, or None.

    Args:
        html: the page.

    Returns:
        None where trafilatura is not installed, finds nothing, or finds no prose.
    """
    if len(html) > LARGEST:
        return None
    try:
        from trafilatura import extract
    except ImportError:
        return None
    try:
        text = extract(html, include_comments=False, include_tables=True, favor_precision=True)
    except (ValueError, RecursionError, AssertionError):
        return None
    if not text or len(_SENTENCE.findall(text)) < LEAST_SENTENCES:
        return None
    return [line.strip() for line in text.splitlines() if line.strip()]
