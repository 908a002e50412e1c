"""What the reading of a list page gives: entries, the next page, problems, and what each selector found."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

__all__ = [
    "DateBasis",
    "Found",
    "ListItem",
    "ListPage",
    "NextPage",
    "Problem",
    "ProblemCode",
    "brings_nothing_new",
]

DateBasis = Literal["printed", "url", "inferred"]
ProblemCode = Literal[
    "unreadable",  # no text or no JSON: damaged, cut, binary
    "cut_off",  # the page ends before its list does
    "too_large",  # beyond the bounds
    "layout_changed",  # a selector found nothing
    "gone",  # a soft 404: status 200, and a page that says that there is none
    "challenge",  # a page that asks the browser to prove itself
    "captcha",
    "script_shell",  # no text outside scripts
    "moved",  # a shell that sends on to another address, which is the next page
    "links_outside",  # entries of other hosts or columns, left out
    "links_unusable",  # entries without an address or title, left out
    "date_unread",  # a date is printed and could not be read
    "year_inferred",  # 02-14 took its year from neighbours
    "year_unknown",  # 02-14 without anything that tells the year
    "title_cut",  # the list cuts titles and gives them nowhere in full
    "other_page",  # the page says that it is another than was asked for
    "list_capped",  # the pager ends before the entries do
    "paging_unknown",  # there are more pages and no way to them
    "column_unknown",  # which column the page is of cannot be told
    "too_few_items",
    "too_old",
    "too_many_items",  # beyond the bounds; the rest was left out
]
#: The problems after which a page has told nothing: it was not looked at, whatever it holds.
FATAL: frozenset[str] = frozenset(
    {"unreadable", "too_large", "layout_changed", "gone", "challenge", "captcha", "script_shell"}
)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that a person should know; ``count`` entries are concerned, 0 where it is the page."""

    code: ProblemCode
    message: str
    count: int = 0

    @property
    def fatal(self) -> bool:
        """Whether the page told nothing."""
        return self.code in FATAL


@dataclass(frozen=True, slots=True)
class ListItem:
    """An entry: ``url`` to ask for, ``key`` to tell it from others (``canonical_url``).

    ``published`` is null where no day is known; ``published_text`` is what the list prints; ``date_basis``
    says whether the day is printed with its year, stands in the address, or took its year from neighbours.
    """

    url: str
    key: str
    title: str
    published: date | None = None
    published_text: str | None = None
    date_basis: DateBasis | None = None


@dataclass(frozen=True, slots=True)
class NextPage:
    """Where the list goes on; GET is always enough.

    ``number`` counts from 1. A ``guessed`` page is not named anywhere: where it is missing, the list ends.
    """

    url: str
    number: int
    column: str | None = None
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """What a selector found: ``expression`` is the selector, ``origin`` says whose it is."""

    selector: Literal["items", "link", "title", "date"]
    expression: str
    origin: Literal["portal", "family"]
    count: int
    example: str | None = None


@dataclass(frozen=True, slots=True)
class ListPage:
    """A list page that was read. ``total`` counts the entries of all pages, where the page tells."""

    items: tuple[ListItem, ...] = ()
    next: NextPage | None = None
    total: int | None = None
    problems: tuple[Problem, ...] = field(default=())
    found: tuple[Found, ...] = ()

    @property
    def told(self) -> bool:
        """Whether the page was a list that could be read; an empty one can be, a changed one cannot."""
        return not any(problem.fatal for problem in self.problems)


def brings_nothing_new(page: ListPage, known: Collection[str]) -> bool:
    """Tell whether a page ends a run: whatever it says of further pages, it has no entry that is not known.

    Portals answer out-of-range pages with the first page or the home page and status 200.

    Args:
        page: the page just read.
        known: the keys of the entries of this run's earlier pages.
    """
    return all(item.key in known for item in page.items)
