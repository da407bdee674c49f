"""Status: what came of each production, and what could not be read."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import Subquery, and_, case, func, or_, select

from readingroom.desk.look import emptied, looked_at
from readingroom.desk.room import Room
from readingroom.model.answers import Failure, ProductionStatus, Recovered, RoomStatus
from readingroom.model.ids import FileId, PageId
from readingroom.store.room_lock import is_held
from readingroom.store.schema import FILES, PAGES, SIGHTINGS

#: Types of files with pages of their own, which may be damaged.
_WITH_PAGES = ("application/pdf", "image/tiff")


def status(room: Room) -> RoomStatus:
    """Return the state of the room; each file counts in the production of its first sighting."""
    first = _first()
    files = (
        select(
            first.c.production,
            func.min(func.nullif(first.c.received, "")).label("received"),
            func.max(first.c.sender).label("sender"),
            func.count().label("files"),
            func.sum(FILES.c.pages).label("pages"),
            func.sum(case((FILES.c.state.in_(("failed", "partly")), 1), else_=0)).label("failed"),
            func.sum(case((FILES.c.state == "kept", 1), else_=0)).label("kept"),
            func.sum(case((FILES.c.state == "received", 1), else_=0)).label("waiting"),
        )
        .join(FILES, FILES.c.file_id == first.c.file_id)
        .group_by(first.c.production)
        .order_by(first.c.production)
    )
    pages = (
        select(first.c.production, PAGES.c.state, func.count())
        .join(first, first.c.file_id == PAGES.c.file_id)
        .group_by(first.c.production, PAGES.c.state)
    )
    marked = (
        select(first.c.production, PAGES.c.page_id)
        .join(first, first.c.file_id == PAGES.c.file_id)
        .where(PAGES.c.look != "")
    )
    with room.catalogue.connect() as connection:
        seen = looked_at(connection)
        look = Counter(row.production for row in connection.execute(marked) if row.page_id not in seen)
        counted = {(production, state): count for production, state, count in connection.execute(pages)}
        productions = tuple(
            ProductionStatus(
                name=row.production,
                received=row.received or "",
                sender=row.sender or "",
                files=row.files,
                pages=row.pages or 0,
                read=counted.get((row.production, "read"), 0),
                waiting=counted.get((row.production, "waiting"), 0),
                failed=counted.get((row.production, "failed"), 0),
                files_failed=row.failed or 0,
                files_kept=row.kept or 0,
                files_waiting=row.waiting or 0,
                look=look[row.production],
            )
            for row in connection.execute(files)
        )
    return RoomStatus(room.name, productions, failures(room), is_held(room.paths.lock), kept(room), recovered(room))


def failures(room: Room) -> tuple[Failure, ...]:
    """Return every file and page that could not be read, with its reason, in the order of paths and pages."""
    first = _first()
    files = (
        select(FILES.c.file_id, first.c.path, first.c.production, FILES.c.error)
        .join(first, first.c.file_id == FILES.c.file_id)
        .where(and_(FILES.c.error != "", or_(FILES.c.state == "failed", FILES.c.state == "partly")))
    )
    pages = (
        select(PAGES.c.file_id, first.c.path, first.c.production, PAGES.c.page_id, PAGES.c.error, PAGES.c.number)
        .join(first, first.c.file_id == PAGES.c.file_id)
        .where(PAGES.c.state == "failed")
    )
    with room.catalogue.connect() as connection:
        found = [
            (row.path, 0, Failure(FileId(row.file_id), row.path, None, row.error, row.production))
            for row in connection.execute(files)
        ]
        found += [
            (
                row.path,
                row.number,
                Failure(FileId(row.file_id), row.path, PageId(row.page_id), row.error, row.production),
            )
            for row in connection.execute(pages)
        ]
    return tuple(failure for _path, _number, failure in sorted(found, key=lambda item: item[:2]))


def kept(room: Room) -> tuple[Failure, ...]:
    """Return every file that was kept without a reader for it, with what it is, in the order of paths."""
    first = _first()
    files = (
        select(FILES.c.file_id, first.c.path, first.c.production, FILES.c.error)
        .join(first, first.c.file_id == FILES.c.file_id)
        .where(FILES.c.state == "kept")
        .order_by(first.c.path)
    )
    with room.catalogue.connect() as connection:
        rows = connection.execute(files).all()
    return tuple(Failure(FileId(row.file_id), row.path, None, row.error, row.production) for row in rows)


def recovered(room: Room) -> tuple[Recovered, ...]:
    """Return every damaged file of which pages were recovered: mended, or with pages lost; in the order of paths."""
    first = _first()
    read = func.sum(case((emptied(), 0), (PAGES.c.state == "read", 1), else_=0))
    waiting = func.sum(case((PAGES.c.state == "waiting", 1), else_=0))
    facts = (FILES.c.file_id, first.c.path, first.c.production, FILES.c.expected, FILES.c.repair)
    # `expected` alone says nothing of files that were opened before it was kept.
    lost = and_(FILES.c.expected > 0, FILES.c.expected != read + waiting, FILES.c.media_type.in_(_WITH_PAGES))
    untold = and_(FILES.c.expected == 0, FILES.c.error != "", FILES.c.media_type.in_(_WITH_PAGES))
    files = (
        select(*facts, read.label("read"), waiting.label("waiting"))
        .join(first, first.c.file_id == FILES.c.file_id)
        .join(PAGES, PAGES.c.file_id == FILES.c.file_id)
        .group_by(*facts)
        .having(or_(FILES.c.repair != "", lost, untold))
        .order_by(first.c.path)
    )
    with room.catalogue.connect() as connection:
        rows = connection.execute(files).all()
    return tuple(
        Recovered(FileId(row.file_id), row.path, row.production, row.read, row.waiting, row.expected, row.repair)
        for row in rows
    )


def _first() -> Subquery:
    """First sighting of each file."""
    smallest = select(func.min(SIGHTINGS.c.sighting_id)).group_by(SIGHTINGS.c.file_id)
    return select(SIGHTINGS).where(SIGHTINGS.c.sighting_id.in_(smallest)).subquery("first")
