"""The one place that knows where the package's data files are.

A wheel carries ``lexicon/`` data inside the package and the trained models as ``bulletin_nlp/_models``;
an editable install finds the latter in ``models/`` beside the package. Nothing else looks for files.
"""

from __future__ import annotations

from pathlib import Path

from bulletin_nlp.errors import BulletinError

__all__ = [
    "lexicon_file",
    "lexicon_files",
    "lexicon_template",
    "model_file",
    "portal_files",
    "portal_template",
]

_PACKAGE = Path(__file__).resolve().parent


def _first_existing(name: str, *folders: Path) -> Path:
    for folder in folders:
        path = folder / name
        if path.is_file():
            return path
    raise BulletinError(
        "resource_missing", f"data file {name} of bulletin_nlp was not found", "reinstall the package"
    )


def lexicon_file(name: str) -> Path:
    """Return the path of a lexicon file.

    Args:
        name: file name such as ``"titles.toml"``.

    Raises:
        BulletinError: ``resource_missing``.
    """
    return _first_existing(name, _PACKAGE / "lexicon" / "data")


def lexicon_files() -> list[Path]:
    """Return the path of every TOML lexicon, sorted by name."""
    return sorted((_PACKAGE / "lexicon" / "data").glob("*.toml"))


def lexicon_template() -> list[Path]:
    """Return the path of every file of the vocabulary that a user begins with, sorted by name."""
    return sorted((_PACKAGE / "lexicon" / "template").glob("*.toml"))


def model_file(name: str) -> Path:
    """Return the path of a trained model's file, in a wheel or in an editable install.

    Args:
        name: file name inside ``models/``.

    Raises:
        BulletinError: ``resource_missing``.
    """
    return _first_existing(name, _PACKAGE / "_models", _PACKAGE.parent / "models")


def portal_files() -> list[Path]:
    """Return the path of every portal that the package describes, sorted by name."""
    return sorted((_PACKAGE / "portals" / "data").glob("*.toml"))


def portal_template() -> tuple[Path, Path]:
    """Return the description that a new portal begins with, and the explanation of its golden page."""
    folder = _PACKAGE / "portals" / "template"
    return _first_existing("NAME.toml", folder), _first_existing("README.md", folder)
