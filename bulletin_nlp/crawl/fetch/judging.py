"""What an answer is: a page to be read, or an outcome. Refusals are told apart and never worked around."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from bulletin_nlp.crawl.fetch.kinds import document_kind, is_markup
from bulletin_nlp.crawl.fetch.page_look import PageLook, has_prose, look_at
from bulletin_nlp.crawl.lists.refusals import target_of
from bulletin_nlp.crawl.lists.source import ListSourcePage
from bulletin_nlp.crawl.outcome import Outcome
from bulletin_nlp.errors import BulletinError
from bulletin_nlp.lexicon.loader import read_lexicon
from bulletin_nlp.portals.description import Portal
from bulletin_nlp.text.decode import decode

__all__ = ["Verdict", "judge", "status_outcome"]

_TITLE = re.compile(r"<title[^<>]{0,200}>([^<]{0,200})", re.IGNORECASE)
_FIRST_PART = re.compile(r"[-_|–—<>·]|\s-\s")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an answer is; ``moved`` is the address that a page without text sends on to."""

    problem: Outcome | None = None
    message: str | None = None
    moved: str | None = None


def status_outcome(status: int) -> tuple[Outcome | None, str | None]:
    """Tell what a status says by itself; None for those whose body is to be looked at.

    Args:
        status: as the server sent it; redirects and 304 are dealt with before.
    """
    if 200 <= status < 300 and status not in (204, 205, 206):
        return None, None
    table: dict[str, str] = read_lexicon("fetch")["status"]
    if str(status) in table:
        return Outcome.read(table[str(status)]), f"status {status}"
    reason = "5xx" if 500 <= status < 600 else "status"
    return Outcome("unreachable", reason), f"status {status}"


def judge(
    status: int,
    body: bytes,
    content_type: str | None,
    url: str,
    portal: Portal,
    expect: Literal["page", "list"],
) -> Verdict:
    """Tell what an answer is.

    Args:
        status: its status; no redirect and not 304.
        body: as unpacked.
        content_type: its ``Content-Type``.
        url: the address that answered.
        portal: the portal.
        expect: of a list with status 200 only the kind of document is judged: the readers of lists know what
            shells of scripts and soft 404s are there.
    """
    problem, message = status_outcome(status)
    if problem is not None:
        if status in read_lexicon("fetch")["refusing"]["statuses"]:
            return _refusing(status, body, content_type, Verdict(problem, message))
        return Verdict(problem, message)
    if not body.strip():
        empty = Verdict(Outcome("empty"), "the answer has no body")
        return Verdict() if expect == "list" else empty
    kind = document_kind(body, content_type, url)
    if kind is not None:
        said = f" ({content_type.split(';')[0].strip()[:80]})" if content_type else ""
        return Verdict(Outcome("unsupported", kind), f"the answer is no page{said}")
    look = _look(body, content_type) if expect == "page" else None
    return Verdict() if look is None else _page(look, url, portal)


def _refusing(status: int, body: bytes, content_type: str | None, plain: Verdict) -> Verdict:
    """Look whether the page behind a refusing status says more than the status."""
    look = _look(body, content_type)
    if look is None:
        return plain
    words = _words()
    prose = look.prose(words.refusals)
    if _is_article(look, prose):
        return plain
    return _captcha(look) or _challenge(look) or _declined(status, look) or plain


def _declined(status: int, look: PageLook) -> Verdict | None:
    word = _first(read_lexicon("fetch")["refusing"]["declining"], _plain(look.title) + look.visible)
    if status != 503 or word is None:
        return None
    return Verdict(Outcome("blocked", "503"), f"status 503 with a refusal ({word})")


def _page(look: PageLook, url: str, portal: Portal) -> Verdict:
    if not look.titled and _says_gone(look.title):
        return _GONE
    if _is_article(look, look.prose(_words().refusals)):
        return Verdict()
    short = len(look.visible) < read_lexicon("list_pages")["refusal"]["short"]
    if _says_gone(look.title) or (short and _first(_words().gone, look.unlinked)):
        return _GONE
    if refused := _captcha(look) or _challenge(look):
        return refused
    if len(look.visible) >= read_lexicon("list_pages")["refusal"]["short"]:
        return Verdict()
    moved = target_of(ListSourcePage(look.source, url, portal, None))
    if moved is not None and "document.cookie" not in look.source:
        return Verdict(moved=moved)
    return _shell(look) or Verdict()


def _is_article(look: PageLook, prose: int) -> bool:
    bounds = read_lexicon("fetch")["judging"]
    if look.titled and (look.images or prose >= bounds["prose_of_titled"]):
        return True
    return prose >= int(bounds["prose"])


def _says_gone(title: str) -> bool:
    """Whether a title, or its first part, says little but that there is no page."""
    words = _words()
    first = _plain(_FIRST_PART.split(title)[0])
    if _plain(title).lower() in words.gone_titles or first.lower() in words.gone_titles:
        return True
    share = read_lexicon("fetch")["judging"]["title_share"]
    return any(word in first and len(word) >= share * len(first) for word in words.gone)


def _captcha(look: PageLook) -> Verdict | None:
    if look.password:
        return None
    words = read_lexicon("fetch")["captcha"]
    said = _plain(look.title) + look.unlinked
    word = _first(words["asked"], said)
    if word is None and len(look.visible) < words["alone_short"]:
        word = _first(words["alone"], said)
    return (
        None if word is None else Verdict(Outcome("blocked", "captcha"), f"a captcha is asked for ({word})")
    )


def _challenge(look: PageLook) -> Verdict | None:
    words = read_lexicon("fetch")["shell"]
    short = len(look.visible) < read_lexicon("list_pages")["refusal"]["short"]
    if not (short and look.scripts and _is_scripted(look)):
        return None
    word = _first(words["proving_words"], _plain(look.title) + look.unlinked)
    word = word or _first(words["proving"], "\n".join(look.scripts))
    return None if word is None else Verdict(Outcome("blocked", "challenge"), f"a challenge ({word})")


def _is_scripted(look: PageLook) -> bool:
    """Whether a page says so little that what its scripts are decides."""
    return look.prose(_words().refusals) < int(read_lexicon("fetch")["judging"]["prose_of_scripted"])


def _shell(look: PageLook) -> Verdict | None:
    """A page of scripts that has no text, asks for scripts in words, or is one obfuscated script."""
    if not look.scripts or not _is_scripted(look):
        return None
    said = _first(_words().shell, _plain(look.visible + look.hidden))
    obfuscated = any(pattern.search(script) for pattern in _obfuscated() for script in look.scripts)
    bare = len(look.visible) < read_lexicon("list_pages")["refusal"]["shell"]
    if not bare and not (said or obfuscated):
        return None
    return Verdict(Outcome("blocked", "js-shell"), "the page has no text; a script would fill it")


def _look(body: bytes, content_type: str | None) -> PageLook | None:
    """The page as a visitor would see it; None where it is no HTML, or plainly an article."""
    if not is_markup(body) and b"<html" not in body[:4096].lower() and b"<body" not in body[:4096].lower():
        return None
    bounds = read_lexicon("fetch")["judging"]
    try:
        text = decode(body[: bounds["bytes"]], declared=content_type).text
    except BulletinError:
        return None
    title = _TITLE.search(text)
    plain = title is None or not _says_gone(title[1])
    return None if plain and has_prose(text, _words().refusals, bounds["prose"]) else look_at(text)


def _first(words: Iterable[str], text: str) -> str | None:
    return next((word for word in words if _plain(word) in text), None)


def _plain(text: str) -> str:
    return "".join(text.split())


_GONE = Verdict(Outcome("gone"), "the page says that it does not exist")


@dataclass(frozen=True, slots=True)
class _Words:
    gone: tuple[str, ...]
    gone_titles: frozenset[str]
    shell: tuple[str, ...]
    refusals: tuple[str, ...]


@cache
def _words() -> _Words:
    own: dict[str, Any] = read_lexicon("fetch")
    shared: dict[str, Any] = read_lexicon("list_pages")["refusal"]
    gone = tuple(_plain(word) for word in [*shared["gone"], *own["gone"]["words"]])
    shell = tuple(_plain(word) for word in own["shell"]["words"])
    refusals = [*gone, *shell, *own["captcha"]["asked"], *own["captcha"]["alone"]]
    refusals += own["shell"]["proving_words"]
    titles = frozenset(_plain(title).lower() for title in own["gone"]["titles"])
    return _Words(gone, titles, shell, tuple(map(_plain, refusals)))


@cache
def _obfuscated() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in read_lexicon("fetch")["shell"]["obfuscated"])
