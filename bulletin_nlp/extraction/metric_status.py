"""How far the work is that a number counts: by the verbs of its clause, and by what it counts."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bulletin_nlp.extraction.metric_frames import Cursor, Time, Work
from bulletin_nlp.extraction.metric_lexicon import metric_lexicon
from bulletin_nlp.extraction.metric_naming import LIGHT
from bulletin_nlp.extraction.quantities import Quantity

if TYPE_CHECKING:
    from bulletin_nlp.extraction.metric_lexicon import Hit, Hits

__all__ = ["main_verb", "planned_by_noun", "work_of"]

_OWNED = re.compile("的[约近超过逾共]*$")  # 计划改造的近12个
_LISTED = re.compile("[、和及与]")
_REACH = 40  # how far before a number the clause that qualifies it may begin
_VERBS = frozenset(["strong", "weak", "listed", "assigned", "left"])


def work_of(cursor: Cursor, hits: Hits, text: str, quantity: Quantity, limit: int) -> Work:
    """Return how far the work is: by words before the number in its clause, else by those after it.

    Args:
        cursor: the sentence, read up to the number.
        hits: the cues of the bulletin.
        text: the clean text.
        quantity: the number.
        limit: where the next number of the clause begins, else its end.
    """
    work = cursor.work
    done = work.rank and work.past  # 已完成年度任务1200套
    if not done and quantity.unit != "%" and planned_by_noun(cursor, text, quantity, "target"):
        ahead = cursor.upcoming(quantity.end, _own_end(cursor, hits, text, quantity, limit))
        # 改造计划2.5万个小区已全部完工 tells more than the plan
        if ahead.past and ahead.rank:
            return ahead
        cue = cursor.cue_before(quantity.start)
        work.target = True  # 新开工任务12个小区、3400户: what the list goes on with is the plan's as well
        told = work.told if cue is None else (cue.start, cue.end)
        aimed = work.with_plan(plan=True, left=False)
        aimed.told = told
        return aimed
    if metric_lexicon().quoted.match(text, quantity.end) is not None:
        # “新增学位3.2万个”民生实事项目: the name of the works tells what they are to bring
        return work.with_plan(plan=True, left=False)
    if work.target and quantity.unit == "%":
        # 任务12个，完工率20%: the rate is none of the task's
        work = cursor.work = work.copy()
        work.target = False
    planned_here = work.plan and work.told is not None and work.told[0] >= cursor.clause[0]
    own_end = _own_end(cursor, hits, text, quantity, limit)
    if work.left and (made := _made_up(cursor, hits, quantity.end, own_end)) is not None:
        return made
    if work.rank or planned_here:
        if any(cue.payload.role == "left" for cue in hits.cues_within(quantity.end, own_end)):
            return work.with_plan(plan=True, left=True)  # 计划中还有22部未开工
        return work
    ahead = cursor.upcoming(quantity.end, own_end)
    if ahead.result is None and limit < cursor.clause[1] and _LISTED.search(text, quantity.end, limit):
        # 承担4个小区、61栋楼的改造任务: the last number's words are those of the whole list
        ahead = cursor.upcoming(quantity.end, cursor.clause[1])
    return ahead


def _made_up(cursor: Cursor, hits: Hits, start: int, end: int) -> Work | None:
    """Return how far what remained is where it has been done since: 剩余3个小区也已在5月份完成改造."""
    cues = hits.cues_within(start, end)
    past = any(cursor.is_over(one) for one in cursor.dates_within(start, end))
    past = past or any(cue.payload.role == "fact" for cue in cues)
    if not past or any(cue.payload.role == "plan" for cue in cues):
        return None
    done = next((cue for cue in cues if cue.payload.status == "completed"), None)
    if done is None:
        return None
    made = cursor.work.with_plan(plan=False, left=False)
    made.read(done)
    return made


def planned_by_noun(cursor: Cursor, text: str, quantity: Quantity, role: str) -> bool:
    """Tell whether the number stands right after a word of a role: 年度计划1200套, 总投资4.2亿元."""
    cue = cursor.cue_before(quantity.start)
    return (
        cue is not None
        and cue.payload.role == role
        and LIGHT.fullmatch(text, cue.end, quantity.start) is not None
    )


def main_verb(
    cursor: Cursor, hits: Hits, text: str, quantity: Quantity, limit: int, before: tuple[Work, Time, int]
) -> Work | None:
    """Return how far the work is where a clause qualifies the number and the verb after it is the main one.

    2021年开工改造的1623个小区全部完工 tells that they are completed; the verb before the number only says
    which ones are meant. Where that is so, the cursor's time is set back to the one of the main clause.

    Args:
        cursor: the sentence, read up to the number.
        hits: the cues of the bulletin.
        text: the clean text.
        quantity: the number.
        limit: where the next number of the clause begins, else its end.
        before: the cursor's work and time after the number before, and where that was.

    Returns:
        Null where no clause qualifies the number, or no verb follows.
    """
    work, time, position = before
    start = max(cursor.clause[0], position, quantity.start - _REACH)
    if _OWNED.search(text, start, quantity.start) is None:
        return None
    inner = hits.cues_within(start, quantity.start)
    opening = _opening(cursor, inner, start, quantity.start)
    if opening is None:
        return None
    after = hits.cues_within(quantity.end, _own_end(cursor, hits, text, quantity, limit))
    if not any(cue.payload.role == "strong" for cue in after):
        if cursor.time is not time:
            cursor.lend(time)  # 今年计划改造的98个已全部立项，并已开工41个: the year is that of the 98 alone
        return None
    main = work.copy()
    main.rank, main.left = 0, False
    for cue in inner:
        if cue.start < opening:
            main.read(cue)
        elif cue.payload.role == "left":
            main.left = True
    due = cursor.deadline
    if due is not None and quantity.end <= due.start < cursor.clause[1]:
        main.plan = True
    for cue in after:
        main.read(cue)
    if (time.said and not time.lent) or due is not None:
        cursor.time = time
    elif cursor.time is not time:
        cursor.time = replace(cursor.time, lent=True)
    return main


def _opening(cursor: Cursor, cues: list[Hit], start: int, end: int) -> int | None:
    """Return where the qualifying clause begins: with its date, else its first word that is no 确保."""
    verbs = [cue for cue in cues if cue.payload.role in _VERBS or cue.payload.role == "plan"]
    if not any(cue.payload.mark != "modal" for cue in verbs):
        return None
    dates = [d.start for d in cursor.dates_within(start, end)]
    first = next(cue.start for cue in verbs if cue.payload.mark != "modal")
    return min([first, *dates])


def _own_end(cursor: Cursor, hits: Hits, text: str, quantity: Quantity, limit: int) -> int:
    """Return where the words after a number end that belong to it and not to the next one."""
    stop = limit
    if limit != cursor.clause[1]:
        for hit in reversed(hits.cues_within(quantity.end, limit)):
            if not LIGHT.fullmatch(text, hit.end, stop):
                break
            stop = hit.start
    return stop
