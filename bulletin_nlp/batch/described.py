"""Bulletins that come with what is known of them: an object of a JSONL file, a row of a table."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from bulletin_nlp.api import read_published
from bulletin_nlp.batch.metadata import read_day
from bulletin_nlp.errors import BulletinError
from bulletin_nlp.extraction.reading import Given

__all__ = ["FIELDS", "described", "described_line"]

#: The names with a meaning, beside ``text`` and ``html``; every other travels with the record as it is.
FIELDS = ("published", "url", "site_name", "publisher", "external_id", "title")

_CONTENT = ("text", "html")


def described_line(data: bytes, given: Given) -> tuple[str | bytes, Given]:
    """Return the text of a JSONL line and what is known of it.

    Args:
        data: the line; UTF-8, or another encoding that can be told from it.
        given: what is known of every line; what the line says has precedence.

    Raises:
        BulletinError: ``input_damaged``, or one of decoding.
    """
    from bulletin_nlp.text.decode import decode

    decoded = decode(data)
    try:
        values = json.loads(decoded.text)
    except (ValueError, RecursionError) as error:
        place = f" at character {error.pos + 1}" if isinstance(error, json.JSONDecodeError) else ""
        raise BulletinError("input_damaged", f"the line is no JSON{place}", "mend that line") from error
    if not isinstance(values, dict):
        raise BulletinError("input_damaged", "the line is no JSON object", "mend that line")
    return described(values, replace(given, encoding=decoded.encoding))


def described(values: Mapping[str, Any], given: Given) -> tuple[str | bytes, Given]:
    """Return the text of an object and what is known of it.

    Args:
        values: ``text`` or ``html`` (where both are there, the text is read), :data:`FIELDS`, and others.
        given: what is known already; what the object says has precedence.

    Raises:
        BulletinError: ``input_damaged`` where there is no text or a value cannot be used.
    """
    known = {name.lower(): value for name, value in values.items() if name.lower() in (*FIELDS, *_CONTENT)}
    content = known.get("text") or known.get("html") or ""
    if not isinstance(content, str | bytes):
        raise BulletinError("input_damaged", "'text' or 'html' is no text", "mend it")
    if not content and not known.keys() & set(_CONTENT):
        raise BulletinError("input_damaged", "there is neither 'text' nor 'html'", "name the text so")
    said = {name: text for name in FIELDS[1:] if (text := _as_text(known.get(name)))}
    extra = {
        name: text
        for name, value in values.items()
        if name.lower() not in known and (text := _as_text(value)) is not None
    }
    changed = replace(given, extra={**given.extra, **extra}, **said)  # type: ignore[arg-type]
    published = _published(known.get("published"))
    if published is not None:
        changed = replace(changed, published=published, published_basis="given")
    return content, changed


def _published(value: Any) -> date | datetime | None:
    if isinstance(value, date):
        return read_published(value)
    text = _as_text(value)
    if not text or not text.strip():
        return None
    try:
        return read_day(text)
    except BulletinError as error:
        raise BulletinError("input_damaged", error.message, error.remedy) from error


def _as_text(value: Any) -> str | None:
    """Return a value as the record keeps it: text as it is, anything else as JSON."""
    if value is None:
        return None
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return json.dumps(value, ensure_ascii=False, default=_iso)


def _iso(value: Any) -> str:
    return str(value.isoformat()) if hasattr(value, "isoformat") else str(value)
