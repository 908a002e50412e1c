"""Whose a portal or a run is: leases that expire, and that a dead process of this machine no longer holds.

All moments are the caller's. Every function works in a transaction that writes; of those there is one at a
time, so that of two that ask for a portal exactly one gets it.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
import sys
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, select, update

from bulletin_nlp.errors import BulletinError
from bulletin_nlp.store import crawl_tables as c
from bulletin_nlp.store import tables as t
from bulletin_nlp.store.crawl_entries import OpenRun
from bulletin_nlp.store.writing import insert_row

__all__ = [
    "COMMAND",
    "RESUMABLE",
    "ensure_portal",
    "finish_run",
    "is_dead",
    "lease_lost",
    "must_hold",
    "open_run",
    "owner_name",
    "release_lease",
    "renew_lease",
    "take_lease",
]

#: The ``command`` among the options of a crawl's run.
COMMAND = "crawl"

#: How long after its start an interrupted run may go on: what its lists said is too old then.
RESUMABLE = timedelta(hours=24)

# The tokens of this process.
_OURS: set[str] = set()


def owner_name() -> str:
    """Return a new name for one that asks for leases: ``host/pid/token``.

    The host has the namespace of its process ids with it, where there is one: containers may share a name.
    """
    token = f"{_start_of(os.getpid())}-{secrets.token_hex(8)}"
    _OURS.add(token)
    return f"{_host()}/{os.getpid()}/{token}"


def is_dead(owner: str) -> bool:
    """Tell whether an owner was a process of this machine that is no more; of other machines nobody knows."""
    host, _, rest = owner.rpartition("/")[0].rpartition("/")
    token = owner.rpartition("/")[2]
    if host != _host() or not rest.isdecimal():
        return False
    pid = int(rest)
    if pid == os.getpid():
        return token not in _OURS
    if sys.platform == "win32":
        return False  # where asking for a process by a signal would end it
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return True
    except PermissionError:
        return False  # another user's, of whom the system may hide everything else
    # Process ids come round: another process has another start.
    return _start_of(pid) not in ("unknown", token.partition("-")[0])


def take_lease(db: Connection, portal: str, owner: str, until: datetime, now: datetime) -> bool:
    """Take a portal that is free, the owner's own, expired or a dead process's; tell whether it was."""
    ensure_portal(db, portal)
    p = c.crawl_portals.c
    held = db.execute(select(p.lease_owner, p.lease_until).where(p.portal == portal)).one()
    if not _is_free(held.lease_owner, held.lease_until, owner, now):
        return False
    taken = {"lease_owner": owner, "lease_until": until}
    db.execute(update(c.crawl_portals).where(p.portal == portal).values(**taken))
    return True


def renew_lease(db: Connection, portal: str, owner: str, until: datetime) -> bool:
    """Hold a portal, and the owner's runs, for longer; False where the portal is another's."""
    p, r = c.crawl_portals.c, c.crawl_runs.c
    own = (p.portal == portal, p.lease_owner == owner)
    if db.execute(update(c.crawl_portals).where(*own).values(lease_until=until)).rowcount == 0:
        return False
    db.execute(update(c.crawl_runs).where(r.owner == owner).values(owned_until=until))
    return True


def release_lease(db: Connection, portal: str, owner: str) -> None:
    """Let a portal go, where it is the owner's."""
    p = c.crawl_portals.c
    own = (p.portal == portal, p.lease_owner == owner)
    db.execute(update(c.crawl_portals).where(*own).values(lease_owner=None, lease_until=None))


def must_hold(db: Connection, portal: str, owner: str) -> None:
    """Raise where a portal is no longer the owner's.

    Raises:
        BulletinError: ``lease_lost``.
    """
    p = c.crawl_portals.c
    if db.execute(select(p.lease_owner).where(p.portal == portal)).scalar() != owner:
        raise lease_lost(portal)


def lease_lost(portal: str) -> BulletinError:
    """Return the error for a portal that is no longer the owner's."""
    return BulletinError(
        "lease_lost",
        f"the portal {portal} is no longer this run's: another has taken it over",
        "nothing is lost, the other run goes on; see that only one is scheduled at a time",
    )


def ensure_portal(db: Connection, portal: str) -> None:
    """Let a portal have its row."""
    p = c.crawl_portals.c
    if db.execute(select(p.portal).where(p.portal == portal)).first() is None:
        db.execute(insert(c.crawl_portals).values(portal=portal))


def open_run(
    db: Connection,
    options: Mapping[str, Any],
    versions: Mapping[str, str],
    owner: str,
    until: datetime,
    now: datetime,
    *,
    resume: bool,
) -> OpenRun:
    """Go on with the last run, if it was interrupted, asked the same, and nobody holds it, or start one.

    Only what started within :data:`RESUMABLE` goes on.
    """
    asked = json.loads(json.dumps({**options, "command": COMMAND}))
    r, k = t.runs.c, c.crawl_runs.c
    recent = (
        select(r.run_key, r.started, r.finished, r.options, k.owner, k.owned_until)
        .join(c.crawl_runs, k.run_key == r.run_key)
        .where(r.started >= now - RESUMABLE)
        .order_by(r.run_key.desc())
    )
    held = {"owner": owner, "owned_until": until}
    last = next((row for row in db.execute(recent) if row.options == asked), None)
    if resume and last is not None and last.finished is None:
        mine = last.owner == owner
        if mine or _is_free(last.owner, last.owned_until, owner, now):
            db.execute(update(c.crawl_runs).where(k.run_key == last.run_key).values(**held))
            # Its own of this very moment is one whose commit was not heard of.
            return OpenRun(last.run_key, last.started, resumed=not (mine and last.started == now))
    key = insert_row(db, t.runs, started=now, options=asked, versions=dict(versions), counts={})
    db.execute(insert(c.crawl_runs).values(run_key=key, **held))
    return OpenRun(key, now, resumed=False)


def finish_run(db: Connection, run: int, counts: Mapping[str, int], now: datetime) -> None:
    """Note the end of a run and how many pages ended how."""
    db.execute(update(t.runs).where(t.runs.c.run_key == run).values(finished=now, counts=dict(counts)))
    free = {"owner": None, "owned_until": None}
    db.execute(update(c.crawl_runs).where(c.crawl_runs.c.run_key == run).values(**free))


def leave_run(db: Connection, run: int, owner: str) -> None:
    """Let a run that did not come to its end be gone on with by others, where it is the owner's."""
    r = c.crawl_runs.c
    free = {"owner": None, "owned_until": None}
    db.execute(update(c.crawl_runs).where(r.run_key == run, r.owner == owner).values(**free))


def _is_free(holder: str | None, until: datetime | None, owner: str, now: datetime) -> bool:
    return holder in (None, owner) or until is None or until <= now or is_dead(str(holder))


@cache
def _host() -> str:
    name = socket.gethostname().replace("/", "-") or "localhost"
    try:
        space = os.readlink("/proc/self/ns/pid")  # noqa: PTH115 - it points at no path
    except OSError:
        return name
    return f"{name}~{''.join(filter(str.isdecimal, space))}"


def _start_of(pid: int) -> str:
    """Return when a process started, as the kernel counts; ``gone`` of one that only waits to be collected.

    Where the system does not tell it is ``unknown``, of every process.
    """
    try:
        told = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except FileNotFoundError:
        return "gone" if Path("/proc/self/stat").exists() else "unknown"
    except OSError:
        return "unknown"
    # The program's name, in brackets, may hold anything.
    fields = told.rpartition(")")[2].split()
    return "gone" if fields[0] in "ZXx" else fields[19]
