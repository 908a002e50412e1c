"""A store of records: saving one twice changes nothing, and nothing that was saved is lost."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from sqlalchemy import Connection, Engine, Row, delete, func, insert, or_, select, update
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from bulletin_nlp.errors import BulletinError
from bulletin_nlp.record import FACT_KINDS, Bulletin
from bulletin_nlp.store import tables as t
from bulletin_nlp.store.database import CACHE, WRITING, is_lost, one_line, open_database, unreachable
from bulletin_nlp.store.entries import (
    FactState,
    Listing,
    Revision,
    RunInput,
    SaveOutcome,
    StoredFailure,
    StoredRun,
)
from bulletin_nlp.store.failures import note_failures, resolve_failures
from bulletin_nlp.store.history import fact_history
from bulletin_nlp.store.prepared import PreparedRecord, prepare
from bulletin_nlp.store.query import Question, selection
from bulletin_nlp.store.rows import read_record
from bulletin_nlp.store.saving import save_all
from bulletin_nlp.store.writing import insert_row

__all__ = ["Store"]

T = TypeVar("T")

# Rows fetched at a time, so that an answer need not fit into memory.
_FETCHED = 500

# Seconds between attempts to reach a server that went away: a restart takes some.
_WAITS = (0.5, 2.0, 5.0, 10.0)


class Store:
    """Records in a database: SQLite in a file, or PostgreSQL.

    What is saved together is saved in one transaction: a process that is killed leaves a database that holds
    every bulletin saved before and nothing half-written.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writing = threading.RLock()

    @classmethod
    def open(
        cls, place: str | Path, *, create: bool = True, schema: str | None = None, cache: int = CACHE
    ) -> Self:
        """Open a store, making or upgrading its tables where needed.

        Args:
            place: a database URL such as ``sqlite:///bulletins.db`` or ``postgresql://user@host/name``,
                or the path of an SQLite file.
            create: make the file or the tables where there are none; otherwise that is an error.
            schema: PostgreSQL's schema, also as ``?schema=`` of the URL; None for ``public``.
            cache: KiB of pages that each connection keeps in memory; of SQLite only.

        Raises:
            BulletinError: ``store_unreadable``, ``store_unreachable``, ``store_outdated`` or
                ``option_invalid``.
        """
        return cls(open_database(place, create=create, schema=schema, cache=cache))

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
        (outcome,) = self.save_all([(prepare(bulletin), input)], run=run)
        if isinstance(outcome, ValueError):
            raise outcome
        return outcome

    def save_all(
        self,
        records: Sequence[tuple[PreparedRecord, str | os.PathLike[str] | None]],
        *,
        run: int | None = None,
    ) -> Sequence[SaveOutcome | ValueError]:
        """Save prepared records in one transaction, each on its own behind a savepoint.

        Where the server goes away the whole transaction is tried again; saving is idempotent.

        Args:
            records: records from :func:`prepare`, each with the path of its file (``"-"`` or None for none).
            run: key of the run, from :meth:`start_run`.

        Returns:
            For each what it was to the store, or why it cannot be kept, such as two facts of one id.

        Raises:
            BulletinError: ``output_unwritable`` or ``store_unreachable``; then none is saved.
        """
        items = [(record, _input_name(input)) for record, input in records]

        def save(db: Connection) -> list[SaveOutcome | ValueError]:
            now = datetime.now(UTC)
            outcomes = save_all(db, items, run, now)
            kept = {
                name
                for (_, name), outcome in zip(items, outcomes, strict=True)
                if name is not None and not isinstance(outcome, ValueError)
            }
            resolve_failures(db, kept, now)
            return outcomes

        return self._write(save)

    def fail(
        self,
        input: str | os.PathLike[str],
        code: str,
        message: str,
        *,
        detail: str | None = None,
        run: int | None = None,
    ) -> None:
        """Note that an input did not become a record; the same again in another run is counted.

        A run that was interrupted and goes on may meet a failure twice: that is once.

        Args:
            input: path of the input, or ``"-"``.
            code: a code of :data:`bulletin_nlp.errors.CODES`.
            message: one line.
            detail: a traceback, where the failure is a bug.
            run: key of the run.
        """
        failed = [(_input_name(input), code, message, detail)]
        self._write(lambda db: note_failures(db, failed, run, datetime.now(UTC)))

    def start_run(
        self, *, options: Mapping[str, Any] | None = None, versions: Mapping[str, str] | None = None
    ) -> int:
        """Note the start of a run and return its key.

        Args:
            options: what the run was asked to do, as JSON values.
            versions: what it was done with (package, spaCy, data).
        """
        values = {"options": dict(options or {}), "versions": dict(versions or {}), "counts": {}}
        return self._write(lambda db: insert_row(db, t.runs, started=datetime.now(UTC), **values))

    def finish(self, run: int, counts: Mapping[str, int]) -> None:
        """Note the end of a run and how many inputs ended how."""
        ended = {"finished": datetime.now(UTC), "counts": dict(counts)}
        self._write(lambda db: db.execute(update(t.runs).where(t.runs.c.run_key == run).values(**ended)))

    def note_inputs(self, run: int, inputs: Sequence[RunInput]) -> None:
        """Note how inputs of a run ended, and their failures as :meth:`fail` does; the later word counts.

        All is noted in one transaction: what an interrupted run noted is not met again when it goes on.

        Args:
            run: key of the run.
            inputs: the inputs.
        """

        def note(db: Connection) -> None:
            c = t.run_inputs.c
            first, last = min(i.ordinal for i in inputs), max(i.ordinal for i in inputs)
            present = select(c.ordinal).where(c.run_key == run, c.ordinal.between(first, last))
            known = set(db.execute(present).scalars())
            for ordinal in known & {i.ordinal for i in inputs}:
                db.execute(delete(t.run_inputs).where(c.run_key == run, c.ordinal == ordinal))
            rows = [{name: getattr(i, name) for name in t.run_inputs.c.keys()[1:]} for i in inputs]
            db.execute(insert(t.run_inputs), [{"run_key": run, **row} for row in rows])
            note_failures(db, failed, run, datetime.now(UTC))

        failed = [(_input_name(i.input), i.code, i.message, i.detail) for i in inputs if i.code and i.message]
        if inputs:
            self._write(note)

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

    def query(
        self, kind: str = "metrics", *, limit: int | None = None, **asked: Any
    ) -> Iterator[dict[str, Any]]:
        """Yield the facts or bulletins that answer a question, the latest published first.

        Args:
            kind: what the rows are: a kind of facts, or ``bulletins``.
            limit: how many at most; None for all.
            asked: conditions, the fields of :class:`bulletin_nlp.store.query.Question`: ``text``, ``region``,
                ``indicator``, ``since``, ``until``, ``period_start``, ``period_end``, ``official``,
                ``portal``, ``task_type``, ``speaking``.

        Returns:
            A mapping a row, its names those of the view ``v_<kind>``.

        Raises:
            BulletinError: ``option_invalid`` or ``store_unreadable``.
        """
        question = Question(kind=kind, **asked)
        with self._reading() as db:
            rows = selection(db, question, limit)
            for row in db.execution_options(yield_per=_FETCHED).execute(rows).mappings():
                yield dict(row)

    def addresses(self) -> Iterator[tuple[str, str]]:
        """Yield the addresses at which bulletins were read: the current id of each with one of its URLs."""
        p, b = t.places.c, t.bulletins.c
        joined = select(b.id, p.value).join_from(t.places, t.bulletins, b.bulletin_key == p.bulletin_key)
        with self._reading() as db:
            found = db.execution_options(yield_per=_FETCHED).execute(joined.where(p.kind == "url"))
            for row in found:
                yield row.id, row.value

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

    def run_inputs(self, run: int) -> Sequence[RunInput]:
        """Return how the inputs of a run ended, in order."""
        c = t.run_inputs.c
        columns = (c.ordinal, c.input, c.content_sha256, c.record_id, c.code)
        query = select(*columns).where(c.run_key == run).order_by(c.ordinal)
        with self._reading() as db:
            return [RunInput(**row) for row in db.execute(query).mappings()]

    def history(self, fact_id: str) -> Sequence[FactState]:
        """Return what a fact has said over time, oldest first; the last is how it stands now.

        Args:
            fact_id: the fact's id. A copy of a bulletin may state the same fact: all are told.
        """
        with self._reading() as db:
            return fact_history(db, fact_id)

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        try:
            with self._engine.connect() as db:
                yield db
        except DBAPIError as error:
            raise self._failed("store_unreadable", "read", error, "see: bulletin-nlp db check") from error

    def _write(self, work: Callable[[Connection], T]) -> T:
        """Do something in a transaction that is committed as a whole or not at all.

        A server that went away is waited for and the transaction done again, a few times.
        """
        for wait in (*_WAITS, None):
            try:
                # Threads of one store wait here, where who came first is next; databases let them poll.
                with self._writing, self._engine.connect().execution_options(**WRITING) as db, db.begin():
                    return work(db)
            except (IntegrityError, DataError) as error:
                raise ValueError(f"the record does not fit the tables ({error.orig})") from error
            except DBAPIError as error:
                if wait is None or not is_lost(self._engine, error):
                    remedy = "check its rights, the space left, and that no other process holds it"
                    raise self._failed("output_unwritable", "written", error, remedy) from error
                time.sleep(wait)
        raise AssertionError("the last attempt returns or raises")

    def _failed(self, code: str, verb: str, error: DBAPIError, remedy: str) -> BulletinError:
        if is_lost(self._engine, error):
            return unreachable(self._shown, error)
        return BulletinError(code, f"{self._shown} cannot be {verb} ({one_line(error)})", remedy)

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
    """Return an input's name wherever the process stands: an absolute path, an address, or ``"-"``."""
    if input is None or input == "-" or (isinstance(input, str) and "://" in input):
        return input
    return os.path.normpath(Path(input).absolute())


def _count(table: Any, bulletin_key: Any) -> Any:
    # A fact that was retracted is kept, and no longer stated.
    standing = [table.c.retracted_at.is_(None)] if "retracted_at" in table.c else []
    return (
        select(func.count())
        .select_from(table)
        .where(table.c.bulletin_key == bulletin_key, *standing)
        .correlate(t.bulletins)
        .scalar_subquery()
    )
