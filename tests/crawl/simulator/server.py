"""A small HTTP/1.1 server on a port of its own that can also misbehave: a thread a connection, kept alive.

It is not ``http.server`` because that parses headers slowly and will not send what is no HTTP.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable
from typing import BinaryIO

from tests.crawl.simulator.answers import Answer, ClientGone, Request, Wire
from tests.crawl.simulator.request_log import LoggedRequest, RequestLog

__all__ = ["LoopbackServer"]

_LINE = 65_536
_HEADERS = 200
_BODY = 1_000_000
# seconds for which a connection may be idle
_IDLE = 120.0


class LoopbackServer:
    """Answers on 127.0.0.1 with what ``respond`` returns.

    Args:
        respond: called in the connection's thread.
        log: takes down every request whose path does not begin with ``unlogged``.
        name: stands in the log.
        unlogged: what the paths of the simulator's own control begin with.
    """

    def __init__(
        self,
        respond: Callable[[Request], Answer],
        log: RequestLog,
        name: str,
        *,
        unlogged: str = "/__control__/",
    ) -> None:
        self._respond, self._log, self._name, self._unlogged = respond, log, name, unlogged
        self._stopping = threading.Event()
        self._connections: dict[threading.Thread, socket.socket] = {}
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port: int = self._listener.getsockname()[1]
        self._acceptor = threading.Thread(target=self._accept, name=f"simulator {name}", daemon=True)
        self._acceptor.start()

    def close(self) -> None:
        """Close all sockets and wait for all threads; unfinished answers are broken off."""
        self._stopping.set()
        # a listener is woken only by a connection on every system
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
            pass
        self._acceptor.join(5)
        self._listener.close()
        with self._lock:
            left = dict(self._connections)
        for connection in left.values():
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in left:
            thread.join(5)

    def _accept(self) -> None:
        while not self._stopping.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            if self._stopping.is_set():
                connection.close()
                return
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            with self._lock:
                self._connections[thread] = connection
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection.settimeout(_IDLE)
            with connection, connection.makefile("rb") as reader:
                while not self._stopping.is_set() and self._serve_one(connection, reader):
                    pass
        except OSError:
            pass  # the client has gone, or was to be left
        finally:
            with self._lock:
                self._connections.pop(threading.current_thread(), None)

    def _serve_one(self, connection: socket.socket, reader: BinaryIO) -> bool:
        """Answer one request; return whether the connection may serve another."""
        line = reader.readline(_LINE)
        start = time.monotonic()
        parts = line.decode("latin-1").split()
        if len(parts) != 3:
            return False
        headers = _headers(reader)
        length = headers.get("content-length", "0")
        body = reader.read(min(int(length), _BODY)) if length.isascii() and length.isdigit() else b""
        request = Request(parts[0], parts[1], headers, body)
        entry = None
        if not request.path.startswith(self._unlogged):
            entry = LoggedRequest(self._name, start, request.method, request.target, headers)
            self._log.begin(entry)
        wire = Wire(connection, self._stopping)
        answer = Answer(500, keep=False)
        complete = False
        try:
            answer = self._respond(request)
            if entry is not None:
                entry.kind = answer.kind
            answer.send(wire, request.method)
            complete = True
        except ClientGone:
            answer.keep = False
        finally:
            if entry is not None:
                entry.end, entry.status = time.monotonic(), answer.status
                entry.sent, entry.complete = wire.sent, complete
                self._log.finish(entry)
        return answer.keep and parts[2] == "HTTP/1.1" and headers.get("connection", "").lower() != "close"


def _headers(reader: BinaryIO) -> dict[str, str]:
    headers: dict[str, str] = {}
    for _ in range(_HEADERS):
        line = reader.readline(_LINE)
        if line in (b"\r\n", b"\n", b""):
            break
        name, _, value = line.decode("latin-1").partition(":")
        headers[name.strip().lower()] = value.strip()
    return headers
