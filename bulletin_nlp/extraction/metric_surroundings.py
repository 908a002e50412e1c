"""What stands between a name and a number, and what follows a number."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from bulletin_nlp.extraction.metric_lexicon import Hit, Hits, metric_lexicon
from bulletin_nlp.extraction.metric_rules import Named
from bulletin_nlp.extraction.quantities import Quantity
from bulletin_nlp.lexicon.loader import package_lexicon

if TYPE_CHECKING:
    from bulletin_nlp.extraction.reading import Reading

__all__ = ["LIGHT", "Surroundings"]

#: Words between a name and its number that say nothing of their own.
LIGHT: re.Pattern[str] = re.compile(package_lexicon("metric_cues")["gaps"]["light"])
#: Words that say that things are reached, and not which: 甲区、乙区分别涉及22个、11个.
_REACHED = frozenset(package_lexicon("status")["senses"]["reached"])
_NOT_HAN = re.compile(r"[^\u4e00-\u9fff]")
_PHRASE_END = re.compile(r"[，。；、：！？,;:!?（(\n]")
_AND = "和及与"
_QUOTES = '“《‘"'
_COUNTERS = frozenset(["个", "套", "户", "人", "处", "所", "部", "台", "栋", "幢", "座", "根", "家"])
_PHRASE = 18  # how long the noun after a number may be: 个 + 跨小区的连片更新项目
_BEFORE = 12  # how far before a name the words that belong to it may begin
_CUE = 8  # how far before its end a cue may begin


class Surroundings:
    """The words around the numbers of one sentence.

    Args:
        reading: the bulletin.
        hits: its cues and names.
    """

    def __init__(self, reading: Reading, hits: Hits) -> None:
        self.reading, self.text, self.hits = reading, reading.clean, hits

    def places(self, start: int, end: int) -> list[Hit]:
        """Return the places named in a stretch, outside the names of bodies."""
        mentions = self.reading.region_mentions
        low = bisect_left(mentions, start, key=lambda m: m.start)
        high = bisect_left(mentions, end, key=lambda m: m.start)
        return [Hit(m.start, m.end, m) for m in mentions[low:high] if not m.inside]

    def place_before(self, start: int, quantity: Quantity) -> Hit | None:
        """Return the place that stands right before a number: 上海(107.0%), 孝南区80个."""
        places = self.places(start, quantity.start)
        if not places or not LIGHT.fullmatch(self.text, places[-1].end, quantity.start):
            return None
        return places[-1]

    def is_joined(self, start: int, end: int) -> bool:
        """Tell whether a name and its number have only cues, dates, names, places and light words between."""
        return self._is_filled(start, end, self._names(start, end), metric_lexicon().filling)

    def is_bare(self, start: int, end: int) -> bool:
        """Tell whether a stretch names nothing: cues, dates, places, known or not, and light words alone."""
        names = self._names(start, end)
        if any(self.text[hit.start : hit.end] not in _REACHED for hit in names):
            return False
        return self._is_filled(start, end, names, metric_lexicon().place_like)

    def is_named_nothing(self, start: int, end: int) -> bool:
        """Tell whether no noun that the vocabulary lacks stands right before a number: 美丽庭院5000户."""
        touching = metric_lexicon().touching.search(self.text, start, end)
        if touching is not None:
            end = touching.start()
        if end <= start or _NOT_HAN.match(self.text, end - 1):
            return True
        low = max(start, end - _CUE)
        hits = [*self._cues(low, end), *self.hits.names_within(low, end)]
        return any(hit.end == end for hit in [*hits, *self.places(low, end), *self._dates(low, end)])

    def _is_filled(self, start: int, end: int, names: list[Hit], filling: re.Pattern[str]) -> bool:
        between = [*self._cues(start, end), *names, *self.places(start, end), *self._dates(start, end)]
        between.sort(key=lambda hit: hit.start)
        for hit in between:
            if hit.start < start:
                start = max(start, min(hit.end, end))
            elif filling.fullmatch(self.text, start, hit.start):
                start = min(hit.end, end)
            else:
                return False
        return filling.fullmatch(self.text, start, end) is not None

    def _names(self, start: int, end: int) -> list[Hit]:
        """Return the names of a stretch without those that name only what they follow (三市)."""
        names = self.hits.names_within(start, end)
        return [hit for hit in names if not all(rule.after for rule in hit.payload)]

    def _cues(self, start: int, end: int) -> list[Hit]:
        """Return the cues of a stretch, with one that begins inside the name before it (改造计划)."""
        return [hit for hit in self.hits.cues_within(start - _CUE, end) if hit.end > start]

    def _dates(self, start: int, end: int) -> list[Hit]:
        dates = self.reading.dates
        low = bisect_left(dates, start, key=lambda d: d.start)
        high = bisect_left(dates, end, key=lambda d: d.start)
        return [Hit(d.start, d.end, d) for d in dates[low:high]]

    def is_modifier(self, start: int, end: int, *, owned: bool) -> bool:
        """Tell whether a stretch before a name is nothing, 的, or part of the name."""
        if owned and self.text.startswith("的", start):
            start += 1
        if start >= end:
            return True
        match = metric_lexicon().modifiers.search(self.text, start, end)
        return match is not None and match.start() == start

    def names_other(self, quantity: Quantity) -> bool:
        """Tell whether a noun that no rule knows follows the number: 新增2个医疗中心."""
        if quantity.unit == "%":
            return self.text.startswith("的", quantity.end)  # 61%的处理厂
        if quantity.unit not in _COUNTERS:
            return False
        closing = metric_lexicon().closing.match(self.text, quantity.end)
        offset = closing.end() if closing is not None else quantity.end
        if self.text.startswith("的", offset):
            offset += 1  # 3186户的改造任务
        following = self.text[offset : offset + 1]
        if not following or following in _AND or (following not in _QUOTES and _NOT_HAN.match(following)):
            return False
        if metric_lexicon().predicates.match(self.text, offset):
            return False
        return not any(hit.start == offset for hit in self.hits.cues_within(offset, offset + 1))

    def is_part_of_other(self, end: int) -> bool:
        """Tell whether a name that ends here goes on to name something else: 老旧小区改造 + 方案."""
        return metric_lexicon().tails.match(self.text, end) is not None

    def head(self, start: int, limit: int) -> Hit | None:
        """Return the name that closes the noun phrase after a number: 个 + 跨小区的连片更新项目."""
        limit = min(limit, start + _PHRASE)
        stop = _PHRASE_END.search(self.text, start, limit)
        names = self.hits.names_within(start, stop.start() if stop is not None else limit)
        if not names or names[-1].end > limit:
            return None
        last = names[-1]
        closed = stop is not None and stop.start() == last.end
        closed = closed or last.end == len(self.text)
        closed = closed or metric_lexicon().predicates.match(self.text, last.end) is not None
        return last if closed and not self._verbs(start, last.start) else None

    def _verbs(self, start: int, end: int) -> bool:
        """Tell whether a verb stands in a stretch, so that what follows it is no longer the noun."""
        return any(hit.payload.role == "strong" for hit in self.hits.cues_within(start, end))

    def with_modifiers(self, named: Named, start: int) -> tuple[int, int]:
        """Return the span of a name with the words that belong to it: 城镇老旧小区, 电动汽车充电桩."""
        if named.hit is None:
            return named.start, named.end
        prefix = metric_lexicon().modifiers.search(self.text, max(start, named.start - _BEFORE), named.start)
        return (prefix.start() if prefix is not None else named.start), named.end
