"""The library's two doors: :func:`extract` for one text, :func:`load` for a spaCy pipeline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from bulletin_nlp.errors import BulletinError

if TYPE_CHECKING:
    from spacy.language import Language

    from bulletin_nlp.extraction.reading import Given
    from bulletin_nlp.record import Bulletin

__all__ = ["extract", "extract_given", "load", "read_published"]

# A megabyte of Chinese is a book; what is longer than this is no bulletin (spaCy counts code points).
_MAX_LENGTH = 50_000_000


def load(*, disable: Iterable[str] = ()) -> Language:
    """Return a spaCy pipeline that reads bulletins.

    ``nlp(text)`` gives a Doc whose ``doc._.bulletin`` is the record and whose
    ``doc.spans["bulletin/<kind>"]`` hold the mentions; ``nlp.pipe(texts)`` streams, and
    ``nlp.pipe(pairs, as_tuples=True)`` takes with each text a mapping of what is known of it
    (``published``, ``site_name``, …).

    Args:
        disable: kinds to leave out, such as ``["tasks"]``.

    Raises:
        BulletinError: ``option_invalid`` for a kind that does not exist.
    """
    import spacy

    from bulletin_nlp.extraction.finders import FINDERS

    left_out = set(disable)
    unknown = left_out - FINDERS.keys()
    if unknown:
        raise BulletinError(
            "option_invalid",
            f"no component named {', '.join(sorted(unknown))}",
            f"use {', '.join(FINDERS)}",
        )
    nlp = spacy.blank(
        "zh", config={"nlp": {"tokenizer": {"@tokenizers": "bulletin_nlp.CharacterTokenizer.v1"}}}
    )
    nlp.max_length = _MAX_LENGTH
    for kind in FINDERS:
        if kind not in left_out:
            nlp.add_pipe(f"bulletin_{kind}")
    return nlp


def read_published(value: date | datetime | str | None) -> date | datetime | None:
    """Read a date of publication as callers give it.

    Args:
        value: a date, a datetime (without a zone it is Asia/Shanghai) or ISO text.

    Raises:
        BulletinError: ``option_invalid`` where the text is no ISO date.
    """
    from datetime import timedelta, timezone

    shanghai = timezone(timedelta(hours=8), "Asia/Shanghai")
    if isinstance(value, str):
        text = value.strip()
        try:
            value = date.fromisoformat(text) if len(text) <= 10 else datetime.fromisoformat(text)
        except ValueError:
            raise BulletinError(
                "option_invalid", f"published {text!r} is not a date", "write it as 2025-02-14"
            ) from None
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=shanghai)
    return value


def extract_given(text: str, given: Given) -> Bulletin:
    """Return the record of a text, with what is known about it as one value.

    Args:
        text: the bulletin's text as received; HTML is the business of :mod:`bulletin_nlp.page`.
        given: what the caller knows.
    """
    from bulletin_nlp.extraction.assemble import assemble
    from bulletin_nlp.extraction.finders import finished_reading

    # The record needs no Doc, so none is built here: `load()` runs the same finders behind spaCy.
    return assemble(finished_reading(text, given))


def extract(
    text: str,
    *,
    published: date | datetime | str | None = None,
    site_name: str | None = None,
    publisher: str | None = None,
    content_source: str | None = None,
    title: str | None = None,
    url: str | None = None,
    external_id: str | None = None,
    extra: Mapping[str, str] | None = None,
) -> Bulletin:
    """Return the structured record of one bulletin.

    Args:
        text: the bulletin's text as received, Simplified or Traditional, clean or damaged.
        published: date of publication, which gives undated months and days their year.
        site_name: the portal that hosts the page; helps to resolve ambiguous places.
        publisher: the body that issued the bulletin.
        content_source: the source as printed on the page.
        title: the title, where it is known from outside the text.
        url: address of the page.
        external_id: the caller's own id.
        extra: further columns that travel with the record.

    Returns:
        The record. Every value in it points at the words it came from, in both texts.

    Raises:
        BulletinError: ``option_invalid`` for a ``published`` that is no date.

    Example:
        >>> extract("2025年，全省计划开工改造1289个小区。").metrics[0].value
        1289
    """
    from bulletin_nlp.extraction.reading import Given

    return extract_given(
        text,
        Given(
            published=read_published(published),
            site_name=site_name,
            publisher=publisher,
            content_source=content_source,
            title=title,
            url=url,
            external_id=external_id,
            extra=dict(extra or {}),
        ),
    )
