"""Inputs that did not become a record: noting them, counting them, and letting them be resolved."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, case, insert, select, update

from bulletin_nlp.store import tables as t

__all__ = ["note_failures", "resolve_failures"]


def note_failures(
    db: Connection, failed: Sequence[tuple[str | None, str, str, str | None]], run: int | None, now: datetime
) -> None:
    """Note failures; the same again in another run is counted, in the same run it is once.

    Args:
        db: the transaction.
        failed: input, code, message and detail of each.
        run: key of the run.
        now: the time to note.
    """
    f = t.failures.c
    once_more = 1 if run is None else case((f.run_key == run, 0), else_=1)
    for name, code, message, detail in failed:
        seen = {"message": message, "detail": detail, "run_key": run, "last_seen": now, "resolved": None}
        same = (f.input == name, f.code == code)
        again = db.execute(update(t.failures).where(*same).values(times=f.times + once_more, **seen))
        if again.rowcount == 0:
            db.execute(insert(t.failures).values(input=name, code=code, times=1, first_seen=now, **seen))


def resolve_failures(db: Connection, names: Collection[str], now: datetime) -> None:
    """Let the failures of inputs that became records count as resolved.

    Args:
        db: the transaction.
        names: the inputs.
        now: the time to note.
    """
    open_ = t.failures.c.resolved.is_(None)
    if names and db.execute(select(t.failures.c.failure_key).where(open_).limit(1)).first() is not None:
        mended = update(t.failures).where(t.failures.c.input == bindparam("name"), open_).values(resolved=now)
        db.execute(mended, [{"name": name} for name in sorted(names)])
