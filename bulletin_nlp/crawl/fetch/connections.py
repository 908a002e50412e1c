"""Connections that go to a checked address, end in time, and always verify TLS.

urllib3 resolves names inside its connections; here the one step that opens the socket is replaced, so that
the address that was looked at is the one connected to, while ``Host``, SNI and the certificate stay with
the name.
"""

from __future__ import annotations

import socket
import ssl
import time
from pathlib import Path
from typing import Any, ClassVar

from certifi import where
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError
from urllib3.util.retry import Retry
from urllib3.util.ssl_ import create_urllib3_context

from bulletin_nlp.crawl.fetch.addresses import Resolve, connectable
from bulletin_nlp.errors import BulletinError

__all__ = ["CheckedAdapter", "Deadline", "tls_context"]

#: ``ssl.OP_LEGACY_SERVER_CONNECT``, which Python names from 3.12 on.
_LEGACY_SERVER_CONNECT = 0x4


class Deadline:
    """The moment by which an answer must have come, shared by a host's connections.

    Timeouts of sockets begin anew with each byte; this one does not.
    """

    def __init__(self) -> None:
        self.at: float | None = None
        self.pause = 0.0
        self.received = 0
        self.asked = False

    def start(self, total: float, pause: float) -> None:
        """Begin: seconds for all of the answer, and the longest pause in it."""
        self.at = time.monotonic() + total
        self.pause = pause
        self.received = 0
        self.asked = False

    @property
    def passed(self) -> bool:
        """Whether the time is up."""
        return self.at is not None and time.monotonic() >= self.at

    def left(self) -> float:
        """Return the seconds that the next bytes may take.

        Raises:
            TimeoutError: none.
        """
        if self.at is None:
            return self.pause
        left = self.at - time.monotonic()
        if left <= 0:
            raise TimeoutError("the answer did not end in time")
        return min(left, self.pause)


class _TimedSocket(socket.socket):
    deadline: Deadline | None = None

    def recv_into(self, *args: Any, **options: Any) -> int:
        if self.deadline is None:
            return super().recv_into(*args, **options)
        self.settimeout(self.deadline.left())
        count = super().recv_into(*args, **options)
        self.deadline.received += count
        return count


class _TimedSSLSocket(ssl.SSLSocket):
    deadline: Deadline | None = None

    def recv_into(self, *args: Any, **options: Any) -> int:
        if self.deadline is None:
            return super().recv_into(*args, **options)
        self.settimeout(self.deadline.left())
        count = super().recv_into(*args, **options)
        self.deadline.received += count
        return count


class _Checked:
    """What both kinds of connections do in place of urllib3's opening of a socket."""

    private: ClassVar[bool] = False
    resolve: ClassVar[Resolve]
    deadline: ClassVar[Deadline]

    def _new_conn(self) -> socket.socket:
        host, port = self._dns_host, self.port  # type: ignore[attr-defined]
        try:
            candidates = connectable(host, port, private=self.private, resolve=type(self).resolve)
        except (OSError, UnicodeError) as error:
            reason = error if isinstance(error, socket.gaierror) else socket.gaierror(str(error))
            raise NameResolutionError(host, self, reason) from error  # type: ignore[arg-type]
        failure: OSError | None = None
        for family, kind, protocol, _, address in candidates:
            opened = _TimedSocket(family, kind, protocol)
            try:
                opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                opened.settimeout(self.timeout)  # type: ignore[attr-defined]
                opened.connect(address)
            except OSError as error:
                opened.close()
                failure = error
                continue
            return opened
        if isinstance(failure, TimeoutError):
            raise ConnectTimeoutError(self, f"{host} did not take the connection in time") from failure
        raise NewConnectionError(self, f"{host} took no connection: {failure}") from failure  # type: ignore[arg-type]


class _PlainConnection(_Checked, HTTPConnection):
    def getresponse(self) -> Any:
        _time(self.sock, self.deadline)
        return super().getresponse()


class _TlsConnection(_Checked, HTTPSConnection):
    def getresponse(self) -> Any:
        _time(self.sock, self.deadline)
        return super().getresponse()


def _time(opened: Any, deadline: Deadline) -> None:
    deadline.asked = True
    if isinstance(opened, _TimedSocket | _TimedSSLSocket):
        opened.deadline = deadline


class CheckedAdapter(HTTPAdapter):
    """The way of a session to its host.

    Args:
        private: whether addresses that are not public may be connected to.
        context: for TLS.
        deadline: of the answers.
        resolve: what resolves names.
    """

    def __init__(
        self, *, private: bool, context: ssl.SSLContext, deadline: Deadline, resolve: Resolve
    ) -> None:
        self._context = context
        self._pools = _pools(private, deadline, resolve)
        # a proxy is named by the one who crawls, and may well stand in the own network
        self._proxy_pools = _pools(True, deadline, resolve)
        # further tries are paced like all others, by the fetcher; urllib3 would make them at once
        super().__init__(pool_connections=1, pool_maxsize=1, max_retries=Retry(0, read=False))

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **options: Any) -> None:
        """Make the pools with our connections and our TLS context."""
        super().init_poolmanager(connections, maxsize, block, ssl_context=self._context, **options)
        self.poolmanager.pool_classes_by_scheme = self._pools

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        """Return the pools behind a proxy, with the same context."""
        known = proxy in self.proxy_manager
        manager = super().proxy_manager_for(proxy, ssl_context=self._context, **options)
        if not known:
            manager.pool_classes_by_scheme = self._proxy_pools
        return manager

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """Verify always; the authorities are in the context already."""
        conn.cert_reqs = "CERT_REQUIRED"


def _pools(private: bool, deadline: Deadline, resolve: Resolve) -> dict[str, Any]:
    bound = {"private": private, "deadline": deadline, "resolve": staticmethod(resolve)}
    plain = type("PlainConnection", (_PlainConnection,), bound)
    tls = type("TlsConnection", (_TlsConnection,), bound)
    return {
        "http": type("PlainPool", (HTTPConnectionPool,), {"ConnectionCls": plain}),
        "https": type("TlsPool", (HTTPSConnectionPool,), {"ConnectionCls": tls}),
    }


def tls_context(*, legacy_renegotiation: bool = False, ca_file: Path | None = None) -> ssl.SSLContext:
    """Return a context that verifies certificates and names.

    Args:
        legacy_renegotiation: also speak to servers that know only the old renegotiation (before RFC 5746).
        ca_file: further certificates to trust, in PEM.

    Raises:
        BulletinError: ``option_invalid``: the file holds no certificates.
    """
    context = create_urllib3_context(cert_reqs=ssl.CERT_REQUIRED)
    context.check_hostname = True
    # an intermediate that the owner trusts ends a chain, as in Python 3.13
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    context.load_verify_locations(where())
    if ca_file is not None:
        try:
            context.load_verify_locations(str(ca_file))
        except (OSError, ssl.SSLError) as error:
            raise BulletinError(
                "option_invalid",
                f"setting ca_file: {ca_file} holds no certificates ({error})",
                "name a file of certificates in PEM",
            ) from error
    if legacy_renegotiation:
        context.options |= _LEGACY_SERVER_CONNECT
    context.sslsocket_class = _TimedSSLSocket
    return context
