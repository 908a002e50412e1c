"""A client that asks once and takes what comes."""

from __future__ import annotations

from http.client import HTTPConnection, HTTPMessage
from urllib.parse import urlsplit

__all__ = ["ask"]


def ask(url: str, **headers: str) -> tuple[int, HTTPMessage, bytes]:
    """Ask once, without following anything or unpacking."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.netloc, timeout=5)
    try:
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request("GET", target, headers={k.replace("_", "-"): v for k, v in headers.items()})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()
