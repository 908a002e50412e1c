"""Words under pictures, which are no sentences of the article."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from bulletin_nlp.lexicon.loader import read_lexicon
from bulletin_nlp.page.body import empty
from bulletin_nlp.page.lines import blocks
from bulletin_nlp.page.nesting import is_gone

if TYPE_CHECKING:
    from bs4.element import Tag

__all__ = ["take_captions"]

_CENTERED = re.compile(r"text-align\s*:\s*center", re.IGNORECASE)
_SENTENCE = re.compile("[。！？；]")


def take_captions(body: Tag) -> tuple[str, ...]:
    """Take the captions of pictures out of an element and return their words.

    A caption is a ``figcaption``, or the block right after a picture that reads as one: it opens with 图为
    and the like, ends with who took the picture, or is short, centred and no sentence.

    Args:
        body: the article's element; is changed.
    """
    captions = []
    for tag in body.find_all("figcaption"):
        captions.append(" ".join(tag.get_text().split()))
        empty(tag)
    for picture in body.find_all("img"):
        if is_gone(picture):
            continue
        holder = _block_of(picture, body)
        if holder is None:
            continue
        words = " ".join(holder.get_text().split())
        below = holder if words else holder.find_next_sibling()
        if below is None or below.find(["table"]) is not None:
            continue
        words = " ".join(below.get_text().split())
        if words and below is not body and _is_caption(words, below):
            captions.append(words)
            empty(below)
    return tuple(filter(None, captions))


def _block_of(picture: Tag, body: Tag) -> Tag | None:
    """Return the nearest block that holds a picture, below the article's element."""
    for parent in picture.parents:
        if parent is body:
            return None
        if parent.name in blocks() or parent.name == "td":
            return parent
    return None


def _is_caption(words: str, block: Tag) -> bool:
    lexicon = read_lexicon("page")["caption"]
    if len(words) > lexicon["longest"]:
        return False
    if words.startswith(tuple(lexicon["openings"])) or _credit().search(words):
        return True
    centered = block.get("align") == "center" or _CENTERED.search(str(block.get("style") or "")) is not None
    return (
        centered
        and len(words) <= lexicon["longest_centered"]
        and not _SENTENCE.search(words)
        and not block.find(["b", "strong"])
    )


@cache
def _credit() -> re.Pattern[str]:
    """Return who took the picture, at the caption's end: （赵一禾摄）, 市住建局供图."""
    return re.compile(rf"(?:{'|'.join(map(re.escape, read_lexicon('page')['caption']['closings']))})[）)]?$")
