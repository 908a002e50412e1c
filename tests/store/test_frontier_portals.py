"""What a crawl knows of its portals: visits, alarms that are told once, mutes, gaps."""

from __future__ import annotations

from datetime import date

from bulletin_nlp.store import Frontier
from bulletin_nlp.store.crawl_entries import Alarm, PortalState
from tests.store.crawl_cases import NOW, OWNER, PORTAL, Crawl, at

DAYS = (date(2026, 1, 1), date(2026, 1, 31))


def test_a_visit_goes_on_as_itself_and_ends_once(frontier: Frontier):
    crawl = Crawl.begin(frontier)
    frontier.begin_visit(crawl.run, PORTAL, OWNER, at(5))
    (visit,) = frontier.visits(crawl.run)
    assert (visit.started, visit.finished, visit.state) == (NOW, None, None)
    alarms = [Alarm("too_few_items", "3 entries, at least 5 are expected")]
    told = {"counts": {"new": 2, "blocked:403": 1}, "alarms": alarms, "message": "see the alarm"}
    for _ in range(2):
        frontier.end_visit(crawl.run, PORTAL, OWNER, "partial", at(9), **told)
    (visit,) = frontier.visits(portal=PORTAL)
    assert (visit.finished, visit.state, visit.message) == (at(9), "partial", "see the alarm")
    assert (visit.counts, visit.alarms) == ({"new": 2, "blocked:403": 1}, tuple(alarms))


def test_visits_are_told_the_latest_run_first(frontier: Frontier):
    runs = [Crawl.begin(frontier, minutes).run for minutes in (0, 60, 120)]
    assert [visit.run_key for visit in frontier.visits()] == runs[::-1]
    assert [visit.run_key for visit in frontier.visits(portal=PORTAL, limit=1)] == runs[-1:]
    assert frontier.visits(portal="another") == []


def test_only_a_complete_visit_is_a_success(frontier: Frontier):
    assert frontier.portal_state(PORTAL) == PortalState(PORTAL)
    for minutes, state in ((0, "complete"), (60, "partial"), (120, "failed")):
        crawl = Crawl.begin(frontier, minutes)
        frontier.end_visit(crawl.run, PORTAL, OWNER, state, at(minutes + 1), counts={})
    known = frontier.portal_state(PORTAL)
    assert (known.last_success, known.last_look) == (at(1), at(121))


def test_an_alarm_is_told_where_it_is_another_than_was_told(frontier: Frontier):
    state = frontier.set_alarm(PORTAL, "blocked", NOW)
    assert (state.alarm, state.alarm_since, state.told_alarm) == ("blocked", NOW, None)
    frontier.tell_alarm(PORTAL, "blocked")
    again = frontier.set_alarm(PORTAL, "blocked", at(60))
    assert (again.alarm_since, again.told_alarm) == (NOW, "blocked")
    recovered = frontier.set_alarm(PORTAL, None, at(120))
    assert (recovered.alarm, recovered.alarm_since, recovered.told_alarm) == (None, None, "blocked")
    frontier.tell_alarm(PORTAL, None)
    assert frontier.portal_states() == [PortalState(PORTAL)]


def test_a_portal_is_muted_until_a_moment(frontier: Frontier):
    frontier.mute(PORTAL, at(60), "a redesign is announced")
    state = frontier.portal_state(PORTAL)
    assert (state.muted(at(59)), state.muted(at(60))) == (True, False)
    assert state.muted_reason == "a redesign is announced"
    frontier.unmute(PORTAL)
    assert frontier.portal_state(PORTAL) == PortalState(PORTAL)


def test_a_gap_is_noted_once_and_closed(frontier: Frontier):
    key = frontier.note_gap(PORTAL, "要闻", *DAYS, "the list ends at page 5", NOW)
    assert frontier.note_gap(PORTAL, "要闻", *DAYS, "captcha", at(5)) == key
    other = frontier.note_gap("another", "要闻", *DAYS, "captcha", NOW)
    (gap,) = frontier.gaps(PORTAL)
    assert (gap.since, gap.until, gap.reason, gap.noted, gap.closed) == (*DAYS, "captcha", NOW, None)
    frontier.close_gap(key, at(60))
    frontier.close_gap(key, at(90))
    assert [gap.gap_key for gap in frontier.gaps()] == [other]
    assert [gap.closed for gap in frontier.gaps(PORTAL, closed=True)] == [at(60)]
    assert frontier.note_gap(PORTAL, "要闻", *DAYS, "captcha", at(120)) == key
    assert [(gap.noted, gap.closed) for gap in frontier.gaps(PORTAL)] == [(at(120), None)]
