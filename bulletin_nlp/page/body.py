"""Where a page's article is: a known container, else the element with the densest text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from bulletin_nlp.lexicon.loader import read_lexicon
from bulletin_nlp.page.lines import blocks
from bulletin_nlp.page.nesting import is_gone

if TYPE_CHECKING:
    from bs4 import BeautifulSoup
    from bs4.element import Tag

__all__ = [
    "Body",
    "Index",
    "drop_furniture",
    "drop_link_lists",
    "drop_scripts",
    "empty",
    "find_body",
    "han_count",
]

#: A known container holds an article from so many Han characters on; an element found by density alone
#: needs more, since lists and error pages have text too.
LEAST_IN_CONTAINER = 10
LEAST_BY_DENSITY = 60
#: Share of a body's characters that may stand in links before it is a list of links.
MOST_IN_LINKS = 0.5
#: A list inside a body is one of links from so many links and such a share of them on.
LEAST_LINKS = 3
LEAST_IN_LIST = 0.8
#: How far, and up to which share of links, a body is widened over the cells of a layout.
WIDEST = 3
FEWEST_LINKS = 0.03
#: Characters of a lead that stands before the body.
MOST_IN_LEAD = 400

_HAN = re.compile("[\u4e00-\u9fff]")
_PROSE = re.compile("[，。、；：,;]")
_SENTENCE_END = re.compile("[。！？]")
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


def drop_scripts(soup: BeautifulSoup) -> None:
    """Take out what is never text: scripts, styles, form controls."""
    for tag in soup.find_all(read_lexicon("page")["dropped"]["tags"]):
        if not is_gone(tag):
            empty(tag)


def empty(tag: Tag) -> None:
    """Take all out of an element that stays where it is.

    To take out the element itself would need its place among its siblings: quadratic time on long pages.
    """
    tag.clear(decompose=True)


def drop_furniture(soup: BeautifulSoup, spared: Sequence[Tag] = ()) -> None:
    """Take navigation, hidden and other parts that are no article out of a page.

    Args:
        soup: the page without scripts; is changed.
        spared: elements that stay, with all that holds them.
    """
    dropped = read_lexicon("page")["dropped"]
    kept = _container_selectors()
    counts = _han_counts(soup)
    holders = _holders(soup, kept, counts)
    for tag in spared:
        holders.update(map(id, (tag, *tag.parents)))
    # old templates wrap the whole page in a <form> or a div of class "header"
    most = max(counts.get(id(soup), 0) // 2, LEAST_BY_DENSITY)
    marks, parts = frozenset(dropped["marks"]), frozenset(dropped["parts"])
    for tag in soup.find_all(True):
        if is_gone(tag) or tag.name in {"html", "body"}:
            continue
        names = _words(tag, "id") + _words(tag, "class")
        no_text = (
            tag.name in parts
            or _HIDDEN.search(str(tag.get("style") or ""))
            or (
                marks.intersection(names)
                and not any("#" + name in kept or "." + name in kept for name in names)
            )
        )
        if no_text and id(tag) not in holders and counts.get(id(tag), 0) < most:
            empty(tag)


@dataclass(frozen=True, slots=True)
class Body:
    """Where the article is: its elements in order, how they were found, and the CMS whose form they have."""

    elements: tuple[Tag, ...]
    basis: Literal["selector", "container", "density"]
    template: str | None = None


def find_body(soup: BeautifulSoup, index: Index, chosen: Sequence[Tag] = ()) -> Body | None:
    """Return where the article is, or None where the page has none.

    Args:
        soup: the page without its non-text parts.
        index: the page's elements.
        chosen: what a portal's own selector found; it wins where it holds an article.
    """
    for tag in chosen:
        if not is_gone(tag) and han_count(tag.get_text()) >= LEAST_IN_CONTAINER:
            return Body((tag,), "selector")
    for container in read_lexicon("page")["container"]:
        broad = container["cms"] == "broad names"
        least = LEAST_BY_DENSITY if broad else LEAST_IN_CONTAINER
        found = [tag for selector in container["selectors"] for tag in index.select(selector)]
        found = [tag for tag in found if not is_gone(tag)]
        if not found:
            continue
        best = max(found, key=lambda tag: han_count(tag.get_text()))
        if han_count(best.get_text()) >= least and _link_share(best) <= MOST_IN_LINKS:
            if broad:
                dense = _densest(best)
                return Body(_with_lead(dense), "density") if dense else Body((best,), "container")
            return Body((best,), "container", container["cms"])
    dense = _densest(soup)
    return Body(_with_lead(dense), "density") if dense else None


def drop_link_lists(element: Tag) -> None:
    """Take lists of links to other pages out of an element that was found by density alone."""
    whole = han_count(element.get_text())
    for tag in element.find_all(["table", "ul", "ol", "div", "dl", "p"]):
        if is_gone(tag) or len(tag.find_all("a", limit=LEAST_LINKS)) < LEAST_LINKS:
            continue
        words = han_count(tag.get_text())
        if words < whole * MOST_IN_LINKS and _link_share(tag) >= LEAST_IN_LIST:
            empty(tag)


def _with_lead(body: Tag) -> tuple[Tag, ...]:
    """Return the body with the paragraphs of prose that stand before it under the same parent."""
    lead: list[Tag] = []
    for sibling in body.find_previous_siblings(limit=6):
        words = sibling.get_text()
        if (
            sibling.name in blocks()
            and LEAST_BY_DENSITY <= han_count(words) <= MOST_IN_LEAD
            and _SENTENCE_END.search(words)
            and _link_share(sibling) <= 1 - LEAST_IN_LIST
            and not sibling.find(["a", "table", "li"])
        ):
            lead.insert(0, sibling)
    return (*lead, body)


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
    best = _widened(elements[max(scores, key=lambda key: scores[key])])
    if han_count(best.get_text()) < LEAST_BY_DENSITY or _link_share(best) > MOST_IN_LINKS:
        return None
    return best


def _widened(best: Tag) -> Tag:
    """Return the element that holds a text which the page's layout parts into several cells.

    It is one of the next three that hold the densest block, has at least half as much text again, and next
    to no links.
    """
    own = han_count(best.get_text())
    for parent in list(best.parents)[:WIDEST]:
        if parent.name in {"body", "html", "[document]"} or _link_share(parent) > FEWEST_LINKS:
            break
        if han_count(parent.get_text()) >= 1.5 * own:
            return parent
    return best


def _link_share(tag: Tag) -> float:
    words = han_count(tag.get_text())
    linked = sum(han_count(link.get_text()) for link in tag.find_all("a"))
    return linked / words if words else 1.0


def _han_counts(soup: BeautifulSoup) -> dict[int, int]:
    """Return how many Han characters each element holds, by its id(); one pass, however deep the page is."""
    from bs4.element import NavigableString, PreformattedString, Tag

    counts: dict[int, int] = defaultdict(int)
    order: list[Tag] = [soup]
    for node in soup.descendants:
        if isinstance(node, Tag):
            order.append(node)
        elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
            counts[id(node.parent)] += han_count(node)
    for tag in reversed(order):
        if tag.parent is not None:
            counts[id(tag.parent)] += counts[id(tag)]
    return counts


def _holders(soup: BeautifulSoup, kept: frozenset[str], counts: dict[int, int]) -> set[int]:
    """Return the id() of each element that holds a known container with an article."""
    found: set[int] = set()
    for tag in soup.find_all(True):
        sure = any("#" + n in kept for n in _words(tag, "id")) or any(
            "." + n in kept for n in _words(tag, "class")
        )
        if sure and counts[id(tag)] >= LEAST_IN_CONTAINER:
            for parent in tag.parents:
                if id(parent) in found:
                    break
                found.add(id(parent))
    return found


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
