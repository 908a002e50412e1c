"""A page looked at once, in one pass: what a visitor would see of it, without building its tree."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape

from bulletin_nlp.crawl.fetch.bounded_markup import BLOCKS, COMMENT, RAW, RUN, TAG, shown
from bulletin_nlp.lexicon.loader import read_lexicon

__all__ = ["PageLook", "has_prose", "look_at"]

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_SENTENCE_END = re.compile("[。！？；!?\n]")
_INSIDE = re.compile("[，。！？；、：,.]")
_PASSWORD = re.compile(r"type\s*=\s*[\"']?password", re.IGNORECASE)
_ARTICLE_TITLE = re.compile(r"name\s*=\s*[\"']?\s*articletitle\b", re.IGNORECASE)
_CONTENT = re.compile(r"content\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PageLook:
    """What there is of a page.

    Args:
        source: the page as decoded.
        title: its title, outer blanks removed.
        visible: what a visitor sees, without blanks.
        unlinked: the same outside links, in blocks a line.
        hidden: what is said where scripts do not run.
        scripts: the scripts that stand in it; one from elsewhere is an empty text.
        titled: whether the standard's meta tags name an article's title.
        password: whether it asks for a password: a box to log in.
        images: whether there are pictures.
    """

    source: str
    title: str
    visible: str
    unlinked: str
    hidden: str
    scripts: tuple[str, ...]
    titled: bool
    password: bool
    images: bool

    def prose(self, words: Iterable[str]) -> int:
        """Count the Han characters of sentences that hold none of the words.

        Args:
            words: phrases of refusals, without blanks; what they stand in is no article's sentence.
        """
        phrases = tuple(words)
        return sum(_prose_of(block, phrases) for block in self.unlinked.split("\n"))


def has_prose(source: str, words: Iterable[str], least: int) -> bool:
    """Tell at a glance whether a page has as much prose as an article; a page that seems not to is looked at.

    Args:
        source: the page as decoded.
        words: as for :meth:`PageLook.prose`.
        least: Han characters.
    """
    phrases, count = tuple(words), 0
    for run in RUN.finditer(shown(source)):
        count += _prose_of("".join(run[1].split()), phrases)
        if count >= least:
            return True
    return False


def _prose_of(block: str, phrases: tuple[str, ...]) -> int:
    """Count the Han characters of a block's sentences that hold none of the phrases."""
    if not _INSIDE.search(block):
        return 0
    least = read_lexicon("fetch")["judging"]["sentence"]
    count = 0
    for sentence in _SENTENCE_END.split(block):
        han = len(_HAN.findall(sentence))
        if han >= least and not any(phrase in sentence for phrase in phrases):
            count += han
    return count


def look_at(source: str) -> PageLook:
    """Look at a page of HTML, in time that grows with its length.

    Args:
        source: the page as decoded; broken HTML gives what can be made of it.
    """
    lowered = source.lower()
    if len(lowered) != len(source):
        # the few characters that change their length in lower case would shift every place
        lowered = source
    seen: list[str] = []
    outside: list[str] = []
    hidden: list[str] = []
    scripts: list[str] = []
    title, link = "", 0
    titled = password = images = False
    place = 0
    for match in TAG.finditer(source):
        if match.start() < place:
            continue
        _add(source[place : match.start()], seen, outside, link)
        place = match.end()
        if match[0].startswith("<!--"):
            end = lowered.find(COMMENT, match.start() + 4)
            place = len(source) if end < 0 else end + len(COMMENT)
            continue
        name = match["name"].lower()
        closing = bool(match["closing"])
        if name in RAW and not closing:
            end = lowered.find(f"</{name}", place)
            end = len(source) if end < 0 else end
            inside = source[place:end]
            place = end
            if name == "title":
                title = title or " ".join(unescape(inside).split())
            elif name == "script":
                scripts.append(inside)
            elif name == "noscript":
                hidden.append(inside)
        elif name == "a":
            link = 0 if closing else 1
        elif name in BLOCKS:
            outside.append("\n")
        elif name == "input":
            password = password or bool(_PASSWORD.search(match[0]))
        elif name == "img":
            images = True
        elif name == "meta" and _ARTICLE_TITLE.search(match[0]):
            content = _CONTENT.search(match[0])
            said = next((part for part in content.groups() if part), "") if content else ""
            titled = titled or said.strip().lower() not in ("", "null")
    _add(source[place:], seen, outside, link)
    return PageLook(
        source=source,
        title=title,
        visible="".join(unescape("".join(seen)).split()),
        unlinked="\n".join("".join(line.split()) for line in unescape("".join(outside)).split("\n")),
        hidden="".join(hidden),
        scripts=tuple(scripts),
        titled=titled,
        password=password,
        images=images,
    )


def _add(text: str, seen: list[str], outside: list[str], link: int) -> None:
    if text:
        seen.append(text)
        if not link:
            # line breaks in the source are blanks
            outside.append(text.replace("\n", " ").replace("\r", " "))
