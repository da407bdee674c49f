"""What became findable since a person last looked: counted by receipts and pages, so that no clock can hide a page."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection, func, or_, select

from readingroom.desk.room import Room
from readingroom.desk.search import found_pages, hit_of, understand
from readingroom.desk.words import words
from readingroom.model.answers import Audience, SearchAnswer
from readingroom.model.ids import FileId, parse_page_id
from readingroom.model.mark import Mark, ranges_of
from readingroom.model.terms import Every, InFiles
from readingroom.store.schema import FILES, PAGES, SIGHTINGS

#: Files that a mark names one by one. While more than so many are being read, a mark reaches only to the first of
#: them: what comes later is shown as new once more, and nothing is missed.
MOST_OPEN = 5000

#: Files asked of the catalogue at a time (a statement has a limit of places).
TOGETHER = 400

#: States of a file of which more may be found later without its being received again.
_OPEN_STATES = ("received", "waiting", "partly", "failed", "kept")


def mark_now(room: Room) -> Mark:
    """Return the mark of all that can be found now."""
    with room.catalogue.connect() as connection:
        first = _first_receipts(connection)
        late = select(PAGES.c.file_id).where(or_(PAGES.c.state != "read", PAGES.c.indexed.is_(None))).distinct()
        unsettled = set(connection.scalars(select(FILES.c.file_id).where(FILES.c.state.in_(_OPEN_STATES))))
        unsettled |= set(connection.scalars(late))
        numbers = sorted(first[FileId(file)] for file in unsettled if file in first)
        if len(numbers) > MOST_OPEN:
            return Mark(numbers[0] - 1)
        named = sorted(unsettled)
        found: dict[str, list[tuple[int, int]]] = {file: [] for file in named if file in first}
        query = select(PAGES.c.file_id, PAGES.c.paging, PAGES.c.number)
        query = query.where(PAGES.c.state == "read", PAGES.c.indexed.is_not(None))
        for start in range(0, len(named), TOGETHER):
            for row in connection.execute(query.where(PAGES.c.file_id.in_(named[start : start + TOGETHER]))):
                found[row.file_id].append((row.paging, row.number))
    return Mark(max(first.values(), default=0), {first[FileId(file)]: ranges_of(some) for file, some in found.items()})


def new_since(
    room: Room, query: str, mark: Mark, *, audience: Audience = "room", limit: int = 0, offset: int = 0
) -> SearchAnswer:
    """Return the pages that match and could not be found at a mark, best first.

    Args:
        room: open.
        query: as typed.
        mark: of an earlier moment.
        audience: for whom.
        limit: most hits to return.
        offset: hits to leave out at the beginning.

    Raises:
        QueryError: the query can't be understood.
        DoesNotHoldError: the audience may see nothing yet.
    """
    answer, understood = understand(room, query, audience)
    if understood is None:
        return answer
    index, planned = understood
    with room.catalogue.connect() as connection:
        first = _first_receipts(connection)
    candidates = frozenset(str(file) for file, number in first.items() if number > mark.upto or number in mark.open)
    if not candidates:
        return answer
    inside = Every((planned.plan, InFiles(candidates)))
    fresh = [
        (page, score)
        for page, score in found_pages(room, index, inside, limit=None, audience=audience)
        if not mark.had(first[parse_page_id(page)[0]], page)
    ]
    chosen = fresh[offset : offset + limit]
    texts = words(room, [page for page, _score in chosen], audience)
    hits = tuple(hit_of(text, score, planned) for text, (_page, score) in zip(texts, chosen, strict=True))
    return replace(answer, total=len(fresh), hits=hits)


def _first_receipts(connection: Connection) -> dict[FileId, int]:
    """Return the number of the first receipt of each file."""
    query = select(SIGHTINGS.c.file_id, func.min(SIGHTINGS.c.sighting_id).label("first")).group_by(SIGHTINGS.c.file_id)
    return {FileId(row.file_id): row.first for row in connection.execute(query)}
