"""Answers out of the archive: one at its place, or all of a portal in the order in which they came."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bulletin_nlp.batch.inputs import Failure
from bulletin_nlp.crawl.archive.archived import ANSWERS, ArchivedAnswer, answer_of
from bulletin_nlp.crawl.archive.parsing import parse_record
from bulletin_nlp.crawl.archive.place import OPEN, ArchivedAt, archived_portals, file_names, find_file
from bulletin_nlp.crawl.archive.walk import Damaged, Sound, read_member, sound_records
from bulletin_nlp.errors import BulletinError

__all__ = ["Archive"]

_REMEDY = "restore the file from a copy, or fetch the page again"
_TORN = "a crawl that writes it is at work or was killed; the portal's next crawl cuts this off"


class Archive:
    """An archive for reading; it may be written at the same time.

    Args:
        folder: the archive's. Where there is none, there are no answers.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def portals(self) -> list[str]:
        """Return the portals that have a folder here.

        Raises:
            BulletinError: ``input_unreadable``.
        """
        try:
            return archived_portals(self._folder)
        except OSError as error:
            raise _unreadable(str(self._folder), error) from error

    def read(self, at: ArchivedAt) -> ArchivedAnswer:
        """Return the answer at a place; of a revisit the body is looked up.

        Raises:
            BulletinError: ``input_missing`` where the file is not there, ``input_damaged`` where another
                record or none is at the offset, or a revisit's body is not where it should be,
                ``input_unreadable``.
        """
        answer = self.at(at)
        _ = answer.body
        return answer

    def at(self, at: ArchivedAt) -> ArchivedAnswer:
        """Return the answer at a place; of a revisit the body is looked up when it is asked for.

        Raises:
            BulletinError: as of :meth:`read`.
        """
        try:
            path = find_file(self._folder, at.file)
            if path is None:
                raise BulletinError("input_missing", f"the archive has no file {at.file}", "check the folder")
            with path.open("rb") as file:
                record = parse_record(read_member(file, at.offset).data)
            if record.record_id != at.record_id:
                raise ValueError("another record is there")
            return answer_of(record, at, self)
        except ValueError as error:
            raise BulletinError(
                "input_damaged", f"{at.file}, offset {at.offset}: {error}", _REMEDY
            ) from error
        except OSError as error:
            raise _unreadable(at.file, error) from error

    def answers(
        self, portal: str | None = None, *, after: ArchivedAt | None = None
    ) -> Iterator[ArchivedAnswer | Failure]:
        """Yield answers in the order in which they were archived, portal by portal.

        What is damaged is told as a failure that names file and offset, and the next record follows. Of a
        revisit the body is looked up when it is asked for. Memory holds one record.

        Args:
            portal: one portal's only.
            after: only those behind this place, in this order; files before are not opened.
        """
        since = after.file if after else ""
        try:
            portals = archived_portals(self._folder) if portal is None else [portal]
            for name in portals:
                for file in file_names(self._folder, name):
                    place = f"{name}/{file}"
                    if (name, place) > _order(since):
                        yield from self._file_answers(place, 0, None)
                    elif place == since and after is not None:
                        yield from self._file_answers(place, after.offset, after)
        except OSError as error:
            yield Failure.of(str(self._folder), _unreadable(str(self._folder), error))

    def _file_answers(
        self, place: str, offset: int, after: ArchivedAt | None
    ) -> Iterator[ArchivedAnswer | Failure]:
        try:
            path = find_file(self._folder, place)
            if path is None:  # taken away since the folder was read
                return
            with path.open("rb") as file:
                for found in sound_records(file, offset):
                    if isinstance(found, Damaged):
                        torn = found.last and path.name.endswith(OPEN)
                        yield _failure(place, found.offset, found.why, _TORN if torn else _REMEDY)
                    elif after is None or found.offset > after.offset:
                        yield from self._record_answers(place, found)
        except OSError as error:
            yield Failure.of(place, _unreadable(place, error))

    def _record_answers(self, place: str, found: Sound) -> Iterator[ArchivedAnswer | Failure]:
        if found.record.type not in ANSWERS:
            return
        try:
            at = ArchivedAt(place, found.offset, found.record.record_id)
            answer = answer_of(found.record, at, self)
        except ValueError as error:
            yield _failure(place, found.offset, str(error), _REMEDY)
        else:
            yield answer


def _order(file: str) -> tuple[str, str]:
    return file.partition("/")[0], file


def _failure(place: str, offset: int, why: str, remedy: str) -> Failure:
    return Failure(f"{place}:{offset}", "input_damaged", f"{place}, offset {offset}: {why}", remedy)


def _unreadable(name: str, error: OSError) -> BulletinError:
    return BulletinError(
        "input_unreadable", f"{name} cannot be read ({error.strerror or error})", "see its rights"
    )
