"""Which expectations a portal broke in a visit, and how its alarm changes (``alarms.toml``)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from bulletin_nlp.crawl.lists.outcome import FATAL
from bulletin_nlp.crawl.outcome import Outcome
from bulletin_nlp.lexicon.loader import read_lexicon
from bulletin_nlp.portals.description import Portal

__all__ = [
    "Alarm",
    "AlarmEvent",
    "ListFacts",
    "PortalAlarm",
    "VisitFacts",
    "alarm_kinds",
    "alarms_of",
    "change",
    "standing_alarm",
]

AlarmEvent = Literal["raised", "changed", "recovered"]
# outcomes of a list's page that was looked at, and of articles that were read
_LOOKED = frozenset({"new", "changed", "unchanged"})
_READ = frozenset({"new", "changed"})
_NOT_READ = frozenset({"failed", "empty"})
# alarms that say why the rest of a portal was not looked at
_STOPPING = frozenset({"archive_full", "tls", "blocked", "unreachable", "robots"})


def alarm_kinds() -> dict[str, dict[str, Any]]:
    """Return the alarms by code, the weightiest first: ``zh``, ``severity``, ``meaning``, ``todo``."""
    return {kind["id"]: kind for kind in read_lexicon("alarms")["alarm"]}


@dataclass(frozen=True, slots=True)
class Alarm:
    """An expectation that a portal broke: a code of ``alarms.toml``, a line, and the list it is about."""

    code: str
    message: str
    column: str | None = None

    def __post_init__(self) -> None:
        if self.code not in alarm_kinds():
            raise ValueError(f"no alarm is called {self.code!r}")

    @property
    def severity(self) -> str:
        """``error`` where nobody could look, ``warning`` where what was seen looks wrong."""
        return str(alarm_kinds()[self.code]["severity"])


@dataclass(frozen=True, slots=True)
class PortalAlarm:
    """The alarm that stands at a portal: its code, since when (aware), and the line of the latest visit."""

    code: str
    since: datetime
    message: str = ""

    def as_json(self) -> str:
        """Return it as a store may keep it, in one column."""
        kept = {"code": self.code, "since": self.since.isoformat(), "message": self.message}
        return json.dumps(kept, ensure_ascii=False)

    @classmethod
    def from_json(cls, kept: str) -> PortalAlarm:
        """Read what :meth:`as_json` wrote; a code that this version does not know is one, too.

        Raises:
            ValueError: it is something else.
        """
        try:
            table = json.loads(kept)
            since = datetime.fromisoformat(table["since"])
            return cls(str(table["code"]), since, str(table["message"]))
        except (KeyError, TypeError) as error:
            raise ValueError("no alarm as a store keeps it") from error


@dataclass(frozen=True, slots=True)
class ListFacts:
    """What a visit found at a list.

    Args:
        column: the list's name.
        outcome: an :class:`Outcome` as written, of the page that says most: the first that could not be
            looked at, otherwise ``new``, ``changed`` or ``unchanged`` (304, or nothing that was not known).
        problems: the codes of the problems on all its pages, as ``read_list`` gives them.
        newest: day of its newest entry, or of the newest that is known where the server said 304.
        entries: entries on its first page; None where it was not sent (304) or not read.
    """

    column: str
    outcome: str
    problems: tuple[str, ...] = ()
    newest: date | None = None
    entries: int | None = None


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """What a visit found at a portal.

    Args:
        portal: its name.
        day: day of the visit (Asia/Shanghai), by which ages are told.
        lists: the lists that were asked for.
        pages: how many articles had each outcome, as written.
        body_hits: new articles in which ``article.body`` found the body.
        body_misses: new articles in which it found nothing.
        gaps: names of lists whose pages ended before the entries of the last visit were reached.
        archive_full: the visit stopped since the archive's disk is full.
        complete: nobody ended the visit early (a signal, ``--max``): every list should have been looked at.
    """

    portal: str
    day: date
    lists: tuple[ListFacts, ...] = ()
    pages: Mapping[str, int] = field(default_factory=dict)
    body_hits: int = 0
    body_misses: int = 0
    gaps: tuple[str, ...] = ()
    archive_full: bool = False
    complete: bool = True


def alarms_of(portal: Portal, visit: VisitFacts) -> tuple[Alarm, ...]:
    """Return which expectations a portal broke in a visit, the weightiest first, each once a list.

    That there is nothing new is no alarm; that somebody could not look always is.

    Args:
        portal: the portal's description.
        visit: what was found.

    Raises:
        ValueError: an outcome in ``visit`` is none.
    """
    found = [*_of_whole(portal, visit), *_of_pages(visit)]
    for facts in visit.lists:
        found += _of_list(portal, facts, visit.day)
    if visit.complete and not any(alarm.code in _STOPPING for alarm in found):
        looked = {facts.column for facts in visit.lists}
        missing = [source.column for source in portal.lists if source.column not in looked]
        found += [Alarm("not_looked", f"{column}: not looked at", column) for column in missing]
    unique: dict[tuple[str, str | None], Alarm] = {}
    for alarm in found:
        unique.setdefault((alarm.code, alarm.column), alarm)
    return tuple(sorted(unique.values(), key=lambda alarm: _weight(alarm.code)))


def standing_alarm(
    before: PortalAlarm | None, alarms: Sequence[Alarm], at: datetime, *, complete: bool = True
) -> PortalAlarm | None:
    """Return the alarm that stands at a portal after a visit.

    Args:
        before: the one that stood.
        alarms: what :func:`alarms_of` says of the visit.
        at: moment of the visit (aware).
        complete: as in :class:`VisitFacts`; a visit that was ended early makes nothing better than it was.
    """
    first = alarms[0] if alarms else None
    if not complete and before is not None and (first is None or _weight(before.code) < _weight(first.code)):
        return before
    if first is None:
        return None
    since = before.since if before is not None and before.code == first.code else at
    return PortalAlarm(first.code, since, first.message)


def change(before: PortalAlarm | Alarm | None, after: PortalAlarm | Alarm | None) -> AlarmEvent | None:
    """Say how an alarm changed; None where the same one stands, or none does."""
    if after is None:
        return None if before is None else "recovered"
    if before is None:
        return "raised"
    return None if before.code == after.code else "changed"


def _of_whole(portal: Portal, visit: VisitFacts) -> Iterator[Alarm]:
    if visit.archive_full:
        yield Alarm("archive_full", alarm_kinds()["archive_full"]["meaning"])
    for column in visit.gaps:
        yield Alarm("gap", f"{column}: the pages ended before the entries of the last visit", column)
    judged = visit.body_hits + visit.body_misses
    if portal.article.body is not None and judged and visit.body_misses > _most() * judged:
        words = f"article.body found nothing on {visit.body_misses} of {judged} new articles"
        yield Alarm("body_selector_missed", words)


def _of_pages(visit: VisitFacts) -> Iterator[Alarm]:
    counted = [(Outcome.read(written), count) for written, count in visit.pages.items() if count > 0]
    asked = sum(count for _, count in counted)
    for code, kind in alarm_kinds().items():
        told = kind.get("pages", {})
        some = {str(o): n for o, n in counted if o.kind in told.get("any", ())}
        many = {str(o): n for o, n in counted if o.kind in told.get("most", ())}
        if some or sum(many.values()) > _most() * asked:
            concerned = some or many
            words = f"{sum(concerned.values())} of {asked} articles: {', '.join(concerned)}"
            yield Alarm(code, words)
    failed = {str(o): n for o, n in counted if o.kind in _NOT_READ}
    if failed and not any(o.kind in _READ for o, _ in counted):
        yield Alarm(
            "all_failed", f"none of {sum(failed.values())} articles could be read: {', '.join(failed)}"
        )


def _of_list(portal: Portal, facts: ListFacts, day: date) -> Iterator[Alarm]:
    outcome = Outcome.read(facts.outcome)
    looked = outcome.kind in _LOOKED and FATAL.isdisjoint(facts.problems)
    least, oldest = portal.expect.min_items, portal.expect.max_age_days
    if looked and least is not None and facts.entries is not None and facts.entries < least:
        words = f"{facts.column}: {facts.entries} entries, at least {least} are expected"
        yield Alarm("too_few_items", words, facts.column)
    if looked and oldest is not None and facts.newest is not None and (day - facts.newest).days > oldest:
        words = f"{facts.column}: the newest entry is of {facts.newest}, more than {oldest} days old"
        yield Alarm("too_old", words, facts.column)
    for code, kind in alarm_kinds().items():
        if outcome.kind in kind.get("lists", ()):
            yield Alarm(code, f"{facts.column}: {facts.outcome}", facts.column)
        for problem in kind.get("problems", ()):
            if problem in facts.problems:
                yield Alarm(code, f"{facts.column}: {problem}", facts.column)


def _weight(code: str) -> int:
    """Return a code's place in ``alarms.toml``; what this version does not know comes last."""
    known = [*alarm_kinds()]
    return known.index(code) if code in known else len(known)


def _most() -> float:
    return float(read_lexicon("alarms")["bounds"]["most"])
