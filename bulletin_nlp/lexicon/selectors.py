"""How data files write what is to be selected: a CSS selector, with ``@attribute`` or without."""

from __future__ import annotations

import re

__all__ = ["split_selector"]

_ATTRIBUTE = re.compile(r"@([A-Za-z][\w-]*)$")


def split_selector(selector: str) -> tuple[str, str | None]:
    """Part ``a@title`` into the CSS selector and the attribute; the attribute is None where none is named."""
    match = _ATTRIBUTE.search(selector)
    return (selector[: match.start()].strip(), match[1]) if match else (selector.strip(), None)
