"""Telling by a command: the notification as JSON on its standard input."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Sequence
from contextlib import suppress

from bulletin_nlp.crawl.notify.delivery import NotDelivered
from bulletin_nlp.crawl.notify.notice import Notice

__all__ = ["run_command"]


def run_command(command: Sequence[str], notice: Notice, timeout: float) -> None:
    """Start a command without a shell, give it the notification, and wait for exit code 0.

    It has the environment of the crawl. What it writes is not kept: it may hold a secret.

    Args:
        command: a program and its arguments.
        notice: what is told.
        timeout: seconds after which it is killed, with what it has started.

    Raises:
        NotDelivered: it cannot be started, takes too long, or ends with another code.
    """
    try:
        process = subprocess.Popen(  # noqa: S603 - the operator's own command, a list of words
            list(command),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "its words cannot be passed on"
        raise NotDelivered(f"the command cannot be started ({reason})") from None
    try:
        process.communicate(notice.as_json(), timeout)
    except subprocess.TimeoutExpired:
        _kill(process)
        raise NotDelivered(f"the command took longer than {timeout:g} s and was ended") from None
    if process.returncode < 0:
        raise NotDelivered(f"the command was ended by signal {-process.returncode}")
    if process.returncode:
        raise NotDelivered(f"the command ended with exit code {process.returncode}")


def _kill(process: subprocess.Popen[bytes]) -> None:
    with suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    if process.stdin is not None:
        with suppress(OSError):
            process.stdin.close()
    with suppress(subprocess.TimeoutExpired):
        process.wait(0.3)
