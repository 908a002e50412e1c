"""Secrets of the settings: where they may stand, and how what holds one is shown."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping
from pathlib import Path

__all__ = ["REFERENCE", "from_environment", "holds_secret", "masked", "read_secret_file"]

#: What a reference to an environment variable begins with, as ``env:SMTP_PASSWORD``.
REFERENCE = "env:"
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}")
# A secret is a line, not a file of keys.
_LARGEST = 10_000
# Up to the last @: a password that was not percent-encoded may hold any character.
_PASSWORD = re.compile(r"(?s)(?<=://)([^:@/]*):.*@")
_PARAMETER = re.compile(
    r"(?i)([?&][^=&]*(?:pass|pwd|token|secret|key|sign|auth|code)[^=&]*=)(?!\*\*\*(?:&|$))[^&#]+"
)


def holds_secret(url: str) -> bool:
    """Tell whether an address holds a password, or a parameter that is called like a secret."""
    return masked(url) != url


def masked(url: str) -> str:
    """Return an address as it may be shown: ``***`` in place of its password and secret parameters."""
    if not url.startswith("sqlite:"):  # its path may hold any character, and it has no password
        url = _PASSWORD.sub(r"\1:***@", url)
    return _PARAMETER.sub(r"\1***", url)


def from_environment(reference: str, environ: Mapping[str, str]) -> str:
    """Return the value that ``env:NAME`` refers to.

    Raises:
        ValueError: the variable is not set or empty; the message has its name only.
    """
    name = reference.removeprefix(REFERENCE).strip()
    if not _VARIABLE.fullmatch(name):
        raise ValueError(f"after {REFERENCE} stands no name of a variable")
    if not environ.get(name):
        raise ValueError(f"the environment variable {name!r} is not set")
    return environ[name]


def read_secret_file(path: Path) -> str:
    """Return the secret in a file, without the line break at its end.

    Args:
        path: a file of one line that only its owner, and at most its group, can read.

    Raises:
        ValueError: it cannot be read, others may read it, or it holds something else than one line.
    """
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            if mode & 0o027:  # a service's group may read: root:service 640, and what systemd hands on
                raise ValueError(f"others can read or write {path} (mode {mode:o}): chmod 600 {path}")
            data = file.read(_LARGEST + 1)
    except OSError as error:
        # not named: who mistook the key has written the secret itself
        raise ValueError(f"the file that it names cannot be read ({error.strerror})") from None
    try:
        text = data.decode("utf-8").removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError:
        raise ValueError(f"{path} is not UTF-8") from None
    if not text or len(data) > _LARGEST or any(ord(character) < 32 for character in text):
        raise ValueError(f"{path} is not one line")
    return text
