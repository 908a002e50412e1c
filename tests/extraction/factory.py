"""Readings for tests: text in, `Reading` out, by the same cleaning that a bulletin gets."""

from __future__ import annotations

from typing import Any

from bulletin_nlp.extraction.reading import Given, Reading
from bulletin_nlp.text.alignment import Alignment
from bulletin_nlp.text.clean import clean as clean_text
from bulletin_nlp.text.header import Header, read_header
from bulletin_nlp.text.model import Text


class _Identity(Alignment):
    """The alignment of a text that cleaning leaves as it is."""

    def __init__(self) -> None:
        pass

    def to_source(self, start: int, end: int) -> tuple[int, int]:
        return start, end

    def to_clean(self, start: int, end: int) -> tuple[int, int] | None:
        return start, end


def reading_of(source: str, *, header: Header | None = None, clean: bool = True, **given: Any) -> Reading:
    """Return the reading of a text.

    Args:
        source: the text as received.
        header: stands instead of the header that would be read from the text.
        clean: False takes the text as it is, with an empty header unless one is given.
        given: fields of ``Given``.
    """
    known = Given(**given)
    if not clean:
        text = Text(source=source, clean=source, alignment=_Identity(), script="Hans")
        return Reading(text, header if header is not None else Header(), known)
    text = clean_text(source)
    return Reading(text, header if header is not None else read_header(text, title=known.title), known)
