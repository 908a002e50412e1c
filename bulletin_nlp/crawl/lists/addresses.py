"""Addresses in lists: made absolute, rid of what names a visit, and compared."""

from __future__ import annotations

import re
from functools import cache
from posixpath import normpath
from typing import Any
from urllib.parse import parse_qsl, quote, urljoin, urlsplit, urlunsplit

from bulletin_nlp.lexicon.loader import read_lexicon
from bulletin_nlp.portals.description import ListSource, Portal, plain_host

__all__ = ["absolute", "canonical_url", "column_of", "folder_of", "is_own", "parameters"]

_SPACE = re.compile(r"[\x00-\x20\u00a0\u3000]+")
_LAST = re.compile(r"[^/]*$")
_USUAL_PORT = {"http": 80, "https": 443}
# characters that stay as they are in a path or query; the rest is percent-encoded
_KEPT = "/%:@!$&'()*+,;=~-._?[]"


def absolute(base: str, href: str) -> str | None:
    """Return the address that a link leads to, without session, tracking and fragment; None where it is none.

    Args:
        base: address of the page.
        href: as written in the page.
    """
    try:
        joined = urljoin(base, _SPACE.sub("", href))
        parts = urlsplit(joined)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return None
    host = parts.hostname.lower().rstrip(".")
    if port not in (None, _USUAL_PORT[parts.scheme]):
        host = f"{host}:{port}"
    path = quote(_without_session(_resolved(parts.path)), safe=_KEPT)
    return urlunsplit((parts.scheme, host, path, _kept_query(parts.query), ""))


def canonical_url(url: str) -> str:
    """Return the address by which one article is known however it is linked to.

    Sessions, tracking parameters, fragments, ``www.``, the scheme and the page for small screens make no
    difference. It tells articles apart and is not for asking: a portal may answer only under ``www.`` or
    only without TLS.

    Args:
        url: an absolute address; anything else is returned without its outer blanks.
    """
    address = absolute(url, "")
    if address is None:
        return url.strip()
    parts = urlsplit(address)
    host = plain_host(parts.hostname or "")
    if parts.port is not None and parts.port not in _USUAL_PORT.values():
        host = f"{host}:{parts.port}"
    path = parts.path
    for written, meant in _canonical()["same"]:
        path = path.replace(written, meant)
    return urlunsplit(("https", host, path, parts.query, ""))


def parameters(url: str) -> dict[str, str]:
    """Return the parameters of an address's query, the first of each name."""
    try:
        pairs = parse_qsl(urlsplit(url).query, keep_blank_values=True, max_num_fields=200)
    except ValueError:
        return {}
    found: dict[str, str] = {}
    for name, value in pairs:
        found.setdefault(name, value)
    return found


def column_of(url: str, portal: Portal) -> ListSource | None:
    """Return the list of a portal that a page belongs to, by its address; None where it cannot be told.

    Args:
        url: address of the first or a later page of the list.
        portal: the portal.
    """
    if len(portal.lists) == 1:
        return portal.lists[0]
    key = canonical_url(url)
    same = [source for source in portal.lists if canonical_url(source.url) == key]
    if same:
        return same[0]
    # of lists inside one another the innermost is meant; a VSB list x.htm has its later pages in x/
    holding = [source for source in portal.lists if key.startswith(_stem(canonical_url(source.url)))]
    return max(holding, key=lambda source: len(_stem(source.url)), default=None)


def folder_of(url: str) -> str:
    """Return the path of the folder that a list's address names: its own, or that of its file."""
    path = urlsplit(url).path
    last = _LAST.search(path)
    name = last[0] if last else ""
    if name and "." not in name:
        return path + "/"
    return path[: len(path) - len(name)] or "/"


def is_own(url: str, source: ListSource, own: str) -> bool:
    """Tell whether an article belongs to a column and not to a list at the page's side.

    Args:
        url: absolute address of the article.
        source: the list with its address, and ``prefix`` or ``contains`` where these decide.
        own: the family's rule: ``folder``, ``column`` (``art_102884_`` of ``/col/col102884/``) or ``host``.
    """
    path = urlsplit(url).path
    if source.prefix is not None or source.contains is not None:
        return path.startswith(source.prefix or "") and (source.contains or "") in path
    if own == "folder":
        return path.startswith(folder_of(source.url))
    if own == "column":
        column = re.search(r"/col(\d+)(?:/|$)", urlsplit(source.url).path)
        return column is None or f"art_{column[1]}_" in path
    return True


def _stem(url: str) -> str:
    """What the addresses of all pages of a list begin with."""
    parts = urlsplit(url)
    if parts.path.endswith(".htm"):
        stem = parts.path.removesuffix(".htm")
        if not stem.endswith(("/index", "/list")):
            return f"{parts.scheme}://{parts.netloc}{stem}"
    return f"{parts.scheme}://{parts.netloc}{folder_of(url)}"


def _resolved(path: str) -> str:
    """Return a path without ``.``, ``..`` and doubled slashes, its last slash kept."""
    if not path:
        return "/"
    clean = "/" + normpath(path).lstrip("/")
    return clean + "/" if path.endswith(("/", "/.", "/..")) and clean != "/" else clean


def _without_session(path: str) -> str:
    return _session().sub("", path)


def _kept_query(query: str) -> str:
    dropped = {name.lower() for name in [*_canonical()["parameters"], *_canonical()["session"]]}
    kept = [part for part in query.split("&") if part and part.split("=")[0].lower() not in dropped]
    return quote("&".join(kept), safe=_KEPT)


@cache
def _session() -> re.Pattern[str]:
    names = "|".join(map(re.escape, _canonical()["session"]))
    return re.compile(rf";(?:{names})=[^/?#;]*", re.IGNORECASE)


def _canonical() -> dict[str, Any]:
    found: dict[str, Any] = read_lexicon("list_pages")["canonical"]
    return found
