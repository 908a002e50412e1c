"""From the numbers of a sentence to metrics: each number is joined to the words that name what it counts."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bulletin_nlp.extract.metric_drafts import Draft
from bulletin_nlp.extract.metric_frames import Cursor, Time, Work
from bulletin_nlp.extract.metric_lexicon import Hit, Hits, Indicator, Rule, metric_lexicon
from bulletin_nlp.extract.quantities import Quantity

if TYPE_CHECKING:
    from bulletin_nlp.extract.reading import Reading

__all__ = ["Paragraph", "SentenceReader"]

# Words between a name and its number that say nothing of their own.
_LIGHT = re.compile(r"[\s有达至到共计为约近超过逾约合计总长数的是均也都将分别不低少于：:（(“”]*")
_LISTED = re.compile(r"[、和及与，,\s）)（(]")
_NOT_HAN = re.compile(r"[^\u4e00-\u9fff]")
_TAIL = re.compile(r"[左右以上下内及等多余]*")  # words that close a number
_AFTER = 8  # how far after a number its thing may stand: 个 + 城镇 + 老旧小区
_RUN_ON = 16  # how far apart the numbers of one list stand
_SPECIFIC = frozenset(["部", "台", "公里", "所", "天", "平方米", "套", "公顷"])  # units that few things have


def _last_list(text: str, hits: list[Hit]) -> list[Hit]:
    """Return the last run of hits that are joined by 、 or 和."""
    kept: list[Hit] = []
    for hit in reversed(hits):
        if kept and text[hit.end : kept[-1].start] not in ("、", "和", "及", "与", "以及", "，", ","):
            break
        kept.append(hit)
    return kept[::-1]


@dataclass(slots=True)
class Paragraph:
    """What the sentences of a paragraph hand on to the next."""

    work: Work | None = None
    time: Time = field(default_factory=Time)
    last: list[Draft] = field(default_factory=list)


@dataclass(slots=True)
class _Named:
    """What a number was found to count."""

    rule: Rule
    start: int
    end: int
    hit: Hit | None


class SentenceReader:
    """Reads the numbers of one sentence.

    Args:
        reading: the bulletin.
        hits: its cues and names.
        subjects: the classes that the bulletin is about.
        span: the sentence.
        paragraph: what earlier sentences of the paragraph said; it is brought up to date.
    """

    def __init__(
        self,
        reading: Reading,
        hits: Hits,
        subjects: frozenset[str],
        span: tuple[int, int],
        paragraph: Paragraph,
    ) -> None:
        self.reading = reading
        self.text = reading.clean
        self.hits = hits
        self.subjects = subjects
        self.start, self.end = span
        self.paragraph = paragraph
        self.cursor = Cursor(reading, hits, *span, paragraph.work)
        low = bisect_left(hits.classes, (self.start, ""))
        high = bisect_left(hits.classes, (self.end, ""))
        self.classes = frozenset(name for _, name in hits.classes[low:high])
        low = bisect_left(hits.names, self.start, key=lambda hit: hit.start)
        high = bisect_left(hits.names, self.end, key=lambda hit: hit.start)
        self.names = hits.names[low:high]
        self.used: set[tuple[int, str]] = set()  # names that a number of that unit has taken
        self.drafts: list[Draft] = []
        self.parts = False

    def read(self, quantities: list[Quantity]) -> list[Draft]:
        """Return the metrics among the numbers of the sentence."""
        clause_of = self.reading.layout.clause
        index = 0
        while index < len(quantities):
            start, end = clause_of(quantities[index].start)
            start, end = max(start, self.start), min(end, self.end)
            stop = index
            while stop < len(quantities) and quantities[stop].start < end:
                stop += 1
            self._skip_to(start)
            self.cursor.enter_clause(start, end)
            self._read_clause(start, end, quantities[index:stop])
            index = stop
        self.cursor.advance(self.end)
        if self.drafts:
            self.paragraph.last = [*self.paragraph.last[-8:], *self.drafts]
            if self.cursor.time.said:
                self.paragraph.time = self.cursor.time
            if self.cursor.work.told or self.paragraph.work is None:
                self.paragraph.work = self.cursor.work
        return self.drafts

    def _skip_to(self, offset: int) -> None:
        """Read the clauses without numbers that lie before ``offset``."""
        position = self.cursor.clause[1] if self.cursor.clause[1] < offset else self.start
        while position < offset:
            start, end = self.reading.layout.clause(position)
            end = min(end, offset)
            self.cursor.enter_clause(max(start, position), end)
            self.cursor.advance(end)
            position = end

    # --- one clause ---------------------------------------------------------------------------------------

    def _read_clause(self, start: int, end: int, quantities: list[Quantity]) -> None:
        clause = self.text[start:end]
        roles = {hit.payload.role for hit in self._cues(start, end)}
        attended = "attendance" in roles
        shared = (
            self._distributed(start, end, quantities, self.cursor.work) if "distributive" in roles else {}
        )
        for number, quantity in enumerate(quantities):
            self.cursor.advance(quantity.start)
            if "part" in roles and not self.parts:
                self.parts = any(
                    hit.payload.role == "part" and hit.start < quantity.start
                    for hit in self._cues(start, quantity.start)
                )
            limit = quantities[number + 1].start if number + 1 < len(quantities) else end
            previous = quantities[number - 1] if number else None
            work, ahead_at = self._work(quantity, limit)
            if attended and quantity.unit in ("个", "人", "户"):
                continue
            named, region = shared.get(number, (None, None))
            named = named or self._name(clause, start, end, quantity, previous, limit, work)
            growth = self._growth(start, quantity)
            if growth is not None and (
                named is None or named.rule.indicator.id != "pollutant_reduction_rate"
            ):
                self._add_growth(start, end, quantity, growth)
                continue
            if named is None:
                continue
            region = region or self._region_before(start, quantity)
            coordinated = [named] if number in shared else self._coordinated(named, quantity, start)
            for one in coordinated:
                self._add(one, quantity, (start, end), work, region)
        self.cursor.advance(end)

    def _cues(self, start: int, end: int) -> list[Hit]:
        low = bisect_left(self.hits.cues, start, key=lambda hit: hit.start)
        high = bisect_left(self.hits.cues, end, key=lambda hit: hit.start)
        return self.hits.cues[low:high]

    def _work(self, quantity: Quantity, limit: int) -> tuple[Work, int]:
        """Return how far the work is, by the words before the number, else by those after it."""
        work = self.cursor.work
        if work.rank or work.plan:
            if work.rank and not work.left and work.rank == 1 and not work.plan:
                return work, -1
            if work.left or work.plan or work.rank:
                return work, -1
        # words just before the next number belong to that one
        cues = [hit for hit in self._cues(quantity.end, limit)]
        stop = limit
        if limit < self.end and cues and limit != self.cursor.clause[1]:
            while cues and _LIGHT.fullmatch(self.text, cues[-1].end, stop):
                stop = cues.pop().start
        ahead = self.cursor.upcoming(quantity.end, stop)
        return ahead, stop

    # --- what a number counts ------------------------------------------------------------------------------

    def _fits(self, rule: Rule, unit: str | None, clause: str, work: Work) -> bool:
        return (
            unit in rule.units
            and (not rule.near or not rule.near.isdisjoint(self.classes))
            and (
                not rule.with_
                or not rule.with_.isdisjoint(self.classes)
                or not rule.with_.isdisjoint(self.subjects)
            )
            and (not rule.subject or not rule.subject.isdisjoint(self.subjects))
            and (not rule.status or self._status_of(work) in rule.status)
            and (rule.unless is None or rule.unless.search(clause) is None)
            and (
                rule.unless_sentence is None
                or rule.unless_sentence.search(self.text, self.start, self.end) is None
            )
        )

    def _status_of(self, work: Work) -> str | None:
        if work.status is None and not work.plan and self.paragraph.work is not None:
            return self.paragraph.work.status
        return work.status

    def _rule(self, hit: Hit, unit: str | None, clause: str, work: Work) -> Rule | None:
        return next((rule for rule in hit.payload if self._fits(rule, unit, clause, work)), None)

    def _name(
        self,
        clause: str,
        start: int,
        end: int,
        quantity: Quantity,
        previous: Quantity | None,
        limit: int,
        work: Work,
    ) -> _Named | None:
        unit = quantity.unit
        text = self.text
        low = bisect_left(self.names, start, key=lambda hit: hit.start)
        at = bisect_left(self.names, quantity.start, key=lambda hit: hit.start)
        if unit is None:
            if quantity.value < 10000 or not text.startswith(("的居民", "居民", "群众", "人"), quantity.end):
                return None
            unit = "人"
        # the nearest name before the number in its clause
        before: _Named | None = None
        close = False
        for hit in reversed(self.names[low:at]):
            rule = self._rule(hit, unit, clause, work)
            if rule is not None:
                close = _LIGHT.fullmatch(text, hit.end, quantity.start) is not None
                if (hit.start, unit) in self.used and not close:
                    break
                before = _Named(rule, hit.start, hit.end, hit)
                break
            if hit.end <= start:
                break
        after: _Named | None = None
        high = bisect_left(self.names, min(limit, quantity.end + _AFTER), key=lambda hit: hit.start)
        for hit in self.names[at:high]:
            if not self._is_modifier(quantity.end, hit.start):
                break
            rule = self._rule(hit, unit, clause, work)
            if rule is not None:
                after = _Named(rule, hit.start, hit.end, hit)
                break
        if before is not None and after is None and not close and self._names_other(quantity):
            before = None
        taken = before is not None and (before.start, unit) in self.used
        if before is not None and (close and not taken or after is None):
            return before
        if after is not None:
            return after
        named = self._run_on(quantity, previous, unit, start)
        if named is None and unit != "%":
            named = self._alone(unit, clause, quantity, work, start, end)
        if named is None and not self._names_other(quantity):
            named = self._earlier(unit, clause, quantity, work, start)
        return named

    def _is_modifier(self, start: int, end: int) -> bool:
        """Tell whether a stretch between a number and a name is nothing, 的, or part of the name."""
        if self.text.startswith("的", start):
            start += 1
        if start >= end:
            return True
        match = metric_lexicon().modifiers.search(self.text, start, end)
        return match is not None and match.start() == start

    def _names_other(self, quantity: Quantity) -> bool:
        """Tell whether a noun that no rule knows follows the number: 新增2个医疗中心."""
        tail = _TAIL.match(self.text, quantity.end)
        offset = tail.end() if tail is not None else quantity.end
        following = self.text[offset : offset + 1]
        if not following or following not in '“《‘"' and _NOT_HAN.match(following):
            return False
        return not any(hit.start == offset for hit in self._cues(offset, offset + 1))

    def _run_on(self, quantity: Quantity, previous: Quantity | None, unit: str, start: int) -> _Named | None:
        """A number of a list after the first counts the same: 上海(107.0%)、安徽(103.7%)."""
        last = self.drafts[-1] if self.drafts else None
        if last is None or previous is None or last.unit != unit:
            return None
        if last.quantity is not previous and last.quantity.end != previous.end:
            return None
        gap = self.text[previous.end : quantity.start]
        if len(gap) > _RUN_ON or not _LISTED.match(gap):
            return None
        if any(previous.end <= hit.start < quantity.start for hit in self.names) or self._cues(
            previous.end, quantity.start
        ):
            return None
        return _Named(Rule(-1, last.indicator, last.indicator.units), *last.named, None)

    def _alone(
        self, unit: str, clause: str, quantity: Quantity, work: Work, start: int, end: int
    ) -> _Named | None:
        """The unit itself says what is counted: 4.43万个、734万户."""
        rule = next(
            (r for r in metric_lexicon().rules if r.alone and self._fits(r, unit, clause, work)),
            None,
        )
        if rule is None:
            return None
        for hit in self.names:
            if start <= hit.start < end and rule in hit.payload:
                return _Named(rule, hit.start, hit.end, hit)
        cue = self.cursor.cue_before(quantity.start)
        if cue is not None and cue.start >= start and cue.payload.role in ("strong", "weak"):
            return _Named(rule, cue.start, cue.end, None)
        for draft in reversed(self.drafts):
            return _Named(rule, *draft.named, None)
        unit_start = quantity.end - len(quantity.unit_text)
        return _Named(rule, unit_start, quantity.end, None)

    def _earlier(self, unit: str, clause: str, quantity: Quantity, work: Work, start: int) -> _Named | None:
        """The thing was named before: 老旧小区68个 … 已开工65个; 降幅到13%算过线，到15%算良好."""
        cue = self.cursor.cue_before(quantity.start)
        verb = (
            cue
            if cue is not None
            and cue.start >= start
            and cue.payload.role in ("strong", "weak", "left", "plan")
            and _LIGHT.fullmatch(self.text, cue.end, quantity.start)
            else None
        )
        change = metric_lexicon().rise.search(self.text, start, quantity.start)
        bare = _LIGHT.fullmatch(self.text, start, change.start() if change else quantity.start) is not None
        in_region = any(
            mention.end <= quantity.start
            and mention.start >= start
            and _LIGHT.fullmatch(self.text, mention.end, quantity.start) is not None
            for mention in self._regions(start, quantity.start)
        )
        if verb is None and not bare and not in_region and unit not in _SPECIFIC:
            return None
        for hit in reversed(self.names):
            if hit.end <= start and (rule := self._rule(hit, unit, clause, work)) is not None:
                if verb is not None and verb.payload.role != "plan" and (hit.start, unit) in self.used:
                    return _Named(rule, verb.start, verb.end, None)
                return _Named(rule, hit.start, hit.end, hit)
        for draft in reversed([*self.paragraph.last, *self.drafts]):
            if draft.unit == unit and (unit not in _SPECIFIC or verb or bare or in_region):
                if verb is not None and verb.payload.role != "plan":
                    return _Named(
                        Rule(-1, draft.indicator, draft.indicator.units), verb.start, verb.end, None
                    )
                return _Named(Rule(-1, draft.indicator, draft.indicator.units), *draft.named, None)
        return None

    def _regions(self, start: int, end: int) -> list[Hit]:
        mentions = self.reading.region_mentions
        low = bisect_left(mentions, start, key=lambda m: m.start)
        high = bisect_left(mentions, end, key=lambda m: m.start)
        return [Hit(m.start, m.end, m) for m in mentions[low:high] if not m.inside]

    # --- lists ---------------------------------------------------------------------------------------------

    def _distributed(
        self, start: int, end: int, quantities: list[Quantity], work: Work
    ) -> dict[int, tuple[_Named | None, str | None]]:
        """Deal the numbers after 分别 to the places, or to the things, listed before it, one each."""
        marks = [hit for hit in self._cues(start, end) if hit.payload.role == "distributive"]
        mark = marks[-1].start
        numbers = [index for index, quantity in enumerate(quantities) if quantity.start > mark]
        if len(numbers) < 2:
            return {}
        regions = _last_list(self.text, self._regions(self.start, mark))
        if len(regions) == len(numbers):
            codes = [hit.payload.division.code if hit.payload.division else None for hit in regions]
            return {number: (None, code) for number, code in zip(numbers, codes, strict=True)}
        things: list[tuple[Hit, Rule]] = []
        clause = self.text[start:end]
        for hit in self.names:
            if hit.end > mark:
                break
            rule = self._rule(hit, quantities[numbers[0]].unit, clause, work)
            if rule is not None:
                things.append((hit, rule))
        if len(things) < len(numbers):
            return {}
        things = things[-len(numbers) :]
        return {
            number: (_Named(rule, hit.start, hit.end, hit), None)
            for number, (hit, rule) in zip(numbers, things, strict=True)
        }

    def _region_before(self, start: int, quantity: Quantity) -> str | None:
        """Return the code of a place that stands right before the number: 上海(107.0%), 孝南区80个."""
        mentions = self._regions(start, quantity.start)
        if not mentions:
            return None
        last = mentions[-1]
        if last.payload.division is None or not _LIGHT.fullmatch(self.text, last.end, quantity.start):
            return None
        code: str | None = last.payload.division.code
        return code

    def _coordinated(self, named: _Named, quantity: Quantity, start: int) -> list[_Named]:
        """Return every rate that one number is given for: 签约率、腾空率、拆除率都要达到100%."""
        found = [named]
        if quantity.unit != "%" or named.hit is None or named.hit.start > quantity.start:
            return found
        index = bisect_left(self.names, named.hit.start, key=lambda hit: hit.start)
        first = named.hit.start
        while index:
            index -= 1
            hit = self.names[index]
            if hit.start < start or self.text[hit.end : first] not in ("、", "和", "及", "与", "以及"):
                break
            rule = next((rule for rule in hit.payload if "%" in rule.units), None)
            if rule is None or (hit.start, "%") in self.used:
                break
            found.append(_Named(rule, hit.start, hit.end, hit))
            first = hit.start
        return found[::-1]

    # --- growth --------------------------------------------------------------------------------------------

    def _growth(self, start: int, quantity: Quantity) -> tuple[int, int, bool] | None:
        """Return where a change is told (比上年提高了6个百分点) and whether it is a fall."""
        if quantity.unit not in ("%", "个百分点"):
            return None
        lexicon = metric_lexicon()
        verb = lexicon.rise.search(self.text, start, quantity.start)
        if verb is None:
            return None
        against = lexicon.against.search(self.text, start, verb.start())
        first = against.start() if against is not None else verb.start()
        compared = self.cursor.compared
        if compared is not None and start <= compared.start < verb.start():
            first = min(first, compared.start - 1 if compared.start > start else compared.start)
        # a change is a fact here only beside a metric or of a thing that the vocabulary names
        bare = _LIGHT.fullmatch(self.text, start, first) is not None
        clause = self.text[start : quantity.start]
        known = any(
            self._fits(rule, next(iter(rule.units)), clause, self.cursor.work)
            for hit in self.names
            if start <= hit.start < first
            for rule in hit.payload
        )
        if not (known and (against is not None or compared is not None)) and not (
            bare and (self.drafts or self.paragraph.last)
        ):
            return None
        stop = verb.end()
        while stop > verb.start() and self.text[stop - 1] in "了达至到约近超过":
            stop -= 1
        return first, stop, verb["fall"] is not None

    def _add_growth(self, start: int, end: int, quantity: Quantity, growth: tuple[int, int, bool]) -> None:
        indicator = metric_lexicon().indicators["growth_rate"]
        first, stop, fall = growth
        draft = self._draft(indicator, (first, stop), quantity, (start, end), Work())
        draft.fall = fall
        draft.status = None
        compared = self.cursor.compared
        draft.month_before = compared is not None and compared.kind in ("month", "month_end")
        self.drafts.append(draft)

    # --- drafts --------------------------------------------------------------------------------------------

    def _add(
        self, named: _Named, quantity: Quantity, clause: tuple[int, int], work: Work, region: str | None
    ) -> None:
        if named.hit is not None:
            self.used.add((named.hit.start, quantity.unit or "人"))
        first, stop = named.start, named.end
        prefix = metric_lexicon().modifiers.search(self.text, max(clause[0], first - 12), first)
        if prefix is not None and named.hit is not None:
            first = prefix.start()
        if first < quantity.end and stop > quantity.start:
            first, stop = named.start, named.end
        draft = self._draft(named.rule.indicator, (first, stop), quantity, clause, work)
        draft.region = region
        self.drafts.append(draft)

    def _draft(
        self,
        indicator: Indicator,
        named: tuple[int, int],
        quantity: Quantity,
        clause: tuple[int, int],
        work: Work,
    ) -> Draft:
        cursor = self.cursor
        draft = Draft(
            quantity=quantity,
            indicator=indicator,
            named=named,
            clause=clause,
            sentence=self.start,
            unit=quantity.unit or "人",
            left=work.left,
            time=cursor.time,
            deadline=cursor.deadline,
            plans=list(cursor.spans_of_plans),
            status_at=work.at,
            part=self.parts,
            weak=work.rank == 1 and not work.plan,
        )
        status = work.result
        if not work.told and self.paragraph.work is not None:
            status = self.paragraph.work.result
            draft.status_at = self.paragraph.work.at
        elif (
            draft.weak
            and self.paragraph.work is not None
            and self.paragraph.work.plan
            and not (cursor.time.said or work.told and work.rank == 2)
        ):
            status = "planned"
        if indicator.status is not None:
            status = "planned" if status == "planned" else indicator.status
        if quantity.per is not None or indicator.id in ("growth_rate", "regions_counted"):
            status = None
        draft.status = status
        if not cursor.time.said and self.paragraph.time.said:
            draft.time = replace(self.paragraph.time)
            draft.time_basis = "document"
        return draft
