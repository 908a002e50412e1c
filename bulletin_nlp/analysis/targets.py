"""Targets of a year and what became of them: met, missed, or not to be told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date

from bulletin_nlp.analysis.bounds import Bounds
from bulletin_nlp.analysis.conflict_rows import Conflict
from bulletin_nlp.analysis.observations import Observation
from bulletin_nlp.analysis.statements import Statement, Subject, lies_below, pair_of_works
from bulletin_nlp.analysis.vocabulary import vocabulary
from bulletin_nlp.lexicon.loader import read_lexicon

__all__ = ["compared_status", "goal_of", "targets"]


def compared_status(plan: Observation) -> str:
    """Return the status that a plan is held against: ``started`` of 计划开工, else ``completed``.

    The indicator decides where it names the work itself, else the word nearest before the number, else the
    nearest after it.
    """
    rules = read_lexicon("conflicts")["target"]
    if plan.indicator in rules["by_indicator"]:
        return str(rules["by_indicator"][plan.indicator])
    context = plan.context or plan.quote or ""
    at = max(context.find(plan.quote or ""), 0)
    words = [(word, status) for status, words in rules["words"].items() for word in words]
    # by the word's end, so that 完成开工 is about the start
    before = [
        (context.rfind(word, 0, at) + len(word), status) for word, status in words if word in context[:at]
    ]
    if before:
        return str(max(before)[1])
    after = [(context.find(word, at), status) for word, status in words if word in context[at:]]
    return str(min(after)[1]) if after else "completed"


def goal_of(plan: Observation) -> Bounds | None:
    """Return between which numbers the goal of a plan lies; null where it sets none to reach."""
    rules = read_lexicon("conflicts")["target"]
    if plan.qualifier in rules["no_goal"] or plan.bounds.lower is None:
        return None
    if plan.qualifier in rules["goal_is_floor"]:
        return Bounds(plan.bounds.lower, plan.bounds.lower)
    return plan.bounds


def targets(subject: Subject, told: Mapping[Subject, list[Statement]]) -> Iterator[Conflict]:
    """Give each target of a subject that is planned, with what was done by its last day.

    Args:
        subject: one whose status is ``planned``.
        told: all subjects' statements.
    """
    for plan in told[subject]:
        if plan.window.kind != "target" or plan.window.end is None:
            continue
        # Works may set the same number and mean other things by it: to start, or to complete.
        by_status: dict[str, list[Observation]] = defaultdict(list)
        for one in plan.seen:
            by_status[compared_status(one)].append(one)
        for status, seen in sorted(by_status.items()):
            same = Statement(plan.window, plan.bounds, tuple(seen))
            outcomes = _outcomes(plan.window.end, told.get(subject.having(status), []))
            goal = goal_of(seen[0])
            if outcomes and goal is not None:
                yield _judged(same, goal, outcomes, f"plan_{status}")


def _outcomes(last: date, done: list[Statement]) -> list[Statement]:
    """Return what is known of the year's work on its latest day up to a plan's last, else on the next one."""
    days_told = read_lexicon("conflicts")["compared"]["days_told"]
    by_day: dict[date, list[Statement]] = defaultdict(list)
    for statement in done:
        window, one = statement.window, statement.seen[0]
        # A share is a level on a day; it counts against the plan of that day's year.
        share = window.kind == "level" and vocabulary().is_share(one.indicator, one.unit)
        of_year = window.kind == "year_to_date" or share
        if of_year and window.end and window.end.year == last.year and window.dated_by in days_told:
            by_day[window.end].append(statement)
    if not by_day:
        return []
    in_time = [day for day in by_day if day <= last]
    return by_day[max(in_time) if in_time else min(by_day)]


def _judged(plan: Statement, goal: Bounds, outcomes: list[Statement], rule: str) -> Conflict:
    last = plan.window.end or date.max
    judged = [(_verdict(goal, last, outcome), outcome) for outcome in outcomes]
    (verdict, reason), outcome = judged[0]
    if len({verdict for (verdict, _), _ in judged}) > 1:
        verdict, reason = "undecided", "outcomes_differ"
    first, second = pair_of_works(plan, outcome)
    return Conflict(
        "target",
        rule,
        first,
        second,
        tuple(sorted(one.fact_id for one in plan.seen if one is not first)),
        tuple(sorted(one.fact_id for each in outcomes for one in each.seen if one is not second)),
        verdict,
        reason,
    )


def _verdict(goal: Bounds, last: date, outcome: Statement) -> tuple[str, str]:
    """Return a verdict and its reason, both of ``conflicts.toml``."""
    done, day = outcome.bounds, outcome.window.end or date.min
    if done.lower is not None and goal.upper is not None and done.lower >= goal.upper:
        return ("met", "reached") if day <= last else ("undecided", "known_later")
    if day < last:
        return "undecided", "part_of_time"
    if lies_below(done, goal):
        return "missed", "short_at_end"
    return "undecided", "bounds_overlap"
