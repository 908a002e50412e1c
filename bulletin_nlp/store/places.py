"""Where a bulletin was read, and which bulletin of the store that makes it.

A place is an external id, a URL or a path, from the strongest to the weakest. The same place with other
content is a changed page; but a path that now holds a page of another URL is another bulletin.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, insert, or_, select, update

from bulletin_nlp.store import tables as t
from bulletin_nlp.store.prepared import PreparedRecord

__all__ = ["Place", "find_bulletin", "note_places", "places_of", "shares_place"]


@dataclass(frozen=True, slots=True)
class Place:
    """One place; ``scope`` is the site whose external ids these are, empty for the other kinds."""

    kind: str
    scope: str
    value: str


def places_of(record: PreparedRecord, input_name: str | None) -> list[Place]:
    """Return the places of a record, the strongest first.

    Args:
        record: the record.
        input_name: absolute path of the file, ``"-"`` for standard input, or None.
    """
    found = [Place(*place) for place in record.places]
    if input_name not in (None, "-"):
        found.append(Place("path", "", str(input_name)))
    return found


def find_bulletin(db: Connection, places: list[Place], content_id: str) -> int | None:
    """Return the key of the bulletin that a record with these places and content belongs to, or None."""
    p, r, b = t.places.c, t.revisions.c, t.bulletins.c
    here = (
        select(p.bulletin_key, r.content_id, b.id, (p.revision_key == b.revision_key).label("is_current"))
        .join_from(t.places, t.revisions, r.revision_key == p.revision_key)
        .join(t.bulletins, b.bulletin_key == p.bulletin_key)
    )
    for index, place in enumerate(places):
        row = db.execute(here.where(_is(place))).first()
        if row is None or _contradicted(db, row.bulletin_key, places[:index]):
            continue
        # A copy that comes to say something else is a bulletin of its own, no revision of the original.
        if row.is_current or content_id in (row.content_id, row.id):
            return int(row.bulletin_key)
    # The same content at a place not seen before. Old revisions do not count: a page that once said the
    # same has gone on to say something else.
    return db.execute(
        select(b.bulletin_key).where(b.id == content_id).order_by(b.bulletin_key).limit(1)
    ).scalar()


def shares_place(db: Connection, places: list[Place], revision: int) -> bool:
    """Tell whether a record comes from a place of a revision (both from none counts as the same)."""
    of_revision = t.places.c.revision_key == revision
    if not places:
        return db.execute(select(t.places.c.place_key).where(of_revision).limit(1)).first() is None
    same = or_(*(_is(place) for place in places))
    return db.execute(select(t.places.c.place_key).where(of_revision, same).limit(1)).first() is not None


def note_places(db: Connection, places: list[Place], bulletin_key: int, revision: int, now: datetime) -> None:
    """Remember which revision was last read at these places."""
    for place in places:
        seen = {"bulletin_key": bulletin_key, "revision_key": revision, "last_seen": now}
        if db.execute(update(t.places).where(_is(place)).values(**seen)).rowcount == 0:
            db.execute(
                insert(t.places).values(
                    kind=place.kind, scope=place.scope, value=place.value, first_seen=now, **seen
                )
            )


def _is(place: Place) -> ColumnElement[bool]:
    c = t.places.c
    return and_(c.kind == place.kind, c.scope == place.scope, c.value == place.value)


def _contradicted(db: Connection, key: int, stronger: list[Place]) -> bool:
    """Tell whether a bulletin has other places of the kinds that spoke before, so that it is another one."""
    kinds = {place.kind for place in stronger}
    c = t.places.c
    found = db.execute(select(c.kind).where(c.bulletin_key == key, c.kind.in_(kinds))).first()
    return bool(kinds) and found is not None
