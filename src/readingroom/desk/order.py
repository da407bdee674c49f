"""The orders in which people expect pages: by path and number, or what was received last first."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from readingroom.desk.room import Room
from readingroom.model.ids import PageId, page_order, parse_page_id
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


def newest_first(room: Room, pages: Sequence[PageId]) -> list[PageId]:
    """Sort pages by the day on which their file was first received, the last day first; without a day they come last.

    Within a day they stand by path and number, as in `in_order`.
    """
    if not pages:
        return []
    query = select(SIGHTINGS.c.file_id, SIGHTINGS.c.received).order_by(SIGHTINGS.c.sighting_id.desc())
    with room.catalogue.connect() as connection:
        days = {
            row.file_id: row.received for row in connection.execute(query)
        }  # the first sighting is the last to stay
    return sorted(in_order(room, pages), key=lambda page: days.get(parse_page_id(page)[0], ""), reverse=True)
