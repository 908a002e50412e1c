"""A visit: an address, its redirects, and what they come to; each request by its host's turns and rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from bulletin_nlp.crawl.fetch.answer import Answer, Redirect
from bulletin_nlp.crawl.fetch.asking import Reply
from bulletin_nlp.crawl.fetch.hosts import Host, Hosts
from bulletin_nlp.crawl.fetch.judging import Verdict, judge, status_outcome
from bulletin_nlp.crawl.fetch.redirects import REDIRECTS, asked_address, leads_home, location_of, outside
from bulletin_nlp.crawl.fetch.retry_after import retry_after
from bulletin_nlp.crawl.fetch.robots import RobotsRules, read_robots
from bulletin_nlp.crawl.fetch.settings import FetchSettings
from bulletin_nlp.crawl.outcome import Outcome
from bulletin_nlp.lexicon.loader import read_lexicon
from bulletin_nlp.portals.description import Portal

if TYPE_CHECKING:
    from requests.cookies import RequestsCookieJar

__all__ = ["Visits"]

_LEFT_ALONE = "not asked: the host is left alone for this run"


@dataclass
class _Course:
    """What a visit has seen so far."""

    url: str
    portal: Portal
    cookies: RequestsCookieJar
    at: str
    seconds: float = 0.0
    hops: list[Redirect] = field(default_factory=list)
    been: set[tuple[str, str]] = field(default_factory=set)
    reply: Reply | None = None

    def answer(self, problem: Outcome | None = None, message: str | None = None) -> Answer:
        reply = self.reply
        return Answer(
            url=self.url,
            final_url=self.at,
            status=reply.status if reply else None,
            headers=reply.headers if reply else (),
            body=reply.body if reply else b"",
            fetched_at=reply.fetched_at if reply else datetime.now(UTC),
            seconds=self.seconds,
            redirects=tuple(self.hops),
            problem=problem,
            message=message,
        )

    def returns(self) -> bool:
        """Whether the address was asked for with these cookies before."""
        place = (self.at, "; ".join(sorted(f"{cookie.name}={cookie.value}" for cookie in self.cookies)))
        if place in self.been:
            return True
        self.been.add(place)
        return False

    def hop(self, status: int, location: str) -> None:
        self.hops.append(Redirect(self.at, status, location))
        self.at = location


class Visits:
    """The visits of a run.

    Args:
        settings: how it is asked.
        hosts: what is known of hosts.
    """

    def __init__(self, settings: FetchSettings, hosts: Hosts) -> None:
        self._settings = settings
        self._hosts = hosts

    def visit(
        self, url: str, portal: Portal, conditions: dict[str, str], expect: Literal["page", "list"]
    ) -> Answer:
        """Ask for an address, follow its redirects, and tell what came of it (:meth:`Fetcher.fetch`)."""
        course = _new_course(url, asked_address(url, portal), portal)
        while True:
            if refused := self._refused(course):
                return course.answer(*refused)
            host = self._hosts.of(course.at)
            reply = self._ask(course, host, conditions, self._settings.max_bytes)
            if reply.problem is not None:
                return self._ended(course, host, reply.problem, reply.message, expect)
            if reply.status in REDIRECTS:
                if ended := self._redirected(course, location_of(course.at, reply.header("Location"))):
                    return course.answer(*ended)
                continue
            if reply.status == 304 and conditions:
                return course.answer()
            verdict = self._judged(course, reply, expect)
            if verdict.moved is not None:
                if ended := self._redirected(course, verdict.moved):
                    return course.answer(*ended)
                continue
            return self._ended(course, host, verdict.problem, verdict.message, expect)

    def rules(self, url: str, portal: Portal) -> RobotsRules:
        """Return what the host's robots.txt says (:meth:`Fetcher.robots`)."""
        asked = asked_address(url, portal)
        if barred := outside(asked, portal):
            return RobotsRules("", "unreachable", barred[1], problem=barred[0])
        parts = urlsplit(asked)
        address = f"{parts.scheme}://{parts.netloc.lower()}/robots.txt"
        host = self._hosts.of(address)
        with host.asking_rules:
            known = host.rules(address)
            if known is None:
                most = int(read_lexicon("fetch")["robots"]["bytes"])
                answer = self._rules_answer(address, portal, most)
                known = read_robots(answer, self._settings.robots_agent, most)
                host.keep_rules(address, known)
                if known.problem is not None and known.problem.stops:
                    host.stop(known.problem)
            return known

    def _refused(self, course: _Course) -> tuple[Outcome, str] | None:
        """Why the next address is not asked for, before anything is sent."""
        if barred := outside(course.at, course.portal):
            return barred
        host = self._hosts.of(course.at)
        if host.stopped is None:
            rules = self.rules(course.at, course.portal)
            if rules.problem is not None:
                return rules.problem, rules.message
            if not rules.allows(course.at):
                return Outcome("robots", "disallowed"), "a rule of the host's robots.txt"
        if host.stopped is not None:
            return host.stopped, _LEFT_ALONE
        if course.returns():
            return Outcome("unreachable", "redirects"), "the redirects lead in a circle"
        return None

    def _redirected(self, course: _Course, location: str | None) -> tuple[Outcome, str] | None:
        """Go on to where an answer sends; tell the outcome where the visit ends with it."""
        status = course.reply.status if course.reply and course.reply.status else 0
        if location is None:
            return Outcome("unreachable", "status"), f"status {status} without a usable Location"
        course.hop(status, location)
        if barred := outside(location, course.portal):
            return barred
        if home := leads_home(course.hops[0].url, location):
            return Outcome("gone"), home
        if len(course.hops) > self._settings.max_redirects:
            return Outcome("unreachable", "redirects"), f"more than {self._settings.max_redirects} redirects"
        return None

    def _judged(self, course: _Course, reply: Reply, expect: Literal["page", "list"]) -> Verdict:
        status = reply.status or 0
        if status == 304:
            return Verdict(Outcome("unreachable", "status"), "status 304, and no condition was sent")
        return judge(status, reply.body, reply.header("Content-Type"), course.at, course.portal, expect)

    def _ended(
        self,
        course: _Course,
        host: Host,
        problem: Outcome | None,
        message: str | None,
        expect: Literal["page", "list"],
    ) -> Answer:
        if problem is not None and problem.stops and not (expect == "page" and problem.of_one_page):
            host.stop(problem)
        return course.answer(problem, message)

    def _ask(
        self, course: _Course, host: Host, headers: dict[str, str], most: int, *, cut: bool = False
    ) -> Reply:
        """Ask in the host's turn, again where the connection fails or the answer asks for a bearable wait."""
        politeness = course.portal.politeness
        host.pace.slow_down(politeness.delay, politeness.jitter)
        parts = urlsplit(course.at)
        session = self._hosts.session(f"{parts.scheme}://{parts.netloc.lower()}", course.portal)
        retried = read_lexicon("fetch")["pacing"]["retried"]
        tries, waited = 0, False
        while True:
            with host.pace.turn():
                if host.stopped is not None:
                    # another thread found out while this one waited for its turn
                    return _unasked(course.at, host.stopped)
                reply = session.ask(course.at, headers, course.cookies, most, cut=cut)
                said, _ = (reply.problem, None) if reply.problem else _of_status(reply.status)
                host.settle(said, reply.status is not None)
                wait = _asked_wait(reply)
                bearable = wait is not None and wait <= self._settings.max_wait and not waited
                if wait is not None and bearable:
                    host.pace.postpone(wait)
            course.seconds += reply.seconds
            course.reply = reply
            if wait is not None and bearable:
                waited = True
                continue
            if wait is not None and said is not None:
                # asked to wait longer than a run does, or once more: it wants to be left alone
                host.stop(said)
            again = reply.problem is not None and str(reply.problem) in retried
            if not again or tries >= self._settings.retries or host.stopped is not None:
                return reply
            tries += 1

    def _rules_answer(self, address: str, portal: Portal, most: int) -> Answer:
        """Ask for robots.txt and follow its redirects: it needs no rules, all else is as for a page."""
        course = _new_course(address, address, portal)
        redirects = max(5, int(read_lexicon("fetch")["robots"]["redirects"]))
        while True:
            if barred := outside(course.at, portal):
                return course.answer(*barred)
            if course.returns() or len(course.hops) > redirects:
                return course.answer(Outcome("unreachable", "redirects"), "too many redirects")
            reply = self._ask(course, self._hosts.of(course.at), {}, most, cut=True)
            if reply.problem is None and reply.status in REDIRECTS:
                location = location_of(course.at, reply.header("Location"))
                if location is not None:
                    course.hop(reply.status, location)
                    continue
            problem, message = (reply.problem, reply.message) if reply.problem else _of_status(reply.status)
            return course.answer(problem, message)


def _new_course(url: str, at: str, portal: Portal) -> _Course:
    from requests.cookies import RequestsCookieJar

    return _Course(url, portal, RequestsCookieJar(), at)


def _unasked(url: str, why: Outcome) -> Reply:
    return Reply(url, datetime.now(UTC), 0.0, problem=why, message=_LEFT_ALONE)


def _of_status(status: int | None) -> tuple[Outcome | None, str | None]:
    if status is None or status in REDIRECTS or status == 304:
        return None, None
    return status_outcome(status)


def _asked_wait(reply: Reply) -> float | None:
    """The seconds that an answer asks to wait, with the statuses that mean it."""
    if reply.status not in (429, 503):
        return None
    return retry_after(reply.header("Retry-After"), reply.fetched_at)
