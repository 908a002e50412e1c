"""What a bulletin says about itself: title, date, publisher, document number, bylines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

__all__ = ["Header"]


@dataclass(frozen=True, slots=True)
class Header:
    """Facts about the bulletin itself.

    ``title_span``, ``masked`` and ``bylines`` index the clean text: ``masked`` are labels and values that
    stand inside body lines (时间:2021-08-24 21:15) or lines of letterhead, from which no fact about the
    world may be read; ``bylines`` the spans of names of reporters, editors, contacts.
    """

    title: str | None = None
    subtitle: str | None = None
    title_span: tuple[int, int] | None = None
    published: date | datetime | None = None
    published_basis: Literal["label", "text"] | None = None
    document_number: str | None = None
    index_number: str | None = None
    site_name: str | None = None
    publisher: str | None = None
    content_source: str | None = None
    masked: tuple[tuple[int, int], ...] = ()
    bylines: tuple[tuple[int, int], ...] = ()
