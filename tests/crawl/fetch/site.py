"""A site on loopback whose answers each test writes, and a clock that needs no waiting."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from bulletin_nlp.portals.description import Portal

ARTICLE = (
    "<html><head><title>临江市老旧小区改造进展</title></head><body><h1>临江市老旧小区改造进展</h1>"
    "<p>截至三月底，临江市累计开工改造城镇老旧小区二十六个，惠及居民三千余户，完成年度计划的百分之四十。</p>"
    "<p>下一步，市住房和城乡建设局将加快推进剩余项目，确保六月底前全部开工，年底前基本完工并交付使用。</p>"
    "<p>局长方乐平强调，要坚持问需于民，把好事办好，让群众有更多获得感、幸福感和安全感。</p></body></html>"
).encode()


@dataclass
class Asked:
    path: str
    headers: dict[str, str]
    begun: float
    ended: float = 0.0


@dataclass
class Site:
    """``script`` answers a path by a function of the handler, ``answer`` by what is given."""

    port: int
    scheme: str = "http"
    asked: list[Asked] = field(default_factory=list)
    scripts: dict[str, Callable[[BaseHTTPRequestHandler], None]] = field(default_factory=dict)
    together: int = 0
    most_together: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def url(self, path: str = "/a/1.html") -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}{path}"

    @property
    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]

    def portal(self, *, hosts: tuple[str, ...] = (), private: bool = True, **changes: Any) -> Portal:
        own = f"127.0.0.1:{self.port}"
        return portal_of(self.url("/a/"), (own, *hosts), private=private, **changes)

    def script(self, path: str, answer: Callable[[BaseHTTPRequestHandler], None]) -> None:
        self.scripts[path] = answer

    def answer(
        self, path: str, body: bytes | str = b"", status: int = 200, headers: dict[str, str] | None = None
    ) -> str:
        data = body.encode() if isinstance(body, str) else body

        def send(handler: BaseHTTPRequestHandler) -> None:
            reply(handler, status, data, headers)

        self.scripts[path] = send
        return self.url(path)

    def redirect(self, path: str, location: str, status: int = 302, **headers: str) -> str:
        return self.answer(path, b"", status, {"Location": location, **headers})

    def raw(self, path: str, *pieces: bytes, pause: float = 0.0) -> str:
        """Answer with bytes as they are, status line included, then close."""

        def send(handler: BaseHTTPRequestHandler) -> None:
            for piece in pieces:
                handler.wfile.write(piece)
                handler.wfile.flush()
                time.sleep(pause)
            handler.close_connection = True

        self.scripts[path] = send
        return self.url(path)


def reply(
    handler: BaseHTTPRequestHandler, status: int, body: bytes, headers: dict[str, str] | None = None
) -> None:
    handler.send_response(status)
    sent = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(body)), **(headers or {})}
    for name, value in sent.items():
        handler.send_header(name, value)
    handler.end_headers()
    if status != 304:
        handler.wfile.write(body)


def portal_of(list_url: str, hosts: tuple[str, ...], *, private: bool = False, **changes: Any) -> Portal:
    described: dict[str, Any] = {
        "name": "linjiang",
        "title": "临江市住房和城乡建设局",
        "publisher": "临江市住房和城乡建设局",
        "region": "440000",
        "hosts": hosts,
        "family": "html",
        "list": [{"column": "动态", "url": list_url}],
        "network": {"private": private},
        "politeness": {"delay": 0 if private else 2, "jitter": 0},
        **changes,
    }
    return Portal.model_validate(described)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that hang up are what these tests are about."""


@contextmanager
def serving(context: ssl.SSLContext | None = None) -> Iterator[Site]:
    """Serve a site on an ephemeral port of 127.0.0.1, with TLS where a context is given."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            asked = Asked(self.path, dict(self.headers.items()), time.monotonic())
            with site.lock:
                site.asked.append(asked)
                site.together += 1
                site.most_together = max(site.most_together, site.together)
            try:
                script = site.scripts.get(self.path)
                if script is None:
                    reply(self, 404, b"")
                else:
                    script(self)
            finally:
                asked.ended = time.monotonic()
                with site.lock:
                    site.together -= 1

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing is printed."""

    server = _Server(("127.0.0.1", 0), Handler)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    site = Site(server.server_address[1], "https" if context else "http")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


class FakeClock:
    """Seconds that pass only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []
        self._lock = threading.Lock()

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.slept.append(round(seconds, 6))
            self.now += seconds


def resolving(*addresses: str, calls: list[str] | None = None) -> Callable[..., list[tuple[Any, ...]]]:
    """A resolver that knows each name under these addresses."""

    def resolve(host: str, port: int, *rest: Any) -> list[tuple[Any, ...]]:
        if calls is not None:
            calls.append(host)
        found: list[tuple[Any, ...]] = []
        for address in addresses:
            six = ":" in address
            place = (address, port, 0, 0) if six else (address, port)
            found.append((socket.AF_INET6 if six else socket.AF_INET, socket.SOCK_STREAM, 6, "", place))
        return found

    return resolve
