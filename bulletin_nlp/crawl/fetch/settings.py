"""How a fetcher asks: who it says it is, how long it waits, how much it takes."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from bulletin_nlp._version import __version__
from bulletin_nlp.errors import BulletinError

__all__ = ["PRODUCT", "FetchSettings"]

#: The product token that robots.txt may name (RFC 9309, 2.2.1).
PRODUCT = "bulletin_nlp"
# what a header may hold (RFC 9110, 5.5) and every server reads
_PRINTABLE = re.compile(r"[\x20-\x7e]{1,300}")
_LONGEST = 3600.0


@dataclass(frozen=True, slots=True)
class FetchSettings:
    """How a fetcher asks.

    Args:
        contact: an address under which its owner can be reached, ``https://…`` or mail; it stands in the
            User-Agent. To leave it out is impolite: who is burdened by a crawl cannot say so.
        user_agent: the whole User-Agent in place of the package's.
        connect_timeout: seconds until a connection stands, encryption included.
        read_timeout: seconds without a byte.
        total_timeout: seconds until an answer has come whole.
        max_bytes: bytes of a body, as sent and as unpacked.
        max_redirects: hops of one visit.
        retries: further tries after a connection that failed.
        max_wait: seconds; the longest wait that an answer may ask for.
        proxy: address of a proxy, ``http://…`` or ``https://…``; never taken from the environment. Names are
            then resolved by the proxy, and only addresses in digits can be refused here.
        ca_file: certificates in PEM that are trusted beside certifi's: an authority's own, or the
            intermediate that a server fails to send.

    Raises:
        BulletinError: ``option_invalid``; the message names the setting, never a proxy's password.
    """

    contact: str | None = None
    user_agent: str | None = None
    connect_timeout: float = 10.0
    read_timeout: float = 30.0
    total_timeout: float = 120.0
    max_bytes: int = 20_000_000
    max_redirects: int = 5
    retries: int = 2
    max_wait: float = 120.0
    proxy: str | None = field(default=None, repr=False)
    ca_file: Path | None = None

    def __post_init__(self) -> None:
        for name in ("contact", "user_agent"):
            value = getattr(self, name)
            if value is not None and not (isinstance(value, str) and _PRINTABLE.fullmatch(value)):
                raise _invalid(
                    name, "it goes into a header", "use at most 300 ASCII characters, no line break"
                )
        for name, least in (
            ("connect_timeout", 0.01),
            ("read_timeout", 0.01),
            ("total_timeout", 0.01),
            ("max_wait", 0.0),
        ):
            seconds = getattr(self, name)
            if not _is_number(seconds) or not least <= seconds <= _LONGEST:
                raise _invalid(name, f"{seconds!r} is no time", f"give {least:g} to {_LONGEST:g} seconds")
        for name, lowest, highest in (
            ("max_bytes", 1_000, 1_000_000_000),
            ("max_redirects", 0, 20),
            ("retries", 0, 10),
        ):
            count = getattr(self, name)
            if not isinstance(count, int) or isinstance(count, bool) or not lowest <= count <= highest:
                raise _invalid(name, f"{count!r} cannot be used", f"give {lowest:,} to {highest:,}")
        if self.proxy is not None and not _is_proxy(self.proxy):
            raise _invalid(
                "proxy", "it is no address of a proxy", "write http://HOST:PORT or https://HOST:PORT"
            )
        if self.ca_file is not None and not Path(self.ca_file).is_file():
            raise _invalid("ca_file", f"{self.ca_file} is no file", "name a file of certificates in PEM")

    @property
    def agent(self) -> str:
        """The User-Agent that is sent."""
        if self.user_agent is not None:
            return self.user_agent
        return f"{PRODUCT}/{__version__}" + (f" (+{self.contact})" if self.contact else "")

    @property
    def robots_agent(self) -> str:
        """What is looked up in robots.txt: the product token, or the whole of a User-Agent of one's own."""
        return PRODUCT if self.user_agent is None else self.user_agent


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_proxy(address: str) -> bool:
    try:
        parts = urlsplit(address)
        _ = parts.port
    except (ValueError, AttributeError):
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and address.isascii()


def _invalid(name: str, what: str, remedy: str) -> BulletinError:
    return BulletinError("option_invalid", f"setting {name}: {what}", remedy)
