"""The headline block: where a bulletin's body begins, and which of the lines before it are its title."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from bulletin_nlp.lexicon.loader import read_lexicon
from bulletin_nlp.text.script import detect_script, to_simplified

__all__ = ["Title", "body_start", "find_title", "is_body_name", "lines"]

#: A headline is no longer; what is longer is the body's first paragraph.
LONGEST_TITLE = 80
#: What is shorter is a column (工作动态) or a button (立即下载).
SHORTEST_TITLE = 6
#: No headline block has more lines or characters than this.
BLOCK_LINES = 24
BLOCK_CHARACTERS = 3000

_BLANK = " \t\r\u3000\xa0"
_EDGE = _BLANK + "|｜"
_DASHES = re.compile(r"^[—－–―-]{1,4}[ \u3000]*")
_TRAILING_DATE = re.compile(r"[ \u3000]*[\[（(]?(?:19|20)\d\d[-./年]\d{1,2}[-./月]\d{1,2}日?[\]）)]?$")
_HAN = re.compile("[\u4e00-\u9fff]")
_NAMING = re.compile("[\u4e00-\u9fff0-9]")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Title:
    """A title as it stands in the clean text; ``issuer`` is the body named on its first line, if any."""

    title: str
    span: Span
    subtitle: str | None = None
    issuer: str | None = None
    doubled: tuple[Span, ...] = ()


def lines(text: str, start: int = 0, end: int | None = None) -> Iterator[Span]:
    """Yield the non-empty lines of a stretch, stripped of spaces and table bars at their edges."""
    end = len(text) if end is None else end
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        first, last = start, stop
        while first < last and text[first] in _EDGE:
            first += 1
        while last > first and text[last - 1] in _EDGE:
            last -= 1
        if first < last:
            yield first, last
        start = stop + 1


def body_start(clean: str) -> int:
    """Return where the first line of running prose begins; the length of a text that has none."""
    for number, (start, end) in enumerate(lines(clean)):
        if number >= BLOCK_LINES or start > BLOCK_CHARACTERS or _is_prose(clean, start, end):
            return start
    return len(clean)


def find_title(clean: str, block: int, aside: Sequence[Span], wanted: str | None = None) -> Title | None:
    """Find the title among the lines of the headline block.

    Args:
        clean: the clean text.
        block: where the body begins.
        aside: sorted spans that are labels, numbers, breadcrumbs and so no title.
        wanted: the title as the caller knows it.

    Returns:
        The title with its subtitle, or None where the block has no line that reads as one.
    """
    pieces = _free_pieces(clean, block, aside)
    if wanted is not None:
        return _known_title(clean, pieces, wanted)
    pieces = [piece for piece in pieces if _may_be_title(clean[piece[0] : piece[1]])]
    issuer: Span | None = None
    for index, (start, end) in enumerate(pieces):
        words = clean[start:end]
        if is_body_name(words):
            issuer = (start, end)
            continue
        last = index
        while last + 1 < len(pieces) and _goes_on(
            clean[pieces[last][0] : pieces[last][1]], words, clean, pieces[last + 1]
        ):
            last += 1
        parts = [clean[s:e] for s, e in pieces[index : last + 1]]
        named = issuer is not None and index > 0 and words.startswith(_notice_openings())
        if named and issuer is not None:
            parts.insert(0, clean[issuer[0] : issuer[1]])
            start = issuer[0]
        title = _join(parts)
        end = pieces[last][1]
        following = pieces[last + 1 :]
        doubled = tuple(p for p in following if clean[p[0] : p[1]] == words and last == index)
        issued = parts[0] if named else None
        return Title(title, (start, end), _subtitle(clean, following), issued, doubled)
    return None


def is_body_name(words: str) -> bool:
    """Tell whether a line is nothing but the name of a body: 临江市住房和城乡建设局."""
    words = words.strip(_BLANK)
    if not _body_name().fullmatch(words):
        return False
    return not any(word in words for word in read_lexicon("header")["title"]["headline_words"])


def _known_title(clean: str, pieces: Sequence[Span], wanted: str) -> Title:
    """Locate the title that the caller gives, which may be Traditional and annotated as the page is."""
    title = " ".join(wanted.split())
    script = detect_script(title)
    if script != "Hans":
        title = to_simplified(title, script)
    bare = _bare(title)
    hits = [piece for piece in pieces if _bare(clean[piece[0] : piece[1]]) == bare]
    if not hits:
        joined = [(start, end) for (start, _), (_, end) in pairwise(pieces)]
        hits = [piece for piece in joined if _bare(clean[piece[0] : piece[1]]) == bare]
    if not hits:
        return Title(title, (0, 0))
    start, end = hits[0]
    following = [piece for piece in pieces if piece[0] >= end]
    return Title(
        " ".join(clean[start:end].split()), hits[0], _subtitle(clean, following), None, tuple(hits[1:])
    )


def _bare(words: str) -> str:
    """Return the Han characters and digits of a text, in which a copy and its original agree."""
    return "".join(_NAMING.findall(words))


def _subtitle(clean: str, following: Sequence[Span]) -> str | None:
    """Return the words of a line —— among the next two, without its dashes."""
    words = (clean[start:end] for start, end in following[:2])
    return next((_DASHES.sub("", line) for line in words if _DASHES.match(line)), None)


def _free_pieces(clean: str, block: int, aside: Sequence[Span]) -> list[Span]:
    """Return what is left of the block's lines when the spans set aside are taken out."""
    pieces: list[Span] = []
    # a breadcrumb or labels may stand on the body's own line: then its first free piece may be the title
    limit = block if not aside or aside[0][0] < block else next(iter(lines(clean, block)), (0, block))[1]
    limit = max([limit, *(e for s, e in aside if s < block + 1)])
    for start, end in lines(clean, 0, limit):
        position = start
        for first, last in aside:
            if last <= position or first >= end:
                continue
            pieces.append((position, first))
            position = max(position, last)
        pieces.append((position, end))
    stripped = []
    for start, end in pieces:
        while start < end and clean[start] in _EDGE:
            start += 1
        while end > start and clean[end - 1] in _EDGE:
            end -= 1
        trailing = _TRAILING_DATE.search(clean[start:end])
        if trailing:
            end = start + trailing.start()
        if start < end:
            stripped.append((start, end))
    return stripped


def _is_prose(clean: str, start: int, end: int) -> bool:
    words = clean[start : min(end, start + 200)]
    if end - start > LONGEST_TITLE and "\t" not in words:
        return True
    return "。" in words or bool(_openings().match(words))


def _may_be_title(words: str) -> bool:
    if not SHORTEST_TITLE <= len(words) <= LONGEST_TITLE or "。" in words or "\t" in words:
        return False
    if words[-1] in "，,；;、：:" or _openings().match(words) or len(_HAN.findall(words)) < 4:
        return False
    return not _letterhead().search(words)


def _goes_on(line: str, first: str, clean: str, following: Span) -> bool:
    """Tell whether the title goes on in the next line."""
    after = clean[following[0] : following[1]]
    if _DASHES.match(after) or is_body_name(after) or after == first:
        return False
    title = read_lexicon("header")["title"]
    kinds = tuple(title["document_kinds"])
    if line.endswith(tuple(title["open_ends"])) and not line.endswith(kinds):
        return True
    return "关于" in first and not line.endswith(kinds) and after.endswith(kinds)


def _join(parts: Sequence[str]) -> str:
    return "".join(parts) if len(parts) > 1 else parts[0]


def _notice_openings() -> tuple[str, ...]:
    return tuple(read_lexicon("header")["title"]["notice_openings"])


@cache
def _openings() -> re.Pattern[str]:
    return re.compile("|".join(read_lexicon("header")["title"]["body_openings"]))


@cache
def _body_name() -> re.Pattern[str]:
    suffixes = sorted(read_lexicon("header")["title"]["body_suffixes"], key=len, reverse=True)
    return re.compile(
        rf"[\u4e00-\u9fff]{{2,28}}(?:{'|'.join(suffixes)})(?:[（(][\u4e00-\u9fff]{{1,12}}[）)])?"
    )


@cache
def _letterhead() -> re.Pattern[str]:
    endings = "|".join(read_lexicon("header")["title"]["letterheads"])
    return re.compile(rf"^[\u4e00-\u9fff]{{4,30}}(?:{endings})$")
