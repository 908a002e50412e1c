"""Where a record stands: the archive's files, their names, their order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bulletin_nlp.portals.description import is_portal_name

__all__ = ["OPEN", "ArchivedAt", "archived_portals", "file_names", "find_file", "next_name"]

#: What is added to the name of the file that is being written.
OPEN = ".open"
_MOMENT = "%Y%m%d%H%M%S"
_NAME = re.compile(r"(?P<portal>[a-z0-9-]+)-(?P<moment>\d{14})-(?P<serial>\d{5})\.warc\.gz")


@dataclass(frozen=True, slots=True)
class ArchivedAt:
    """Where a record stands.

    ``file`` is relative to the archive's folder and stays the same when the file is closed; ``offset``
    counts bytes to where the record's gzip member begins; ``record_id`` is its ``WARC-Record-ID``.
    """

    file: str
    offset: int
    record_id: str


def archived_portals(folder: Path) -> list[str]:
    """Return the portals that have a folder in an archive, in order; none where there is no archive.

    Raises:
        OSError: the folder cannot be read.
    """
    if not folder.is_dir():
        return []
    return sorted(path.name for path in folder.iterdir() if is_portal_name(path.name) and path.is_dir())


def file_names(folder: Path, portal: str) -> list[str]:
    """Return the names of a portal's files in the order of writing, without :data:`OPEN`.

    Raises:
        OSError: the folder cannot be read.
    """
    inside = folder / portal
    if not inside.is_dir():
        return []
    names = {path.name.removesuffix(OPEN) for path in inside.iterdir()}
    return sorted(name for name in names if _is_of(name, portal))


def find_file(folder: Path, file: str) -> Path | None:
    """Return where a file of :class:`ArchivedAt` is, which may be open or closed; None where there is none.

    A name that would lead out of the archive is none.
    """
    portal, _, name = file.partition("/")
    if not is_portal_name(portal) or not _is_of(name, portal):
        return None
    closed = folder / portal / name
    # Once more at the end: it may be closed just now.
    for path in (closed, closed.with_name(name + OPEN), closed):
        if path.is_file():
            return path
    return None


def next_name(portal: str, last: str | None, now: datetime) -> str:
    """Return the name of a portal's next file, which sorts behind the last one even if the clock went back.

    Args:
        portal: the portal's name.
        last: the name of its last file.
        now: the moment, aware.
    """
    moment, serial = now.astimezone(UTC).strftime(_MOMENT), 0
    if last and (match := _NAME.fullmatch(last)):
        serial = (int(match["serial"]) + 1) % 100_000
        if moment <= match["moment"]:
            moment = match["moment"]
            if not serial:
                later = datetime.strptime(moment, _MOMENT).replace(tzinfo=UTC) + timedelta(seconds=1)
                moment = later.strftime(_MOMENT)
    return f"{portal}-{moment}-{serial:05}.warc.gz"


def _is_of(name: str, portal: str) -> bool:
    match = _NAME.fullmatch(name)
    return match is not None and match["portal"] == portal
