"""What a page says about its article: meta elements, heading, visible labels, the date in its address."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Literal

from bulletin_nlp.lexicon.loader import read_lexicon
from bulletin_nlp.page.date_forms import declared_date, labelled_date
from bulletin_nlp.page.declared_date import structured_date, time_element_date
from bulletin_nlp.page.headline import Headline
from bulletin_nlp.page.hosting import domain_of
from bulletin_nlp.page.shown_date import date_after_words, is_of_an_event, shown_date
from bulletin_nlp.text.header_labels import find_labels

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

__all__ = [
    "CHOSEN",
    "Basis",
    "PageMetadata",
    "read_labels",
    "read_meta",
    "resolve_source",
    "source_of",
    "title_without_site",
]

#: A label's value is sought in lines of so many characters.
LONGEST_LINE = 200
#: What a label's rank loses after the article.
AFTER = 3
#: Ranks of dates that no label names: chosen by the portal's selector, shown beside the title, in <time>.
CHOSEN, SHOWN, TIME_ELEMENT = 0, 2, 3

Basis = Literal["list", "meta", "label", "url"]

# 【发布日期】：2025-03-04
_BRACKETED = re.compile(r"[【\[〔](\w{2,8})[】\]〕](?=[ \u3000]{0,2}[:：])")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")


@dataclass(slots=True)
class PageMetadata:
    """What was found; every field null where the page does not say. ``values`` are the meta elements.

    ``shown`` are dates with their rank (see :class:`bulletin_nlp.text.header_labels.Label`) that stand in
    elements of their own.
    """

    title: str | None = None
    published: date | datetime | None = None
    basis: Basis | None = None
    site_name: str | None = None
    publisher: str | None = None
    content_source: str | None = None
    values: dict[str, str] = field(default_factory=dict)
    shown: list[tuple[int, date | datetime]] = field(default_factory=list)


def read_meta(soup: BeautifulSoup) -> PageMetadata:
    """Read the meta elements of a page, wherever they stand, without regard to case.

    Args:
        soup: the page with its scripts: where no meta element has the date, JSON-LD or ``itemprop`` may.
    """
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
    dates = read_lexicon("page_dates")["declared"]["meta"]
    published = next((day for n in dates if n in raw and (day := declared_date(raw[n]))), None)
    published = published or structured_date(soup)
    in_time = time_element_date(soup)
    return PageMetadata(
        title=_TAG.sub("", first["title"]) if first["title"] else None,
        published=published,
        basis="meta" if published else None,
        site_name=first["site_name"],
        content_source=source_of(first["content_source"]),
        values=values,
        shown=[(TIME_ELEMENT, in_time)] if in_time else [],
    )


def resolve_source(found: PageMetadata, site: str | None) -> None:
    """Put the site's name in the place of 本网, 本站 or 本局; none where the site is not known."""
    if found.content_source in read_lexicon("page")["meta"]["own_source"]:
        found.content_source = site


_FIELDS = ("title", "content_source", "site_name")


def source_of(printed: str | None) -> str | None:
    """Return a source without the label that some templates write into the value."""
    if printed is None:
        return None
    label = next((found for found in find_labels(printed) if found.field == "content_source"), None)
    return label.value if label and isinstance(label.value, str) else printed


def read_labels(before: Sequence[str], after: Sequence[str], found: PageMetadata, headline: Headline) -> None:
    """Complete what the meta elements say by the visible labels of the page.

    Args:
        before: the page's lines before the article and the article's first, the nearest first, Simplified.
        after: the article's last lines and those after it, Simplified; only labels count in them.
        found: what is known so far; a value that is there stays, save for an afternoon time that the
            page's template wrote twelve hours early.
        headline: the lines around the title, Simplified: only here 时间 and 日期, and a date without any
            label, are the article's.
    """
    ranked = list(found.shown)
    for line in (*headline.below_title, *headline.elsewhere):
        if len(line) > LONGEST_LINE:
            continue
        ranked += [(rank, day) for rank, day, weak in _label_dates(line) if weak and not is_of_an_event(line)]
        if printed := shown_date(line, below_title=line in headline.below_title):
            ranked.append((SHOWN, printed))
    for line in (line for line in before if len(line) <= LONGEST_LINE):
        ranked += [(rank, day) for rank, day, weak in _label_dates(line) if not weak]
        _read_names(line, found)
    for line in (line for line in after if len(line) <= LONGEST_LINE):
        # an update is a date of the article only where it stands above it
        ranked += [(rank + AFTER, day) for rank, day, weak in _label_dates(line) if not weak]
        _read_names(line, found)
        if not ranked and (printed := date_after_words(line)):
            ranked.append((1 + AFTER, printed))
    shown = min(ranked, key=lambda pair: pair[0])[1] if ranked else None
    if shown is not None and (found.published is None or _says_more(shown, found.published)):
        found.published, found.basis = shown, "label"


def _label_dates(line: str) -> Iterator[tuple[int, date | datetime, bool]]:
    """Yield rank, value and weakness of a line's labels of the day of publication."""
    line = _BRACKETED.sub(r"\1", line)
    for label in find_labels(line):
        if label.field == "published":
            value = label.value
            if not isinstance(value, date):
                printed = labelled_date(line, label.end)
                value = printed.value if printed else None
            if isinstance(value, date):
                yield label.rank, value, label.weak


def _read_names(line: str, found: PageMetadata) -> None:
    for label in find_labels(line):
        if label.field == "content_source" and isinstance(label.value, str):
            found.content_source = found.content_source or label.value
        elif label.field == "publisher" and isinstance(label.value, str):
            found.publisher = found.publisher or label.value


def _says_more(shown: date | datetime, meta: date | datetime) -> bool:
    """Tell whether a shown time completes a day, or mends a template's hh for HH."""
    if not isinstance(shown, datetime):
        return False
    if isinstance(meta, datetime):
        return abs(shown - meta - timedelta(hours=12)) < timedelta(minutes=1)
    return shown.date() == meta


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
