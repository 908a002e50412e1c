"""Portals read from files: the package's own, and those of a user's folder beside them."""

from __future__ import annotations

import os
import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bulletin_nlp import resources
from bulletin_nlp.errors import BulletinError
from bulletin_nlp.portals.description import Portal

__all__ = ["VARIABLE", "portal", "read_portal_file", "read_portals"]

#: Environment variable that names a user's folder of portals.
VARIABLE = "BULLETIN_NLP_PORTALS"
#: Bytes: a description of a portal is a page of text.
_LARGEST = 200_000
_SEE = "see docs/portals.md"


def read_portals(folder: str | Path | None = None) -> dict[str, Portal]:
    """Return every portal by name, sorted.

    Args:
        folder: a user's folder, whose files ``NAME.toml`` are read beside the package's; one of the same name
            takes the place of the package's. None asks ``BULLETIN_NLP_PORTALS``, empty reads no folder.

    Raises:
        BulletinError: ``portal_invalid``, naming file, key and way out.
    """
    if folder is None:
        folder = os.environ.get(VARIABLE, "")
    paths = resources.portal_files()
    if folder:
        paths = [*paths, *_own_files(Path(folder))]
    portals = {path.stem: read_portal_file(path) for path in paths}
    return dict(sorted(portals.items()))


def portal(name: str, folder: str | Path | None = None) -> Portal:
    """Return one portal.

    Args:
        name: the name of its file without ``.toml``.
        folder: as for :func:`read_portals`.

    Raises:
        BulletinError: ``portal_unknown`` where there is none of that name, ``portal_invalid``.
    """
    portals = read_portals(folder)
    if name not in portals:
        near = get_close_matches(name, portals, n=3)
        offer = f"did you mean {', '.join(near)}?" if near else "bulletin-nlp portals list shows them"
        raise BulletinError("portal_unknown", f"there is no portal {name!r}", offer)
    return portals[name]


def read_portal_file(path: Path) -> Portal:
    """Return the portal that a file describes.

    Args:
        path: a file ``NAME.toml``, whose ``name`` is that of the file.

    Raises:
        BulletinError: ``portal_invalid``.
    """
    table = _table(path)
    try:
        found = Portal.model_validate(table)
    except ValidationError as error:
        raise _refusal(path, error) from error
    if found.name != path.stem:
        raise _invalid(path, f"key name: {found.name!r} is not the file's name", f"write {path.stem!r}")
    _check_region(path, found.region)
    return found


def _own_files(folder: Path) -> list[Path]:
    try:
        files = sorted(path for path in folder.iterdir() if path.suffix == ".toml")
    except OSError as error:
        raise BulletinError(
            "portal_invalid",
            f"{folder}: the folder of portals cannot be read ({error.strerror})",
            f"name a folder, or unset {VARIABLE}",
        ) from error
    return files


def _table(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as error:
        raise _invalid(path, f"cannot be read ({error.strerror})", "see its rights") from error
    if len(data) > _LARGEST:
        raise _invalid(path, f"larger than {_LARGEST // 1000} kB", "one file describes one portal")
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise _invalid(path, "the file is not UTF-8", "save it as UTF-8") from error
    # deep nesting exhausts the parser's stack, a number of thousands of digits is a ValueError
    except (ValueError, RecursionError) as error:
        raise _invalid(path, f"no TOML: {error}", "mend the file") from error


def _check_region(path: Path, code: str) -> None:
    from bulletin_nlp.lexicon.divisions import NATION, Divisions

    if code != NATION and Divisions.load().by_code(code) is None:
        raise _invalid(
            path,
            f"key region: no place has the code {code}",
            f"give one of GB/T 2260; {NATION} is the nation",
        )


def _refusal(path: Path, error: ValidationError) -> BulletinError:
    """Return the first of pydantic's complaints as ours: most files have one."""
    problems = error.errors(include_url=False, include_input=False)
    first = problems[0]
    key = ".".join(str(part + 1) if isinstance(part, int) else part for part in first["loc"])
    if first["type"] == "extra_forbidden":
        message, remedy = f"key {key}: no such key", f"{_SEE} for those there are"
    elif first["type"] == "missing":
        message, remedy = f"key {key}: missing", "add it"
    else:
        reason = first["msg"].removeprefix("Value error, ")
        message, remedy = f"key {key}: {reason}" if key else f"key {reason}", _SEE
    more = len(problems) - 1
    return _invalid(path, message, remedy + (f" ({more} more)" if more else ""))


def _invalid(path: Path, message: str, remedy: str) -> BulletinError:
    return BulletinError("portal_invalid", f"{path}: {message}", remedy)
