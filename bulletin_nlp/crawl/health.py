"""How the portals of a crawl are: when each was last looked at with success, how much came, what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bulletin_nlp.portals.description import Portal
from bulletin_nlp.store.frontier import Frontier

__all__ = ["PortalHealth", "health_of"]

#: Visits whose new articles are shown, the latest last.
TREND = 10


@dataclass(frozen=True, slots=True)
class PortalHealth:
    """How a portal is.

    Args:
        portal: its name.
        title: what people call it.
        last_look: when a visit last ended, however.
        last_success: when one last ended with every list looked at.
        trend: new and changed articles of the last visits, the latest last.
        alarm: the alarm that stands.
        alarm_since: since when.
        muted_until: it is muted until then.
        muted_reason: why.
        gaps: days of its lists that nobody could look through.
        stale: the last success is longer ago than allowed, or there is none; never of a muted portal.
    """

    portal: str
    title: str
    last_look: datetime | None
    last_success: datetime | None
    trend: tuple[int, ...]
    alarm: str | None
    alarm_since: datetime | None
    muted_until: datetime | None
    muted_reason: str | None
    gaps: int
    stale: bool


def health_of(
    frontier: Frontier, portals: Sequence[Portal], max_age: timedelta, now: datetime
) -> list[PortalHealth]:
    """Return how portals are.

    Args:
        frontier: the frontier.
        portals: the portals that are to be looked at.
        max_age: how old a last success may be.
        now: the present moment, aware.
    """
    states = {state.portal: state for state in frontier.portal_states()}
    gaps = frontier.gaps()
    found = []
    for portal in portals:
        state = states.get(portal.name) or frontier.portal_state(portal.name)
        muted = state.muted(now)
        fresh = state.last_success is not None and now - state.last_success <= max_age
        visits = [v for v in frontier.visits(portal=portal.name, limit=TREND) if v.finished is not None]
        found.append(
            PortalHealth(
                portal=portal.name,
                title=portal.title,
                last_look=state.last_look,
                last_success=state.last_success,
                trend=tuple(
                    visit.counts.get("new", 0) + visit.counts.get("changed", 0) for visit in reversed(visits)
                ),
                alarm=state.alarm,
                alarm_since=state.alarm_since if state.alarm else None,
                muted_until=state.muted_until if muted else None,
                muted_reason=state.muted_reason if muted else None,
                gaps=sum(gap.portal == portal.name for gap in gaps),
                stale=not fresh and not muted,
            )
        )
    return found
