"""One row a region, year and indicator: the latest year-to-date value, never a sum of such values.

``docs/panel.md`` has the rules, each with an example. ``build_panel`` puts every observation that the
question is about in exactly one place: it is a row's value, a part of a row's sum, or rejected with a reason.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from bulletin_nlp.analysis.admission import refusal
from bulletin_nlp.analysis.candidates import Candidate, Key, key_of
from bulletin_nlp.analysis.choice import Choice, choose
from bulletin_nlp.analysis.observations import Observation
from bulletin_nlp.analysis.panel_rows import PanelRow, Rejection
from bulletin_nlp.analysis.publishers import Publishers
from bulletin_nlp.analysis.region_codes import AS_PUBLISHED, CURRENT, Place, RegionCodes
from bulletin_nlp.analysis.sums import add_parts, adds_up, is_additive, same_window
from bulletin_nlp.errors import BulletinError
from bulletin_nlp.lexicon.divisions import NATION, Divisions

__all__ = ["LEVELS", "STATUSES", "Panel", "PanelQuestion", "build_panel"]

LEVELS = ("nation", "province", "prefecture", "county", "township")
STATUSES = ("planned", "started", "in_progress", "completed", None)
_YEARS = range(2000, 2101)


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelQuestion:
    """What a panel is asked for.

    Args:
        indicators: ids of indicators; empty takes all.
        level: of its regions: ``nation``, ``province``, ``prefecture``, ``county`` or ``township``.
        codes: ``as-published``, ``current``, or a year such as ``2020``: the codes at its end.
        region: code of a region; only it and what lies in it.
        statuses: only these; null is what has no status. Empty takes all.
        derive: where a region has no value of its own, add those of the regions directly below it.
    """

    indicators: frozenset[str]
    level: str
    codes: str = AS_PUBLISHED
    region: str | None = None
    statuses: frozenset[str | None] = frozenset()
    derive: bool = False

    def check(self) -> None:
        """Refuse what cannot be asked.

        Raises:
            BulletinError: ``option_invalid``.
        """
        if self.level not in LEVELS:
            raise _invalid(f"level {self.level!r}", f"use one of {', '.join(LEVELS)}")
        if self.codes not in (AS_PUBLISHED, CURRENT) and not (
            self.codes.isdigit() and int(self.codes) in _YEARS
        ):
            raise _invalid(f"codes {self.codes!r}", f"use {AS_PUBLISHED}, {CURRENT} or a year from 2000")
        if self.statuses - set(STATUSES):
            raise _invalid("a status that does not exist", "use planned, started, in_progress or completed")


@dataclass(frozen=True, slots=True)
class Panel:
    """A panel.

    Attributes:
        rows: sorted by region, year and the rest of the key.
        rejected: what was not chosen, sorted likewise.
        outside: how many observations of the indicators and statuses are about regions of another level, or
            outside the region asked for.
    """

    rows: tuple[PanelRow, ...]
    rejected: tuple[Rejection, ...]
    outside: int = 0


@dataclass(slots=True)
class _Work:
    """What has been gathered while a panel is built."""

    codes: RegionCodes
    publishers: Publishers
    divisions: Divisions
    rows: list[PanelRow] = field(default_factory=list)
    rejected: list[Rejection] = field(default_factory=list)
    outside: int = 0


def build_panel(
    observations: Iterable[Observation], question: PanelQuestion, divisions: Divisions | None = None
) -> Panel:
    """Return the panel that answers a question; the order of the observations does not matter.

    Args:
        observations: what the store holds; those of other indicators are passed over.
        question: what is asked for.
        divisions: the table of divisions; that of the package by default.

    Raises:
        BulletinError: ``option_invalid`` for a question that cannot be asked; ``resource_missing`` or
            ``lexicon_invalid``.
    """
    question.check()
    table = divisions or Divisions.load()
    work = _Work(RegionCodes(question.codes, table), Publishers(table), table)
    own: dict[tuple[Key, str | None], list[Candidate]] = defaultdict(list)
    below: dict[tuple[Key, str | None], list[Candidate]] = defaultdict(list)
    for seen in observations:
        if not _is_asked(seen, question):
            continue
        candidate = _candidate(seen, work.codes)
        reason = refusal(seen, candidate.window, candidate.place)
        if _is_in_scope(candidate, question, table):
            if reason is not None:
                work.rejected.append(Rejection.of(candidate, reason))
            else:
                own[candidate.key, candidate.place.part].append(candidate)
            continue
        work.outside += 1
        if question.derive and reason is None and _is_below(candidate, question, table):
            below[candidate.key, candidate.place.part].append(candidate)
    _choose_own(own, work)
    if question.derive:
        _derive(below, work)
    rows = sorted(work.rows, key=lambda row: row.key.order)
    return Panel(tuple(rows), tuple(sorted(work.rejected, key=_rejected_order)), work.outside)


def _is_asked(seen: Observation, question: PanelQuestion) -> bool:
    if question.indicators and seen.indicator not in question.indicators:
        return False
    return not question.statuses or seen.status in question.statuses


def _candidate(seen: Observation, codes: RegionCodes) -> Candidate:
    window = seen.window
    day = window.end or seen.as_of or seen.published
    place = Place(reason="region_unknown") if seen.region is None else codes.place(seen.region, day)
    return Candidate(seen, window, seen.bounds, place, key_of(seen, window, place))


def _is_in_scope(candidate: Candidate, question: PanelQuestion, table: Divisions) -> bool:
    """Tell whether a value is about a region asked for; one without a known region may be."""
    place = candidate.place
    if place.reason is not None:
        return question.region is None or table.is_within(candidate.seen.region, question.region)
    return place.level == question.level and _is_inside(place.code, question, table)


def _is_inside(code: str | None, question: PanelQuestion, table: Divisions) -> bool:
    if question.region is None:
        return True
    return code == question.region if code == NATION else table.is_within(code, question.region)


def _is_below(candidate: Candidate, question: PanelQuestion, table: Divisions) -> bool:
    """Tell whether the region directly above a value's is asked for."""
    above = candidate.place.parent
    if above is None or not _is_inside(above, question, table):
        return False
    if above == NATION:
        return question.level == "nation"
    division = table.by_code(above, candidate.window.end)
    return division is not None and division.level == question.level


def _choose_own(groups: dict[tuple[Key, str | None], list[Candidate]], work: _Work) -> None:
    """Choose for each key; where a region is made of parts, for each part, and put these together."""
    parts: dict[Key, list[Choice]] = defaultdict(list)
    whole: dict[Key, Candidate] = {}
    for (key, part), candidates in groups.items():
        choice = choose(candidates, work.publishers)
        for candidate, reason in choice.others:
            work.rejected.append(Rejection.of(candidate, reason, choice.best))
        if part is not None:
            parts[key].append(choice)
        else:
            whole[key] = choice.best
            work.rows.append(PanelRow.of(choice))
    for key, choices in parts.items():
        _put_together(key, choices, whole.get(key), work)


def _put_together(key: Key, choices: list[Choice], whole: Candidate | None, work: _Work) -> None:
    """Add the parts of a region that was made of several, unless it has a value as a whole."""
    if whole is not None:
        work.rejected += [Rejection.of(c.best, "part_of_merged", whole) for c in choices]
        return
    added = same_window([c for c in choices if adds_up(c)])
    for choice in choices:
        if not any(choice is one for one in added):
            reason = "parts_differ" if is_additive(choice) else "never_added"
            work.rejected.append(Rejection.of(choice.best, reason))
    if added:
        place = added[0].best.place
        named = {part for choice in choices for part in choice.best.place.parts}
        work.rows.append(add_parts(key, place, added, len(named)))


def _derive(groups: dict[tuple[Key, str | None], list[Candidate]], work: _Work) -> None:
    """Add the values of the regions directly below where the region above has none of its own."""
    taken = {row.key for row in work.rows}
    above: dict[Key, list[Choice]] = defaultdict(list)
    for (key, part), candidates in groups.items():
        if part is not None:
            continue  # a sum itself
        choice = choose(candidates, work.publishers)
        if adds_up(choice):
            above[replace(key, region=choice.best.place.parent)].append(choice)
    for key, choices in above.items():
        if key in taken or key.region is None:
            continue
        added = same_window(choices)
        day: date | None = added[0].best.window.end
        children = {child.code for child in work.codes.children(key.region, day)}
        added = [c for c in added if c.best.place.code in children]
        if added:
            total = len(work.codes.children(key.region, day))
            work.rows.append(add_parts(key, work.codes.place(key.region, day), added, total))


def _rejected_order(one: Rejection) -> tuple[object, ...]:
    shown = (
        one.region,
        one.year,
        one.indicator,
        one.subject,
        one.category,
        one.status,
        one.baseline,
        one.unit,
    )
    return (*((value is not None, value) for value in shown), one.reason, one.bulletin_id, one.fact_id)


def _invalid(what: str, remedy: str) -> BulletinError:
    return BulletinError("option_invalid", f"no panel can be made with {what}", remedy)
