"""What a portal's own selectors choose on the page of an article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_nlp.errors import BulletinError
from bulletin_nlp.lexicon.selectors import split_selector

if TYPE_CHECKING:
    from bs4 import BeautifulSoup
    from bs4.element import Tag

__all__ = ["chosen_elements", "chosen_words"]

#: Elements whose words are read, and characters of each: more is no date and no source.
MOST = 10
LONGEST = 300


def chosen_elements(soup: BeautifulSoup, selector: str | None, *, most: int = 0) -> list[Tag]:
    """Return what a selector finds; an ``@attribute`` is left aside.

    Args:
        soup: the page.
        selector: the CSS selector, or None for nothing.
        most: how many elements at most; 0 for all.

    Raises:
        BulletinError: ``option_invalid`` where it is no CSS selector.
    """
    if selector is None:
        return []
    from soupsieve import SelectorSyntaxError

    try:
        return list(soup.select(split_selector(selector)[0], limit=most))
    except (SelectorSyntaxError, NotImplementedError, RecursionError) as error:
        raise BulletinError(
            "option_invalid", f"{selector!r} is no CSS selector", "write it as #id, .class or tag.class"
        ) from error


def chosen_words(soup: BeautifulSoup, selector: str | None) -> list[str]:
    """Return the words, or the values of the ``@attribute``, of what a selector finds; empty ones left out.

    Raises:
        BulletinError: ``option_invalid`` where it is no CSS selector.
    """
    if selector is None:
        return []
    _, attribute = split_selector(selector)
    found = []
    for tag in chosen_elements(soup, selector, most=MOST):
        value = tag.get(attribute) if attribute else tag.get_text(" ")
        words = " ".join(value if isinstance(value, list) else str(value or "").split())[:LONGEST]
        if words:
            found.append(words)
    return found
