"""Growth and decline: the verb before a number and what it is measured against."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bulletin_nlp.extraction.metric_frames import Cursor
from bulletin_nlp.extraction.metric_lexicon import metric_lexicon
from bulletin_nlp.extraction.quantities import Quantity

__all__ = ["SHARES", "Change", "find_change"]

_LISTED = re.compile(r"[0-9.]+(?:%|％|个百分点|个)?[、和及与]$")
_WIDE = 14  # characters of a number in a list

#: Units in which growth is told.
SHARES = frozenset(["%", "个百分点"])


@dataclass(slots=True)
class Change:
    """A verb of growth or decline before a number with what it is measured against."""

    start: int
    end: int
    fall: bool
    compared: bool


def find_change(text: str, cursor: Cursor, start: int, quantity: Quantity) -> Change | None:
    """Return the verb of growth before a number of its clause: 比上年提高了6个百分点.

    Args:
        text: the clean text.
        cursor: the dates read so far.
        start: where the clause begins.
        quantity: the number; with another unit than a share the verb counts only beside what it is measured
            against (同比增加9天).
    """
    lexicon = metric_lexicon()
    stop = quantity.start
    if quantity.unit in SHARES:
        # 分别提高6.4个和5.1个百分点: the verb of the first number is that of the list
        while (listed := _LISTED.search(text, max(start, stop - _WIDE), stop)) is not None:
            stop = listed.start()
    verb = lexicon.change.search(text, start, stop)
    if verb is None:
        return None
    against = lexicon.against.search(text, start, verb.start())
    first = against.start() if against is not None else verb.start()
    compared = cursor.compared
    if compared is not None and start <= compared.start < verb.start():
        first = min(first, max(start, compared.start - 1))
    stop = verb.end()
    while stop > verb.start() and text[stop - 1] in "了达至到约近超过":
        stop -= 1
    if quantity.unit not in SHARES and against is None and first == verb.start():
        return None
    return Change(first, stop, verb["fall"] is not None, against is not None or compared is not None)
