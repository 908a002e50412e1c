"""An answer as the archive has it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from bulletin_nlp.crawl.archive.fields import read_words
from bulletin_nlp.crawl.archive.http_block import read_block
from bulletin_nlp.crawl.archive.parsing import Record
from bulletin_nlp.crawl.archive.place import ArchivedAt
from bulletin_nlp.crawl.archive.records import Kind, payload_digest
from bulletin_nlp.crawl.fetch.answer import Redirect
from bulletin_nlp.crawl.outcome import Outcome
from bulletin_nlp.errors import BulletinError

if TYPE_CHECKING:
    from bulletin_nlp.crawl.archive.reader import Archive

__all__ = ["ANSWERS", "ArchivedAnswer", "answer_of"]

#: The types of records that are answers; the others describe the file.
ANSWERS = frozenset({"response", "revisit"})
#: Revisits that are followed to the body.
_STEPS = 5


@dataclass(frozen=True)
class ArchivedAnswer:
    """An answer as it was archived.

    ``headers`` have the names by which the server sent them, though ``body`` is unpacked. ``status`` and
    ``headers`` are the answer's own: those of a 304 name no ``Content-Type``, which
    :attr:`content_type` looks up. ``truncated`` says that the body was not received or kept whole, and
    ``problem`` what became of the address, as far as fetching it could tell; None also where it is an outcome
    that this version does not know.
    """

    at: ArchivedAt
    portal: str
    kind: Kind
    column: str | None
    url: str
    final_url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    fetched_at: datetime
    revisit: bool
    redirects: tuple[Redirect, ...] = ()
    problem: Outcome | None = None
    message: str | None = None
    seconds: float = 0.0
    truncated: bool = False
    refers_to: ArchivedAt | None = None
    _own_body: bytes = field(default=b"", repr=False)
    _digest: str | None = field(default=None, repr=False)
    _archive: Archive | None = field(default=None, repr=False, compare=False)

    @cached_property
    def original(self) -> ArchivedAnswer:
        """The answer that has the body: itself, or of a revisit the one that it refers to.

        Raises:
            BulletinError: ``input_missing``, ``input_damaged`` or ``input_unreadable`` where it is not there.
        """
        if not self.revisit:
            return self
        answer = self
        for _ in range(_STEPS):
            if answer.refers_to is None or self._archive is None:
                raise self._lost("it does not say which record has the body")
            answer = self._archive.at(answer.refers_to)
            if not answer.revisit:
                if self._digest not in (None, payload_digest(answer._own_body)):
                    raise self._lost("the record that it refers to has another body")
                return answer
        raise self._lost("it refers to a record that refers to another, and so on")

    @property
    def body(self) -> bytes:
        """The body, unpacked; of a revisit it is looked up when first asked for.

        Raises:
            BulletinError: as of :attr:`original`.
        """
        return self.original._own_body

    @property
    def content_type(self) -> str | None:
        """``Content-Type``, which a 304 leaves to the answer that it is about.

        Raises:
            BulletinError: as of :attr:`original`, for a revisit that does not name it.
        """
        return self.header("Content-Type") or (self.original.header("Content-Type") if self.revisit else None)

    def header(self, name: str) -> str | None:
        """Return the first of the answer's own headers of a name, whatever its case."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    def _lost(self, why: str) -> BulletinError:
        return BulletinError(
            "input_damaged", f"{self.at.file}, offset {self.at.offset}: {why}", "fetch the page again"
        )


def answer_of(record: Record, at: ArchivedAt, archive: Archive) -> ArchivedAnswer:
    """Read an answer from its record.

    Args:
        record: one of a type of :data:`ANSWERS`.
        at: where it stands.
        archive: where a revisit looks up its body.

    Raises:
        ValueError: it is none, or not one of an archive of this package.
    """
    if record.type not in ANSWERS:
        raise ValueError("the record is no answer")
    block, _, body = record.block.partition(b"\r\n\r\n")
    encoding = record.get("WARC-Bulletin-Header-Encoding") or "latin-1"
    if encoding not in ("latin-1", "utf-8"):
        raise ValueError("the encoding of the headers is not known")
    status, headers = read_block(block, encoding)
    kind = record.need("WARC-Bulletin-Kind")
    if kind not in ("list", "article"):
        raise ValueError(f"{kind!r} is neither list nor article")
    url = _words(record, "Asked-URL") or record.need("WARC-Target-URI")
    return ArchivedAnswer(
        at=at,
        portal=record.need("WARC-Bulletin-Portal"),
        kind="list" if kind == "list" else "article",
        column=_words(record, "Column"),
        url=url,
        final_url=_words(record, "Final-URL") or url,
        status=status,
        headers=headers,
        fetched_at=record.date,
        revisit=record.type == "revisit",
        redirects=tuple(_redirect(written) for written in record.all("WARC-Bulletin-Redirect")),
        problem=_outcome(record.get("WARC-Bulletin-Outcome")),
        message=_words(record, "Message"),
        seconds=_seconds(record.get("WARC-Bulletin-Seconds")),
        truncated=record.get("WARC-Truncated") is not None,
        refers_to=record.original if record.type == "revisit" else None,
        _own_body=body,
        _digest=record.get("WARC-Payload-Digest"),
        _archive=archive,
    )


def _words(record: Record, name: str) -> str | None:
    written = record.get(f"WARC-Bulletin-{name}")
    return None if written is None else read_words(written)


def _redirect(written: str) -> Redirect:
    match = re.fullmatch(r"([0-9]{1,9}) (\S*) (\S*)", written)
    if not match:
        raise ValueError("a redirect cannot be read")
    return Redirect(read_words(match[2]), int(match[1]), read_words(match[3]))


def _outcome(written: str | None) -> Outcome | None:
    try:
        return Outcome.read(written) if written else None
    except ValueError:
        return None


def _seconds(written: str | None) -> float:
    return float(written) if written and re.fullmatch(r"[0-9]{1,9}\.[0-9]{1,9}", written) else 0.0
