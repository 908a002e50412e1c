"""What a number counts: its unit narrows the rules, the nearest word that one of them knows decides."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from bulletin_nlp.extraction.metric_drafts import Draft
from bulletin_nlp.extraction.metric_frames import Cursor, Work
from bulletin_nlp.extraction.metric_growth import Change
from bulletin_nlp.extraction.metric_lexicon import Hit, Hits, Rule, metric_lexicon
from bulletin_nlp.extraction.metric_rules import Named, Paragraph, RuleReader
from bulletin_nlp.extraction.metric_shares import Counted, is_share_of_plan, share_indicator
from bulletin_nlp.extraction.metric_surroundings import LIGHT, Surroundings
from bulletin_nlp.extraction.quantities import Quantity

if TYPE_CHECKING:
    from bulletin_nlp.extraction.reading import Reading

__all__ = ["LIGHT", "REACH", "UNWRITTEN", "Named", "Namer", "Paragraph"]

_AFTER = 12  # how far after a number its thing may stand: 个 + 城镇老旧小区 + 改造项目
REACH = 300  # how far from a number its clause is read, so that a line without punctuation is read in time
_RUN_ON = 16  # how far apart the numbers of one list stand
UNWRITTEN = 10_000  # 超过1亿的居民: a number without a unit is read only from here on
_PEOPLE = ("的居民", "居民", "的群众", "群众", "农村居民", "农村人口", "城乡居民", "城镇居民")
_VERBS = frozenset(["strong", "weak", "left", "plan"])


class Namer(Surroundings):
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
        super().__init__(reading, hits)
        self.start, self.end = span
        self.paragraph, self.cursor = paragraph, cursor
        self.drafts: list[Draft] = []
        self.counted: list[Counted] = []
        self.rules = RuleReader(self.text, hits, subjects, span, paragraph, self.drafts)
        self._taken: set[tuple[int, str]] = set()  # names that a number of that unit has taken

    def take(self, named: Named, unit: str) -> None:
        """Mark a name as taken, so that a later number of the unit needs its own."""
        if named.hit is not None:
            self._taken.add((named.hit.start, unit))

    def rule(self, hit: Hit, unit: str | None, clause: tuple[int, int], work: Work) -> Rule | None:
        """Return the first rule that a word points to and that fits a number of that unit."""
        return self.rules.first(hit, unit, clause, work)

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
        self.rules.verbs_from = previous.end if previous is not None else clause[0]
        named = self._name(clause, quantity, previous, limit, work, change)
        if quantity.unit != "%" and quantity.unit is not None:
            self.counted.append(Counted(quantity, work.status))
        elif named is not None and named.hit is not None and is_share_of_plan(named.hit):
            told_of = self.counted[-1] if self.counted else None
            named.indicator = share_indicator(named.hit, told_of, work)
        return named

    def _name(
        self,
        clause: tuple[int, int],
        quantity: Quantity,
        previous: Quantity | None,
        limit: int,
        work: Work,
        change: Change | None,
    ) -> Named | None:
        unit = quantity.unit
        if unit is None:
            if quantity.value < UNWRITTEN or not self.text.startswith(_PEOPLE, quantity.end):
                return None
            unit = "人"
        if quantity.unit_text in metric_lexicon().by_form:
            return self._by_form(clause, quantity, unit, work)
        other = self.names_other(quantity)
        before = self._before(clause, quantity, unit, work)
        after = self._after(clause, quantity, limit, unit, work)
        if before is not None:
            gap = self.text[before.end : quantity.start]
            close = LIGHT.fullmatch(gap) is not None and not (other and gap.endswith("的"))
            loose = not other and (unit != "个" or self.is_joined(before.end, quantity.start))
            if after is None and (close or loose):
                return before
            if close and "的" not in gap and (before.start, unit) not in self._taken:
                return before
        if after is not None:
            return after
        if other:
            return self._head(clause, quantity, limit, unit, work)
        named = self._run_on(quantity, previous, unit)
        alone = self._alone(clause, quantity, unit, work) if named is None and unit != "%" else None
        if named is None and (alone is None or alone[0].yields) and not self._is_refused(quantity, unit):
            looked_from = change.start if change is not None else quantity.start
            named = self._earlier(
                clause, quantity, previous, unit, work, looked_from, counted=alone is not None
            )
        return named or (alone[1] if alone is not None else None)

    # --- words beside the number ---------------------------------------------------------------------------

    def _by_form(self, clause: tuple[int, int], quantity: Quantity, unit: str, work: Work) -> Named | None:
        """The written unit is the thing itself: 8市44个县区."""
        for rule in metric_lexicon().by_form[quantity.unit_text]:
            if self.rules.fits(rule, unit, clause, work, quantity):
                return Named(rule.indicator, quantity.end - len(quantity.unit_text), quantity.end)
        return None

    def _before(self, clause: tuple[int, int], quantity: Quantity, unit: str, work: Work) -> Named | None:
        """Return the nearest name before a number in its clause, unless another number has taken it."""
        for hit in reversed(self.hits.names_within(clause[0], quantity.start)):
            rule = self.rules.first(hit, unit, clause, work, quantity)
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
            if not self.is_modifier(position, hit.start, owned=found is None):
                break
            rule = self.rules.first(hit, unit, clause, work, quantity)
            if rule is not None:
                found = Named(rule.indicator, hit.start, hit.end, hit)
                if rule.whole:
                    break
            position = hit.end
        return None if found is not None and self.is_part_of_other(position) else found

    def _head(
        self, clause: tuple[int, int], quantity: Quantity, limit: int, unit: str, work: Work
    ) -> Named | None:
        """The noun phrase after a number ends with a name: 3个跨小区的连片更新项目."""
        hit = self.head(quantity.end, limit)
        rule = self.rules.first(hit, unit, clause, work, quantity) if hit is not None else None
        return (
            Named(rule.indicator, hit.start, hit.end, hit) if rule is not None and hit is not None else None
        )

    # --- words elsewhere -----------------------------------------------------------------------------------

    def _run_on(self, quantity: Quantity, previous: Quantity | None, unit: str) -> Named | None:
        """A number of a list after the first counts the same: 上海(107.0%)、安徽(103.7%)."""
        last = self.drafts[-1] if self.drafts else None
        if (
            last is None
            or previous is None
            or last.quantity.unit != unit
            or last.quantity.end != previous.end
        ):
            return None
        gap = self.text[previous.end : quantity.start]
        if not gap or len(gap) > _RUN_ON:
            return None
        between = [*self.places(previous.end, quantity.start), *self._dates(previous.end, quantity.start)]
        for place in sorted(between, key=lambda hit: -hit.start):
            gap = gap[: place.start - previous.end] + gap[place.end - previous.end :]
        if not metric_lexicon().list_gap.fullmatch(gap):
            return None
        return Named(last.indicator, *last.named)

    def _alone(
        self, clause: tuple[int, int], quantity: Quantity, unit: str, work: Work
    ) -> tuple[Rule, Named] | None:
        """The unit itself says what is counted: 4.43万个、734万户."""
        rule = next(
            (r for r in metric_lexicon().alone if self.rules.fits(r, unit, clause, work, quantity)), None
        )
        if rule is None or not self.is_named_nothing(self.rules.verbs_from, quantity.start):
            return None
        for hit in self.hits.names_within(*clause):
            if rule in hit.payload:
                return rule, Named(rule.indicator, hit.start, hit.end, hit)
        cue = self.cursor.cue_before(quantity.start)
        if cue is not None and cue.start >= clause[0] and cue.payload.role in ("strong", "weak"):
            return rule, Named(rule.indicator, cue.start, cue.end)
        if self.drafts:
            return rule, Named(rule.indicator, *self.drafts[-1].named)
        return rule, Named(rule.indicator, quantity.end - len(quantity.unit_text), quantity.end)

    def _is_refused(self, quantity: Quantity, unit: str) -> bool:
        """Tell whether the noun of the number follows it and none of its rules fits: 26个小区65部电梯."""
        if unit != "个":
            return False
        following = self.hits.names_within(quantity.end, quantity.end + 1)
        return any(unit in rule.units and not rule.after for hit in following for rule in hit.payload)

    def _earlier(
        self,
        clause: tuple[int, int],
        quantity: Quantity,
        previous: Quantity | None,
        unit: str,
        work: Work,
        looked_from: int,
        *,
        counted: bool,
    ) -> Named | None:
        """The thing was named before: 68个项目中已开工65个; 降幅到13%算过线，到15%算良好.

        Only a number that stands right after a verb or a place, or with nothing named before it in its
        clause, may look back so far; with ``counted`` only to what has been counted in its unit.
        """
        start = clause[0]
        verb = None
        for hit in reversed(self.hits.cues_within(start, quantity.start)):
            if hit.payload.role in _VERBS:
                verb = hit
                break
        near = verb is not None and LIGHT.fullmatch(self.text, verb.end, quantity.start) is not None
        opened = max(start, previous.end) if previous is not None else start
        if opened > start:
            if not self._goes_on(opened, quantity):
                return None
            # 17所学校中已有11所: what the number before it counts is no other thing
            taken = [
                hit for hit in self.hits.names_within(opened, looked_from) if (hit.start, unit) in self._taken
            ]
            opened = taken[-1].end if taken else opened
        if not near and not self.is_bare(opened, looked_from) and self.place_before(start, quantity) is None:
            return None
        if not near:
            verb = None
        own = verb is not None and verb.payload.role != "plan"
        if not counted:
            for hit in reversed(self.hits.names_within(max(self.start, start - REACH), start)):
                rule = self.rules.first(hit, unit, self.reading.layout.clause(hit.start), work, quantity)
                if rule is not None and self.rules.fits(rule, unit, clause, work, quantity):
                    if own and verb is not None and (hit.start, unit) in self._taken:
                        return Named(rule.indicator, verb.start, verb.end)
                    return Named(rule.indicator, hit.start, hit.end, hit)
        for draft in reversed(self.rules.recent()):
            if draft.quantity.unit == unit and unit != "元" and draft.indicator.id != "growth_rate":
                if not self.rules.goes_on(draft.indicator, unit, quantity):
                    return None  # 棚改开工1200套，公租房开工300套
                if own and verb is not None:
                    return Named(draft.indicator, verb.start, verb.end)
                return Named(draft.indicator, *draft.named)
        return None

    def _goes_on(self, end: int, quantity: Quantity) -> bool:
        """Tell whether a number may look further back than the one before it, which ends at ``end``.

        Of two numbers of one list (下降15.1%、17%) the second counts nothing that the first does not.
        """
        if self.drafts and self.drafts[-1].quantity.end == end:
            return True
        gap = self.text[end : quantity.start]
        return metric_lexicon().filling.fullmatch(gap) is None

    # --- growth --------------------------------------------------------------------------------------------

    def is_growth(self, change: Change, clause: tuple[int, int], quantity: Quantity) -> bool:
        """Tell whether a change is a fact: beside a metric, or of a thing that the vocabulary names."""
        start = clause[0]
        if LIGHT.fullmatch(self.text, start, change.start):
            return bool(self.drafts or self.paragraph.last)
        known = any(
            self.rules.fits(rule, None, (start, quantity.start), self.cursor.work)
            for hit in self.hits.names_within(start, change.start)
            for rule in hit.payload
        )
        return known and change.compared
