"""Where a visit may go: its first address, and each hop of its redirects."""

from __future__ import annotations

from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from bulletin_nlp.crawl.fetch.addresses import is_literal, is_public
from bulletin_nlp.crawl.fetch.failures import one_line
from bulletin_nlp.crawl.outcome import Outcome
from bulletin_nlp.lexicon.loader import read_lexicon
from bulletin_nlp.portals.description import Portal, plain_host

__all__ = ["REDIRECTS", "asked_address", "leads_home", "location_of", "outside"]

#: Statuses that send on to their ``Location``.
REDIRECTS = frozenset({301, 302, 303, 307, 308})
# what stays as it is in an address; the rest is percent-encoded
_KEPT = "/%:@!$&'()*+,;=~-._?[]"


def asked_address(url: str, portal: Portal) -> str:
    """Return the address that is asked for where a portal links to one.

    The fragment stays with the reader. Without a reason to do without TLS, ``http://`` on the usual port is
    asked for as ``https://``: portals link to themselves in both ways.

    Args:
        url: an absolute address.
        portal: the portal.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return url
    scheme, host = parts.scheme, parts.netloc
    if scheme == "http" and port in (None, 80) and not _may_do_without_tls(portal):
        scheme, host = "https", host.removesuffix(":80")
    path = quote(parts.path or "/", safe=_KEPT)
    return urlunsplit((scheme, host, path, quote(parts.query, safe=_KEPT), ""))


def location_of(base: str, header: str | None) -> str | None:
    """Return the absolute address that a ``Location`` names; None where it names none.

    Args:
        base: the address that was asked for.
        header: as http.client has it: the bytes read as Latin-1, while servers send UTF-8 or GBK.
    """
    if header is None or not header.strip():
        return None
    raw = header.strip().encode("latin-1", "replace")
    try:
        written = raw.decode("utf-8")
    except UnicodeDecodeError:
        written = quote(raw, safe=_KEPT + "#")
    try:
        joined = urlsplit(urljoin(base, "".join(written.split())))
        _ = joined.port
    except ValueError:
        return None
    path = quote(joined.path or "/", safe=_KEPT)
    return urlunsplit((joined.scheme, joined.netloc, path, quote(joined.query, safe=_KEPT), ""))


def outside(url: str, portal: Portal) -> tuple[Outcome, str] | None:
    """Tell why an address is not asked for; None where it may be.

    Args:
        url: an absolute address.
        portal: whose hosts may be asked.
    """
    named = one_line(url, 150)
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return Outcome("outside", "host"), f"{named} is no address"
    if parts.scheme not in ("http", "https"):
        return Outcome("outside", "scheme"), f"{named} is neither http nor https"
    if is_literal(host) and not is_public(host) and not _is_own_machine(host, portal):
        return Outcome("outside", "address"), f"{named} is at an address that is not public"
    if not portal.allows(url):
        return Outcome("outside", "host"), f"{named} is on no host of the portal {portal.name}"
    if parts.scheme == "http" and not _may_do_without_tls(portal):
        said = f"{named} is without TLS, and the portal's file has no http_reason"
        return Outcome("outside", "scheme"), said
    return None


def leads_home(first: str, url: str) -> str | None:
    """Tell whether a redirect leads from a page to the site's home page, or to its page of errors.

    Args:
        first: the address of the visit.
        url: where it was sent to.

    Returns:
        A line on it, None where it does not.
    """
    words = read_lexicon("fetch")["gone"]
    begun, ended = urlsplit(first), urlsplit(url)
    path = ended.path.lower() or "/"
    if path in words["errors"] and begun.path.lower() not in words["errors"]:
        return "the page sends on to the site's page of errors"
    same = plain_host(begun.hostname or "") == plain_host(ended.hostname or "")
    if same and not ended.query and path in words["home"]:
        at_home = (begun.path.lower() or "/") in words["home"]
        return None if at_home else "the page sends on to the site's home page"
    return None


def _may_do_without_tls(portal: Portal) -> bool:
    return portal.network.private or portal.http_reason is not None


def _is_own_machine(host: str, portal: Portal) -> bool:
    """Whether an address in digits is that of one of a private portal's hosts, at whatever port."""
    own = {allowed.rsplit(":", 1)[0] if ":" in allowed else allowed for allowed in portal.hosts}
    return portal.network.private and host in own
