"""Lexicon files: TOML tables of words, each line with an example, read once."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable
from functools import cache
from typing import Any

from bulletin_nlp import resources
from bulletin_nlp.errors import BulletinError

__all__ = ["alternation", "data_versions", "lexicons_version", "read_lexicon", "version"]


def alternation(words: Iterable[str]) -> str:
    """Return a regular expression that matches any of the words, the longest first.

    Args:
        words: literal words; each is escaped and stands once.
    """
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word)))


@cache
def read_lexicon(name: str) -> dict[str, Any]:
    """Return the content of a lexicon file.

    Args:
        name: file name without its ending, such as ``"titles"``.

    Raises:
        BulletinError: ``resource_missing`` or ``lexicon_invalid``.
    """
    path = resources.lexicon_file(f"{name}.toml")
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BulletinError("lexicon_invalid", f"lexicon {path.name}: {error}", "mend the file") from error


@cache
def version(name: str) -> str:
    """Return a short content hash of a lexicon file, which stands in each record's ``data_versions``.

    Args:
        name: file name with its ending, such as ``"titles.toml"``.
    """
    return hashlib.sha256(resources.lexicon_file(name).read_bytes()).hexdigest()[:12]


@cache
def lexicons_version() -> str:
    """Return a short content hash over every TOML lexicon of the package."""
    digest = hashlib.sha256()
    for path in resources.lexicon_files():
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def data_versions() -> dict[str, str]:
    """Return a version for the divisions and one for all lexicons together, as records carry them."""
    return {"divisions": version("divisions.tsv.gz"), "lexicons": lexicons_version()}
