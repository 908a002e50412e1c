"""A portal as data: its hosts, its lists, what to select, how politely to ask, what to expect.

``docs/portals.md`` explains every key. Nothing here asks a portal for anything.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator

from bulletin_nlp.lexicon.loader import read_lexicon
from bulletin_nlp.lexicon.selectors import split_selector

__all__ = [
    "ArticleSelectors",
    "Expectations",
    "ListSource",
    "NetworkSettings",
    "Pagination",
    "Politeness",
    "Portal",
    "Selectors",
    "TlsSettings",
    "families",
    "is_portal_name",
    "plain_host",
]

#: Seconds between two requests to a host below which a portal is refused.
LEAST_DELAY = 1.0
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}(?::\d{1,5})?")
# localhost, a machine of the own network, or an address in digits
_PRIVATE_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?")


def families() -> dict[str, dict[str, Any]]:
    """Return the families of content management systems by name, as ``list_pages.toml`` describes them."""
    found: dict[str, dict[str, Any]] = read_lexicon("list_pages")["family"]
    return found


def is_portal_name(name: str) -> bool:
    """Tell whether a portal may be called so: small letters, digits and single hyphens."""
    return bool(_NAME.fullmatch(name)) and len(name) <= 80


def plain_host(host: str) -> str:
    """Return a host in lower case without its ``www.``: a portal answers under both."""
    return host.lower().rstrip(".").removeprefix("www.")


def _usable_selector(selector: str) -> str:
    """Refuse what is no CSS selector (with ``@attribute`` or without)."""
    from soupsieve import SelectorSyntaxError, compile

    css, attribute = split_selector(selector)
    if css or not attribute:
        try:
            compile(css)
        except (SelectorSyntaxError, RecursionError) as error:
            reason = str(error).splitlines()[0]
            raise ValueError(f"{selector!r} is no CSS selector ({reason})") from error
    return selector


_Css = Annotated[str, Field(max_length=500), AfterValidator(_usable_selector)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class ListSource(_Part):
    """One list of a portal.

    ``prefix`` and ``contains`` say which paths are the column's own, in place of the family's rule: the path
    begins with the one, or holds the other.
    """

    column: str = Field(min_length=1, max_length=100)
    url: str = Field(max_length=2000)
    prefix: str | None = Field(None, pattern="^/")
    contains: str | None = Field(None, min_length=1)


class Selectors(_Part):
    """What is selected in a list; None leaves it to the family.

    In pages these are CSS selectors, ``selector@attribute`` for an attribute, inside an entry for all but
    ``items``; in JSON they are keys. An empty ``date`` says that the list prints none.
    """

    items: str | None = None
    link: str | None = None
    title: str | None = None
    date: str | None = None


class Pagination(_Part):
    """How the next page is found, and how many pages a run may read of each list.

    ``kind`` is ``family``, or one of the rules for pages of HTML.
    """

    kind: Literal[
        "family", "none", "index_from_0", "index_from_1", "column_index", "descending", "list_number"
    ] = "family"
    limit: int = Field(5, ge=1, le=10_000)


class ArticleSelectors(_Part):
    """Where an article's page keeps its body, date and source; None leaves it to the reader of pages."""

    body: _Css | None = None
    date: _Css | None = None
    source: _Css | None = None


class Politeness(_Part):
    """Seconds between two requests to a host, and the most that chance adds."""

    delay: float = Field(2.0, ge=0, le=3600)
    jitter: float = Field(1.0, ge=0, le=3600)


class NetworkSettings(_Part):
    """``private`` allows loopback and private addresses, which no portal on the Internet has: a machine of
    one's own, which may be asked without delay and without TLS."""

    private: bool = False


class TlsSettings(_Part):
    """``legacy_renegotiation`` allows servers that know only the old form of it; certificates are checked."""

    legacy_renegotiation: bool = False


class Expectations(_Part):
    """What a sound list has: so many entries on its first page, the newest not older than so many days.

    None expects nothing.
    """

    min_items: int | None = Field(None, ge=1)
    max_age_days: int | None = Field(None, ge=1)


class Portal(_Part):
    """A portal.

    ``verified`` says that someone has held the description against the portal, ``enabled`` that a crawl may
    ask it. ``http_reason`` says why a list is asked for without TLS; without it such a list is refused.
    ``date_format`` ``auto`` reads every form of :mod:`bulletin_nlp.crawl.lists.list_dates`.
    """

    name: str
    title: str = Field(min_length=1)
    publisher: str = Field(min_length=1)
    region: str = Field(pattern=r"^\d{6}$")
    verified: bool = False
    enabled: bool = False
    hosts: tuple[str, ...] = Field(min_length=1)
    family: str
    http_reason: str | None = Field(None, min_length=1)
    date_format: Literal["auto", "YYYY-MM-DD", "YY-MM-DD", "MM-DD"] = "auto"
    lists: tuple[ListSource, ...] = Field(alias="list", min_length=1)
    select: Selectors = Selectors()
    pagination: Pagination = Pagination()
    article: ArticleSelectors = ArticleSelectors()
    politeness: Politeness = Politeness()
    tls: TlsSettings = TlsSettings()
    network: NetworkSettings = NetworkSettings()
    expect: Expectations = Expectations()

    @field_validator("name")
    @classmethod
    def _is_name(cls, name: str) -> str:
        if not is_portal_name(name):
            raise ValueError(f"{name!r} is no name: small letters, digits and hyphens")
        return name

    @field_validator("family")
    @classmethod
    def _is_family(cls, family: str) -> str:
        if family not in families():
            raise ValueError(f"there is no family {family!r}, there are {', '.join(families())}")
        return family

    @model_validator(mode="after")
    def _fits_together(self) -> Portal:
        form = _PRIVATE_HOST if self.network.private else _HOST
        for host in self.hosts:
            if not form.fullmatch(host):
                raise ValueError(f"hosts: {host!r} is no host: small letters, without scheme and path")
        delay = self.politeness.delay
        if delay < LEAST_DELAY and not self.network.private:
            raise ValueError(
                f"politeness.delay: {delay:g} s is too hasty, the least is {LEAST_DELAY:g} s and 2 s is usual"
            )
        columns = [source.column for source in self.lists]
        for source in self.lists:
            self._check_list(source)
            if columns.count(source.column) > 1:
                raise ValueError(f"list: two columns are called {source.column!r}")
        api = self.format == "json" or families()[self.family]["paging"] in ("dataproxy", "param_json")
        if api and self.pagination.kind not in ("family", "none"):
            raise ValueError(f"pagination.kind: the family {self.family} has a rule of its own, leave it out")
        if self.format == "html":
            for key, selector in self.select:
                if selector:
                    try:
                        _usable_selector(selector)
                    except ValueError as error:
                        raise ValueError(f"select.{key}: {error}") from error
        return self

    def _check_list(self, source: ListSource) -> None:
        try:
            parts = urlsplit(source.url)
            _ = parts.port
        except ValueError as error:
            raise ValueError(f"list.url: {source.url!r} is no address ({error})") from error
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"list.url: {source.url!r} is no http or https address")
        if not self.allows(source.url):
            raise ValueError(f"list.url: the host of {source.url} is not among hosts, add it there")
        if parts.scheme == "http" and self.http_reason is None and not self.network.private:
            raise ValueError(
                f"list.url: {source.url} is without TLS, write https, or why it must be so as http_reason"
            )

    @property
    def format(self) -> str:
        """``html`` or ``json``: what the lists are written in."""
        return str(families()[self.family]["format"])

    def allows(self, url: str) -> bool:
        """Tell whether an absolute address is on one of the portal's hosts, with ``www.`` or without."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            return False
        if parts.scheme not in ("http", "https") or parts.username is not None:
            return False
        usual = port in (None, 80, 443)
        host = plain_host(parts.hostname or "") + ("" if usual else f":{port}")
        return host in {plain_host(allowed) for allowed in self.hosts}
