"""What a host's robots.txt allows (RFC 9309), read by protego."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from bulletin_nlp.crawl.outcome import Outcome
from bulletin_nlp.errors import BulletinError
from bulletin_nlp.lexicon.loader import read_lexicon

if TYPE_CHECKING:
    from protego import Protego

    from bulletin_nlp.crawl.fetch.answer import Answer

__all__ = ["RobotsNote", "RobotsRules", "read_robots", "require_protego"]

RobotsNote = Literal["rules", "missing", "no_rules", "unavailable", "unreachable"]

_DIRECTIVE = re.compile(
    r"^[ \t]*(?:user[- ]?agent|dis+a?l+[ao]w|diasllow|allow|crawl[- ]delay|site-?maps?|request[- ]rate"
    r"|visit[- ]time|host)[ \t]*[: \t]",
    re.IGNORECASE | re.MULTILINE,
)
# A crawler named with its version, or in several words, is meant by its product token (RFC 9309, 2.2.1).
_NAMED = re.compile(
    r"^([ \t]*user[- ]?agent[ \t]*:[ \t]*[^\s/#]+)[ \t/][^\r\n]*", re.IGNORECASE | re.MULTILINE
)
_MARKUP = re.compile(r"\s*<(?:!doctype|!--|\?xml|html|head|body|script|meta|div)", re.IGNORECASE)


def require_protego() -> None:
    """See that robots.txt can be read at all: nothing is asked without it.

    Raises:
        BulletinError: ``option_invalid``: the package protego is not there.
    """
    try:
        import protego  # noqa: F401
    except ImportError as error:
        raise BulletinError(
            "option_invalid",
            "this installation cannot crawl here: the package protego is missing",
            "pip install 'bulletin-nlp[crawl]'",
        ) from error


@dataclass(frozen=True, slots=True)
class RobotsRules:
    """What was found where a host's rules should be.

    Args:
        url: the address of its robots.txt.
        note: ``rules``; ``missing`` (4xx: everything may be asked); ``no_rules`` (a page of HTML, or a text
            without a directive: the same); ``unavailable`` (401, 403, 5xx: nothing may be asked) or
            ``unreachable`` (no answer, or a challenge: nothing can be asked).
        message: one line on it.
        crawl_delay: seconds that the rules ask for, at most those of ``fetch.toml``.
        problem: the outcome of every address of the host, where nothing may or can be asked.
        answer: the raw answer, None where there was none to speak of.
    """

    url: str
    note: RobotsNote
    message: str = ""
    crawl_delay: float | None = None
    problem: Outcome | None = None
    answer: Answer | None = field(default=None, repr=False)
    agent: str = ""
    rules: Protego | None = field(default=None, repr=False)

    @classmethod
    def parse(cls, text: str, agent: str, url: str = "", answer: Answer | None = None) -> RobotsRules:
        """Read the rules for one crawler.

        Args:
            text: robots.txt as decoded.
            agent: the crawler's product token, or its User-Agent.
            url: the file's address.
            answer: the raw answer.
        """
        from protego import Protego

        bounds = read_lexicon("fetch")["robots"]
        if _MARKUP.match(text) or not _DIRECTIVE.search(text):
            what = "a page of HTML" if _MARKUP.match(text) else "a text without a directive"
            return cls(url, "no_rules", f"{what} in place of rules", answer=answer, agent=agent)
        rules = Protego.parse(_NAMED.sub(r"\1", text))
        asked, most = rules.crawl_delay(agent), float(bounds["longest_crawl_delay"])
        delay, message = None, ""
        # a delay that is no number, or not above zero, asks for nothing
        if asked is not None and asked > 0:
            delay = min(float(asked), most)
            if asked > most:
                message = f"a crawl-delay of {asked:g} s is kept as {most:g} s"
        return cls(url, "rules", message, delay, answer=answer, agent=agent, rules=rules)

    def allows(self, url: str) -> bool:
        """Tell whether the rules let an address be asked for; robots.txt itself always may."""
        if self.problem is not None:
            return False
        return self.rules is None or bool(self.rules.can_fetch(url, self.agent))


def read_robots(answer: Answer, agent: str, max_bytes: int) -> RobotsRules:
    """Tell what an answer for robots.txt means (RFC 9309, 2.3.1).

    Args:
        answer: as received; a body beyond ``max_bytes`` was cut there.
        agent: the crawler's product token, or its User-Agent.
        max_bytes: bytes that were read at most; a line that was cut there is left out.
    """
    url, status, problem = answer.url, answer.status, answer.problem
    if problem is not None and problem.kind in ("unreachable", "tls", "blocked"):
        if str(problem) == "unreachable:redirects":
            return RobotsRules(url, "missing", "robots.txt is redirected too often", answer=answer)
        if str(problem) in read_lexicon("fetch")["robots"]["unreachable"]:
            return RobotsRules(
                url, "unreachable", answer.message or "", problem=problem, answer=answer, agent=agent
            )
    if problem is not None and problem.kind == "outside":
        if not answer.redirects:
            return RobotsRules(url, "unreachable", answer.message or "", problem=problem, answer=answer)
        # RFC 9309 lets any host be followed; this crawler keeps to the portal's and reads no rules then
        message = f"robots.txt leads outside ({answer.message})"
        return RobotsRules(url, "missing", message, answer=answer)
    if status is not None and 200 <= status < 300 and not str(problem or "").startswith("unsupported:enc"):
        body = answer.body
        if len(body) >= max_bytes:
            body = body[: body.rfind(b"\n") + 1]
        text = body.decode("utf-8-sig", "replace")
        return RobotsRules.parse(text, agent, url, answer)
    if status is not None and 400 <= status < 500 and status not in (401, 403, 429):
        return RobotsRules(url, "missing", f"robots.txt: status {status}", answer=answer)
    said = f"status {status}" if status is not None else (answer.message or "no answer")
    return RobotsRules(
        url,
        "unavailable",
        f"robots.txt: {said}; nothing may be asked",
        problem=Outcome("robots", "unavailable"),
        answer=answer,
        agent=agent,
    )
