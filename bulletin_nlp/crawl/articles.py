"""An article as it is read: its body, with what its list and its portal's description know of it."""

from __future__ import annotations

from datetime import date, datetime

from bulletin_nlp.batch import Input
from bulletin_nlp.batch.inputs import PageHints, Response
from bulletin_nlp.extraction.reading import Given
from bulletin_nlp.portals.description import Portal
from bulletin_nlp.record import ArchiveRef
from bulletin_nlp.store.crawl_entries import ArchivePosition

__all__ = ["article_input"]


def article_input(
    portal: Portal | None,
    url: str,
    body: bytes,
    content_type: str | None,
    *,
    fetched_at: datetime,
    at: ArchivePosition | None,
    listed: date | None,
    columns: tuple[str, ...],
) -> Input:
    """Return an article as an input.

    Args:
        portal: the portal; None where its description is no longer there.
        url: the article's address, which names the input.
        body: its bytes.
        content_type: as the server said it.
        fetched_at: when it came.
        at: where it is archived.
        listed: the day that its list gives.
        columns: the lists that name it.
    """
    extra = {} if portal is None else {"portal": portal.name}
    if columns:
        extra["columns"] = "，".join(columns)
    given = Given(
        url=url,
        site_name=portal.title if portal is not None else None,
        publisher=portal.publisher if portal is not None else None,
        fetched_at=fetched_at,
        archive=None if at is None else ArchiveRef(file=at.file, record_id=at.record_id),
        extra=extra,
    )
    select = portal.article if portal is not None else None
    hints = PageHints(
        select.body if select else None,
        select.date if select else None,
        select.source if select else None,
        listed,
    )
    return Input(url, None, given, Response(body, content_type, hints))
