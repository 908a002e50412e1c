"""A client that asks once and takes what comes, and how tests see that nothing is left."""

from __future__ import annotations

import threading
import time
from http.client import HTTPConnection, HTTPMessage
from urllib.parse import urlsplit

__all__ = ["ask", "back_to"]


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


def back_to(threads: int) -> bool:
    """Tell whether no more threads are left than there were; one that ends takes a moment."""
    end = time.monotonic() + 5
    while threading.active_count() > threads and time.monotonic() < end:
        time.sleep(0.01)
    return threading.active_count() <= threads
