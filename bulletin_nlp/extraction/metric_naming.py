"""What a number counts: its unit narrows the rules, the nearest word that one of them knows decides."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bulletin_nlp.extraction.metric_drafts import Draft
from bulletin_nlp.extraction.metric_frames import Cursor, Time, Work
from bulletin_nlp.extraction.metric_growth import Change
from bulletin_nlp.extraction.metric_lexicon import Hit, Hits, Indicator, Rule, metric_lexicon
from bulletin_nlp.extraction.quantities import Quantity

if TYPE_CHECKING:
    from bulletin_nlp.extraction.reading import Reading

__all__ = ["LIGHT", "REACH", "UNWRITTEN", "Named", "Namer", "Paragraph"]

# Words between a name and its number that say nothing of their own, and those that close a number.
LIGHT = re.compile(r"[\s有达至到共计为约近超过逾合总长数的是均也都将分别不低少于：:（(“”]*")
_FILLING = re.compile(
    r"[\s有达至到共计为约近超过逾合总长数的是均也都将分别不低少于：:（(“”、，,又再还全部各地在了]*"
)
_TAIL = re.compile(r"[左右以上下内及等多余]*")
_OWNED = re.compile(r"的")
_LIST = re.compile(
    r"[、和及与以，,\s]*[）)]?[、和及与以，,\s]*(?:[\u4e00-\u9fff]{1,6}(?:街道|镇|乡|区|县|市|兵团))?[（(约近超有为达\s]*"
)
_NOT_HAN = re.compile(r"[^\u4e00-\u9fff]")
_AND = "和及与"
_QUOTES = '“《‘"'
_AFTER = 12  # how far after a number its thing may stand: 个 + 城镇老旧小区 + 改造项目
REACH = 300  # how far from a number its clause is read, so that a line without punctuation is read in time
_RECENT = 12  # metrics that a sentence keeps in mind
_RUN_ON = 16  # how far apart the numbers of one list stand
UNWRITTEN = 10_000  # 超过1亿的居民: a number without a unit is read only from here on
_PEOPLE = ("的居民", "居民", "的群众", "群众")
_COUNTERS = frozenset(["个", "套", "户", "人", "处", "所", "部", "台", "栋", "幢", "座", "根"])


@dataclass(slots=True)
class Paragraph:
    """What the sentences of a paragraph hand on to the next.

    ``classes`` are those of the words around the sentence, ``last`` the metrics just read, ``in_part``
    whether 其中 still holds.
    """

    classes: frozenset[str] = frozenset()
    work: Work | None = None
    in_part: bool = False
    time: Time = field(default_factory=Time)
    last: list[Draft] = field(default_factory=list)


@dataclass(slots=True)
class Named:
    """The indicator that a number was found to count and the words that say so; ``hit`` is theirs."""

    indicator: Indicator
    start: int
    end: int
    hit: Hit | None = None


class Namer:
    """Finds what the numbers of one sentence count.

    Args:
        reading: the bulletin.
        hits: its cues and names.
        subjects: gives the classes that the bulletin is about.
        span: the sentence.
        paragraph: what its earlier sentences hand on.
        cursor: the cues and dates read so far.
    """

    def __init__(
        self,
        reading: Reading,
        hits: Hits,
        subjects: Callable[[], frozenset[str]],
        span: tuple[int, int],
        paragraph: Paragraph,
        cursor: Cursor,
    ) -> None:
        self.reading, self.text, self.hits = reading, reading.clean, hits
        self.subjects = subjects
        self.start, self.end = span
        self.paragraph, self.cursor = paragraph, cursor
        self.classes = hits.classes_within(*span)
        self.drafts: list[Draft] = []
        self._taken: set[tuple[int, str]] = set()  # names that a number of that unit has taken

    def take(self, named: Named, unit: str) -> None:
        """Mark a name as taken, so that a later number of the unit needs its own."""
        if named.hit is not None:
            self._taken.add((named.hit.start, unit))

    def name(
        self,
        clause: tuple[int, int],
        quantity: Quantity,
        previous: Quantity | None,
        limit: int,
        work: Work,
        change: Change | None,
    ) -> Named | None:
        """Return what a number counts, null where no rule claims it.

        Args:
            clause: its clause.
            quantity: the number.
            previous: the number before it in the clause.
            limit: where the next number of the clause begins, else its end.
            work: how far the work is.
            change: the verb of growth before it.
        """
        unit = quantity.unit
        if unit is None:
            if quantity.value < UNWRITTEN or not self.text.startswith(_PEOPLE, quantity.end):
                return None
            unit = "人"
        before = self._before(clause, quantity, unit, work)
        after = self._after(clause, quantity, limit, unit, work)
        if before is not None:
            gap = self.text[before.end : quantity.start]
            close = LIGHT.fullmatch(gap) is not None
            loose = not self._names_other(quantity) and (
                unit != "个" or self._is_joined(before.end, quantity.start)
            )
            if after is None and (close or loose):
                return before
            if close and "的" not in gap and (before.start, unit) not in self._taken:
                return before
        if after is not None:
            return after
        named = None if self._names_other(quantity) else self._run_on(quantity, previous, unit)
        if named is None and unit != "%":
            named = self._alone(clause, quantity, unit, work)
        if named is None and not self._names_other(quantity):
            named = self._earlier(clause, quantity, unit, work, change.start if change else None)
        return named

    # --- which rule ----------------------------------------------------------------------------------------

    def rule(self, hit: Hit, unit: str | None, clause: tuple[int, int], work: Work) -> Rule | None:
        """Return the first rule that a word points to and that fits; one counted before goes first."""
        fitting = [rule for rule in hit.payload if self.fits(rule, unit, clause, work)]
        if len(fitting) > 1:
            word = self.text[hit.start : hit.end]
            fitting.sort(key=lambda rule: not self._counted(rule.indicator, word))
        return fitting[0] if fitting else None

    def _counted(self, indicator: Indicator, word: str = "") -> bool:
        """Tell whether the paragraph has counted an indicator before, by a name that ends with a word."""
        return any(
            draft.indicator is indicator and self.text.endswith(word, *draft.named)
            for draft in self._recent()
        )

    def _recent(self) -> list[Draft]:
        """Return the metrics just read, the last one last."""
        return [*self.paragraph.last[-_RECENT:], *self.drafts[-_RECENT:]]

    def fits(self, rule: Rule, unit: str | None, clause: tuple[int, int], work: Work) -> bool:
        """Tell whether a rule's unit and its conditions on the surroundings hold."""
        text = self.text
        return (
            (unit is None or unit in rule.units)
            and (not rule.near or not rule.near.isdisjoint(self.classes) or self._counted(rule.indicator))
            and (
                not rule.with_
                or not rule.with_.isdisjoint(self.classes)
                or not rule.with_.isdisjoint(self.paragraph.classes)
                or not rule.with_.isdisjoint(self.subjects())
            )
            and (not rule.subject or not rule.subject.isdisjoint(self.subjects()))
            and (not rule.status or self._status(work) in rule.status)
            and (rule.unless is None or rule.unless.search(text, *clause) is None)
            and (
                rule.unless_sentence is None
                or rule.unless_sentence.search(text, self.start, self.end) is None
            )
        )

    def _status(self, work: Work) -> str | None:
        if not work.told and self.paragraph.work is not None:
            return self.paragraph.work.status
        return work.status

    # --- words beside the number ---------------------------------------------------------------------------

    def _before(self, clause: tuple[int, int], quantity: Quantity, unit: str, work: Work) -> Named | None:
        """Return the nearest name before a number in its clause, unless another number has taken it."""
        for hit in reversed(self.hits.names_within(clause[0], quantity.start)):
            rule = self.rule(hit, unit, clause, work)
            if rule is not None:
                if (hit.start, unit) in self._taken and not LIGHT.fullmatch(
                    self.text, hit.end, quantity.start
                ):
                    return None
                return Named(rule.indicator, hit.start, hit.end, hit)
        return None

    def _after(
        self, clause: tuple[int, int], quantity: Quantity, limit: int, unit: str, work: Work
    ) -> Named | None:
        """Return the name that follows a number; of a compound (老旧小区改造项目) its last part decides."""
        found: Named | None = None
        position = quantity.end
        for hit in self.hits.names_within(quantity.end, min(limit, quantity.end + _AFTER)):
            if not self._is_modifier(position, hit.start, owned=found is None):
                break
            rule = self.rule(hit, unit, clause, work)
            if rule is not None:
                found = Named(rule.indicator, hit.start, hit.end, hit)
                if rule.whole:
                    break
            position = hit.end
        return found

    def _is_modifier(self, start: int, end: int, *, owned: bool) -> bool:
        """Tell whether a stretch before a name is nothing, 的, or part of the name."""
        if owned and _OWNED.match(self.text, start):
            start += 1
        if start >= end:
            return True
        match = metric_lexicon().modifiers.search(self.text, start, end)
        return match is not None and match.start() == start

    def _is_joined(self, start: int, end: int) -> bool:
        """Tell whether a name and its number have only cues, names, places and light words between them."""
        between = [
            *self.hits.cues_within(start, end),
            *self.hits.names_within(start, end),
            *self.places(start, end),
        ]
        between.sort(key=lambda hit: hit.start)
        for hit in between:
            if hit.start < start:
                start = max(start, hit.end)
            elif _FILLING.fullmatch(self.text, start, hit.start):
                start = hit.end
            else:
                return False
        return _FILLING.fullmatch(self.text, start, end) is not None

    def _names_other(self, quantity: Quantity) -> bool:
        """Tell whether a noun that no rule knows follows the number: 新增2个医疗中心."""
        if quantity.unit == "%":
            return self.text.startswith("的", quantity.end)  # 61%的处理厂
        if quantity.unit not in _COUNTERS:
            return False
        tail = _TAIL.match(self.text, quantity.end)
        offset = tail.end() if tail is not None else quantity.end
        following = self.text[offset : offset + 1]
        if not following or following in _AND or (following not in _QUOTES and _NOT_HAN.match(following)):
            return False
        return not any(hit.start == offset for hit in self.hits.cues_within(offset, offset + 1))

    # --- words elsewhere -----------------------------------------------------------------------------------

    def _run_on(self, quantity: Quantity, previous: Quantity | None, unit: str) -> Named | None:
        """A number of a list after the first counts the same: 上海(107.0%)、安徽(103.7%)."""
        last = self.drafts[-1] if self.drafts else None
        if last is None or previous is None or last.unit != unit or last.quantity.end != previous.end:
            return None
        gap = self.text[previous.end : quantity.start]
        if not gap or len(gap) > _RUN_ON:
            return None
        for place in reversed(self.places(previous.end, quantity.start)):
            gap = gap[: place.start - previous.end] + gap[place.end - previous.end :]
        if not _LIST.fullmatch(gap):
            return None
        return Named(last.indicator, *last.named)

    def _alone(self, clause: tuple[int, int], quantity: Quantity, unit: str, work: Work) -> Named | None:
        """The unit itself says what is counted: 4.43万个、734万户."""
        rule = next((r for r in metric_lexicon().alone if self.fits(r, unit, clause, work)), None)
        if rule is None:
            return None
        for hit in self.hits.names_within(*clause):
            if rule in hit.payload:
                return Named(rule.indicator, hit.start, hit.end, hit)
        cue = self.cursor.cue_before(quantity.start)
        if cue is not None and cue.start >= clause[0] and cue.payload.role in ("strong", "weak"):
            return Named(rule.indicator, cue.start, cue.end)
        if self.drafts:
            return Named(rule.indicator, *self.drafts[-1].named)
        return Named(rule.indicator, quantity.end - len(quantity.unit_text), quantity.end)

    def _earlier(
        self, clause: tuple[int, int], quantity: Quantity, unit: str, work: Work, change: int | None
    ) -> Named | None:
        """The thing was named before: 68个项目中已开工65个; 降幅到13%算过线，到15%算良好.

        Only a number that stands right after a verb, a place or nothing at all may look back so far.
        """
        start = clause[0]
        cue = self.cursor.cue_before(quantity.start)
        verb = None
        if cue is not None and cue.start >= start and cue.payload.role in ("strong", "weak", "left", "plan"):
            verb = cue if LIGHT.fullmatch(self.text, cue.end, quantity.start) else None
        if (
            verb is None
            and not LIGHT.fullmatch(self.text, start, quantity.start if change is None else change)
            and self.place_before(start, quantity) is None
        ):
            return None
        own = verb is not None and verb.payload.role != "plan"
        for hit in reversed(self.hits.names_within(max(self.start, start - REACH), start)):
            rule = self.rule(hit, unit, clause, work)
            if rule is not None:
                if own and verb is not None and (hit.start, unit) in self._taken:
                    return Named(rule.indicator, verb.start, verb.end)
                return Named(rule.indicator, hit.start, hit.end, hit)
        for draft in reversed(self._recent()):
            if draft.unit == unit and unit != "元" and draft.indicator.id != "growth_rate":
                if own and verb is not None:
                    return Named(draft.indicator, verb.start, verb.end)
                return Named(draft.indicator, *draft.named)
        return None

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

    # --- growth --------------------------------------------------------------------------------------------

    def is_growth(self, change: Change, clause: tuple[int, int], quantity: Quantity) -> bool:
        """Tell whether a change is a fact: beside a metric, or of a thing that the vocabulary names."""
        start = clause[0]
        if LIGHT.fullmatch(self.text, start, change.start):
            return bool(self.drafts or self.paragraph.last)
        known = any(
            self.fits(rule, None, (start, quantity.start), self.cursor.work)
            for hit in self.hits.names_within(start, change.start)
            for rule in hit.payload
        )
        return known and change.compared

    def with_modifiers(self, named: Named, start: int) -> tuple[int, int]:
        """Return the span of a name with the words that belong to it: 城镇老旧小区, 电动汽车充电桩."""
        if named.hit is None:
            return named.start, named.end
        prefix = metric_lexicon().modifiers.search(self.text, max(start, named.start - _AFTER), named.start)
        return (prefix.start() if prefix is not None else named.start), named.end
