"""Dates that a page declares for machines beside its meta elements: JSON-LD, ``itemprop``, ``<time>``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from bulletin_nlp.lexicon.loader import read_lexicon
from bulletin_nlp.page.date_forms import declared_date

if TYPE_CHECKING:
    from bs4 import BeautifulSoup
    from bs4.element import Tag

__all__ = ["structured_date", "time_element_date"]

#: Characters of a JSON-LD script, and how deep objects lie in it; more is no description of an article.
LARGEST_SCRIPT = 200_000
DEEPEST = 4
#: Elements read of each kind: a page that has more is a list.
MOST = 20
# Inside these a date is that of another article.
_ELSEWHERE = frozenset({"nav", "aside", "footer", "li", "a", "select"})


def structured_date(soup: BeautifulSoup) -> date | datetime | None:
    """Return the day of publication in JSON-LD, else in an element with ``itemprop``.

    Args:
        soup: the page with its scripts.
    """
    for script in soup.find_all("script", type="application/ld+json", limit=MOST):
        for published in _published(_parsed(script.get_text())):
            if printed := declared_date(published):
                return printed
    keys = read_lexicon("page_dates")["declared"]["keys"]
    for tag in soup.find_all(itemprop=True, limit=10 * MOST):
        if str(tag["itemprop"]).strip().lower() in keys and not _is_elsewhere(tag):
            value = str(tag.get("datetime") or tag.get("content") or tag.get_text()[:100])
            if printed := declared_date(value):
                return printed
    return None


def time_element_date(soup: BeautifulSoup) -> date | datetime | None:
    """Return the date of the page's ``<time datetime>`` elements; None where they name different days."""
    found = []
    for tag in soup.find_all("time", datetime=True, limit=MOST):
        if not _is_elsewhere(tag) and (printed := declared_date(str(tag["datetime"]))):
            found.append(printed)
    days = {value.date() if isinstance(value, datetime) else value for value in found}
    return max(found, key=lambda value: isinstance(value, datetime)) if len(days) == 1 else None


def _is_elsewhere(tag: Tag) -> bool:
    return any(parent.name in _ELSEWHERE for parent in tag.parents)


def _parsed(script: str) -> Any:
    if len(script) > LARGEST_SCRIPT:
        return None
    try:
        return json.loads(script, strict=False)
    except (ValueError, RecursionError):
        return None


def _published(node: Any, depth: int = 0) -> Iterator[str]:
    """Yield the values of an article's date, the outer objects' first; objects of another kind have none."""
    declared = read_lexicon("page_dates")["declared"]
    if depth > DEEPEST:
        return
    if isinstance(node, list):
        for item in node[:MOST]:
            yield from _published(item, depth + 1)
    elif isinstance(node, dict):
        kinds = node.get("@type", [])
        kinds = kinds if isinstance(kinds, list) else [kinds]
        if not kinds or any(str(kind).lower() in declared["kinds"] for kind in kinds):
            for key, value in node.items():
                if key.lower() in declared["keys"] and isinstance(value, str):
                    yield value
        for key in ("@graph", "mainEntity"):
            yield from _published(node.get(key), depth + 1)
