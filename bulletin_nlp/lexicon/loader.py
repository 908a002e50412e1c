"""Lexicon files: TOML tables of words, each line with an example, read once.

A user's own vocabulary (:mod:`bulletin_nlp.lexicon.user`) is added where a lexicon is read, so that whoever
reads one need not know of it. What is compiled from such a lexicon is kept with :func:`compiled` and made
anew when the vocabulary changes.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from bulletin_nlp import resources
from bulletin_nlp.errors import BulletinError

if TYPE_CHECKING:
    from functools import _lru_cache_wrapper

__all__ = [
    "EXTENSIBLE",
    "alternation",
    "compiled",
    "data_versions",
    "forget_compiled",
    "lexicons_version",
    "package_lexicon",
    "read_lexicon",
    "version",
]

#: The lexicons that a user's own vocabulary may add to.
EXTENSIBLE = frozenset({"titles", "units", "indicators", "metric_cues"})

_T = TypeVar("_T")
_forget: list[Callable[[], None]] = []


def compiled(make: Callable[..., _T]) -> _lru_cache_wrapper[_T]:
    """Keep what a function makes of an extensible lexicon until the user's vocabulary changes.

    Args:
        make: the function; where nothing but lexicons of the package goes in, ``functools.cache`` does.
    """
    kept = cache(make)
    _forget.append(kept.cache_clear)
    return kept


def forget_compiled() -> None:
    """Forget what was compiled: it is made anew when next asked for."""
    for forget in _forget:
        forget()


def alternation(words: Iterable[str]) -> str:
    """Return a regular expression that matches any of the words, the longest first.

    Args:
        words: literal words; each is escaped and stands once.
    """
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word)))


@compiled
def read_lexicon(name: str) -> dict[str, Any]:
    """Return the content of a lexicon file, with what a user's own vocabulary adds to it.

    Args:
        name: file name without its ending, such as ``"titles"``.

    Raises:
        BulletinError: ``resource_missing`` or ``lexicon_invalid``.
    """
    if name not in EXTENSIBLE:
        return package_lexicon(name)
    from bulletin_nlp.lexicon.user import active_lexicon
    from bulletin_nlp.lexicon.user_merging import merged

    own = active_lexicon()
    return package_lexicon(name) if own is None else merged(name, package_lexicon(name), own)


@cache
def package_lexicon(name: str) -> dict[str, Any]:
    """Return the content of a lexicon file as the package has it.

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
    """Return a version for the divisions and one for all lexicons together, as records carry them.

    With a user's own vocabulary there is a third, ``user_lexicon``: a short hash of its content.

    Raises:
        BulletinError: ``lexicon_invalid`` where the environment names a vocabulary that cannot be used.
    """
    from bulletin_nlp.lexicon.user import active_lexicon

    versions = {"divisions": version("divisions.tsv.gz"), "lexicons": lexicons_version()}
    own = active_lexicon()
    if own is not None:
        versions["user_lexicon"] = own.version
    return versions
