"""Who hosts a page: the site itself, or a host that shows another's pages."""

from __future__ import annotations

import re
from functools import cache
from itertools import islice
from urllib.parse import unquote, urlsplit

from bulletin_nlp.lexicon.loader import read_lexicon
from bulletin_nlp.text.furniture import find_furniture
from bulletin_nlp.text.script import raw_to_simplified

__all__ = ["domain_of", "hosted_by", "is_official", "original_of"]

_OFFICIAL = re.compile(r"(?<![a-z0-9.-])((?:[a-z0-9-]{1,63}\.){0,5}gov\.cn)(?![a-z0-9-])", re.IGNORECASE)
_LEAVING = re.compile("即将离开|即將離開|即将跳出|即將跳出")
#: Characters around such words in which the question stands, and how many of them are looked at.
_NEAR = 160
MOST_CUES = 20


def domain_of(address: str) -> str:
    """Return the host of an address or of a SiteDomain, lower case, without scheme, port or path."""
    address = address.strip()
    try:
        return (urlsplit(address if "//" in address else f"//{address}").hostname or "").lower()
    except ValueError:  # http://[ and the like
        return ""


def is_official(domain: str) -> bool:
    """Tell whether a domain is one of the government's (``gov.cn`` and below)."""
    return domain == "gov.cn" or domain.endswith(".gov.cn")


def original_of(url: str | None, site_domain: str | None = None) -> str | None:
    """Return whose page a clone host shows, or None where the page is no clone.

    A clone keeps the path of the page it copied: ``http://other.example/www.linjiang.gov.cn/a/post_1.html``
    or, without the domain, a path in a form that only portals' CMSs write.

    Args:
        url: the page's address.
        site_domain: what its meta element SiteDomain says.

    Returns:
        The official domain where it is known, else the path.
    """
    host = domain_of(url) if url else ""
    if not url or not host or is_official(host):
        return None
    path = unquote(urlsplit(url).path)
    named = _OFFICIAL.search(path)
    if named:
        return named[1].lower()
    declared = domain_of(site_domain or "")
    if is_official(declared):
        return declared
    return path if _official_path().search(path) else None


@cache
def _official_path() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{form})" for form in read_lexicon("page")["hosting"]["official_paths"]))


def hosted_by(text: str) -> str | None:
    """Return the site that asks its readers whether to leave it (您访问的链接即将离开“X”…), or None.

    Args:
        text: the page's visible and hidden text.
    """
    for cue in islice(_LEAVING.finditer(text), MOST_CUES):
        stretch = raw_to_simplified(text[max(cue.start() - _NEAR, 0) : cue.end() + _NEAR])
        for found in find_furniture(stretch):
            if found.kind == "leave_site" and found.value:
                return found.value
    return None
