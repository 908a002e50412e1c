"""Days by which something must be done."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Literal

from bulletin_nlp.extraction.dates import DateExpression, find_dates
from bulletin_nlp.extraction.deadline_cues import STOPS, DeadlineCues, deadline_cues
from bulletin_nlp.record import Deadline, Evidence

if TYPE_CHECKING:
    from bulletin_nlp.extraction.reading import Reading

__all__ = ["find_deadlines"]

Bound = Literal["before", "by", "within", "until"]

# Most characters of 自本通知印发之日起.
_LONGEST_ISSUE = 14


def find_deadlines(reading: Reading) -> None:
    """Add ``reading.deadlines``: every date by which the bulletin says that something must be done.

    A status date (截至), a building-age limit, a day on which something happened and a date in the title are
    none. A date in the title counts where the body does not give its day. A year that was taken from the
    bulletin's own text is reported as ``year_inferred`` on the date.
    """
    find_dates(reading)
    cues = deadline_cues()
    title = reading.header.title_span or (0, 0)
    in_title: list[tuple[DateExpression, Bound]] = []
    for expression in reading.dates:
        if reading.is_masked(expression.start, expression.end):
            continue
        bound = _bound(reading, expression, cues)
        if bound is None:
            continue
        if title[0] <= expression.start < title[1]:
            if expression.kind not in _YEARS and expression.last is not None:
                in_title.append((expression, bound))
        else:
            _add(reading, expression, bound, cues)
    given = {deadline.due for deadline in reading.deadlines}
    for expression, bound in in_title:
        if expression.last not in given:
            given.add(expression.last)
            _add(reading, expression, bound, cues)
    reading.deadlines.sort(key=lambda deadline: deadline.span.start)


# --- is it one? -------------------------------------------------------------------------------------------

_ENDS = frozenset(["month_end", "quarter_end", "half_end", "year_end", "plan_end"])
_YEARS = frozenset(["year", "year_end", "plan", "plan_end"])
_PERIODS = frozenset(["month", "quarter", "half", "day"])


def _bound(reading: Reading, item: DateExpression, cues: DeadlineCues) -> Bound | None:
    """Return how a date bounds what must be done, or null where it is no deadline."""
    text = reading.clean
    if item.prefix in ("until", "since") or item.suffix == "since":
        if item.prefix == "until" and item.kind == "day" and _until(text, item, cues) is not None:
            return "until"
        return None
    if item.kind in ("span_of_years", "year_start", "month_start", "plan"):
        return None
    if item.suffix not in ("before", "within", "by") and item.kind == "range":
        return None
    if item.suffix not in ("before", "within") and item.kind == "year" and item.prefix != "by":
        return None
    clause = reading.layout.clause(item.start)
    low = max(clause[0], item.outer_start - 24)
    before = text[low : item.outer_start].rstrip()
    after = text[item.outer_end : item.outer_end + 24].lstrip("”\"')）")
    if item.suffix in (None, "by") and item.kind != "year" and _until(text, item, cues) is not None:
        return "until" if not _is_over(reading, item) else None
    if before.endswith(cues.none_after) or cues.past_after.match(after):
        return None
    if item.prefix != "by" and cues.event.match(after):
        return None
    if item.prefix == "by" and (before.endswith(cues.lasting) or _has_happened(reading, item, cues)):
        return None
    if item.suffix == "within" and before.endswith(cues.gone):
        return None
    if _is_over(reading, item) or (reading.anchor is None and cues.eligible_after.match(after)):
        return None
    sentence = reading.layout.sentence(item.start)[0]
    if text.rfind("《", sentence, item.start) > text.rfind("》", sentence, item.start):
        return None
    left = text[max(sentence, item.outer_start - cues.window) : item.outer_start]
    if item.suffix == "before":
        return "before"
    right = text[item.outer_end : min(clause[1] + 12, item.outer_end + 24)]
    meant = cues.modal.search(left) is not None or cues.modal.search(right) is not None
    if item.suffix == "within":
        if item.kind == "duration":
            if item.prefix == "by":
                return None
            return (
                "within"
                if meant or cues.event_start.search(before) or right.startswith(("，", "由"))
                else None
            )
        return "within" if meant else None
    if item.kind in _ENDS:
        return "by" if item.prefix == "by" or _ends_a_time(reading, item, cues, meant=meant) else None
    if item.prefix == "by" and item.kind in ("year", "month", "day", "quarter"):
        # 到2025年 is a target where a duty follows; 从2019年到2021年 and 下降到2020年的 are not
        if cues.stretch in before:
            return None
        ahead = item.last is not None and _is_ahead(reading, item.last)
        if item.kind == "year" and item.last is not None and reading.anchor is not None:
            ahead = ahead and (meant or item.last.year > reading.anchor.year)
        if reading.anchor is None and item.kind == "year":
            # In a plan without any date of its own the works that follow say that it is a target.
            ahead = _is_done(reading, item, cues)
        return "by" if ahead or (meant and item.last is None) else None
    if item.kind in _PERIODS and item.kind != "day" and cues.following.match(text, item.outer_end):
        return "within"
    if item.kind in ("half", "quarter") and item.last is not None and _is_ahead(reading, item.last):
        return "within" if cues.achieved.match(text, item.outer_end) else None
    if item.kind in _PERIODS and left.endswith(cues.direct_day if item.kind == "day" else cues.direct):
        return "within"
    return None


def _ends_a_time(reading: Reading, item: DateExpression, cues: DeadlineCues, *, meant: bool) -> bool:
    """Tell whether an end (6月底, 2027年底) is one by which something must be reached.

    ``meant`` tells whether a word of duty stands beside it.
    """
    text = reading.clean
    end = _aim_end(reading, item, cues)
    done = _is_done(reading, item, cues)
    if meant:
        return done or not (
            cues.forecast.search(text, item.outer_end, end)
            or cues.event_inside.search(text, item.outer_end, end)
        )
    if item.last is None:
        return False
    if _is_ahead(reading, item.last):
        return done or _leads_sentence(reading, item, cues)
    # Without its day, a bulletin of the year says by its words alone that the year's end is ahead.
    known = reading.anchor is None or reading.anchor.day is not None
    if known or item.kind != "year_end" or _is_over(reading, item):
        return False
    return cues.thorough.search(text, item.outer_end, end) is not None


def _aim_end(reading: Reading, item: DateExpression, cues: DeadlineCues) -> int:
    """Return where the clause ends that a date belongs to, the next one where a comma follows the date."""
    limit = min(reading.layout.sentence(item.start)[1], item.outer_end + cues.reach)
    after_pause = item.outer_end + reading.clean.startswith(("，", ","), item.outer_end)
    return _clause_end(reading.clean, after_pause, limit)


def _is_done(reading: Reading, item: DateExpression, cues: DeadlineCues) -> bool:
    """Tell whether the clause of a date names works that come to their end."""
    return cues.done.search(reading.clean, item.outer_end, _aim_end(reading, item, cues)) is not None


def _leads_sentence(reading: Reading, item: DateExpression, cues: DeadlineCues) -> bool:
    """Tell whether a date stands alone before what is aimed at: 2027年底，培育50个以上街区."""
    text = reading.clean
    start, end = reading.layout.sentence(item.start)
    if text[start : item.outer_start].strip() or not text.startswith(("，", ","), item.outer_end):
        return False
    return cues.event_inside.search(text, item.outer_end, min(end, item.outer_end + cues.reach)) is None


def _until(text: str, item: DateExpression, cues: DeadlineCues) -> re.Match[str] | None:
    return cues.until.search(text, max(0, item.start - 10), item.start)


def _today(reading: Reading) -> date | None:
    if reading.anchor is None:
        return None
    return reading.anchor.day or reading.event_date or date(reading.anchor.year, 1, 1)


def _has_happened(reading: Reading, item: DateExpression, cues: DeadlineCues) -> bool:
    """Tell whether the sentence says what was reached by then: 到三季度末，到位资金已超过去年全年."""
    end = reading.layout.sentence(item.start)[1]
    stretch = reading.clean[item.outer_end : min(end, item.outer_end + cues.reach)]
    reached = cues.reached.search(stretch)
    return reached is not None and cues.modal.search(stretch, 0, reached.start()) is None


def _is_over(reading: Reading, item: DateExpression) -> bool:
    """Tell whether the day lies before the bulletin's own: then it can be no deadline any more."""
    today = _today(reading)
    return today is not None and item.last is not None and item.last < today


def _is_ahead(reading: Reading, day: date) -> bool:
    """Tell whether a day is certainly still to come when the bulletin appears."""
    if reading.anchor is None:
        return False
    if reading.anchor.day is not None:
        return day > reading.anchor.day
    return day.year > reading.anchor.year


# --- what it says -----------------------------------------------------------------------------------------


def _add(reading: Reading, item: DateExpression, bound: Bound, cues: DeadlineCues) -> None:
    text = reading.clean
    start, end = item.start, item.outer_end
    due = item.last
    if bound == "until":
        match = _until(text, item, cues)
        if item.prefix == "by":
            start = item.outer_start
        obligation = _held(reading, item, match, cues)
    else:
        if item.prefix == "by" and item.suffix is None:
            start = item.outer_start
        if item.kind == "duration":
            issue = cues.own_issue.search(text, max(0, item.start - _LONGEST_ISSUE), item.start)
            begin = issue.start() if issue is not None else _event_begin(reading, item, cues)
            if begin is not None:
                start, due = begin, due if issue is not None else None
        obligation = _obligation(reading, start, end, cues)
    if not obligation and due is None:
        return
    region, evidence = _region(reading, start, end)
    if item.year_inferred and reading.anchor is not None and reading.anchor.inferred:
        _warn_once(reading, item)
    expression = text[start:end]
    reading.deadlines.append(
        Deadline(
            fact_id=reading.fact_id("deadline", f"{expression}|{obligation or ''}"),
            span=reading.span(start, end),
            mentions=(reading.span(start, end),),
            due=due,
            bound=bound,
            expression=expression,
            obligation=obligation,
            region=region,
            evidence=evidence,
        )
    )


def _held(
    reading: Reading, item: DateExpression, match: re.Match[str] | None, cues: DeadlineCues
) -> str | None:
    """Return what holds or may be done until a day: 有效期, 申报."""
    if match is None:
        return None
    if match["what"] in cues.keep:
        return match["what"]
    clause = reading.layout.clause(item.start)
    words = _trimmed(reading.clean[clause[0] : match.start()], cues)
    return words or match["what"]


def _event_begin(reading: Reading, item: DateExpression, cues: DeadlineCues) -> int | None:
    """Return where the words of the event begin from which a time runs: |项目竣工后30日内."""
    clause = reading.layout.clause(item.start)[0]
    low = max(clause, item.start - 24)
    before = reading.clean[low : item.start]
    if not cues.event_start.search(before):
        return None
    lead = cues.lead.match(before)
    return low + (lead.end() if lead else 0)


def _obligation(reading: Reading, start: int, end: int, cues: DeadlineCues) -> str | None:
    """Return what must be achieved: the rest of the clause, else the next one, else the words before."""
    text = reading.clean
    limit = reading.layout.sentence(start)[1]
    position = end
    for _ in range(2):
        clause_end = _clause_end(text, position, limit)
        words = _trimmed(text[position:clause_end], cues)
        if words:
            return words
        if clause_end >= limit or text[clause_end] not in "，,：:":
            break
        position = clause_end + 1
    clause = reading.layout.clause(start)[0]
    return _trimmed(text[clause:start], cues) or None


def _clause_end(text: str, start: int, limit: int) -> int:
    position = start
    while position < limit and text[position] not in STOPS:
        position += 1
    return position


def _trimmed(words: str, cues: DeadlineCues) -> str:
    words = words.strip()
    lead = cues.lead.match(words)
    if lead is not None:
        words = words[lead.end() :]
    goal = cues.goal.search(words)
    if goal is not None:
        words = words[: goal.start()]
    while (tail := cues.tail.search(words)) is not None:
        words = words[: tail.start()]
    return words.strip(" \t\u3000。”）)")[: cues.most]


def _region(reading: Reading, start: int, end: int) -> tuple[str | None, dict[str, Evidence]]:
    from bulletin_nlp.extraction.regions import place_of

    place = place_of(reading, start, end)
    evidence = place.evidence(reading)
    return place.code, {"region": evidence} if evidence is not None else {}


def _warn_once(reading: Reading, item: DateExpression) -> None:
    for warning in reading.warnings:
        if warning.code == "year_inferred" and warning.span is not None and warning.span.start == item.start:
            return
    assert_year = reading.anchor.year if reading.anchor is not None else None
    reading.warn(
        "year_inferred", f"the year {assert_year} of this deadline was inferred", item.start, item.end
    )
