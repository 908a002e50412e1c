"""One input as it travels from where it is found to where it is read, and one that failed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from bulletin_nlp.errors import BulletinError
from bulletin_nlp.extraction.reading import Given

__all__ = [
    "CONTAINERS",
    "NO_HINTS",
    "SUFFIXES",
    "Content",
    "Failure",
    "Input",
    "Line",
    "PageHints",
    "Response",
    "Row",
]

#: What is read from a folder; a file that is named itself is read whatever its name.
SUFFIXES = frozenset({".txt", ".text", ".md", ".html", ".htm", ".shtml", ".xhtml"})

#: Endings of the files that hold many bulletins, with the format that each is in.
CONTAINERS = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
    ".warc": "warc",
    ".warc.gz": "warc",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a JSONL file as bytes; its encoding is found out where it is read."""

    data: bytes

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.data)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table by its columns' names."""

    values: Mapping[str, Any]

    @property
    def size(self) -> int:
        """Bytes, about: what is long in a row is text."""
        return sum(len(value) for value in self.values.values() if isinstance(value, str | bytes))


@dataclass(frozen=True, slots=True)
class PageHints:
    """What is known of a page before it is read: selectors of its parts, and the day that its list gives."""

    body_selector: str | None = None
    date_selector: str | None = None
    source_selector: str | None = None
    listed: date | None = None


#: Of a page nothing is known.
NO_HINTS = PageHints()


@dataclass(frozen=True, slots=True)
class Response:
    """What a server sent: the body, its ``Content-Type``, which may name the charset, and what is known of
    the page."""

    data: bytes
    content_type: str | None = None
    hints: PageHints = NO_HINTS

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.data)


Content = Line | Row | Response


@dataclass(frozen=True, slots=True)
class Input:
    """One input.

    ``name`` is how it is shown (``FILE.jsonl:12`` within a container), ``path`` its file or null for
    standard input, ``given`` what is known of it, ``content`` what its container holds of it.
    """

    name: str
    path: Path | None
    given: Given = field(default_factory=Given)
    content: Content | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """An input that did not become a record; ``detail`` is a traceback where that is a bug."""

    input: str
    code: str
    message: str
    remedy: str = ""
    detail: str | None = None

    @classmethod
    def of(cls, name: str, error: BulletinError) -> Failure:
        """Return the failure of an input that ended in an error."""
        return cls(name, error.code, error.message, error.remedy)

    @property
    def name(self) -> str:
        """The input's name."""
        return self.input

    def __str__(self) -> str:
        remedy = f": {self.remedy}" if self.remedy else ""
        return f"{self.input}: [{self.code}] {self.message}{remedy}".replace("\n", " ")
