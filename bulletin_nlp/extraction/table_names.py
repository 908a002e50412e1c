"""What a head of a table names: the rule of the indicator vocabulary that its words point to."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bulletin_nlp.extraction.metric_frames import Work
from bulletin_nlp.extraction.metric_lexicon import Hit, Hits, Rule, metric_lexicon
from bulletin_nlp.extraction.table_cells import table_lexicon
from bulletin_nlp.extraction.table_surroundings import Surroundings, Unit

__all__ = ["HeadWords", "Meaning", "head_words", "meaning_of", "meaning_of_verbs"]

_REACHED = ("户", "栋")  # units that alone say what is counted
_DATE = re.compile(
    r"(?:\d{4}|今|本|当|上|全)?年(?:度)?|\d{1,2}(?:[-—~～至]\d{1,2})?月份?|\d{1,2}日|截至|底|末"
)

Meaning = tuple[Rule, Unit]


@dataclass(slots=True)
class HeadWords:
    """The words of a head without its unit and its dates, with the names and cues among them.

    ``work`` is how far the work is by them, ``told`` whether they tell that plainly.
    """

    words: str
    names: list[Hit]
    hits: Hits
    work: Work
    told: bool

    @property
    def cumulative(self) -> bool:
        """Whether the head says 累计."""
        return any(cue.payload.role == "cumulative" for cue in self.hits.cues)

    @property
    def part(self) -> bool:
        """Whether the head says 其中."""
        return any(cue.payload.role == "part" for cue in self.hits.cues)

    @property
    def only_verbs(self) -> bool:
        """Whether nothing but verbs and light words stands in the head: 计划数, 累计开工数."""
        return table_lexicon().verbal.fullmatch(self.words) is not None


def head_words(words: str, *, rate: bool) -> HeadWords:
    """Read the words of a head.

    Args:
        words: the head without its unit.
        rate: whether its numbers are percentages; names of other things are passed over, and reversely.
    """
    lexicon = table_lexicon()
    plain = _DATE.sub("", words)
    if rate and "率" in plain:
        plain = lexicon.planned.sub("", plain)  # 计划投资完成率 is the 投资完成率
    hits = metric_lexicon().scan(plain, [(0, len(plain))])
    names = _of_kind(plain, hits.names, rate=rate)
    work = Work()
    for hit in hits.cues:
        work.read(hit)
    if lexicon.fulfilled.search(plain):
        work = Work(status="completed", rank=2, told=(0, len(plain)))
    elif lexicon.planned.search(plain) and not work.past and not work.left:
        work.plan, work.told = True, (0, len(plain))
    return HeadWords(plain, names, hits, work, work.told is not None and not work.weak)


def _of_kind(words: str, hits: list[Hit], *, rate: bool) -> list[Hit]:
    """Return the names that percentages have, or all others; the longest of the kind at each place."""
    names: list[Hit] = []
    for hit in hits:
        if any(("%" in rule.units) == rate for rule in hit.payload):
            names.append(hit)
        elif hit.end - hit.start > 1:
            # the name of the other kind may begin with one of this
            shorter = metric_lexicon().scan(words, [(hit.start, hit.end - 1)]).names
            names.extend(_of_kind(words, shorter, rate=rate))
    return names


def meaning_of(head: HeadWords, units: list[Unit], around: Surroundings) -> Meaning | None:
    """Return the rule and the unit that the last name of a head points to, null where it is none of ours.

    Nothing but names, cues and light words may stand in the head: 常住人口, 物业小区数 count other things.

    Args:
        head: the words.
        units: the units that the head or the page gives; where none fits, those that the name implies.
        around: what the page says around the table.
    """
    if _names_other(head):
        return None
    hit = next((hit for hit in reversed(head.names) if not _is_verbal(head, hit)), None)
    if hit is None:
        return None
    counting = table_lexicon().counting
    implied = [Unit(base, 1) for base in counting if any(base in rule.units for rule in hit.payload)]
    return _rule_of(hit, head, [*units, *implied], around)


def _rule_of(hit: Hit, head: HeadWords, units: list[Unit], around: Surroundings) -> Meaning | None:
    for unit in units:
        for rule in hit.payload:
            if _fits(rule, unit, head, around) and not _is_second(rule, head.words, around):
                return rule, unit
    return None


def meaning_of_verbs(head: HeadWords, units: list[Unit], around: Surroundings) -> Meaning | None:
    """Return what a head counts that only tells how far the work is (计划数, 累计开工数, 已完工（个）)."""
    if not head.told or not head.only_verbs:
        return None
    lexicon, things = metric_lexicon(), around.things
    for unit in units or ([Unit(things[0].unit, 1)] if len(things) == 1 else []):
        if unit.base in _REACHED:
            rule = next((rule for rule in lexicon.alone if _fits(rule, unit, head, around)), None)
            if rule is not None:
                return rule, unit
        for thing in things:
            if thing.unit == unit.base:
                wanted = thing.indicators.get(head.work.result or "", thing.indicators[""])
                return next(rule for rule in lexicon.rules if rule.indicator.id == wanted), unit
    for hit in reversed(head.names):
        found = _rule_of(hit, head, units, around)  # 筹集（万元）
        if found is not None:
            return found
    return None


def _fits(rule: Rule, unit: Unit, head: HeadWords, around: Surroundings) -> bool:
    classes, words = around.classes, head.words
    return (
        unit.base in rule.units
        and (not rule.near or not rule.near.isdisjoint(classes))
        and (not rule.with_ or not rule.with_.isdisjoint(classes))
        and (not rule.subject or not rule.subject.isdisjoint(classes))
        and (not rule.document or rule.document <= around.subjects)
        and (not rule.status or head.work.status in rule.status)
        and (rule.unless is None or rule.unless.search(words) is None)
        and (rule.unless_sentence is None or rule.unless_sentence.search(words) is None)
    )


def _is_second(rule: Rule, words: str, around: Surroundings) -> bool:
    """Tell whether 项目 is no name for compounds, since another column counts those."""
    mark = table_lexicon().compounds
    return (
        rule.indicator.id == "communities_renovated"
        and mark not in words
        and any(mark in other for other in around.head_words)
    )


def _is_verbal(head: HeadWords, hit: Hit) -> bool:
    """Tell whether a name is but a verb that says how far the work is (开工, 建成, 开工数)."""
    return table_lexicon().verbal.fullmatch(head.words, hit.start, hit.end) is not None


def _names_other(head: HeadWords) -> bool:
    """Tell whether a head has more than names, cues, light words and what a name may carry with it."""
    carried, position = table_lexicon().carried, 0
    for hit in sorted([*head.hits.cues, *head.names], key=lambda hit: hit.start):
        if hit.end <= position:
            continue
        if carried.fullmatch(head.words, position, max(position, hit.start)) is None:
            return True
        position = hit.end
    return carried.fullmatch(head.words, position) is None
