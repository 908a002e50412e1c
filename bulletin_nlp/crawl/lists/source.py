"""A list page as it comes to a reader: its text, its address, its portal and column."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from bulletin_nlp.portals.description import ListSource, Portal, families

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

__all__ = ["ListSourcePage"]


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
        return BeautifulSoup(html, "lxml")
