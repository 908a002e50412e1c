"""Asking a portal: from the archive where an interrupted run has the answer, else over the network."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bulletin_nlp.batch.inputs import Failure
from bulletin_nlp.crawl.archive import Archive, ArchivedAnswer, ArchivedAt, ArchiveWriter
from bulletin_nlp.crawl.fetch import Answer, Fetcher
from bulletin_nlp.errors import BulletinError
from bulletin_nlp.portals.description import Portal
from bulletin_nlp.store.crawl_entries import ArchivePosition, Page

__all__ = ["Asked", "Asking", "Kept", "kept_answers"]

Kind = Literal["list", "article"]
#: Answers that an interrupted run archived and did not come to settle, by kind and address.
Kept = dict[tuple[str, str], ArchivedAt]


@dataclass(frozen=True, slots=True)
class Asked:
    """An answer, and where it is archived; null where there was none that can be."""

    answer: Answer
    at: ArchivePosition | None


def kept_answers(
    archive: Archive, portal: str, after: ArchivePosition | None, resumed: datetime | None
) -> Kept:
    """Return what an interrupted run archived and did not come to settle, of each address the last.

    Args:
        archive: the archive.
        portal: the portal's name.
        after: the furthest answer that is settled; None where none is.
        resumed: when the run began that goes on: what its lists said still holds. None for a new run.
    """
    found: Kept = {}
    for answer in archive.answers(portal, after=_archived_at(after)):
        if isinstance(answer, Failure):
            continue
        if answer.kind == "list" and (resumed is None or answer.fetched_at < resumed):
            continue
        found[answer.kind, answer.url] = answer.at
    return found


class Asking:
    """How a visit asks.

    Args:
        portal: the portal.
        fetcher: what asks.
        writer: what archives.
        archive: what reads back.
        kept: what need not be asked again.
    """

    def __init__(
        self, portal: Portal, fetcher: Fetcher, writer: ArchiveWriter, archive: Archive, kept: Kept
    ) -> None:
        self._portal = portal
        self._fetcher = fetcher
        self._writer = writer
        self._archive = archive
        self._kept = kept

    def list_page(self, url: str, column: str) -> Asked:
        """Ask for a page of a list."""
        return self._again("list", url) or self._archived(
            self._fetcher.fetch(url, self._portal, expect="list"), "list", column, None
        )

    def article(self, page: Page) -> Asked:
        """Ask for an article, whether it has changed where it was read before."""
        kept = self._again("article", page.url)
        if kept is not None:
            return kept
        body = page.body if page.body.content_sha256 is not None else None
        answer = self._fetcher.fetch(
            page.url,
            self._portal,
            etag=body.etag if body else None,
            last_modified=body.last_modified if body else None,
        )
        column = page.columns[0] if page.columns else None
        return self._archived(answer, "article", column, body.archived if body else None)

    def _archived(
        self, answer: Answer, kind: Kind, column: str | None, former: ArchivePosition | None
    ) -> Asked:
        if answer.status is None:
            return Asked(answer, None)
        at = _archived_at(former)
        if answer.not_modified:
            if at is None:
                return Asked(answer, None)
            return Asked(answer, _position(self._writer.revisit(answer, former=at)))
        written = self._writer.response(answer, kind=kind, column=column, former=at)
        return Asked(answer, _position(written))

    def _again(self, kind: Kind, url: str) -> Asked | None:
        """Return the answer of an interrupted run; None where it has none, or one that cannot be read."""
        at = self._kept.pop((kind, url), None)
        if at is None:
            return None
        try:
            archived = self._archive.read(at)
        except BulletinError:
            return None
        return Asked(_as_answered(archived), _position(at))


def _as_answered(archived: ArchivedAnswer) -> Answer:
    """Return an archived answer as it was when it came."""
    return Answer(
        url=archived.url,
        final_url=archived.final_url,
        status=archived.status,
        headers=archived.headers,
        body=b"" if archived.status == 304 else archived.body,
        fetched_at=archived.fetched_at,
        seconds=archived.seconds,
        redirects=archived.redirects,
        problem=archived.problem,
        message=archived.message,
    )


def _position(at: ArchivedAt) -> ArchivePosition:
    return ArchivePosition(at.file, at.offset, at.record_id)


def _archived_at(at: ArchivePosition | None) -> ArchivedAt | None:
    return None if at is None else ArchivedAt(at.file, at.offset, at.record_id)
