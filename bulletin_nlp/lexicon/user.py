"""A user's own vocabulary: titles, units and indicators, read beside the package's in the whole process."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bulletin_nlp.lexicon.loader import forget_compiled
from bulletin_nlp.lexicon.user_collisions import collisions
from bulletin_nlp.lexicon.user_entries import UserEntry, UserIndicator, UserTitle, UserUnit, read_entries
from bulletin_nlp.lexicon.user_files import Problem, read_files

__all__ = [
    "VARIABLE",
    "UserLexicon",
    "active_lexicon",
    "examine",
    "read_user_lexicon",
    "use_lexicon",
    "using_lexicon",
]

#: Environment variable that names the folder where the process does not: worker processes inherit it.
VARIABLE = "BULLETIN_NLP_LEXICON"


@dataclass(frozen=True, slots=True)
class UserLexicon:
    """A vocabulary that has been read and found usable; it can be pickled for worker processes.

    ``version`` is a short hash of the files' content, which stands in each record's ``data_versions``.
    """

    folder: str
    version: str
    titles: tuple[UserTitle, ...] = ()
    units: tuple[UserUnit, ...] = ()
    indicators: tuple[UserIndicator, ...] = ()

    @property
    def entries(self) -> tuple[UserEntry, ...]:
        """Every entry, kind by kind."""
        return (*self.titles, *self.units, *self.indicators)


# What the process reads beside the package's lexicons; before anyone has said so the environment decides.
_chosen = False
_active: UserLexicon | None = None


def examine(folder: str | Path) -> tuple[UserLexicon, list[Problem]]:
    """Return what can be used of a user's folder, and why the rest cannot.

    Args:
        folder: with ``titles.toml``, ``units.toml``, ``indicators.toml`` or some of them (docs/lexicon.md).

    Raises:
        BulletinError: ``lexicon_invalid`` where the folder itself cannot be read or holds no vocabulary.
    """
    files = read_files(Path(folder))
    entries, refused = read_entries(files.entries)
    lexicon = UserLexicon(
        folder=str(folder),
        version=files.version,
        titles=tuple(entry for entry in entries if isinstance(entry, UserTitle)),
        units=tuple(entry for entry in entries if isinstance(entry, UserUnit)),
        indicators=tuple(entry for entry in entries if isinstance(entry, UserIndicator)),
    )
    return lexicon, [*files.problems, *refused, *collisions(entries)]


def read_user_lexicon(folder: str | Path) -> UserLexicon:
    """Return the vocabulary of a user's folder.

    Args:
        folder: as for :func:`examine`.

    Raises:
        BulletinError: ``lexicon_invalid`` with the file and the entry of the first problem.
    """
    lexicon, problems = examine(folder)
    if problems:
        raise problems[0].error(more=len(problems) - 1)
    return lexicon


def use_lexicon(lexicon: str | Path | UserLexicon | None) -> UserLexicon | None:
    """Read a user's vocabulary beside the package's from now on, in this process.

    What earlier extractions compiled is made anew. Call it between extractions, not while another thread
    extracts.

    Args:
        lexicon: the folder, a vocabulary that was read before (a worker process gets it so), or None for the
            package's lexicons alone, whatever the environment says.

    Returns:
        The vocabulary in use, None for the package's alone.

    Raises:
        BulletinError: ``lexicon_invalid``; what was in use before then still is.
    """
    global _active, _chosen
    read = lexicon if lexicon is None or isinstance(lexicon, UserLexicon) else read_user_lexicon(lexicon)
    _active, _chosen = read, True
    forget_compiled()
    return read


def active_lexicon() -> UserLexicon | None:
    """Return the vocabulary in use, None where the package's lexicons stand alone.

    Where :func:`use_lexicon` has not been called, the environment variable ``BULLETIN_NLP_LEXICON`` names the
    folder.

    Raises:
        BulletinError: ``lexicon_invalid`` where the environment names a folder that cannot be used.
    """
    global _active, _chosen
    if not _chosen:
        folder = os.environ.get(VARIABLE)
        _active = read_user_lexicon(folder) if folder else None
        _chosen = True
    return _active


@contextmanager
def using_lexicon(lexicon: str | Path | UserLexicon | None) -> Iterator[UserLexicon | None]:
    """Read a user's vocabulary for a while, then what was read before.

    Args:
        lexicon: as for :func:`use_lexicon`.

    Raises:
        BulletinError: ``lexicon_invalid``.
    """
    global _active, _chosen
    before = _active, _chosen
    try:
        yield use_lexicon(lexicon)
    finally:
        _active, _chosen = before
        forget_compiled()
