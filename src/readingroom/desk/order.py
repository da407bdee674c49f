"""The orders in which people expect pages and files: by path and number, or what was received last first."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import func, select

from readingroom.desk.room import Room
from readingroom.model.ids import FileId, PageId, page_order, parse_page_id
from readingroom.store.schema import SIGHTINGS


def in_order(room: Room, pages: Sequence[PageId]) -> list[PageId]:
    """Sort pages by the path of their file's first sighting and their number."""
    if not pages:
        return []
    first = select(func.min(SIGHTINGS.c.sighting_id)).group_by(SIGHTINGS.c.file_id)
    query = select(SIGHTINGS.c.file_id, SIGHTINGS.c.path).where(SIGHTINGS.c.sighting_id.in_(first))
    with room.catalogue.connect() as connection:
        paths = {row.file_id: row.path for row in connection.execute(query)}

    def key(page: PageId) -> tuple[str, tuple[str, int, int]]:
        return (paths.get(parse_page_id(page)[0], ""), page_order(page))

    return sorted(pages, key=key)


def files_in_order(room: Room, files: Collection[FileId], *, newest: bool = False) -> list[FileId]:
    """Sort files by the path of their first sighting; with `newest`, those first received last come first.

    Files without a day of receipt then come last; within a day they stand by path.
    """
    # The first sighting is the last to stay.
    query = select(SIGHTINGS.c.file_id, SIGHTINGS.c.path, SIGHTINGS.c.received).order_by(SIGHTINGS.c.sighting_id.desc())
    with room.catalogue.connect() as connection:
        rows = {FileId(row.file_id): (row.path, row.received) for row in connection.execute(query)}
    ordered = sorted(files, key=lambda file: (rows.get(file, ("", ""))[0], file))
    return sorted(ordered, key=lambda file: rows.get(file, ("", ""))[1], reverse=True) if newest else ordered
