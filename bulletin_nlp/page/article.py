"""A page → its article."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

from bulletin_nlp.errors import BulletinError
from bulletin_nlp.lexicon.loader import read_lexicon
from bulletin_nlp.page.attachments import Attachment, find_attachments
from bulletin_nlp.page.body import Index, drop_furniture, drop_link_lists, drop_scripts, find_body, han_count
from bulletin_nlp.page.captions import take_captions
from bulletin_nlp.page.chosen import chosen_elements, chosen_words
from bulletin_nlp.page.date_forms import date_in_url, first_date
from bulletin_nlp.page.document_block import read_document_block
from bulletin_nlp.page.headline import Headline, find_headline
from bulletin_nlp.page.hosting import hosted_by, original_of
from bulletin_nlp.page.lines import element_lines
from bulletin_nlp.page.metadata import (
    CHOSEN,
    Basis,
    PageMetadata,
    read_labels,
    read_meta,
    resolve_source,
    source_of,
    title_without_site,
)
from bulletin_nlp.page.nesting import is_gone, shallow
from bulletin_nlp.page.surroundings import Surroundings, page_lines, surroundings
from bulletin_nlp.page.trafilatura_text import trafilatura_lines
from bulletin_nlp.text.decode import sanitize_str
from bulletin_nlp.text.script import detect_script, raw_to_simplified

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

__all__ = ["Article", "Attachment", "looks_like_html", "read_page"]

_ROOT = re.compile(r"<(?:!doctype\s+html|html|head|body)[\s>/]", re.IGNORECASE)
_ELEMENT = re.compile(
    r"</?(?:div|p|span|br|table|tr|td|meta|title|a|ul|li|h[1-6]|strong|b|font|img)[\s>/]", re.I
)
# A < that begins no tag: clone engines write 區域<乙 where they tore a character.
_STRAY = re.compile(r"<(?![A-Za-z/!?])")
# Elements that nest until they are closed; p, li, td and their like are closed by the next.
_NESTING = re.compile(
    r"<(/?)(?!(?:html|head|body|p|li|t[rdh]|tbody|thead|tfoot|d[td]|option|optgroup|col|colgroup|caption|br|hr|img"
    r"|input|meta|link|area|base|embed|param|source|track|wbr|script|style|title|textarea|select)[\s/>])"
    r"[A-Za-z][^\s<>/]{0,60}(?:[\s/][^<>]{0,2000})?>",
    re.IGNORECASE,
)
#: Lines of the body in which the headline, and the block of a document, may stand.
HEAD_LINES = 8
BLOCK_LINES = 30
#: Lines of the body's end in which a label may stand.
TAIL_LINES = 4

BodyBasis = Literal["selector", "container", "density", "trafilatura"]
SelectorName = Literal["body", "date", "source"]


@dataclass(frozen=True, slots=True)
class Article:
    """The article of a page.

    ``text`` has one line a paragraph and one a table's row, the title first; ``published_basis`` says where
    the date stands: the portal's list, a meta element, a visible label, or the page's address.
    ``metadata`` holds the meta elements of the standard (国办发〔2017〕47号) in its own spelling,
    ``document`` the block of a government document (``index_number``, ``issuer``, ``validity`` …), as
    printed. ``captions`` are the words under pictures, which are not in the text. ``hosted_by`` is the site
    that asks whether to leave it; ``clone_of`` the official domain (or path) whose page a foreign host
    shows. ``body_basis`` says how the body was found and ``template`` in which CMS's container; where a
    selector was given and the basis is another, the portal's layout has changed.
    """

    text: str
    title: str | None = None
    published: date | datetime | None = None
    published_basis: Basis | None = None
    site_name: str | None = None
    publisher: str | None = None
    content_source: str | None = None
    url: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()
    document: Mapping[str, str] = field(default_factory=dict)
    captions: tuple[str, ...] = ()
    hosted_by: str | None = None
    clone_of: str | None = None
    body_basis: BodyBasis = "density"
    template: str | None = None
    missed_selectors: tuple[SelectorName, ...] = ()


def looks_like_html(text: str) -> bool:
    """Tell whether a text is a page or a fragment of one, and not prose with a stray ``<``."""
    head = text[:20_000]
    return bool(_ROOT.search(head[:4_000])) or len(_ELEMENT.findall(head)) >= 4


def read_page(
    html: str,
    *,
    url: str | None = None,
    selector: str | None = None,
    date_selector: str | None = None,
    source_selector: str | None = None,
    listed: date | None = None,
) -> Article:
    """Read the article of a page.

    Its day is that of the portal's list, else that of the meta elements, else what ``date_selector``
    chooses, else what a label or the headline shows, else what the address gives. The selector's date comes
    behind the meta elements since these are a standard's (国办发〔2017〕47号) while a selector may come to
    mean another element after a redesign; as every shown date it adds the time to a day, and mends a
    template's hh for HH.

    Args:
        html: the page, decoded.
        url: its address, for the date in it, for attachments, and to tell a clone.
        selector: the CSS selector of the body on this portal; where it finds nothing, the usual way is gone.
        date_selector: … of the date, ``selector@attribute`` for an attribute.
        source_selector: … of the source; it goes before what labels say, and the meta element before it.
        listed: the day that the portal's list gives for the page; it goes before what the page says.

    Raises:
        BulletinError: ``page_no_article`` where the page has none (a list, a shell, an error page);
            ``option_invalid`` where a selector is none.
    """
    from bs4 import BeautifulSoup

    html, _ = sanitize_str(html)
    html = shallow(_STRAY.sub("&lt;", html), _NESTING)
    soup = BeautifulSoup(html, "lxml")
    found = read_meta(soup)
    tab_title = " ".join(soup.title.get_text().split()) if soup.title else ""
    missed = _read_chosen(soup, found, date_selector, source_selector)
    drop_scripts(soup)
    host = hosted_by(soup.get_text("\n"))
    chosen = chosen_elements(soup, selector)
    around_lines = page_lines(soup)
    attachments = find_attachments(soup, url)
    drop_furniture(soup, chosen)
    index = Index(soup)
    body = find_body(soup, index, chosen)
    if body is not None:
        around = surroundings(around_lines, body.elements)
        captions = tuple(caption for part in body.elements for caption in take_captions(part))
        if body.basis == "density":
            for part in body.elements:
                drop_link_lists(part)
        lines = [line for part in body.elements for line in element_lines(part)]
    elif (read := trafilatura_lines(html)) is not None:
        around, captions, lines = Surroundings(), (), read
    else:
        place = url or "the page"
        raise BulletinError(
            "page_no_article", f"{place} holds no article", "give the article's own page or its text"
        )
    if selector is not None and (body is None or body.basis != "selector"):
        missed.insert(0, "body")
    title = _complete(found, tab_title, index, lines, around)
    original = original_of(url, found.values.get("SiteDomain"))
    found.site_name = found.site_name or host
    _settle_date(found, url, listed)
    # on a clone 本站 means the site that was copied, which its own meta element alone names
    resolve_source(found, found.values.get("SiteName") if original else found.site_name)
    return Article(
        text="\n".join(lines if title is None or _begins_with(lines, title) else [title, *lines]),
        title=title,
        published=found.published,
        published_basis=found.basis,
        site_name=found.site_name,
        publisher=found.publisher,
        content_source=found.content_source,
        url=url or found.values.get("Url"),
        metadata=found.values,
        attachments=attachments,
        document=read_document_block(_simplified([*reversed(around.before), *lines[:BLOCK_LINES]])),
        captions=captions,
        hosted_by=host,
        clone_of=original,
        body_basis=body.basis if body is not None else "trafilatura",
        template=body.template if body is not None else None,
        missed_selectors=tuple(missed),
    )


def _read_chosen(
    soup: BeautifulSoup, found: PageMetadata, date_selector: str | None, source_selector: str | None
) -> list[SelectorName]:
    """Add what the portal's selectors of date and source choose; return which of them chose nothing."""
    missed: list[SelectorName] = []
    if date_selector is not None:
        days = (first_date(words) for words in _simplified(chosen_words(soup, date_selector)))
        if day := next(filter(None, days), None):
            found.shown.append((CHOSEN, day))
        else:
            missed.append("date")
    if source_selector is not None:
        sources = (source_of(words) for words in _simplified(chosen_words(soup, source_selector)))
        if source := next(filter(None, sources), None):
            found.content_source = found.content_source or source
        else:
            missed.append("source")
    return missed


def _settle_date(found: PageMetadata, url: str | None, listed: date | None) -> None:
    """Put the day of the portal's list first and the one in the address last.

    The list knows only the day: where the page gives a time on that day, the time is kept.
    """
    if listed is not None:
        day = found.published.date() if isinstance(found.published, datetime) else found.published
        found.published = found.published if day == listed else listed
        found.basis = "list"
    elif found.published is None and url and (day := date_in_url(url)):
        found.published, found.basis = day, "url"


def _simplified(lines: Sequence[str]) -> list[str]:
    if detect_script("".join(lines)) == "Hans":
        return list(lines)
    return [raw_to_simplified(line) for line in lines]


def _complete(
    found: PageMetadata, tab_title: str, index: Index, lines: list[str], around: Surroundings
) -> str | None:
    """Add to the metadata what title, heading and labels say; return the title."""
    words, site = title_without_site(tab_title, found.site_name)
    if words.endswith(tuple(read_lexicon("page")["heading"]["site_endings"])) and (
        shown := _heading(index, "")
    ):
        # some templates write the site's name alone into <title>
        site, words = site or words, shown
    found.site_name = found.site_name or site
    title = found.title or _heading(index, tab_title) or words or None
    if title and found.title is None:
        title, _ = title_without_site(title, found.site_name)
    before = [*around.before[:8], *lines[:HEAD_LINES], *around.before[8:]]
    after = _simplified([*lines[-TAIL_LINES:], *around.after])
    headline = find_headline(around.before, lines, title)
    below, elsewhere = _simplified(headline.below_title), _simplified(headline.elsewhere)
    read_labels(_simplified(before), after, found, Headline(tuple(below), tuple(elsewhere)))
    return title


def _heading(index: Index, tab_title: str) -> str | None:
    """Return the visible heading; one that ``<title>`` repeats is surest."""
    headings = []
    for selector in read_lexicon("page")["heading"]["selectors"]:
        for tag in index.select(selector):
            if not is_gone(tag):
                words = " ".join(tag.get_text().split())
                if han_count(words) >= 4 and len(words) <= 120:
                    headings.append(words)
    return next((h for h in headings if h in tab_title), headings[0] if headings and not tab_title else None)


def _begins_with(lines: list[str], title: str) -> bool:
    """Tell whether the title stands among the article's first lines, perhaps over two of them."""
    bare = re.sub(r"\s", "", title)
    return bare in re.sub(r"\s", "", "".join(lines[:4]))
