"""What a server is asked and what it answers, as they go over the wire."""

from __future__ import annotations

import select
import socket
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from http import HTTPStatus
from urllib.parse import parse_qsl

__all__ = ["HTML", "JSON", "Answer", "ClientGone", "Request", "Wire"]

HTML = "text/html; charset=utf-8"
JSON = "application/json; charset=utf-8"


class ClientGone(ConnectionError):
    """The other side hung up, or the server is being closed."""


@dataclass(frozen=True)
class Request:
    """A request: ``target`` is path and query as sent, ``headers`` have names in small letters."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes = b""

    @cached_property
    def path(self) -> str:
        """The path as sent, without query."""
        return self.target.partition("?")[0]

    @cached_property
    def query(self) -> dict[str, str]:
        """The parameters of the query."""
        return dict(parse_qsl(self.target.partition("?")[2], keep_blank_values=True))


class Wire:
    """A connection to write to as one likes."""

    def __init__(self, connection: socket.socket, stopping: threading.Event) -> None:
        self.connection = connection
        self.stopping = stopping
        self.sent = 0

    def send(self, data: bytes) -> None:
        """Send bytes."""
        self.connection.sendall(data)
        self.sent += len(data)

    def wait(self, seconds: float) -> None:
        """Wait, but not for a client that has gone.

        Raises:
            ClientGone: it has, or the server is being closed.
        """
        end = time.monotonic() + seconds
        while not self.stopping.is_set():
            left = end - time.monotonic()
            if left <= 0:
                return
            if select.select([self.connection], [], [], left)[0]:
                if not self.connection.recv(1, socket.MSG_PEEK):
                    break
                # a further request waits already: only time can be waited for
                self.stopping.wait(max(end - time.monotonic(), 0))
        raise ClientGone

    def reset(self) -> None:
        """Break the connection off with a reset in place of an orderly end."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raise ClientGone


@dataclass
class Answer:
    """An answer. ``sending`` writes it in place of the usual way; it may do what no server should."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    sending: Callable[[Wire, Answer], None] | None = None
    #: Whether the connection may serve another request.
    keep: bool = True
    #: What was asked for, as the log has it.
    kind: str = "other"

    @classmethod
    def html(cls, page: str, status: int = 200) -> Answer:
        """Return a page in UTF-8."""
        return cls(status, {"Content-Type": HTML}, page.encode("utf-8", "surrogatepass"))

    def head(self, *, length: int | None) -> bytes:
        """Return status line and headers as sent.

        Args:
            length: for Content-Length; None leaves it out.
        """
        try:
            phrase = HTTPStatus(self.status).phrase
        except ValueError:
            phrase = "Unknown"
        lines = [f"HTTP/1.1 {self.status} {phrase}"]
        headers = dict(self.headers)
        if length is not None:
            headers.setdefault("Content-Length", str(length))
        if not self.keep:
            headers.setdefault("Connection", "close")
        lines += [f"{name}: {value}" for name, value in headers.items()]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8", "surrogateescape")

    def send(self, wire: Wire, method: str) -> None:
        """Send it."""
        if self.sending is not None:
            self.keep = False
            self.sending(wire, self)
        elif self.status == 304:
            wire.send(self.head(length=None))
        elif method == "HEAD":
            wire.send(self.head(length=len(self.body)))
        else:
            wire.send(self.head(length=len(self.body)) + self.body)
