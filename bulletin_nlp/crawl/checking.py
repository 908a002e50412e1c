"""``check_portal``: one list and one article, and what each selector of the description finds there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from bulletin_nlp.batch.inputs import Failure
from bulletin_nlp.crawl.archive import Archive, ArchivedAnswer
from bulletin_nlp.crawl.fetch import Answer, Fetcher
from bulletin_nlp.crawl.list_visit import refused
from bulletin_nlp.crawl.lists import ListCheck, ListItem, check_list, read_list
from bulletin_nlp.crawl.outcome import Outcome
from bulletin_nlp.crawl.visit import CHINA
from bulletin_nlp.errors import BulletinError
from bulletin_nlp.page import Article, read_page
from bulletin_nlp.portals.description import ListSource, Portal
from bulletin_nlp.text.decode import decode

__all__ = ["ArticleCheck", "CheckedList", "Finding", "PortalCheck", "check_portal"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a selector finds: in the page as it is now, and in the last good archived one.

    Args:
        key: as in the description, such as ``select.items``.
        expression: the selector.
        origin: ``portal`` or ``family``.
        count: what it finds now.
        example: the first of it.
        before: what it found in the archived page; None where there is none, or now is good.
        before_at: when that page was fetched.
        before_example: the first of it.
    """

    key: str
    expression: str
    origin: str
    count: int
    example: str | None = None
    before: int | None = None
    before_at: datetime | None = None
    before_example: str | None = None


@dataclass(frozen=True, slots=True)
class CheckedList:
    """A list as it is now: what its selectors find, its entries, or why it could not be looked at."""

    column: str
    url: str
    outcome: Outcome | None
    message: str | None
    findings: tuple[Finding, ...] = ()
    items: tuple[ListItem, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ArticleCheck:
    """An article as it is now: what was read of it, or why it could not be."""

    url: str
    outcome: Outcome | None
    message: str | None
    article: Article | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class PortalCheck:
    """What a check of a portal found."""

    portal: str
    listed: CheckedList
    article: ArticleCheck | None

    @property
    def passed(self) -> bool:
        """Whether list and article were read, and every selector of the description found something."""
        if self.article is None or self.article.outcome is not None or self.listed.outcome is not None:
            return False
        found = (*self.listed.findings, *self.article.findings)
        missed = any(f.origin == "portal" and f.expression and not f.count for f in found)
        return not missed and not self.listed.problems


def check_portal(
    portal: Portal, fetcher: Fetcher, archive: Archive | None = None, *, column: str | None = None
) -> PortalCheck:
    """Fetch one list and one article of a portal and say what each selector finds; nothing is written.

    A selector that finds nothing is set beside the last archived page of the same list, or of an article, in
    which it found something.

    Args:
        portal: the portal, which need not be enabled.
        fetcher: what asks.
        archive: where earlier pages are.
        column: the list; None for the first.

    Raises:
        BulletinError: ``option_invalid`` where the portal has no such list.
    """
    source = _source(portal, column)
    answer = fetcher.fetch(source.url, portal, expect="list")
    listed = _check_list(portal, source, answer, archive)
    article = None
    if listed.items:
        item = listed.items[0]
        article = _check_article(portal, fetcher.fetch(item.url, portal), item, archive)
    return PortalCheck(portal.name, listed, article)


def _source(portal: Portal, column: str | None) -> ListSource:
    for source in portal.lists:
        if column in (None, source.column):
            return source
    columns = ", ".join(source.column for source in portal.lists)
    raise BulletinError("option_invalid", f"{portal.name} has no list {column!r}", f"it has: {columns}")


def _check_list(portal: Portal, source: ListSource, answer: Answer, archive: Archive | None) -> CheckedList:
    if answer.problem is not None:
        return CheckedList(source.column, source.url, answer.problem, answer.message)
    now = check_list(answer.body, portal, answer.final_url, _today())
    outcome, message = refused(now.page) or (None, None)
    before = None
    if now.missed and archive is not None:
        before = _last_good_list(portal, source, archive)
    expected = {"too_few_items", "too_old"}
    return CheckedList(
        source.column,
        source.url,
        outcome,
        message,
        tuple(_list_findings(now, before)),
        now.page.items,
        tuple(str(problem.message) for problem in now.page.problems if problem.code in expected),
    )


def _list_findings(now: ListCheck, before: tuple[ListCheck, datetime] | None) -> Iterator[Finding]:
    formerly = {found.selector: found for found in before[0].found} if before is not None else {}
    for found in now.found:
        old = formerly.get(found.selector) if not found.count and found.expression else None
        yield Finding(
            f"select.{found.selector}",
            found.expression,
            found.origin,
            found.count,
            found.example,
            old.count if old is not None else None,
            before[1] if before is not None and old is not None else None,
            old.example if old is not None else None,
        )


def _last_good_list(
    portal: Portal, source: ListSource, archive: Archive
) -> tuple[ListCheck, datetime] | None:
    """Return the last archived first page of a list with entries."""
    good = None
    for found in _archived(archive, portal.name, "list"):
        if found.url == source.url:
            read = read_list(found.body, found.final_url, portal, column=source.column)
            if read.items:
                good = found
    if good is None:
        return None
    return check_list(good.body, portal, good.final_url, good.fetched_at.date()), good.fetched_at


def _check_article(portal: Portal, answer: Answer, item: ListItem, archive: Archive | None) -> ArticleCheck:
    if answer.problem is not None:
        return ArticleCheck(item.url, answer.problem, answer.message)
    try:
        article = _read(portal, answer.body, answer.content_type, item.url, item.published)
    except BulletinError as error:
        return ArticleCheck(item.url, Outcome("failed", error.code), error.message)
    missed: set[str] = set(article.missed_selectors)
    before = None
    if missed and archive is not None:
        before = _last_good_article(portal, missed, archive)
    findings = []
    for key, selector in portal.article:
        if selector is None:
            continue
        hit = key not in missed
        findings.append(
            Finding(
                f"article.{key}",
                selector,
                "portal",
                int(hit),
                before=1 if not hit and before is not None and key in before[1] else None,
                before_at=before[0].fetched_at if not hit and before is not None else None,
                before_example=before[0].url if not hit and before is not None else None,
            )
        )
    return ArticleCheck(item.url, None, None, article, tuple(findings))


def _last_good_article(
    portal: Portal, missed: set[str], archive: Archive
) -> tuple[ArchivedAnswer, set[str]] | None:
    """Return the last archived article in which one of some selectors found something, and which did."""
    good = None
    for found in _archived(archive, portal.name, "article"):
        try:
            article = _read(portal, found.body, found.content_type, found.url, None)
        except BulletinError:
            continue
        hits = missed - set(article.missed_selectors)
        if hits:
            good = found, hits
    return good


def _archived(archive: Archive, portal: str, kind: str) -> Iterator[ArchivedAnswer]:
    for found in archive.answers(portal):
        if isinstance(found, Failure) or found.kind != kind or found.revisit:
            continue
        if found.problem is None and found.status == 200:
            yield found


def _read(portal: Portal, body: bytes, content_type: str | None, url: str, listed: date | None) -> Article:
    text = decode(body, declared=content_type).text
    select = portal.article
    return read_page(
        text,
        url=url,
        selector=select.body,
        listed=listed,
        date_selector=select.date,
        source_selector=select.source,
    )


def _today() -> date:
    return datetime.now(UTC).astimezone(CHINA).date()
