"""Files that an article links to; they are named, never read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin

from bulletin_nlp.lexicon.loader import read_lexicon

if TYPE_CHECKING:
    from bs4.element import Tag

__all__ = ["Attachment", "find_attachments"]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that the page links to.

    ``title`` are the link's words, ``url`` is absolute where the page's address is known, ``suffix`` the
    file's kind in lower case without its dot.
    """

    title: str
    url: str
    suffix: str = ""


def find_attachments(root: Tag, url: str | None) -> tuple[Attachment, ...]:
    """Return the files that an element links to, each address once, in order.

    Args:
        root: the page.
        url: the page's address.
    """
    found: dict[str, Attachment] = {}
    for link in root.find_all("a", href=True):
        href = str(link["href"]).strip()
        words = " ".join(str(link.get("title") or link.get_text()).split())
        # gateways name the file in the link's words only: download.jsp?id=7, 附件1：计划表.xls
        suffix = _suffix(unquote(href)) or _suffix(words) or _suffix(" ".join(link.get_text().split()))
        if suffix is None or href.lower().startswith(("javascript:", "mailto:", "#")):
            continue
        try:
            address = urljoin(url, href) if url else href
        except ValueError:  # http://[ and the like
            continue
        found.setdefault(address, Attachment(words or href, address, suffix))
    return tuple(found.values())


def _suffix(words: str) -> str | None:
    match = _pattern(tuple(read_lexicon("page")["attachment"]["suffixes"])).search(words)
    return match[1].lower() if match else None


@cache
def _pattern(suffixes: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"\.({'|'.join(suffixes)})(?:$|[?#&）)\s])", re.IGNORECASE)
