"""How a portal's pages are written, switched while it runs."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal, get_args, get_type_hints

__all__ = ["Modes"]


@dataclass
class Modes:
    """How a portal's pages are written.

    Attributes:
        links: in lists: with a session (``;jsessionid=``), with ``?t=``, or also to the page for small
            screens.
        lists: ``empty`` names no article, ``duplicated`` each twice, ``home`` sends to the home page (302).
        list_form: ``renamed`` has other classes, ``redesigned`` nothing that is found.
        article_form: ``redesigned`` has its body where no selector finds it.
        out_of_range: pages after the last are refused in the family's way, or answered with another and 200.
        validators: which headers an answer may be asked for again by.
        pager: whether lists link to their later pages, or leave it to a script.
    """

    links: Literal["plain", "jsessionid", "t", "mpost"] = "plain"
    lists: Literal["normal", "empty", "duplicated", "home"] = "normal"
    list_form: Literal["normal", "renamed", "redesigned"] = "normal"
    article_form: Literal["normal", "redesigned"] = "normal"
    out_of_range: Literal["usual", "first", "home"] = "usual"
    validators: Literal["both", "etag", "last-modified", "none"] = "both"
    pager: Literal["links", "script"] = "links"

    def set(self, name: str, value: str) -> None:
        """Set a mode.

        Raises:
            ValueError: there is no such mode or value.
        """
        hints = get_type_hints(Modes)
        if name not in {field.name for field in fields(self)} or value not in get_args(hints[name]):
            raise ValueError(f"no mode {name} = {value!r}")
        setattr(self, name, value)
