"""A file whose writer was killed: what is torn off at its end is put aside."""

from __future__ import annotations

import logging
import os
from pathlib import Path

from bulletin_nlp.crawl.archive.appending import check_space
from bulletin_nlp.crawl.archive.walk import Sound, sound_records

__all__ = ["repair"]

_log = logging.getLogger(__name__)
_PIECE = 1 << 20


def repair(path: Path, min_free: int = 0) -> str | None:
    """Cut a file behind its last whole record; what stands behind that goes into ``FILE.torn`` beside it.

    Damage further up is left as it is: readers step over it.

    Args:
        path: the file, which nobody else writes.
        min_free: bytes that must be left on the disk.

    Returns:
        The id of the warcinfo record that begins the file; None where it does not begin with one.

    Raises:
        BulletinError: ``archive_full``.
        OSError: the file cannot be read or cut.
    """
    end, warcinfo_id = 0, None
    with path.open("r+b") as file:
        for found in sound_records(file):
            if isinstance(found, Sound):
                if not found.offset and found.record.type == "warcinfo":
                    warcinfo_id = found.record.get("WARC-Record-ID")
                end = found.end
        torn = file.seek(0, 2) - end
        if torn:
            check_space(path.parent, torn, min_free)
            aside = _free_name(path)
            with aside.open("xb") as kept:
                file.seek(end)
                while piece := file.read(_PIECE):
                    kept.write(piece)
                kept.flush()
                os.fsync(kept.fileno())
            file.truncate(end)
            os.fsync(file.fileno())
            _log.warning("%s: its writer was killed; %d torn bytes were moved to %s", path, torn, aside.name)
    return warcinfo_id


def _free_name(path: Path) -> Path:
    name = f"{path.name}.torn"
    number = 1
    while path.with_name(name).exists():
        number += 1
        name = f"{path.name}.torn-{number}"
    return path.with_name(name)
