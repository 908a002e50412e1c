"""The lines of a page around its article: where the date, the source and the document's fields stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bulletin_nlp.lexicon.loader import read_lexicon
from bulletin_nlp.page.lines import located_lines

if TYPE_CHECKING:
    from bs4 import BeautifulSoup
    from bs4.element import PageElement, Tag

__all__ = ["PageLine", "Surroundings", "page_lines", "surroundings"]

#: Characters; longer lines around the article are other articles.
LONGEST = 200
_LABELLED = re.compile("[:：]")
_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line of the page, the text it begins with, and whether it belongs to a list or to navigation."""

    text: str
    node: PageElement
    listed: bool


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Short lines before the article, the nearest first, and after it, the nearest first."""

    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


def page_lines(soup: BeautifulSoup) -> list[PageLine]:
    """Return the lines of a page.

    They are taken before its furniture is dropped, since dates stand in headers and forms.

    Args:
        soup: the page without scripts.
    """
    aside = frozenset(read_lexicon("page")["dropped"]["aside"])
    lines = []
    for text, node in located_lines(soup):
        if len(text) <= LONGEST and _WORD.search(text):
            lines.append(PageLine(text, node, _is_listed(node, text, aside)))
        else:
            lines.append(PageLine("", node, True))
    return lines


def surroundings(lines: Sequence[PageLine], bodies: Sequence[Tag]) -> Surroundings:
    """Return the lines before and after an article.

    Args:
        lines: the page's lines.
        bodies: the elements that hold the article, in order.
    """
    inside = {id(text) for body in bodies for text in body.find_all(string=True)}
    places = [place for place, line in enumerate(lines) if id(line.node) in inside]
    if not places:
        return Surroundings()
    before = [line.text for line in reversed(lines[: places[0]]) if not line.listed]
    after = [line.text for line in lines[places[-1] + 1 :] if not line.listed]
    return Surroundings(tuple(before), tuple(after))


def _is_listed(node: PageElement, text: str, aside: frozenset[str]) -> bool:
    """Tell whether a line belongs to navigation or to a list: its dates are those of other articles."""
    for parent in node.parents:
        if parent.name in aside:
            return True
        # a list of labels with their values is the document's own
        if parent.name == "li" and not _LABELLED.search(text):
            return True
        if parent.name == "a" and text == " ".join(parent.get_text().split()):
            return True
    return False
