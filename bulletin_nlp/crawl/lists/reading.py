"""``read_list``: the bytes of a list page in, its entries out. Nothing here asks a portal for anything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlsplit

from bulletin_nlp.crawl.lists.addresses import column_of
from bulletin_nlp.crawl.lists.gkmlpt import read_gkmlpt
from bulletin_nlp.crawl.lists.govcn import read_govcn
from bulletin_nlp.crawl.lists.jpaas import read_jpaas
from bulletin_nlp.crawl.lists.jpage import read_jpage
from bulletin_nlp.crawl.lists.kaipu import next_column_index, read_kaipu
from bulletin_nlp.crawl.lists.nfcms import next_from_1, read_nfcms
from bulletin_nlp.crawl.lists.outcome import Found, ListPage, Problem
from bulletin_nlp.crawl.lists.refusals import refusal_of
from bulletin_nlp.crawl.lists.source import ListSourcePage
from bulletin_nlp.crawl.lists.static_pages import Paging, read_static
from bulletin_nlp.crawl.lists.trs import next_from_0, read_trs
from bulletin_nlp.crawl.lists.vsb import next_descending, read_vsb
from bulletin_nlp.crawl.lists.webplus import next_list_number, read_webplus
from bulletin_nlp.crawl.lists.whole import no_next, read_whole
from bulletin_nlp.errors import BulletinError
from bulletin_nlp.lexicon.loader import read_lexicon
from bulletin_nlp.portals.description import ListSource, Portal
from bulletin_nlp.text.decode import decode, sanitize_str

__all__ = ["READERS", "ListCheck", "check_list", "read_list"]

#: The reader of each family.
READERS: dict[str, Callable[[ListSourcePage], ListPage]] = {
    "trs": read_trs,
    "nfcms": read_nfcms,
    "kaipu": read_kaipu,
    "vsb": read_vsb,
    "webplus": read_webplus,
    "whole": read_whole,
    "html": read_whole,
    "gkmlpt": read_gkmlpt,
    "jpage": read_jpage,
    "jpaas": read_jpaas,
    "govcn": read_govcn,
}
_PAGING: dict[str, Paging] = {
    "none": no_next,
    "index_from_0": next_from_0,
    "index_from_1": next_from_1,
    "column_index": next_column_index,
    "descending": next_descending,
    "list_number": next_list_number,
}


@dataclass(frozen=True, slots=True)
class ListCheck:
    """What a portal's description makes of a page: what every selector found, and what is wrong."""

    portal: str
    url: str
    page: ListPage

    @property
    def found(self) -> tuple[Found, ...]:
        """What every selector found."""
        return self.page.found

    @property
    def missed(self) -> tuple[Found, ...]:
        """The selectors that found nothing though something is selected by them."""
        return tuple(found for found in self.page.found if found.count == 0 and found.expression != "")

    @property
    def passed(self) -> bool:
        """Whether the page was read, every selector of the portal found something, and nothing is below
        expectation."""
        below = any(problem.code in ("too_few_items", "too_old") for problem in self.page.problems)
        return self.page.told and not below and not any(found.origin == "portal" for found in self.missed)


def read_list(
    page: bytes | str, url: str, portal: Portal, *, column: str | None = None, seen: date | None = None
) -> ListPage:
    """Read a page of a list.

    Args:
        page: the page as received (any encoding that portals use), or decoded.
        url: its address, which tells its number and column.
        portal: the portal it was asked of.
        column: name of the list it belongs to, as :class:`NextPage` has it; None finds it by the address.
        seen: day on which it was fetched, for years that are not printed and the age that is expected.

    Returns:
        The entries and what is wrong; damaged pages give problems, never an error.
    """
    limit = read_lexicon("list_pages")["bounds"]["bytes"]
    if len(page) > limit:
        return ListPage(problems=(Problem("too_large", f"{len(page):,} bytes, the most is {limit:,}"),))
    if not page.strip():
        return ListPage(problems=(Problem("unreadable", "the page is empty"),))
    try:
        text = decode(page).text if isinstance(page, bytes) else sanitize_str(page)[0]
    except BulletinError as error:
        return ListPage(problems=(Problem("unreadable", str(error)),))
    listed = _column(url, portal, column)
    source = ListSourcePage(text, url, portal, listed, seen)
    read = _with_refusal(source, _reader(portal)(source))
    problems = list(read.problems)
    if listed is None:
        problems.append(
            Problem("column_unknown", f"which list of {portal.name} {url} belongs to is not told")
        )
    if read.items and listed is not None and _is_first(url, listed):
        problems += _unmet(read, portal, seen)
    following = read.next
    if following is not None and not portal.allows(following.url):
        following = None
    return replace(read, next=following, problems=tuple(problems))


def check_list(
    page: bytes | str, portal: Portal, url: str | None = None, seen: date | None = None
) -> ListCheck:
    """Say what a portal's description finds in a page: every selector with its count and an example.

    Args:
        page: the page as received, or decoded.
        portal: the portal.
        url: the page's address; None for the portal's first list.
        seen: day on which it was fetched.
    """
    address = url or portal.lists[0].url
    return ListCheck(portal.name, address, read_list(page, address, portal, seen=seen))


def _reader(portal: Portal) -> Callable[[ListSourcePage], ListPage]:
    if portal.pagination.kind == "family" or portal.format == "json":
        return READERS[portal.family]
    kind = portal.pagination.kind
    if READERS[portal.family] in (read_jpage, read_jpaas):
        return lambda source: replace(READERS[portal.family](source), next=None)
    return lambda source: read_static(source, _PAGING[kind])


def _column(url: str, portal: Portal, column: str | None) -> ListSource | None:
    if column is not None:
        return next((listed for listed in portal.lists if listed.column == column), None)
    return column_of(url, portal)


def _with_refusal(source: ListSourcePage, read: ListPage) -> ListPage:
    """Say of a page without entries what it is instead, in place of what the reader missed."""
    failed = not read.items and any(p.code in ("layout_changed", "unreadable") for p in read.problems)
    if not failed or "<" not in source.text:
        return read
    refusal = refusal_of(source)
    if refusal is None:
        return read
    problem, following = refusal
    kept = tuple(p for p in read.problems if p.code not in ("layout_changed", "unreadable"))
    return replace(read, problems=(*kept, problem), next=following)


def _is_first(url: str, listed: ListSource) -> bool:
    first, this = urlsplit(listed.url), urlsplit(url)
    return (first.path, first.query) == (this.path, this.query)


def _unmet(read: ListPage, portal: Portal, seen: date | None) -> list[Problem]:
    """What a first page lacks of what its portal is expected to have."""
    unmet: list[Problem] = []
    least, oldest = portal.expect.min_items, portal.expect.max_age_days
    if least is not None and len(read.items) < least:
        words = f"{len(read.items)} entries, at least {least} are expected"
        unmet.append(Problem("too_few_items", words, len(read.items)))
    newest = max((item.published for item in read.items if item.published), default=None)
    if seen is not None and oldest is not None and newest is not None and (seen - newest).days > oldest:
        unmet.append(Problem("too_old", f"the newest entry is of {newest}, more than {oldest} days old"))
    return unmet
