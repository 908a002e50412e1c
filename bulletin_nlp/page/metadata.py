"""What a page says about its article: meta elements, heading, visible labels, the date in its address."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Literal

from bulletin_nlp.lexicon.loader import read_lexicon
from bulletin_nlp.page.hosting import domain_of
from bulletin_nlp.page.shown_date import american_date, date_after_words, shown_date
from bulletin_nlp.text.header_labels import find_labels
from bulletin_nlp.text.printed_date import match_date

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

__all__ = ["PageMetadata", "date_in_url", "read_labels", "read_meta", "resolve_source", "title_without_site"]

#: A date without a label is the article's only on so many lines before it.
NEAR_LINES = 12
#: A label's value is sought in lines of so many characters.
LONGEST_LINE = 200
#: What a label's rank loses after the article.
AFTER = 3

Basis = Literal["list", "meta", "label", "url"]

# Addresses of TRS (t20260731_1406815.html), JCMS (/art/2026/7/3/) and WebPlus (/2025/0214/c123a456/).
# A bare t with an id (t28095575.shtml) and a month folder (/202607/) give no day.
_URL_DATES = (
    re.compile(r"/t(?P<year>20\d\d)(?P<month>\d\d)(?P<day>\d\d)_\d+"),
    re.compile(r"/art/(?P<year>20\d\d)/(?P<month>\d{1,2})/(?P<day>\d{1,2})/"),
    re.compile(r"/(?P<year>20\d\d)/(?P<month>\d\d)(?P<day>\d\d)/c\d+a\d+"),
    re.compile(r"/(?P<year>20\d\d)-(?P<month>\d\d)[-/](?P<day>\d\d)/"),
)
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
_OPENING = re.compile(r"[\s\[【（(]*")


@dataclass(slots=True)
class PageMetadata:
    """What was found; every field null where the page does not say. ``values`` are the meta elements."""

    title: str | None = None
    published: date | datetime | None = None
    basis: Basis | None = None
    site_name: str | None = None
    publisher: str | None = None
    content_source: str | None = None
    values: dict[str, str] = field(default_factory=dict)


def read_meta(soup: BeautifulSoup) -> PageMetadata:
    """Read the meta elements of a page, wherever they stand, without regard to case."""
    lexicon = read_lexicon("page")["meta"]
    names = {name.lower(): name for name in [*lexicon["standard"], *lexicon["others"]]}
    values: dict[str, str] = {}
    raw: dict[str, str] = {}
    for tag in soup.find_all("meta"):
        name = str(tag.get("name") or tag.get("property") or tag.get("itemprop") or "").strip().lower()
        content = " ".join(str(tag.get("content") or "").split())
        if not name or not content or content.lower() in lexicon["empty"]:
            continue
        raw.setdefault(name, content)
        if name in names:
            values.setdefault(names[name], content)
    if "SiteDomain" in values:  # copies of the standard print it with scheme and path
        values["SiteDomain"] = domain_of(values["SiteDomain"]) or values["SiteDomain"]
    first = {key: next((raw[n] for n in lexicon[key] if n in raw), None) for key in _FIELDS}
    published = next((day for n in lexicon["published"] if n in raw and (day := _date(raw[n]))), None)
    return PageMetadata(
        title=_TAG.sub("", first["title"]) if first["title"] else None,
        published=published,
        basis="meta" if published else None,
        site_name=first["site_name"],
        content_source=_source(first["content_source"]),
        values=values,
    )


def resolve_source(found: PageMetadata, site: str | None) -> None:
    """Put the site's name in the place of 本网, 本站 or 本局; none where the site is not known."""
    if found.content_source in read_lexicon("page")["meta"]["own_source"]:
        found.content_source = site


_FIELDS = ("title", "content_source", "site_name")


def _source(printed: str | None) -> str | None:
    """Return a source without the label that some templates write into the value."""
    if printed is None:
        return None
    label = next((found for found in find_labels(printed) if found.field == "content_source"), None)
    return label.value if label and isinstance(label.value, str) else printed


def read_labels(before: Sequence[str], after: Sequence[str], found: PageMetadata) -> None:
    """Complete what the meta elements say by the visible labels of the page.

    Args:
        before: the page's lines before the article and the article's first, the nearest first, Simplified.
        after: the article's last lines and those after it, Simplified; only labels count in them.
        found: what is known so far; a value that is there stays, save for an afternoon time that the
            page's template wrote twelve hours early.
    """
    ranked: list[tuple[int, date | datetime]] = []
    for position, (line, place) in enumerate([(x, "before") for x in before] + [(x, "after") for x in after]):
        if len(line) > LONGEST_LINE:
            continue
        for label in find_labels(line):
            if label.field == "published":
                value = label.value if isinstance(label.value, date) else american_date(line, label.start)
                if value is not None and (place == "before" or not label.weak):
                    # an update is a date of the article only where it stands above it
                    ranked.append((label.rank + (AFTER if place == "after" else 0), value))
            elif label.field == "content_source" and isinstance(label.value, str):
                found.content_source = found.content_source or label.value
            elif label.field == "publisher" and isinstance(label.value, str):
                found.publisher = found.publisher or label.value
        if place == "after" and not ranked and (printed := date_after_words(line)):
            ranked.append((1 + AFTER, printed))
        if place == "before" and position < NEAR_LINES and (printed := shown_date(line)):
            ranked.append((2, printed))
    ranked.sort(key=lambda pair: pair[0])
    shown = ranked[0][1] if ranked else None
    if shown is None:
        return
    if found.published is None or _says_more(shown, found.published):
        found.published, found.basis = shown, "label"


def _says_more(shown: date | datetime, meta: date | datetime) -> bool:
    """Tell whether a shown time completes a day, or mends a template's hh for HH."""
    if not isinstance(shown, datetime):
        return False
    if isinstance(meta, datetime):
        return abs(shown - meta - timedelta(hours=12)) < timedelta(minutes=1)
    return shown.date() == meta


def date_in_url(url: str) -> date | None:
    """Return the day that an address gives in a form of a known CMS, or None."""
    for pattern in _URL_DATES:
        match = pattern.search(url)
        if match:
            try:
                return date(int(match["year"]), int(match["month"]), int(match["day"]))
            except ValueError:
                continue
    return None


def title_without_site(title: str, site_name: str | None = None) -> tuple[str, str | None]:
    """Part the content of ``<title>`` into the bulletin's title and the site's name.

    Args:
        title: ``临江市召开推进会_临江市人民政府门户网站``.
        site_name: the site's name where it is known.

    Returns:
        The title, and the site's name if the last part reads as one.
    """
    title = " ".join(title.split())
    site: str | None = None
    while True:
        cut = max(_site_separators().finditer(title), key=lambda m: m.start(), default=None)
        if cut is None or cut.start() < 4:
            return title, site
        last = title[cut.end() :].strip()
        known = site_name is not None and (last in site_name or site_name in last)
        if not (
            known or (len(last) <= 24 and last.endswith(tuple(read_lexicon("page")["heading"]["site_words"])))
        ):
            return title, site
        site = site or last
        title = title[: cut.start()].strip()


@cache
def _site_separators() -> re.Pattern[str]:
    separators = sorted(read_lexicon("page")["heading"]["separators"], key=len, reverse=True)
    return re.compile(rf"\s*(?:{'|'.join(map(re.escape, separators))})\s*")


def _date(words: str) -> date | datetime | None:
    lead = _OPENING.match(words)
    printed = match_date(words, lead.end() if lead else 0)
    return printed.value if printed else None
