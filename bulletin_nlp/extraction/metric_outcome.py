"""The status of what a number counts: by its own words, by what was told before it, by what it counts."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from bulletin_nlp.extraction.metric_frames import STRONG, Cursor, Work
from bulletin_nlp.extraction.metric_lexicon import Hits, Indicator, metric_lexicon
from bulletin_nlp.extraction.metric_naming import REACH, Paragraph
from bulletin_nlp.extraction.metric_status import planned_by_noun
from bulletin_nlp.extraction.outlook import Outlook
from bulletin_nlp.extraction.quantities import Quantity

if TYPE_CHECKING:
    from bulletin_nlp.extraction.reading import Reading

__all__ = ["Outcome"]

_REACHED = frozenset(["households_benefited", "population_benefited", "buildings_renovated"])
_WITHOUT_STATUS = frozenset(["growth_rate", "regions_counted"])
_COMPOUNDS = "communities_renovated"
_GRANTS = frozenset(["subsidy"])
_COST = frozenset(["investment"])
_MONEY = frozenset(["subsidy", "loan", "credit_line", "funds_raised", "investment"])


class Outcome:
    """Tells the status of the numbers of one sentence.

    Args:
        reading: the bulletin.
        hits: its cues and names.
        span: the sentence.
        paragraph: what earlier sentences of the paragraph said.
        cursor: the cues and dates of the sentence read so far.
        outlook: the stretch that looks ahead and holds the sentence, if one does.
    """

    def __init__(
        self,
        reading: Reading,
        hits: Hits,
        span: tuple[int, int],
        paragraph: Paragraph,
        cursor: Cursor,
        outlook: Outlook | None,
    ) -> None:
        self.reading, self.text, self.hits = reading, reading.clean, hits
        self.start = span[0]
        self.paragraph, self.cursor, self.outlook = paragraph, cursor, outlook
        self.total = False  # whether the whole cost of planned works was read

    def _looks_ahead(self, work: Work) -> bool:
        """Tell whether the sentence stands where the bulletin looks ahead, and nothing in it is past."""
        if self.outlook is None or work.past or self.cursor.time.until is not None:
            return False
        earlier = self.paragraph.work
        if earlier is not None and earlier.past and not self.cursor.time.said:
            return False
        period, anchor = self.cursor.time.period, self.reading.anchor
        if period is None or period.last is None or anchor is None:
            return not self.cursor.time.cumulative
        return period.last >= (anchor.day or date(anchor.year, 1, 1))

    def _is_total(self, quantity: Quantity, work: Work) -> bool:
        """Tell whether a number is the whole cost of works, and nothing says that it was spent."""
        if work.rank == STRONG or self.cursor.time.cumulative:
            return False
        spent = work.result == "completed" and not work.frail
        return not spent and planned_by_noun(self.cursor, self.text, quantity, "total")

    def is_standard(
        self, indicator: Indicator, named: tuple[int, int], quantity: Quantity, work: Work
    ) -> bool:
        """Tell whether money is what a rule grants whoever meets it: 对完成加装的，给予一次性补助20万元."""
        if indicator.id not in _GRANTS:
            return False
        if metric_lexicon().of_standard in self.text[named[0] : named[1]]:
            return True
        if work.past:
            return False
        low = max(self.start, quantity.start - REACH)
        return metric_lexicon().standard.search(self.text, low, quantity.start) is not None

    def _is_stock(self, indicator: Indicator, quantity: Quantity, work: Work) -> bool:
        """Tell whether a number counts what there is, and no verb of its clause says that it was made."""
        lexicon, clause = metric_lexicon(), self.cursor.clause[0]
        if indicator.id not in lexicon.cues["stock"]["indicators"]:
            return False
        if work.told is not None and work.told[0] >= clause:
            return False
        return lexicon.stock.search(self.text, clause, quantity.start) is not None

    def _begun(self) -> str | None:
        """Return how far the work is by the sentence before, where it has no number and says it for sure.

        南山片区已启动改造。涉及41栋楼，惠及3743户: begun as well.
        """
        line = self.reading.layout.line(self.start)[0]
        if self.start - 1 <= line:
            return None
        start = max(line, self.reading.layout.sentence(self.start - 1)[0])
        for cue in self.hits.cues_within(start, self.start):
            if cue.payload.mark == "done" and cue.payload.status == "started":
                return "started"  # 已正式开工，工人正在搭脚手架: just begun
        cursor = Cursor(self.reading, self.hits, start, self.start)
        cursor.advance(self.start)
        work = cursor.work
        return work.result if work.past and work.rank == STRONG and work.result != "planned" else None

    def _is_listed(self) -> bool:
        """Tell whether the paragraph opens with what a plan takes in: 纳入改造的小区分布于…。南区15个."""
        line = self.reading.layout.line(self.start)[0]
        if self.start <= line:
            return False
        start, end = self.reading.layout.sentence(line)
        if end > self.start:
            return False
        return any(cue.payload.role == "listed" for cue in self.hits.cues_within(start, end))

    def status(self, indicator: Indicator, quantity: Quantity, work: Work, *, in_part: bool) -> str | None:
        """Return a draft's status: its sentence's, else that of the sentence before, else its indicator's.

        Args:
            indicator: what is counted.
            quantity: the number.
            work: how far the work is by the words around the number.
            in_part: whether the number is a part of a total (其中).
        """
        if quantity.per is not None or indicator.id in _WITHOUT_STATUS:
            return None
        status, earlier = work.result, self.paragraph.work
        if self._is_stock(indicator, quantity, work):
            return None
        if indicator.id in _COST and self._is_total(quantity, work):
            self.total = True
            return "planned"
        if self.total and in_part and indicator.id in _MONEY and not work.rank and not work.past:
            return "planned"  # 总投资4.2亿元，其中中央投资4000万元
        if ((work.assigned and not work.plan) or work.sought) and indicator.id in _MONEY:
            return "completed"
        clause = self.cursor.clause[0]
        if quantity.unit == "%" and work.task is not None and work.told and work.told[0] < clause:
            return indicator.status  # 改造任务29个，完工率六成五: the rate is none of the task's
        # 计划改造68个。加装电梯30部: an achievement that no word places in time goes on with the plan
        unplaced = work.weak and not self.cursor.time.said
        if earlier is not None and (not work.told or (unplaced and earlier.result == "planned")):
            status = earlier.result
        if status is None and indicator.id in _REACHED and not work.told:
            if self.paragraph.begun is None:
                self.paragraph.begun = self._begun() or ""
            status = self.paragraph.begun or None
        if status is None and indicator.id == _COMPOUNDS and not work.told and self._is_listed():
            status = "planned"
        if self._looks_ahead(work) and status is not None:
            status = "planned"
        if indicator.status is not None:
            status = "planned" if status == "planned" else indicator.status
        return status
