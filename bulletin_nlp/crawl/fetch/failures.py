"""What an exception of the network says of a host, in the words of ``crawl_outcomes.toml``."""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Iterator

from bulletin_nlp.crawl.fetch.addresses import OutsideAddress
from bulletin_nlp.crawl.outcome import Outcome

__all__ = ["failure_of", "one_line"]

# X509_V_ERR_… of OpenSSL
_CERTIFICATE = {9: "expired", 10: "expired", 62: "name", 63: "name", 64: "name"}
_MEANINGS = {
    "dns": "the name is not known",
    "refused": "the connection was refused",
    "reset": "the connection broke off",
    "timeout": "no answer in time",
    "slow": "the answer did not end in time",
    "incomplete": "the answer is shorter than it was said to be",
    "protocol": "the answer is no HTTP",
    "proxy": "the proxy could not be reached or declined",
}


def one_line(text: str, limit: int = 300) -> str:
    """Return a text as one line without control characters, cut to a length: servers write into messages."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text[: 4 * limit]).split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def failure_of(error: BaseException, *, slow: bool = False, reading: bool = False) -> tuple[Outcome, str]:
    """Tell what a failure of the network was.

    Args:
        error: what requests, urllib3, http.client, ssl or socket raised.
        slow: the time for the whole answer had run out, and some of it had come.
        reading: the connection stood and was asked; it happened in the answer.

    Returns:
        The outcome, and a line on it.
    """
    from requests import exceptions as asked
    from urllib3 import exceptions as pooled

    chain = list(_causes(error))

    def one(*kinds: type[BaseException]) -> BaseException | None:
        return next((cause for cause in chain if isinstance(cause, kinds)), None)

    if found := one(OutsideAddress):
        return Outcome("outside", "address"), one_line(str(found))
    if one(pooled.ProxyError, asked.ProxyError, asked.InvalidProxyURL):
        # the message may hold the proxy's address with its password
        return _unreachable("proxy")
    if certificate := one(ssl.SSLCertVerificationError):
        code = getattr(certificate, "verify_code", 0)
        reason = _CERTIFICATE.get(code, "certificate")
        return Outcome("tls", reason), one_line(
            getattr(certificate, "verify_message", "") or str(certificate)
        )
    if slow:
        return _unreachable("slow")
    # for urllib3 a connection that could not be opened is a kind of timeout
    if one(TimeoutError, asked.Timeout) or any(
        isinstance(cause, pooled.TimeoutError) and not isinstance(cause, pooled.NewConnectionError)
        for cause in chain
    ):
        return _unreachable("timeout")
    if (encrypted := one(ssl.SSLError)) and not reading:
        if "LEGACY_RENEGOTIATION" in str(encrypted).upper().replace(" ", "_"):
            return Outcome("tls", "legacy"), "the server knows only the old form of renegotiation"
        return Outcome("tls", "handshake"), one_line(str(encrypted))
    if one(socket.gaierror, pooled.NameResolutionError, pooled.LocationParseError, asked.InvalidURL):
        return _unreachable("dns")
    if one(ConnectionRefusedError):
        return _unreachable("refused")
    if one(http.client.RemoteDisconnected):
        return _unreachable("reset")
    if garbage := one(
        http.client.BadStatusLine,
        http.client.LineTooLong,
        http.client.UnknownProtocol,
        asked.InvalidHeader,
        pooled.InvalidHeader,
    ):
        return Outcome("unreachable", "protocol"), one_line(f"the answer is no HTTP ({garbage!r})")
    if one(http.client.IncompleteRead, pooled.IncompleteRead) and not one(pooled.InvalidChunkLength):
        return _unreachable("incomplete")
    if one(ConnectionError, ssl.SSLError):
        return _unreachable("incomplete" if one(ssl.SSLError) else "reset")
    if one(pooled.InvalidChunkLength):
        return _unreachable("protocol")
    if broken := one(pooled.ProtocolError, http.client.HTTPException):
        reason = "incomplete" if "prematurely" in str(broken) else "protocol"
        return _unreachable(reason)
    system = [c for c in chain if isinstance(c, OSError) and not isinstance(c, asked.RequestException)]
    if one(pooled.NewConnectionError) or system:
        # no route to the host, no network
        return Outcome("unreachable", "refused"), one_line(str(system[-1] if system else error))
    return Outcome("unreachable", "protocol"), one_line(f"{type(error).__name__}: {error}")


def _unreachable(reason: str) -> tuple[Outcome, str]:
    return Outcome("unreachable", reason), _MEANINGS[reason]


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an exception and all that it wraps: libraries put causes into arguments, too."""
    waiting, seen = [error], set[int]()
    while waiting and len(seen) < 50:
        cause = waiting.pop(0)
        if id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        wrapped = [cause.__cause__, cause.__context__, getattr(cause, "reason", None), *cause.args]
        waiting += [inner for inner in wrapped if isinstance(inner, BaseException)]
