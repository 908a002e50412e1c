"""Which bulletins are copies of one text, and which copy speaks.

A sketch (the smallest hashes of a text's shingles) finds candidates; then the texts themselves are compared,
clause by clause. Thresholds and examples stand in ``lexicon/data/copies.toml``.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from heapq import nsmallest
from typing import Any
from urllib.parse import urlsplit

from bulletin_nlp.lexicon.loader import read_lexicon
from bulletin_nlp.record import Bulletin
from bulletin_nlp.text.identity import folded

__all__ = ["Copy", "are_copies", "sketch_of", "standing_of"]

_CLAUSE_END = re.compile(r"[，。；：！？,;:!?\n]+")
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Copy:
    """What is compared of a bulletin.

    Args:
        text: its clean text.
        torn: whether characters were lost.
        published: its day of publication, or None.
        names: the officials' names.
        regions: codes of the regions that its text names.
    """

    text: str
    torn: bool
    published: date | None
    names: frozenset[str]
    regions: frozenset[str]


def standing_of(record: Bulletin) -> str:
    """Return how well a copy may speak for its work, as text: the smallest speaks.

    A torn copy comes last, then the page closest to the publisher first, the undamaged before the annotated,
    the Simplified before the Traditional. Among equals the earliest published speaks.
    """
    script = record.script
    ranks = (
        script.torn_spans > 0,
        2 - _authority(record),
        script.pinyin_annotations > 0,
        script.detected != "Hans",
    )
    return "".join(str(int(rank)) for rank in ranks)


def _authority(record: Bulletin) -> int:
    """Return how close a page is to the publisher: 2 its own page, 1 another official one, 0 any other."""
    source, known = record.source, _rules()["authority"]
    host = (urlsplit(source.url).hostname or "") if source.url else ""
    name = source.site_name or ""
    if host:
        official = any(f".{host}".endswith(suffix) for suffix in known["official_hosts"])
    else:
        official = any(words in name for words in known["official_names"])
    if not official:
        return 0
    printed = source.content_source
    own = printed is not None and any(printed.startswith(words) for words in known["own_source"])
    issuer = source.publisher or printed
    if own or (issuer and name and (issuer in name or name in issuer)):
        return 2
    return 1


def sketch_of(text: str) -> tuple[int, ...]:
    """Return the smallest hashes of a clean text's shingles, ascending; none for a short one."""
    rules = _rules()
    letters = _NUMBER.sub("", folded(text))
    if len(letters) < rules["same"]["least_length"]:
        return ()
    size = rules["sketch"]["shingle"]
    shingles = {letters[start : start + size] for start in range(len(letters) - size + 1)}
    return tuple(nsmallest(rules["sketch"]["hashes"], {zlib.crc32(s.encode()) for s in shingles}))


def are_copies(first: Copy, second: Copy) -> bool:
    """Tell whether two bulletins are copies of one text.

    They are where most clauses of the shorter stand in the longer one and what differs brings no other
    numbers, officials or places.
    """
    rules = _rules()["same"]
    if (
        first.published
        and second.published
        and abs((first.published - second.published).days) > rules["days"]
    ):
        return False
    torn = first.torn or second.torn
    if not torn and not (_nested(first.names, second.names) and _nested(first.regions, second.regions)):
        return False
    mine, other = Counter(_clauses(first.text)), Counter(_clauses(second.text))
    shorter = min(_length(mine), _length(other))
    if shorter < rules["least_length"]:
        return False
    shared = _length(mine & other)
    if shared < rules["shared_clauses_torn" if torn else "shared_clauses"] * shorter:
        return False
    left, right = mine - other, other - mine
    return _same_numbers(left, right) and (torn or _only_longer(left, right, first, shorter))


def _only_longer(mine: Counter[str], other: Counter[str], copy: Copy, shorter: int) -> bool:
    """Tell whether one text only has more than the other.

    Clauses that were exchanged for others (我市 for the city's name) are few, and the regions must be known:
    reports of one form differ in just such clauses.
    """
    here, there = (
        Counter("".join(_without_insertions(a, b).elements())) for a, b in ((mine, other), (other, mine))
    )
    exchanged = min((here - there).total(), (there - here).total())
    return not exchanged or (bool(copy.regions) and exchanged <= _rules()["same"]["exchanged"] * shorter)


def _without_insertions(mine: Counter[str], other: Counter[str]) -> Counter[str]:
    """Leave out the clauses that stand inside a clause of the other text, or the other way round."""
    return Counter({c: n for c, n in mine.items() if not any(c in o or o in c for o in other)})


def _same_numbers(mine: Counter[str], other: Counter[str]) -> bool:
    """Tell whether the clauses that only one of the texts has state no numbers against each other.

    A clause more (a byline with its date, a paragraph left out) is no contradiction; clauses on both sides
    must have the same numbers, or those of one side must be among the other's.
    """
    here, there = _numbers(mine), _numbers(other)
    return not (here - there) or not (there - here)


def _numbers(clauses: Iterable[str]) -> Counter[str]:
    return Counter(number for clause in clauses for number in _NUMBER.findall(clause))


def _clauses(text: str) -> list[str]:
    found = (folded(clause) for clause in _CLAUSE_END.split(text))
    return [clause for clause in found if clause]


def _length(clauses: Counter[str]) -> int:
    return sum(len(clause) * times for clause, times in clauses.items())


def _nested(first: frozenset[str], second: frozenset[str]) -> bool:
    return first <= second or second <= first


@cache
def _rules() -> dict[str, Any]:
    return read_lexicon("copies")
