"""A store of records: saving one twice changes nothing, and nothing that was saved is lost."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, Engine, Row, func, insert, or_, select, update
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from bulletin_nlp.errors import BulletinError
from bulletin_nlp.record import FACT_KINDS, Bulletin
from bulletin_nlp.store import tables as t
from bulletin_nlp.store.database import WRITING, open_database
from bulletin_nlp.store.entries import Listing, Revision, SaveOutcome, StoredFailure, StoredRun
from bulletin_nlp.store.rows import read_record
from bulletin_nlp.store.saving import insert_row, save_record

__all__ = ["Store"]


class Store:
    """Records in a database, SQLite first.

    Each bulletin is saved in one transaction: a process that is killed leaves a file that holds every
    bulletin saved before and nothing half-written.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, place: str | Path, *, create: bool = True) -> Self:
        """Open a store, making or upgrading its tables where needed.

        Args:
            place: a database URL such as ``sqlite:///bulletins.db``, or the path of an SQLite file.
            create: make the file where there is none; otherwise that is an error.

        Raises:
            BulletinError: ``store_unreadable``, ``store_outdated`` or ``option_invalid``.
        """
        return cls(open_database(place, create=create))

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # -- writing ---------------------------------------------------------------------------------------

    def save(
        self,
        bulletin: Bulletin,
        *,
        input: str | os.PathLike[str] | None = None,  # the field's own name
        run: int | None = None,
    ) -> SaveOutcome:
        """Save a record, in one transaction.

        The bulletin is looked up by its place (external id, URL, path: the strongest that is known), then
        by its content id. ``docs/store.md`` says what each outcome means.

        Args:
            bulletin: the record.
            input: path of the file that it was read from; ``"-"`` or None where there is none.
            run: key of the run, from :meth:`start_run`.

        Raises:
            BulletinError: ``output_unwritable``.
            ValueError: the record cannot be kept, such as one with two facts of one id.
        """
        now = datetime.now(UTC)
        name = _input_name(input)
        with self._writing() as db:
            outcome = save_record(db, bulletin, name, run, now)
            if name is not None:
                db.execute(
                    update(t.failures)
                    .where(t.failures.c.input == name, t.failures.c.resolved.is_(None))
                    .values(resolved=now)
                )
        return outcome

    def fail(
        self,
        input: str | os.PathLike[str],
        code: str,
        message: str,
        *,
        detail: str | None = None,
        run: int | None = None,
    ) -> None:
        """Note that an input did not become a record; the same failure again is counted, not repeated.

        Args:
            input: path of the input, or ``"-"``.
            code: a code of :data:`bulletin_nlp.errors.CODES`.
            message: one line.
            detail: a traceback, where the failure is a bug.
            run: key of the run.
        """
        now = datetime.now(UTC)
        name = _input_name(input)
        same = (t.failures.c.input == name, t.failures.c.code == code)
        with self._writing() as db:
            seen = {"message": message, "detail": detail, "run_key": run, "last_seen": now, "resolved": None}
            again = db.execute(update(t.failures).where(*same).values(times=t.failures.c.times + 1, **seen))
            if again.rowcount == 0:
                db.execute(insert(t.failures).values(input=name, code=code, times=1, first_seen=now, **seen))

    def start_run(
        self, *, options: Mapping[str, Any] | None = None, versions: Mapping[str, str] | None = None
    ) -> int:
        """Note the start of a run and return its key.

        Args:
            options: what the run was asked to do, as JSON values.
            versions: what it was done with (package, spaCy, data).
        """
        with self._writing() as db:
            return insert_row(
                db,
                t.runs,
                started=datetime.now(UTC),
                options=dict(options or {}),
                versions=dict(versions or {}),
                counts={},
            )

    def finish(self, run: int, counts: Mapping[str, int]) -> None:
        """Note the end of a run and how many inputs ended how."""
        with self._writing() as db:
            db.execute(
                update(t.runs)
                .where(t.runs.c.run_key == run)
                .values(finished=datetime.now(UTC), counts=dict(counts))
            )

    # -- reading ---------------------------------------------------------------------------------------

    def get(self, id_or_prefix: str) -> Bulletin:
        """Return a record by its id or the beginning of it.

        Current revisions answer first; the id of an older revision finds that one.

        Raises:
            BulletinError: ``record_missing`` where no id begins so, or several do.
        """
        with self._reading() as db:
            row = self._find(db, id_or_prefix)
        return read_record(row.record, row.source_text, row.text)

    def revisions(self, id_or_prefix: str) -> Sequence[Revision]:
        """Return every record kept of a bulletin, oldest first.

        Raises:
            BulletinError: ``record_missing``.
        """
        with self._reading() as db:
            key = self._find(db, id_or_prefix).bulletin_key
            rows = db.execute(
                select(t.revisions, t.bulletins.c.revision_key.label("current"))
                .join(t.bulletins, t.bulletins.c.bulletin_key == t.revisions.c.bulletin_key)
                .where(t.revisions.c.bulletin_key == key)
                .order_by(t.revisions.c.number)
            ).all()
        return [
            Revision(
                number=row.number,
                content_id=row.content_id,
                extractor_version=row.extractor_version,
                first_seen=row.first_seen,
                last_seen=row.last_seen,
                current=row.revision_key == row.current,
                record=read_record(row.record, row.source_text, row.text),
            )
            for row in rows
        ]

    def list(self, *, limit: int | None = None, offset: int = 0) -> Sequence[Listing]:
        """Return the bulletins, the latest published first, then those without a date.

        Args:
            limit: how many at most; None for all.
            offset: how many to leave out at the start.
        """
        b = t.bulletins.c
        counted = [_count(table, b.bulletin_key).label(f"n_{kind}") for kind, table in t.FACT_TABLES.items()]
        query = (
            select(t.bulletins, _count(t.revisions, b.bulletin_key).label("n_revisions"), *counted)
            # NULLS LAST is not everywhere: sort by whether there is a date first.
            .order_by(b.published.is_(None), b.published.desc(), b.bulletin_key)
            .limit(limit)
            .offset(offset)
        )
        with self._reading() as db:
            rows = db.execute(query).mappings().all()
        return [
            Listing(
                **{name: row[name] for name in ("id", "title", "published", "site_name", "url", "input")},
                revisions=row["n_revisions"],
                last_seen=row["last_seen"],
                counts={kind: row[f"n_{kind}"] for kind in FACT_KINDS},
            )
            for row in rows
        ]

    def count(self) -> int:
        """Return how many bulletins there are."""
        with self._reading() as db:
            return int(db.execute(select(func.count()).select_from(t.bulletins)).scalar_one())

    def failures(self, *, resolved: bool = False) -> Sequence[StoredFailure]:
        """Return the inputs that have not become a record, oldest first.

        Args:
            resolved: also those that became one later.
        """
        f = t.failures.c
        query = select(
            f.input, f.code, f.message, f.times, f.first_seen, f.last_seen, f.resolved, f.detail
        ).order_by(f.failure_key)
        if not resolved:
            query = query.where(f.resolved.is_(None))
        with self._reading() as db:
            return [StoredFailure(**row) for row in db.execute(query).mappings()]

    def runs(self) -> Sequence[StoredRun]:
        """Return the runs, oldest first."""
        with self._reading() as db:
            return [
                StoredRun(**row) for row in db.execute(select(t.runs).order_by(t.runs.c.run_key)).mappings()
            ]

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        try:
            with self._engine.connect() as db:
                yield db
        except DBAPIError as error:
            raise BulletinError(
                "store_unreadable",
                f"{self._shown} cannot be read ({error.orig})",
                "see whether it is damaged",
            ) from error

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """Give a transaction that is committed as a whole or not at all."""
        try:
            with self._engine.connect().execution_options(**WRITING) as db, db.begin():
                yield db
        except (IntegrityError, DataError) as error:
            raise ValueError(f"the record does not fit the tables ({error.orig})") from error
        except DBAPIError as error:
            raise BulletinError(
                "output_unwritable",
                f"{self._shown} cannot be written ({error.orig})",
                "check its rights and the space left",
            ) from error

    @property
    def _shown(self) -> str:
        return self._engine.url.render_as_string(hide_password=True)

    def _find(self, db: Connection, id_or_prefix: str) -> Row[Any]:
        """Return the row of ``revisions`` that an id or prefix names."""
        r, b = t.revisions.c, t.bulletins.c
        joined = t.revisions.join(t.bulletins, b.bulletin_key == r.bulletin_key)
        begins = r.content_id.startswith(id_or_prefix, autoescape=True)
        matches = (
            select(r.content_id, r.revision_key, (r.revision_key == b.revision_key).label("current"))
            .select_from(joined)
            # LIKE folds case on SQLite, and ids are few that share a beginning: compared again below.
            .where(or_(r.content_id == id_or_prefix, begins))
            .order_by(r.last_seen.desc(), r.revision_key.desc())
        )
        rows = [row for row in db.execute(matches) if row.content_id.startswith(id_or_prefix)]
        rows = [row for row in rows if row.content_id == id_or_prefix] or rows
        rows = [row for row in rows if row.current] or rows
        ids = {row.content_id for row in rows}
        if not id_or_prefix or not ids:
            raise BulletinError(
                "record_missing", f"no record has the id {id_or_prefix!r}", "see: bulletin-nlp list"
            )
        if len(ids) > 1:
            raise BulletinError(
                "record_missing",
                f"{len(ids)} records have an id that begins with {id_or_prefix!r}",
                f"give more of it, such as {min(ids)}",
            )
        return db.execute(select(t.revisions).where(r.revision_key == rows[0].revision_key)).one()


def _input_name(input: str | os.PathLike[str] | None) -> str | None:
    """Return an input's name wherever the process stands: an absolute path, or ``"-"``."""
    if input is None or input == "-":
        return input
    return os.path.normpath(Path(input).absolute())


def _count(table: Any, bulletin_key: Any) -> Any:
    return (
        select(func.count())
        .select_from(table)
        .where(table.c.bulletin_key == bulletin_key)
        .correlate(t.bulletins)
        .scalar_subquery()
    )
