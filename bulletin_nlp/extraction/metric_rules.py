"""Which rule of the vocabulary a word near a number points to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from bulletin_nlp.extraction.metric_drafts import Draft
from bulletin_nlp.extraction.metric_frames import Time, Work
from bulletin_nlp.extraction.metric_lexicon import Hit, Hits, Indicator, Rule, metric_lexicon
from bulletin_nlp.extraction.quantities import Quantity

__all__ = ["Named", "Paragraph", "RuleReader"]

_RECENT = 12  # metrics that a sentence keeps in mind
_BACK = 300  # how far before a number the thing that it is a part of may be named
_BESIDE = 8  # how far after a number its verb may begin
_VERBS = frozenset(["strong", "weak", "left"])


@dataclass(slots=True)
class Paragraph:
    """What the sentences of a paragraph hand on to the next.

    ``classes`` are those of the words around the sentence, ``last`` the metrics just read, ``in_part``
    whether 其中 still holds, ``begun`` the status that a sentence without numbers told, empty where it told
    none.
    """

    classes: frozenset[str] = frozenset()
    work: Work | None = None
    in_part: bool = False
    begun: str | None = None
    time: Time = field(default_factory=Time)
    last: list[Draft] = field(default_factory=list)


@dataclass(slots=True)
class Named:
    """The indicator that a number was found to count and the words that say so; ``hit`` is theirs.

    ``region`` is the code of the place that a list gives the number, null where none does.
    """

    indicator: Indicator
    start: int
    end: int
    hit: Hit | None = None
    region: str | None = None


class RuleReader:
    """Tells which rule fits a number of one sentence.

    Args:
        text: the clean text.
        hits: its cues and names.
        subjects: gives the classes that the bulletin is about.
        span: the sentence.
        paragraph: what its earlier sentences hand on.
        drafts: the metrics of the sentence read so far.
    """

    def __init__(
        self,
        text: str,
        hits: Hits,
        subjects: Callable[[], frozenset[str]],
        span: tuple[int, int],
        paragraph: Paragraph,
        drafts: list[Draft],
    ) -> None:
        self.text, self.hits, self.subjects = text, hits, subjects
        self.start, self.end = span
        self.paragraph, self.drafts = paragraph, drafts
        self.classes = hits.classes_within(*span)
        self.verbs_from = self.start  # where the verbs of the number in hand may begin

    def first(
        self,
        hit: Hit,
        unit: str | None,
        clause: tuple[int, int],
        work: Work,
        quantity: Quantity | None = None,
    ) -> Rule | None:
        """Return the first rule that a word points to and that fits; one counted before goes first."""
        ahead = quantity is None or hit.start >= quantity.end
        fitting = [
            rule
            for rule in hit.payload
            if (unit is None or unit in rule.units)
            and (ahead or not rule.after)
            and self.fits(rule, unit, clause, work, quantity)
        ]
        if len(fitting) > 1:
            word = self.text[hit.start : hit.end]
            fitting.sort(key=lambda rule: not self.counted(rule.indicator, word))
        return fitting[0] if fitting else None

    def counted(self, indicator: Indicator, word: str = "") -> bool:
        """Tell whether the paragraph has counted an indicator before, by a name that ends with a word."""
        return any(
            draft.indicator is indicator and self.text.endswith(word, *draft.named) for draft in self.recent()
        )

    def recent(self) -> list[Draft]:
        """Return the metrics just read, the last one last."""
        return [*self.paragraph.last[-_RECENT:], *self.drafts[-_RECENT:]]

    def fits(
        self,
        rule: Rule,
        unit: str | None,
        clause: tuple[int, int],
        work: Work,
        quantity: Quantity | None = None,
    ) -> bool:
        """Tell whether a rule's unit and its conditions on the surroundings hold."""
        text = self.text
        return (
            (unit is None or unit in rule.units)
            and (not rule.near or not rule.near.isdisjoint(self.classes) or self.counted(rule.indicator))
            and (
                not rule.with_
                or not rule.with_.isdisjoint(self.classes)
                or not rule.with_.isdisjoint(self.paragraph.classes)
                or not rule.with_.isdisjoint(self.subjects())
            )
            and (not rule.subject or not rule.subject.isdisjoint(self.subjects()))
            and (not rule.document or rule.document <= self.subjects())
            and (not rule.status or self._status(work) in rule.status)
            and (rule.unless is None or rule.unless.search(text, *clause) is None)
            and (
                rule.unless_sentence is None
                or rule.unless_sentence.search(text, self.start, self.end) is None
            )
            and (not rule.beside or quantity is None or self._beside(rule, quantity))
            and (not rule.rivals or quantity is None or self._belongs(rule, quantity))
        )

    def goes_on(self, indicator: Indicator, unit: str, quantity: Quantity) -> bool:
        """Tell whether a number may count what one before it counted: no rival was named since."""
        rules = [
            rule for rule in metric_lexicon().rules if rule.indicator is indicator and unit in rule.units
        ]
        return any(not rule.rivals or self._belongs(rule, quantity) for rule in rules)

    def _status(self, work: Work) -> str | None:
        if not work.told and self.paragraph.work is not None:
            return self.paragraph.work.status
        return work.status

    def _beside(self, rule: Rule, quantity: Quantity) -> bool:
        """Tell whether the verb of the number itself is of a class: before it, else right after it."""
        low = max(self.verbs_from, quantity.start - _BACK)
        if not rule.beside.isdisjoint(self.hits.classes_within(low, quantity.start)):
            return True
        if any(cue.payload.role in _VERBS for cue in self.hits.cues_within(low, quantity.start)):
            return False
        return not rule.beside.isdisjoint(self.hits.classes_within(quantity.end, quantity.end + _BESIDE))

    def _belongs(self, rule: Rule, quantity: Quantity) -> bool:
        """Tell whether the thing named last before the number is the rule's and none of its rivals'."""
        own = rule.with_ or rule.near
        low = max(quantity.start - _BACK, self.text.rfind("\n", 0, quantity.start) + 1)
        for name in self.hits.classes_back(quantity.start, low):
            if name in rule.rivals:
                return False
            if name in own:
                return True
        return True
