"""Pages that are no lists though their status is 200: soft 404s, challenges, shells of scripts."""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import urlsplit

from bulletin_nlp.crawl.lists.addresses import absolute
from bulletin_nlp.crawl.lists.outcome import NextPage, Problem
from bulletin_nlp.crawl.lists.source import ListSourcePage, soup_of
from bulletin_nlp.lexicon.loader import read_lexicon

__all__ = ["refusal_of", "target_of"]

_MOVES = (
    re.compile(r"""location(?:\.href)?\s*=\s*["']([^"'\s]{1,500})["']"""),
    re.compile(r"""location\.replace\(\s*["']([^"'\s]{1,500})["']"""),
)
_REFRESH = re.compile(r"url\s*=\s*[\"']?([^\"'\s;]{1,500})", re.IGNORECASE)


def refusal_of(source: ListSourcePage) -> tuple[Problem, NextPage | None] | None:
    """Say what a page without entries is; None where it seems to be a list that has changed.

    Args:
        source: a page in which no entry was found.

    Returns:
        The problem, and the address that a shell sends on to, if it is on a host of the portal.
    """
    words = read_lexicon("list_pages")["refusal"]
    soup = soup_of(source.text)
    scripts = bool(soup.find("script"))
    title = soup.title.get_text() if soup.title else ""
    moved = target_of(source)
    for element in soup.find_all(["script", "style", "noscript", "title"]):
        element.extract()
    text = "".join(soup.get_text().split())
    short = len(text) < words["short"]
    if any(word.replace(" ", "") in "".join(title.split()) for word in words["gone"]) or (
        short and any(word.replace(" ", "") in text for word in words["gone"])
    ):
        return Problem("gone", "the page says that it does not exist"), None
    if short and (word := _first(words["captcha"], source.text)):
        return Problem("captcha", f"the page asks for a captcha ({word})"), None
    if short and (word := _first(words["challenge"], source.text)):
        return Problem("challenge", f"the page is a challenge to browsers ({word})"), None
    if short and moved is not None:
        return Problem("moved", f"the page sends on to {moved}"), NextPage(moved, 1, source.column_name)
    if scripts and len(text) < words["shell"]:
        return Problem("script_shell", "the page has no text; a script fills it"), None
    return None


def _first(words: list[str], text: str) -> str | None:
    return next((word for word in words if word in text), None)


def target_of(source: ListSourcePage) -> str | None:
    """Return the address on the portal's hosts that a page's refresh or a plain line of its script names.

    Scripts are not run: an address that one computes is not found.

    Args:
        source: a page that has little text of its own.
    """
    soup = source.soup
    refresh = soup.find("meta", attrs={"http-equiv": _refresh_name()})
    hrefs = [match[1] for move in _MOVES if (match := move.search(source.text))]
    if refresh is not None and (match := _REFRESH.search(str(refresh.get("content") or ""))):
        hrefs.append(match[1])
    for href in hrefs:
        url = absolute(source.url, href)
        if url and source.portal.allows(url) and urlsplit(url)[:4] != urlsplit(source.url)[:4]:
            return url
    return None


@cache
def _refresh_name() -> re.Pattern[str]:
    return re.compile("^refresh$", re.IGNORECASE)
