"""From the numbers of a sentence to drafts of metrics."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from bulletin_nlp.extraction.metric_drafts import Draft
from bulletin_nlp.extraction.metric_frames import PARTS, Cursor, Time, Work
from bulletin_nlp.extraction.metric_growth import SHARES, Change, find_change
from bulletin_nlp.extraction.metric_lexicon import Hits, Indicator, metric_lexicon
from bulletin_nlp.extraction.metric_lists import coordinated, dealt_out
from bulletin_nlp.extraction.metric_naming import REACH, Namer, Paragraph
from bulletin_nlp.extraction.metric_outcome import Outcome
from bulletin_nlp.extraction.metric_status import main_verb, work_of
from bulletin_nlp.extraction.metric_times import lies_in, of_years
from bulletin_nlp.extraction.outlook import Outlook
from bulletin_nlp.extraction.quantities import Quantity

if TYPE_CHECKING:
    from bulletin_nlp.extraction.reading import Reading

__all__ = ["SentenceReader"]

_REMEMBERED = 8  # drafts of earlier sentences that a paragraph keeps in mind
_YEARS_AHEAD = 5
_PLANS = frozenset(["plan", "task", "target"])
_YEARS = frozenset(["year", "spanof_years"])
_NEXT = 30  # how far before the clause 不含 may stand, and after it the place
_RANGES = 4  # plans of a sentence that a deadline may belong to
_OF_PEOPLE = frozenset(["个", "人", "户"])  # units in which those present are counted


class SentenceReader:
    """Reads the numbers of one sentence.

    Args:
        reading: the bulletin.
        hits: its cues and names.
        subjects: gives the classes that the bulletin is about.
        span: the sentence.
        paragraph: what earlier sentences of the paragraph said; it is brought up to date.
        outlook: the stretch that looks ahead and holds the sentence, if one does.
    """

    def __init__(
        self,
        reading: Reading,
        hits: Hits,
        subjects: Callable[[], frozenset[str]],
        span: tuple[int, int],
        paragraph: Paragraph,
        outlook: Outlook | None = None,
    ) -> None:
        self.reading, self.text, self.hits = reading, reading.clean, hits
        self.start, self.end = span
        self.paragraph = paragraph
        self.outlook = outlook
        self.cursor = Cursor(reading, hits, *span)
        self.namer = Namer(reading, hits, subjects, span, paragraph, self.cursor)
        self.outcome = Outcome(reading, hits, span, paragraph, self.cursor, outlook)
        self.in_part = paragraph.in_part
        self.position = self.start

    def read(self, quantities: list[Quantity]) -> list[Draft]:
        """Return the metrics among the numbers of the sentence."""
        index = 0
        while index < len(quantities):
            start, end = self.reading.layout.clause(quantities[index].start)
            start, end = max(start, self.start), min(end, self.end)
            stop = index
            while stop < len(quantities) and quantities[stop].start < end:
                stop += 1
            self._skip_to(start)
            self.cursor.enter_clause(start, end)
            self._read_clause((start, end), quantities[index:stop])
            self.position = end
            index = stop
        self.cursor.advance(self.end)
        drafts = self.namer.drafts
        self.paragraph.in_part = self.in_part and self.text[self.end - 1] in "；;"
        if drafts:
            self.paragraph.last = [*self.paragraph.last[-_REMEMBERED:], *drafts]
            said = self.cursor.time.said and not self.cursor.time.lent
            dated = self.paragraph.time.until is not None or self.paragraph.time.since is not None
            if self.cursor.time.bare and dated:
                # 截至8月底，…。累计完成投资3亿元。已加装6部: the lifts as well by the end of August
                self.paragraph.time = replace(self.paragraph.time, cumulative=True)
            elif said or (self.cursor.time.so_far and not self.paragraph.time.said):
                self.paragraph.time = of_years(self.cursor.time, self.paragraph.time)
            if self.cursor.work.told or self.paragraph.work is None:
                self.paragraph.work = self.cursor.work
        return drafts

    def _skip_to(self, offset: int) -> None:
        """Read the clauses without numbers that lie before ``offset``."""
        while self.position < offset:
            end = min(self.reading.layout.clause(self.position)[1], offset)
            self.cursor.enter_clause(self.position, end)
            self.cursor.advance(end)
            self.position = end

    def _read_clause(self, clause: tuple[int, int], quantities: list[Quantity]) -> None:
        frames = {hit.payload.role: hit for hit in reversed(self.hits.cues_within(*clause))}
        dealt = (
            dealt_out(self.namer, clause, quantities, self.cursor.work) if "distributive" in frames else {}
        )
        whole = clause
        for number, quantity in enumerate(quantities):
            clause = max(whole[0], quantity.start - REACH), min(whole[1], quantity.end + REACH)
            start = clause[0]
            before = (
                self.cursor.work.copy(),
                self.cursor.time,
                quantities[number - 1].end if number else start,
            )
            self.cursor.advance(quantity.start)
            if "part" in frames and frames["part"].start < quantity.start:
                self.in_part = True
            if "attendance" in frames and quantity.unit in _OF_PEOPLE:
                continue
            limit = quantities[number + 1].start if number + 1 < len(quantities) else whole[1]
            previous = quantities[number - 1] if number else None
            work = main_verb(self.cursor, self.hits, self.text, quantity, limit, before) or work_of(
                self.cursor, self.hits, self.text, quantity, limit
            )
            change = find_change(self.text, self.cursor, start, quantity)
            if change is not None and quantity.unit not in SHARES:
                continue  # 同比增加9天 tells a difference and no level
            named, region = dealt.get(number, (None, None))
            named = named or self.namer.name(clause, quantity, previous, limit, work, change)
            if change is not None and (named is None or named.indicator.id != "pollutant_reduction_rate"):
                if self.namer.is_growth(change, clause, quantity):
                    self._add_growth(clause, quantity, change)
                continue
            if named is None:
                continue
            if region is None:
                place = self.namer.place_before(start, quantity)
                region = place.payload.division.code if place and place.payload.division else None
            for one in [named] if number in dealt else coordinated(self.namer, named, quantity, clause):
                self.namer.take(one, quantity.unit or "人")
                span = self.namer.with_modifiers(one, start)
                draft = self._draft(one.indicator, span, quantity, clause, work)
                self._read_later_date(draft, limit)
                counts_places = one.indicator.id == "regions_counted"
                draft.region = one.region or (None if counts_places else region)
                self.namer.drafts.append(draft)
            self.cursor.take_back()
        self.cursor.advance(whole[1])

    # --- drafts --------------------------------------------------------------------------------------------

    def _add_growth(self, clause: tuple[int, int], quantity: Quantity, change: Change) -> None:
        indicator = metric_lexicon().indicators["growth_rate"]
        draft = self._draft(indicator, (change.start, change.end), quantity, clause, Work())
        draft.fall = change.fall
        compared = self.cursor.compared
        draft.month_before = compared is not None and compared.kind in ("month", "month_end")
        self.namer.drafts.append(draft)

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
            unit=indicator.unit(quantity.unit or "人"),
            left=work.left,
            time=cursor.time,
            deadline=cursor.deadline,
            plans=cursor.plans[-_RANGES:],
            status=self.outcome.status(indicator, quantity, work, in_part=self.in_part),
            told=work.told or (self.paragraph.work.told if self.paragraph.work is not None else None),
            excluded=self._excluded(),
            part=self.in_part,
            weak=work.weak,
        )
        if self.outcome.is_standard(indicator, named, quantity, work):
            draft.standard, draft.status, draft.time = True, None, Time()
            return draft
        earlier = self.paragraph.time
        if cursor.time.so_far and not cursor.time.said and self._is_own_year(earlier):
            return draft  # 今年将投入1.3亿元。截至目前，已完工72部: since when is not said
        goes_on = not cursor.time.said and (earlier.said or (earlier.so_far and not cursor.time.so_far))
        if goes_on or (earlier.said and self._is_of_plan(work)):
            # 截至7月底，累计分配1200套；发放补贴340户: what is told anew is no running total
            anew = earlier.until is not None and earlier.since is None and not cursor.time.cumulative
            anew = anew and bool(work.rank) and work.told is not None and work.told[0] >= self.start
            draft.time = replace(earlier, cumulative=False) if anew else earlier
            draft.time_basis = "document"
        elif (running := of_years(cursor.time, earlier)) is not cursor.time:
            draft.time = running
        elif lies_in(cursor.time, earlier):
            draft.time = replace(cursor.time, within=True)
        elif self.outlook is not None and self.outlook.year is not None and not cursor.time.said:
            year = self.outlook.year
            draft.time, draft.time_basis = Time(period=year, at=year.start), "heading"
        elif cursor.time.bare and (earlier.since is not None or earlier.until is not None):
            # 今年以来，新开工12个；累计完成投资…: the total runs from the same day
            draft.time, draft.time_basis = replace(earlier, cumulative=True), "document"
        return draft

    def _is_own_year(self, earlier: Time) -> bool:
        """Tell whether a time is a year that an earlier sentence told, and no day or part of a year."""
        period = earlier.period
        return (
            earlier.until is None and earlier.since is None and period is not None and period.kind == "year"
        )

    def _read_later_date(self, draft: Draft, limit: int) -> None:
        """Read the year after a number whose clause gives no time before it: 46个小区将于2031年启动."""
        anchor = self.reading.anchor
        said = self.cursor.time
        if draft.deadline is not None or anchor is None:
            return
        year = said.period is not None and said.period.kind in _YEARS
        if said.said and (not year or said.at >= self.cursor.clause[0]):
            return
        for one in self.cursor.dates_within(draft.quantity.end, limit):
            later = one.kind == "year" or (draft.status == "completed" and self.cursor.is_over(one))
            if later and one.prefix is None and one.suffix is None and one.first is not None:
                if anchor.year - 1 <= one.first.year <= anchor.year + _YEARS_AHEAD:
                    draft.time, draft.time_basis = Time(period=one, at=one.start), None
                return

    def _is_of_plan(self, work: Work) -> bool:
        """Tell whether the year read last is that of a plan, and a part of it said before is counted.

        1—9月，…。全年计划6300台，已更新5480台: the machines were renewed from January to September.
        """
        time, earlier = self.cursor.time.period, self.paragraph.time
        part = earlier.until or earlier.period
        return (
            work.past
            and work.result != "planned"
            and time is not None
            and time.kind == "year"
            and time.start < self.cursor.clause[0]
            and self._has_plan(time.start, self.cursor.clause[0])
            and part is not None
            and part.last is not None
            and (part is earlier.until or part.kind in PARTS)
            and time.last is not None
            and part.last.year == time.last.year
        )

    def _has_plan(self, start: int, end: int) -> bool:
        return any(cue.payload.role in _PLANS for cue in self.hits.cues_within(start, end))

    def _excluded(self) -> tuple[str, ...]:
        """Return the codes of places that the sentence leaves out: 不含深圳."""
        codes: list[str] = []
        start, end = self.cursor.clause
        for hit in self.hits.cues_within(max(self.start, start - _NEXT), min(end, start + REACH)):
            if hit.payload.role == "excludes":
                for place in self.namer.places(hit.end, hit.end + _NEXT):
                    if place.start == hit.end and place.payload.division is not None:
                        codes.append(place.payload.division.code)
        return tuple(code for code in codes if code is not None)
