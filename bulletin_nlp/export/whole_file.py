"""A file appears under its name when it is whole, or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bulletin_nlp.errors import BulletinError

__all__ = ["whole_file"]


@contextmanager
def whole_file(place: Path) -> Iterator[Path]:
    """Give a path in the place's folder that takes the place's name when the block ends without an error.

    Where the block fails, what it wrote is removed and a former file of the name stays as it was.

    Args:
        place: where the file shall be; a link is followed.

    Raises:
        BulletinError: ``output_unwritable``, also for every ``OSError`` of the block.
    """
    target = Path(os.path.realpath(place))
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        if target.exists() and not target.is_file():
            raise BulletinError("output_unwritable", f"{place} is no file", "name a file")
        if target.exists() and not os.access(target, os.W_OK):
            raise PermissionError(13, "Permission denied")
        part.touch()
        yield part
        part.replace(target)
    except OSError as error:
        raise BulletinError(
            "output_unwritable",
            f"{place} cannot be written ({error.strerror or error})",
            "check that the folder exists, its rights and the space left",
        ) from error
    finally:
        part.unlink(missing_ok=True) if target.parent.is_dir() else None
