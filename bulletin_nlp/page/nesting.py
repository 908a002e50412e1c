"""Pages nested deeper than any real one, made shallow before they become a tree."""

from __future__ import annotations

import re

__all__ = ["DEEPEST", "shallow"]

#: Elements inside one another beyond this depth are dropped, their words kept.
DEEPEST = 100


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
