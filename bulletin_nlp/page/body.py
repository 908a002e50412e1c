"""Where a page's article is: a known container, else the element with the densest text."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING

from bulletin_nlp.lexicon.loader import read_lexicon
from bulletin_nlp.page.lines import blocks

if TYPE_CHECKING:
    from bs4 import BeautifulSoup
    from bs4.element import Tag

__all__ = ["Index", "drop_non_text", "find_body", "han_count"]

#: A known container holds an article from so many Han characters on; an element found by density alone
#: needs more, since lists and error pages have text too.
LEAST_IN_CONTAINER = 10
LEAST_BY_DENSITY = 60
#: Share of a body's characters that may stand in links before it is a list of links.
MOST_IN_LINKS = 0.5

_HAN = re.compile("[\u4e00-\u9fff]")
_PROSE = re.compile("[，。、；：,;]")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def han_count(text: str) -> int:
    """Return how many Han characters a text has."""
    return len(_HAN.findall(text))


class Index:
    """The elements of a page by id and by class, lower case; built in one pass."""

    def __init__(self, soup: BeautifulSoup) -> None:
        self._by_selector: dict[str, list[Tag]] = defaultdict(list)
        for tag in soup.find_all(True):
            self._by_selector[tag.name].append(tag)
            for sign, names in (("#", _words(tag, "id")), (".", _words(tag, "class"))):
                for name in names:
                    self._by_selector[sign + name].append(tag)

    def select(self, selector: str) -> list[Tag]:
        """Return the elements for ``#id``, ``.class`` or a tag's name."""
        return self._by_selector.get(selector.lower(), [])


def drop_non_text(soup: BeautifulSoup) -> None:
    """Take scripts, styles, navigation, hidden and other parts that are no article out of a page."""
    dropped = read_lexicon("page")["dropped"]
    kept = _container_selectors()
    # old templates wrap the whole page in a <form> or a div of class "header"
    most = max(han_count(soup.get_text()) // 2, LEAST_BY_DENSITY)
    marks = frozenset(dropped["marks"])
    for tag in soup.find_all(dropped["tags"]):
        wraps = tag.name in {"form", "header", "aside", "nav"} and _holds_article(tag, kept, most)
        if not tag.decomposed and not wraps:
            tag.decompose()
    for tag in soup.find_all(True):
        if tag.decomposed or tag.name in {"html", "body"}:
            continue
        names = _words(tag, "id") + _words(tag, "class")
        hidden = _HIDDEN.search(str(tag.get("style") or ""))
        marked = bool(marks.intersection(names)) and not any(
            "#" + name in kept or "." + name in kept for name in names
        )
        if (hidden or marked) and not _holds_article(tag, kept, most):
            tag.decompose()


def find_body(soup: BeautifulSoup, index: Index) -> Tag | None:
    """Return the element that holds the article, or None where the page has none.

    Args:
        soup: the page without its non-text parts.
        index: the page's elements.
    """
    for container in read_lexicon("page")["container"]:
        broad = container["cms"] == "broad names"
        least = LEAST_BY_DENSITY if broad else LEAST_IN_CONTAINER
        found = [tag for selector in container["selectors"] for tag in index.select(selector)]
        found = [tag for tag in found if not tag.decomposed]
        if not found:
            continue
        best = max(found, key=lambda tag: han_count(tag.get_text()))
        if han_count(best.get_text()) >= least and _link_share(best) <= MOST_IN_LINKS:
            return _densest(best) or best if broad else best
    return _densest(soup)


def _densest(root: Tag) -> Tag | None:
    """Return the block with the most prose of its own; a text counts half for its block's parent."""
    from bs4.element import Tag

    scores: dict[int, float] = defaultdict(float)
    elements: dict[int, Tag] = {}
    block_names = blocks()
    for text in root.find_all(string=_PROSE):
        parent = text.parent
        while parent is not None and parent.name not in block_names and parent.name != "td":
            if parent.name == "a":
                parent = None
                break
            parent = parent.parent
        length = han_count(text)
        share = 1.0
        # a paragraph's words speak for what holds the paragraphs
        for _ in range(3):
            if not isinstance(parent, Tag):
                break
            weight = share / 2 if parent.name in {"p", "li", "span"} else share
            scores[id(parent)] += length * weight
            elements[id(parent)] = parent
            share /= 1 if parent.name == "p" else 2
            parent = parent.parent
    if not scores:
        return None
    best = elements[max(scores, key=lambda key: scores[key])]
    if han_count(best.get_text()) < LEAST_BY_DENSITY or _link_share(best) > MOST_IN_LINKS:
        return None
    return best


def _link_share(tag: Tag) -> float:
    words = han_count(tag.get_text())
    linked = sum(han_count(link.get_text()) for link in tag.find_all("a"))
    return linked / words if words else 1.0


def _holds_article(tag: Tag, kept: frozenset[str], most: int) -> bool:
    """Tell whether what looks like furniture holds a known container, or most of the page's text."""
    if han_count(tag.get_text()) >= most:
        return True
    for inner in tag.find_all(True):
        if any("#" + name in kept for name in _words(inner, "id")) or any(
            "." + name in kept for name in _words(inner, "class")
        ):
            return han_count(inner.get_text()) >= LEAST_IN_CONTAINER
    return False


@cache
def _container_selectors() -> frozenset[str]:
    """Return the selectors that are sure signs of an article, lower case."""
    containers = read_lexicon("page")["container"]
    sure = (c["selectors"] for c in containers if c["cms"] != "broad names")
    return frozenset(selector.lower() for selectors in sure for selector in selectors)


def _words(tag: Tag, attribute: str) -> list[str]:
    value = tag.get(attribute)
    if value is None:
        return []
    return value.lower().split() if isinstance(value, str) else [part.lower() for part in value]
