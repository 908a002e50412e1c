"""A page → its article."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal
from urllib.parse import urljoin

from bulletin_nlp.errors import BulletinError
from bulletin_nlp.lexicon.loader import read_lexicon
from bulletin_nlp.page.body import Index, drop_non_text, find_body, han_count
from bulletin_nlp.page.lines import element_lines
from bulletin_nlp.page.metadata import PageMetadata, date_in_url, read_labels, read_meta, title_without_site
from bulletin_nlp.text.decode import sanitize_str
from bulletin_nlp.text.script import detect_script, raw_to_simplified

if TYPE_CHECKING:
    from bs4 import BeautifulSoup
    from bs4.element import Tag

__all__ = ["Article", "Attachment", "looks_like_html", "read_page"]

_ROOT = re.compile(r"<(?:!doctype\s+html|html|head|body)[\s>/]", re.IGNORECASE)
_ELEMENT = re.compile(
    r"</?(?:div|p|span|br|table|tr|td|meta|title|a|ul|li|h[1-6]|strong|b|font|img)[\s>/]", re.I
)
# A < that begins no tag: clone engines write 區域<乙 where they tore a character.
_STRAY = re.compile(r"<(?![A-Za-z/!?])")
#: Elements inside one another beyond this depth are flattened.
DEEPEST = 400
# Elements that nest and are closed; p, li, td and their like are closed by the next.
_NESTING = re.compile(
    r"<(/?)(?:div|span|b|i|u|font|em|strong|a|table|section|article|center|ul|ol|form|blockquote|big|small|sup|sub)"
    r"(?:\s[^<>]{0,2000})?>",
    re.IGNORECASE,
)
_LABELLED = re.compile("[:：]")
_ATTACHMENT = re.compile(r"\.(?:pdf|docx?|xlsx?|wps|et|ofd|zip|rar|pptx?)(?:$|[?#])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that the article links to; ``url`` is absolute where the page's address is known."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Article:
    """The article of a page.

    ``text`` has one line a paragraph, the title first; ``published_basis`` says where the date stands:
    a meta element, a visible label, or the page's address. ``metadata`` holds the meta elements of the
    standard (国办发〔2017〕47号) in its own spelling.
    """

    text: str
    title: str | None = None
    published: date | datetime | None = None
    published_basis: Literal["meta", "label", "url"] | None = None
    site_name: str | None = None
    publisher: str | None = None
    content_source: str | None = None
    url: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()


def looks_like_html(text: str) -> bool:
    """Tell whether a text is a page or a fragment of one, and not prose with a stray ``<``."""
    head = text[:20_000]
    return bool(_ROOT.search(head[:4_000])) or len(_ELEMENT.findall(head)) >= 4


def read_page(html: str, *, url: str | None = None) -> Article:
    """Read the article of a page.

    Args:
        html: the page, decoded.
        url: its address, for the date in it and for attachments.

    Raises:
        BulletinError: ``page_no_article`` where the page has none (a list, a shell, an error page).
    """
    from bs4 import BeautifulSoup

    html, _ = sanitize_str(html)
    soup = BeautifulSoup(_flatten(_STRAY.sub("&lt;", html)), "lxml")
    found = read_meta(soup)
    tab_title = " ".join(soup.title.get_text().split()) if soup.title else ""
    drop_non_text(soup)
    index = Index(soup)
    body = find_body(soup, index)
    if body is None:
        place = url or "the page"
        raise BulletinError(
            "page_no_article", f"{place} holds no article", "give the article's own page or its text"
        )
    body_lines = element_lines(body)
    outside = _outside_lines(soup, body)
    title = _complete(found, tab_title, index, body_lines, outside)
    if found.published is None and url and (day := date_in_url(url)):
        found.published, found.basis = day, "url"
    if title is not None and not _begins_with(body_lines, title):
        body_lines.insert(0, title)
    return Article(
        text="\n".join(
            body_lines if title is None or _begins_with(body_lines, title) else [title, *body_lines]
        ),
        title=title,
        published=found.published,
        published_basis=found.basis,
        site_name=found.site_name,
        publisher=found.publisher,
        content_source=found.content_source,
        url=url or found.values.get("Url"),
        metadata=found.values,
        attachments=_attachments(soup, url),
    )


def _flatten(html: str) -> str:
    """Drop tags nested deeper than any page needs: building such a tree takes quadratic time."""
    depth = 0

    def keep(tag: re.Match[str]) -> str:
        nonlocal depth
        if tag[1]:
            depth -= depth > 0
            return tag[0] if depth < DEEPEST else ""
        depth += 1
        return tag[0] if depth <= DEEPEST else ""

    opened = len(_NESTING.findall(html, 0, len(html)))
    return _NESTING.sub(keep, html) if opened > 2 * DEEPEST else html


def _complete(
    found: PageMetadata, tab_title: str, index: Index, body_lines: list[str], outside: list[str]
) -> str | None:
    """Add to the metadata what title, heading and labels say; return the title."""
    words, site = title_without_site(tab_title, found.site_name)
    found.site_name = found.site_name or site
    title = found.title or _heading(index, tab_title) or words or None
    if title and found.title is None:
        title, _ = title_without_site(title, found.site_name)
    labels = [*outside[:8], *body_lines[:4], *outside[8:]]
    if detect_script("".join(labels)) != "Hans":
        labels = [raw_to_simplified(line) for line in labels]
    read_labels(labels, found)
    return title


def _heading(index: Index, tab_title: str) -> str | None:
    """Return the visible heading; one that ``<title>`` repeats is surest."""
    headings = []
    for selector in read_lexicon("page")["heading"]["selectors"]:
        for tag in index.select(selector):
            if not tag.decomposed:
                words = " ".join(tag.get_text().split())
                if han_count(words) >= 4 and len(words) <= 120:
                    headings.append(words)
    return next((h for h in headings if h in tab_title), headings[0] if headings and not tab_title else None)


def _outside_lines(soup: BeautifulSoup, body: Tag) -> list[str]:
    """Return the short lines of the page that stand around the article, those nearest before it last."""
    before = []
    for element in body.find_all_previous(string=True, limit=400):
        parent = element.parent
        if parent is not None and parent.name not in {"a", "html"} and not _is_inside(element, body):
            before.append(element)
    lines: list[str] = []
    seen: set[int] = set()
    for element in before:
        block = element.find_parent(["p", "div", "li", "td", "dd", "dt", "span", "h1", "h2", "h3"])
        if block is None or id(block) in seen or _holds(block, body):
            words = " ".join(element.split())
        else:
            seen.add(id(block))
            words = " ".join(block.get_text(" ").split())
        # a list's dates are those of other articles
        listed = element.find_parent("li") is not None and not _LABELLED.search(words)
        if words and len(words) <= 200 and not listed:
            lines.append(words)
    return lines


def _is_inside(element: object, body: Tag) -> bool:
    return any(parent is body for parent in getattr(element, "parents", ()))


def _holds(block: Tag, body: Tag) -> bool:
    return any(parent is block for parent in body.parents)


def _begins_with(lines: list[str], title: str) -> bool:
    """Tell whether the title stands among the article's first lines, perhaps over two of them."""
    bare = re.sub(r"\s", "", title)
    return bare in re.sub(r"\s", "", "".join(lines[:4]))


def _attachments(soup: BeautifulSoup, url: str | None) -> tuple[Attachment, ...]:
    found: dict[str, Attachment] = {}
    for link in soup.find_all("a", href=_ATTACHMENT):
        href = str(link["href"]).strip()
        try:
            address = urljoin(url, href) if url else href
        except ValueError:  # http://[ and the like
            continue
        title = " ".join(str(link.get("title") or link.get_text()).split())
        found.setdefault(address, Attachment(title or href, address))
    return tuple(found.values())
