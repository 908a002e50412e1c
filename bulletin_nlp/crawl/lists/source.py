"""A list page as it comes to a reader: its text, its address, its portal and column."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeGuard

from bulletin_nlp.page.nesting import shallow
from bulletin_nlp.portals.description import ListSource, Portal, families

if TYPE_CHECKING:
    from bs4 import BeautifulSoup
    from bs4.element import NavigableString, Tag

__all__ = ["ListSourcePage", "is_element", "is_text", "soup_of"]

# Elements that have no content, or that the next of their kind closes, do not nest.
_TAG = re.compile(
    r"<(/?)(?!(?:li|p|td|tr|th|dd|dt|option|br|hr|img|input|meta|link|col|area|base|wbr)\b)"
    r"[a-z][\w:-]{0,40}(?:\s[^<>]{0,2000})?>",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class ListSourcePage:
    """A page to be read; ``column`` is None where it cannot be told, ``seen`` the day it was fetched."""

    text: str
    url: str
    portal: Portal
    column: ListSource | None
    seen: date | None = None

    @property
    def family(self) -> dict[str, Any]:
        """The family's entry in ``list_pages.toml``."""
        return families()[self.portal.family]

    @property
    def column_name(self) -> str | None:
        """The column's name, which the next page needs."""
        return self.column.column if self.column else None

    @cached_property
    def soup(self) -> BeautifulSoup:
        """The page as a tree."""
        return soup_of(self.text)


def soup_of(html: str) -> BeautifulSoup:
    """Return HTML as a tree; broken HTML gives what can be made of it."""
    import warnings

    from bs4 import BeautifulSoup

    with warnings.catch_warnings():
        # that an answer looks like XML, an address or a file's name is no news to a crawler
        warnings.simplefilter("ignore")
        return BeautifulSoup(shallow(html, _TAG), "lxml")


def is_text(node: object) -> TypeGuard[NavigableString]:
    """Tell whether a node is text that a reader sees: comments, scripts and styles are types of their own."""
    from bs4.element import NavigableString

    return type(node) is NavigableString


def is_element(node: object) -> TypeGuard[Tag]:
    """Tell whether a node is an element."""
    from bs4.element import Tag

    return isinstance(node, Tag)
