"""The files that a new portal begins with."""

from __future__ import annotations

import re
from pathlib import Path

from bulletin_nlp import resources
from bulletin_nlp.errors import BulletinError
from bulletin_nlp.portals.description import is_portal_name

__all__ = ["begin_portal"]


def begin_portal(name: str, folder: Path) -> list[Path]:
    """Write a commented description and a folder with an empty golden page.

    Args:
        name: the portal's name.
        folder: the folder of portals; made where it does not exist.

    Returns:
        The files written: ``NAME.toml``, ``tests/NAME/list.html``, ``tests/NAME/README.md``.

    Raises:
        BulletinError: ``option_invalid`` for a name that is none, ``output_unwritable`` where a file exists
            or cannot be written; nothing is left behind then.
    """
    if not is_portal_name(name):
        raise BulletinError("option_invalid", f"{name!r} is no name", "use small letters, digits and hyphens")
    golden = folder / "tests" / name
    described, explained = (template.read_text(encoding="utf-8") for template in resources.portal_template())
    texts = {
        folder / f"{name}.toml": re.sub(r"\{name\}", name, described),
        golden / "list.html": "",
        golden / "README.md": re.sub(r"\{name\}", name, explained),
    }
    existing = [path for path in texts if path.exists()]
    if existing:
        raise BulletinError("output_unwritable", f"{existing[0]} exists", "choose another name or folder")
    written: list[Path] = []
    try:
        golden.mkdir(parents=True, exist_ok=True)
        for path, text in texts.items():
            with path.open("x", encoding="utf-8") as file:
                written.append(path)
                file.write(text)
    except OSError as error:
        for path in written:
            path.unlink(missing_ok=True)
        raise BulletinError("output_unwritable", f"{folder}: {error.strerror}", "see its rights") from error
    return list(texts)
