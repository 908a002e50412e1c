"""Servers on loopback that notifications are sent to: HTTP and SMTP."""

from __future__ import annotations

import base64
import socketserver
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any


@contextmanager
def serving(server: socketserver.BaseServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


def certificate(folder: Path) -> Path:
    """A certificate of 127.0.0.1 that nobody but its maker knows, with its key in the same file."""
    made = folder / "certificate.pem"
    names = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    command = [
        "openssl",
        "req",
        "-x509",
        *kind,
        *names,
        "-keyout",
        str(folder / "key.pem"),
        "-out",
        str(made),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=20)
    made.write_text(made.read_text() + (folder / "key.pem").read_text())
    return made


def server_context(made: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made)
    return context


class Hook(ThreadingHTTPServer):
    """A webhook: keeps what it is sent, and answers as told. ``hang`` waits without an answer until closed;
    ``trickle`` sends a header a byte at a time."""

    daemon_threads = True

    def __init__(
        self, status: int = 200, *, location: str = "", hang: bool = False, trickle: bool = False
    ) -> None:
        self.received: list[tuple[str, dict[str, str], bytes]] = []
        self.closing = threading.Event()
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                hook.received.append((self.path, dict(self.headers), body))
                if hang:
                    hook.closing.wait(20)
                    return
                if trickle:
                    self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
                    while not hook.closing.wait(0.05):
                        self.wfile.write(b"x")
                    return
                self.send_response(status)
                if location:
                    self.send_header("Location", location)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                pass

        super().__init__(("127.0.0.1", 0), Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass  # a client that went away

    def server_close(self) -> None:
        self.closing.set()
        super().server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/hook"


class Mailbox(socketserver.ThreadingTCPServer):
    """A mail server that keeps mails and who logged in; ``refuses`` answers a command with a code instead."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(
        self,
        *,
        tls: ssl.SSLContext | None = None,
        refuses: dict[str, str] | None = None,
        silent: bool = False,
    ) -> None:
        self.mails: list[bytes] = []
        self.logins: list[tuple[str, str]] = []
        self.commands: list[str] = []
        self.closing = threading.Event()
        mailbox = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                if silent:
                    mailbox.closing.wait(20)
                    return
                self.secure = False
                self.say("220 mail")
                while line := self.rfile.readline():
                    verb = line.decode("ascii").split()[0].upper()
                    mailbox.commands.append(verb)
                    if refuses and verb in refuses:
                        self.say(f"{refuses[verb]} no, {line.decode().strip()}")
                    elif self.answer(verb, line.decode("ascii")):
                        return

            def say(self, line: str) -> None:
                self.wfile.write(line.encode() + b"\r\n")

            def answer(self, verb: str, line: str) -> bool:
                if verb == "EHLO":
                    offers = ["mail", *(["STARTTLS"] if tls and not self.secure else []), "AUTH PLAIN"]
                    for offer in offers[:-1]:
                        self.say(f"250-{offer}")
                    self.say(f"250 {offers[-1]}")
                elif verb == "STARTTLS" and tls is not None:
                    self.say("220 go")
                    try:
                        self.connection = tls.wrap_socket(self.connection, server_side=True)
                    except OSError:
                        return True
                    self.rfile = self.connection.makefile("rb")
                    self.wfile = self.connection.makefile("wb", 0)  # type: ignore[assignment]
                    self.secure = True
                elif verb == "AUTH":
                    _, user, password = base64.b64decode(line.split()[2]).decode().split("\0")
                    mailbox.logins.append((user, password))
                    self.say("235 welcome")
                elif verb == "DATA":
                    self.say("354 go")
                    lines = []
                    while (line_of_mail := self.rfile.readline()) not in (b".\r\n", b""):
                        lines.append(line_of_mail)
                    mailbox.mails.append(b"".join(lines))
                    self.say("250 kept")
                else:
                    self.say("221 bye" if verb == "QUIT" else "250 good")
                return verb == "QUIT"

        super().__init__(("127.0.0.1", 0), Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass  # a client that went away

    def server_close(self) -> None:
        self.closing.set()
        super().server_close()

    @property
    def port(self) -> int:
        return int(self.server_address[1])
