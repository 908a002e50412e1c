"""Pages nested deeper than any real one, made shallow before they become a tree."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bs4.element import Tag

__all__ = ["DEEPEST", "is_gone", "shallow"]

#: Elements inside one another beyond this depth are dropped, their words kept.
DEEPEST = 400


def shallow(html: str, nesting: re.Pattern[str]) -> str:
    """Drop tags nested deeper than any page needs: building such a tree takes quadratic time.

    Args:
        html: a page.
        nesting: matches the tags of elements that nest until they are closed; its first group is not empty
            for a closing tag.
    """
    depth = 0

    def keep(tag: re.Match[str]) -> str:
        nonlocal depth
        if tag[1]:
            depth -= depth > 0
            return tag[0] if depth < DEEPEST else ""
        depth += 1
        return tag[0] if depth <= DEEPEST else ""

    return nesting.sub(keep, html) if len(nesting.findall(html)) > 2 * DEEPEST else html


def is_gone(tag: Tag) -> bool:
    """Tell whether an element was taken out of its page with all it held.

    ``tag.decomposed`` says the same, but where it is not so it looks through all the element's descendants
    for one called ``_decomposed`` (Tag.__getattr__): quadratic time on nested pages.
    """
    return bool(vars(tag).get("_decomposed", False))
