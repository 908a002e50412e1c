"""From an input to the text to extract from, with what is known about it."""

from __future__ import annotations

import hashlib
import json
import re
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from bulletin_nlp.batch.inputs import NO_HINTS, Input, Line, PageHints, Response, Row
from bulletin_nlp.errors import BulletinError
from bulletin_nlp.extraction.reading import Given

if TYPE_CHECKING:
    from bulletin_nlp.page import Article

__all__ = ["DEFAULT_MAX_SIZE", "Document", "Received", "read_document", "receive", "understand"]

#: Bytes. A bulletin has some 5 kB, the longest page seen 1.4 MB; what is larger is a dump of something else.
DEFAULT_MAX_SIZE = 20_000_000

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


@dataclass(frozen=True, slots=True)
class Document:
    """A text and what is known about it; ``missed`` are the selectors (``body`` …) that found nothing."""

    text: str
    given: Given
    missed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Received:
    """An input's content as it came: characters or bytes, the charset declared for those, and a hash."""

    content: bytes | str
    given: Given
    sha256: str
    declared: str | None = None
    hints: PageHints = NO_HINTS


def read_document(input: Input, *, max_size: int = DEFAULT_MAX_SIZE) -> Document:
    """Read an input.

    Args:
        input: the input.
        max_size: bytes; what is larger is refused before it is read.

    Raises:
        BulletinError: a code beginning with ``input_``, or ``page_no_article``.
    """
    return understand(receive(input, max_size=max_size))


def receive(input: Input, *, max_size: int = DEFAULT_MAX_SIZE) -> Received:
    """Fetch an input's content.

    Args:
        input: the input.
        max_size: bytes; what is larger is refused before it is read.

    Raises:
        BulletinError: a code beginning with ``input_``.
    """
    match input.content:
        case None:
            data = _read_stdin(max_size) if input.path is None else _read_file(input.path, max_size)
            return _received(data, input.given)
        case Response(data, content_type, hints):
            return replace(_received(data, input.given, content_type), hints=hints)
        case Line(data):
            from bulletin_nlp.batch.described import described_line

            text, given = described_line(data, input.given)
        case Row(values):
            from bulletin_nlp.batch.described import described

            text, given = described(values, input.given)
    if len(text) > max_size:
        raise _too_large("the input is larger", max_size)
    if isinstance(text, bytes):
        return _received(text, given)
    return Received(text, given, hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest())


def understand(received: Received) -> Document:
    """Decode what was received and, of a page, find the article.

    Raises:
        BulletinError: a code beginning with ``input_``, or ``page_no_article``.
    """
    from bulletin_nlp.text.decode import decode, sanitize_str

    content, given = received.content, replace(received.given, content_sha256=received.sha256)
    if not content.strip():
        raise BulletinError("input_empty", "the file holds no text")
    if isinstance(content, bytes):
        decoded = decode(content, declared=received.declared)
        document = _document(decoded.text, replace(given, encoding=decoded.encoding), received.hints)
    else:
        document = _document(sanitize_str(content)[0], given, received.hints)
    if not document.text.strip():
        raise BulletinError("input_empty", "the file holds no text")
    if not _HAN.search(document.text):
        raise BulletinError(
            "input_no_chinese", "the text holds no Chinese", "only Chinese bulletins are read"
        )
    return document


def _received(data: bytes, given: Given, declared: str | None = None) -> Received:
    return Received(data, given, hashlib.sha256(data).hexdigest(), declared)


def _document(text: str, given: Given, hints: PageHints) -> Document:
    """Return a page's article, or the text itself; what the caller said is never overwritten."""
    from bulletin_nlp.page import looks_like_html, read_page

    if not looks_like_html(text):
        if given.published is None and hints.listed is not None:
            given = replace(given, published=hints.listed, published_basis="list")
        return Document(text, given)
    article = read_page(
        text,
        url=given.url,
        selector=hints.body_selector,
        listed=hints.listed,
        date_selector=hints.date_selector,
        source_selector=hints.source_selector,
    )
    known = replace(
        given,
        title=given.title or article.title,
        site_name=given.site_name or article.site_name,
        publisher=given.publisher or article.publisher,
        content_source=given.content_source or article.content_source,
        url=given.url or article.url,
        extra={**_beside_the_text(article), **given.extra},
    )
    if known.published is None and article.published is not None:
        known = replace(known, published=article.published, published_basis=article.published_basis or "meta")
    return Document(article.text, known, article.missed_selectors)


def _beside_the_text(article: Article) -> dict[str, str]:
    """Return what a page says beside its article, as values of ``source.extra``.

    Several attachments or captions are a JSON list.
    """
    found = {f"document_{name}": value for name, value in article.document.items()}
    if article.hosted_by:
        found["hosted_by"] = article.hosted_by
    if article.clone_of:
        found["clone_of"] = article.clone_of
    if article.attachments:
        named = [{"title": a.title, "url": a.url} for a in article.attachments]
        found["attachments"] = json.dumps(named, ensure_ascii=False)
    if article.captions:
        found["captions"] = json.dumps(article.captions, ensure_ascii=False)
    return found


def _read_file(path: Path, max_size: int) -> bytes:
    try:
        with path.open("rb") as file:
            size = path.stat().st_size
            if size > max_size:
                raise _too_large(f"the file has {size / 1e6:.1f} MB", max_size)
            return _read(file, max_size)
    except FileNotFoundError as error:
        raise BulletinError("input_missing", "the path does not exist", "check how it is written") from error
    except OSError as error:
        raise BulletinError(
            "input_unreadable", f"the file cannot be read ({error.strerror})", "see its rights"
        ) from error


def _read_stdin(max_size: int) -> bytes:
    return _read(sys.stdin.buffer, max_size)


def _read(file: BinaryIO, max_size: int) -> bytes:
    # One byte more than allowed: a pipe's size is known only by reading, and a file may have grown.
    data = file.read(max_size + 1)
    if len(data) > max_size:
        raise _too_large("the input is larger", max_size)
    return data


def _too_large(what: str, max_size: int) -> BulletinError:
    return BulletinError(
        "input_too_large", f"{what}, the limit is {max_size / 1e6:g} MB", "raise it with --max-size"
    )
